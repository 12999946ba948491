#include "classify/glimpse.h"

#define DEPTH (12 * 256) /* a score this far below the best says no more */

void
glimpse_make(struct glimpse *g, const struct model *m, const int32_t *scores)
{
	int32_t below;
	int k, best = 0;

	for (k = 1; k < MODEL_LABELS; k++)
		if (scores[k] > scores[best])
			best = k;
	for (k = 0; k < MODEL_LABELS; k++) {
		below = scores[best] - scores[k];
		below = below > DEPTH ? DEPTH : below;
		g->score[k] = (int16_t) - (below * 3 / 10);
	}
	g->strongest = (uint8_t)best;
	model_softmax(m, scores, g->share);
}
