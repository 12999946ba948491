#include "base/alloc.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/span.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "suite.h"

START_TEST(a_span_spells_a_word_that_ends_where_it_does)
{
	static const struct {
		struct span span;
		const char *word;
		bool spells;
	} rows[] = {
	    {{"ab", 2}, "ab", true},
	    {{"ab", 2}, "abc", false},
	    {{"abc", 3}, "ab", false},
	    {{"ax", 2}, "ab", false},
	    {{"ab\0c", 4}, "ab", false},
	    {{"", 0}, "", true},
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		ck_assert_int_eq(
		    span_spells(rows[i].span, rows[i].word), rows[i].spells);
}
END_TEST

START_TEST(the_first_message_stays)
{
	struct error e = {0};

	ck_assert_int_eq(error_set(&e, "column %d", 17), -1);
	ck_assert_int_eq(error_set(&e, "another"), -1);
	ck_assert_str_eq(e.text, "column 17");
}
END_TEST

START_TEST(a_prefix_stands_before_the_message)
{
	struct error e = {0};

	ck_assert_int_eq(error_prefix(NULL, "nobody asks"), -1);
	ck_assert_int_eq(error_prefix(&e, "nothing is set"), -1);
	ck_assert_str_eq(e.text, "");
	error_set(&e, "not UTF-8");
	error_prefix(&e, "line %d", 42);
	ck_assert_str_eq(e.text, "line 42: not UTF-8");
}
END_TEST

START_TEST(a_long_message_is_cut_and_ends)
{
	char text[1000];
	struct error e = {0};

	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	error_set(&e, "%s", text);
	ck_assert_uint_eq(strlen(e.text), ERROR_TEXT - 1);
	error_prefix(&e, "%s", text);
	ck_assert_uint_eq(strlen(e.text), ERROR_TEXT - 1);
	e.text[0] = '\0';
	errno = EIO;
	error_set_errno(&e, "%s", text);
	ck_assert_uint_eq(strlen(e.text), ERROR_TEXT - 1);
}
END_TEST

START_TEST(errno_is_told_in_words)
{
	struct error e = {0};

	errno = ENOENT;
	ck_assert_int_eq(error_set_errno(&e, "rules"), -1);
	ck_assert_str_eq(e.text, "rules: No such file or directory");
	ck_assert_int_eq(error_set(NULL, "nobody asks"), -1);
}
END_TEST

START_TEST(a_buffer_grows_and_keeps_what_it_has)
{
	struct buf b = {0};

	for (int i = 0; i < 1000; i++)
		buf_addf(&b, "%d,", i);
	ck_assert_int_eq(memcmp(b.bytes, "0,1,2,", 6), 0);
	ck_assert_uint_eq(b.len, 10 * 2 + 90 * 3 + 900 * 4);
	ck_assert_str_eq(buf_string(&b) + b.len - 4, "999,");
	buf_free(&b);
}
END_TEST

START_TEST(an_empty_buffer_is_an_empty_string)
{
	struct buf b = {0};

	buf_add(&b, NULL, 0);
	buf_wipe(&b);
	ck_assert_str_eq(buf_string(&b), "");
	buf_free(&b);
}
END_TEST

START_TEST(a_wiped_buffer_holds_zeros_also_behind_its_end)
{
	struct buf b = {0};

	buf_add_string(&b, "what the patient said");
	b.len = 3;
	buf_wipe(&b);
	ck_assert_uint_eq(b.len, 0);
	for (size_t i = 0; i < b.cap && i < 21; i++)
		ck_assert_int_eq(b.bytes[i], 0);
	buf_free(&b);
}
END_TEST

START_TEST(an_absent_span_equals_nothing)
{
	struct span none = {0}, empty = span_of("");

	ck_assert(!span_equal(none, none));
	ck_assert(!span_equal(none, empty));
	ck_assert(span_equal(empty, empty));
	ck_assert(span_is(span_of("note"), "note"));
	ck_assert(!span_is(span_of("note"), "notes"));
}
END_TEST

START_TEST(an_arena_gives_aligned_memory_that_stays)
{
	struct arena a = {0};
	char *strings[2000];

	for (size_t i = 0; i < 2000; i++) {
		uintptr_t at = (uintptr_t)arena_bytes(&a, i % 37);

		ck_assert_uint_eq(at % _Alignof(max_align_t), 0);
		strings[i] = arena_string(&a, "passage", i % 8);
	}
	for (size_t i = 0; i < 2000; i++)
		ck_assert_uint_eq(strlen(strings[i]), i % 8);
	arena_free(&a);
}
END_TEST

START_TEST(a_reset_arena_is_wiped_and_used_again)
{
	struct arena a = {0};
	char *text = arena_string(&a, "conversation", 12);

	arena_reset(&a);
	ck_assert_ptr_eq(arena_bytes(&a, 12), text);
	for (int i = 0; i < 12; i++)
		ck_assert_int_eq(text[i], 0);
	ck_assert_ptr_ne(arena_bytes(&a, 100000), text);
	arena_reset(&a);
	ck_assert_int_eq(*(char *)arena_zeroed(&a, 100, 1000), 0);
	arena_free(&a);
	arena_free(&a);
}
END_TEST

START_TEST(a_large_table_begins_where_a_large_page_does)
{
	char *table = alloc_table(ALLOC_LARGE);

	ck_assert_uint_eq((uintptr_t)table % ALLOC_LARGE, 0);
	table[0] = table[ALLOC_LARGE - 1] = 'x';
	free(table);
	table = alloc_table(ALLOC_LARGE - 1);
	ck_assert_uint_eq((uintptr_t)table % 64, 0);
	free(table);
}
END_TEST

/* Of many blocks one stays, wiped, and has room for what the others had. */
START_TEST(a_reset_arena_keeps_its_largest_block)
{
	struct arena a = {0};
	char *last = NULL;

	for (size_t i = 0; i < 100; i++)
		last = memset(arena_bytes(&a, 3000), 'x', 3000);
	last = memset(arena_bytes(&a, 1 << 20), 'x', 1 << 20);
	arena_reset(&a);
	ck_assert_ptr_eq(arena_bytes(&a, 1 << 20), last);
	for (size_t i = 0; i < 1 << 20; i++)
		ck_assert_int_eq(last[i], 0);
	arena_free(&a);
}
END_TEST

START_TEST(nothing_is_room_too)
{
	struct arena a = {0};
	int old[] = {7, 8}, *grown;
	void *p = alloc_bytes(0);

	ck_assert_ptr_nonnull(p);
	free(p);
	p = alloc_table(0);
	ck_assert_ptr_nonnull(p);
	free(p);
	p = alloc_zeroed(0, 0);
	ck_assert_ptr_nonnull(p);
	p = alloc_resize(p, 4, 0);
	p = alloc_resize(p, 0, 4);
	ck_assert_ptr_nonnull(p);
	free(p);
	ck_assert_ptr_nonnull(arena_zeroed(&a, 0, 8));
	ck_assert_ptr_nonnull(arena_zeroed(&a, 8, 0));
	ck_assert_ptr_nonnull(arena_grown(&a, NULL, 0, 0, 8));
	grown = arena_grown(&a, old, 2, 4, sizeof(*grown));
	ck_assert(grown[0] == 7 && grown[1] == 8);
	ck_assert(grown[2] == 0 && grown[3] == 0);
	arena_free(&a);
	arena_free(&a);
}
END_TEST

SUITE("buf", a_span_spells_a_word_that_ends_where_it_does,
    the_first_message_stays, a_prefix_stands_before_the_message,
    a_long_message_is_cut_and_ends, errno_is_told_in_words,
    a_buffer_grows_and_keeps_what_it_has, an_empty_buffer_is_an_empty_string,
    a_wiped_buffer_holds_zeros_also_behind_its_end,
    an_absent_span_equals_nothing, an_arena_gives_aligned_memory_that_stays,
    a_large_table_begins_where_a_large_page_does,
    a_reset_arena_keeps_its_largest_block, nothing_is_room_too,
    a_reset_arena_is_wiped_and_used_again)
