#include "classify/sequence.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

#define REACH 2		  /* neighbours on each side */
#define FLOOR (-12 * 256) /* a score lower than this says no more */
#define ONE 65536	  /* a probability of 1 */

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

struct sums {
	uint64_t weight;
	uint64_t share[MODEL_LABELS]; /* weighted */
};

struct sequence {
	const struct outline *outline;
	const struct impression *impressions;
	struct sums note;
	struct sums *sections; /* by heading */
	size_t section_cap;
	uint32_t *heading;	       /* which sums a passage belongs to */
	uint64_t before[MODEL_LABELS]; /* plain sums of those already passed */
	uint64_t total[MODEL_LABELS];
	size_t next;
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
	if (s == NULL)
		return;
	free(s->sections);
	free(s->heading);
	free(s);
}

static void
sums_add(struct sums *s, const struct impression *one)
{
	uint64_t weight = one->letters + 1;
	int k;

	s->weight += weight;
	for (k = 0; k < MODEL_LABELS; k++)
		s->share[k] += weight * one->first_share[k];
}

static bool
same_heading(const struct outline_passage *a, const struct outline_passage *b)
{
	return a->section == b->section && a->heading.bytes == b->heading.bytes;
}

void
sequence_open(struct sequence *s, const struct outline *o,
    const struct impression *impressions)
{
	size_t i, headings = 0;
	int k;

	s->outline = o;
	s->impressions = impressions;
	s->next = 0;
	s->note = (struct sums){0};
	memset(s->before, 0, sizeof(s->before));
	memset(s->total, 0, sizeof(s->total));
	if (s->cap < o->count) {
		s->cap = o->count * 2;
		s->heading =
		    alloc_resize(s->heading, s->cap, sizeof(*s->heading));
		s->sections =
		    alloc_resize(s->sections, s->cap, sizeof(*s->sections));
	}
	for (i = 0; i < o->count; i++) {
		if (i == 0 ||
		    !same_heading(&o->passages[i - 1], &o->passages[i]))
			s->sections[headings++] = (struct sums){0};
		s->heading[i] = (uint32_t)(headings - 1);
		sums_add(&s->note, &impressions[i]);
		sums_add(&s->sections[headings - 1], &impressions[i]);
		for (k = 0; k < MODEL_LABELS; k++)
			s->total[k] += impressions[i].first_share[k];
	}
}

/* Terms as they are gathered. */
struct terms {
	struct model_term *out;
	size_t count;
};

static void
add(struct terms *t, uint32_t column, int64_t value)
{
	if (value != 0)
		t->out[t->count++] =
		    (struct model_term){column, (int32_t)value};
}

static int
strongest(const struct impression *one)
{
	int k, most = 0;

	for (k = 1; k < MODEL_LABELS; k++)
		if (one->first[k] > one->first[most])
			most = k;
	return most;
}

static void
add_own(struct terms *t, const struct impression *one)
{
	int32_t most = one->first[strongest(one)];
	int k;

	for (k = 0; k < MODEL_LABELS; k++) {
		int32_t below = one->first[k] - most;

		add(t, OWN_SCORE + (uint32_t)k,
		    (below < FLOOR ? FLOOR : below) * 3 / 10);
		add(t, OWN_SHARE + (uint32_t)k, one->first_share[k] / 256);
	}
}

static void
add_neighbour(struct terms *t, const struct sequence *s, size_t i, int step,
    uint32_t column)
{
	size_t j = i + (size_t)step;
	int k;

	if (j >= s->outline->count) {
		add(t, column + MODEL_LABELS + 1, 256);
		return;
	}
	for (k = 0; k < MODEL_LABELS; k++)
		add(t, column + (uint32_t)k,
		    s->impressions[j].first_share[k] / 256);
	if (s->outline->passages[j].section != s->outline->passages[i].section)
		add(t, column + MODEL_LABELS, 128);
}

/* The mean over SUMS without the passage itself. */
static void
add_mean(struct terms *t, const struct sums *sums, const struct impression *one,
    uint32_t column)
{
	uint64_t own = one->letters + 1;
	int k;

	if (sums->weight <= own)
		return;
	for (k = 0; k < MODEL_LABELS; k++)
		add(t, column + (uint32_t)k,
		    (int64_t)((sums->share[k] - own * one->first_share[k]) * 3 /
			      2 / 256 / (sums->weight - own)));
}

/* How much of each label stands before and behind, one passage at most. */
static void
add_around(struct terms *t, const struct sequence *s, size_t i)
{
	const struct impression *one = &s->impressions[i];
	int k;

	for (k = 0; k < MODEL_LABELS; k++) {
		uint64_t before = s->before[k];
		uint64_t behind = s->total[k] - before - one->first_share[k];

		add(t, BEFORE + (uint32_t)k,
		    (int64_t)(before > ONE ? ONE : before) * 3 / 1024);
		add(t, BEHIND + (uint32_t)k,
		    (int64_t)(behind > ONE ? ONE : behind) * 3 / 1024);
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
add_pairing(struct terms *t, const struct sequence *s, size_t i, int step,
    uint32_t column)
{
	size_t j = i + (size_t)step;
	int other = j < s->outline->count ? strongest(&s->impressions[j])
					  : MODEL_LABELS;

	add(t,
	    column +
		(uint32_t)(strongest(&s->impressions[i]) * (MODEL_LABELS + 1) +
			   other),
	    77);
}

size_t
sequence_terms(
    struct sequence *s, size_t i, struct model_term out[static SEQUENCE_TERMS])
{
	const struct impression *one = &s->impressions[i];
	struct terms t = {.out = out};
	uint32_t block = NEIGHBOUR;
	int step, k;

	for (; s->next < i; s->next++)
		for (k = 0; k < MODEL_LABELS; k++)
			s->before[k] += s->impressions[s->next].first_share[k];
	add_own(&t, one);
	for (step = -REACH; step <= REACH; step++) {
		if (step == 0)
			continue;
		add_neighbour(&t, s, i, step, block);
		block += MODEL_LABELS + 2;
	}
	add_mean(&t, &s->note, one, NOTE_SHARE);
	add_mean(&t, &s->sections[s->heading[i]], one, SECTION_SHARE);
	add_around(&t, s, i);
	add(&t, POSITION + (uint32_t)(10 * i / s->outline->count), 128);
	add(&t, SIZE + size_bucket(s->outline->count), 128);
	add_pairing(&t, s, i, -1, PAIRING);
	add_pairing(&t, s, i, 1, PAIRING + MODEL_LABELS * (MODEL_LABELS + 1));
	add(&t, CONSTANT, 256);
	return t.count;
}
