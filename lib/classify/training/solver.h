/* Multinomial logistic regression over sparse features.
 *
 * Minimises  C * sum_i weight_i * CE(target_i, softmax(W x_i)) + |W|^2 / 2  by
 * stochastic dual coordinate ascent (Shalev-Shwartz and Zhang, 2013): each
 * example keeps its dual q_i, a distribution over the labels, and W is at all
 * times C * sum_i weight_i (target_i - q_i) x_i.  No step size, no random
 * numbers but a fixed sequence: the same bytes each time. */
#ifndef TRAINING_SOLVER_H
#define TRAINING_SOLVER_H

#include <stddef.h>
#include <stdint.h>

#define SOLVER_LABELS 16

struct term {
	uint32_t column;
	float value;
};

struct example {
	const struct term *terms;
	size_t count;
	float weight;
	float target[SOLVER_LABELS]; /* sums to 1 */
};

/* W is columns x SOLVER_LABELS, zeroed by the caller. */
void solver_run(const struct example *examples, size_t count, double c,
    int epochs, float *w);

/* Scores of one example, SOLVER_LABELS of them. */
void solver_scores(const struct example *x, const float *w, float *scores);

/* exp, log (of x >= 1), softmax: our own, so that every machine says the same.
 */
double solver_exp(double x);
double solver_log(double x);
void solver_softmax(const float *scores, float *p);

#endif
