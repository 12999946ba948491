/* What the model looks at: words, pairs of words, pieces of words, headings and
 * shape, each as a 64-bit hash.  The trainer and the classifier both get their
 * features here, so they cannot differ. */
#ifndef CLASSIFY_FEATURE_H
#define CLASSIFY_FEATURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/span.h"
#include "text/word.h"

#define WORD_FEATURES (4 * WORD_TEXT + 16) /* at most, of one word */

/* Kinds differ in how much they count when the model is trained.  Those before
 * FEATURE_TITLE are of the text, and scaled by its length. */
enum feature_kind {
	FEATURE_WORD,
	FEATURE_PIECE,
	FEATURE_PAIR,
	FEATURE_FRAME,
	FEATURE_TITLE,
	FEATURE_SHAPE,
	FEATURE_KINDS
};

/* What a feature of each kind counts, in tenths. */
extern const int8_t feature_worth[FEATURE_KINDS];

struct feature {
	uint64_t hash;
	enum feature_kind kind;
};

/* Who takes features as they are found. */
struct feature_sink {
	void *to;
	/* A word; its features are word_features, its hash is word_hash.
	 * Returns its word_frame. */
	uint64_t (*word)(void *to, const struct word *w, uint64_t hash);
	void (*other)(void *to, struct feature f);
};

/* The word as the model knows it: digits are all the same. */
uint64_t word_hash(const struct word *w);

/* What a word is in its sentence: a function word is itself, any other its
 * ending and whether it has a capital. */
uint64_t word_frame(const struct word *w);

/* The features of one word, which depend on nothing else; how many. */
size_t word_features(
    const struct word *w, struct feature out[static WORD_FEATURES]);

/* Of a passage's TEXT; FIRST and LAST of its note.  Returns how many words it
 * has. */
unsigned passage_features(
    const struct feature_sink *sink, struct span text, bool first, bool last);

enum heading_rank {
	HEADING_SECTION, /* a section's title */
	HEADING_WITHIN,	 /* `PLAN:`, within a section's text */
};
/* Of what a passage stands under; an absent heading has none. */
void heading_features(const struct feature_sink *sink, enum heading_rank rank,
    struct span heading);

#endif
