/* The strict scanner: is this line one JSON object that we accept?
 *
 * RFC 8259 and UTF-8 (RFC 3629: no overlong forms, no surrogates), no U+0000
 * in any string, no lone surrogate escape, no key twice in one object even
 * when spelt with escapes, depth and length limited.  Numbers are checked for
 * grammar only: their value is nobody's business until a filter asks.
 *
 * The scan leaves the top-level members, and of every value within them what a
 * cursor needs (stream/tape.h). */
#ifndef STREAM_SCAN_H
#define STREAM_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/span.h"

#define SCAN_DEPTH 64		      /* nested arrays and objects */
#define SCAN_LINE (16u * 1024 * 1024) /* bytes of a line, without its LF */

enum scan_type {
	SCAN_NONE, /* no value: absent */
	SCAN_NULL,
	SCAN_FALSE,
	SCAN_TRUE,
	SCAN_NUMBER,
	SCAN_STRING,
	SCAN_ARRAY,
	SCAN_OBJECT,
};

struct tape_node;

/* A value as it stands in the line: a string with its quotes, a container with
 * its brackets.  A view.  Whoever makes one of other bytes leaves `node` NULL:
 * it is then walked over as text. */
struct value {
	struct span json;
	enum scan_type type;
	const struct tape_node *node; /* what the scanner left of it */
};

struct member {
	struct span key; /* between the quotes, escapes as they stand */
	bool escaped;	 /* it has some */
	struct value value;
};

/* Owner of the scratch that scanning needs; one a thread, used again for each
 * line. */
struct scan;
struct scan *scan_new(void);
void scan_free(struct scan *s);

/* SHAPES (shape.h), borrowed, is asked first in the lines to come. */
struct shapes;
void scan_ask(struct scan *s, struct shapes *shapes);

/* Scans LINE (without its LF; a CR at its end is white space).  On success the
 * members are those of scan_members until the next call.  On failure the error
 * says "column N: what", N counting bytes from 1. */
int scan_line(struct scan *s, const char *line, size_t len, struct error *e);
const struct member *scan_members(const struct scan *s, size_t *count);

#endif
