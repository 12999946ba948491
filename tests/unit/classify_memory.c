#include <stdlib.h>
#include <string.h>

#include "classify/memory.h"
#include "suite.h"

#define TEXT 400
#define PIECE 30 /* bytes of a piece, at most */

/* What stands where words begin, end and are joined. */
static const char *const pieces[] = {"a", "B", "client", "Denies", "d",
    "ABCDEFGH", "responsibility", "'", "'", "7", "19", "F33.1", "90837",
    "91.34", "12345678901234567890", "1.2.3.4.5.6.7.8.9.10.11.12", ".", ",",
    ":", "/", "-", " ", " ", "\n", "\"", "\xe2\x80\x99", "\xc3\xa9", "\xc3\x89",
    "\xcc\x81", "\xe2\x80\x8b", "\xc2\xa0", "\xe6\x97\xa5", "\x7f"};

static size_t
text_make(char *text, unsigned seed)
{
	size_t len = 0, n;

	while (len < TEXT - PIECE) {
		const char *piece;

		seed = seed * 1103515245u + 12345u;
		piece =
		    pieces[(seed >> 16) % (sizeof(pieces) / sizeof(pieces[0]))];
		n = strlen(piece);
		memcpy(text + len, piece, n);
		len += n;
	}
	return len;
}

static void
check_word(const struct found_word *f, const struct word *w)
{
	struct word_view view;

	word_view_make(w, &view);
	ck_assert_uint_eq(f->start, w->start);
	ck_assert_uint_eq(f->end, w->end);
	ck_assert_uint_eq(f->word->view.hash, view.hash);
	ck_assert_uint_eq(f->word->view.frame, view.frame);
	ck_assert_uint_eq(f->word->view.type, view.type);
	ck_assert_int_eq(f->word->view.mark, view.mark);
}

START_TEST(words_are_found_as_word_next_finds_them)
{
	struct memory *m = memory_new(model_default(), NULL, NULL);
	struct found_word found[MEMORY_BATCH];
	char text[TEXT];
	struct word w;
	unsigned seed;

	for (seed = 0; seed < 300; seed++) {
		struct span s = {text, text_make(text, seed) - seed % 7};
		size_t at = 0, at_too = 0, count, i;

		memory_settle(m);
		while ((count = memory_read(m, s, &at, found)) > 0)
			for (i = 0; i < count; i++) {
				ck_assert(
				    word_next(s.bytes, s.len, &at_too, &w));
				check_word(&found[i], &w);
			}
		ck_assert(!word_next(s.bytes, s.len, &at_too, &w));
	}
	memory_free(m);
}
END_TEST

/* The Nth word of a text of words that are all different. */
static struct span
word_make(char *text, unsigned n)
{
	size_t len = 0;

	for (; n > 0; n /= 26)
		text[len++] = (char)('a' + n % 26);
	return (struct span){text, len};
}

START_TEST(a_full_memory_still_knows_its_words)
{
	struct memory *m = memory_new(model_default(), NULL, NULL);
	const struct memory_word *first = NULL;
	struct found_word found[MEMORY_BATCH];
	char text[16];
	struct word w;
	unsigned n;

	memory_settle(m);
	for (n = 1; n < 2 * MEMORY_NOTE + 100; n++) {
		struct span s = word_make(text, n);
		size_t at = 0, at_too = 0;

		ck_assert_uint_eq(memory_read(m, s, &at, found), 1);
		ck_assert(word_next(s.bytes, s.len, &at_too, &w));
		if (n == 1)
			first = found[0].word;
		if (n % 1000 == 1 || n > 2 * MEMORY_NOTE - 100)
			check_word(&found[0], &w);
	}
	ck_assert_uint_eq(
	    memory_read(m, word_make(text, 1), &(size_t){0}, found), 1);
	ck_assert_ptr_eq(found[0].word, first);
	/* Before another note it forgets them, and learns them anew. */
	memory_settle(m);
	for (n = 1; n < 100; n++) {
		struct span s = word_make(text, n);
		size_t at = 0;

		ck_assert_uint_eq(memory_read(m, s, &at, found), 1);
		at = 0;
		ck_assert(word_next(s.bytes, s.len, &at, &w));
		check_word(&found[0], &w);
	}
	memory_free(m);
}
END_TEST

/* The weights of "responsibility" where each of its features has WEIGHT. */
static struct memory_word
learnt(int8_t weight)
{
	struct model m = {.head.bits = 1};
	struct memory_word word;
	struct found_word found[MEMORY_BATCH];
	struct memory *memory;
	size_t at = 0;

	m.first = malloc(2 * MODEL_LABELS);
	memset(m.first, weight, 2 * MODEL_LABELS);
	memory = memory_new(&m, NULL, NULL);
	ck_assert_uint_eq(
	    memory_read(memory, span_of("responsibility"), &at, found), 1);
	word = *found[0].word;
	memory_free(memory);
	free(m.first);
	return word;
}

START_TEST(a_words_weights_never_wrap)
{
	struct memory_word most = learnt(INT8_MAX), least = learnt(INT8_MIN);
	struct memory_word none = learnt(0), little = learnt(1);
	int k;

	for (k = 0; k < MODEL_LABELS; k++) {
		ck_assert_int_eq(most.weights[k], INT16_MAX);
		ck_assert_int_eq(least.weights[k], INT16_MIN);
		ck_assert_int_eq(none.weights[k], 0);
		ck_assert_int_gt(little.weights[k], 0);
		ck_assert_int_lt(little.weights[k], 1000);
	}
	ck_assert_int_eq(most.sum, MODEL_LABELS * INT16_MAX);
	ck_assert_int_eq(least.sum, MODEL_LABELS * INT16_MIN);
}
END_TEST

SUITE("memory", words_are_found_as_word_next_finds_them,
    a_full_memory_still_knows_its_words, a_words_weights_never_wrap)
