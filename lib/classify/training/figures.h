/* How good labels are: the figures of the model's card. */
#ifndef TRAINING_FIGURES_H
#define TRAINING_FIGURES_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "classify/training/sample.h"

/* All shares are of letters and digits; a letter with two gold labels is right
 * with either. */
struct figures {
	double label;	 /* share whose label is right */
	double macro_f1; /* over the labels */
	double leak;	 /* of conversation, what is called something else */
	double kept;	 /* of the rest, what is not called conversation */
};

/* Of the samples of CLINICIAN, SIZE_MAX: of all. */
void figures_find(struct figures *f, const struct samples *s,
    unsigned threshold, size_t clinician);

/* Prints a table by clinician, a curve of leak against kept, and both
 * passes. */
void figures_print(FILE *out, const struct samples *s, const struct corpus *c,
    unsigned threshold);

/* The highest threshold (thousandths) whose leak is at most MOST. */
unsigned threshold_find(const struct samples *s, double most);

#endif
