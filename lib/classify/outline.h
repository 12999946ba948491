/* A note's passages: the sentences of its sections, in order, each with the
 * heading it stands under. */
#ifndef CLASSIFY_OUTLINE_H
#define CLASSIFY_OUTLINE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/span.h"
#include "note/note.h"
#include "text/sentence.h"

struct outline_passage {
	size_t section;
	size_t start; /* bytes of the section's text, [start, end) */
	size_t end;
	struct span text;	  /* those bytes */
	struct fingerprint print; /* of them, where blocks are known */
	struct span title;	  /* its section's */
	struct span heading; /* `Plan:`, that it begins with or that stands last
			      * above it in the section; or absent */
};

/* Owner of the passages found last; zeroed is empty. */
struct outline {
	struct outline_passage *passages;
	size_t count;
	size_t cap;
	struct sentences sentences;
};

/* The passages borrow from SECTIONS. */
void outline_read(
    struct outline *o, const struct section *sections, size_t section_count);
/* Cuts passage I before each of COUNT offsets of its text, ascending, where
 * blocks are known. */
void outline_cut(
    struct outline *o, size_t i, const size_t *offsets, size_t count);
void outline_free(struct outline *o);

#endif
