/* The trained weights, and what is computed from them, in integers only: every
 * machine gives every note the same labels and scores.
 *
 * First pass: a passage's words, pieces and pairs of words, headings and shape
 * hash into rows of MODEL_LABELS 8-bit weights, which add up to scores, and by
 * softmax to probabilities.  Second pass: those of the passage, of its
 * neighbours and of the whole note (sequence.h) meet 16-bit weights.
 *
 * Scores are logits in 1/256, probabilities in 1/65536 (65535 at most). */
#ifndef CLASSIFY_MODEL_H
#define CLASSIFY_MODEL_H

#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"
#include "base/error.h"
#include "base/span.h"
#include "note/label.h"

#define MODEL_LABELS (LABEL_COUNT - 1) /* index 0 is label 1 */
#define MODEL_NORMS 256
#define MODEL_EXPONENTIALS 512
#define MODEL_BITS_MAX 20
#define MODEL_SECOND_MOST 8192 /* so that no sum passes 32 bits */
#define MODEL_SECOND_UNIT 1024 /* a second weight of 1 */
#define MODEL_SHARPEST 65536   /* 256 times */

/* The head of a model file; all numbers little-endian. */
struct model_head {
	char magic[16];	    /* "notes-model/1" and zeros */
	uint32_t bits;	    /* 1 << bits rows of the first pass */
	uint32_t columns;   /* rows of the second pass */
	uint32_t unit;	    /* 1/65536 logit/256 that a first weight is worth */
	uint32_t sharpness; /* the second pass's logits times this / 256 */
	uint32_t threshold; /* thousandths of `conversation`, by default */
	uint32_t norms[MODEL_NORMS];		   /* by words, in 1/65536 */
	uint32_t exponentials[MODEL_EXPONENTIALS]; /* 65536 exp(-i/32) */
};

/* The first columns of the second pass, of which every passage has a value;
 * of the others few are met at once. */
#define MODEL_DENSE 168

/* Owner.  No row, and no two columns side by side, stand across two cache
 * lines. */
struct model {
	struct model_head head;
	int8_t *first;			   /* rows of MODEL_LABELS */
	int16_t *second;		   /* columns x MODEL_LABELS */
	int16_t (*dense)[MODEL_LABELS][2]; /* the first, two by two */
	int32_t exponentials[MODEL_EXPONENTIALS + 1]; /* and 0 behind them */
	char digest[DIGEST_HEX];
};

/* A copy of BYTES.  -1: "not a model", "cut short". */
int model_read(struct model *m, struct span bytes, struct error *e);
void model_close(struct model *m); /* a zeroed one too */

/* The one that is built in. */
const struct model *model_default(void);

static inline const int8_t *
model_row(const struct model *m, uint64_t hash)
{
	return m->first + (hash >> (64 - m->head.bits)) * MODEL_LABELS;
}

/* Logits of a passage of WORDS words: TEXT is the sum of its words' rows, FIXED
 * of its headings' and shape's. */
void model_first(const struct model *m, const int32_t *text,
    const int32_t *fixed, unsigned words, int32_t *scores);

/* One term of the second pass: VALUE in 1/256. */
struct model_term {
	uint32_t column;
	int16_t value;
};

/* What the second pass sees of a passage. */
#define MODEL_MET 8
struct model_view {
	int16_t dense[MODEL_DENSE];
	struct model_term met[MODEL_MET]; /* of the columns behind */
	unsigned met_count;
};

void model_second(
    const struct model *m, const struct model_view *v, int32_t *scores);

/* Probabilities of MODEL_LABELS scores. */
void model_softmax(
    const struct model *m, const int32_t *scores, uint16_t *probabilities);

#endif
