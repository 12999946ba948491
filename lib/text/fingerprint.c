#include "text/fingerprint.h"

#include "base/digest.h"
#include "base/load.h"

#define BLOCK 7 /* bytes of a coefficient */
#define STEP (FINGERPRINT_BLOCKS * BLOCK)
#define PRIME ((UINT64_C(1) << 61) - 1)
#define POINT_BITS 58 /* so that what is not wholly reduced is below 2^62 */

__extension__ typedef unsigned __int128 uint128;

void
fingerprint_points_draw(struct fingerprint_points *p)
{
	size_t i;

	digest_random(p, sizeof(*p));
	for (i = 0; i <= FINGERPRINT_BLOCKS; i++) {
		p->low[i] >>= 64 - POINT_BITS;
		p->high[i] >>= 64 - POINT_BITS;
	}
}

/* The next blocks of a text: H plus the first times the first point, and each
 * other times its own. */
static inline uint128
sum_of(uint64_t h, const uint64_t *blocks, const uint64_t *points)
{
	uint128 sum = (uint128)(h + blocks[0]) * points[0];
	size_t i;

	for (i = 1; i < FINGERPRINT_BLOCKS; i++)
		sum += (uint128)blocks[i] * points[i];
	return sum;
}

/* The same modulo PRIME, below 2^62. */
static inline uint64_t
folded(uint128 sum)
{
	return ((uint64_t)sum & PRIME) + (uint64_t)(sum >> 61);
}

/* The last blocks.  The length has a point of its own: added to a block, it
 * would make up for what another text has there. */
static inline uint64_t
last_of(uint64_t h, const uint64_t *blocks, const uint64_t *points, size_t len)
{
	return folded(sum_of(h, blocks, points) +
		      (uint128)len * points[FINGERPRINT_BLOCKS]);
}

#define BLOCK_OF(eight) ((eight) & ((UINT64_C(1) << 8 * BLOCK) - 1))

/* The block at AT, which the text's end may cut short: 0 behind it. */
static uint64_t
last_block_at(struct span text, size_t at)
{
	size_t left = at < text.len ? text.len - at : 0, i;
	uint64_t block = 0;

	if (left >= 8)
		return BLOCK_OF(load8(text.bytes + at));
	if (left > 0 && text.len >= 8)
		return BLOCK_OF(
		    load8(text.bytes + text.len - 8) >> (64 - 8 * left));
	for (i = 0; i < left; i++)
		block |= (uint64_t)(unsigned char)text.bytes[at + i] << (8 * i);
	return block;
}

struct fingerprint
fingerprint_of(const struct fingerprint_points *p, struct span text)
{
	uint64_t blocks[FINGERPRINT_BLOCKS];
	uint64_t low = 0, high = 0;
	size_t at, i;

	for (at = 0; at + STEP < text.len; at += STEP) {
		for (i = 0; i < FINGERPRINT_BLOCKS; i++)
			blocks[i] =
			    BLOCK_OF(load8(text.bytes + at + i * BLOCK));
		low = folded(sum_of(low, blocks, p->low));
		high = folded(sum_of(high, blocks, p->high));
	}
	for (i = 0; i < FINGERPRINT_BLOCKS; i++)
		blocks[i] = last_block_at(text, at + i * BLOCK);
	return (struct fingerprint){last_of(low, blocks, p->low, text.len),
	    last_of(high, blocks, p->high, text.len) + 1};
}

struct fingerprint
fingerprint_within(
    const struct fingerprint_points *p, struct fingerprint f, uint64_t context)
{
	uint64_t blocks[FINGERPRINT_BLOCKS] = {
	    context >> 32, context & UINT32_MAX};

	return (struct fingerprint){folded(sum_of(f.low, blocks, p->low)),
	    folded(sum_of(f.high, blocks, p->high)) + 1};
}
