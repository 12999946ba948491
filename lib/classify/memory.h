/* Words that were read before, each with all that the first pass takes of it:
 * a frequent word costs one look-up instead of a hash of each of its pieces.
 * It changes nothing but the time that reading takes. */
#ifndef CLASSIFY_MEMORY_H
#define CLASSIFY_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/span.h"
#include "classify/feature.h"
#include "classify/model.h"
#include "classify/phrases.h"

/* A word and the sum of all its features' weights.  One cache line. */
struct memory_word {
	_Alignas(64) struct word_view view;
	int16_t weights[MODEL_LABELS];
	int32_t sum; /* of the weights */
	bool begins; /* a phrase of the lexicon or of the sensitive ones */
};

#define MEMORY_NOTE 65536 /* words of a note that stay */
#define MEMORY_BATCH 32	  /* words that are looked up together */

/* Owner; one a thread. */
struct memory;
/* Either of LEXICON and SENSITIVE may be NULL. */
struct memory *memory_new(const struct model *m, const struct phrases *lexicon,
    const struct phrases *sensitive);
void memory_free(struct memory *m);

/* To be called before a note is read: forgets everything where room gets
 * short.  The first MEMORY_NOTE words that memory_read finds after it stay
 * until it is called again, the others until the next words are read. */
void memory_settle(struct memory *m);

/* A word where it stands: bytes of the text, [start, end). */
struct found_word {
	size_t start;
	size_t end;
	uint64_t key; /* the memory's own */
	const struct memory_word *word;
};

/* The next words at or behind *AT, which moves behind them, as word_next finds
 * them; how many, 0 where only white space is left. */
size_t memory_read(struct memory *m, struct span text, size_t *at,
    struct found_word out[static MEMORY_BATCH]);

/* The same in two steps, of which the first does not set `word`.  Each asks for
 * the memory's lines that come next, which arrive while something else is
 * done. */
size_t memory_find(const struct memory *m, struct span text, size_t *at,
    struct found_word out[static MEMORY_BATCH]);
void memory_meet(struct memory *m, struct span text, size_t count,
    struct found_word out[static MEMORY_BATCH]);

#endif
