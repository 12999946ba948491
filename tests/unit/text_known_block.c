#include <string.h>

#include "base/safe_file.h"
#include "suite.h"
#include "text/known_block.h"
#include "text/sentence.h"

#define BLOCKS 60000u /* some four times as many as there are places */

static struct fingerprint
print_of(const struct known_blocks *k, unsigned n)
{
	return fingerprint_of(
	    known_blocks_points(k), (struct span){(const char *)&n, sizeof(n)});
}

/* More blocks and sentences than there is room for: a block is known or not,
 * never another, and the last one is. */
START_TEST(what_is_known_of_a_block_is_its_own)
{
	struct fingerprint_points points;
	struct known_blocks *k;
	const struct known_sentence *found;
	unsigned n, known = 0;
	size_t i, count;

	fingerprint_points_draw(&points);
	k = known_blocks_new(&points);
	ck_assert_uint_eq(known_block_find(k, print_of(k, 0), &found), 0);
	for (n = 0; n < BLOCKS; n++) {
		/* at first many places, then many sentences */
		struct known_sentence *s;

		count = n < BLOCKS / 2 ? 1 : 1 + n % 61;
		s = known_block_add(k, print_of(k, n), count);
		for (i = 0; i < count; i++)
			s[i] = (struct known_sentence){
			    .print = {n, i}, .start = (uint16_t)i};
		ck_assert_uint_eq(
		    known_block_find(k, print_of(k, n), &found), count);
	}
	for (n = 0; n < BLOCKS; n++) {
		count = known_block_find(k, print_of(k, n), &found);
		if (count == 0)
			continue;
		ck_assert_uint_eq(count, n < BLOCKS / 2 ? 1 : 1 + n % 61);
		for (i = 0; i < count; i++) {
			ck_assert_uint_eq(found[i].print.low, n);
			ck_assert_uint_eq(found[i].print.high, i);
		}
		known++;
	}
	ck_assert_uint_gt(known, 1000);
	ck_assert_uint_lt(known, 65536 / 20);
	known_blocks_free(k);
	known_blocks_free(NULL);
}
END_TEST

static void
check_same(const struct sentences *a, const struct sentences *b)
{
	size_t i;

	ck_assert_uint_eq(a->count, b->count);
	for (i = 0; i < a->count; i++) {
		ck_assert_uint_eq(a->items[i].start, b->items[i].start);
		ck_assert_uint_eq(a->items[i].end, b->items[i].end);
		ck_assert_uint_eq(a->items[i].heading, b->items[i].heading);
		ck_assert_uint_eq(a->items[i].bare, b->items[i].bare);
		ck_assert_uint_eq(a->items[i].line, b->items[i].line);
	}
}

/* Texts of some lines of a corpus, and of each byte's beginnings of them, are
 * found twice with known blocks, and once without. */
START_TEST(sentences_are_the_same_where_blocks_are_known)
{
	struct fingerprint_points points;
	struct sentences plain = {0}, known = {0};
	struct buf corpus = {0};
	size_t at, i, len, times;

	fingerprint_points_draw(&points);
	known.known = known_blocks_new(&points);
	ck_assert_int_eq(
	    file_read(SOURCE_DIR "/lib/classify/training/dev-01.notes",
		1u << 20, &corpus, NULL),
	    0);
	for (times = 0; times < 2; times++)
		for (at = 0; at < corpus.len; at += len) {
			const char *text = corpus.bytes + at;

			len = 1 + at % 7001;
			len = len < corpus.len - at ? len : corpus.len - at;
			sentences_find(&plain, text, len);
			sentences_find(&known, text, len);
			check_same(&plain, &known);
			for (i = 0; i < known.count; i++)
				ck_assert(
				    fingerprint_equal(known.items[i].print,
					fingerprint_of(&points,
					    (struct span){
						text + known.items[i].start,
						known.items[i].end -
						    known.items[i].start})));
		}
	known_blocks_free(known.known);
	sentences_free(&plain);
	sentences_free(&known);
	buf_free(&corpus);
}
END_TEST

SUITE("known_block", what_is_known_of_a_block_is_its_own,
    sentences_are_the_same_where_blocks_are_known)
