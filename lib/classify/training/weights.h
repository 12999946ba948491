/* A model in the making: its file's bytes. */
#ifndef TRAINING_WEIGHTS_H
#define TRAINING_WEIGHTS_H

#include <stddef.h>

#include "classify/model.h"
#include "classify/training/sample.h"

struct weights {
	unsigned char *bytes;
	size_t len;
	struct model model; /* a view of them */
};

void weights_new(struct weights *w, unsigned bits, const struct scales *scales);
void weights_free(struct weights *w);

/* Rounds the first pass's weights, times each column's SCALE, to 8 bits and the
 * second's to 16. */
void weights_set_first(
    struct weights *w, const float *first, const float *scale);
void weights_set_second(struct weights *w, const float *second);
void weights_set_decision(
    struct weights *w, unsigned sharpness, unsigned threshold);

#endif
