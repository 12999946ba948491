/* Passages of the corpus as the trainer sees them. */
#ifndef TRAINING_SAMPLE_H
#define TRAINING_SAMPLE_H

#include <stddef.h>

#include "classify/feature.h"
#include "classify/reading.h"
#include "classify/training/corpus.h"
#include "classify/training/solver.h"

/* A stretch of a passage that one gold sentence covers. */
struct part {
	unsigned letters; /* letters and digits, in code points */
	label_set labels;
};

struct sample {
	size_t note;
	size_t clinician;
	bool fragment;	/* learned from, not counted in figures */
	bool corrected; /* what a person corrected counts more */
	struct part *parts;
	size_t part_count;
	unsigned letters;
	struct term *first; /* terms of the first pass */
	size_t first_count;
	struct term *second;
	size_t second_count;
	float target[SOLVER_LABELS];
	struct impression impression; /* by a model that has not seen it */
};

struct samples {
	struct sample *items;
	size_t count;
	size_t cap;
	size_t *note_start; /* corpus count + 1 of them */
};

/* How a passage's length in words scales the features of its text. */
struct scales {
	float norms[MODEL_NORMS];
};

void samples_make(struct samples *s, const struct corpus *c,
    const struct scales *scales, unsigned bits);
/* Scales each term by how rare its column is among the passages: 4 times the
 * square of log(N / n) / log N (inverse document frequency).  What stands
 * everywhere decides little, and a few examples of a rare word suffice.
 * Returns the scale of each of 1 << BITS columns; the caller's. */
float *samples_weigh(struct samples *s, unsigned bits);
void samples_free(struct samples *s);

/* The sample as an example of either pass. */
struct example sample_first(const struct sample *s);
struct example sample_second(const struct sample *s);

#endif
