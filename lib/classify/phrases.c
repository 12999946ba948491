#include "classify/phrases.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "classify/feature.h"
#include "text/word.h"

/* A beginning of a phrase, or a whole one. */
struct phrase {
	uint64_t hash; /* 0: free */
	uint32_t value;
};

struct phrases {
	struct phrase *slots; /* open addressing; cap is a power of two */
	size_t cap;
	size_t count;
};

struct phrases *
phrases_new(void)
{
	struct phrases *p = alloc_zeroed(1, sizeof(*p));

	p->cap = 64;
	p->slots = alloc_zeroed(p->cap, sizeof(*p->slots));
	return p;
}

void
phrases_free(struct phrases *p)
{
	if (p == NULL)
		return;
	free(p->slots);
	free(p);
}

static uint64_t
extended(uint64_t begun, uint64_t word)
{
	uint64_t h = (begun ^ word) * UINT64_C(0x9e3779b97f4a7c15);

	h ^= h >> 31;
	return h == 0 ? 1 : h;
}

static struct phrase *
slot_of(const struct phrases *p, uint64_t hash)
{
	size_t i = hash & (p->cap - 1);

	while (p->slots[i].hash != 0 && p->slots[i].hash != hash)
		i = (i + 1) & (p->cap - 1);
	return &p->slots[i];
}

static void
grow(struct phrases *p)
{
	struct phrase *old = p->slots;
	size_t i, cap = p->cap;

	p->cap *= 2;
	p->slots = alloc_zeroed(p->cap, sizeof(*p->slots));
	for (i = 0; i < cap; i++)
		if (old[i].hash != 0)
			*slot_of(p, old[i].hash) = old[i];
	free(old);
}

static void
phrase_put(struct phrases *p, uint64_t hash, uint32_t value)
{
	struct phrase *slot = slot_of(p, hash);

	slot->value |= value;
	if (slot->hash == hash)
		return;
	slot->hash = hash;
	if (++p->count * 2 > p->cap)
		grow(p);
}

int
phrases_add(
    struct phrases *p, struct span phrase, uint32_t value, struct error *e)
{
	uint64_t hashes[PHRASE_WORDS], hash = 0;
	size_t at = 0, count = 0, i;
	struct word w;

	while (word_next(phrase.bytes, phrase.len, &at, &w)) {
		if (count == PHRASE_WORDS)
			return error_set(e, "more than five words");
		hash = extended(hash, word_hash(&w));
		hashes[count++] = hash;
	}
	if (count == 0)
		return error_set(e, "no word");
	for (i = 0; i < count; i++)
		phrase_put(p, hashes[i], i + 1 == count ? value : 0);
	return 0;
}

bool
phrases_begin(const struct phrases *p, uint64_t word)
{
	return slot_of(p, extended(0, word))->hash != 0;
}

uint32_t
phrases_next(const struct phrases *p, struct phrase_reader *r, uint64_t word)
{
	uint32_t value = 0;
	int i;

	r->any = false;
	/* the longest first, so that each grows by one word */
	for (i = PHRASE_WORDS - 1; i >= 0; i--) {
		uint64_t begun = i == 0 ? 0 : r->open[i - 1];
		const struct phrase *slot;

		r->open[i] = 0;
		if (i > 0 && begun == 0)
			continue;
		slot = slot_of(p, extended(begun, word));
		if (slot->hash == 0)
			continue;
		r->open[i] = slot->hash;
		r->any = true;
		value |= slot->value;
	}
	return value;
}
