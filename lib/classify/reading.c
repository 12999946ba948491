#include "classify/reading.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "classify/feature.h"
#include "classify/hash.h"
#include "classify/lexicon.h"
#include "classify/memory.h"
#include "classify/sequence.h"
#include "classify/split.h"
#include "classify/sum.h"
#include "classify/walk.h"

#define ROWS 64 /* that are added together: 16 bits hold 255 sums of 8 */

/* A heading's weights, under a hash of its rank and bytes. */
struct heading_row {
	uint64_t hash;
	int32_t weights[MODEL_LABELS];
};

/* A word of the note, kept for its cues. */
struct kept_word {
	uint32_t start; /* bytes of its passage */
	uint32_t end;
	const struct memory_word *word;
};

#define HEADINGS 256 /* that are remembered, each in the place of its hash */
#define UNDER_WAY 4  /* passages, see passages_read */

/* Rows of one worth, on their way from memory. */
struct rows {
	const int8_t *waiting[ROWS];
	unsigned count;
};

/* What a passage adds up to. */
struct totals {
	struct reading *reading;
	struct span passage;
	unsigned word_count;
	size_t at; /* behind the words that were found */
	struct found_word words[MEMORY_BATCH];
	size_t found;
	int32_t text[MODEL_LABELS];
	int32_t fixed[MODEL_LABELS];
	struct rows rows[FEATURE_KINDS];
	struct phrase_reader reader;
	struct phrase_reader sensitive_reader;
	label_set named; /* by the practice's lexicon */
	sensitivity_set sensitivity;
};

struct reading {
	const struct model *model;
	struct outline outline;
	struct impression *impressions;
	size_t cap;
	size_t uncut; /* the first passage not yet looked at for cuts */
	struct sequence *sequence;
	struct kept_word *kept; /* of the whole note */
	size_t kept_count;
	size_t kept_cap;
	const struct phrases *lexicon;
	const struct phrases *sensitive;
	struct memory *memory;
	struct heading_row headings[HEADINGS];
	struct span heading[2];	       /* the last one of each rank */
	struct heading_row current[2]; /* and its row */
	struct totals totals[UNDER_WAY];
};

struct reading *
reading_new(const struct model *m, const struct phrases *lexicon,
    const struct phrases *sensitive)
{
	struct reading *r = alloc_zeroed(1, sizeof(*r));

	r->model = m;
	r->lexicon = lexicon;
	r->sensitive = sensitive;
	r->memory = memory_new(m, lexicon, sensitive);
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
	memory_free(r->memory);
	free(r->kept);
	free(r);
}

static void
totals_open(struct totals *t, struct reading *r, struct span passage)
{
	int kind;

	t->reading = r;
	t->passage = passage;
	t->at = t->found = 0;
	memset(t->text, 0, sizeof(t->text));
	memset(t->fixed, 0, sizeof(t->fixed));
	for (kind = 0; kind < FEATURE_KINDS; kind++)
		t->rows[kind].count = 0;
	t->reader = t->sensitive_reader = (struct phrase_reader){0};
	t->named = 0;
	t->sensitivity = 0;
}

/* Adds the rows that wait. */
static void
rows_add(struct totals *t, int kind)
{
	sum_rows(t->rows[kind].waiting, t->rows[kind].count,
	    feature_worth[kind], kind < FEATURE_TITLE ? t->text : t->fixed);
	t->rows[kind].count = 0;
}

static void
totals_end(struct totals *t)
{
	int kind;

	for (kind = 0; kind < FEATURE_KINDS; kind++)
		if (t->rows[kind].count > 0)
			rows_add(t, kind);
}

/* The room for N more words, most of them kept. */
static struct kept_word *
kept_room(struct reading *r, size_t n)
{
	while (r->kept_cap - r->kept_count < n) {
		r->kept_cap = r->kept_cap == 0 ? 1024 : r->kept_cap * 2;
		r->kept = alloc_resize(r->kept, r->kept_cap, sizeof(*r->kept));
	}
	return r->kept + r->kept_count;
}

/* Keeps the words found, and adds their weights. */
static void
words_add(struct totals *t)
{
	struct reading *r = t->reading;
	struct kept_word *kept = kept_room(r, t->found);
	size_t left = MEMORY_NOTE - r->kept_count;
	const int16_t *weights[MEMORY_BATCH];
	size_t i, count = 0;

	for (i = 0; i < t->found; i++) {
		const struct found_word *f = &t->words[i];
		unsigned type = f->word->view.type;

		if (type == TYPE_STOP)
			continue;
		weights[count++] = f->word->weights;
		if (type < TYPE_MARK && left > 0) {
			left--;
			*kept++ = (struct kept_word){
			    (uint32_t)f->start, (uint32_t)f->end, f->word};
		}
	}
	r->kept_count = (size_t)(kept - r->kept);
	sum_weights(weights, count, t->text);
}

static void
take_phrases(struct totals *t, uint64_t hash)
{
	const struct reading *r = t->reading;

	if (r->lexicon != NULL)
		t->named |= phrases_next(r->lexicon, &t->reader, hash);
	if (r->sensitive != NULL)
		t->sensitivity |=
		    phrases_next(r->sensitive, &t->sensitive_reader, hash);
}

/* More words of the passage than those that were found at first. */
static bool
more_words(struct totals *t)
{
	struct memory *m = t->reading->memory;

	t->found = memory_read(m, t->passage, &t->at, t->words);
	words_add(t);
	return t->found > 0;
}

/* A walk over a passage's words: what its loop holds in registers, of which
 * the totals know at its end. */
struct walk {
	struct totals *totals;
	const int8_t *first;
	unsigned shift;
	size_t next;
	unsigned counts[FEATURE_KINDS]; /* of rows */
};

static INLINED const struct word_view *
take_word(void *to)
{
	struct walk *w = to;
	struct totals *t = w->totals;
	const struct memory_word *word;

	if (w->next == t->found) {
		if (t->at >= t->passage.len || !more_words(t))
			return NULL;
		w->next = 0;
	}
	word = t->words[w->next++].word;
	if ((word->begins || t->reader.any || t->sensitive_reader.any) &&
	    word->view.type != TYPE_STOP)
		take_phrases(t, word->view.hash);
	return &word->view;
}

static INLINED void
take_other(void *to, struct feature f)
{
	struct walk *w = to;
	const int8_t *row = w->first + (f.hash >> w->shift) * MODEL_LABELS;

	__builtin_prefetch(row);
	w->totals->rows[f.kind].waiting[w->counts[f.kind]++] = row;
	if (w->counts[f.kind] == ROWS) {
		w->totals->rows[f.kind].count = ROWS;
		rows_add(w->totals, (int)f.kind);
		w->counts[f.kind] = 0;
	}
}

static INLINED struct walk
walk_begin(struct totals *t)
{
	const struct model *m = t->reading->model;

	return (struct walk){
	    .totals = t, .first = m->first, .shift = 64 - m->head.bits};
}

static INLINED void
walk_end(const struct walk *w)
{
	int kind;

	for (kind = 0; kind < FEATURE_KINDS; kind++)
		w->totals->rows[kind].count = w->counts[kind];
}

static uint64_t
heading_hash(enum heading_rank rank, struct span heading)
{
	uint64_t h = hash_begin((enum seed)(rank + 1));
	size_t i;

	for (i = 0; i < heading.len; i++)
		h = hash_add(h, (unsigned char)heading.bytes[i]);
	return hash_end(h);
}

/* The row of HEADING, from memory where it is there. */
static const struct heading_row *
heading_row(struct reading *r, enum heading_rank rank, struct span heading)
{
	uint64_t hash = heading_hash(rank, heading);
	struct heading_row *row = &r->headings[hash % HEADINGS];
	struct feature_sink sink = {NULL, NULL, take_other};
	struct totals own;
	struct walk walk;

	if (row->hash == hash)
		return row;
	totals_open(&own, r, heading);
	walk = walk_begin(&own);
	sink.to = &walk;
	heading_features(&sink, rank, heading);
	walk_end(&walk);
	totals_end(&own);
	row->hash = hash;
	memcpy(row->weights, own.fixed, sizeof(row->weights));
	return row;
}

static void
add_heading(struct totals *t, enum heading_rank rank, struct span heading)
{
	struct reading *r = t->reading;
	struct span *last = &r->heading[rank];
	int k;

	if (heading.bytes == NULL)
		return;
	if (last->bytes != heading.bytes || last->len != heading.len) {
		r->current[rank] = *heading_row(r, rank, heading);
		*last = heading;
	}
	for (k = 0; k < MODEL_LABELS; k++)
		t->fixed[k] += r->current[rank].weights[k];
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
impressions_room(struct reading *r)
{
	if (r->cap >= r->outline.count)
		return;
	r->cap = r->outline.count * 2;
	r->impressions =
	    alloc_resize(r->impressions, r->cap, sizeof(*r->impressions));
}

/* Finds the first words of passage I. */
static void
passage_open(struct reading *r, size_t i)
{
	struct totals *t = &r->totals[i % UNDER_WAY];

	totals_open(t, r, r->outline.passages[i].text);
	t->found = memory_find(r->memory, t->passage, &t->at, t->words);
}

/* Walks over all its words, and asks for the rows of its features. */
static void
passage_walk(struct reading *r, size_t i)
{
	struct totals *t = &r->totals[i % UNDER_WAY];
	struct walk walk = walk_begin(t);
	const struct feature_sink sink = {&walk, take_word, take_other};
	struct impression *one = &r->impressions[i];

	one->kept = r->kept_count;
	words_add(t);
	t->word_count =
	    passage_features(&sink, i == 0, i + 1 == r->outline.count);
	walk_end(&walk);
	one->kept_count = r->kept_count - one->kept;
}

/* Adds everything up. */
static void
passage_end(struct reading *r, size_t i)
{
	const struct outline_passage *p = &r->outline.passages[i];
	struct totals *t = &r->totals[i % UNDER_WAY];
	struct impression *one = &r->impressions[i];

	totals_end(t);
	add_heading(t, HEADING_SECTION, p->title);
	add_heading(t, HEADING_WITHIN, p->heading);
	model_first(r->model, t->text, t->fixed, t->word_count, one->first);
	add_named(one->first, t->named);
	model_softmax(r->model, one->first, one->first_share);
	one->letters = (unsigned)p->text.len;
	one->sensitivity = t->sensitivity;
}

/* What the words of TEXT weigh, SPLIT_WORDS of them at most; how many. */
static size_t
words_weigh(struct reading *r, struct span text, struct split_word *words)
{
	struct found_word found[MEMORY_BATCH];
	size_t at = 0, count = 0, begin, end;

	while (count < SPLIT_WORDS &&
	       (end = memory_read(r->memory, text, &at, found)) > 0)
		for (begin = 0; begin < end && count < SPLIT_WORDS; begin++) {
			const struct memory_word *word = found[begin].word;

			if (word->view.type >= TYPE_MARK)
				continue;
			words[count].start = found[begin].start;
			memcpy(words[count++].weights, word->weights,
			    sizeof(words->weights));
		}
	return count;
}

/* Adds COUNT words of TEXT to the last clause, C, and what begins behind it;
 * returns the last one.  *LEFT is how many words are still to be looked at. */
static struct split_clause *
clauses_add(struct split_clause *c, struct span text,
    const struct found_word *found, size_t count, size_t *left)
{
	size_t i;
	int k;

	for (i = 0; i<count && * left> 0; i++) {
		const struct memory_word *word = found[i].word;

		if (word->view.type >= TYPE_MARK)
			continue;
		if (c->words > 0 && split_clause_begins(text, found[i].start))
			*++c = (struct split_clause){.start = found[i].start};
		for (k = 0; k < MODEL_LABELS; k++)
			c->weights[k] += word->weights[k];
		c->words++;
		(*left)--;
	}
	return c;
}

/* What the clauses of a passage weigh whose first words were met, SPLIT_WORDS
 * words of it at most; how many clauses. */
static size_t
clauses_weigh(const struct totals *t, struct split_clause *clauses)
{
	struct found_word more[MEMORY_BATCH];
	struct split_clause *c = clauses;
	size_t at = t->at, left = SPLIT_WORDS, count;

	*c = (struct split_clause){0};
	c = clauses_add(c, t->passage, t->words, t->found, &left);
	while (left > 0 && (count = memory_read(
				t->reading->memory, t->passage, &at, more)) > 0)
		c = clauses_add(c, t->passage, more, count, &left);
	return (size_t)(c - clauses) + 1;
}

/* Where the run-on TEXT is cut; how many cuts. */
static size_t
run_on_cuts(struct reading *r, struct span text, size_t *cuts)
{
	struct split_word words[SPLIT_WORDS];
	size_t count = words_weigh(r, text, words), n, i;

	n = split_find(words, count, r->model->head.unit, cuts);
	for (i = 0; i < n; i++)
		cuts[i] = words[cuts[i]].start;
	return n;
}

static size_t
clause_cuts(const struct totals *t, size_t *cuts)
{
	struct split_clause clauses[SPLIT_WORDS];
	size_t count = clauses_weigh(t, clauses);

	return split_clauses(
	    t->passage, clauses, count, t->reading->model->head.unit, cuts);
}

/* Cuts passage I, whose first words were met, where it says another thing, and
 * meets those that its first piece has. */
static void
passage_cut(struct reading *r, size_t i)
{
	struct totals *t = &r->totals[i % UNDER_WAY];
	size_t cuts[SPLIT_WORDS], n = 0;

	r->uncut = i + 1;
	if (split_runs_on(t->passage))
		n = run_on_cuts(r, t->passage, cuts);
	else if (split_has_clauses(t->passage))
		n = clause_cuts(t, cuts);
	else
		return;
	if (n > 0) {
		outline_cut(&r->outline, i, cuts, n);
		impressions_room(r);
		r->uncut += n;
		passage_open(r, i);
	}
	/* once more: others were met since */
	memory_meet(r->memory, t->passage, t->found, t->words);
}

/* Meets them in memory. */
static void
passage_meet(struct reading *r, size_t i)
{
	struct totals *t = &r->totals[i % UNDER_WAY];

	memory_meet(r->memory, t->passage, t->found, t->words);
	if (i >= r->uncut)
		passage_cut(r, i);
}

/* Four passages are under way at once, each a step behind the next: what a step
 * needs of memory was asked for in the step before, and comes while the other
 * passages take theirs.  A word that the memory could not keep is used before
 * others are met. */
static void
passages_read(struct reading *r)
{
	size_t i;

	memset(r->heading, 0, sizeof(r->heading));
	memory_settle(r->memory);
	r->kept_count = 0;
	impressions_room(r);
	for (i = 0; i < r->outline.count + 3; i++) { /* cuts add to it */
		if (i >= 3)
			passage_end(r, i - 3);
		if (i >= 2 && i - 2 < r->outline.count)
			passage_walk(r, i - 2);
		if (i >= 1 && i - 1 < r->outline.count)
			passage_meet(r, i - 1);
		if (i < r->outline.count)
			passage_open(r, i);
	}
}

void
reading_first(
    struct reading *r, const struct section *sections, size_t section_count)
{
	outline_read(&r->outline, sections, section_count);
	r->uncut = SIZE_MAX;
	passages_read(r);
}

void
reading_second(struct reading *r)
{
	struct model_view view;
	int32_t scores[MODEL_LABELS];
	size_t i;

	sequence_open(r->sequence, &r->outline, r->impressions);
	for (i = 0; i < r->outline.count; i++) {
		sequence_view(r->sequence, i, &view);
		model_second(r->model, &view, scores);
		model_softmax(r->model, scores, r->impressions[i].share);
	}
}

void
reading_read(
    struct reading *r, const struct section *sections, size_t section_count)
{
	outline_read(&r->outline, sections, section_count);
	r->uncut = 0;
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
	int32_t speaks, least = 0; /* what the weakest cue speaks */
	size_t j;

	cues->count = 0;
	for (j = one->kept; j < one->kept + one->kept_count; j++) {
		const struct kept_word *w = &r->kept[j];

		speaks = w->word->weights[k] * MODEL_LABELS - w->word->sum;
		if (speaks <= least)
			continue;
		cue_add(cues,
		    (struct span){text.bytes + w->start, w->end - w->start},
		    speaks);
		if (cues->count == READING_CUES)
			least = cues->speak[READING_CUES - 1];
	}
}
