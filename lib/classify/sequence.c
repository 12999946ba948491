#include "classify/sequence.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "classify/wide.h"

#define REACH 2		 /* neighbours on each side */
#define DEPTH (12 * 256) /* a score this far below the best says no more */
#define ONE 65536	 /* a probability of 1 */

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

/* What a passage says of itself to its own view and to its neighbours', as
 * values of terms. */
struct glimpse {
	int16_t score[MODEL_LABELS]; /* below the strongest */
	int16_t share[MODEL_LABELS];
	int16_t before[MODEL_LABELS]; /* how much of each label stands there, */
	int16_t behind[MODEL_LABELS]; /* one passage at most */
	int strongest;
	uint32_t heading; /* which sums it belongs to */
};

struct sequence {
	const struct outline *outline;
	const struct impression *impressions;
	struct sums note;
	struct sums *sections; /* by heading */
	struct glimpse *glimpses;
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
	free(s->glimpses);
	free(s);
}

static INLINED void
sums_add(struct sums *s, const struct impression *one)
{
	double weight = (double)one->letters + 1;
	int k;

	s->weight += weight;
	for (k = 0; k < MODEL_LABELS; k++)
		s->share[k] += weight * one->first_share[k];
}

static INLINED void
sums_join(struct sums *s, const struct sums *part)
{
	int k;

	s->weight += part->weight;
	for (k = 0; k < MODEL_LABELS; k++)
		s->share[k] += part->share[k];
}

static INLINED bool
same_heading(const struct outline_passage *a, const struct outline_passage *b)
{
	return a->section == b->section && a->heading.bytes == b->heading.bytes;
}

/* The first of the highest scores. */
static INLINED int
strongest(const int32_t *scores)
{
	int32_t most = scores[0];
	int k, first = MODEL_LABELS;

	for (k = 1; k < MODEL_LABELS; k++)
		most = scores[k] > most ? scores[k] : most;
	for (k = 0; k < MODEL_LABELS; k++)
		first = scores[k] == most && k < first ? k : first;
	return first;
}

static INLINED void
glimpse_own(struct glimpse *g, const struct impression *one)
{
	int32_t most, below;
	int k;

	g->strongest = strongest(one->first);
	most = one->first[g->strongest];
	for (k = 0; k < MODEL_LABELS; k++) {
		below = most - one->first[k];
		below = below > DEPTH ? DEPTH : below;
		g->score[k] = (int16_t) - ((uint16_t)(below * 3) / 10);
		g->share[k] = (int16_t)(one->first_share[k] / 256);
	}
}

/* Writes what SO_FAR has, then adds ONE to it, up to a probability of 1. */
static INLINED void
around_write(uint32_t *so_far, const struct impression *one, int16_t *out)
{
	uint32_t sum;
	int k;

	for (k = 0; k < MODEL_LABELS; k++) {
		out[k] = (int16_t)(so_far[k] * 3 / 1024);
		sum = so_far[k] + one->first_share[k];
		so_far[k] = sum > ONE ? ONE : sum;
	}
}

static void
room_make(struct sequence *s, size_t count)
{
	if (s->cap >= count)
		return;
	s->cap = count * 2;
	s->glimpses = alloc_resize(s->glimpses, s->cap, sizeof(*s->glimpses));
	s->sections = alloc_resize(s->sections, s->cap, sizeof(*s->sections));
}

WIDE void
sequence_open(struct sequence *s, const struct outline *o,
    const struct impression *impressions)
{
	uint32_t before[MODEL_LABELS] = {0}, behind[MODEL_LABELS] = {0};
	uint32_t headings = 0;
	struct glimpse *g;
	size_t i;

	s->outline = o;
	s->impressions = impressions;
	s->note = (struct sums){0};
	room_make(s, o->count);
	for (i = 0; i < o->count; i++) {
		g = &s->glimpses[i];
		if (i == 0 ||
		    !same_heading(&o->passages[i - 1], &o->passages[i]))
			s->sections[headings++] = (struct sums){0};
		g->heading = headings - 1;
		sums_add(&s->sections[headings - 1], &impressions[i]);
		glimpse_own(g, &impressions[i]);
		around_write(before, &impressions[i], g->before);
	}
	while (headings-- > 0)
		sums_join(&s->note, &s->sections[headings]);
	while (i-- > 0)
		around_write(behind, &impressions[i], s->glimpses[i].behind);
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
	memcpy(out, s->glimpses[j].share, sizeof(s->glimpses[j].share));
	out[MODEL_LABELS] = p[j].section != p[i].section ? 128 : 0;
	out[MODEL_LABELS + 1] = 0;
}

/* The mean over SUMS without the passage itself: 3 / 512 of it, rounded down.
 * A product with the inverse is off by one at most, and what it leaves, which
 * is exact, shows it. */
WIDE static void
write_mean(const struct sums *sums, const struct impression *one, int16_t *out)
{
	double own = (double)one->letters + 1, by = 512 * (sums->weight - own);
	double of, part, rest;
	int32_t q;
	int k;

	if (sums->weight <= own) {
		memset(out, 0, MODEL_LABELS * sizeof(*out));
		return;
	}
	of = 1.0 / by;
	for (k = 0; k < MODEL_LABELS; k++) {
		part = (sums->share[k] - own * one->first_share[k]) * 3;
		q = (int32_t)(part * of);
		rest = part - q * by;
		q += (rest >= by) - (rest < 0);
		out[k] = (int16_t)q;
	}
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
	int other =
	    j < s->outline->count ? s->glimpses[j].strongest : MODEL_LABELS;

	meet(v,
	    column + (uint32_t)(s->glimpses[i].strongest * (MODEL_LABELS + 1) +
				other),
	    77);
}

void
sequence_view(const struct sequence *s, size_t i, struct model_view *out)
{
	const struct impression *one = &s->impressions[i];
	const struct glimpse *g = &s->glimpses[i];
	int16_t *dense = out->dense, *block = dense + NEIGHBOUR;
	int step;

	out->met_count = 0;
	memcpy(dense + OWN_SCORE, g->score, sizeof(g->score));
	memcpy(dense + OWN_SHARE, g->share, sizeof(g->share));
	for (step = -REACH; step <= REACH; step++) {
		if (step == 0)
			continue;
		write_neighbour(s, i, step, block);
		block += MODEL_LABELS + 2;
	}
	write_mean(&s->note, one, dense + NOTE_SHARE);
	write_mean(&s->sections[g->heading], one, dense + SECTION_SHARE);
	memcpy(dense + BEFORE, g->before, sizeof(g->before));
	memcpy(dense + BEHIND, g->behind, sizeof(g->behind));
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
