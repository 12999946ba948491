#include "classify/model.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "classify/wide.h"

#define MAGIC "notes-model/1\0\0"

static uint32_t
read_32(const unsigned char *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	       (uint32_t)p[3] << 24;
}

static int32_t
read_16_signed(const unsigned char *p)
{
	return (int16_t)(uint16_t)(p[0] | p[1] << 8);
}

/* The weights of the first columns once more, label by label. */
static void
dense_set(struct model *m)
{
	size_t i;
	int k;

	m->dense = alloc_resize(m->dense, MODEL_LABELS, sizeof(*m->dense));
	for (k = 0; k < MODEL_LABELS; k++)
		for (i = 0; i < MODEL_DENSE; i++)
			m->dense[k][i] =
			    m->second[i * MODEL_LABELS + (size_t)k];
}

/* Weights of the second pass, within bounds. */
static int
second_read(struct model *m, const unsigned char *p)
{
	size_t i, count = (size_t)m->head.columns * MODEL_LABELS;
	int32_t n;

	m->second = alloc_resize(m->second, count, sizeof(*m->second));
	for (i = 0; i < count; i++) {
		n = read_16_signed(p + 2 * i);
		if (n > MODEL_SECOND_MOST || n < -MODEL_SECOND_MOST)
			return -1;
		m->second[i] = (int16_t)n;
	}
	dense_set(m);
	return 0;
}

void
model_close(struct model *m)
{
	free(m->first);
	free(m->second);
	free(m->dense);
	m->first = NULL;
	m->second = NULL;
	m->dense = NULL;
}

/* No sum of them passes 31 bits, and none is 0. */
static bool
exponentials_fit(const uint32_t *e)
{
	size_t i;

	for (i = 0; i < MODEL_EXPONENTIALS; i++)
		if (e[i] > 65536)
			return false;
	return e[0] == 65536;
}

int
model_read(struct model *m, struct span bytes, struct error *e)
{
	const unsigned char *p = (const unsigned char *)bytes.bytes;
	struct model_head *h = &m->head;
	uint32_t *words = &h->bits;
	size_t count = (sizeof(*h) - sizeof(h->magic)) / sizeof(uint32_t);
	size_t first, i;

	if (bytes.len < sizeof(*h) || memcmp(p, MAGIC, 16) != 0)
		return error_set(e, "not a model");
	memcpy(h->magic, p, sizeof(h->magic));
	for (i = 0; i < count; i++)
		words[i] = read_32(p + sizeof(h->magic) + i * 4);
	if (h->bits < 1 || h->bits > MODEL_BITS_MAX ||
	    h->columns < MODEL_DENSE || h->sharpness > MODEL_SHARPEST ||
	    !exponentials_fit(h->exponentials))
		return error_set(e, "not a model");
	first = ((size_t)1 << h->bits) * MODEL_LABELS;
	if (bytes.len !=
	    sizeof(*h) + first + (size_t)h->columns * MODEL_LABELS * 2)
		return error_set(e, "cut short");
	free(m->first);
	m->first = alloc_table(first);
	memcpy(m->first, p + sizeof(*h), first);
	if (second_read(m, p + sizeof(*h) + first) == -1)
		return error_set(e, "not a model");
	unsigned char sum[DIGEST_LEN];

	digest_bytes(bytes.bytes, bytes.len, sum);
	digest_hex(sum, m->digest);
	return 0;
}

void
model_first(const struct model *m, const int32_t *text, const int32_t *fixed,
    unsigned words, int32_t *scores)
{
	int64_t norm =
	    m->head.norms[words < MODEL_NORMS ? words : MODEL_NORMS - 1];
	int64_t unit = m->head.unit;
	int k;

	for (k = 0; k < MODEL_LABELS; k++)
		scores[k] = (int32_t)((text[k] * norm / 65536 + fixed[k]) *
				      unit / 65536);
}

/* Sums of 16-bit products, four labels at a time, in the form that compilers
 * know an instruction for (pmaddwd). */
static INLINED void
dense_add(int16_t (*weights)[MODEL_DENSE], const int16_t *values,
    int32_t sums[static 4])
{
	int32_t a = 0, b = 0, c = 0, d = 0;
	int i;

	for (i = 0; i < MODEL_DENSE; i++) {
		a += weights[0][i] * values[i];
		b += weights[1][i] * values[i];
		c += weights[2][i] * values[i];
		d += weights[3][i] * values[i];
	}
	sums[0] += a;
	sums[1] += b;
	sums[2] += c;
	sums[3] += d;
}

WIDE void
model_second(const struct model *m, const struct model_view *v, int32_t *scores)
{
	int32_t sums[MODEL_LABELS] = {0};
	double sharpness;
	unsigned i;
	int k;

	_Static_assert(MODEL_LABELS % 4 == 0, "four labels at a time");
	for (k = 0; k < MODEL_LABELS; k += 4)
		dense_add(m->dense + k, v->dense, sums + k);
	for (i = 0; i < v->met_count; i++) {
		const int16_t *row =
		    m->second + (size_t)v->met[i].column * MODEL_LABELS;

		for (k = 0; k < MODEL_LABELS; k++)
			sums[k] += row[k] * v->met[i].value;
	}
	/* a product below 2^53 and a power of two: no bit is lost but those
	 * behind the point */
	sharpness = (double)m->head.sharpness / (MODEL_SECOND_UNIT * 256);
	for (k = 0; k < MODEL_LABELS; k++)
		scores[k] = (int32_t)(sums[k] * sharpness);
}

WIDE void
model_softmax(
    const struct model *m, const int32_t *scores, uint16_t *probabilities)
{
	int32_t e[MODEL_LABELS], sum = 0, most = scores[0], q;
	double of, part, rest;
	int k;

	for (k = 1; k < MODEL_LABELS; k++)
		if (scores[k] > most)
			most = scores[k];
	for (k = 0; k < MODEL_LABELS; k++) {
		uint32_t d = (uint32_t)(most - scores[k]) / 8;

		e[k] = d < MODEL_EXPONENTIALS ? (int32_t)m->head.exponentials[d]
					      : 0;
		sum += e[k];
	}
	/* e * 65535 / sum, in integers: a product with the inverse is off by
	 * one at most, and what it leaves, which is exact, shows it. */
	of = 1.0 / sum;
	for (k = 0; k < MODEL_LABELS; k++) {
		part = e[k] * 65535.0;
		q = (int32_t)(part * of);
		rest = part - (double)q * sum;
		q += (rest >= sum) - (rest < 0);
		probabilities[k] = (uint16_t)q;
	}
}
