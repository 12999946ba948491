#include "classify/training/weights.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "classify/sequence.h"

#define WEIGHT_MOST 127

static void
put_32(unsigned char *p, uint32_t n)
{
	p[0] = (unsigned char)n;
	p[1] = (unsigned char)(n >> 8);
	p[2] = (unsigned char)(n >> 16);
	p[3] = (unsigned char)(n >> 24);
}

static int32_t
rounded(double x, int32_t most)
{
	int32_t n = (int32_t)(x < 0 ? x - 0.5 : x + 0.5);

	return n > most ? most : n < -most ? -most : n;
}

/* Writes the head's numbers to the bytes and looks at them anew. */
static void
head_write(struct weights *w, const struct model_head *h)
{
	const uint32_t *words = &h->bits;
	size_t i, count = (sizeof(*h) - sizeof(h->magic)) / sizeof(uint32_t);
	struct error e = {0};

	memcpy(w->bytes, "notes-model/1\0\0", sizeof(h->magic));
	for (i = 0; i < count; i++)
		put_32(w->bytes + sizeof(h->magic) + i * 4, words[i]);
	if (model_read(&w->model, (struct span){(const char *)w->bytes, w->len},
		&e) == -1)
		abort(); /* we wrote it */
}

void
weights_new(struct weights *w, unsigned bits, const struct scales *scales)
{
	struct model_head h = {.bits = bits,
	    .columns = sequence_columns(),
	    .unit = 1,
	    .sharpness = 256,
	    .threshold = 500};
	size_t i;

	*w = (struct weights){0};
	for (i = 0; i < MODEL_NORMS; i++)
		h.norms[i] = (uint32_t)(scales->norms[i] * 65536 + 0.5F);
	for (i = 0; i < MODEL_EXPONENTIALS; i++)
		h.exponentials[i] =
		    (uint32_t)(65536 * solver_exp(-(double)i / 32) + 0.5);
	w->len = sizeof(h) + ((size_t)MODEL_LABELS << bits) +
		 (size_t)h.columns * MODEL_LABELS * 2;
	w->bytes = alloc_zeroed(w->len, 1);
	head_write(w, &h);
}

void
weights_free(struct weights *w)
{
	model_close(&w->model);
	free(w->bytes);
	*w = (struct weights){0};
}

void
weights_set_first(struct weights *w, const float *first, const float *scale)
{
	struct model_head h = w->model.head;
	size_t i, count = (size_t)MODEL_LABELS << h.bits;
	unsigned char *out = w->bytes + sizeof(h);
	double most = 0, one;

	for (i = 0; i < count; i++) {
		one = (double)(first[i] * scale[i / MODEL_LABELS]);
		if (one > most || -one > most)
			most = one < 0 ? -one : one;
	}
	if (most == 0)
		return;
	for (i = 0; i < count; i++) {
		one = (double)(first[i] * scale[i / MODEL_LABELS]);
		out[i] = (unsigned char)(int8_t)rounded(
		    one / most * WEIGHT_MOST, WEIGHT_MOST);
	}
	h.unit = (uint32_t)(256 * 65536 * most / WEIGHT_MOST / 10);
	head_write(w, &h);
}

void
weights_set_second(struct weights *w, const float *second)
{
	struct model_head head = w->model.head, *h = &head;
	size_t i, count = (size_t)h->columns * MODEL_LABELS;
	unsigned char *out =
	    w->bytes + sizeof(*h) + ((size_t)MODEL_LABELS << h->bits);

	for (i = 0; i < count; i++) {
		int32_t n = rounded(
		    (double)second[i] * MODEL_SECOND_UNIT, MODEL_SECOND_MOST);

		out[2 * i] = (unsigned char)n;
		out[2 * i + 1] = (unsigned char)((uint32_t)n >> 8);
	}
	head_write(w, &head);
}

void
weights_set_decision(struct weights *w, unsigned sharpness, unsigned threshold)
{
	struct model_head h = w->model.head;

	h.sharpness = sharpness;
	h.threshold = threshold;
	head_write(w, &h);
}
