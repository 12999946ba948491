#include "package/needles.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "base/safe_file.h"
#include "stream/cursor.h"
#include "stream/record.h"
#include "text/utf8.h"

#define LIMIT ((size_t)1 << 31)

struct needle {
	const char *text;
	size_t len;
	const char *note;
	bool everywhere;
};

struct needles {
	struct arena arena;
	struct needle *at;
	size_t count, capacity;
	uint32_t *slots; /* needles by their first eight bytes; 0: none */
	size_t mask;
};

static uint64_t
first_bytes(const char *text)
{
	uint64_t key;

	memcpy(&key, text, sizeof(key));
	key *= UINT64_C(0x9e3779b97f4a7c15);
	return key ^ key >> 29;
}

void
needles_squeeze(struct span text, struct buf *out)
{
	struct buf folded = {0};
	size_t i;

	utf8_fold_text(text.bytes, text.len, &folded);
	for (i = 0; i < folded.len; i++) {
		unsigned char c = (unsigned char)folded.bytes[i];

		/* Pictures (U+1F000 on) have no text in a PDF. */
		if (c >= 0xf0) {
			i += 3;
			continue;
		}
		/* U+2000 to U+2FFF: punctuation, marks of direction. */
		if (c == 0xe2) {
			i += 2;
			continue;
		}
		if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
		    c >= 0x80)
			buf_add_byte(out, (char)c);
	}
	buf_wipe(&folded);
	buf_free(&folded);
}

static void
needle_add(
    struct needles *n, struct span text, const char *note, bool everywhere)
{
	struct buf squeezed = {0};

	needles_squeeze(text, &squeezed);
	if (squeezed.len >= NEEDLE_MIN) {
		if (squeezed.len > NEEDLE_MAX)
			squeezed.len = NEEDLE_MAX;
		if (n->count == n->capacity) {
			n->capacity = n->capacity == 0 ? 256 : n->capacity * 2;
			n->at =
			    alloc_resize(n->at, n->capacity, sizeof(n->at[0]));
		}
		n->at[n->count++] = (struct needle){
		    arena_string(&n->arena, squeezed.bytes, squeezed.len),
		    squeezed.len, note, everywhere};
	}
	buf_wipe(&squeezed);
	buf_free(&squeezed);
}

/* The passages of one withheld/1: their places are in the note, the line's
 * text begins at its `start`. */
static int
passages_add(
    struct needles *n, struct record *rec, const char *note, struct span text)
{
	struct utf8_offsets offsets;
	struct cursor c;
	struct value passage;
	struct span label;
	int64_t begin, start, end;
	size_t from;
	bool part2;

	if (!value_integer(record_member(rec, "start"), &begin))
		return -1;
	utf8_offsets_open(&offsets, text.bytes, text.len);
	cursor_open(&c, record_member(rec, "passages"));
	while (cursor_next(&c, NULL, &passage)) {
		if (!value_integer(value_member(passage, "start"), &start) ||
		    !value_integer(value_member(passage, "end"), &end) ||
		    start < begin || end < start)
			return -1;
		label = (struct span){0};
		part2 = false;
		value_text(
		    value_member(passage, "label"), record_arena(rec), &label);
		value_bool(value_member(passage, "part2"), &part2);
		from = utf8_byte_at(&offsets, (size_t)(start - begin));
		needle_add(n,
		    (struct span){text.bytes + from,
			utf8_byte_at(&offsets, (size_t)(end - begin)) - from},
		    note, part2 || span_is(label, "conversation"));
	}
	return 0;
}

static int
line_add(struct needles *n, struct record *rec, struct error *e)
{
	struct span kind, note, text;

	if (record_kind(rec, &kind, e) == -1 ||
	    record_text(rec, "note", &note, e) == -1 ||
	    record_text(rec, "text", &text, e) == -1)
		return -1;
	if (!span_is(kind, "withheld/1") || note.bytes == NULL)
		return error_set(e, "not a withheld/1");
	if (text.bytes == NULL)
		return 0; /* a member that went */
	return passages_add(n, rec,
		   arena_string(&n->arena, note.bytes, note.len), text) == -1
		   ? error_set(e, "passages: not places")
		   : 0;
}

static size_t
slot_of(const struct needles *n, const char *text)
{
	return (size_t)(first_bytes(text) >> 20) & n->mask;
}

static void
slots_make(struct needles *n)
{
	size_t slots = 1024, i, s;

	while (slots < n->count * 4)
		slots *= 2;
	n->mask = slots - 1;
	n->slots = alloc_zeroed(slots, sizeof(n->slots[0]));
	for (i = 0; i < n->count; i++) {
		for (s = slot_of(n, n->at[i].text); n->slots[s] != 0;
		     s = (s + 1) & n->mask)
			continue;
		n->slots[s] = (uint32_t)i + 1;
	}
}

struct needles *
needles_load(const char *path, struct error *e)
{
	struct needles *n = alloc_zeroed(1, sizeof(*n));
	struct record *rec = record_new();
	struct buf file = {0};
	const char *at, *end, *stop;
	size_t line = 0;
	int status = file_read(path, LIMIT, &file, e);

	end = file.bytes + file.len;
	for (at = file.bytes; status == 0 && at < end; at = stop + 1) {
		stop = memchr(at, '\n', (size_t)(end - at));
		if (stop == NULL)
			stop = end;
		line++;
		status = record_read(rec, at, (size_t)(stop - at), e);
		if (status == 0)
			status = line_add(n, rec, e);
		if (status == -1)
			error_prefix(e, "%s:%zu", path, line);
	}
	record_free(rec);
	buf_wipe(&file);
	buf_free(&file);
	if (status == -1) {
		needles_free(n);
		return NULL;
	}
	slots_make(n);
	return n;
}

void
needles_free(struct needles *n)
{
	arena_reset(&n->arena); /* wipes */
	arena_free(&n->arena);
	free(n->at);
	free(n->slots);
	free(n);
}

static bool
needle_at(
    const struct needle *needle, const char *text, size_t left, struct span id)
{
	return needle->len <= left &&
	       memcmp(needle->text, text, needle->len) == 0 &&
	       (needle->everywhere || span_is(id, needle->note));
}

bool
needles_found(const struct needles *n, struct span text, struct span id)
{
	size_t i, s;

	for (i = 0; i + NEEDLE_MIN <= text.len; i++)
		for (s = slot_of(n, text.bytes + i); n->slots[s] != 0;
		     s = (s + 1) & n->mask)
			if (needle_at(&n->at[n->slots[s] - 1], text.bytes + i,
				text.len - i, id))
				return true;
	return false;
}
