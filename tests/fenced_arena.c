/* base/arena.h for tests/mutate: rubbish in what is asked for until it is
 * written, and a fence of it around; who reads too soon or too far gives
 * himself away, who writes too far is ended when the arena is wiped. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/arena.h"

#define FENCE 1024
#define RUBBISH 0xA5

struct arena_block {
	struct arena_block *next;
	size_t size;
	unsigned char before[FENCE];
	unsigned char bytes[];
};

void *
arena_bytes(struct arena *a, size_t size)
{
	struct arena_block *b = alloc_bytes(sizeof(*b) + size + FENCE);

	b->next = a->blocks;
	b->size = size;
	memset(b->before, RUBBISH, FENCE + size + FENCE);
	a->blocks = b;
	return b->bytes;
}

void *
arena_zeroed(struct arena *a, size_t count, size_t size)
{
	if (size > 0 && count > SIZE_MAX / 4 / size)
		abort();
	return memset(arena_bytes(a, count * size), 0, count * size);
}

void *
arena_grown(
    struct arena *a, const void *old, size_t count, size_t room, size_t size)
{
	void *more = arena_zeroed(a, room, size);

	if (count > 0)
		memcpy(more, old, count * size);
	return more;
}

char *
arena_string(struct arena *a, const char *bytes, size_t len)
{
	char *copy = arena_bytes(a, len + 1);

	if (len > 0)
		memcpy(copy, bytes, len);
	copy[len] = '\0';
	return copy;
}

void
arena_reset(struct arena *a)
{
	struct arena_block *b, *next;
	size_t i;

	for (b = a->blocks; b != NULL; b = next) {
		next = b->next;
		for (i = 0; i < FENCE; i++)
			if (b->before[i] != RUBBISH ||
			    b->bytes[b->size + i] != RUBBISH)
				abort();
		memset(b->bytes, RUBBISH, b->size);
		free(b);
	}
	a->blocks = NULL;
}

void
arena_free(struct arena *a)
{
	arena_reset(a);
}
