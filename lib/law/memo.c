#include "law/memo.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

#define SLOTS 8192 /* a power of two */
#define KEPT_MOST (SLOTS / 2)
#define KEYS_MOST ((size_t)8 << 20) /* bytes */

struct kept {
	const char *key; /* NULL: empty */
	size_t len;
	uint64_t hash;
	struct ruling r;
};

struct memo {
	struct kept *slots;
	size_t count;
	size_t key_bytes;
	struct arena arena;
};

struct memo *
memo_new(void)
{
	struct memo *m = alloc_zeroed(1, sizeof(*m));

	m->slots = alloc_zeroed(SLOTS, sizeof(*m->slots));
	return m;
}

void
memo_free(struct memo *m)
{
	if (m == NULL)
		return;
	arena_free(&m->arena);
	free(m->slots);
	free(m);
}

void
memo_trim(struct memo *m)
{
	if (m->count < KEPT_MOST && m->key_bytes < KEYS_MOST)
		return;
	memset(m->slots, 0, SLOTS * sizeof(*m->slots));
	m->count = 0;
	m->key_bytes = 0;
	arena_free(&m->arena);
}

struct arena *
memo_arena(struct memo *m)
{
	return &m->arena;
}

/* Eight bytes at a time; whose key it is, its bytes decide. */
static uint64_t
hash_key(const char *key, size_t len)
{
	uint64_t h = len, word;

	for (; len >= sizeof(word); len -= sizeof(word), key += sizeof(word)) {
		memcpy(&word, key, sizeof(word));
		h = (h ^ word) * 0x9e3779b97f4a7c15u;
		h ^= h >> 29;
	}
	word = 0;
	memcpy(&word, key, len);
	h = (h ^ word) * 0x9e3779b97f4a7c15u;
	return h ^ h >> 32;
}

static struct kept *
slot_of(const struct memo *m, const char *key, size_t len, uint64_t hash)
{
	size_t i = hash & (SLOTS - 1);
	struct kept *one;

	for (;; i = (i + 1) & (SLOTS - 1)) {
		one = &m->slots[i];
		if (one->key == NULL || (one->hash == hash && one->len == len &&
					    memcmp(one->key, key, len) == 0))
			return one;
	}
}

const struct ruling *
memo_find(const struct memo *m, const char *key, size_t len)
{
	const struct kept *one = slot_of(m, key, len, hash_key(key, len));

	return one->key == NULL ? NULL : &one->r;
}

/* One note has fewer questions than there is room left. */
void
memo_keep(struct memo *m, const char *key, size_t len, const struct ruling *r)
{
	uint64_t hash = hash_key(key, len);
	struct kept *one = slot_of(m, key, len, hash);

	if (one->key != NULL || m->count + 1 == SLOTS)
		return;
	one->key = arena_string(&m->arena, key, len);
	one->len = len;
	one->hash = hash;
	one->r = *r;
	m->count++;
	m->key_bytes += len;
}
