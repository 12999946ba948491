/* A set of phrases of one to five words, each with a value of bits; found as
 * words go by.  Words are compared as the model knows them (word_hash): case,
 * accents and curly quotes do not matter, all digits are alike. */
#ifndef CLASSIFY_PHRASES_H
#define CLASSIFY_PHRASES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/span.h"

#define PHRASE_WORDS 5

struct phrases; /* owner; const once filled, shared by threads */
struct phrases *phrases_new(void);
void phrases_free(struct phrases *p); /* NULL too */

/* A phrase that is there already gets more bits.  -1: no word, or too many. */
int phrases_add(
    struct phrases *p, struct span phrase, uint32_t value, struct error *e);

/* Where in a text one stands; zeroed at its start. */
struct phrase_reader {
	uint64_t open[PHRASE_WORDS]; /* beginnings of phrases, 0: none */
	bool any;		     /* of them is open */
};

/* Whether a phrase begins with WORD: where none does and none is open,
 * phrases_next finds nothing. */
bool phrases_begin(const struct phrases *p, uint64_t word);

/* The union of the values of all phrases that end with this word. */
uint32_t phrases_next(
    const struct phrases *p, struct phrase_reader *r, uint64_t word);

#endif
