/* The passages of a classification as our own filters write them, read without
 * a table: half of a classified note are passages, and every filter behind
 * notes-classify reads them. */
#ifndef NOTE_PASSAGES_H
#define NOTE_PASSAGES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "note/classification.h"
#include "stream/cursor.h"

/* False where anything is not as expected (an escape, a number with an
 * exponent, an unknown word, a member missing): then the table says whether it
 * is right and what is wrong.  EVIDENCE: scores and cues too.  A view of ARENA
 * and of V. */
bool passages_quick(struct value v, bool evidence, struct arena *arena,
    const struct passage **passages, size_t *count);

#endif
