/* The words of the rules: what may be declared, and how a path is found. */
#include "law/vocabulary.h"

#include <stdio.h>
#include <string.h>

#include "quoted.h"
#include "suite.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static struct vocabulary v;
static struct arena arena;

static int
declare(const char *text, struct error *e)
{
	json_t *made = quoted_json(text);
	int status;

	status = vocabulary_declare(&v, made, &arena, e);
	json_decref(made);
	return status;
}

START_TEST(what_cannot_be_a_word_of_the_rules_is_refused)
{
	static const struct {
		const char *json, *message;
	} wrong[] = {
	    {"[]", "not an object"},
	    {"{'facts.x': 7}", "facts.x: not an object"},
	    {"{'facts.x': {'meaning': 'm'}}", "facts.x.type: not a type"},
	    {"{'facts.x': {'type': 'odd', 'meaning': 'm'}}",
		"facts.x.type: not a type"},
	    {"{'facts.x': {'type': 7, 'meaning': 'm'}}",
		"facts.x.type: not a type"},
	    {"{'facts.x': {'type': 'boolean'}}", "facts.x.meaning: missing"},
	    {"{'facts.x': {'type': 'word', 'meaning': 7}}",
		"facts.x.meaning: missing"},
	    {"{'fact.x': {'type': 'word', 'meaning': 'm'}}",
		"fact.x: a question has no such member"},
	    {"{'facts.': {'type': 'word', 'meaning': 'm'}}",
		"facts.: a question has no such member"},
	    {"{'factsx': {'type': 'word', 'meaning': 'm'}}",
		"factsx: a question has no such member"},
	    {"{'purpose': {'type': 'boolean'}}",
		"purpose: another type than before"},
	    {"{'purpose': {'type': 'words', 'words': ['a']}}",
		"purpose: another type than before"},
	    {"{'purpose': {'words': 'a'}}", "purpose.words: not an array"},
	    {"{'purpose': {'words': [7]}}", "purpose.words: not a word"},
	    {"{'purpose': {'words': ['']}}", "purpose.words: not a word"},
	    {"{'facts.x': {'type': 'date', 'meaning': 'm', 'implies': 7}}",
		"facts.x.implies: no boolean declared before"},
	    {"{'facts.x': {'type': 'date', 'meaning': 'm',"
	     " 'implies': 'facts.y'}}",
		"facts.x.implies: no boolean declared before"},
	    {"{'facts.x': {'type': 'date', 'meaning': 'm',"
	     " 'implies': 'purpose'}}",
		"facts.x.implies: no boolean declared before"},
	};
	struct error e;
	size_t i;

	for (i = 0; i < COUNT(wrong); i++) {
		memset(&e, 0, sizeof(e));
		vocabulary_start(&v);
		ck_assert_msg(declare(wrong[i].json, &e) == -1, "taken: %s",
		    wrong[i].json);
		ck_assert_str_eq(e.text, wrong[i].message);
	}
	vocabulary_start(&v);
	ck_assert_int_eq(vocabulary_declare(&v, NULL, &arena, NULL), 0);
	ck_assert_uint_eq(v.count, PREDICATE_COUNT);
	arena_free(&arena);
}
END_TEST

START_TEST(a_path_is_found_whole_or_by_its_group)
{
	const struct slot *s, *flag;
	unsigned i;

	vocabulary_start(&v);
	ck_assert_int_eq(
	    declare("{'facts.flag': {'type': 'boolean', 'meaning': 'so'},"
		    " 'facts.named': {'type': 'word', 'words': ['a', 'b'],"
		    "  'meaning': 'm', 'implies': 'facts.flag'},"
		    " 'part2.consent.day': {'type': 'date', 'meaning': 'm'}}",
		NULL),
	    0);
	ck_assert_uint_eq(v.count, PREDICATE_COUNT + 3);
	flag = vocabulary_find(&v, span_of("facts.flag"));
	ck_assert_ptr_nonnull(flag);
	ck_assert_int_eq(flag->type, SLOT_BOOLEAN);
	ck_assert_str_eq(flag->meaning, "so");
	ck_assert_ptr_null(flag->implies);
	ck_assert_ptr_eq(
	    vocabulary_find_in(&v, "facts", span_of("flag")), flag);
	s = vocabulary_find_in(&v, "facts", span_of("named"));
	ck_assert_ptr_nonnull(s);
	ck_assert_ptr_eq(s->implies, flag);
	ck_assert_uint_eq(slot_word(s, span_of("a")), 1);
	ck_assert_uint_eq(slot_word(s, span_of("b")), 2);
	ck_assert_uint_eq(slot_word(s, span_of("c")), SLOT_OTHER);
	ck_assert_uint_eq(slot_word(s, span_of("")), SLOT_OTHER);
	ck_assert_ptr_nonnull(
	    vocabulary_find_in(&v, "part2.consent", span_of("day")));
	ck_assert_ptr_null(vocabulary_find(&v, span_of("facts.fla")));
	ck_assert_ptr_null(vocabulary_find(&v, span_of("facts.flags")));
	ck_assert_ptr_null(vocabulary_find_in(&v, "fact", span_of("flag")));
	ck_assert_ptr_null(vocabulary_find_in(&v, "process", span_of("flag")));
	ck_assert_ptr_null(vocabulary_find(&v, span_of("")));
	/* A name may have a NUL, whatever stands behind it. */
	for (i = 0; i < 65536; i++) {
		const char name[] = {
		    'f', 'l', 'a', 'g', '\0', (char)(i >> 8), (char)i};

		ck_assert_ptr_null(vocabulary_find_in(
		    &v, "facts", (struct span){name, sizeof(name)}));
	}
	/* Nor is one group another that begins with it. */
	ck_assert_int_eq(declare("{'state_consent.x': {'type': 'boolean',"
				 " 'meaning': 'm'}}",
			     NULL),
	    0);
	for (i = 0; i < 20000; i++) {
		char name[16];

		snprintf(name, sizeof(name), "x%u", i);
		ck_assert_ptr_null(
		    vocabulary_find_in(&v, "state", span_of(name)));
	}
	/* All of what the computed paths are called. */
	for (s = v.slots; s < v.slots + v.count; s++)
		ck_assert_ptr_eq(vocabulary_find(&v, span_of(s->path)), s);
	arena_free(&arena);
}
END_TEST

/* What one file declares another adds words to; a word stands once. */
START_TEST(words_are_added_to_those_that_are_there)
{
	char text[1024], *end = text;
	const struct slot *s;
	struct error e = {{0}};
	int i;

	vocabulary_start(&v);
	ck_assert_int_eq(declare("{'purpose': {'words': ['a', 'b']}}", &e), 0);
	ck_assert_int_eq(
	    declare("{'purpose': {'type': 'word', 'words': ['b', 'c']}}", &e),
	    0);
	ck_assert_int_eq(declare("{'purpose': {}}", &e), 0);
	s = vocabulary_find(&v, span_of("purpose"));
	ck_assert_uint_eq(s->word_count, 3);
	ck_assert_uint_eq(slot_word(s, span_of("a")), 1);
	ck_assert_uint_eq(slot_word(s, span_of("b")), 2);
	ck_assert_uint_eq(slot_word(s, span_of("c")), 4);
	/* A bit each, and one for every other word. */
	end += sprintf(end, "{'requester.type': {'words': ['w0'");
	for (i = 1; i < SLOT_WORDS_MAX; i++)
		end += sprintf(end, ", 'w%d'", i);
	sprintf(end, "]}}");
	ck_assert_int_eq(declare(text, &e), 0);
	s = vocabulary_find(&v, span_of("requester.type"));
	ck_assert_uint_eq(s->word_count, SLOT_WORDS_MAX);
	ck_assert_uint_eq(slot_word(s, span_of("w62")), SLOT_OTHER >> 1);
	ck_assert_int_eq(
	    declare("{'requester.type': {'words': ['more']}}", &e), -1);
	ck_assert_str_eq(e.text, "requester.type.words: more than 63");
	arena_free(&arena);
}
END_TEST

START_TEST(there_is_room_for_so_many_names_and_no_more)
{
	char text[100];
	struct error e = {{0}};
	size_t i;

	vocabulary_start(&v);
	for (i = v.count; i < SLOT_MAX; i++) {
		snprintf(text, sizeof(text),
		    "{'facts.n%zu': {'type': 'number', 'meaning': 'm'}}", i);
		ck_assert_int_eq(declare(text, &e), 0);
	}
	ck_assert_int_eq(
	    declare("{'facts.x': {'type': 'number', 'meaning': 'm'}}", &e), -1);
	ck_assert_str_eq(e.text, "facts.x: more than 384 names");
	for (i = 0; i < v.count; i++)
		ck_assert_ptr_eq(
		    vocabulary_find(&v, span_of(v.slots[i].path)), &v.slots[i]);
	arena_free(&arena);
}
END_TEST

SUITE("law_vocabulary", what_cannot_be_a_word_of_the_rules_is_refused,
    a_path_is_found_whole_or_by_its_group,
    words_are_added_to_those_that_are_there,
    there_is_room_for_so_many_names_and_no_more)
