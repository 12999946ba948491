/* The keys of the objects that are open while a line is scanned, innermost
 * last, and whether one stands twice. */
#ifndef STREAM_KEYS_H
#define STREAM_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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
	bool maybe_twin;
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

/* The key that was added last is one of SET's. */
void keys_meet(struct keys *k, struct key_set *set);

/* Where a key of the object stands that stood there before; NULL where none
 * does.  The object's keys are forgotten. */
const char *keys_twin(struct keys *k, const struct key_set *set);

#endif
