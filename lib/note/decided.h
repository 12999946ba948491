/* Decisions that were read before.  The notes of one request have few different
 * ones, byte for byte. */
#ifndef NOTE_DECIDED_H
#define NOTE_DECIDED_H

#include "note/decision.h"
#include "stream/shape.h"

/* Of `decision`; makes a struct decision.  Takes the bytes that decided_keep
 * was given. */
extern const struct shape decided_shape;

/* MEMORY is the shape's (record_shaped).  V is an object that was scanned and
 * read without an error; it is copied.  READ reads the copy. */
void decided_keep(void *memory, struct value v,
    int (*read)(struct value v, struct arena *arena, struct decision *d,
	struct error *e));

#endif
