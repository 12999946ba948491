/* Conditions of a row: what is refused, when one holds, what excludes what,
 * and how a test reads. */
#include "law/condition.h"

#include <string.h>

#include "law/answers.h"
#include "quoted.h"
#include "suite.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static const char words[] =
    "{'facts.flag': {'type': 'boolean', 'meaning': 'm'},"
    " 'facts.other': {'type': 'boolean', 'meaning': 'm'},"
    " 'facts.word': {'type': 'word', 'words': ['a', 'b', 'c'],"
    "  'meaning': 'm'},"
    " 'facts.years': {'type': 'number', 'meaning': 'm'},"
    " 'facts.day': {'type': 'date', 'meaning': 'm'},"
    " 'facts.from': {'type': 'date', 'meaning': 'm'}}";

static struct vocabulary v;
static struct arena arena;
static date_days today;

static void
start(void)
{
	struct error e = {{0}};
	json_t *declared = quoted_json(words);

	today = date_parse("2026-06-15", 10);
	vocabulary_start(&v);
	ck_assert_msg(
	    vocabulary_declare(&v, declared, &arena, &e) == 0, "%s", e.text);
	json_decref(declared);
}

static struct condition
condition(const char *text)
{
	struct error e = {{0}};
	struct condition c;
	json_t *j = quoted_json(text);

	ck_assert_msg(
	    condition_read(&c, j, &v, &arena, &e) == 0, "%s: %s", text, e.text);
	json_decref(j);
	return c;
}

/* {'facts.flag': true, 'facts.day': '2026-06-14'} as values by slot. */
static const struct slot_value *
said(const char *text)
{
	static struct slot_value values[SLOT_MAX];
	const struct slot *s;
	json_t *all = quoted_json(text), *one;
	const char *path;

	memset(values, 0, sizeof(values));
	json_object_foreach (all, path, one) {
		struct assertion a = {.kind = ASSERTION_OTHER};

		s = vocabulary_find(&v, span_of(path));
		ck_assert_ptr_nonnull(s);
		a.number = json_is_true(one) ? 1 : json_number_value(one);
		if (json_is_boolean(one))
			a.kind = json_is_true(one) ? ASSERTION_TRUE
						   : ASSERTION_FALSE;
		else if (json_is_number(one))
			a.kind = ASSERTION_NUMBER;
		else
			a.kind = ASSERTION_TEXT;
		if (json_is_string(one))
			a.text = span_of(json_string_value(one));
		ck_assert_int_eq(
		    assertion_value(s, &a, &values[s - v.slots]), 0);
	}
	json_decref(all);
	return values;
}

START_TEST(what_cannot_be_understood_is_refused_by_its_path)
{
	static const struct {
		const char *json, *message;
	} wrong[] = {
	    {"7", "neither an object nor an array of them"},
	    {"[7]", "neither an object nor an array of them"},
	    {"[]", "no alternative"},
	    {"{}", "no test"},
	    {"[{'facts.flag': true}, {}]", "no test"},
	    {"{'facts.flat': true}",
		"a path that the vocabulary does not have"},
	    {"{'facts.word': true}", "facts.word: neither true nor false"},
	    {"{'facts.flag': 'a'}", "facts.flag: it has no words"},
	    {"{'facts.word': []}", "facts.word: no word"},
	    {"{'facts.word': 7}", "facts.word: not a word"},
	    {"{'facts.word': ['a', 7]}", "facts.word: not a word"},
	    {"{'facts.word': ['a', 'd']}",
		"facts.word: a word that the vocabulary does not have"},
	    {"{'facts.word': {}}", "facts.word: no comparison"},
	    {"{'facts.word': {'is': 'a'}}",
		"facts.word: a comparison that is not known"},
	    {"{'facts.word': {'has': 'd'}}",
		"facts.word: a word that the vocabulary does not have"},
	    {"{'facts.flag': {'lacks': 'a'}}", "facts.flag: it has no words"},
	    {"{'facts.day': {'beyond': 'a'}}", "facts.day: it has no words"},
	    {"{'facts.flag': {'known': 1}}",
		"facts.flag: known: neither true nor false"},
	    {"{'facts.word': {'known': true}}",
		"facts.word: known: neither true nor false"},
	    {"{'facts.flag': {'not_denied': false}}",
		"facts.flag: not_denied: not true"},
	    {"{'facts.word': {'not_denied': true}}",
		"facts.word: not_denied: not true"},
	    {"{'facts.day': {'not_past': false}}",
		"facts.day: not_past: not true, or not a date"},
	    {"{'facts.flag': {'not_past': true}}",
		"facts.flag: not_past: not true, or not a date"},
	    {"{'facts.day': {'present': 'yes'}}",
		"facts.day: present: neither true nor false"},
	    {"{'facts.years': {'over': '50'}}",
		"facts.years: compared with what is not a number"},
	    {"{'facts.years': {'at_most': true}}",
		"facts.years: compared with what is not a number"},
	    {"{'facts.day': {'over': 50}}", "facts.day: not a number"},
	    {"{'facts.years': {'day': ['past']}}", "facts.years: not a date"},
	    {"{'facts.day': {'day': 'past'}}",
		"facts.day: day: not an array of words"},
	    {"{'facts.day': {'day': []}}",
		"facts.day: day: not an array of words"},
	    {"{'facts.day': {'day': ['past', 'now']}}",
		"facts.day: day: neither past, today nor future"},
	    {"{'facts.day': {'day': [7]}}",
		"facts.day: day: neither past, today nor future"},
	    {"{'facts.years': {'within_days_of': {'facts.day': 3}}}",
		"facts.years: not a date"},
	    {"{'facts.day': {'within_days_of': {}}}",
		"facts.day: not {path: whole number}"},
	    {"{'facts.day': {'within_days_of': 3}}",
		"facts.day: not {path: whole number}"},
	    {"{'facts.day': {'within_years_of':"
	     " {'facts.from': 3, 'facts.day': 1}}}",
		"facts.day: not {path: whole number}"},
	    {"{'facts.day': {'within_days_of': {'facts.from': -1}}}",
		"facts.day: a span of time that no calendar has"},
	    {"{'facts.day': {'within_years_of': {'facts.from': 1000001}}}",
		"facts.day: a span of time that no calendar has"},
	    {"{'facts.day': {'within_days_of':"
	     " {'facts.from': 9223372036854775807}}}",
		"facts.day: a span of time that no calendar has"},
	    {"{'facts.day': {'within_days_of': {'facts.from': 0.5}}}",
		"facts.day: not {path: whole number}"},
	    {"{'facts.day': {'within_days_of': {'facts.then': 3}}}",
		"facts.day: reckoned from what is not a date"},
	    {"{'facts.day': {'within_days_of': {'facts.years': 3}}}",
		"facts.day: reckoned from what is not a date"},
	    /* The second comparison counts as the first does. */
	    {"{'facts.years': {'over': 1, 'at_most': 'x'}}",
		"facts.years: compared with what is not a number"},
	};
	struct condition c;
	struct error e;
	json_t *j;
	size_t i;

	start();
	for (i = 0; i < COUNT(wrong); i++) {
		memset(&e, 0, sizeof(e));
		j = quoted_json(wrong[i].json);
		ck_assert_msg(condition_read(&c, j, &v, &arena, &e) == -1,
		    "taken: %s", wrong[i].json);
		ck_assert_str_eq(e.text, wrong[i].message);
		json_decref(j);
	}
	memset(&e, 0, sizeof(e));
	ck_assert_int_eq(condition_read(&c, NULL, &v, &arena, &e), 0);
	ck_assert_uint_eq(c.count, 0);
	ck_assert_ptr_null(c.any);
	arena_free(&arena);
}
END_TEST

/* A condition, what is said, whether it holds. */
static const struct {
	const char *condition, *said;
	bool holds;
} holding[] = {
    /* true: said to be so. */
    {"{'facts.flag': true}", "{'facts.flag': true}", true},
    {"{'facts.flag': true}", "{'facts.flag': false}", false},
    {"{'facts.flag': true}", "{}", false},
    {"{'facts.flag': {'known': true}}", "{'facts.flag': true}", true},
    {"{'facts.flag': {'known': true}}", "{'facts.flag': false}", false},
    {"{'facts.flag': {'known': true}}", "{}", false},
    /* false: not said to be so. */
    {"{'facts.flag': false}", "{'facts.flag': true}", false},
    {"{'facts.flag': false}", "{'facts.flag': false}", true},
    {"{'facts.flag': false}", "{}", true},
    {"{'facts.flag': {'known': false}}", "{'facts.flag': true}", false},
    {"{'facts.flag': {'known': false}}", "{'facts.flag': false}", true},
    {"{'facts.flag': {'known': false}}", "{}", false},
    {"{'facts.flag': {'not_denied': true}}", "{'facts.flag': true}", true},
    {"{'facts.flag': {'not_denied': true}}", "{'facts.flag': false}", false},
    {"{'facts.flag': {'not_denied': true}}", "{}", true},
    {"{'facts.flag': {'present': true}}", "{'facts.flag': false}", true},
    {"{'facts.flag': {'present': true}}", "{}", false},
    {"{'facts.flag': {'present': false}}", "{'facts.flag': false}", false},
    {"{'facts.flag': {'present': false}}", "{}", true},
    /* An empty text is not given. */
    {"{'facts.word': {'present': true}}", "{'facts.word': ''}", false},
    {"{'facts.day': {'present': true}}", "{'facts.day': ''}", false},
    {"{'facts.word': 'a'}", "{'facts.word': 'a'}", true},
    {"{'facts.word': 'a'}", "{'facts.word': 'b'}", false},
    {"{'facts.word': 'a'}", "{}", false},
    {"{'facts.word': ['a', 'c']}", "{'facts.word': 'c'}", true},
    {"{'facts.word': ['a', 'c']}", "{'facts.word': 'b'}", false},
    {"{'facts.word': ['a', 'c']}", "{'facts.word': 'unheard of'}", false},
    {"{'facts.word': {'has': 'b'}}", "{'facts.word': 'b'}", true},
    {"{'facts.word': {'lacks': ['a', 'b']}}", "{'facts.word': 'b'}", false},
    {"{'facts.word': {'lacks': ['a', 'b']}}", "{'facts.word': 'c'}", true},
    {"{'facts.word': {'lacks': ['a', 'b']}}", "{}", true},
    {"{'facts.word': {'beyond': ['a', 'b']}}", "{'facts.word': 'c'}", true},
    {"{'facts.word': {'beyond': ['a', 'b']}}", "{'facts.word': 'odd'}", true},
    {"{'facts.word': {'beyond': ['a', 'b']}}", "{'facts.word': 'b'}", false},
    {"{'facts.word': {'beyond': ['a', 'b']}}", "{}", false},
    {"{'facts.years': {'over': 50}}", "{'facts.years': 51}", true},
    {"{'facts.years': {'over': 50}}", "{'facts.years': 50}", false},
    {"{'facts.years': {'over': 50}}", "{}", false},
    {"{'facts.years': {'over': -1}}", "{}", false},
    {"{'facts.years': {'at_most': 50}}", "{'facts.years': 50}", true},
    {"{'facts.years': {'at_most': 50}}", "{'facts.years': 51}", false},
    {"{'facts.years': {'at_most': 50}}", "{}", false},
    {"{'facts.day': {'day': ['past']}}", "{'facts.day': '2026-06-14'}", true},
    {"{'facts.day': {'day': ['past']}}", "{'facts.day': '2026-06-15'}", false},
    {"{'facts.day': {'day': ['today']}}", "{'facts.day': '2026-06-15'}", true},
    {"{'facts.day': {'day': ['today']}}", "{'facts.day': '2026-06-16'}", false},
    {"{'facts.day': {'day': ['today']}}", "{'facts.day': '2026-06-14'}", false},
    {"{'facts.day': {'day': ['future']}}", "{'facts.day': '2026-06-16'}", true},
    {"{'facts.day': {'day': ['future']}}", "{'facts.day': '2026-06-15'}",
	false},
    {"{'facts.day': {'day': ['past', 'future']}}",
	"{'facts.day':"
	" '2026-06-15'}",
	false},
    {"{'facts.day': {'day': ['past', 'today', 'future']}}", "{}", false},
    {"{'facts.day': {'not_past': true}}", "{'facts.day': '2026-06-14'}", false},
    {"{'facts.day': {'not_past': true}}", "{'facts.day': '2026-06-15'}", true},
    {"{'facts.day': {'not_past': true}}", "{'facts.day': '2026-06-16'}", true},
    {"{'facts.day': {'not_past': true}}", "{}", true},
    /* The last day counts; a year ends on the same day of the month. */
    {"{'facts.day': {'within_days_of': {'facts.from': 30}}}",
	"{'facts.from': '2026-01-01', 'facts.day': '2026-01-31'}", true},
    {"{'facts.day': {'within_days_of': {'facts.from': 30}}}",
	"{'facts.from': '2026-01-01', 'facts.day': '2026-02-01'}", false},
    {"{'facts.day': {'within_years_of': {'facts.from': 2}}}",
	"{'facts.from': '2024-02-29', 'facts.day': '2026-02-28'}", true},
    {"{'facts.day': {'within_years_of': {'facts.from': 2}}}",
	"{'facts.from': '2024-01-15', 'facts.day': '2026-01-16'}", false},
    {"{'facts.day': {'within_days_of': {'facts.from': 30}}}",
	"{'facts.day': '1970-01-02'}", false},
    {"{'facts.day': {'within_days_of': {'facts.from': 30}}}",
	"{'facts.from': '2026-01-01'}", false},
    {"{'facts.day': {'within_years_of': {'facts.from': 9999}}}",
	"{'facts.from': '2026-01-01', 'facts.day': '2026-01-02'}", false},
    /* All tests of an alternative; any alternative. */
    {"{'facts.flag': true, 'facts.word': 'a'}",
	"{'facts.flag': true, 'facts.word': 'a'}", true},
    {"{'facts.flag': true, 'facts.word': 'a'}",
	"{'facts.flag': true, 'facts.word': 'b'}", false},
    {"{'facts.years': {'over': 10, 'at_most': 20}}", "{'facts.years': 15}",
	true},
    {"{'facts.years': {'over': 10, 'at_most': 20}}", "{'facts.years': 25}",
	false},
    {"{'facts.years': {'over': 10, 'at_most': 20}}", "{'facts.years': 5}",
	false},
    {"[{'facts.flag': true}, {'facts.word': 'a'}]", "{'facts.word': 'a'}",
	true},
    {"[{'facts.flag': true}, {'facts.word': 'a'}]", "{'facts.flag': true}",
	true},
    {"[{'facts.flag': true}, {'facts.word': 'a'}]", "{'facts.word': 'b'}",
	false},
};

START_TEST(a_condition_holds_where_one_of_its_alternatives_does)
{
	struct condition c, none = {NULL, 0};
	size_t i;

	start();
	for (i = 0; i < COUNT(holding); i++) {
		c = condition(holding[i].condition);
		ck_assert_msg((condition_holds(&c, said(holding[i].said),
				   today) != NULL) == holding[i].holds,
		    "%s of %s", holding[i].condition, holding[i].said);
	}
	c = condition("[{'facts.flag': true}, {'facts.word': 'a'}]");
	ck_assert_ptr_eq(
	    condition_holds(&c, said("{'facts.word': 'a'}"), today), &c.any[1]);
	ck_assert_ptr_null(condition_holds(&none, said("{}"), today));
	arena_free(&arena);
}
END_TEST

/* A value is only what its slot's type can be. */
START_TEST(a_value_of_another_type_is_none)
{
	static const struct {
		const char *path;
		struct assertion one;
		int status;
	} table[] = {
	    {"facts.flag", {.kind = ASSERTION_NUMBER, .number = 1}, 0},
	    {"facts.flag", {.kind = ASSERTION_NUMBER, .number = 0}, 0},
	    {"facts.flag", {.kind = ASSERTION_NUMBER, .number = 2}, -1},
	    {"facts.flag", {.kind = ASSERTION_TEXT, .text = {"no", 2}}, -1},
	    {"facts.flag", {.kind = ASSERTION_OTHER}, -1},
	    {"facts.word", {.kind = ASSERTION_TEXT, .text = {"a", 1}}, 0},
	    {"facts.word", {.kind = ASSERTION_TRUE}, -1},
	    {"facts.years", {.kind = ASSERTION_NUMBER, .number = 7}, 0},
	    {"facts.years", {.kind = ASSERTION_TEXT, .text = {"7", 1}}, -1},
	    {"facts.day", {.kind = ASSERTION_TEXT, .text = {"", 0}}, 0},
	    {"facts.day", {.kind = ASSERTION_NUMBER, .number = 7}, -1},
	    {"facts.day", {.kind = ASSERTION_TEXT, .text = {"2026-02-30", 10}},
		-1},
	};
	struct slot_value value;
	size_t i;

	start();
	for (i = 0; i < COUNT(table); i++)
		ck_assert_msg(
		    assertion_value(vocabulary_find(&v, span_of(table[i].path)),
			&table[i].one, &value) == table[i].status,
		    "%s, row %zu", table[i].path, i);
	arena_free(&arena);
}
END_TEST

static bool
contradicts(const char *text)
{
	struct condition c = condition(text);

	ck_assert_uint_eq(c.count, 1);
	return conjunction_contradicts(&c.any[0]);
}

/* Two tests of one slot, in either order. */
static void
check_pair(const char *path, const char *a, const char *b, bool excluded)
{
	char text[400];

	snprintf(text, sizeof(text), "{'%s': {%s, %s}}", path, a, b);
	ck_assert_msg(contradicts(text) == excluded, "%s", text);
	snprintf(text, sizeof(text), "{'%s': {%s, %s}}", path, b, a);
	ck_assert_msg(contradicts(text) == excluded, "%s", text);
}

START_TEST(tests_that_exclude_each_other_are_found)
{
	static const struct {
		const char *path, *a, *b;
		bool excluded;
	} table[] = {
	    {"facts.flag", "'known': true", "'present': false", true},
	    {"facts.flag", "'known': true", "'present': true", false},
	    {"facts.flag", "'known': true", "'not_denied': true", false},
	    {"facts.flag", "'known': false", "'not_denied': true", true},
	    {"facts.flag", "'known': false", "'present': false", true},
	    {"facts.flag", "'known': false", "'present': true", false},
	    {"facts.flag", "'not_denied': true", "'present': false", false},
	    {"facts.word", "'has': 'a'", "'present': false", true},
	    {"facts.word", "'lacks': 'a'", "'present': false", false},
	    {"facts.word", "'lacks': 'a'", "'present': true", false},
	    {"facts.word", "'beyond': 'a'", "'present': false", true},
	    {"facts.word", "'has': 'a'", "'lacks': ['a', 'b']", true},
	    {"facts.word", "'has': ['a', 'c']", "'lacks': ['a', 'b']", false},
	    {"facts.word", "'has': ['a', 'b']", "'beyond': ['a', 'b']", false},
	    {"facts.years", "'over': 50", "'at_most': 50", true},
	    {"facts.years", "'over': 50", "'at_most': 49", true},
	    {"facts.years", "'over': 50", "'at_most': 51", false},
	    {"facts.years", "'over': 50", "'present': false", true},
	    {"facts.day", "'day': ['past']", "'present': false", true},
	    {"facts.day", "'day': ['past']", "'not_past': true", false},
	    {"facts.day", "'not_past': true", "'present': false", false},
	    {"facts.day", "'within_days_of': {'facts.from': 3}",
		"'present': false", true},
	};
	size_t i;

	start();
	for (i = 0; i < COUNT(table); i++)
		check_pair(
		    table[i].path, table[i].a, table[i].b, table[i].excluded);
	/* Of two slots nothing follows. */
	ck_assert(!contradicts("{'facts.flag': true, 'facts.other': false}"));
	ck_assert(!contradicts("{'facts.flag': true}"));
	/* What stands between them does not part them. */
	ck_assert(contradicts("{'facts.years': {'over': 9, 'present': true,"
			      " 'at_most': 5}}"));
	arena_free(&arena);
}
END_TEST

/* true and false are no members of an object: two tests of one slot. */
START_TEST(true_excludes_whatever_is_not_true)
{
	static const enum test_kind others[] = {
	    TEST_NOT_TRUE, TEST_FALSE, TEST_ABSENT};
	struct test pair[2] = {{.kind = TEST_TRUE}, {.kind = TEST_TRUE}};
	struct conjunction c = {pair, 2};
	size_t i;

	ck_assert(!conjunction_contradicts(&c));
	for (i = 0; i < COUNT(others); i++) {
		pair[0].kind = TEST_TRUE;
		pair[1].kind = others[i];
		ck_assert(conjunction_contradicts(&c));
		pair[0].kind = others[i];
		pair[1].kind = TEST_TRUE;
		ck_assert(conjunction_contradicts(&c));
	}
	pair[0] = (struct test){.kind = TEST_ABSENT};
	pair[1] = pair[0];
	ck_assert(!conjunction_contradicts(&c));
	pair[0] = (struct test){.kind = TEST_DAY, .words = 3};
	pair[1] = (struct test){.kind = TEST_DAY, .words = 4};
	ck_assert(conjunction_contradicts(&c));
	pair[1].words = 6;
	ck_assert(!conjunction_contradicts(&c));
}
END_TEST

/* Whatever is said to contradict itself holds of nothing that can be said. */
START_TEST(nothing_meets_what_contradicts_itself)
{
	static const char *const values[] = {"{}", "{'facts.flag': true}",
	    "{'facts.flag': false}", "{'facts.word': 'a'}",
	    "{'facts.word': 'b'}", "{'facts.word': 'odd'}",
	    "{'facts.years': 49}", "{'facts.years': 50}", "{'facts.years': 51}",
	    "{'facts.day': '2026-06-14'}", "{'facts.day': '2026-06-15'}",
	    "{'facts.day': '2026-06-16'}"};
	static const char *const slots[] = {
	    "facts.flag", "facts.word", "facts.years", "facts.day"};
	struct test pair[2];
	struct conjunction c = {pair, 2};
	size_t s, i, a, b, k;

	start();
	for (s = 0; s < COUNT(slots); s++)
		for (a = TEST_TRUE; a <= TEST_NOT_PAST; a++)
			for (b = TEST_TRUE; b <= TEST_NOT_PAST; b++)
				for (k = 0; k < 16; k++) {
					memset(pair, 0, sizeof(pair));
					pair[0].slot = pair[1].slot =
					    (uint16_t)(vocabulary_find(&v,
							   span_of(slots[s])) -
						       v.slots);
					pair[0].kind = (enum test_kind)a;
					pair[1].kind = (enum test_kind)b;
					pair[0].words = 1 + k % 4;
					pair[1].words = 1 + k / 4;
					pair[0].number = 49 + (double)(k % 4);
					pair[1].number = 49 + (double)(k / 4);
					if (!conjunction_contradicts(&c))
						continue;
					for (i = 0; i < COUNT(values); i++)
						ck_assert(!test_holds(&pair[0],
							      said(values[i]),
							      today) ||
							  !test_holds(&pair[1],
							      said(values[i]),
							      today));
				}
	arena_free(&arena);
}
END_TEST

static bool
implies(const char *narrow, const char *wide)
{
	struct condition a = condition(narrow), b = condition(wide);

	return conjunction_implies(&a.any[0], &b.any[0]);
}

START_TEST(more_tests_imply_fewer)
{
	struct conjunction always = {NULL, 0};
	struct condition c;

	start();
	c = condition("{'facts.flag': true}");
	ck_assert(conjunction_implies(&c.any[0], &always));
	ck_assert(!conjunction_implies(&always, &c.any[0]));
	ck_assert(conjunction_implies(&always, &always));
	ck_assert(implies(
	    "{'facts.word': 'a', 'facts.flag': true}", "{'facts.flag': true}"));
	ck_assert(!implies(
	    "{'facts.flag': true}", "{'facts.flag': true, 'facts.word': 'a'}"));
	ck_assert(!implies("{'facts.flag': true}", "{'facts.other': true}"));
	ck_assert(!implies("{'facts.flag': true}", "{'facts.flag': false}"));
	ck_assert(!implies("{'facts.word': 'a'}", "{'facts.word': 'b'}"));
	ck_assert(!implies(
	    "{'facts.years': {'over': 1}}", "{'facts.years': {'over': 2}}"));
	ck_assert(!implies("{'facts.day': {'within_days_of':"
			   " {'facts.from': 3}}}",
	    "{'facts.day': {'within_days_of': {'facts.day': 3}}}"));
	ck_assert(implies("{'facts.day': {'within_days_of':"
			  " {'facts.from': 3}}}",
	    "{'facts.day': {'within_days_of': {'facts.from': 3}}}"));
	arena_free(&arena);
}
END_TEST

START_TEST(a_test_reads_as_a_person_would_say_it)
{
	static const struct {
		const char *condition, *words;
	} table[] = {
	    {"{'facts.flag': true}", "facts.flag is true"},
	    {"{'facts.flag': false}", "facts.flag is not said to be true"},
	    {"{'facts.flag': {'known': false}}",
		"facts.flag is said to be false"},
	    {"{'facts.flag': {'not_denied': true}}",
		"facts.flag is not said to be false"},
	    {"{'facts.day': {'not_past': true}}", "facts.day is not past"},
	    {"{'facts.day': {'present': true}}", "facts.day is given"},
	    {"{'facts.day': {'present': false}}", "facts.day is not given"},
	    {"{'facts.word': 'b'}", "facts.word is one of: b"},
	    {"{'facts.word': ['a', 'c']}", "facts.word is one of: a, c"},
	    {"{'facts.word': {'lacks': ['b', 'c']}}",
		"facts.word is none of: b, c"},
	    {"{'facts.word': {'beyond': 'a'}}", "facts.word has more than: a"},
	    {"{'facts.years': {'over': 50}}", "facts.years is over 50"},
	    {"{'facts.years': {'at_most': 2.5}}", "facts.years is at most 2.5"},
	    {"{'facts.day': {'day': ['past', 'future']}}",
		"facts.day is past to come"},
	    {"{'facts.day': {'day': ['today']}}", "facts.day is today"},
	    {"{'facts.day': {'within_days_of': {'facts.from': 30}}}",
		"facts.day is at most 30 days after facts.from"},
	    {"{'facts.day': {'within_years_of': {'facts.from': 2}}}",
		"facts.day is at most 2 years after facts.from"},
	};
	char out[80], small[16];
	struct condition c;
	size_t i;

	start();
	for (i = 0; i < COUNT(table); i++) {
		c = condition(table[i].condition);
		test_describe(&c.any[0].tests[0], &v, out, sizeof(out));
		ck_assert_str_eq(out, table[i].words);
		/* Where there is no room it ends, and is a text. */
		test_describe(&c.any[0].tests[0], &v, small, sizeof(small));
		ck_assert_uint_eq(strlen(small), sizeof(small) - 1);
		ck_assert_int_eq(strncmp(small, out, sizeof(small) - 1), 0);
	}
	arena_free(&arena);
}
END_TEST

/* Cut, and ended, where its words do not fit. */
START_TEST(a_test_of_very_many_words_is_cut)
{
	struct buf declared = {NULL, 0, 0};
	struct test t = {.kind = TEST_HAS, .words = UINT64_MAX};
	const struct slot *s;
	char text[600];
	json_t *j;
	int i;

	start();
	buf_add_string(&declared, "{'facts.w': {'type': 'words', 'meaning':"
				  " 'm', 'words': ['w0'");
	for (i = 1; i < SLOT_WORDS_MAX; i++)
		buf_addf(&declared, ", 'a word of twenty bytes %d'", i);
	buf_add_string(&declared, "]}}");
	j = quoted_json(buf_string(&declared));
	ck_assert_int_eq(vocabulary_declare(&v, j, &arena, NULL), 0);
	json_decref(j);
	s = vocabulary_find(&v, span_of("facts.w"));
	t.slot = (uint16_t)(s - v.slots);
	test_describe(&t, &v, text, sizeof(text));
	ck_assert_uint_lt(strlen(text), 512 + 30);
	ck_assert_uint_gt(strlen(text), 500);
	ck_assert_int_eq(strncmp(text, "facts.w is one of: w0, a word", 29), 0);
	buf_free(&declared);
	arena_free(&arena);
}
END_TEST

SUITE("law_condition", a_test_of_very_many_words_is_cut,
    what_cannot_be_understood_is_refused_by_its_path,
    a_condition_holds_where_one_of_its_alternatives_does,
    a_value_of_another_type_is_none, tests_that_exclude_each_other_are_found,
    true_excludes_whatever_is_not_true, nothing_meets_what_contradicts_itself,
    more_tests_imply_fewer, a_test_reads_as_a_person_would_say_it)
