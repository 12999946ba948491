/* The first pass over one passage: what its words, pairs of words, shape and
 * headings add up to.  It goes in steps, each of which asks for what the next
 * needs of memory, so that several passages can be under way at once. */
#ifndef CLASSIFY_FIRST_PASS_H
#define CLASSIFY_FIRST_PASS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "classify/feature.h"
#include "classify/memory.h"
#include "classify/model.h"
#include "classify/outline.h"
#include "classify/phrases.h"
#include "note/label.h"

#define HEADING_RANKS 2
#define HEADINGS 256 /* that are remembered, each in the place of its hash */

/* A heading's weights, under a hash of its rank and bytes. */
struct heading_row {
	uint64_t hash;
	int32_t weights[MODEL_LABELS];
};

/* A word of the note, kept for its cues. */
struct kept_word {
	uint32_t start; /* bytes of its passage */
	uint32_t end;
	const struct memory_word *word;
};

/* What the passages of a note share.  Owner, by first_pass_open. */
struct first_pass {
	const struct model *model;
	const struct phrases *lexicon;	 /* or NULL */
	const struct phrases *sensitive; /* or NULL */
	struct memory *memory;
	struct kept_word *kept; /* of the note, MEMORY_NOTE at most */
	size_t kept_count;
	size_t kept_cap;
	struct heading_row headings[HEADINGS];
	struct span heading[HEADING_RANKS]; /* the last one of each rank */
	uint64_t heading_hash[HEADING_RANKS];
};

void first_pass_open(struct first_pass *f, const struct model *m,
    const struct phrases *lexicon, const struct phrases *sensitive);
void first_pass_close(struct first_pass *f);

/* Forgets the note before; its kept words are gone. */
void first_pass_begin_note(struct first_pass *f);

#define ROWS 64 /* that are added together: 16 bits hold 255 sums of 8 */

/* Rows of one worth, on their way from memory. */
struct rows {
	const int8_t *waiting[ROWS];
	unsigned count;
};

/* What a passage adds up to. */
struct totals {
	struct first_pass *pass;
	struct span text;
	unsigned word_count;
	size_t at; /* behind the words that were found */
	struct found_word words[MEMORY_BATCH];
	size_t found;
	int32_t weights[MODEL_LABELS]; /* of the text */
	int32_t fixed[MODEL_LABELS];   /* of headings and shape */
	struct rows rows[FEATURE_KINDS];
	struct phrase_reader reader;
	struct phrase_reader sensitive_reader;
	label_set named; /* by the practice's lexicon */
	sensitivity_set sensitivity;
};

/* The hashes of the headings that P stands under, 0 for one that is absent. */
void first_pass_headings(struct first_pass *f, const struct outline_passage *p,
    uint64_t hashes[static HEADING_RANKS]);

/* The steps, in their order: finds the first words of TEXT, meets them in
 * memory, walks over all its words, adds up.  A word that the memory could not
 * keep is used before others are met. */
void totals_find(struct totals *t, struct first_pass *f, struct span text);
void totals_meet(struct totals *t);
void totals_walk(struct totals *t, bool first, bool last);
/* SCORES are the first pass's. */
void totals_end(struct totals *t, const struct outline_passage *p,
    const uint64_t *headings, int32_t *scores);

#endif
