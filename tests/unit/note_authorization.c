/* Documents on file: found by patient, refused by line. */
#include "note/authorization.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "note/restriction.h"
#include "suite.h"

static char path[] = "/tmp/notes-authorization-XXXXXX";

static void
put(const char *text)
{
	FILE *f;

	memcpy(path + sizeof(path) - 7, "XXXXXX", 6);
	f = fdopen(mkstemp(path), "w");
	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	fclose(f);
}

#define DOCUMENT(id, patient)                                                  \
	"{\"record\":\"authorization/1\",\"id\":\"" id                         \
	"\",\"patient\":\"" patient "\",\"recipient\":[\"A Plan\","            \
	"{\"name\":\"B\",\"id\":\"b1\"}]}\n"

START_TEST(documents_are_found_by_patient_in_the_files_order)
{
	struct authorization_index *x;
	struct record *scratch = record_new();
	struct authorization a;
	struct error e = {{0}};

	put(DOCUMENT("A-1", "P-1") "\n" DOCUMENT("A-2", "P-2") DOCUMENT("A-3",
	    "P-\\u0031") "{\"record\":\"end/1\",\"notes\":0,\"rejected\":0}\n");
	x = authorization_index_open(path, &e);
	ck_assert_msg(x != NULL, "%s", e.text);
	ck_assert_uint_eq(authorization_index_count(x), 3);
	ck_assert(authorization_index_find(x, span_of("P-1"), 0, scratch, &a));
	ck_assert(span_is(a.id, "A-1"));
	ck_assert(authorization_index_find(x, span_of("P-1"), 1, scratch, &a));
	ck_assert(span_is(a.id, "A-3"));
	ck_assert(!authorization_index_find(x, span_of("P-1"), 2, scratch, &a));
	ck_assert(!authorization_index_find(x, span_of("P-9"), 0, scratch, &a));
	authorization_index_close(x);
	record_free(scratch);
	unlink(path);
}
END_TEST

static void
refused(const char *text, const char *why)
{
	struct error e = {{0}};

	put(text);
	ck_assert_ptr_null(authorization_index_open(path, &e));
	ck_assert_msg(strstr(e.text, why) != NULL, "%s", e.text);
	unlink(path);
}

START_TEST(a_file_with_one_bad_line_is_refused_by_that_line)
{
	refused(DOCUMENT("A-1", "P-1") "{\n", ":2: ");
	refused(DOCUMENT("A-1", "P-1") "{\"record\":\"note/1\"}\n",
	    "record: not authorization/1");
	refused("{\"record\":\"authorization/1\",\"id\":\"A\"}\n",
	    ":1: patient: missing");
	refused(DOCUMENT("A-1", "P-1") DOCUMENT("A-1", "P-2"),
	    "id: it stands twice");
	refused("{\"record\":\"authorization/1\",\"id\":\"A\",\"patient\":"
		"\"P\",\"scope\":\"PSY\"}\n",
	    "scope: not an array");
}
END_TEST

START_TEST(an_empty_file_has_no_documents)
{
	struct authorization_index *x;
	struct record *scratch = record_new();
	struct authorization a;

	put("");
	x = authorization_index_open(path, NULL);
	ck_assert_ptr_nonnull(x);
	ck_assert_uint_eq(authorization_index_count(x), 0);
	ck_assert(!authorization_index_find(x, span_of("P-1"), 0, scratch, &a));
	authorization_index_close(x);
	record_free(scratch);
	unlink(path);
}
END_TEST

START_TEST(a_recipient_is_known_by_id_before_name_and_never_by_likeness)
{
	struct record *rec = record_new();
	const char *line = DOCUMENT("A-1", "P-1");
	struct authorization a;
	struct error e = {{0}};

	ck_assert_int_eq(record_read(rec, line, strlen(line), &e), 0);
	ck_assert_int_eq(authorization_read_record(&a, rec, &e), 0);
	ck_assert(authorization_names(
	    &a, (struct party){span_of("a  PLAN"), {NULL, 0}}));
	ck_assert(authorization_names(
	    &a, (struct party){span_of("another"), span_of("b1")}));
	ck_assert(!authorization_names(
	    &a, (struct party){span_of("B"), span_of("b2")}));
	ck_assert(!authorization_names(
	    &a, (struct party){span_of("A Plan Inc"), {NULL, 0}}));
	ck_assert(
	    !authorization_names(&a, (struct party){{NULL, 0}, {NULL, 0}}));
	record_free(rec);
}
END_TEST

START_TEST(only_the_individual_ends_a_restriction_for_what_was_paid)
{
	struct restriction r = {.present = true,
	    .type = RESTRICTION_SELF_PAY,
	    .ended_on = 100,
	    .ended_by_practice = true};

	ck_assert(restriction_binds(&r, 200));
	r.type = RESTRICTION_AGREED;
	ck_assert(!restriction_binds(&r, 101));
	ck_assert(restriction_binds(&r, 100));
	ck_assert(restriction_binds(&r, DATE_NONE));
	r.ended_on = DATE_NONE;
	ck_assert(restriction_binds(&r, 200));
	r.ended_by_individual = true;
	ck_assert(!restriction_binds(&r, 1));
	r.type = RESTRICTION_SELF_PAY;
	ck_assert(!restriction_binds(&r, 1));
}
END_TEST

SUITE("note_authorization", documents_are_found_by_patient_in_the_files_order,
    a_file_with_one_bad_line_is_refused_by_that_line,
    an_empty_file_has_no_documents,
    a_recipient_is_known_by_id_before_name_and_never_by_likeness,
    only_the_individual_ends_a_restriction_for_what_was_paid)
