/* Values that our own filters write by the million, in one spelling: whoever
 * knows the spelling reads them in one walk, which is the scanner's and the
 * reader's at once.
 *
 * Whoever reads such a value says so with the first one (record_shaped); in the
 * lines to come the scanner asks the shape before it walks over the value
 * itself.  What a shape does not take is scanned and read as ever, so no value
 * is read otherwise than without it. */
#ifndef STREAM_SHAPE_H
#define STREAM_SHAPE_H

#include <stddef.h>

#include "base/arena.h"
#include "base/span.h"
#include "stream/plain.h"

struct shape {
	const char *member; /* of the line: a container, */
	const char *inner;  /* or one within that object; NULL: itself */
	/* What is behind the container that begins at P, and in MADE what it
	 * means, in ARENA or in MEMORY; NULL where anything is not as it
	 * expects.  It takes nothing that the scanner would refuse. */
	const char *(*read)(void *memory, const char *p, const char *end,
	    struct arena *arena, const void **made);
	/* What READ remembers from line to line; NULL: nothing. */
	void *(*memory_new)(void);
	void (*memory_free)(void *memory);
};

/* A shape that is in use, and what it made of this line. */
struct shaped {
	const struct shape *shape;
	void *memory;
	const char *at; /* where its value began; NULL: it took none */
	const void *made;
};

/* What one record's scanner asks.  Zeroed is valid and empty. */
struct shapes {
	struct shaped *all;
	size_t count;
	struct arena *arena;
};

struct shaped *shapes_use(struct shapes *s, const struct shape *shape);
void shapes_forget(struct shapes *s); /* the line before */
void shapes_free(struct shapes *s);

/* What is behind the container at P if a shape takes it; MEMBER is the line's
 * member, INNER the key within it, absent where it is the member itself. */
const char *shapes_read(struct shapes *s, struct span member, struct span inner,
    const char *p, const char *end);

/* For shapes: the closing quote of a string without escapes, of which the bytes
 * from P, behind the opening quote, are UTF-8; NULL where it is not one. */
const char *shape_text_on(const char *p, const char *end);
static inline const char *
shape_text(const char *p, const char *end)
{
	size_t len;

	if (end - p >= PLAIN_AT_ONCE) {
		len = plain_few((const unsigned char *)p);
		if (len < PLAIN_AT_ONCE && p[len] == '"')
			return p + len;
	}
	return shape_text_on(p, end);
}

#endif
