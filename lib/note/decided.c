#include "note/decided.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

/* Where every note has a decision of its own (an authorization's id), looking
 * for it among the first few is all that is lost. */
#define KEPT_MOST 32

struct kept {
	struct span json;
	struct decision d;
};

struct decided {
	struct kept *kept[KEPT_MOST]; /* what was found often stands first */
	size_t count;
	struct arena arena;
};

static void *
decided_new(void)
{
	return alloc_zeroed(1, sizeof(struct decided));
}

static void
decided_free(void *memory)
{
	struct decided *m = memory;

	arena_free(&m->arena);
	free(m);
}

static const char *
decided_read(void *memory, const char *p, const char *end, struct arena *arena,
    const void **made)
{
	struct decided *m = memory;
	struct kept *k;
	size_t i;

	(void)arena;
	for (i = 0; i < m->count; i++) {
		k = m->kept[i];
		if ((size_t)(end - p) < k->json.len ||
		    memcmp(p, k->json.bytes, k->json.len) != 0)
			continue;
		if (i > 0) {
			m->kept[i] = m->kept[i - 1];
			m->kept[i - 1] = k;
		}
		*made = &k->d;
		return p + k->json.len;
	}
	return NULL;
}

void
decided_keep(void *memory, struct value v,
    int (*read)(struct value v, struct arena *arena, struct decision *d,
	struct error *e))
{
	struct decided *m = memory;
	struct error e = {0};
	struct kept *k;
	size_t i;

	if (m->count == KEPT_MOST)
		return;
	k = arena_zeroed(&m->arena, 1, sizeof(*k));
	k->json = (struct span){
	    arena_string(&m->arena, v.json.bytes, v.json.len), v.json.len};
	v.json = k->json;
	v.node = NULL;
	read(v, &m->arena, &k->d, &e);
	ruling_prepare(&k->d.whole, &m->arena);
	for (i = 0; i < SCOPE_COUNT; i++) {
		if (k->d.scopes[i].present)
			ruling_prepare(&k->d.scopes[i], &m->arena);
		if (k->d.part2[i].present)
			ruling_prepare(&k->d.part2[i], &m->arena);
	}
	m->kept[m->count++] = k;
}

const struct shape decided_shape = {.member = "decision",
    .read = decided_read,
    .memory_new = decided_new,
    .memory_free = decided_free};
