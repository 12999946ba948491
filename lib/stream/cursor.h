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

struct cursor {
	const char *at;
	const char *end;
	bool object;
};

/* Enters an array or object.  Any other value reads as an empty one. */
void cursor_open(struct cursor *c, struct value v);
/* The next member or element; KEY (raw, may be NULL) is absent in an array.
 * False at the end. */
bool cursor_next(struct cursor *c, struct span *key, struct value *v);
/* The member NAME of an object; type SCAN_NONE where there is none. */
struct value value_member(struct value object, const char *name);
/* How many members or elements it has. */
size_t value_count(struct value v);

/* Whether a raw key spells NAME, escapes decoded. */
bool key_is(struct span raw, const char *name);

/* The text of a string, in UTF-8, not NUL-terminated: borrowed from the line
 * where it has no escapes, else in ARENA.  False where it is not a string. */
bool value_text(struct value v, struct arena *arena, struct span *out);
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
