/* Notes that repeat another of the same patient, by sketches of their shingles
 * of words (one-permutation MinHash: Li, Owen, Zhang 2012).
 *
 * Of each patient the last CLONES_KEPT notes are remembered, 256 bytes and an
 * id each; numbers count as equal, so that a copy with another date is a
 * copy. */
#ifndef COMPLETENESS_CLONES_H
#define COMPLETENESS_CLONES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

#define CLONES_KEPT 256 /* sketches of a patient */
#define CLONES_BINS 128 /* of a sketch */
#define CLONES_WORDS 4	/* of a shingle */
#define CLONES_LEAST 12 /* shingles: a shorter note cannot be told */

struct sketch {
	uint16_t least[CLONES_BINS]; /* UINT16_MAX: an empty bin */
	size_t shingles;
	uint64_t words[CLONES_WORDS]; /* the last ones */
	size_t word_count;
};

void sketch_start(struct sketch *s);
/* Adds a section's text; no shingle spans two sections. */
void sketch_add(struct sketch *s, struct span text);
/* Percent of the shorter one's shingles that stand in the other too, about:
 * a copy that lost or gained a sentence is a copy. */
unsigned sketch_similarity(const struct sketch *a, const struct sketch *b);

struct clones; /* owner */
struct clones *clones_new(void);
void clones_free(struct clones *c);

/* Remembers a note.  Returns the id of an earlier one of PATIENT that is at
 * least PERCENT similar (the most similar, the latest of several), absent
 * where there is none; it is borrowed until the next call. */
struct span clones_add(struct clones *c, struct span patient, struct span note,
    const struct sketch *s, unsigned percent);

#endif
