/* What the model looks at: words, pairs of words, pieces of words, headings and
 * shape, each as a 64-bit hash.  The trainer and the classifier both get their
 * features here and in walk.h, so they cannot differ. */
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

/* What a word counts as in its passage's shape. */
enum word_type {
	TYPE_WORD, /* a small word, a code */
	TYPE_CAPITAL,
	TYPE_ME, /* `i`, `me`, `my` */
	TYPE_CAPITAL_ME,
	TYPE_NUMBER,
	TYPE_MARK, /* and what follows are no words */
	TYPE_QUOTE,
	TYPE_STOP, /* a point or comma, which features pass over */
	WORD_TYPES
};

/* What a passage's features take of each of its words. */
struct word_view {
	uint64_t hash;	/* word_hash */
	uint64_t frame; /* word_frame */
	unsigned char type;
	char mark; /* its first byte where it is a mark, else 0 */
};

/* Who gives a passage's words and takes its features as they are found. */
struct feature_sink {
	void *to;
	/* The next word, NULL behind the last; valid until it is asked again.
	 * What word_features says of a word is the sink's own care. */
	const struct word_view *(*word)(void *to);
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

void word_view_make(const struct word *w, struct word_view *v);

/* How many words of each type a passage has, and the mark that ends
 * it, or 0. */
struct tally {
	unsigned types[WORD_TYPES];
	char end;
};
unsigned tally_words(const struct tally *t); /* without marks */

/* The features of a passage's shape; FIRST and LAST of its note. */
#define SHAPE_FEATURES 7
void shape_features(const struct tally *t, bool first, bool last,
    struct feature out[static SHAPE_FEATURES]);

enum heading_rank {
	HEADING_SECTION, /* a section's title */
	HEADING_WITHIN,	 /* `PLAN:`, within a section's text */
};
/* Of what a passage stands under, by sink->other; an absent heading has
 * none. */
void heading_features(const struct feature_sink *sink, enum heading_rank rank,
    struct span heading);

#endif
