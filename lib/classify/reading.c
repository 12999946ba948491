#include "classify/reading.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "classify/feature.h"
#include "classify/sequence.h"

#define MEMORY 8192 /* words whose sums are kept, a power of two */

/* A word's row: the sum of all its features' weights. */
struct word_row {
	uint64_t hash;
	int16_t weights[MODEL_LABELS];
};

/* A heading's row, kept while it stays the same. */
struct heading_row {
	struct span heading;
	int32_t weights[MODEL_LABELS];
};

struct reading {
	const struct model *model;
	struct outline outline;
	struct impression *impressions;
	size_t cap;
	struct sequence *sequence;
	struct word_row *memory; /* MEMORY of them */
	struct heading_row headings[2];
};

struct reading *
reading_new(const struct model *m)
{
	struct reading *r = alloc_zeroed(1, sizeof(*r));

	r->model = m;
	r->memory = alloc_zeroed(MEMORY, sizeof(*r->memory));
	r->sequence = sequence_new();
	return r;
}

void
reading_free(struct reading *r)
{
	if (r == NULL)
		return;
	outline_free(&r->outline);
	sequence_free(r->sequence);
	free(r->impressions);
	free(r->memory);
	free(r);
}

static void
add_row(int32_t *sums, const struct model *m, struct feature f)
{
	const int8_t *row = model_row(m, f.hash);
	int32_t worth = feature_worth[f.kind];
	int k;

	for (k = 0; k < MODEL_LABELS; k++)
		sums[k] += row[k] * worth;
}

static int16_t
clamped(int32_t n)
{
	return (int16_t)(n > INT16_MAX	 ? INT16_MAX
			 : n < INT16_MIN ? INT16_MIN
					 : n);
}

/* The sum over a word's features, from memory where it is there. */
static const int16_t *
word_weights(struct reading *r, const struct word *w, uint64_t hash)
{
	struct word_row *row = &r->memory[hash & (MEMORY - 1)];
	struct feature features[WORD_FEATURES];
	int32_t sums[MODEL_LABELS] = {0};
	size_t count, i;
	int k;

	if (row->hash == hash)
		return row->weights;
	count = word_features(w, features);
	for (i = 0; i < count; i++)
		add_row(sums, r->model, features[i]);
	for (k = 0; k < MODEL_LABELS; k++)
		row->weights[k] = clamped(sums[k]);
	row->hash = hash;
	return row->weights;
}

/* What a passage adds up to. */
struct totals {
	struct reading *reading;
	int32_t text[MODEL_LABELS];
	int32_t fixed[MODEL_LABELS];
};

static void
take_word(void *to, const struct word *w, uint64_t hash)
{
	struct totals *t = to;
	const int16_t *weights = word_weights(t->reading, w, hash);
	int k;

	for (k = 0; k < MODEL_LABELS; k++)
		t->text[k] += weights[k];
}

static void
take_other(void *to, struct feature f)
{
	struct totals *t = to;

	add_row(
	    f.kind < FEATURE_TITLE ? t->text : t->fixed, t->reading->model, f);
}

static void
add_heading(struct totals *t, enum heading_rank rank, struct span heading)
{
	struct heading_row *row = &t->reading->headings[rank];
	struct totals own = {.reading = t->reading};
	struct feature_sink sink = {&own, take_word, take_other};
	int k;

	if (heading.bytes == NULL)
		return;
	if (row->heading.bytes != heading.bytes ||
	    row->heading.len != heading.len) {
		heading_features(&sink, rank, heading);
		row->heading = heading;
		memcpy(row->weights, own.fixed, sizeof(row->weights));
	}
	for (k = 0; k < MODEL_LABELS; k++)
		t->fixed[k] += row->weights[k];
}

static void
passage_read(struct reading *r, size_t i)
{
	const struct outline_passage *p = &r->outline.passages[i];
	struct impression *one = &r->impressions[i];
	struct totals t = {.reading = r};
	struct feature_sink sink = {&t, take_word, take_other};
	unsigned words;

	words =
	    passage_features(&sink, p->text, i == 0, i + 1 == r->outline.count);
	add_heading(&t, HEADING_SECTION, p->title);
	add_heading(&t, HEADING_WITHIN, p->heading);
	model_first(r->model, t.text, t.fixed, words, one->first);
	model_softmax(r->model, one->first, one->first_share);
	one->letters = (unsigned)p->text.len;
}

void
reading_first(
    struct reading *r, const struct section *sections, size_t section_count)
{
	size_t i;

	memset(r->headings, 0, sizeof(r->headings));
	outline_read(&r->outline, sections, section_count);
	if (r->cap < r->outline.count) {
		r->cap = r->outline.count * 2;
		r->impressions = alloc_resize(
		    r->impressions, r->cap, sizeof(*r->impressions));
	}
	for (i = 0; i < r->outline.count; i++)
		passage_read(r, i);
}

void
reading_second(struct reading *r)
{
	struct model_term terms[SEQUENCE_TERMS];
	int32_t scores[MODEL_LABELS];
	size_t i, count;

	sequence_open(r->sequence, &r->outline, r->impressions);
	for (i = 0; i < r->outline.count; i++) {
		count = sequence_terms(r->sequence, i, terms);
		model_second(r->model, terms, count, scores);
		model_softmax(r->model, scores, r->impressions[i].share);
	}
}

void
reading_read(
    struct reading *r, const struct section *sections, size_t section_count)
{
	reading_first(r, sections, section_count);
	reading_second(r);
}

const struct outline *
reading_outline(const struct reading *r)
{
	return &r->outline;
}

const struct impression *
reading_impressions(const struct reading *r)
{
	return r->impressions;
}

/* How much a word speaks for label K against the mean of the others. */
static int32_t
word_speaks(const int16_t *weights, int k)
{
	int32_t sum = 0;
	int j;

	for (j = 0; j < MODEL_LABELS; j++)
		sum += weights[j];
	return weights[k] * MODEL_LABELS - sum;
}

size_t
reading_cues(struct reading *r, size_t i, int k, struct span *cues, size_t max)
{
	struct span text = r->outline.passages[i].text;
	int32_t speaks[8];
	size_t count = 0, at = 0, to, j;
	struct word w;

	if (max > sizeof(speaks) / sizeof(speaks[0]))
		max = sizeof(speaks) / sizeof(speaks[0]);
	while (word_next(text.bytes, text.len, &at, &w)) {
		struct span cue = {text.bytes + w.start, w.end - w.start};
		int32_t s;

		if (w.kind == WORD_MARK)
			continue;
		s = word_speaks(word_weights(r, &w, word_hash(&w)), k);
		if (s <= 0 || (count == max && s <= speaks[count - 1]))
			continue;
		for (j = 0; j < count; j++)
			if (span_equal(cues[j], cue))
				break;
		if (j < count)
			continue;
		if (count < max)
			count++;
		for (to = count - 1; to > 0 && speaks[to - 1] < s; to--) {
			speaks[to] = speaks[to - 1];
			cues[to] = cues[to - 1];
		}
		speaks[to] = s;
		cues[to] = cue;
	}
	return count;
}
