#include "classify/recall.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/digest.h"

#define SET_BITS 13
#define SETS ((size_t)1 << SET_BITS)
#define WAYS 4 /* places for a passage */

#define BLOCK 7 /* bytes of a coefficient */
#define PRIME ((UINT64_C(1) << 61) - 1)
#define POINT_BITS                                                             \
	58 /* so that what is not wholly reduced stays below 2^62              \
	    */

__extension__ typedef unsigned __int128 uint128;

/* The keys of one set, a cache line; a zero key is free. */
struct set {
	_Alignas(64) struct recall_key keys[WAYS];
};

struct recall {
	struct set *sets;
	struct recalled *places; /* WAYS a set, nothing where no key is */
	unsigned next;		 /* the way that goes where all are taken */
	uint64_t points[2];	 /* secret */
};

struct recall *
recall_new(void)
{
	struct recall *r = alloc_zeroed(1, sizeof(*r));

	r->sets = alloc_table(SETS * sizeof(*r->sets));
	memset(r->sets, 0, SETS * sizeof(*r->sets));
	r->places = alloc_table(sizeof(*r->places) * SETS * WAYS);
	digest_random(r->points, sizeof(r->points));
	r->points[0] = r->points[0] >> (64 - POINT_BITS) | 1;
	r->points[1] = r->points[1] >> (64 - POINT_BITS) | 1;
	return r;
}

void
recall_free(struct recall *r)
{
	free(r->sets);
	free(r->places);
	explicit_bzero(r->points, sizeof(r->points));
	free(r);
}

/* (H + COEFFICIENT) times POINT, below 2^62 and the same modulo PRIME. */
static inline uint64_t
horner(uint64_t h, uint64_t coefficient, uint64_t point)
{
	uint128 product = (uint128)(h + coefficient) * point;

	return ((uint64_t)product & PRIME) + (uint64_t)(product >> 61);
}

static inline uint64_t
reduced(uint64_t h)
{
	h = (h & PRIME) + (h >> 61);
	return h >= PRIME ? h - PRIME : h;
}

/* The bytes from AT on, BLOCK at most, the first the lowest. */
static inline uint64_t
block_at(struct span text, size_t at)
{
	const unsigned char *p = (const unsigned char *)text.bytes + at;
	size_t left = text.len - at, i;
	uint64_t block = 0;

	if (left > BLOCK) /* which compilers make one load */
		return (uint64_t)p[0] | (uint64_t)p[1] << 8 |
		       (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24 |
		       (uint64_t)p[4] << 32 | (uint64_t)p[5] << 40 |
		       (uint64_t)p[6] << 48;
	for (i = 0; i < left; i++)
		block |= (uint64_t)p[i] << (8 * i);
	return block;
}

struct recall_key
recall_key(const struct recall *r, struct span text, uint64_t context)
{
	uint64_t coefficients[] = {context >> 32, context & UINT32_MAX};
	uint64_t low = text.len, high = text.len;
	size_t at, i;

	for (at = 0; at < text.len; at += BLOCK) {
		uint64_t block = block_at(text, at);

		low = horner(low, block, r->points[0]);
		high = horner(high, block, r->points[1]);
	}
	for (i = 0; i < 2; i++) {
		low = horner(low, coefficients[i], r->points[0]);
		high = horner(high, coefficients[i], r->points[1]);
	}
	/* a free place has the key 0 */
	return (struct recall_key){reduced(low), reduced(high) + 1};
}

/* A key of a short passage is nearly a multiple of a point, and multiples of an
 * unlucky one crowd into few sets: a shift between two multiplications parts
 * them. */
static inline size_t
set_of(struct recall_key key)
{
	uint64_t h =
	    key.low * UINT64_C(0x9e3779b97f4a7c15); /* 2^64 / golden ratio */

	h ^= h >> 32;
	return h * UINT64_C(0x9e3779b97f4a7c15) >> (64 - SET_BITS);
}

static inline bool
same_key(struct recall_key a, struct recall_key b)
{
	return a.low == b.low && a.high == b.high;
}

static struct recalled *
way_of(const struct recall *r, struct recall_key key, struct recall_key wanted)
{
	size_t set = set_of(key), way;

	for (way = 0; way < WAYS; way++)
		if (same_key(r->sets[set].keys[way], wanted))
			return &r->places[set * WAYS + way];
	return NULL;
}

void
recall_expect(const struct recall *r, struct recall_key key)
{
	__builtin_prefetch(&r->sets[set_of(key)]);
}

void
recall_ask(const struct recall *r, struct recall_key key)
{
	const char *place = (const char *)way_of(r, key, key);

	_Static_assert(sizeof(struct recalled) <= 96, "two cache lines");
	if (place == NULL)
		return;
	__builtin_prefetch(place);
	__builtin_prefetch(place + 64);
}

struct recalled *
recall_find(struct recall *r, struct recall_key key)
{
	return way_of(r, key, key);
}

struct recalled *
recall_add(struct recall *r, struct recall_key key)
{
	struct recalled *place = way_of(r, key, key);
	size_t set = set_of(key);

	if (place == NULL)
		place = way_of(r, key, (struct recall_key){0, 0});
	if (place == NULL)
		place = &r->places[set * WAYS + r->next++ % WAYS];
	r->sets[set].keys[(size_t)(place - r->places) % WAYS] = key;
	memset(place, 0, sizeof(*place));
	return place;
}
