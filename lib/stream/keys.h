/* The keys of the objects that are open while a line is scanned, innermost
 * last, and whether one stands twice. */
#ifndef STREAM_KEYS_H
#define STREAM_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/span.h"

struct open_key {
	struct span raw; /* between the quotes, escapes as they stand */
	uint32_t hash;	 /* of the decoded bytes */
	bool escaped;
};

struct keys {
	struct open_key *all;
	size_t count, cap;
	struct buf decoded; /* an escaped key */
};

/* A key of one object, and whether two of that object may be the same. */
struct key_set {
	size_t first;	 /* of struct keys */
	uint64_t hashes; /* a bit for each key's hash: twins share one */
	bool maybe_twin; /* the hash of one is that of another */
};

void keys_init(struct keys *k);
void keys_free(struct keys *k);

/* One more, for the caller to fill in; keys_meet follows. */
static inline struct open_key *
keys_add(struct keys *k)
{
	if (k->count == k->cap) {
		k->cap *= 2;
		k->all = alloc_resize(k->all, k->cap, sizeof(*k->all));
	}
	return &k->all[k->count++];
}

uint32_t keys_hash_escaped(struct keys *k, struct span raw);

/* Of the first and last four bytes.  Collisions cost nothing but time: whatever
 * hashes alike is compared. */
static inline uint32_t
keys_hash(struct span text)
{
	uint32_t first = 0, last = 0;

	if (text.len >= 4) {
		memcpy(&first, text.bytes, 4);
		memcpy(&last, text.bytes + text.len - 4, 4);
	} else if (text.len > 0) {
		first = (unsigned char)text.bytes[0];
		last = (uint32_t)(unsigned char)text.bytes[text.len / 2] << 8 |
		       (unsigned char)text.bytes[text.len - 1];
	}
	return (uint32_t)(((uint64_t)last << 32 | (first + text.len)) *
			      UINT64_C(0x9e3779b97f4a7c15) >>
			  32);
}

/* Whether the key that was added last may have a twin among those of SET, with
 * which it shares a bit.  Of many, that is left to keys_find_twin. */
#define KEYS_PAIRWISE 24
static inline bool
keys_meet_again(const struct keys *k, const struct key_set *set)
{
	const struct open_key *last = &k->all[k->count - 1], *key;

	if (k->count - set->first > KEYS_PAIRWISE)
		return true;
	for (key = &k->all[set->first]; key->hash != last->hash; key++)
		;
	return key != last;
}

/* The key that was added last is one of SET's. */
static inline void
keys_meet(struct keys *k, struct key_set *set)
{
	struct open_key *key = &k->all[k->count - 1];
	uint64_t bit;

	key->hash =
	    key->escaped ? keys_hash_escaped(k, key->raw) : keys_hash(key->raw);
	bit = UINT64_C(1) << (key->hash & 63);
	if ((set->hashes & bit) != 0)
		set->maybe_twin |= keys_meet_again(k, set);
	set->hashes |= bit;
}

/* Where a key of the object stands that stood there before; NULL where none
 * does.  The object's keys are forgotten. */
const char *keys_find_twin(struct keys *k, const struct key_set *set);
static inline const char *
keys_twin(struct keys *k, const struct key_set *set)
{
	if (set->maybe_twin)
		return keys_find_twin(k, set);
	k->count = set->first;
	return NULL;
}

#endif
