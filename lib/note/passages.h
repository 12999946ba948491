/* The passages of a classification as our own filters write them: half of a
 * classified note are passages, and every filter behind notes-classify reads
 * them. */
#ifndef NOTE_PASSAGES_H
#define NOTE_PASSAGES_H

#include <stddef.h>

#include "note/classification.h"
#include "stream/shape.h"

struct passages {
	const struct passage *at;
	size_t count;
};

/* Of `classification.passages`; makes a struct passages, which borrows from the
 * line.  Takes them where members and their order, numbers and scores are as
 * classification_write has them, every word is known and no string has an
 * escape.  Neither their order nor where they end is looked at. */
extern const struct shape passages_shape;

#endif
