/* Documents on file: found by patient, refused by line. */
#include "note/authorization.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "note/restriction.h"
#include "../fuzz/same_authorization.h"
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

static bool
next(const struct authorization_index *x, const char *patient, date_days day,
    size_t *at, struct record *scratch, struct authorization *out)
{
	return authorization_index_next(
	    x, span_of(patient), day, at, scratch, out);
}

START_TEST(documents_are_found_by_patient_in_the_files_order)
{
	size_t at = 0;
	struct authorization_index *x;
	struct record *scratch = record_new();
	struct authorization a;
	struct error e = {{0}};

	put(DOCUMENT("A-1", "P-1") "\n" DOCUMENT("A-2", "P-2") DOCUMENT("A-3",
	    "P-\\u0031") "{\"record\":\"end/1\",\"notes\":0,\"rejected\":0}\n");
	x = authorization_index_open(path, &e);
	ck_assert_msg(x != NULL, "%s", e.text);
	ck_assert_uint_eq(authorization_index_count(x), 3);
	ck_assert(next(x, "P-1", DATE_NONE, &at, scratch, &a));
	ck_assert(span_is(a.id, "A-1"));
	ck_assert(next(x, "P-1", DATE_NONE, &at, scratch, &a));
	ck_assert(span_is(a.id, "A-3"));
	ck_assert(!next(x, "P-1", DATE_NONE, &at, scratch, &a));
	ck_assert(!next(x, "P-9", DATE_NONE, &at, scratch, &a));
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

START_TEST(a_document_is_found_for_the_days_that_it_covers)
{
	static const char text[] =
	    "{\"record\":\"authorization/1\",\"id\":\"A\",\"patient\":\"P\","
	    "\"covers\":{\"from\":\"2026-01-01\",\"to\":\"2026-01-31\"}}\n"
	    "{\"record\":\"authorization/1\",\"id\":\"B\",\"patient\":\"P\"}\n";
	struct authorization_index *x;
	struct record *scratch = record_new();
	struct authorization a;
	struct error e = {{0}};
	date_days day = date_parse("2026-01-31", 10);
	size_t at = 0;

	put(text);
	x = authorization_index_open(path, &e);
	ck_assert_msg(x != NULL, "%s", e.text);
	ck_assert(next(x, "P", day, &at, scratch, &a) && span_is(a.id, "A"));
	ck_assert(next(x, "P", day, &at, scratch, &a) && span_is(a.id, "B"));
	ck_assert(!next(x, "P", day, &at, scratch, &a));
	ck_assert(
	    next(x, "P", day + 1, &at, scratch, &a) && span_is(a.id, "B"));
	at = 0;
	ck_assert(
	    next(x, "P", DATE_NONE, &at, scratch, &a) && span_is(a.id, "B"));
	authorization_index_close(x);
	record_free(scratch);
	unlink(path);
}
END_TEST

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

static const char whole[] =
    "{\"record\": \"authorization/1\", \"id\": \"A-1\", \"patient\": \"P-1\", "
    "\"description\": \"all of 2026\", \"scope\": [\"PSY\", \"PROG\"], "
    "\"discloser\": \"D\", \"recipient\": [\"A Plan\", {\"name\":\"B\"}], "
    "\"purposes\": [], \"at_request_of_individual\": false, "
    "\"expiry\": {\"kind\": \"date\", \"value\": \"2026-02-28\"}, "
    "\"signature\": {\"present\": true, \"date\": \"2026-01-05\", "
    "\"by\": \"individual\"}, \"statements\": {}, \"revocation\": "
    "{\"received_at\": \"2026-06-08T09:12:00-04:00\"}, \"research\": null, "
    "\"covers\": {\"from\": \"2026-01-01\"}, \"state_consent\": "
    "{\"signed\": true, \"n\": 12}, \"copy_given\": true}";

/* What one pass makes of LINE is what the other way makes of it. */
static bool
one_pass(
    struct member_form *form, struct record *rec, const char *line, size_t len)
{
	struct arena arena = {NULL};
	struct authorization a, b;
	struct error e = {{0}};
	bool read = authorization_read_line(&a, form, line, len, &arena);

	if (read) {
		ck_assert_int_eq(record_read(rec, line, len, &e), 0);
		ck_assert_int_eq(authorization_read_record(&b, rec, &e), 0);
		ck_assert_msg(
		    same_authorization(&a, &b), "%.*s", (int)len, line);
	}
	arena_free(&arena);
	return read;
}

START_TEST(a_line_is_read_in_one_pass_as_it_is_read_as_a_record)
{
	static const char bytes[] = "{}[]\":, \\0e1-na\x01\xc3tf\n";
	struct member_form *form = authorization_form_new();
	struct record *rec = record_new();
	char line[sizeof(whole)];
	uint32_t draw = 7;
	size_t i, at, accepted = 0;

	ck_assert(one_pass(form, rec, whole, sizeof(whole) - 1));
	for (i = 0; i < sizeof(whole) - 1; i++)
		ck_assert(!one_pass(form, rec, whole, i));
	for (i = 0; i < 40000; i++) {
		memcpy(line, whole, sizeof(whole));
		do {
			draw = draw * 1664525 + 1013904223;
			at = (draw >> 8) % (sizeof(whole) - 1);
			line[at] = bytes[(draw >> 24) % (sizeof(bytes) - 1)];
		} while (draw >> 31 != 0);
		accepted += one_pass(form, rec, line, sizeof(whole) - 1);
	}
	ck_assert_uint_gt(accepted, 1000);
	ck_assert_uint_lt(accepted, 30000);
	member_form_free(form);
	record_free(rec);
}
END_TEST

START_TEST(one_pass_leaves_what_is_unusual_to_the_record)
{
	static const char *const unusual[] = {
	    "{\"record\":\"authorization/1\",\"id\":\"A\",\"patient\":\"\"}",
	    "{\"record\":\"authorization/1\",\"id\":\"A\",\"patient\":\"P\","
	    "\"id\":\"B\"}",
	    "{\"record\":\"note/1\",\"id\":\"A\",\"patient\":\"P\"}",
	    "{\"id\":\"A\",\"patient\":\"P\"}",
	    "{\"record\":\"authorization/"
	    "1\",\"id\":\"A\",\"patient\":\"\\u0050\"}",
	    "{\"record\":\"authorization/1\",\"id\":\"A\",\"patient\":\"P\","
	    "\"other\":1}",
	    "{\"record\":\"authorization/1\",\"id\":\"A\",\"patient\":\"P\","
	    "\"state_consent\":{\"a\":1,\"a\":2}}",
	    "{\"record\":\"authorization/1\",\"id\":\"A\",\"patient\":\"P\","
	    "\"covers\":{\"from\":\"2026-02-30\"}}",
	};
	struct member_form *form = authorization_form_new();
	struct record *rec = record_new();
	size_t i;

	for (i = 0; i < sizeof(unusual) / sizeof(unusual[0]); i++)
		ck_assert(!one_pass(form, rec, unusual[i], strlen(unusual[i])));
	member_form_free(form);
	record_free(rec);
}
END_TEST

/* What one pass has no room for, the record's reader has. */
START_TEST(a_document_of_many_things_reads_the_same_in_one_pass)
{
	static const struct {
		const char *open, *piece, *close;
		size_t most; /* that one pass takes */
	} parts[] = {{",\"scope\":[\"PSY\"", ",\"PSY\"", "]", 31},
	    {",\"state_consent\":{\"a\":[1", ",{\"a\":[]}", "]}", 1000},
	    {",\"state_consent\":{\"a\":1", "2", "}", 14},
	    {",\"state_consent\":{\"a\":[1", ",[[[[{}]]]]", "]}", 1000},
	    {",\"state_consent\":{\"a\":[1", ",[[[[[[[{}]]]]]]]", "]}", 0}};
	struct member_form *form = authorization_form_new();
	struct record *rec = record_new();
	struct buf line = {0};
	size_t i, k, n;

	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		for (n = 0; n <= 64; n++) {
			line.len = 0;
			buf_addf(&line,
			    "{\"record\":\"authorization/1\",\"id\":\"A\","
			    "\"patient\":\"P\"%s",
			    parts[i].open);
			for (k = 0; k < n; k++)
				buf_add_string(&line, parts[i].piece);
			buf_addf(&line, "%s}", parts[i].close);
			ck_assert_msg(one_pass(form, rec, line.bytes,
					  line.len) == (n <= parts[i].most),
			    "%s, %zu times", parts[i].piece, n);
		}
	/* As many keys as one pass keeps, and one more. */
	for (n = 30; n < 36; n++) {
		line.len = 0;
		buf_add_string(&line,
		    "{\"record\":\"authorization/1\",\"id\":\"A\","
		    "\"patient\":\"P\",\"state_consent\":{");
		for (k = 0; k < n; k++)
			buf_addf(&line, "%s\"k%zu\":1", k == 0 ? "" : ",", k);
		buf_add_string(&line, "}}");
		ck_assert_msg(
		    one_pass(form, rec, line.bytes, line.len) == (n <= 32),
		    "%zu keys", n);
	}
	buf_free(&line);
	member_form_free(form);
	record_free(rec);
}
END_TEST

START_TEST(an_empty_file_has_no_documents)
{
	size_t at = 0;
	struct authorization_index *x;
	struct record *scratch = record_new();
	struct authorization a;

	put("");
	x = authorization_index_open(path, NULL);
	ck_assert_ptr_nonnull(x);
	ck_assert_uint_eq(authorization_index_count(x), 0);
	ck_assert(!next(x, "P-1", DATE_NONE, &at, scratch, &a));
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
    a_document_is_found_for_the_days_that_it_covers,
    a_file_with_one_bad_line_is_refused_by_that_line,
    a_line_is_read_in_one_pass_as_it_is_read_as_a_record,
    one_pass_leaves_what_is_unusual_to_the_record,
    a_document_of_many_things_reads_the_same_in_one_pass,
    an_empty_file_has_no_documents,
    a_recipient_is_known_by_id_before_name_and_never_by_likeness,
    only_the_individual_ends_a_restriction_for_what_was_paid)
