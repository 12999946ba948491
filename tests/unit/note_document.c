#include "note/document.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "note/practice.h"
#include "note/request.h"
#include "suite.h"

static char path[] = "/tmp/note_document.XXXXXX";
static struct document file;
static struct error e;

static int
open_text(const char *text, const char *kind)
{
	FILE *f;

	strcpy(path + sizeof(path) - 7, "XXXXXX");
	f = fdopen(mkstemp(path), "w");
	fputs(text, f);
	fclose(f);
	memset(&e, 0, sizeof(e));
	document_close(&file);
	if (document_open(&file, path, kind, &e) == -1) {
		unlink(path);
		return -1;
	}
	unlink(path);
	return 0;
}

static int
read_request(struct request *r, const char *text)
{
	ck_assert_msg(open_text(text, "request/1") == 0, "%s", e.text);
	return request_read(r, file.record, &e);
}

/* The message without the file's name. */
static const char *
message(void)
{
	return strncmp(e.text, path, strlen(path)) == 0
		   ? e.text + strlen(path) + 2
		   : e.text;
}

START_TEST(a_document_may_be_laid_out_over_lines)
{
	struct request r;

	ck_assert_int_eq(
	    read_request(&r, "{\n  \"record\": \"request/1\",\n  \"id\": "
			     "\"R1\",\n  \"kind\": \"audit\",\n  "
			     "\"requester\": {\"name\": \"Acme\"}\n}\n"),
	    0);
	ck_assert(span_is(r.id, "R1"));
	ck_assert(span_is(r.requester.name, "Acme"));
}
END_TEST

START_TEST(a_document_that_is_not_json_is_named_by_line_and_never_quoted)
{
	ck_assert_int_eq(
	    open_text("{\n\"record\": secret\n}", "request/1"), -1);
	ck_assert_str_eq(message(), "2:16: not JSON");
	ck_assert_ptr_null(strstr(e.text, "secret"));
	ck_assert_int_eq(open_text("", "request/1"), -1);
	ck_assert_int_eq(
	    open_text("{\"record\":\"request/1\",\"id\":\"a\",\"id\":\"b\"}",
		"request/1"),
	    -1);
	ck_assert_ptr_nonnull(strstr(e.text, "a key stands twice"));
	ck_assert_int_eq(
	    open_text("{\"record\":\"request/2\"}", "request/1"), -1);
	ck_assert_str_eq(message(), "record: not request/1");
	ck_assert_int_eq(open_text("[]", "request/1"), -1);
	ck_assert_int_eq(
	    document_open(&file, "/nonexistent/x", "request/1", &e), -1);
}
END_TEST

#define REQUEST(kind, more)                                                    \
	"{\"record\":\"request/1\",\"id\":\"R\",\"kind\":\"" kind              \
	"\",\"requester\":{\"name\":\"Acme\"}" more "}"

START_TEST(a_kind_brings_its_purpose_and_others_must_name_it)
{
	struct request r;

	ck_assert_int_eq(read_request(&r, REQUEST("audit", "")), 0);
	ck_assert(span_is(r.purpose, "payment_audit"));
	ck_assert_int_eq(read_request(&r, REQUEST("subpoena", "")), 0);
	ck_assert(span_is(r.purpose, "judicial"));
	ck_assert_int_eq(read_request(&r, REQUEST("patient-access",
					      ",\"purpose\":\"treatment\"")),
	    0);
	ck_assert(span_is(r.purpose, "treatment"));
	ck_assert_int_eq(
	    read_request(&r, REQUEST("prior-authorization", "")), -1);
	ck_assert_str_eq(e.text, "purpose: missing, and the kind has none");
	ck_assert_int_eq(read_request(&r, REQUEST("whim", "")), -1);
	ck_assert_int_eq(
	    read_request(&r, REQUEST("audit", ",\"purpose\":\"\"")), -1);
}
END_TEST

START_TEST(a_misspelt_member_of_a_request_is_refused_by_its_name)
{
	struct request r;

	ck_assert_int_eq(
	    read_request(&r, REQUEST("audit", ",\"pateints\":[]")), -1);
	ck_assert_str_eq(e.text, "pateints: a name that is not known here");
	ck_assert_int_eq(
	    read_request(&r,
		REQUEST("audit", ",\"services\":{\"form\":\"2026-01-01\"}")),
	    -1);
	ck_assert_str_eq(
	    e.text, "services.form: a name that is not known here");
	ck_assert_int_eq(
	    read_request(&r, REQUEST("audit", ",\"John Smith\":1")), -1);
	ck_assert_str_eq(e.text, "(member): a name that is not known here");
	ck_assert_int_eq(
	    read_request(&r, REQUEST("audit", ",\"items\":[\"topics\"]")), -1);
	ck_assert_str_eq(e.text, "items[0]: a word that is not known here");
}
END_TEST

START_TEST(no_items_is_all_and_an_empty_list_is_none)
{
	struct request r;

	read_request(&r, REQUEST("audit", ""));
	ck_assert(!r.items_given);
	read_request(&r, REQUEST("audit", ",\"items\":[]"));
	ck_assert(r.items_given);
	ck_assert_uint_eq(r.items, 0);
	read_request(&r, REQUEST("audit", ",\"items\":[\"risk\",\"history\"]"));
	ck_assert_uint_eq(
	    r.items, LABEL_BIT(LABEL_RISK) | LABEL_BIT(LABEL_HISTORY));
}
END_TEST

START_TEST(a_request_reaches_the_patients_it_names_or_all)
{
	struct person p = {.id = span_of("p1"), .member_id = span_of("m1")};
	struct request r;

	read_request(&r, REQUEST("audit", ""));
	ck_assert(request_has_patient(&r, &p));
	read_request(&r, REQUEST("audit", ",\"patients\":[\"p1\"]"));
	ck_assert(request_has_patient(&r, &p));
	read_request(&r, REQUEST("audit", ",\"members\":[\"m1\"]"));
	ck_assert(request_has_patient(&r, &p));
	read_request(&r, REQUEST("audit", ",\"members\":[\"p1\"]"));
	ck_assert(!request_has_patient(&r, &p));
	p.member_id = span_of(NULL);
	read_request(&r, REQUEST("audit", ",\"members\":[\"m1\"]"));
	ck_assert(!request_has_patient(&r, &p));
}
END_TEST

START_TEST(verified_is_what_somebody_signed_for)
{
	struct request r;

	read_request(&r, REQUEST("audit", ""));
	ck_assert(!r.requester.verified.present);
	ck_assert_int_eq(
	    read_request(&r,
		"{\"record\":\"request/1\",\"id\":\"R\",\"kind\":\"audit\","
		"\"requester\":{\"name\":\"A\",\"verified\":{}}}"),
	    -1);
	ck_assert_str_eq(e.text, "requester.verified.by: missing");
	ck_assert_int_eq(
	    read_request(&r,
		"{\"record\":\"request/1\",\"id\":\"R\",\"kind\":\"audit\","
		"\"requester\":{\"name\":\"A\",\"verified\":{\"by\":\"B\","
		"\"date\":\"2026-06-04\"}}}"),
	    0);
	ck_assert(r.requester.verified.present);
	ck_assert_int_eq(
	    r.requester.verified.date, date_parse("2026-06-04", 10));
}
END_TEST

START_TEST(a_clinician_is_found_by_id_or_by_the_only_such_name)
{
	struct author a = {.name = span_of("r.  okafor")};
	struct practice p;

	ck_assert_int_eq(
	    open_text("{\"record\":\"practice/1\",\"name\":\"P\","
		      "\"custodian\":\"C. Ustodian\",\"clinicians\":[{\"id\":"
		      "\"c1\",\"name\":\"R. Okafor\","
		      "\"mental_health_professional\":true},{\"id\":\"c2\","
		      "\"name\":\"A. Other\"},{\"id\":\"c3\",\"name\":\"A. "
		      "OTHER\"}]}",
		"practice/1"),
	    0);
	ck_assert_int_eq(practice_read(&p, file.record, &e), 0);
	ck_assert(span_is(p.custodian.name, "C. Ustodian"));
	ck_assert_ptr_eq(practice_clinician(&p, &a), &p.clinicians[0]);
	ck_assert_int_eq(
	    p.clinicians[0].mental_health_professional, ANSWER_YES);
	ck_assert_int_eq(
	    p.clinicians[1].mental_health_professional, ANSWER_UNKNOWN);
	a.name = span_of("a. other");
	ck_assert_ptr_null(practice_clinician(&p, &a));
	a.id = span_of("c3");
	ck_assert_ptr_eq(practice_clinician(&p, &a), &p.clinicians[2]);
	a.name = span_of("R. Okafor");
	a.id = span_of("c9");
	ck_assert_ptr_null(practice_clinician(&p, &a));
}
END_TEST

START_TEST(two_clinicians_with_one_id_are_refused)
{
	struct practice p;

	ck_assert_int_eq(
	    open_text("{\"record\":\"practice/1\",\"name\":\"P\","
		      "\"clinicians\":[{\"id\":\"c1\",\"name\":\"A\"},{\"id\":"
		      "\"c1\",\"name\":\"B\"}]}",
		"practice/1"),
	    0);
	ck_assert_int_eq(practice_read(&p, file.record, &e), -1);
	ck_assert_str_eq(e.text, "clinicians[1].id: stands twice");
}
END_TEST

SUITE("document", a_document_may_be_laid_out_over_lines,
    a_document_that_is_not_json_is_named_by_line_and_never_quoted,
    a_kind_brings_its_purpose_and_others_must_name_it,
    a_misspelt_member_of_a_request_is_refused_by_its_name,
    no_items_is_all_and_an_empty_list_is_none,
    a_request_reaches_the_patients_it_names_or_all,
    verified_is_what_somebody_signed_for,
    a_clinician_is_found_by_id_or_by_the_only_such_name,
    two_clinicians_with_one_id_are_refused)
