#include <stdlib.h>
#include <string.h>

#include "suite.h"
#include "text/fingerprint.h"

#define LONGEST 100 /* three steps and some */

static void
check_differ(struct fingerprint a, struct fingerprint b)
{
	ck_assert_uint_ne(a.low, b.low);
	ck_assert_uint_ne(a.high, b.high);
}

/* Each byte, the length and the context tell texts apart, in either half. */
START_TEST(another_text_has_another_fingerprint)
{
	struct fingerprint_points p;
	struct fingerprint whole;
	struct fingerprint shorter = {1, 0}; /* no text's */
	char text[LONGEST] = {0};
	size_t len, i;

	fingerprint_points_draw(&p);
	for (len = 0; len < LONGEST; len++) {
		struct span s = {text, len};

		whole = fingerprint_of(&p, s);
		check_differ(whole, shorter);
		for (i = 0; i < len; i++) {
			text[i] = '\x80';
			check_differ(whole, fingerprint_of(&p, s));
			text[i] = 0;
		}
		check_differ(fingerprint_within(&p, whole, 1),
		    fingerprint_within(&p, whole, 2));
		check_differ(fingerprint_within(&p, whole, 1),
		    fingerprint_within(&p, whole, UINT64_C(1) << 63 | 1));
		check_differ(fingerprint_within(&p, whole, 1),
		    fingerprint_within(&p, shorter, 1));
		shorter = whole;
	}
}
END_TEST

/* Nor does one byte more and a lower one before it, or a zero before all. */
START_TEST(a_length_makes_up_for_no_byte)
{
	struct fingerprint_points p;
	char text[LONGEST] = {0}, other[LONGEST] = {0};
	size_t len, more, at;

	fingerprint_points_draw(&p);
	for (len = 1; len < LONGEST / 2; len++)
		for (more = 1; len + more < LONGEST; more++)
			for (at = 0; at < len; at++) {
				text[at] = 0x7f;
				other[at] = (char)(0x7f - more);
				check_differ(fingerprint_of(
						 &p, (struct span){text, len}),
				    fingerprint_of(
					&p, (struct span){other, len + more}));
				text[at] = other[at] = 0;
			}
	for (len = 0; len < LONGEST / 2; len++)
		for (more = 1; len + more < LONGEST; more++)
			check_differ(
			    fingerprint_of(&p, (struct span){text, len}),
			    fingerprint_of(
				&p, (struct span){text, len + more}));
}
END_TEST

/* No byte before or behind a text is of it. */
START_TEST(a_text_is_known_wherever_it_stands)
{
	struct fingerprint_points p;
	struct fingerprint one, other;
	char around[LONGEST + 16], *alone;
	size_t len, at, i;

	fingerprint_points_draw(&p);
	for (len = 0; len < LONGEST; len++)
		for (at = 0; at < 8; at++) {
			alone = malloc(len + 1);
			memset(around, 0xff, sizeof(around));
			for (i = 0; i < len; i++)
				alone[i] = around[at + i] = (char)(i * 37);
			one = fingerprint_of(&p, (struct span){alone, len});
			other =
			    fingerprint_of(&p, (struct span){around + at, len});
			ck_assert(fingerprint_equal(one, other));
			free(alone);
		}
}
END_TEST

/* One half is not enough. */
START_TEST(a_fingerprint_is_both_its_halves)
{
	struct fingerprint f = {5, 6};

	ck_assert(fingerprint_equal(f, (struct fingerprint){5, 6}));
	ck_assert(!fingerprint_equal(f, (struct fingerprint){5, 7}));
	ck_assert(!fingerprint_equal(f, (struct fingerprint){4, 6}));
}
END_TEST

/* Nobody who does not know the process's points can say which texts share a
 * fingerprint. */
START_TEST(every_process_has_points_of_its_own)
{
	struct fingerprint_points a, b;

	fingerprint_points_draw(&a);
	fingerprint_points_draw(&b);
	check_differ(fingerprint_of(&a, span_of("Denies SI.")),
	    fingerprint_of(&b, span_of("Denies SI.")));
}
END_TEST

SUITE("fingerprint", another_text_has_another_fingerprint,
    a_text_is_known_wherever_it_stands, a_fingerprint_is_both_its_halves,
    a_length_makes_up_for_no_byte, every_process_has_points_of_its_own)
