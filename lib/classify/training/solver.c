#include "classify/training/solver.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "classify/wide.h"

union exponent {
	double value;
	uint64_t bits;
};

/* 2^(x log2 e): the whole part into the exponent, the rest by Taylor's series
 * on [-0.35, 0.35], exact to double's last bits.  Of COUNT numbers in place. */
static inline void
exponentials(double *x, int count)
{
	union exponent scale[SOLVER_LABELS];
	double term[SOLVER_LABELS], sum[SOLVER_LABELS];
	int64_t n;
	int i, k;

	for (k = 0; k < count; k++) {
		double z = x[k] < -700 ? -700 : x[k] > 700 ? 700 : x[k];
		double y = z * 1.4426950408889634;

		n = (int64_t)(y + (y < 0 ? -0.5 : 0.5));
		scale[k].bits = (uint64_t)(n + 1023) << 52;
		x[k] = z - (double)n * 0.6931471805599453;
		term[k] = sum[k] = 1;
	}
	for (i = 1; i < 14; i++)
		for (k = 0; k < count; k++) {
			term[k] *= x[k] / i;
			sum[k] += term[k];
		}
	for (k = 0; k < count; k++)
		x[k] = sum[k] * scale[k].value;
}

double
solver_exp(double x)
{
	exponentials(&x, 1);
	return x;
}

/* By 2 artanh((x - 1) / (x + 1)). */
double
solver_log(double x)
{
	double log = 0, z, term;
	int i;

	while (x > 1.5) {
		x /= 2;
		log += 0.6931471805599453;
	}
	term = z = (x - 1) / (x + 1);
	for (i = 1; i < 60; i += 2) {
		log += 2 * term / i;
		term *= z * z;
	}
	return log;
}

WIDE void
solver_softmax(const float *scores, float *p)
{
	double e[SOLVER_LABELS], sum = 0;
	float most = scores[0];
	int k;

	for (k = 1; k < SOLVER_LABELS; k++)
		if (scores[k] > most)
			most = scores[k];
	for (k = 0; k < SOLVER_LABELS; k++)
		e[k] = (double)(scores[k] - most);
	exponentials(e, SOLVER_LABELS);
	for (k = 0; k < SOLVER_LABELS; k++)
		sum += e[k];
	for (k = 0; k < SOLVER_LABELS; k++)
		p[k] = (float)(e[k] / sum);
}

WIDE void
solver_scores(const struct example *x, const float *w, float *scores)
{
	float z[SOLVER_LABELS] = {0};
	size_t i;
	int k;

	for (i = 0; i < x->count; i++) {
		const float *row =
		    w + (size_t)x->terms[i].column * SOLVER_LABELS;
		float value = x->terms[i].value;

		for (k = 0; k < SOLVER_LABELS; k++)
			z[k] += row[k] * value;
	}
	memcpy(scores, z, sizeof(z));
}

/* One step on one example.  The step is the largest that the smoothness of
 * the loss (2 / weight) allows; the gain is at least that of Pinsker's
 * inequality. */
static WIDE void
step(const struct example *x, float *q, double c, float norm, float *w)
{
	float scores[SOLVER_LABELS], p[SOLVER_LABELS], change[SOLVER_LABELS];
	float s = (float)(1.5 / (2 + c * (double)x->weight * (double)norm));
	size_t i;
	int k;

	if (s > 1)
		s = 1;
	solver_scores(x, w, scores);
	solver_softmax(scores, p);
	for (k = 0; k < SOLVER_LABELS; k++) {
		float d = s * (p[k] - q[k]);

		q[k] += d;
		change[k] = -(float)c * x->weight * d;
	}
	for (i = 0; i < x->count; i++) {
		float *row = w + (size_t)x->terms[i].column * SOLVER_LABELS;
		float value = x->terms[i].value;

		for (k = 0; k < SOLVER_LABELS; k++)
			row[k] += change[k] * value;
	}
}

/* The examples in an order of their own for each epoch. */
static void
shuffle(uint32_t *order, size_t count, uint64_t *state)
{
	size_t i;

	for (i = count; i > 1; i--) {
		size_t j;
		uint32_t keep;

		*state = *state * UINT64_C(6364136223846793005) +
			 UINT64_C(1442695040888963407);
		j = (size_t)((*state >> 33) % i);
		keep = order[i - 1];
		order[i - 1] = order[j];
		order[j] = keep;
	}
}

static float
norm_of(const struct example *x)
{
	float sum = 0;
	size_t i;

	for (i = 0; i < x->count; i++)
		sum += x->terms[i].value * x->terms[i].value;
	return sum;
}

void
solver_run(const struct example *examples, size_t count, double c, int epochs,
    float *w)
{
	uint32_t *order = alloc_zeroed(count, sizeof(*order));
	float *q = alloc_zeroed(count * SOLVER_LABELS, sizeof(*q));
	float *norms = alloc_zeroed(count, sizeof(*norms));
	uint64_t state = 1;
	size_t i;
	int epoch;

	for (i = 0; i < count; i++) {
		order[i] = (uint32_t)i;
		norms[i] = norm_of(&examples[i]);
		memcpy(q + i * SOLVER_LABELS, examples[i].target,
		    sizeof(examples[i].target));
	}
	for (epoch = 0; epoch < epochs; epoch++) {
		shuffle(order, count, &state);
		for (i = 0; i < count; i++)
			step(&examples[order[i]],
			    q + (size_t)order[i] * SOLVER_LABELS, c,
			    norms[order[i]], w);
	}
	free(norms);
	free(order);
	free(q);
}
