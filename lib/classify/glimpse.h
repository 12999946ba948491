/* What the first pass made of a passage, as the second one sees it. */
#ifndef CLASSIFY_GLIMPSE_H
#define CLASSIFY_GLIMPSE_H

#include <stdint.h>

#include "classify/model.h"

struct glimpse {
	uint16_t share[MODEL_LABELS]; /* the first pass's probabilities */
	int16_t
	    score[MODEL_LABELS]; /* below the strongest, as a term's value */
	uint8_t strongest;	 /* the first of the highest scores */
};

/* Of the first pass's SCORES. */
void glimpse_make(
    struct glimpse *g, const struct model *m, const int32_t *scores);

#endif
