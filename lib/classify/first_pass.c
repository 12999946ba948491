#include "classify/first_pass.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "classify/hash.h"
#include "classify/lexicon.h"
#include "classify/sum.h"
#include "classify/walk.h"

void
first_pass_open(struct first_pass *f, const struct model *m,
    const struct phrases *lexicon, const struct phrases *sensitive)
{
	memset(f, 0, sizeof(*f));
	f->model = m;
	f->lexicon = lexicon;
	f->sensitive = sensitive;
	f->memory = memory_new(m, lexicon, sensitive);
}

void
first_pass_close(struct first_pass *f)
{
	memory_free(f->memory);
	free(f->kept);
}

void
first_pass_begin_note(struct first_pass *f)
{
	memset(f->heading, 0, sizeof(f->heading));
	f->kept_count = 0;
	memory_settle(f->memory);
}

static void
totals_clear(struct totals *t, struct first_pass *f, struct span text)
{
	int kind;

	t->pass = f;
	t->text = text;
	t->at = t->found = 0;
	memset(t->weights, 0, sizeof(t->weights));
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
	    feature_worth[kind], kind < FEATURE_TITLE ? t->weights : t->fixed);
	t->rows[kind].count = 0;
}

static void
rows_add_all(struct totals *t)
{
	int kind;

	for (kind = 0; kind < FEATURE_KINDS; kind++)
		if (t->rows[kind].count > 0)
			rows_add(t, kind);
}

/* The room for N more words, most of them kept. */
static struct kept_word *
kept_room(struct first_pass *f, size_t n)
{
	while (f->kept_cap - f->kept_count < n) {
		f->kept_cap = f->kept_cap == 0 ? 1024 : f->kept_cap * 2;
		f->kept = alloc_resize(f->kept, f->kept_cap, sizeof(*f->kept));
	}
	return f->kept + f->kept_count;
}

/* Keeps the words found, and adds their weights. */
static void
words_add(struct totals *t)
{
	struct first_pass *f = t->pass;
	struct kept_word *kept = kept_room(f, t->found);
	size_t left = MEMORY_NOTE - f->kept_count;
	const int16_t *weights[MEMORY_BATCH];
	size_t i, count = 0;

	for (i = 0; i < t->found; i++) {
		const struct found_word *w = &t->words[i];
		unsigned type = w->word->view.type;

		if (type == TYPE_STOP)
			continue;
		weights[count++] = w->word->weights;
		if (type < TYPE_MARK && left > 0) {
			left--;
			*kept++ = (struct kept_word){
			    (uint32_t)w->start, (uint32_t)w->end, w->word};
		}
	}
	f->kept_count = (size_t)(kept - f->kept);
	sum_weights(weights, count, t->weights);
}

static void
take_phrases(struct totals *t, uint64_t hash)
{
	const struct first_pass *f = t->pass;

	if (f->lexicon != NULL)
		t->named |= phrases_next(f->lexicon, &t->reader, hash);
	if (f->sensitive != NULL)
		t->sensitivity |=
		    phrases_next(f->sensitive, &t->sensitive_reader, hash);
}

/* More words of the passage than those that were found at first. */
static bool
more_words(struct totals *t)
{
	t->found = memory_read(t->pass->memory, t->text, &t->at, t->words);
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
		if (t->at >= t->text.len || !more_words(t))
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
	const struct model *m = t->pass->model;

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

/* 0 where HEADING is absent. */
static uint64_t
heading_hash(enum heading_rank rank, struct span heading)
{
	uint64_t h = hash_begin((enum seed)(rank + 1));
	size_t i;

	if (heading.bytes == NULL)
		return 0;
	for (i = 0; i < heading.len; i++)
		h = hash_add(h, (unsigned char)heading.bytes[i]);
	h = hash_end(h);
	return h == 0 ? 1 : h;
}

/* The same for a heading that may be that of the passage before. */
static uint64_t
heading_known(struct first_pass *f, enum heading_rank rank, struct span heading)
{
	struct span *last = &f->heading[rank];

	if (last->bytes != heading.bytes || last->len != heading.len) {
		f->heading_hash[rank] = heading_hash(rank, heading);
		*last = heading;
	}
	return heading.bytes == NULL ? 0 : f->heading_hash[rank];
}

/* The row of the heading HASH, from memory where it is there. */
static const struct heading_row *
heading_row(struct first_pass *f, enum heading_rank rank, uint64_t hash,
    struct span heading)
{
	struct heading_row *row = &f->headings[hash % HEADINGS];
	struct feature_sink sink = {NULL, NULL, take_other};
	struct totals own;
	struct walk walk;

	if (row->hash == hash)
		return row;
	totals_clear(&own, f, heading);
	walk = walk_begin(&own);
	sink.to = &walk;
	heading_features(&sink, rank, heading);
	walk_end(&walk);
	rows_add_all(&own);
	row->hash = hash;
	memcpy(row->weights, own.fixed, sizeof(row->weights));
	return row;
}

static void
heading_add(struct totals *t, enum heading_rank rank, uint64_t hash,
    struct span heading)
{
	const struct heading_row *row;
	int k;

	if (hash == 0)
		return;
	row = heading_row(t->pass, rank, hash, heading);
	for (k = 0; k < MODEL_LABELS; k++)
		t->fixed[k] += row->weights[k];
}

static void
named_add(int32_t *scores, label_set named)
{
	int k;

	for (k = 0; k < MODEL_LABELS; k++)
		if (named & LABEL_BIT(k + 1))
			scores[k] += LEXICON_WORTH;
}

void
first_pass_headings(struct first_pass *f, const struct outline_passage *p,
    uint64_t hashes[static HEADING_RANKS])
{
	hashes[HEADING_SECTION] = heading_known(f, HEADING_SECTION, p->title);
	hashes[HEADING_WITHIN] = heading_known(f, HEADING_WITHIN, p->heading);
}

void
totals_find(struct totals *t, struct first_pass *f, struct span text)
{
	totals_clear(t, f, text);
	t->found = memory_find(f->memory, text, &t->at, t->words);
}

void
totals_meet(struct totals *t)
{
	memory_meet(t->pass->memory, t->text, t->found, t->words);
}

void
totals_walk(struct totals *t, bool first, bool last)
{
	struct walk walk = walk_begin(t);
	const struct feature_sink sink = {&walk, take_word, take_other};

	words_add(t);
	t->word_count = passage_features(&sink, first, last);
	walk_end(&walk);
}

void
totals_end(struct totals *t, const struct outline_passage *p,
    const uint64_t *headings, int32_t *scores)
{
	rows_add_all(t);
	heading_add(t, HEADING_SECTION, headings[HEADING_SECTION], p->title);
	heading_add(t, HEADING_WITHIN, headings[HEADING_WITHIN], p->heading);
	model_first(
	    t->pass->model, t->weights, t->fixed, t->word_count, scores);
	named_add(scores, t->named);
}
