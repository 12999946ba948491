#include "stream/keys.h"

#include <stdlib.h>
#include <string.h>

#include "stream/cursor.h"

void
keys_init(struct keys *k)
{
	k->cap = 64;
	k->all = alloc_resize(NULL, k->cap, sizeof(*k->all));
}

void
keys_free(struct keys *k)
{
	free(k->all);
	buf_free(&k->decoded);
}

uint32_t
keys_hash_escaped(struct keys *k, struct span raw)
{
	char *decoded;

	k->decoded.len = 0;
	decoded = buf_reserve(&k->decoded, raw.len);
	return keys_hash((struct span){decoded, text_decode(raw, decoded)});
}

/* The next byte of a key, escapes decoded; -1 at its end. */
struct key_walk {
	struct span raw;
	size_t at;
	char held[4];
	size_t held_len, held_at;
};

static int
key_walk_next(struct key_walk *w)
{
	size_t take = 1;

	if (w->held_at < w->held_len)
		return (unsigned char)w->held[w->held_at++];
	if (w->at == w->raw.len)
		return -1;
	if (w->raw.bytes[w->at] != '\\')
		return (unsigned char)w->raw.bytes[w->at++];
	if (w->raw.bytes[w->at + 1] != 'u')
		take = 2;
	else if (w->raw.bytes[w->at + 2] != 'd' &&
		 w->raw.bytes[w->at + 2] != 'D')
		take = 6;
	else if (strchr("89abAB", w->raw.bytes[w->at + 3]) != NULL)
		take = 12;
	else
		take = 6;
	w->held_len =
	    text_decode((struct span){w->raw.bytes + w->at, take}, w->held);
	w->held_at = 1;
	w->at += take;
	return (unsigned char)w->held[0];
}

static int
key_compare(const void *left, const void *right)
{
	const struct open_key *a = left, *b = right;
	struct key_walk wa = {.raw = a->raw}, wb = {.raw = b->raw};
	int ca, cb;

	if (a->hash != b->hash)
		return a->hash < b->hash ? -1 : 1;
	if (!a->escaped && !b->escaped) {
		if (a->raw.len != b->raw.len)
			return a->raw.len < b->raw.len ? -1 : 1;
		return memcmp(a->raw.bytes, b->raw.bytes, a->raw.len);
	}
	do {
		ca = key_walk_next(&wa);
		cb = key_walk_next(&wb);
	} while (ca == cb && ca != -1);
	return ca - cb;
}

const char *
keys_find_twin(struct keys *k, const struct key_set *set)
{
	struct open_key *keys = k->all + set->first;
	size_t count = k->count - set->first;
	const char *twin = NULL;
	size_t i, j;

	k->count = set->first;
	/* Pair by pair, or sorted. */
	if (count <= KEYS_PAIRWISE) {
		for (i = 1; i < count; i++)
			for (j = 0; j < i; j++)
				if (keys[i].hash == keys[j].hash &&
				    key_compare(&keys[i], &keys[j]) == 0)
					return keys[i].raw.bytes;
		return NULL;
	}
	qsort(keys, count, sizeof(*keys), key_compare);
	for (i = 1; i < count && twin == NULL; i++)
		if (key_compare(&keys[i - 1], &keys[i]) == 0)
			twin = keys[i].raw.bytes > keys[i - 1].raw.bytes
				   ? keys[i].raw.bytes
				   : keys[i - 1].raw.bytes;
	return twin;
}
