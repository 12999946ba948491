/* Walks values that the scanner has accepted.  Nothing is validated again and
 * nothing allocated, save a string with escapes, which is decoded into the
 * caller's arena.
 *
 *	cursor_open(&c, sections);            an array of objects
 *	while (cursor_next(&c, NULL, &v)) {
 *		cursor_open(&d, v);
 *		while (cursor_next(&d, &key, &w))
 *			if (key_is(key, "text"))
 *				value_text(w, arena, &text);
 *	}
 */
#ifndef STREAM_CURSOR_H
#define STREAM_CURSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/span.h"
#include "stream/scan.h"
#include "stream/tape.h"

struct cursor {
	const struct tape_node *node, *last; /* NULL: by the text below */
	const char *at;
	const char *end;
	bool object;
};

/* Enters an array or object.  Any other value reads as an empty one. */
void cursor_open_text(struct cursor *c, struct value v);
static inline void
cursor_open(struct cursor *c, struct value v)
{
	if (v.node == NULL || v.node->shaped) {
		cursor_open_text(c, v);
		return;
	}
	/* What is neither has no node within. */
	c->node = v.node + 1;
	c->last = v.node + v.node->whole;
}

/* The next member or element; KEY (raw, may be NULL) is absent in an array.
 * False at the end. */
bool cursor_next_text(struct cursor *c, struct span *key, struct value *v);
static inline bool
cursor_next(struct cursor *c, struct span *key, struct value *v)
{
	const struct tape_node *n = c->node;

	if (n == NULL)
		return cursor_next_text(c, key, v);
	if (n == c->last)
		return false;
	if (key != NULL)
		*key = n->key_back == 0
			   ? (struct span){0}
			   : (struct span){n->json - n->key_back, n->key_len};
	*v = (struct value){{n->json, n->len}, (enum scan_type)n->type, n};
	c->node = n + n->whole;
	return true;
}

/* The member NAME of an object; type SCAN_NONE where there is none. */
struct value value_member(struct value object, const char *name);
/* How many members or elements it has. */
size_t value_count(struct value v);

/* Whether a raw key spells NAME, escapes decoded. */
bool key_is_escaped(struct span raw, const char *name);
static inline bool
key_is(struct span raw, const char *name)
{
	size_t i = 0;

	if (raw.bytes == NULL)
		return false;
	while (i < raw.len && raw.bytes[i] == name[i] && name[i] != '\0')
		i++;
	if (i == raw.len)
		return name[i] == '\0';
	return raw.bytes[i] == '\\' && key_is_escaped(raw, name);
}

/* The text of a string, in UTF-8, not NUL-terminated: borrowed from the line
 * where it has no escapes, else in ARENA.  False where it is not a string. */
void text_decode_value(struct value v, struct arena *arena, struct span *out);
static inline bool
value_text(struct value v, struct arena *arena, struct span *out)
{
	*out = (struct span){0};
	if (v.type != SCAN_STRING)
		return false;
	if (v.node != NULL && !v.node->escaped)
		*out = (struct span){v.json.bytes + 1, v.json.len - 2};
	else
		text_decode_value(v, arena, out);
	return true;
}
/* Decodes what stands between the quotes to OUT, which holds RAW.len bytes;
 * returns the bytes written. */
size_t text_decode(struct span raw, char *out);

/* False where it is not a number, or not one without fraction and exponent
 * that fits. */
bool value_integer(struct value v, int64_t *out);
/* False where it is not a number, or not finite. */
bool value_double(struct value v, double *out);
/* False where it is neither true nor false. */
bool value_bool(struct value v, bool *out);

#endif
