/* Passages that say more than one thing: run-on dictation, pages without a full
 * stop (`45 min phone cbt wk 3 sleep 5 hrs no si`), and sentences whose clauses
 * are of two kinds (`Began at 2:03, and then she told me of the calf.`). */
#ifndef CLASSIFY_SPLIT_H
#define CLASSIFY_SPLIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/span.h"
#include "classify/model.h"

#define SPLIT_WORDS 512 /* of a run-on that are looked at together */

struct split_word {
	size_t start; /* bytes of the text */
	int16_t weights[MODEL_LABELS];
};

/* Whether TEXT is long and has nothing that ends a sentence. */
bool split_runs_on(struct span text);

/* The cheapest way to give each word a label where a change of label costs as
 * much as some words speak (Viterbi, 1967).  CUTS gets the indices of words
 * that begin another piece, in order; how many.  UNIT is what the model's
 * weights are worth (model.h). */
size_t split_find(const struct split_word *words, size_t count, uint32_t unit,
    size_t cuts[static SPLIT_WORDS]);

/* Whether TEXT may have a clause within that begins another thing. */
bool split_has_clauses(struct span text);

/* Whether a clause of its own may begin at AT, a word of TEXT. */
bool split_clause_begins(struct span text, size_t at);

/* The words from one beginning of a clause to the next. */
struct split_clause {
	size_t start;		       /* bytes of the text */
	int32_t words;		       /* how many */
	int32_t weights[MODEL_LABELS]; /* their sum */
};

/* The clauses that are conversation where what stands before is not, or the
 * other way round, and each side by far.  CUTS gets the bytes of the text where
 * they start, in order; how many. */
size_t split_clauses(struct span text, const struct split_clause *clauses,
    size_t count, uint32_t unit, size_t cuts[static SPLIT_WORDS]);

#endif
