/* Replaces parts of one text and says where the rest went.
 *
 * Offsets are bytes, on the bounds of code points. */
#ifndef REDACT_EDIT_H
#define REDACT_EDIT_H

#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/span.h"

/* [start, end) of the old text becomes REPLACEMENT, borrowed. */
struct edit {
	size_t start;
	size_t end;
	struct span replacement;
	size_t new_start; /* in the new text, set by edits_apply */
};

/* Zeroed is valid and empty; the array is the arena's. */
struct edits {
	struct edit *at;
	size_t count;
	size_t cap;
};

void edits_add(struct edits *es, struct arena *arena, size_t start, size_t end,
    struct span replacement);

/* Sorts them.  Of two that overlap the one that begins first stays and takes
 * the other's end in; of two that begin together the longer one stays. */
void edits_settle(struct edits *es);

/* Appends the new text to OUT.  The edits are settled. */
void edits_apply(struct edits *es, struct span old, struct buf *out);

/* Where an old offset stands in the new text.  Inside an edit: where its
 * replacement ends, so that a marker over the bound of two ranges belongs to
 * the first of them and to no other. */
size_t edits_map(const struct edits *es, size_t old);

#endif
