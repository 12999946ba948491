#include "classify/reading.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "classify/feature.h"
#include "classify/lexicon.h"
#include "classify/sequence.h"
#include "classify/split.h"

#define MEMORY 16384 /* words whose sums are kept, a power of two */
#define KEPT 65536   /* words of a note whose weights are kept for its cues */
#define WAITING 16   /* rows on their way from memory */

/* A word's row: the sum of all its features' weights.  One cache line. */
struct word_row {
	_Alignas(64) uint64_t hash;
	uint64_t frame[2]; /* small first letter, capital first letter */
	int16_t weights[MODEL_LABELS];
	int32_t sum; /* of the weights */
};

/* A heading's row, kept while it stays the same. */
struct heading_row {
	struct span heading;
	int32_t weights[MODEL_LABELS];
};

/* A word of the note, kept for its cues. */
struct kept_word {
	uint32_t start; /* bytes of its passage */
	uint32_t end;
	int32_t sum;
	int16_t weights[MODEL_LABELS];
};

struct reading {
	const struct model *model;
	struct outline outline;
	struct impression *impressions;
	size_t cap;
	struct sequence *sequence;
	struct kept_word *kept; /* of the whole note */
	size_t kept_count;
	size_t kept_cap;
	const struct phrases *lexicon;
	const struct phrases *sensitive;
	struct word_row *memory; /* MEMORY of them */
	struct heading_row headings[2];
};

static struct word_row *
rows_new(void)
{
	size_t size = MEMORY * sizeof(struct word_row);
	struct word_row *rows = aligned_alloc(sizeof(*rows), size);

	if (rows == NULL) /* ends the process as every allocation does */
		rows = alloc_bytes(SIZE_MAX);
	memset(rows, 0, size);
	return rows;
}

struct reading *
reading_new(const struct model *m, const struct phrases *lexicon,
    const struct phrases *sensitive)
{
	struct reading *r = alloc_zeroed(1, sizeof(*r));

	r->model = m;
	r->lexicon = lexicon;
	r->sensitive = sensitive;
	r->memory = rows_new();
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
	free(r->kept);
	free(r);
}

static inline void
add_row(int32_t *sums, const int8_t *row, int16_t worth)
{
	int k;

	for (k = 0; k < MODEL_LABELS; k++)
		sums[k] += (int16_t)(row[k] * worth);
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
	struct word either;
	size_t count, i;
	int k;

	if (row->hash == hash)
		return row;
	count = word_features(w, features);
	for (i = 0; i < count; i++)
		add_row(sums, model_row(r->model, features[i].hash),
		    feature_worth[features[i].kind]);
	row->sum = 0;
	for (k = 0; k < MODEL_LABELS; k++) {
		row->weights[k] = clamped(sums[k]);
		row->sum += row->weights[k];
	}
	/* The hash does not tell a capital; the frame does. */
	either = *w;
	either.capital = false;
	row->frame[0] = word_frame(&either);
	either.capital = true;
	row->frame[1] = word_frame(&either);
	row->hash = hash;
	return row;
}

/* What a passage adds up to. */
struct totals {
	struct reading *reading;
	int32_t text[MODEL_LABELS];
	int32_t fixed[MODEL_LABELS];
	struct phrase_reader reader;
	struct phrase_reader sensitive_reader;
	label_set named; /* by the practice's lexicon */
	sensitivity_set sensitivity;
	struct {
		const int8_t *row;
		int32_t *sums;
		int16_t worth;
	} rows[WAITING]; /* asked for, not yet added */
	unsigned waiting;
};

static void
keep_word(struct reading *r, const struct word *w, const struct word_row *row)
{
	struct kept_word *kept;

	if (r->kept_count == KEPT)
		return;
	if (r->kept_count == r->kept_cap) {
		r->kept_cap = r->kept_cap == 0 ? 1024 : r->kept_cap * 2;
		r->kept = alloc_resize(r->kept, r->kept_cap, sizeof(*r->kept));
	}
	kept = &r->kept[r->kept_count++];
	kept->start = (uint32_t)w->start;
	kept->end = (uint32_t)w->end;
	kept->sum = row->sum;
	memcpy(kept->weights, row->weights, sizeof(kept->weights));
}

static uint64_t
take_word(void *to, const struct word *w, uint64_t hash)
{
	struct totals *t = to;
	const struct phrases *lexicon = t->reading->lexicon;
	const struct phrases *sensitive = t->reading->sensitive;
	const struct word_row *row = word_row(t->reading, w, hash);
	int k;

	for (k = 0; k < MODEL_LABELS; k++)
		t->text[k] += row->weights[k];
	if (lexicon != NULL)
		t->named |= phrases_next(lexicon, &t->reader, hash);
	if (sensitive != NULL)
		t->sensitivity |=
		    phrases_next(sensitive, &t->sensitive_reader, hash);
	if (w->kind != WORD_MARK)
		keep_word(t->reading, w, row);
	return row->frame[w->capital ? 1 : 0];
}

static void
drain(struct totals *t)
{
	unsigned i;

	for (i = 0; i < t->waiting; i++)
		add_row(t->rows[i].sums, t->rows[i].row, t->rows[i].worth);
	t->waiting = 0;
}

static void
take_other(void *to, struct feature f)
{
	struct totals *t = to;
	const int8_t *row = model_row(t->reading->model, f.hash);

	__builtin_prefetch(row);
	if (t->waiting == WAITING)
		drain(t);
	t->rows[t->waiting].row = row;
	t->rows[t->waiting].worth = feature_worth[f.kind];
	t->rows[t->waiting++].sums =
	    f.kind < FEATURE_TITLE ? t->text : t->fixed;
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
		drain(&own);
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

	one->kept = r->kept_count;
	words =
	    passage_features(&sink, p->text, i == 0, i + 1 == r->outline.count);
	drain(&t);
	add_heading(&t, HEADING_SECTION, p->title);
	add_heading(&t, HEADING_WITHIN, p->heading);
	model_first(r->model, t.text, t.fixed, words, one->first);
	add_named(one->first, t.named);
	model_softmax(r->model, one->first, one->first_share);
	one->letters = (unsigned)p->text.len;
	one->kept_count = r->kept_count - one->kept;
	one->sensitivity = t.sensitivity;
}

/* Cuts passage I where it runs on; returns how many passages it is now. */
static size_t
run_on_cut(struct reading *r, size_t i)
{
	struct span text = r->outline.passages[i].text;
	struct split_word words[SPLIT_WORDS];
	size_t cuts[SPLIT_WORDS], count = 0, n, j, at = 0;
	struct word w;

	if (!split_runs_on(text))
		return 1;
	while (
	    count < SPLIT_WORDS && word_next(text.bytes, text.len, &at, &w)) {
		if (w.kind == WORD_MARK)
			continue;
		words[count].start = w.start;
		memcpy(words[count++].weights,
		    word_row(r, &w, word_hash(&w))->weights,
		    sizeof(words->weights));
	}
	n = split_find(words, count, cuts);
	for (j = 0; j < n; j++)
		cuts[j] = words[cuts[j]].start;
	outline_cut(&r->outline, i, cuts, n);
	return n + 1;
}

static void
passages_read(struct reading *r)
{
	size_t i;

	memset(r->headings, 0, sizeof(r->headings));
	r->kept_count = 0;
	if (r->cap < r->outline.count) {
		r->cap = r->outline.count * 2;
		r->impressions = alloc_resize(
		    r->impressions, r->cap, sizeof(*r->impressions));
	}
	for (i = 0; i < r->outline.count; i++)
		passage_read(r, i);
}

void
reading_first(
    struct reading *r, const struct section *sections, size_t section_count)
{
	outline_read(&r->outline, sections, section_count);
	passages_read(r);
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
	size_t i;

	outline_read(&r->outline, sections, section_count);
	for (i = 0; i < r->outline.count;)
		i += run_on_cut(r, i);
	passages_read(r);
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
reading_cues(const struct reading *r, size_t i, int k, struct cues *cues)
{
	const struct impression *one = &r->impressions[i];
	struct span text = r->outline.passages[i].text;
	size_t j;

	cues->count = 0;
	for (j = one->kept; j < one->kept + one->kept_count; j++) {
		const struct kept_word *w = &r->kept[j];
		int32_t speaks = w->weights[k] * MODEL_LABELS - w->sum;

		if (speaks > 0)
			cue_add(cues,
			    (struct span){
				text.bytes + w->start, w->end - w->start},
			    speaks);
	}
}
