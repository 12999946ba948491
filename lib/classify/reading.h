/* What the two passes make of a note's passages. */
#ifndef CLASSIFY_READING_H
#define CLASSIFY_READING_H

#include <stddef.h>
#include <stdint.h>

#include "classify/first_pass.h"
#include "classify/model.h"
#include "classify/outline.h"
#include "classify/phrases.h"
#include "classify/recall.h"

enum impression_state {
	IMPRESSION_UNKEYED, /* too long to be remembered */
	IMPRESSION_NEW,
	IMPRESSION_RECALLED, /* its words were not read */
};

/* One passage as it is read. */
struct impression {
	struct glimpse glimpse;	      /* what the first pass made of it */
	uint16_t share[MODEL_LABELS]; /* probabilities of the second pass */
	unsigned letters;	      /* bytes of its text */
	sensitivity_set sensitivity;  /* by its words */
	enum impression_state state;
	struct fingerprint key;
	uint64_t headings[HEADING_RANKS]; /* hashes, see first_pass.h */
	size_t kept; /* its words among those that the reading keeps */
	size_t kept_count;
};

/* Scratch of one thread: the outline of a note and the impressions of its
 * passages, and memories of words, headings and passages, which change nothing
 * but the time it takes.  Owner. */
struct reading;
/* LEXICON's values are sets of labels, SENSITIVE's of sensitivities; either may
 * be NULL. */
struct reading *reading_new(const struct model *m,
    const struct phrases *lexicon, const struct phrases *sensitive);
void reading_free(struct reading *r);

/* Reads a note; the outline and impressions live until the next call. */
void reading_read(
    struct reading *r, const struct section *sections, size_t section_count);
const struct outline *reading_outline(const struct reading *r);
const struct impression *reading_impressions(const struct reading *r);

/* The same in two steps, for the trainer, which has no second pass yet; what
 * runs on is not cut. */
void reading_first(
    struct reading *r, const struct section *sections, size_t section_count);
void reading_second(struct reading *r);

/* Words of passage I that speak most for label index K against the others (by
 * K's weight against the mean of the others), as spans of its text, the
 * strongest first.  Passages behind the first 65,536 words of a note have
 * none. */
#define READING_CUES RECALL_CUES
struct cues {
	struct span words[READING_CUES];
	size_t count;
};
void reading_cues(struct reading *r, size_t i, int k, struct cues *cues);

#endif
