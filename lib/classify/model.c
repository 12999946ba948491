#include "classify/model.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "classify/wide.h"

#ifdef WIDE_BY_HAND
#include <immintrin.h>
#endif

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

/* The weights of the first columns once more, two columns side by side. */
static void
dense_set(struct model *m)
{
	size_t i, k;

	free(m->dense);
	m->dense = alloc_table(MODEL_DENSE / 2 * sizeof(*m->dense));
	for (i = 0; i < MODEL_DENSE; i++)
		for (k = 0; k < MODEL_LABELS; k++)
			m->dense[i / 2][k][i % 2] =
			    m->second[i * MODEL_LABELS + k];
}

/* Weights of the second pass, within bounds. */
static int
second_read(struct model *m, const unsigned char *p)
{
	size_t i, count = (size_t)m->head.columns * MODEL_LABELS;
	int32_t n;

	free(m->second);
	m->second = alloc_table(count * sizeof(*m->second));
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

static void
exponentials_set(struct model *m)
{
	size_t i;

	for (i = 0; i < MODEL_EXPONENTIALS; i++)
		m->exponentials[i] = (int32_t)m->head.exponentials[i];
	m->exponentials[i] = 0;
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
	exponentials_set(m);
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

/* What the columns of V add up to. */
static void
columns_add(const struct model *m, const struct model_view *v, int32_t *sums)
{
	unsigned i;
	int k;

	for (i = 0; i < MODEL_DENSE; i++)
		for (k = 0; k < MODEL_LABELS; k++)
			sums[k] += m->dense[i / 2][k][i % 2] * v->dense[i];
	for (i = 0; i < v->met_count; i++) {
		const int16_t *row =
		    m->second + (size_t)v->met[i].column * MODEL_LABELS;

		for (k = 0; k < MODEL_LABELS; k++)
			sums[k] += row[k] * v->met[i].value;
	}
}

#ifdef WIDE_BY_HAND
/* The same, in the form that a processor with AVX2 has an instruction for: for
 * each label the sum of two columns' products. */
__attribute__((target("avx2"))) static void
columns_add_avx2(
    const struct model *m, const struct model_view *v, int32_t *sums)
{
	const __m256i *w = (const void *)m->dense;
	const int16_t *value = v->dense, *end = value + MODEL_DENSE;
	__m256i low = _mm256_setzero_si256(), high = low, pair;
	unsigned i;

	_Static_assert(MODEL_LABELS == 16, "two vectors of labels");
#pragma GCC unroll 4
	for (; value < end; value += 2, w += 2) {
		int32_t two;

		memcpy(&two, value, sizeof(two));
		pair = _mm256_set1_epi32(two);
		low = _mm256_add_epi32(
		    low, _mm256_madd_epi16(_mm256_loadu_si256(w), pair));
		high = _mm256_add_epi32(
		    high, _mm256_madd_epi16(_mm256_loadu_si256(w + 1), pair));
	}
	for (i = 0; i < v->met_count; i++) {
		const __m128i *row =
		    (const void *)(m->second +
				   (size_t)v->met[i].column * MODEL_LABELS);
		__m256i once = _mm256_set1_epi32(v->met[i].value);

		low = _mm256_add_epi32(low,
		    _mm256_mullo_epi32(
			_mm256_cvtepi16_epi32(_mm_loadu_si128(row)), once));
		high = _mm256_add_epi32(high,
		    _mm256_mullo_epi32(
			_mm256_cvtepi16_epi32(_mm_loadu_si128(row + 1)), once));
	}
	_mm256_storeu_si256((void *)sums, low);
	_mm256_storeu_si256((void *)(sums + 8), high);
}
#endif

WIDE static void
sharpen(
    const int32_t *restrict sums, double sharpness, int32_t *restrict scores)
{
	int k;

	for (k = 0; k < MODEL_LABELS; k++)
		scores[k] = (int32_t)(sums[k] * sharpness);
}

void
model_second(const struct model *m, const struct model_view *v, int32_t *scores)
{
	int32_t sums[MODEL_LABELS] = {0};

#ifdef WIDE_BY_HAND
	if (__builtin_cpu_supports("avx2"))
		columns_add_avx2(m, v, sums);
	else
#endif
		columns_add(m, v, sums);
	/* a product below 2^53 and a power of two: no bit is lost but those
	 * behind the point */
	sharpen(sums, (double)m->head.sharpness / (MODEL_SECOND_UNIT * 256),
	    scores);
}

WIDE void
model_softmax(const struct model *restrict m, const int32_t *restrict scores,
    uint16_t *restrict probabilities)
{
	int32_t e[MODEL_LABELS], sum = 0, most = scores[0];
	double of;
	int k;

	for (k = 1; k < MODEL_LABELS; k++)
		most = scores[k] > most ? scores[k] : most;
	for (k = 0; k < MODEL_LABELS; k++) {
		uint32_t d = (uint32_t)(most - scores[k]) / 8;

		d = d < MODEL_EXPONENTIALS ? d : MODEL_EXPONENTIALS;
		e[k] = m->exponentials[d];
		sum += e[k];
	}
	/* e * 65535 / sum, rounded down: half a unit of that product is more
	 * than its product with the inverse loses */
	of = 1.0 / sum;
	for (k = 0; k < MODEL_LABELS; k++)
		probabilities[k] =
		    (uint16_t)(int32_t)((e[k] * 65535.0 + 0.5) * of);
}
