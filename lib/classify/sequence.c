#include "classify/sequence.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "classify/wide.h"

#define REACH 2	  /* neighbours on each side */
#define ONE 65536 /* a probability of 1 */

/* Where each kind of column begins. */
enum column {
	OWN_SCORE = 0,
	OWN_SHARE = OWN_SCORE + MODEL_LABELS,
	NEIGHBOUR = OWN_SHARE + MODEL_LABELS, /* 2 REACH blocks: labels, +2 */
	NOTE_SHARE = NEIGHBOUR + 2 * REACH * (MODEL_LABELS + 2),
	SECTION_SHARE = NOTE_SHARE + MODEL_LABELS,
	BEFORE = SECTION_SHARE + MODEL_LABELS,
	BEHIND = BEFORE + MODEL_LABELS,
	POSITION = BEHIND + MODEL_LABELS, /* tenths of the note */
	SIZE = POSITION + 10,		  /* how many passages */
	PAIRING = SIZE + 5, /* own label with the one before, behind */
	CONSTANT = PAIRING + 2 * MODEL_LABELS * (MODEL_LABELS + 1),
	COLUMNS
};

_Static_assert(POSITION == MODEL_DENSE, "the one-of-many columns come last");

/* Whole numbers below 2^53, which doubles hold exactly: a note has less than
 * 2^25 letters, a share less than 2^16. */
struct sums {
	double weight;
	double share[MODEL_LABELS]; /* weighted */
};

/* What a passage says to its own view and to its neighbours', as values of
 * terms. */
struct hint {
	int16_t share[MODEL_LABELS];
	int16_t before[MODEL_LABELS]; /* how much of each label stands there, */
	int16_t behind[MODEL_LABELS]; /* one passage at most */
	uint32_t heading;	      /* which sums it belongs to */
};

struct sequence {
	const struct outline *outline;
	const struct impression *impressions;
	struct sums note;
	struct sums *sections; /* by heading */
	struct hint *hints;
	size_t cap;
};

uint32_t
sequence_columns(void)
{
	return COLUMNS;
}

struct sequence *
sequence_new(void)
{
	return alloc_zeroed(1, sizeof(struct sequence));
}

void
sequence_free(struct sequence *s)
{
	free(s->sections);
	free(s->hints);
	free(s);
}

/* Adds a passage of SHARE. */
WIDE static void
sums_add(struct sums *s, double weight, const uint16_t *restrict share)
{
	int k;

	s->weight += weight;
	for (k = 0; k < MODEL_LABELS; k++)
		s->share[k] += weight * share[k];
}

static void
sums_join(struct sums *s, const struct sums *part)
{
	int k;

	s->weight += part->weight;
	for (k = 0; k < MODEL_LABELS; k++)
		s->share[k] += part->share[k];
}

static double
weight_of(const struct impression *one)
{
	return (double)one->letters + 1;
}

static bool
same_heading(const struct outline_passage *a, const struct outline_passage *b)
{
	return a->section == b->section && a->heading.bytes == b->heading.bytes;
}

WIDE static void
share_write(const uint16_t *restrict share, int16_t *restrict out)
{
	int k;

	for (k = 0; k < MODEL_LABELS; k++)
		out[k] = (int16_t)(share[k] / 256);
}

/* Writes what SO_FAR has, then adds SHARE to it, up to a probability of 1. */
WIDE static void
around_write(uint32_t *restrict so_far, const uint16_t *restrict share,
    int16_t *restrict out)
{
	uint32_t sum;
	int k;

	for (k = 0; k < MODEL_LABELS; k++) {
		out[k] = (int16_t)(so_far[k] * 3 / 1024);
		sum = so_far[k] + share[k];
		so_far[k] = sum > ONE ? ONE : sum;
	}
}

static void
room_make(struct sequence *s, size_t count)
{
	if (s->cap >= count)
		return;
	s->cap = count * 2;
	s->hints = alloc_resize(s->hints, s->cap, sizeof(*s->hints));
	s->sections = alloc_resize(s->sections, s->cap, sizeof(*s->sections));
}

void
sequence_open(struct sequence *s, const struct outline *o,
    const struct impression *impressions)
{
	uint32_t before[MODEL_LABELS] = {0}, behind[MODEL_LABELS] = {0};
	uint32_t headings = 0;
	size_t i;

	s->outline = o;
	s->impressions = impressions;
	s->note = (struct sums){0};
	room_make(s, o->count);
	for (i = 0; i < o->count; i++) {
		const uint16_t *share = impressions[i].glimpse.share;
		struct hint *h = &s->hints[i];

		if (i == 0 ||
		    !same_heading(&o->passages[i - 1], &o->passages[i]))
			s->sections[headings++] = (struct sums){0};
		h->heading = headings - 1;
		sums_add(&s->sections[headings - 1], weight_of(&impressions[i]),
		    share);
		share_write(share, h->share);
		around_write(before, share, h->before);
	}
	while (headings-- > 0)
		sums_join(&s->note, &s->sections[headings]);
	while (i-- > 0)
		around_write(
		    behind, impressions[i].glimpse.share, s->hints[i].behind);
}

static void
write_neighbour(const struct sequence *s, size_t i, int step, int16_t *out)
{
	const struct outline_passage *p = s->outline->passages;
	size_t j = i + (size_t)step;

	if (j >= s->outline->count) {
		memset(out, 0, (MODEL_LABELS + 1) * sizeof(*out));
		out[MODEL_LABELS + 1] = 256;
		return;
	}
	memcpy(out, s->hints[j].share, sizeof(s->hints[j].share));
	out[MODEL_LABELS] = p[j].section != p[i].section ? 128 : 0;
	out[MODEL_LABELS + 1] = 0;
}

/* PART / BY, rounded down, for whole numbers below 2^43 and 2^34 whose quotient
 * is below 2^9: half a unit of PART is more than products and inverse lose. */
static INLINED int32_t
quotient(double part, double inverse_of_by)
{
	return (int32_t)((part + 0.5) * inverse_of_by);
}

/* The mean over SUMS without the passage of WEIGHT and SHARE: 3 / 512 of it,
 * rounded down. */
WIDE static void
write_mean(const struct sums *restrict sums, double weight,
    const uint16_t *restrict share, int16_t *restrict out)
{
	double of = 1.0 / (512 * (sums->weight - weight));
	int k;

	for (k = 0; k < MODEL_LABELS; k++)
		out[k] = (int16_t)quotient(
		    (sums->share[k] - weight * share[k]) * 3, of);
}

/* The same, which is 0 where SUMS has no other passage. */
static void
write_others(
    const struct sums *sums, const struct impression *one, int16_t *out)
{
	double weight = weight_of(one);

	if (sums->weight > weight)
		write_mean(sums, weight, one->glimpse.share, out);
	else
		memset(out, 0, MODEL_LABELS * sizeof(*out));
}

static uint32_t
size_bucket(size_t count)
{
	return count < 4    ? 0
	       : count < 8  ? 1
	       : count < 12 ? 2
	       : count < 16 ? 3
			    : 4;
}

static void
meet(struct model_view *v, uint32_t column, int16_t value)
{
	v->met[v->met_count++] = (struct model_term){column, value};
}

static void
meet_pairing(struct model_view *v, const struct sequence *s, size_t i, int step,
    uint32_t column)
{
	size_t j = i + (size_t)step;
	const struct impression *all = s->impressions;
	unsigned other =
	    j < s->outline->count ? all[j].glimpse.strongest : MODEL_LABELS;

	meet(v, column + all[i].glimpse.strongest * (MODEL_LABELS + 1u) + other,
	    77);
}

void
sequence_view(const struct sequence *s, size_t i, struct model_view *out)
{
	const struct impression *one = &s->impressions[i];
	const struct hint *h = &s->hints[i];
	int16_t *dense = out->dense, *block = dense + NEIGHBOUR;
	int step;

	out->met_count = 0;
	memcpy(
	    dense + OWN_SCORE, one->glimpse.score, sizeof(one->glimpse.score));
	memcpy(dense + OWN_SHARE, h->share, sizeof(h->share));
	for (step = -REACH; step <= REACH; step++) {
		if (step == 0)
			continue;
		write_neighbour(s, i, step, block);
		block += MODEL_LABELS + 2;
	}
	write_others(&s->note, one, dense + NOTE_SHARE);
	write_others(&s->sections[h->heading], one, dense + SECTION_SHARE);
	memcpy(dense + BEFORE, h->before, sizeof(h->before));
	memcpy(dense + BEHIND, h->behind, sizeof(h->behind));
	meet(out, POSITION + (uint32_t)(10 * i / s->outline->count), 128);
	meet(out, SIZE + size_bucket(s->outline->count), 128);
	meet_pairing(out, s, i, -1, PAIRING);
	meet_pairing(out, s, i, 1, PAIRING + MODEL_LABELS * (MODEL_LABELS + 1));
	meet(out, CONSTANT, 256);
}

/* A passage's terms as they are gathered. */
static void
term_add(struct model_term *out, size_t *count, const struct model_view *v,
    uint32_t column)
{
	if (v->dense[column] != 0)
		out[(*count)++] = (struct model_term){column, v->dense[column]};
}

/* In the order in which the trainer has always summed them. */
size_t
sequence_terms(const struct sequence *s, size_t i,
    struct model_term out[static SEQUENCE_TERMS])
{
	struct model_view v;
	size_t count = 0;
	uint32_t k;

	sequence_view(s, i, &v);
	for (k = 0; k < MODEL_LABELS; k++) {
		term_add(out, &count, &v, OWN_SCORE + k);
		term_add(out, &count, &v, OWN_SHARE + k);
	}
	for (k = NEIGHBOUR; k < BEFORE; k++)
		term_add(out, &count, &v, k);
	for (k = 0; k < MODEL_LABELS; k++) {
		term_add(out, &count, &v, BEFORE + k);
		term_add(out, &count, &v, BEHIND + k);
	}
	memcpy(out + count, v.met, v.met_count * sizeof(*v.met));
	return count + v.met_count;
}

void
sequence_gather(
    const struct model_term *terms, size_t count, struct model_view *out)
{
	size_t i;

	memset(out, 0, sizeof(*out));
	for (i = 0; i < count; i++)
		if (terms[i].column < MODEL_DENSE)
			out->dense[terms[i].column] = terms[i].value;
		else
			meet(out, terms[i].column, terms[i].value);
}
