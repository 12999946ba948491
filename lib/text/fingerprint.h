/* A text that is known again without being kept: two polynomials of its bytes
 * and length, taken modulo 2^61 - 1 at points that are secret to the process.
 * Two texts of 4096 bytes or less share both by a chance below 2^-100, whoever
 * wrote them (Carter and Wegman, 1979). */
#ifndef TEXT_FINGERPRINT_H
#define TEXT_FINGERPRINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

/* HIGH is never 0, so that what is zeroed is no text's. */
struct fingerprint {
	uint64_t low;
	uint64_t high;
};

/* The points: as many of each polynomial as blocks of bytes that are taken at
 * once, and one for the length.  To be cleared when it is done with. */
#define FINGERPRINT_BLOCKS 4
struct fingerprint_points {
	uint64_t low[FINGERPRINT_BLOCKS + 1];
	uint64_t high[FINGERPRINT_BLOCKS + 1];
};
void fingerprint_points_draw(struct fingerprint_points *p);

struct fingerprint fingerprint_of(
    const struct fingerprint_points *p, struct span text);

/* Of the text whose fingerprint is F, where it stands in CONTEXT. */
struct fingerprint fingerprint_within(
    const struct fingerprint_points *p, struct fingerprint f, uint64_t context);

static inline bool
fingerprint_equal(struct fingerprint a, struct fingerprint b)
{
	return ((a.low ^ b.low) | (a.high ^ b.high)) == 0;
}

/* Where it stands in a table of 1 << BITS.  A fingerprint of a short text is
 * nearly a multiple of a point, and multiples of an unlucky one crowd into few
 * places: a shift between two multiplications parts them. */
static inline size_t
fingerprint_place(struct fingerprint f, unsigned bits)
{
	uint64_t h =
	    f.low * UINT64_C(0x9e3779b97f4a7c15); /* 2^64 / golden ratio */

	h ^= h >> 32;
	return (size_t)(h * UINT64_C(0x9e3779b97f4a7c15) >> (64 - bits));
}

#endif
