#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

#define ARENA_FIRST 4096

struct arena_block {
	struct arena_block *next; /* older, and smaller */
	size_t size;
	size_t used;
	max_align_t bytes[];
};

static struct arena_block *
block_new(struct arena *a, size_t size)
{
	size_t room = a->blocks == NULL ? ARENA_FIRST : a->blocks->size;
	struct arena_block *b;

	if (a->blocks != NULL && room < SIZE_MAX / 4)
		room *= 2;
	if (room < size)
		room = size;
	if (room > SIZE_MAX / 2)
		room = SIZE_MAX - sizeof(*b); /* which ends the process */
	b = alloc_bytes(sizeof(*b) + room);
	b->next = a->blocks;
	b->size = room;
	b->used = 0;
	a->blocks = b;
	return b;
}

void *
arena_bytes(struct arena *a, size_t size)
{
	const size_t align = sizeof(max_align_t);
	struct arena_block *b = a->blocks;
	void *p;

	if (size > SIZE_MAX / 2)
		size = SIZE_MAX / 2 + 1; /* which ends the process */
	size = (size + align - 1) / align * align;
	if (b == NULL || b->size - b->used < size)
		b = block_new(a, size);
	p = (char *)b->bytes + b->used;
	b->used += size;
	return p;
}

void *
arena_zeroed(struct arena *a, size_t count, size_t size)
{
	bool fits = size == 0 || count <= SIZE_MAX / size;
	size_t len = fits ? count * size : SIZE_MAX; /* ends the process */

	return memset(arena_bytes(a, len), 0, len);
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
	char *copy = arena_bytes(a, len == SIZE_MAX ? len : len + 1);

	if (len > 0)
		memcpy(copy, bytes, len);
	copy[len] = '\0';
	return copy;
}

void
arena_reset(struct arena *a)
{
	struct arena_block *b, *next;

	/* The newest stays: block_new makes each larger than those before. */
	for (b = a->blocks; b != NULL; b = next) {
		next = b->next;
		explicit_bzero(b->bytes, b->used);
		b->used = 0;
		b->next = NULL;
		if (b != a->blocks)
			free(b);
	}
}

void
arena_free(struct arena *a)
{
	arena_reset(a);
	free(a->blocks);
	a->blocks = NULL;
}
