/* Notes as the checker finds them, the plans they stand under, and what the
 * report says of them. */
#include "folder.h"
#include "suite.h"

#include <string.h>

#include "base/digest.h"
#include "completeness/check_note.h"
#include "completeness/evidence.h"
#include "completeness/plans.h"
#include "completeness/report.h"
#include "note/classification.h"
#include "stream/record.h"

static struct standard *standard;
static struct checker *checker;
static struct report *report;

static void
begin(const char *name)
{
	struct error e = {0};

	ck_assert_int_eq(digest_init(&e), 0);
	standard = standard_open(name, &e);
	ck_assert_msg(standard != NULL, "%s", e.text);
	checker = checker_new(standard, NULL, &e);
	ck_assert_msg(checker != NULL, "%s", e.text);
	report = report_new(standard, 85, true);
}

static void
end(void)
{
	report_free(report);
	checker_free(checker);
	standard_free(standard);
}

/* What the checker makes of a line; it is in the report then. */
static struct completeness
check(const char *line)
{
	struct record *rec = record_new();
	struct completeness c;
	struct error e = {0};
	struct note n;

	ck_assert_msg(record_read(rec, line, strlen(line), &e) == 0 &&
			  note_read(&n, rec, &e) == 0,
	    "%s", e.text);
	ck_assert_msg(
	    checker_check(checker, rec, &n, &c, &e) == 0, "%s", e.text);
	report_add(report, &n, &c);
	record_free(rec);
	c.items = NULL; /* views of the record */
	return c;
}

#define NOTE(id, patient, more, text)                                          \
	"{\"record\":\"note/1\",\"id\":\"" id                                  \
	"\",\"patient\":{\"id\":\"" patient "\"}," more                        \
	"\"sections\":[{\"text\":\"" text "\"}]}"

START_TEST(a_note_that_its_source_keeps_apart_is_nobodys_to_audit)
{
	begin("medicare");
	ck_assert(check(NOTE("N-1", "P-1", "", "Seen.")).present);
	ck_assert(check(
	    NOTE("N-2", "P-1", "\"declared_class\":\"progress\",", "Seen."))
		      .present);
	ck_assert(!check(NOTE("N-3", "P-1",
			     "\"declared_class\":\"psychotherapy\",", "Seen."))
		       .present);
	ck_assert(!check(NOTE("N-4", "P-1",
			     "\"declared_class\":\"administrative\",", "Seen."))
		       .present);
	ck_assert(
	    !check(NOTE("N-5", "P-1", "\"filed_separately\":true,", "Seen."))
		 .present);
	end();
}
END_TEST

/* A standard of which nothing is decided gives no mark, high or low. */
START_TEST(what_no_item_decides_has_no_mark)
{
	struct buf out = {0};
	struct completeness c;

	folder_enter();
	folder_put("own.json",
	    "{\"standard\":\"own\",\"pass\":85,\"similarity\":70,\"items\":["
	    "{\"code\":\"A-1\",\"field\":\"f\",\"says\":\"A plan\",\"source\":"
	    "\"o\",\"weight\":\"warning\",\"check\":\"plan-link\"}]}");
	begin("own.json");
	c = check(NOTE("N-1", "P-1", "", "Seen."));
	ck_assert(c.present);
	ck_assert(!c.scored);
	report_text(report, &out);
	ck_assert_ptr_nonnull(strstr(buf_string(&out), "      -"));
	ck_assert_ptr_nonnull(strstr(out.bytes, "\nN-1  -  "));
	ck_assert_ptr_null(strstr(out.bytes, " %  below"));
	out.len = 0;
	report_html(report, &out);
	ck_assert_ptr_nonnull(
	    strstr(buf_string(&out), "<td class=\"n\">–</td>"));
	ck_assert_ptr_nonnull(strstr(out.bytes, "Standard: own."));
	buf_free(&out);
	end();
	folder_leave();
}
END_TEST

/* More notes, patients and clinicians than any table begins with. */
START_TEST(a_report_of_many_counts_each)
{
	struct buf line = {0}, out = {0};
	char row[64];
	size_t i;

	begin("medicare");
	for (i = 0; i < 300; i++) {
		line.len = 0;
		buf_addf(&line,
		    "{\"record\":\"note/1\",\"id\":\"N-%zu\",\"patient\":{"
		    "\"id\":\"P-%zu\"},\"author\":{\"name\":\"%s%zu\"},"
		    "\"sections\":[]}",
		    i, 299 - i, i % 2 == 0 ? "A" : "Ann ", i / 2);
		check(buf_string(&line));
	}
	report_text(report, &out);
	for (i = 0; i < 300; i += 13) {
		snprintf(row, sizeof(row), "\nP-%zu ", i);
		ck_assert_msg(strstr(buf_string(&out), row) != NULL, "%s", row);
		snprintf(row, sizeof(row), "\nN-%zu  ", i);
		ck_assert_msg(strstr(out.bytes, row) != NULL, "%s", row);
	}
	/* In the order of their names, a name before what it begins. */
	ck_assert(strstr(out.bytes, "\nP-1 ") < strstr(out.bytes, "\nP-10 "));
	ck_assert(strstr(out.bytes, "\nP-10 ") < strstr(out.bytes, "\nP-100 "));
	buf_free(&line);
	buf_free(&out);
	end();
}
END_TEST

/* One section of one passage, LABEL's. */
static struct completeness
check_text(const char *label, size_t from, const char *text)
{
	struct buf line = {0};
	struct completeness c;

	buf_addf(&line,
	    "{\"record\":\"note/1\",\"id\":\"N-1\",\"patient\":{\"id\":"
	    "\"P-1\"},\"date\":\"2026-03-02\",\"encounter\":{\"place\":"
	    "\"10\",\"modality\":\"video\"},\"author\":{\"name\":\"A\","
	    "\"credential\":\"LCSW\"},\"sections\":[{\"text\":\"%s\"}],"
	    "\"classification\":{\"class\":\"progress\",\"confidence\":0.9,"
	    "\"protection\":{\"status\":\"not-protected\",\"reason\":\"r\","
	    "\"citation\":\"c\"},\"passages\":[{\"section\":0,\"start\":%zu,"
	    "\"end\":%zu,\"label\":\"%s\",\"scope\":\"progress\",\"score\":"
	    "0.9,\"cues\":[],\"sensitivity\":[]}],\"findings\":[]}}",
	    text, from, strlen(text), label);
	c = check(buf_string(&line));
	buf_free(&line);
	return c;
}

/* Whether a note of that text lacks the item that CHECK decides. */
static bool
lacks(enum check check, const char *label, size_t from, const char *text)
{
	const struct item *items;
	struct buf out = {0};
	char row[32] = "";
	size_t i, count;
	bool found;

	begin("medicare");
	items = standard_items(standard, &count);
	for (i = 0; i < count; i++)
		if (items[i].check == check)
			snprintf(row, sizeof(row), "\n  %.*s ",
			    (int)items[i].code.len, items[i].code.bytes);
	ck_assert_str_ne(row, "");
	check_text(label, from, text);
	report_text(report, &out);
	found = strstr(buf_string(&out), row) != NULL;
	buf_free(&out);
	end();
	return found;
}

START_TEST(who_a_passage_is_about_is_heard_where_it_begins)
{
	ck_assert(lacks(CHECK_CLIENT, "topic", 0, "Her sister called again."));
	ck_assert(!lacks(CHECK_CLIENT, "topic", 0,
	    "Her sister called. The client agreed to it."));
	ck_assert(!lacks(CHECK_CLIENT, "topic", 0,
	    "The client said that her sister called."));
	ck_assert(!lacks(CHECK_CLIENT, "topic", 0, "Rain, again."));
	/* What stands before all passages is in none. */
	ck_assert(!lacks(CHECK_CLIENT, "topic", 24,
	    "Her sister called. Then: rain, again."));
}
END_TEST

START_TEST(a_form_that_was_signed_is_no_signature)
{
	ck_assert(lacks(CHECK_SIGNATURE, "topic", 0, "Seen at ten."));
	ck_assert(!lacks(
	    CHECK_SIGNATURE, "topic", 0, "Seen. Signed by A. Bell, LCSW"));
	ck_assert(
	    lacks(CHECK_SIGNATURE, "topic", 0, "Seen. Signed a release form"));
	ck_assert(
	    lacks(CHECK_SIGNATURE, "topic", 0, "He has signed a release form"));
	/* Long before the form, somebody signed. */
	ck_assert(!lacks(CHECK_SIGNATURE, "topic", 0,
	    "Seen. Signature: A. Bell, LCSW, at the end of a long day of many "
	    "sessions. Then he has signed a release form"));
}
END_TEST

START_TEST(a_goal_is_one_where_it_is_no_way_of_thinking)
{
	struct buf goals = {0};
	size_t i;

	ck_assert(!lacks(CHECK_PLAN_LINK, "progress", 0, "Goal 1 was met."));
	ck_assert(!lacks(CHECK_PLAN_LINK, "progress", 0, "A goal"));
	ck_assert(lacks(CHECK_PLAN_LINK, "progress", 0,
	    "His thought is goal-directed, his speech clear."));
	ck_assert(lacks(CHECK_PLAN_LINK, "progress", 0,
	    "His thought is goal directed, his speech clear."));
	/* More of them than are kept. */
	for (i = 0; i < 20; i++)
		buf_addf(&goals, "Goal %zu met. ", i);
	ck_assert(!lacks(CHECK_PLAN_LINK, "progress", 0, buf_string(&goals)));
	buf_free(&goals);
}
END_TEST

START_TEST(the_first_code_that_a_text_names_is_its_service)
{
	/* Of which 90791 is not timed, and 90837 not of twenty minutes. */
	ck_assert(!lacks(CHECK_MINUTES, "session-times", 0,
	    "90791, later 90837, 10:00 to 10:20"));
	ck_assert(lacks(CHECK_MINUTES, "session-times", 0,
	    "90837, later 90791, 10:00 to 10:20"));
}
END_TEST

#define LONG                                                                   \
	"He came on foot through the rain, sat down by the window and spoke "  \
	"of the garden, of bees, of honey that he sells at the market on "     \
	"Saturdays, of his late mother's recipes, of bread and of long "       \
	"winters in the north where he was a boy among many brothers."

START_TEST(a_note_that_repeats_another_is_reported_with_the_one_it_repeats)
{
	struct buf out = {0};

	begin("medicare");
	check(NOTE("N-1", "P-1", "", LONG));
	check(NOTE("N-2", "P-1", "", LONG));
	report_text(report, &out);
	ck_assert_ptr_nonnull(strstr(buf_string(&out), " N-1\n"));
	out.len = 0;
	report_html(report, &out);
	ck_assert_ptr_nonnull(strstr(buf_string(&out), " N-1</li>"));
	buf_free(&out);
	end();
}
END_TEST

START_TEST(two_places_of_service_are_telehealth)
{
	static const struct {
		const char *place;
		bool telehealth;
	} places[] = {{"02", true}, {"10", true}, {"11", false}, {"", false}};
	struct classification c = {.present = false};
	struct words_match *words;
	struct match_scratch *scratch;
	struct error e = {0};
	size_t i;

	words = words_match_open(&e);
	ck_assert_msg(words != NULL, "%s", e.text);
	scratch = match_scratch_new(words_match_patterns(words));
	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		struct note n = {.date = DATE_NONE};
		struct evidence ev;

		n.encounter.place = span_of(places[i].place);
		ck_assert_int_eq(
		    evidence_gather(&ev, &n, &c, words, scratch, &e), 0);
		ck_assert_msg(ev.telehealth == places[i].telehealth, "%s",
		    places[i].place);
	}
	match_scratch_free(scratch);
	words_match_free(words);
}
END_TEST

static struct plans *
open_plans(const char *text, struct error *e)
{
	folder_put("plans", text);
	return plans_open("plans", e);
}

#define PLAN(patient, from, to)                                                \
	"{\"record\":\"plan/1\",\"id\":\"" from "\",\"patient\":\"" patient    \
	"\",\"from\":\"" from "\",\"to\":\"" to "\"}"

static void
check_found(const struct plans *p, const char *patient, const char *day,
    const char *id, bool in_force)
{
	bool yes;
	const struct plan *plan =
	    plans_find(p, span_of(patient), date_parse(day, 10), &yes);

	ck_assert_msg((plan == NULL) == (id == NULL), "%s %s", patient, day);
	ck_assert_int_eq(yes, in_force);
	if (plan != NULL)
		ck_assert_msg(span_is(plan->id, id), "%s %s", patient, day);
}

START_TEST(a_note_stands_under_the_plan_of_its_patient_and_day)
{
	struct buf many = {0};
	struct error e = {0};
	struct plans *p;
	size_t i;

	folder_enter();
	p = open_plans(
	    PLAN("P-10", "2026-03-01", "2026-03-31") "\n\n" PLAN(
		"P-1", "2026-05-01", "2026-05-31") "\n" PLAN("P-1",
		"2026-01-01", "2026-01-31") "\n" PLAN("P-1", "2026-03-01",
		"2026-03-31") "\n{\"record\":"
			      "\"end/1\",\"notes\":0,\"rejected\":0}\n"
			      "{\"record\":\"part/"
			      "1\",\"notes\":0,\"rejected\":0}"
			      "\n" PLAN("P-2", "2026-03-01", "2026-03-31"),
	    &e);
	ck_assert_msg(p != NULL, "%s", e.text);
	check_found(p, "P-1", "2026-03-15", "2026-03-01", true);
	check_found(p, "P-1", "2026-02-15", "2026-05-01", false);
	check_found(p, "P-10", "2026-03-15", "2026-03-01", true);
	check_found(p, "P-2", "2026-03-15", "2026-03-01", true);
	check_found(p, "P-3", "2026-03-15", NULL, false);
	check_found(p, "P-100", "2026-03-15", NULL, false);
	plans_free(p);
	for (i = 0; i < 150; i++)
		buf_addf(&many,
		    "{\"record\":\"plan/1\",\"id\":\"2026-03-01\",\"patient\":"
		    "\"P-%zu\",\"from\":\"2026-03-01\",\"to\":\"2026-03-31\"}"
		    "\n",
		    i * 7 % 150);
	p = open_plans(buf_string(&many), &e);
	ck_assert_msg(p != NULL, "%s", e.text);
	for (i = 0; i < 150; i += 31) {
		char id[16];

		snprintf(id, sizeof(id), "P-%zu", i);
		check_found(p, id, "2026-03-15", "2026-03-01", true);
	}
	plans_free(p);
	buf_free(&many);
	folder_leave();
}
END_TEST

START_TEST(a_file_of_plans_that_holds_anything_else_is_refused)
{
	static const char *const texts[] = {"canary", "{\"record\":7}",
	    "{\"id\":\"canary\"}", "{\"record\":\"note/1\",\"id\":\"canary\"}",
	    "{\"record\":\"plan/1\",\"id\":\"canary\"}"};
	struct error e = {0};
	size_t i;

	folder_enter();
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		e.text[0] = '\0';
		ck_assert_ptr_null(open_plans(texts[i], &e));
		ck_assert_msg(
		    strncmp(e.text, "plans:1: ", 9) == 0, "%s", e.text);
		ck_assert_ptr_null(strstr(e.text, "canary"));
	}
	e.text[0] = '\0';
	ck_assert_ptr_null(plans_open("nowhere", &e));
	ck_assert_str_ne(e.text, "");
	folder_leave();
}
END_TEST

SUITE("completeness report",
    a_note_that_its_source_keeps_apart_is_nobodys_to_audit,
    what_no_item_decides_has_no_mark, a_report_of_many_counts_each,
    who_a_passage_is_about_is_heard_where_it_begins,
    a_form_that_was_signed_is_no_signature,
    a_note_that_repeats_another_is_reported_with_the_one_it_repeats,
    two_places_of_service_are_telehealth,
    a_goal_is_one_where_it_is_no_way_of_thinking,
    the_first_code_that_a_text_names_is_its_service,
    a_note_stands_under_the_plan_of_its_patient_and_day,
    a_file_of_plans_that_holds_anything_else_is_refused)
