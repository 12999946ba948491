/* Records that are spelled, sized or filled as few are: read as any other, or
 * refused by name. */
#include "folder.h"
#include "suite.h"

#include <string.h>

#include "note/authorization.h"
#include "note/classification.h"
#include "note/completeness.h"
#include "note/correction.h"
#include "note/decision.h"
#include "note/document.h"
#include "note/note.h"
#include "note/practice.h"
#include "note/question.h"
#include "note/restriction.h"

static struct error e;

static struct record *
line_read(const char *line)
{
	struct record *rec = record_new();

	memset(&e, 0, sizeof(e));
	ck_assert_msg(record_read(rec, line, strlen(line), &e) == 0, "%s: %s",
	    line, e.text);
	return rec;
}

static struct authorization_index *
authorizations(const char *text)
{
	memset(&e, 0, sizeof(e));
	folder_put("authorizations", text);
	return authorization_index_open("authorizations", &e);
}

static const char *
found(const struct authorization_index *x, const char *patient, date_days day)
{
	static char id[32];
	struct record *scratch = record_new();
	struct authorization a;
	size_t at = 0;

	snprintf(id, sizeof(id), "none");
	if (authorization_index_next(
		x, span_of(patient), day, &at, scratch, &a))
		snprintf(id, sizeof(id), "%.*s", (int)a.id.len, a.id.bytes);
	record_free(scratch);
	return id;
}

#define DOCUMENT(id, patient, more)                                            \
	"{\"record\":\"authorization/1\",\"id\":\"" id                         \
	"\",\"patient\":\"" patient "\"" more "}\n"

START_TEST(two_patients_of_one_hash_have_no_document_in_common)
{
	struct authorization_index *x;

	folder_enter();
	x = authorizations(DOCUMENT("A-1", "P-120002", ""));
	ck_assert_msg(x != NULL, "%s", e.text);
	ck_assert_str_eq(found(x, "P-120002", DATE_NONE), "A-1");
	ck_assert_str_eq(found(x, "P-144175", DATE_NONE), "none");
	authorization_index_close(x);
	folder_leave();
}
END_TEST

START_TEST(a_document_covers_the_days_up_to_its_last_or_from_its_first)
{
	struct authorization_index *x;
	date_days day = date_parse("2026-01-31", 10);

	folder_enter();
	x = authorizations(
	    DOCUMENT("A", "P", ",\"covers\":{\"to\":\"2026-01-31\"}")
		DOCUMENT("B", "Q", ",\"covers\":{\"from\":\"2026-01-31\"}"));
	ck_assert_msg(x != NULL, "%s", e.text);
	ck_assert_str_eq(found(x, "P", day - 5000), "A");
	ck_assert_str_eq(found(x, "P", day + 1), "none");
	ck_assert_str_eq(found(x, "Q", day - 1), "none");
	ck_assert_str_eq(found(x, "Q", day + 5000), "B");
	authorization_index_close(x);
	folder_leave();
}
END_TEST

/* Of megabytes, so that it is read by more than one thread. */
START_TEST(a_document_is_found_however_long_its_line)
{
	struct authorization_index *x;
	struct buf text = {0};
	size_t i;

	folder_enter();
	buf_add_string(&text,
	    "{\"record\":\"authorization/1\",\"id\":\"A\",\"patient\":\"P\","
	    "\"description\":\"");
	for (i = 0; i < 900000; i++)
		buf_add_string(&text, "of records");
	buf_add_string(&text, "\"}");
	x = authorizations(buf_string(&text));
	ck_assert_msg(x != NULL, "%s", e.text);
	ck_assert_uint_eq(authorization_index_count(x), 1);
	ck_assert_str_eq(found(x, "P", DATE_NONE), "A");
	authorization_index_close(x);
	buf_free(&text);
	folder_leave();
}
END_TEST

START_TEST(a_file_of_documents_is_refused_by_its_first_bad_line)
{
	static const struct {
		const char *text, *why;
	} files[] = {
	    {DOCUMENT("A", "P", "") "{\"record\":7}\n" DOCUMENT("B", "P", ""),
		"authorizations:2: "},
	    {DOCUMENT("A", "P", "") DOCUMENT("A", "Q", "")
		    DOCUMENT("B", "P", ""),
		"it stands twice (the 2. document)"},
	    {"\t\r\n \n" DOCUMENT("A", "P",
		 "") "{\"record\":\"part/1\",\"notes\":0,\"rejected\":0}\n"
		     "{\"record\":\"note/1\"}\n",
		"authorizations:5: record: not authorization/1"},
	};
	size_t i;

	folder_enter();
	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		ck_assert_ptr_null(authorizations(files[i].text));
		ck_assert_msg(
		    strstr(e.text, files[i].why) != NULL, "%s", e.text);
	}
	folder_leave();
}
END_TEST

START_TEST(an_authorization_that_is_null_or_for_nobody_is_none)
{
	struct record *rec = line_read(
	    "{\"record\":\"authorization/1\",\"id\":\"A\",\"patient\":\"P\","
	    "\"recipient\":[\"\",{\"name\":\"\",\"id\":\"\"}],\"none\":null}");
	static const struct party known = {.id = {"LHP", 3}};
	struct authorization a;
	struct restriction r;

	ck_assert_msg(
	    authorization_read_record(&a, rec, &e) == 0, "%s", e.text);
	ck_assert(!authorization_has_recipient(&a));
	a.recipients = &known;
	a.recipient_count = 1;
	ck_assert(authorization_has_recipient(&a));
	ck_assert_int_eq(authorization_read(&a, record_member(rec, "none"),
			     "none", record_arena(rec), &e),
	    0);
	ck_assert(!a.present);
	ck_assert_int_eq(restriction_read(&r, record_member(rec, "none"),
			     "none", record_arena(rec), &e),
	    0);
	ck_assert(!r.present);
	record_free(rec);
}
END_TEST

START_TEST(places_stand_in_the_order_of_the_text)
{
	static const struct place places[] = {{.section = -1, .start = 4},
	    {.section = 0, .in_title = true, .start = 2, .end = 9},
	    {.section = 0, .start = 0, .end = 1},
	    {.section = 0, .start = 0, .end = 3},
	    {.section = 0, .start = 1, .end = 2},
	    {.section = 1, .start = 0, .end = 1}};
	int i, k, order;

	for (i = 0; i < 6; i++)
		for (k = 0; k < 6; k++) {
			order = place_compare(&places[i], &places[k]);
			ck_assert_int_eq(
			    (order > 0) - (order < 0), (i > k) - (i < k));
		}
}
END_TEST

/* Passages that the quick reader leaves to the other. */
START_TEST(a_passage_of_odd_numbers_reads_as_they_are)
{
	static const struct {
		const char *place, *score;
		int read; /* thousandths; -1: refused */
	} passages[] = {{"\"start\":0,\"end\":4", "0.1e0", 100},
	    {"\"start\":0,\"end\":4", "1.0E0", 1000},
	    {"\"start\":0,\"end\":4", "0.25", 250},
	    {"\"start\":0,\"end\":4", "0", 0},
	    {"\"start\":0,\"end\":4", "1.001", -1},
	    {"\"start\":0,\"end\":4", "2.125", -1},
	    {"\"start\":0,\"end\":4", "10.25", -1},
	    {"\"start\":0,\"end\":4", "12345", -1},
	    {"\"start\":0,\"end\":4", "\"0.5\"", -1},
	    {"\"start\":0,\"end\":4e0", "0.500", -1},
	    {"\"start\":0,\"end\":4000000000", "0.500", -1},
	    {"\"start\":0,\"end\":12345678901234567890", "0.500", -1},
	    {"\"start\":\"0\",\"end\":4", "0.500", -1}};
	struct classification c;
	char line[400];
	size_t i;

	for (i = 0; i < sizeof(passages) / sizeof(passages[0]); i++) {
		struct record *rec;
		int read;

		snprintf(line, sizeof(line),
		    "{\"record\":\"note/1\",\"id\":\"n\",\"classification\":{"
		    "\"class\":\"mixed\",\"confidence\":%s,\"protection\":{"
		    "\"status\":\"review\",\"reason\":\"r\"},\"passages\":[{"
		    "\"section\":0,%s,\"label\":\"topic\",\"scope\":"
		    "\"unproven\",\"score\":%s}],\"findings\":[]}}",
		    passages[i].score, passages[i].place, passages[i].score);
		rec = line_read(line);
		read = classification_read(&c, rec, &e);
		if (passages[i].read == -1) {
			ck_assert_msg(read == -1, "%s", line);
		} else {
			ck_assert_msg(read == 0, "%s: %s", line, e.text);
			ck_assert_int_eq(
			    (int)c.passages[0].score, passages[i].read);
			ck_assert_int_eq((int)c.confidence, passages[i].read);
		}
		record_free(rec);
	}
}
END_TEST

START_TEST(a_ruling_is_written_once_with_its_reasons_or_none)
{
	static const struct reason why[] = {{.code = {"R01", 3}}};
	struct arena arena = {NULL};
	struct ruling r = {.outcome = OUTCOME_PERMIT};

	ruling_prepare(&r, &arena);
	ck_assert_ptr_nonnull(r.written.bytes);
	ck_assert_ptr_null(r.written_reasons.bytes);
	r.reasons = why;
	r.reason_count = 1;
	ruling_prepare(&r, &arena);
	ck_assert(span_is(r.written_reasons, "{\"code\":\"R01\"}"));
	arena_free(&arena);
}
END_TEST

START_TEST(a_completeness_without_a_mark_is_written_without_one)
{
	struct record *rec = line_read("{\"record\":\"note/1\"}");
	struct completeness c = {.standard = {"own", 3}, .present = true};
	struct buf out = {0};

	completeness_write(rec, &c);
	record_write(rec, &out);
	ck_assert_ptr_null(strstr(buf_string(&out), "score"));
	c.scored = true;
	c.score = 750;
	completeness_write(rec, &c);
	out.len = 0;
	record_write(rec, &out);
	ck_assert_ptr_nonnull(strstr(buf_string(&out), "\"score\":0.750"));
	buf_free(&out);
	record_free(rec);
}
END_TEST

START_TEST(a_correction_of_no_text_is_refused)
{
	struct correction c;
	struct record *rec = line_read(
	    "{\"record\":\"correction/1\",\"note\":\"n\",\"section\":0,"
	    "\"start\":4,\"end\":4,\"label\":\"topic\",\"text\":\"00\"}");

	ck_assert_int_eq(correction_read(&c, rec, &e), -1);
	ck_assert_str_eq(e.text, "end: not past start");
	record_free(rec);
}
END_TEST

START_TEST(what_is_no_document_is_named_by_what_is_wrong)
{
	static const struct {
		const char *text, *why;
	} texts[] = {{"{\"a\":\"\\u0000\"}", "U+0000 in a string"},
	    {"{\"\\u0000\":1}", "U+0000 in a string"},
	    {"{\"a\":1e999}", "a number out of range"},
	    {"{\"a\":1} {}", "more than one JSON value"},
	    {"{\"a\":\"\xff\"}", "not UTF-8"}, {"{\"a\":", "ends too early"},
	    {"{\"record\":7}", "record"}};
	struct buf deep = {0};
	struct document d;
	size_t i;

	folder_enter();
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		memset(&e, 0, sizeof(e));
		folder_put("file", texts[i].text);
		ck_assert_int_eq(
		    document_open(&d, "file", "request/1", &e), -1);
		ck_assert_msg(
		    strstr(e.text, texts[i].why) != NULL, "%s", e.text);
	}
	for (i = 0; i < 5000; i++)
		buf_add_byte(&deep, '[');
	memset(&e, 0, sizeof(e));
	folder_put("file", buf_string(&deep));
	ck_assert_int_eq(document_open(&d, "file", "request/1", &e), -1);
	ck_assert_ptr_nonnull(strstr(e.text, "nested too deeply"));
	buf_free(&deep);
	folder_leave();
}
END_TEST

/* The name of a member that is not known may be anything. */
START_TEST(a_name_that_looks_like_none_is_not_repeated)
{
	static const char *const names[] = {"", "SECRET 1",
	    "SECRET_"
	    "which_is_longer_than_any_name_of_a_member_that_somebody_may_"
	    "have_meant_to_write"};
	struct restriction r;
	char line[300];
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct record *rec;

		snprintf(line, sizeof(line),
		    "{\"record\":\"restriction/1\",\"id\":\"r\",\"patient\":"
		    "\"p\",\"type\":\"agreed\",\"services\":{\"%s\":1}}",
		    names[i]);
		rec = line_read(line);
		ck_assert_int_eq(restriction_read_record(&r, rec, &e), -1);
		ck_assert_str_eq(
		    e.text, "services.(member): a name that is not known here");
		record_free(rec);
	}
}
END_TEST

START_TEST(a_member_that_was_taken_out_is_not_read)
{
	struct record *rec =
	    line_read("{\"record\":\"note/1\",\"id\":\"n\",\"patient\":{"
		      "\"id\":\"p\"},\"title\":\"t\",\"sections\":[]}");
	struct note n;

	record_remove(rec, "title");
	ck_assert_msg(note_read(&n, rec, &e) == 0, "%s", e.text);
	ck_assert_ptr_null(n.title.bytes);
	record_free(rec);
}
END_TEST

START_TEST(a_text_is_where_the_note_has_one_and_nowhere_else)
{
	struct buf line = {0};
	char one[DIGEST_HEX], other[DIGEST_HEX];
	struct record *rec;
	struct note n;
	int i;

	ck_assert_int_eq(digest_init(&e), 0);
	buf_add_string(&line, "{\"record\":\"note/1\",\"id\":\"n\",\"title\":"
			      "\"of all\",\"patient\":{\"id\":\"p\"},"
			      "\"sections\":[");
	for (i = 0; i < 20; i++)
		buf_addf(&line, "%s{\"title\":\"t%d\",\"text\":\"%d\"}",
		    i == 0 ? "" : ",", i, i);
	buf_add_string(&line, "]}");
	rec = line_read(buf_string(&line));
	ck_assert_msg(note_read(&n, rec, &e) == 0, "%s", e.text);
	ck_assert(span_is(note_text(&n, -1, false), "of all"));
	ck_assert_ptr_null(note_text(&n, -1, true).bytes);
	ck_assert_ptr_null(note_text(&n, -2, false).bytes);
	ck_assert_ptr_null(note_text(&n, 20, false).bytes);
	ck_assert(span_is(note_text(&n, 19, false), "19"));
	ck_assert(span_is(note_text(&n, 19, true), "t19"));
	/* Of many sections, too, each is in the digest. */
	note_text_digest(&n, one);
	n.section_count = 19;
	note_text_digest(&n, other);
	ck_assert_str_ne(one, other);
	record_free(rec);
	buf_free(&line);
}
END_TEST

START_TEST(white_space_of_any_kind_is_one_space_in_a_name)
{
	ck_assert(
	    name_equal(span_of("\t Ann\r\n \tLee\n"), span_of("ann lee")));
	ck_assert(!name_equal(span_of(" A nn"), span_of("ann")));
}
END_TEST

/* A question's members, spelled or null as few are. */
START_TEST(a_question_may_say_nothing_in_many_words)
{
	struct record *rec = line_read(
	    "{\"record\":\"question/1\",\"note\":{\"class\":\"PROG\"},"
	    "\"purpose\":\"payment_audit\",\"requester\":{\"type\":"
	    "\"health_plan\"},\"part2\":{\"status\":\"no\",\"consent\":null},"
	    "\"process\":null,\"facts\":{\"\\u0061_fact\":true},\"restriction\""
	    ":null,\"authorization\":null,\"as_of\":\"2026-01-01T00:30:00z\"}");
	struct question q;

	ck_assert_msg(question_read(&q, rec, 0, &e) == 0, "%s", e.text);
	ck_assert(!q.restriction.present);
	ck_assert(!q.authorization.present);
	question_set_today(&q, rec, false);
	record_free(rec);
}
END_TEST

static const struct note visit = {.patient.id = {"P", 1},
    .date = 20000,
    .encounter = {.present = true, .id = {"E-1", 3}}};

/* What is asked not to be sent: by encounter, by day, or all. */
START_TEST(a_restriction_covers_what_it_names_and_what_may_be_that)
{
	static const struct span encounters[] = {{"E-1", 3}, {"E-2", 3}};
	static const struct period always = {DATE_NONE, DATE_NONE};
	struct restriction r = {.present = true,
	    .patient = {"P", 1},
	    .services = {DATE_NONE, DATE_NONE}};
	struct note n = visit;

	ck_assert(restriction_covers(&r, &n));
	r.present = false;
	ck_assert(!restriction_covers(&r, &n));
	r.present = true;
	r.patient = span_of("Q");
	ck_assert(!restriction_covers(&r, &n));
	r.patient = span_of("P");
	/* By day. */
	r.services.to = 19999;
	ck_assert(!restriction_covers(&r, &n));
	r.services.to = 20000;
	ck_assert(restriction_covers(&r, &n));
	r.services = (struct period){20001, DATE_NONE};
	ck_assert(!restriction_covers(&r, &n));
	n.date = DATE_NONE;
	ck_assert(restriction_covers(&r, &n));
	/* By encounter, or by day. */
	n = visit;
	r.services = always;
	r.encounters = (struct texts){encounters, 2};
	ck_assert(restriction_covers(&r, &n));
	n.encounter.id = span_of("E-3");
	ck_assert(!restriction_covers(&r, &n));
	r.services.from = 20000;
	ck_assert(restriction_covers(&r, &n));
	r.services.from = 20001;
	ck_assert(!restriction_covers(&r, &n));
	/* Where the encounter is not known, it may be that one. */
	n.encounter.id = (struct span){0};
	ck_assert(restriction_covers(&r, &n));
	n.encounter.present = false;
	ck_assert(restriction_covers(&r, &n));
}
END_TEST

START_TEST(an_ended_restriction_binds_what_was_before_its_end)
{
	struct restriction r = {
	    .type = RESTRICTION_AGREED, .ended_on = DATE_NONE};

	ck_assert(!restriction_binds(&r, 20000));
	r.present = true;
	ck_assert(restriction_binds(&r, 20000));
	r.ended_by_practice = true;
	ck_assert(restriction_binds(&r, 20000)); /* when is not known */
	r.ended_on = 19999;
	ck_assert(!restriction_binds(&r, 20000));
	ck_assert(restriction_binds(&r, 19999));
	ck_assert(restriction_binds(&r, DATE_NONE));
	r.type = RESTRICTION_SELF_PAY; /* not the practice's to end */
	ck_assert(restriction_binds(&r, 20000));
	r.ended_by_individual = true;
	ck_assert(!restriction_binds(&r, 20000));
}
END_TEST

#define RESTRICTION(id, patient, more)                                         \
	"{\"record\":\"restriction/1\",\"id\":\"" id                           \
	"\",\"patient\":\"" patient "\",\"type\":\"agreed\"" more "}\n"

static struct restriction_list *
restrictions(const char *text)
{
	memset(&e, 0, sizeof(e));
	folder_put("restrictions", text);
	return restriction_list_open("restrictions", &e);
}

static void
check_ids(
    const struct restriction_list *l, const char *patient, const char *expected)
{
	const struct restriction *r;
	struct buf ids = {0};
	size_t i;

	for (i = 0; (r = restriction_list_find(l, span_of(patient), i)) != NULL;
	     i++) {
		buf_add(&ids, r->id.bytes, r->id.len);
		buf_add_byte(&ids, ' ');
	}
	ck_assert_str_eq(buf_string(&ids), expected);
	buf_free(&ids);
}

START_TEST(restrictions_are_found_by_patient_in_the_files_order)
{
	struct restriction_list *l;

	folder_enter();
	l = restrictions(RESTRICTION("1", "P-10", "") RESTRICTION("2", "P-1",
	    ",\"terminated\":{\"by\":\"by_individual\",\"date\":"
	    "\"2026-01-01\"}") "{\"record\":\"end/1\",\"notes\":0,"
			       "\"rejected\":0}\n{\"record\":\"part/"
			       "1\","
			       "\"notes\":0,\"rejected\":0}"
			       "\n" RESTRICTION("3", "P-10", "")
				   RESTRICTION("4", "P-2",
				       ",\"terminated\":\"by_"
				       "practice\"") " \t\r\n"
						     "{\"record\":"
						     "\"restriction/"
						     "1\",\"id\":\"5\","
						     "\"patient\":\"P-"
						     "10\",\"type\":"
						     "\"requested_not_"
						     "agreed\"}");
	ck_assert_msg(l != NULL, "%s", e.text);
	check_ids(l, "P-10", "1 3 5 ");
	check_ids(l, "P-1", "2 ");
	check_ids(l, "P-2", "4 ");
	check_ids(l, "P-100", "");
	check_ids(l, "P", "");
	check_ids(l, "", "");
	restriction_list_close(l);
	folder_leave();
}
END_TEST

START_TEST(a_file_of_restrictions_is_refused_by_its_bad_line)
{
	static const char *const lines[] = {"{", "{\"record\":7}",
	    "{\"record\":\"note/1\"}",
	    "{\"record\":\"restriction/1\",\"id\":\"r\",\"patient\":\"\","
	    "\"type\":\"agreed\"}",
	    RESTRICTION("1", "P", ",\"terminated\":\"SECRET\""),
	    RESTRICTION("1", "P", ",\"terminated\":{\"by\":7}"),
	    RESTRICTION("1", "P", ",\"terminated\":[]")};
	struct buf text = {0};
	size_t i;

	folder_enter();
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		text.len = 0;
		buf_addf(&text, "%s%s", RESTRICTION("0", "P", ""), lines[i]);
		ck_assert_msg(
		    restrictions(buf_string(&text)) == NULL, "%s", lines[i]);
		ck_assert_msg(
		    strncmp(e.text, "restrictions:2: ", 16) == 0, "%s", e.text);
		ck_assert_ptr_null(strstr(e.text, "SECRET"));
	}
	buf_free(&text);
	folder_leave();
}
END_TEST

SUITE("note, unusual", two_patients_of_one_hash_have_no_document_in_common,
    a_document_covers_the_days_up_to_its_last_or_from_its_first,
    a_document_is_found_however_long_its_line,
    a_file_of_documents_is_refused_by_its_first_bad_line,
    an_authorization_that_is_null_or_for_nobody_is_none,
    places_stand_in_the_order_of_the_text,
    a_passage_of_odd_numbers_reads_as_they_are,
    a_ruling_is_written_once_with_its_reasons_or_none,
    a_completeness_without_a_mark_is_written_without_one,
    a_correction_of_no_text_is_refused,
    what_is_no_document_is_named_by_what_is_wrong,
    a_name_that_looks_like_none_is_not_repeated,
    a_member_that_was_taken_out_is_not_read,
    a_text_is_where_the_note_has_one_and_nowhere_else,
    white_space_of_any_kind_is_one_space_in_a_name,
    a_question_may_say_nothing_in_many_words,
    a_restriction_covers_what_it_names_and_what_may_be_that,
    an_ended_restriction_binds_what_was_before_its_end,
    restrictions_are_found_by_patient_in_the_files_order,
    a_file_of_restrictions_is_refused_by_its_bad_line)
