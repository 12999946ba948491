#include "redact/edit.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

void
edits_add(struct edits *es, struct arena *arena, size_t start, size_t end,
    struct span replacement)
{
	if (es->count == es->cap) {
		es->cap = es->cap == 0 ? 16 : 2 * es->cap;
		es->at = arena_grown(
		    arena, es->at, es->count, es->cap, sizeof(*es->at));
	}
	es->at[es->count++] = (struct edit){start, end, replacement, 0};
}

static int
edit_compare(const void *a, const void *b)
{
	const struct edit *x = a, *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return x->end > y->end ? -1 : x->end < y->end;
}

void
edits_settle(struct edits *es)
{
	size_t i, kept = 0;

	if (es->count < 2)
		return;
	qsort(es->at, es->count, sizeof(*es->at), edit_compare);
	for (i = 1; i < es->count; i++)
		if (es->at[i].start >= es->at[kept].end)
			es->at[++kept] = es->at[i];
		else if (es->at[i].end > es->at[kept].end)
			es->at[kept].end = es->at[i].end;
	es->count = kept + 1;
}

void
edits_apply(struct edits *es, struct span old, struct buf *out)
{
	size_t i, from = 0, base = out->len;

	for (i = 0; i < es->count; i++) {
		buf_add(out, old.bytes + from, es->at[i].start - from);
		es->at[i].new_start = out->len - base;
		buf_add(out, es->at[i].replacement.bytes,
		    es->at[i].replacement.len);
		from = es->at[i].end;
	}
	buf_add(out, old.bytes + from, old.len - from);
}

/* The last edit that begins before OLD; NULL: none. */
static const struct edit *
edit_before(const struct edits *es, size_t old)
{
	size_t low = 0, high = es->count, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (es->at[mid].start < old)
			low = mid + 1;
		else
			high = mid;
	}
	return low == 0 ? NULL : &es->at[low - 1];
}

size_t
edits_map(const struct edits *es, size_t old)
{
	const struct edit *e = edit_before(es, old);

	if (e == NULL)
		return old;
	if (old < e->end)
		return e->new_start + e->replacement.len;
	return e->new_start + e->replacement.len + (old - e->end);
}
