#include "stream/record.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "stream/plain.h"
#include "stream/shape.h"

/* A member of the line, or one that was added. */
struct slot {
	struct member member;
	struct span was; /* its value in the line; absent: it was added */
	bool removed;
};

struct record {
	struct scan *scan;
	struct shapes shapes;
	struct span line;
	struct slot *slots;
	size_t count, cap;
	bool changed;
	struct arena arena;
	struct buf made; /* JSON in the making */
};

struct record *
record_new(void)
{
	struct record *r = alloc_zeroed(1, sizeof(*r));

	r->shapes.arena = &r->arena;
	r->scan = scan_new();
	scan_ask(r->scan, &r->shapes);
	return r;
}

void
record_free(struct record *r)
{
	if (r == NULL)
		return;
	scan_free(r->scan);
	shapes_free(&r->shapes);
	free(r->slots);
	arena_free(&r->arena);
	buf_wipe(&r->made);
	buf_free(&r->made);
	free(r);
}

struct arena *
record_arena(struct record *r)
{
	return &r->arena;
}

static struct slot *
slot_add(struct record *r)
{
	if (r->count == r->cap) {
		r->cap = r->cap == 0 ? 32 : r->cap * 2;
		r->slots = alloc_resize(r->slots, r->cap, sizeof(*r->slots));
	}
	r->slots[r->count] = (struct slot){0};
	return &r->slots[r->count++];
}

int
record_read(struct record *r, const char *line, size_t len, struct error *e)
{
	const struct member *members;
	size_t count, i;

	arena_reset(&r->arena);
	shapes_forget(&r->shapes);
	r->count = 0;
	r->changed = false;
	r->line = (struct span){line, len};
	if (scan_line(r->scan, line, len, e) == -1)
		return -1;
	members = scan_members(r->scan, &count);
	for (i = 0; i < count; i++) {
		struct slot *slot = slot_add(r);

		slot->member = members[i];
		slot->was = members[i].value.json;
	}
	return 0;
}

static struct slot *
slot_find(const struct record *r, const char *name)
{
	size_t i;

	for (i = 0; i < r->count; i++) {
		const struct member *m = &r->slots[i].member;

		if (!r->slots[i].removed &&
		    (m->escaped ? key_is(m->key, name)
				: span_spells(m->key, name)))
			return &r->slots[i];
	}
	return NULL;
}

struct value
record_member(const struct record *r, const char *name)
{
	const struct slot *slot = slot_find(r, name);

	return slot == NULL ? (struct value){0} : slot->member.value;
}

bool
record_at(const struct record *r, size_t i, struct member *m)
{
	if (i >= r->count)
		return false;
	*m = r->slots[i].member;
	if (r->slots[i].removed)
		m->value = (struct value){0};
	return true;
}

const void *
record_shaped(
    struct record *r, const struct shape *shape, struct value v, void **memory)
{
	const struct shaped *one = shapes_use(&r->shapes, shape);

	if (memory != NULL)
		*memory = one->memory;
	return one->at != NULL && one->at == v.json.bytes ? one->made : NULL;
}

int
record_text(
    struct record *r, const char *name, struct span *out, struct error *e)
{
	struct value v = record_member(r, name);

	*out = (struct span){0};
	if (v.type == SCAN_NONE)
		return 0;
	if (!value_text(v, &r->arena, out))
		return error_set(e, "member %s: not a string", name);
	return 0;
}

int
record_kind(struct record *r, struct span *kind, struct error *e)
{
	if (record_text(r, "record", kind, e) == -1)
		return -1;
	if (kind->bytes == NULL)
		return error_set(e, "member record: missing");
	return 0;
}

static enum scan_type
json_type_of(const char *json)
{
	switch (*json) {
	case '{':
		return SCAN_OBJECT;
	case '[':
		return SCAN_ARRAY;
	case '"':
		return SCAN_STRING;
	case 't':
		return SCAN_TRUE;
	case 'f':
		return SCAN_FALSE;
	case 'n':
		return SCAN_NULL;
	default:
		return SCAN_NUMBER;
	}
}

void
record_set(struct record *r, const char *name, const char *json, size_t len)
{
	struct slot *slot = slot_find(r, name);

	if (slot == NULL) {
		size_t key_len = strlen(name);

		slot = slot_add(r);
		slot->member.key = (struct span){
		    arena_string(&r->arena, name, key_len), key_len};
	}
	slot->member.value =
	    (struct value){.json = {arena_string(&r->arena, json, len), len},
		.type = json_type_of(json)};
	r->changed = true;
}

struct buf *
record_make(struct record *r)
{
	r->made.len = 0;
	return &r->made;
}

void
record_set_made(struct record *r, const char *name)
{
	size_t len = r->made.len;

	record_set(r, name, r->made.bytes, len);
	r->made.len = 0;
	buf_wipe_behind(&r->made, len);
}

static int
buf_sink(const char *bytes, size_t len, void *to)
{
	buf_add(to, bytes, len);
	return 0;
}

void
record_set_json(struct record *r, const char *name, const json_t *json)
{
	json_dump_callback(
	    json, buf_sink, record_make(r), JSON_COMPACT | JSON_ENCODE_ANY);
	record_set_made(r, name);
}

void
record_remove(struct record *r, const char *name)
{
	struct slot *slot = slot_find(r, name);

	if (slot == NULL)
		return;
	slot->removed = true;
	r->changed = true;
}

bool
record_changed(const struct record *r)
{
	return r->changed;
}

int
record_add_trail(
    struct record *r, const char *tool, const char *rules, struct error *e)
{
	struct value trail = record_member(r, "trail");
	struct buf *b = record_make(r);

	if (trail.type != SCAN_NONE && trail.type != SCAN_ARRAY)
		return error_set(e, "member trail: not an array");
	buf_add_byte(b, '[');
	if (trail.type == SCAN_ARRAY && value_count(trail) > 0) {
		buf_add(b, trail.json.bytes + 1, trail.json.len - 2);
		buf_add_byte(b, ',');
	}
	buf_add_string(b, "{\"tool\":");
	json_add_string(b, tool, strlen(tool));
	buf_add_string(b, ",\"version\":");
	json_add_string(b, NOTES_VERSION, strlen(NOTES_VERSION));
	if (rules != NULL) {
		buf_add_string(b, ",\"rules\":");
		json_add_string(b, rules, strlen(rules));
	}
	buf_add_string(b, "}]");
	record_set_made(r, "trail");
	return 0;
}

static void
slot_write_added(const struct slot *slot, bool first, struct buf *out)
{
	if (!first)
		buf_add_byte(out, ',');
	buf_add_byte(out, '"');
	buf_add(out, slot->member.key.bytes, slot->member.key.len);
	buf_add(out, "\":", 2);
	buf_add(
	    out, slot->member.value.json.bytes, slot->member.value.json.len);
}

/* The line again, as much at once as nobody changed.  Between two members of
 * the line stands what stood before the second of them; a removed member takes
 * that with it. */
void
record_write(const struct record *r, struct buf *out)
{
	const char *from = r->line.bytes; /* of what is not written yet */
	const char *tail = from;	  /* behind the line's last member */
	const char *head_end = NULL;
	bool first = true;
	size_t i;

	if (!r->changed) {
		buf_add(out, r->line.bytes, r->line.len);
		return;
	}
	buf_reserve(out, r->line.len);
	for (i = 0; i < r->count && r->slots[i].was.bytes != NULL; i++) {
		const struct slot *slot = &r->slots[i];
		const struct span *now = &slot->member.value.json;
		const char *key = slot->member.key.bytes - 1;
		const char *end = slot->was.bytes + slot->was.len;

		if (head_end == NULL)
			head_end = key;
		if (slot->removed) {
			if (!first)
				buf_add(out, from, (size_t)(tail - from));
			from = end;
		} else if (first && key != head_end) {
			buf_add(out, r->line.bytes,
			    (size_t)(head_end - r->line.bytes));
			from = key;
		}
		if (!slot->removed && now->bytes != slot->was.bytes) {
			buf_add(out, from, (size_t)(slot->was.bytes - from));
			buf_add(out, now->bytes, now->len);
			from = end;
		}
		first = first && slot->removed;
		tail = end;
	}
	if (!first)
		buf_add(out, from, (size_t)(tail - from));
	if (head_end == NULL) {
		/* An empty object: all up to and with its brace. */
		tail =
		    (const char *)memchr(r->line.bytes, '{', r->line.len) + 1;
		head_end = tail;
	}
	if (first)
		buf_add(out, r->line.bytes, (size_t)(head_end - r->line.bytes));
	for (; i < r->count; i++) {
		if (r->slots[i].removed)
			continue;
		slot_write_added(&r->slots[i], first, out);
		first = false;
	}
	buf_add(out, tail, (size_t)(r->line.bytes + r->line.len - tail));
}

json_t *
value_json(struct value v)
{
	if (v.type == SCAN_NONE)
		return NULL;
	return json_loadb(v.json.bytes, v.json.len,
	    JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, NULL);
}

static char *
json_put_escape(char *at, unsigned char c)
{
	static const char hex[] = "0123456789abcdef";
	static const char letters[] = {['\b'] = 'b',
	    ['\f'] = 'f',
	    ['\n'] = 'n',
	    ['\r'] = 'r',
	    ['\t'] = 't',
	    ['"'] = '"',
	    ['\\'] = '\\'};

	*at++ = '\\';
	if (letters[c] != '\0') {
		*at++ = letters[c];
		return at;
	}
	memcpy(at, "u00", 3);
	at[3] = hex[c >> 4];
	at[4] = hex[c & 15];
	return at + 5;
}

char *
json_put_string(char *at, const char *text, size_t len)
{
	const unsigned char *p = (const unsigned char *)text, *end = p + len;
	const unsigned char *stop;

	*at++ = '"';
	for (;;) {
		stop = bare_copy((unsigned char *)at, p, end);
		at += stop - p;
		if (stop == end)
			break;
		at = json_put_escape(at, *stop);
		p = stop + 1;
	}
	*at++ = '"';
	return at;
}

/* A longer one is not given room for as many escapes as it has bytes. */
#define PUT_AT_ONCE 4096

void
json_add_string(struct buf *out, const char *text, size_t len)
{
	const unsigned char *p = (const unsigned char *)text, *end = p + len;
	const unsigned char *stop;
	char *at;

	if (len <= PUT_AT_ONCE) {
		at = buf_reserve(out, JSON_MOST(len));
		out->len += (size_t)(json_put_string(at, text, len) - at);
		return;
	}
	buf_add_byte(out, '"');
	for (;;) {
		at = buf_reserve(out, (size_t)(end - p) + 1);
		stop = bare_copy((unsigned char *)at, p, end);
		out->len += (size_t)(stop - p);
		if (stop == end)
			break;
		at = buf_reserve(out, JSON_MOST(1));
		out->len += (size_t)(json_put_escape(at, *stop) - at);
		p = stop + 1;
	}
	out->bytes[out->len++] = '"';
}
