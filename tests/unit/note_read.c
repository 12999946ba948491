#include "note/note.h"

#include <string.h>

#include "note/practice.h"
#include "suite.h"

/* Keeps the line of the record beside it: a record borrows it. */
static struct record *rec;
static struct error e;

/* All of N but its sections, with the same words where it is refused. */
static void
about_is_read_the_same(const struct note *n, int result)
{
	struct error f = {{0}};
	struct note about;

	ck_assert_int_eq(note_read_about(&about, rec, &f), result);
	ck_assert_str_eq(f.text, e.text);
	ck_assert_ptr_null(about.sections);
	ck_assert_uint_eq(about.section_count, 0);
	if (result == -1)
		return;
	ck_assert(span_equal(about.id, n->id));
	ck_assert(span_equal(about.patient.id, n->patient.id));
	ck_assert_int_eq(about.date, n->date);
	ck_assert_int_eq(about.part2.status, n->part2.status);
}

static int
read_note(struct note *n, const char *line)
{
	int result;

	if (rec == NULL)
		rec = record_new();
	memset(&e, 0, sizeof(e));
	ck_assert_msg(record_read(rec, line, strlen(line), &e) == 0, "%s: %s",
	    e.text, line);
	result = note_read(n, rec, &e);
	about_is_read_the_same(n, result);
	return result;
}

#define BEFORE "{\"record\":\"note/1\",\"id\":\"n1\",\"patient\":{\"id\":\"p1\""
#define SECTIONS "\"sections\":[{\"title\":\"Plan\",\"text\":\"a\"}]"

START_TEST(a_whole_note_is_read_and_decoded)
{
	struct note n;

	ck_assert_int_eq(
	    read_note(&n,
		BEFORE ",\"name\":{\"family\":\"Alvarez\",\"given\":"
		       "[\"D\\u00e1na\",\"M\"]},\"birth_date\":"
		       "\"1984-02-11\",\"identifiers\":[{\"system\":"
		       "\"s\",\"value\":\"v\"}],\"address\":{\"city\":"
		       "\"Chicago\"},\"deceased\":\"2026-01-02\"},"
		       "\"date\":\"2026-03-02\",\"encounter\":{\"start\":"
		       "\"2026-03-02T14:03:00-06:00\",\"service_code\":"
		       "\"90837\"},\"paid_by\":\"self\",\"part2\":"
		       "{\"status\":\"no\"},\"filed_separately\":true,"
		       "\"declared_class\":\"psychotherapy\",\"codes\":"
		       "[{\"code\":\"28627-8\"}],\"sections\":[{\"title\":"
		       "\"Data\",\"text\":\"line\\nline\"},{\"text\":"
		       "\"\"}]}"),
	    0);
	ck_assert(span_is(n.id, "n1"));
	ck_assert(span_is(n.patient.id, "p1"));
	ck_assert(span_is(n.patient.name.family, "Alvarez"));
	ck_assert_uint_eq(n.patient.name.given.count, 2);
	ck_assert(span_is(n.patient.name.given.at[0], "D\xC3\xA1na"));
	ck_assert_int_eq(n.patient.birth_date, date_parse("1984-02-11", 10));
	ck_assert_int_eq(n.patient.deceased, ANSWER_YES);
	ck_assert_int_eq(n.patient.deceased_on, date_parse("2026-01-02", 10));
	ck_assert_uint_eq(n.patient.identifier_count, 1);
	ck_assert(span_is(n.patient.identifiers[0].value, "v"));
	ck_assert(span_is(n.patient.address.city, "Chicago"));
	ck_assert_ptr_null(n.patient.address.line.bytes);
	ck_assert(n.encounter.present);
	ck_assert(n.encounter.start == INT64_C(1772481780));
	ck_assert(n.encounter.end == INSTANT_NONE);
	ck_assert_int_eq(n.paid_by, PAYER_SELF);
	ck_assert_int_eq(n.part2.status, ANSWER_NO);
	ck_assert(n.part2.given);
	ck_assert_int_eq(n.filed_separately, ANSWER_YES);
	ck_assert_int_eq(n.declared_class, CLASS_PSYCHOTHERAPY);
	ck_assert_uint_eq(n.section_count, 2);
	ck_assert(span_is(n.sections[0].text, "line\nline"));
	ck_assert_ptr_null(n.sections[1].title.bytes);
	ck_assert(span_is(n.sections[1].text, ""));
	ck_assert(span_is(note_text(&n, 0, true), "Data"));
	ck_assert_ptr_null(note_text(&n, -1, false).bytes);
	ck_assert_ptr_null(note_text(&n, 2, false).bytes);
}
END_TEST

START_TEST(what_a_note_does_not_say_stays_open)
{
	struct note n;

	ck_assert_int_eq(read_note(&n, BEFORE "}," SECTIONS "}"), 0);
	ck_assert_int_eq(n.date, DATE_NONE);
	ck_assert_int_eq(n.patient.birth_date, DATE_NONE);
	ck_assert_int_eq(n.filed_separately, ANSWER_UNKNOWN);
	ck_assert_int_eq(n.part2.status, ANSWER_UNKNOWN);
	ck_assert(!n.part2.given);
	ck_assert(!n.encounter.present);
	ck_assert(n.encounter.start == INSTANT_NONE);
	ck_assert_int_eq(n.paid_by, PAYER_UNKNOWN);
	ck_assert_int_eq(n.declared_class, CLASS_UNKNOWN);
	ck_assert_int_eq(
	    read_note(&n, BEFORE ",\"birth_date\":null},\"title\":null,"
				 "\"encounter\":null," SECTIONS "}"),
	    0);
	ck_assert_ptr_null(n.title.bytes);
	ck_assert(!n.encounter.present);
}
END_TEST

START_TEST(a_wrong_value_is_refused_by_its_path)
{
	static const struct {
		const char *line;
		const char *message;
	} wrong[] = {
	    {"{\"record\":\"note/1\",\"patient\":{\"id\":\"p\"}," SECTIONS "}",
		"id: missing"},
	    {"{\"record\":\"note/"
	     "1\",\"id\":null,\"patient\":{\"id\":\"p\"}," SECTIONS "}",
		"id: missing"},
	    {"{\"record\":\"note/1\",\"id\":\"n\"," SECTIONS "}",
		"patient: missing"},
	    {"{\"record\":\"note/1\",\"id\":\"n\",\"patient\":{}," SECTIONS "}",
		"patient.id: missing"},
	    {"{\"record\":\"note/"
	     "1\",\"id\":\"n\",\"patient\":{\"id\":\"\"}," SECTIONS "}",
		"patient.id: empty"},
	    {BEFORE "}}", "sections: missing"},
	    {BEFORE ",\"name\":{\"family\":7}}," SECTIONS "}",
		"patient.name.family: not a string"},
	    {BEFORE ",\"name\":{\"given\":[\"a\",{}]}}," SECTIONS "}",
		"patient.name.given[1]: not a string"},
	    {BEFORE "},\"sections\":[{\"text\":\"\"},{\"title\":\"x\"}]}",
		"sections[1].text: missing"},
	    {BEFORE "},\"sections\":{}}", "sections: not an array"},
	    {BEFORE "},\"sections\":[{\"text\":1}]}",
		"sections[0].text: not a string"},
	    {BEFORE "},\"sections\":[{\"title\":[],\"text\":\"\"}]}",
		"sections[0].title: not a string"},
	    {BEFORE "},\"sections\":[[]]}", "sections[0]: not an object"},
	    {BEFORE "},\"date\":\"2026-02-30\"," SECTIONS "}",
		"date: not a date (YYYY-MM-DD)"},
	    {BEFORE "},\"encounter\":{\"end\":\"2026-02-03\"}," SECTIONS "}",
		"encounter.end: not an instant (RFC 3339 with an offset)"},
	    {BEFORE "},\"part2\":{\"status\":\"maybe\"}," SECTIONS "}",
		"part2.status: neither yes, no nor unknown"},
	    {BEFORE "},\"filed_separately\":\"yes\"," SECTIONS "}",
		"filed_separately: neither true nor false"},
	    {BEFORE "},\"declared_class\":\"secret\"," SECTIONS "}",
		"declared_class: a word that is not known here"},
	    {BEFORE ",\"deceased\":\"May\"}," SECTIONS "}",
		"patient.deceased: neither true, false nor a date"},
	};
	struct note n;
	size_t i;

	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		ck_assert_msg(
		    read_note(&n, wrong[i].line) == -1, "%s", wrong[i].line);
		ck_assert_str_eq(e.text, wrong[i].message);
	}
}
END_TEST

START_TEST(a_members_name_may_be_spelt_with_escapes)
{
	struct note n;

	ck_assert_int_eq(
	    read_note(&n, "{\"record\":\"note/1\",\"i\\u0064\":\"n\","
			  "\"p\\u0061tient\":{\"id\":\"p\"}," SECTIONS "}"),
	    0);
	ck_assert(span_is(n.id, "n"));
}
END_TEST

START_TEST(the_digest_counts_where_titles_and_texts_end)
{
	char a[DIGEST_HEX], b[DIGEST_HEX];
	struct note n;

	/* printf '\0\0\0\0\0\0\0\4Plan\0\0\0\0\0\0\0\1a' | sha256sum */
	ck_assert_int_eq(read_note(&n, BEFORE "}," SECTIONS "}"), 0);
	note_text_digest(&n, a);
	ck_assert_str_eq(a,
	    "efc3726aa445d2aabb30f8e160326cd73d9b97e5e6b3975fc6bf8d5538254783");
	read_note(&n, BEFORE "},\"sections\":[{\"title\":\"Pl\",\"text\":"
			     "\"ana\"}]}");
	note_text_digest(&n, b);
	ck_assert_str_ne(a, b);
	read_note(&n, BEFORE "},\"sections\":[{\"text\":\"\\u0061\",\"title\":"
			     "\"Pl\\u0061n\",\"more\":1}]}");
	note_text_digest(&n, b);
	ck_assert_str_eq(a, b);
	read_note(&n, BEFORE "},\"sections\":[{\"text\":\"x\"}]}");
	note_text_digest(&n, a);
	read_note(&n, BEFORE "},\"sections\":[{\"text\":\"x\",\"title\":"
			     "\"\"}]}");
	note_text_digest(&n, b);
	ck_assert_str_eq(a, b);
}
END_TEST

START_TEST(names_are_equal_once_case_and_space_are_folded)
{
	ck_assert(
	    name_equal(span_of("Dr.  R. Okafor "), span_of("dr. r. OKAFOR")));
	ck_assert(!name_equal(span_of("R. Okafor"), span_of("R. Okafo")));
	ck_assert(!name_equal(span_of("AB"), span_of("A B")));
	ck_assert(!name_equal(span_of(""), span_of("")));
	ck_assert(!name_equal(span_of("  "), span_of(" ")));
	ck_assert(!name_equal(span_of(NULL), span_of(NULL)));
}
END_TEST

START_TEST(part_2_is_the_notes_own_then_the_practices_then_unknown)
{
	struct practice p = {.part2 = ANSWER_NO};
	struct note n;

	read_note(&n, BEFORE "}," SECTIONS "}");
	ck_assert_int_eq(practice_part2(NULL, &n), ANSWER_UNKNOWN);
	ck_assert_int_eq(practice_part2(&p, &n), ANSWER_NO);
	read_note(
	    &n, BEFORE "},\"part2\":{\"status\":\"unknown\"}," SECTIONS "}");
	ck_assert_int_eq(practice_part2(&p, &n), ANSWER_UNKNOWN);
	read_note(&n, BEFORE "},\"part2\":{\"status\":\"yes\"}," SECTIONS "}");
	ck_assert_int_eq(practice_part2(&p, &n), ANSWER_YES);
}
END_TEST

SUITE("note", a_whole_note_is_read_and_decoded,
    what_a_note_does_not_say_stays_open, a_wrong_value_is_refused_by_its_path,
    a_members_name_may_be_spelt_with_escapes,
    the_digest_counts_where_titles_and_texts_end,
    names_are_equal_once_case_and_space_are_folded,
    part_2_is_the_notes_own_then_the_practices_then_unknown)
