#include "suite.h"

#include <string.h>

#include "text/match.h"

static const char patterns[] = "# a comment\n"
			       "word\ti\tkatze\n"
			       "number\ts\t[0-9]{3}-[0-9]{4}\n"
			       "word\ti\thund\n";

struct seen {
	size_t count;
	size_t pattern[8];
	size_t start[8];
	size_t end[8];
};

static void
note_match(size_t pattern, size_t start, size_t end, void *context)
{
	struct seen *seen = context;

	ck_assert_uint_lt(seen->count, 8);
	seen->pattern[seen->count] = pattern;
	seen->start[seen->count] = start;
	seen->end[seen->count++] = end;
}

static void
check_scan(struct match *m)
{
	const char *text = "Hund 555-0123 KATZE";
	struct match_scratch *s = match_scratch_new(m);
	struct seen seen = {0};
	struct error e = {0};

	ck_assert_int_eq(
	    match_scan(m, s, text, strlen(text), note_match, &seen, &e), 0);
	ck_assert_uint_eq(seen.count, 3);
	ck_assert_uint_eq(seen.pattern[0], 2);
	ck_assert_uint_eq(seen.end[0], 4);
	ck_assert_str_eq(match_name(m, seen.pattern[0]), "word");
	ck_assert_uint_eq(seen.pattern[1], 1);
	ck_assert_uint_eq(seen.start[1], 5);
	ck_assert_uint_eq(seen.end[1], 13);
	ck_assert_uint_eq(seen.end[2], 19);
	match_scratch_free(s);
}

START_TEST(patterns_are_found_with_their_names_and_places)
{
	struct error e = {0};
	struct match *m = match_compile(patterns, strlen(patterns), &e);

	ck_assert_ptr_nonnull(m);
	ck_assert_uint_eq(match_count(m), 3);
	check_scan(m);
	match_free(m);
}
END_TEST

START_TEST(what_was_serialised_is_loaded_without_compiling)
{
	struct error e = {0};
	struct buf b = {0};
	struct match *m = match_compile(patterns, strlen(patterns), &e);

	ck_assert_int_eq(match_serialise(m, &b, &e), 0);
	match_free(m);
	m = match_load(
	    (unsigned char *)b.bytes, b.len, patterns, strlen(patterns), &e);
	ck_assert_ptr_nonnull(m);
	ck_assert(!match_was_compiled(m));
	check_scan(m);
	match_free(m);
	buf_free(&b);
}
END_TEST

START_TEST(a_database_of_another_version_is_compiled_again)
{
	struct error e = {0};
	struct buf b = {0};
	struct match *m = match_compile(patterns, strlen(patterns), &e);

	ck_assert_int_eq(match_serialise(m, &b, &e), 0);
	match_free(m);
	b.bytes[5] ^= 1; /* the version stands behind the magic number */
	m = match_load(
	    (unsigned char *)b.bytes, b.len, patterns, strlen(patterns), &e);
	ck_assert_ptr_nonnull(m);
	ck_assert(match_was_compiled(m));
	check_scan(m);
	match_free(m);
	buf_free(&b);
}
END_TEST

START_TEST(a_wrong_pattern_names_its_line)
{
	static const struct {
		const char *patterns, *error;
	} bad[] = {{"a\t-\tb\nc\ti\n", "pattern line 2: not three columns"},
	    {"a\n", "pattern line 1: not three columns"},
	    {"\n\na\t-\t", "pattern line 3: not three columns"},
	    {"a\tq\tb\n", "pattern line 1: a flag that is not known"},
	    {"a\t\tb", "pattern line 1: a flag that is not known"},
	    {"# only\n", "no pattern"}, {"", "no pattern"}};
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct error e = {0};

		ck_assert_ptr_null(match_compile(
		    bad[i].patterns, strlen(bad[i].patterns), &e));
		ck_assert_str_eq(e.text, bad[i].error);
		ck_assert_ptr_null(match_load((const unsigned char *)"x", 1,
		    bad[i].patterns, strlen(bad[i].patterns), &e));
	}
	struct error e = {0};
	ck_assert_ptr_null(match_compile("a\t-\tx(\n", 7, &e));
	ck_assert_ptr_nonnull(strstr(e.text, "pattern line 1: "));
	e = (struct error){0};
	ck_assert_ptr_null(match_load(
	    (const unsigned char *)"x", 1, "a\t-\tb\nc\t-\tx(", 12, &e));
	ck_assert_ptr_nonnull(strstr(e.text, "pattern line 2: "));
}
END_TEST

/* What was not searched is never taken for what has no match. */
START_TEST(a_search_that_fails_says_so)
{
	struct error e = {0};
	struct seen seen = {0};
	struct match *small = match_compile("a\t-\tb\n", 6, &e);
	struct match *m = match_compile(patterns, strlen(patterns), &e);
	struct match_scratch *s = match_scratch_new(small);

	ck_assert_int_eq(
	    match_scan(m, s, "555-0123", 8, note_match, &seen, &e), -1);
	ck_assert_ptr_nonnull(strstr(e.text, "pattern search failed"));
	match_scratch_free(s);
	match_free(small);
	match_free(m);
}
END_TEST

SUITE("match", patterns_are_found_with_their_names_and_places,
    what_was_serialised_is_loaded_without_compiling,
    a_database_of_another_version_is_compiled_again,
    a_wrong_pattern_names_its_line, a_search_that_fails_says_so)
