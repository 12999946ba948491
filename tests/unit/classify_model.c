#include <string.h>

#include "classify/model.h"
#include "suite.h"

/* The second pass and softmax in plain integers, as model.h describes them:
 * whatever vectors and inverses model.c takes give the same numbers. */

static uint32_t seed = 1;

static int32_t
number(int32_t most)
{
	seed = seed * 1103515245u + 12345u;
	return (int32_t)(seed >> 8) % (2 * most + 1) - most;
}

static void
plain_second(const struct model *m, const struct model_view *v, int32_t *scores)
{
	size_t i, k;

	for (k = 0; k < MODEL_LABELS; k++) {
		int64_t sum = 0;

		for (i = 0; i < MODEL_DENSE; i++)
			sum += m->second[i * MODEL_LABELS + k] * v->dense[i];
		for (i = 0; i < v->met_count; i++)
			sum += m->second[v->met[i].column * MODEL_LABELS + k] *
			       v->met[i].value;
		scores[k] = (int32_t)(sum * m->head.sharpness /
				      (MODEL_SECOND_UNIT * 256));
	}
}

static void
plain_softmax(const struct model *m, const int32_t *scores, uint16_t *out)
{
	uint64_t e[MODEL_LABELS], sum = 0;
	int32_t most = scores[0];
	size_t k;

	for (k = 1; k < MODEL_LABELS; k++)
		most = scores[k] > most ? scores[k] : most;
	for (k = 0; k < MODEL_LABELS; k++) {
		int32_t d = (most - scores[k]) / 8;

		e[k] = d < MODEL_EXPONENTIALS ? m->head.exponentials[d] : 0;
		sum += e[k];
	}
	for (k = 0; k < MODEL_LABELS; k++)
		out[k] = (uint16_t)(e[k] * 65535 / sum);
}

START_TEST(the_second_pass_is_its_sums)
{
	const struct model *m = model_default();
	int32_t scores[MODEL_LABELS], plain[MODEL_LABELS];
	struct model_view v;
	size_t i, turn;

	for (turn = 0; turn < 2000; turn++) {
		for (i = 0; i < MODEL_DENSE; i++)
			v.dense[i] =
			    (int16_t)(number(2) == 0 ? number(921) : 0);
		v.met_count = MODEL_MET;
		for (i = 0; i < MODEL_MET; i++)
			v.met[i] = (struct model_term){
			    (uint32_t)(MODEL_DENSE + 20 + number(20)),
			    (int16_t)number(256)};
		model_second(m, &v, scores);
		plain_second(m, &v, plain);
		ck_assert_mem_eq(scores, plain, sizeof(plain));
	}
}
END_TEST

START_TEST(softmax_divides_as_integers_do)
{
	const struct model *m = model_default();
	uint16_t shares[MODEL_LABELS], plain[MODEL_LABELS];
	int32_t scores[MODEL_LABELS];
	size_t k, turn;

	for (turn = 0; turn < 20000; turn++) {
		int32_t wide = 1 << turn % 14;

		for (k = 0; k < MODEL_LABELS; k++)
			scores[k] = number(wide);
		model_softmax(m, scores, shares);
		plain_softmax(m, scores, plain);
		ck_assert_mem_eq(shares, plain, sizeof(plain));
	}
	memset(scores, 0, sizeof(scores));
	model_softmax(m, scores, shares);
	ck_assert_uint_eq(shares[0], 65535 / MODEL_LABELS);
}
END_TEST

SUITE("model", the_second_pass_is_its_sums, softmax_divides_as_integers_do)
