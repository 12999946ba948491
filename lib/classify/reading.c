#include "classify/reading.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "classify/feature.h"
#include "classify/lexicon.h"
#include "classify/sequence.h"

#define MEMORY 8192 /* words whose sums are kept, a power of two */

/* A word's row: the sum of all its features' weights. */
struct word_row {
	uint64_t hash;
	uint64_t frame;
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
	const struct phrases *lexicon;
	struct word_row *memory; /* MEMORY of them */
	struct heading_row headings[2];
};

struct reading *
reading_new(const struct model *m, const struct phrases *lexicon)
{
	struct reading *r = alloc_zeroed(1, sizeof(*r));

	r->model = m;
	r->lexicon = lexicon;
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
static const struct word_row *
word_row(struct reading *r, const struct word *w, uint64_t hash)
{
	struct word_row *row = &r->memory[hash & (MEMORY - 1)];
	struct feature features[WORD_FEATURES];
	int32_t sums[MODEL_LABELS] = {0};
	size_t count, i;
	int k;

	if (row->hash == hash)
		return row;
	count = word_features(w, features);
	for (i = 0; i < count; i++)
		add_row(sums, r->model, features[i]);
	for (k = 0; k < MODEL_LABELS; k++)
		row->weights[k] = clamped(sums[k]);
	row->frame = word_frame(w);
	row->hash = hash;
	return row;
}

/* What a passage adds up to. */
struct totals {
	struct reading *reading;
	int32_t text[MODEL_LABELS];
	int32_t fixed[MODEL_LABELS];
	struct phrase_reader reader;
	label_set named; /* by the practice's lexicon */
};

static uint64_t
take_word(void *to, const struct word *w, uint64_t hash)
{
	struct totals *t = to;
	const struct phrases *lexicon = t->reading->lexicon;
	const struct word_row *row = word_row(t->reading, w, hash);
	int k;

	for (k = 0; k < MODEL_LABELS; k++)
		t->text[k] += row->weights[k];
	if (lexicon != NULL)
		t->named |= phrases_next(lexicon, &t->reader, hash);
	return row->frame;
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
add_named(int32_t *scores, label_set named)
{
	int k;

	for (k = 0; k < MODEL_LABELS; k++)
		if (named & LABEL_BIT(k + 1))
			scores[k] += LEXICON_WORTH;
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
	add_named(one->first, t.named);
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

/* Puts a word among the cues where it belongs; a word counts once. */
static void
cue_add(struct cues *c, struct span word, int32_t speaks)
{
	size_t i;

	if (speaks <= 0 ||
	    (c->count == READING_CUES && speaks <= c->speak[READING_CUES - 1]))
		return;
	for (i = 0; i < c->count; i++)
		if (span_equal(c->words[i], word))
			return;
	if (c->count < READING_CUES)
		c->count++;
	for (i = c->count - 1; i > 0 && c->speak[i - 1] < speaks; i--) {
		c->speak[i] = c->speak[i - 1];
		c->words[i] = c->words[i - 1];
	}
	c->speak[i] = speaks;
	c->words[i] = word;
}

void
reading_again(struct reading *r, size_t i, int k, const struct phrases *phrases,
    struct cues *cues, uint32_t *found)
{
	struct span text = r->outline.passages[i].text;
	struct phrase_reader reader = {{0}};
	struct word w;
	uint64_t hash;
	size_t at = 0;

	cues->count = 0;
	*found = 0;
	while (word_next(text.bytes, text.len, &at, &w)) {
		if (w.kind == WORD_MARK &&
		    (w.text[0] == '.' || w.text[0] == ','))
			continue;
		hash = word_hash(&w);
		*found |= phrases_next(phrases, &reader, hash);
		if (w.kind != WORD_MARK)
			cue_add(cues,
			    (struct span){
				text.bytes + w.start, w.end - w.start},
			    word_speaks(word_row(r, &w, hash)->weights, k));
	}
}
