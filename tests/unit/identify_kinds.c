/* What kinds.h says of each byte, by both twins, held against each byte's own.
 */
#include "identify/kinds.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "suite.h"

#define LONGEST 300

static bool
is_small(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || c >= 0x80;
}

static bool
is_of_letter(unsigned char c)
{
	return is_small(c) || (c >= 'A' && c <= 'Z');
}

static bool
is_of_digit(unsigned char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_inner_apostrophe(const char *t, size_t len, size_t i)
{
	const unsigned char *u = (const unsigned char *)t;

	return u[i] == '\'' && i > 0 && i + 2 < len &&
	       (is_of_letter(u[i - 1]) || is_of_digit(u[i - 1])) &&
	       is_of_letter(u[i + 1]) && is_of_letter(u[i + 2]);
}

static bool
bit(const unsigned char *map, size_t i)
{
	return (map[i / 8] >> i % 8 & 1) != 0;
}

static void
check(const struct kinds *k, const char *t, size_t len)
{
	bool within;
	size_t i;

	for (i = 0; i < len; i++) {
		unsigned char c = (unsigned char)t[i];

		within = is_inner_apostrophe(t, len, i);
		ck_assert_int_eq(bit(k->quotes, i), within);
		ck_assert_int_eq(bit(k->digits, i), is_of_digit(c));
		ck_assert_int_eq(bit(k->small, i), is_small(c));
		ck_assert_int_eq(bit(k->words, i),
		    within || is_of_digit(c) || is_of_letter(c));
	}
	for (; i < len + 128; i++)
		ck_assert(!bit(k->words, i) && !bit(k->small, i) &&
			  !bit(k->digits, i) && !bit(k->quotes, i));
}

/* Each is told of its bytes alone, wherever they stand in a block. */
static void
look_both_ways(const char *text, size_t len)
{
	struct kinds one = {0}, other = {0};
	char *alone = malloc(len + 1);

	memcpy(alone, text, len);
	alone = realloc(alone, len == 0 ? 1 : len);
	kinds_look(&one, alone, len);
	check(&one, text, len);
	kinds_look_portable(&other, alone, len);
	check(&other, text, len);
	kinds_free(&one);
	kinds_free(&other);
	free(alone);
}

START_TEST(each_byte_is_of_its_kind_in_each_place)
{
	char text[LONGEST] = {0};
	size_t len, i;

	for (len = 0; len < LONGEST; len++) {
		for (i = 0; i < len; i++)
			text[i] = (char)(i * 7 + len);
		look_both_ways(text, len);
	}
}
END_TEST

START_TEST(an_apostrophe_joins_two_letters_to_a_word_across_blocks)
{
	static const char *const parts[] = {"O'Brien ", "O'B ", "n't ",
	    "x''ab ", "'ab'cd'ef ", "7'ab ", "a'b7 ", "\303\251'\303\251a "};
	char text[LONGEST];
	size_t at, i, len;

	for (at = 0; at < 140; at++)
		for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
			memset(text, at % 2 == 0 ? 'w' : ' ', at);
			len = strlen(parts[i]);
			memcpy(text + at, parts[i], len);
			look_both_ways(text, at + len);
			look_both_ways(text, at + len - 2);
		}
}
END_TEST

START_TEST(runs_are_followed_over_any_length)
{
	struct kinds k = {0};
	char text[LONGEST];
	size_t from, to;

	for (from = 0; from < 80; from += 3)
		for (to = from + 1; to < LONGEST; to += 5) {
			memset(text, ' ', sizeof(text));
			memset(text + from, 'A', to - from);
			text[to - 1] = '7';
			kinds_look(&k, text, sizeof(text));
			ck_assert_uint_eq(
			    kinds_next(k.words, 0, sizeof(text)), from);
			ck_assert_uint_eq(kinds_end(k.words, from), to);
			ck_assert_uint_eq(kinds_next(k.words, to, sizeof(text)),
			    sizeof(text));
			ck_assert(kinds_any(k.digits, from, to));
			ck_assert(kinds_any(k.words, from, sizeof(text)));
			ck_assert(!kinds_any(k.digits, from, to - 1));
			ck_assert(!kinds_any(k.small, from, to));
			ck_assert(!kinds_any(k.digits, to, sizeof(text)));
		}
	kinds_free(&k);
}
END_TEST

SUITE("kinds", each_byte_is_of_its_kind_in_each_place,
    an_apostrophe_joins_two_letters_to_a_word_across_blocks,
    runs_are_followed_over_any_length)
