#include "classify/sum.h"

#include "classify/model.h"
#include "classify/wide.h"

WIDE void
sum_rows(const int8_t *const *rows, size_t count, int16_t worth, int32_t *to)
{
	int16_t sums[MODEL_LABELS] = {0};
	size_t i;
	int k;

	for (i = 0; i < count; i++)
		for (k = 0; k < MODEL_LABELS; k++)
			sums[k] = (int16_t)(sums[k] + rows[i][k]);
	for (k = 0; k < MODEL_LABELS; k++)
		to[k] += sums[k] * worth;
}

/* In halves, each of which is one vector. */
WIDE void
sum_weights(const int16_t *const *weights, size_t count, int32_t *to)
{
	enum { HALF = MODEL_LABELS / 2 };
	int32_t low[HALF] = {0}, high[HALF] = {0};
	size_t i;
	int k;

	for (i = 0; i < count; i++) {
		const int16_t *one = weights[i];

		for (k = 0; k < HALF; k++)
			low[k] += one[k];
		for (k = 0; k < HALF; k++)
			high[k] += one[k + HALF];
	}
	for (k = 0; k < HALF; k++) {
		to[k] += low[k];
		to[k + HALF] += high[k];
	}
}
