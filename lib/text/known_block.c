#include "text/known_block.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

#define SET_BITS 13
#define SETS ((size_t)1 << SET_BITS)
#define WAYS 2			  /* places for a block */
#define SENTENCES ((size_t)65536) /* of all blocks; the oldest go first */

struct place {
	struct fingerprint block; /* zero: free */
	uint64_t first;		  /* sentence, counted from the beginning */
	size_t count;
};

/* A cache line. */
struct set {
	_Alignas(64) struct place places[WAYS];
};

struct known_blocks {
	const struct fingerprint_points *points;
	struct set *sets;
	struct known_sentence *sentences; /* a ring */
	uint64_t written;		  /* of them, from the beginning */
	unsigned next;			  /* the way that goes */
};

struct known_blocks *
known_blocks_new(const struct fingerprint_points *points)
{
	struct known_blocks *k = alloc_zeroed(1, sizeof(*k));

	k->points = points;
	k->sets = alloc_table(SETS * sizeof(*k->sets));
	memset(k->sets, 0, SETS * sizeof(*k->sets));
	k->sentences = alloc_table(SENTENCES * sizeof(*k->sentences));
	return k;
}

void
known_blocks_free(struct known_blocks *k)
{
	if (k == NULL)
		return;
	free(k->sets);
	free(k->sentences);
	free(k);
}

const struct fingerprint_points *
known_blocks_points(const struct known_blocks *k)
{
	return k->points;
}

/* Whether its sentences were not written over. */
static inline bool
still_there(const struct known_blocks *k, const struct place *p)
{
	return k->written - p->first <= SENTENCES;
}

void
known_block_expect(const struct known_blocks *k, struct fingerprint block)
{
	__builtin_prefetch(&k->sets[fingerprint_place(block, SET_BITS)]);
}

void
known_block_ask(const struct known_blocks *k, struct fingerprint block)
{
	const struct known_sentence *sentences;
	size_t count = known_block_find(k, block, &sentences), i;

	for (i = 0; i < count; i += 2) /* of which two are within 64 bytes */
		__builtin_prefetch(&sentences[i]);
}

size_t
known_block_find(const struct known_blocks *k, struct fingerprint block,
    const struct known_sentence **sentences)
{
	const struct set *set = &k->sets[fingerprint_place(block, SET_BITS)];
	size_t way;

	for (way = 0; way < WAYS; way++) {
		const struct place *p = &set->places[way];

		if (!fingerprint_equal(p->block, block) || !still_there(k, p))
			continue;
		*sentences = &k->sentences[p->first % SENTENCES];
		return p->count;
	}
	return 0;
}

/* The way of SET that a new block takes: one that is free, or whose sentences
 * are gone; else one after the other. */
static struct place *
place_for(struct known_blocks *k, struct set *set)
{
	size_t way;

	for (way = 0; way < WAYS; way++)
		if (set->places[way].block.high == 0 ||
		    !still_there(k, &set->places[way]))
			return &set->places[way];
	return &set->places[k->next++ % WAYS];
}

struct known_sentence *
known_block_add(struct known_blocks *k, struct fingerprint block, size_t count)
{
	struct set *set = &k->sets[fingerprint_place(block, SET_BITS)];
	size_t behind = SENTENCES - k->written % SENTENCES;

	if (count > behind)
		k->written += behind; /* a block's are side by side */
	*place_for(k, set) = (struct place){block, k->written, count};
	k->written += count;
	return &k->sentences[(k->written - count) % SENTENCES];
}
