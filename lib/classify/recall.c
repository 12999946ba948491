#include "classify/recall.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

#define SET_BITS 14
#define SETS ((size_t)1 << SET_BITS)
#define WAYS 4 /* places for a passage */

/* The keys of one set, a cache line; a zero key is free. */
struct set {
	_Alignas(64) struct fingerprint keys[WAYS];
};

struct recall {
	struct set *sets;
	struct recalled *places; /* WAYS a set, nothing where no key is */
	unsigned next;		 /* the way that goes where all are taken */
};

struct recall *
recall_new(void)
{
	struct recall *r = alloc_zeroed(1, sizeof(*r));

	r->sets = alloc_table(SETS * sizeof(*r->sets));
	memset(r->sets, 0, SETS * sizeof(*r->sets));
	r->places = alloc_table(sizeof(*r->places) * SETS * WAYS);
	return r;
}

void
recall_free(struct recall *r)
{
	free(r->sets);
	free(r->places);
	free(r);
}

/* Where WANTED stands among the keys of KEY's set.  All are compared: which one
 * it is, no processor could guess. */
static struct recalled *
way_of(
    const struct recall *r, struct fingerprint key, struct fingerprint wanted)
{
	size_t set = fingerprint_place(key, SET_BITS), way;
	const struct fingerprint *keys = r->sets[set].keys;
	unsigned equal = 0;

	for (way = 0; way < WAYS; way++)
		equal |= (unsigned)fingerprint_equal(keys[way], wanted) << way;
	return equal == 0
		   ? NULL
		   : &r->places[set * WAYS + (size_t)__builtin_ctz(equal)];
}

void
recall_expect(const struct recall *r, struct fingerprint key)
{
	__builtin_prefetch(&r->sets[fingerprint_place(key, SET_BITS)]);
}

void
recall_ask(const struct recall *r, struct fingerprint key)
{
	const char *place = (const char *)way_of(r, key, key);

	_Static_assert(sizeof(struct recalled) <= 96, "two cache lines");
	if (place == NULL)
		return;
	__builtin_prefetch(place);
	__builtin_prefetch(place + 64);
}

struct recalled *
recall_find(struct recall *r, struct fingerprint key)
{
	return way_of(r, key, key);
}

struct recalled *
recall_add(struct recall *r, struct fingerprint key)
{
	struct recalled *place = way_of(r, key, key);
	size_t set = fingerprint_place(key, SET_BITS);

	if (place == NULL)
		place = way_of(r, key, (struct fingerprint){0});
	if (place == NULL)
		place = &r->places[set * WAYS + r->next++ % WAYS];
	r->sets[set].keys[(size_t)(place - r->places) % WAYS] = key;
	memset(place, 0, sizeof(*place));
	return place;
}
