#include "completeness/tally.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "text/utf8.h"

static uint64_t
name_hash(struct span name)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325); /* FNV-1a */
	size_t i;

	for (i = 0; i < name.len; i++)
		h = (h ^ (unsigned char)name.bytes[i]) *
		    UINT64_C(0x100000001b3);
	return h;
}

static uint32_t *
slot_of(const struct tallies *t, struct span name)
{
	size_t i = (size_t)name_hash(name) & (t->slot_count - 1);

	while (t->slots[i] != 0 &&
	       !span_equal(t->rows[t->slots[i] - 1].name, name))
		i = (i + 1) & (t->slot_count - 1);
	return &t->slots[i];
}

static void
tallies_grow(struct tallies *t)
{
	size_t i;

	if (t->count == t->room) {
		t->room = t->room == 0 ? 64 : t->room * 2;
		t->rows = alloc_resize(t->rows, t->room, sizeof(*t->rows));
	}
	if (t->count * 2 < t->slot_count)
		return;
	free(t->slots);
	t->slot_count = t->slot_count == 0 ? 256 : t->slot_count * 2;
	t->slots = alloc_zeroed(t->slot_count, sizeof(*t->slots));
	for (i = 0; i < t->count; i++)
		*slot_of(t, t->rows[i].name) = (uint32_t)(i + 1);
}

struct tally *
tally_of(struct tallies *t, struct span name)
{
	struct tally *row;
	uint32_t *slot;

	if (name.bytes == NULL)
		name = span_of("");
	tallies_grow(t);
	slot = slot_of(t, name);
	if (*slot == 0) {
		row = &t->rows[t->count++];
		memset(row, 0, sizeof(*row));
		row->name = (struct span){
		    alloc_string_len(name.bytes, name.len), name.len};
		*slot = (uint32_t)t->count;
	}
	return &t->rows[*slot - 1];
}

void
tallies_free(struct tallies *t)
{
	size_t i;
	char *name;

	for (i = 0; i < t->count; i++) {
		memcpy(&name, &t->rows[i].name.bytes, sizeof(name));
		free(name);
	}
	free(t->rows);
	free(t->slots);
}

static int
by_name(const void *a, const void *b)
{
	struct span p = ((const struct tally *)a)->name;
	struct span q = ((const struct tally *)b)->name;
	int order = memcmp(p.bytes, q.bytes, p.len < q.len ? p.len : q.len);

	if (order != 0)
		return order;
	return p.len < q.len ? -1 : p.len > q.len;
}

struct tally *
tallies_sorted(const struct tallies *t)
{
	struct tally *rows = alloc_zeroed(t->count + 1, sizeof(*rows));

	if (t->count > 0) {
		memcpy(rows, t->rows, t->count * sizeof(*rows));
		qsort(rows, t->count, sizeof(*rows), by_name);
	}
	return rows;
}

int
tally_mean(const struct tally *t)
{
	if (t->scored == 0)
		return -1;
	return (int)(t->score / (10 * t->scored));
}

static bool
add_markup(struct buf *out, uint32_t point)
{
	const char *entity = point == '&'    ? "&amp;"
			     : point == '<'  ? "&lt;"
			     : point == '>'  ? "&gt;"
			     : point == '"'  ? "&quot;"
			     : point == '\'' ? "&#39;"
					     : NULL;

	if (entity == NULL)
		return false;
	buf_add_string(out, entity);
	return true;
}

void
plain_add(struct buf *out, struct span text, bool html)
{
	char bytes[UTF8_MAX];
	uint32_t point;
	size_t at, took;

	for (at = 0; at < text.len; at += took) {
		took = utf8_decode(text.bytes + at, text.len - at, &point);
		if (utf8_is_hidden(point))
			point = UTF8_REPLACEMENT;
		if (!html || !add_markup(out, point))
			buf_add(out, bytes, utf8_encode(point, bytes));
	}
}

size_t
plain_width(struct span text)
{
	return utf8_count(text.bytes, text.len);
}
