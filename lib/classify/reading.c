#include "classify/reading.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "classify/cut.h"
#include "classify/first_pass.h"
#include "classify/hash.h"
#include "classify/sequence.h"

#define SECOND 8    /* passages, see second_read */
#define UNDER_WAY 4 /* passages, see passages_read */
#define KEYED 12    /* passages ahead whose keys are made, */
#define ASKED 6	    /* and of which what is known is asked for */

struct reading {
	struct fingerprint_points points; /* of what is remembered */
	struct outline outline;
	struct impression *impressions;
	size_t cap;
	size_t uncut; /* the first passage not yet looked at for cuts */
	size_t keyed; /* how many of the first passages have their keys, */
	size_t asked; /* and have been asked for */
	bool recalls; /* passages of this note */
	struct sequence *sequence;
	struct recall *recall;
	struct first_pass pass;
	struct totals totals[UNDER_WAY];
};

struct reading *
reading_new(const struct model *m, const struct phrases *lexicon,
    const struct phrases *sensitive)
{
	struct reading *r = alloc_zeroed(1, sizeof(*r));

	first_pass_open(&r->pass, m, lexicon, sensitive);
	fingerprint_points_draw(&r->points);
	r->outline.sentences.known = known_blocks_new(&r->points);
	r->recall = recall_new();
	r->sequence = sequence_new();
	return r;
}

void
reading_free(struct reading *r)
{
	known_blocks_free(r->outline.sentences.known);
	outline_free(&r->outline);
	sequence_free(r->sequence);
	recall_free(r->recall);
	first_pass_close(&r->pass);
	free(r->impressions);
	explicit_bzero(&r->points, sizeof(r->points));
	free(r);
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

/* Cuts passage I, none of whose pieces is looked at for cuts again. */
static void
passage_cut(struct reading *r, size_t i, const size_t *cuts, size_t count)
{
	outline_cut(&r->outline, i, cuts, count);
	impressions_room(r);
	r->uncut = i + count + 1;
	r->keyed = r->asked = i;
}

/* All that the first pass depends on besides the text of passage I. */
static uint64_t
context_of(const struct reading *r, size_t i, const struct impression *one)
{
	uint64_t place = (uint64_t)(i == 0) |
			 (uint64_t)(i + 1 == r->outline.count) << 1 |
			 (uint64_t)(i >= r->uncut) << 2;

	return hash_pair(SEED_SHAPE,
	    hash_pair(SEED_SHAPE, one->headings[0], one->headings[1]), place);
}

static void
passage_key(struct reading *r, size_t i)
{
	const struct outline_passage *p = &r->outline.passages[i];
	struct impression *one = &r->impressions[i];

	one->letters = (unsigned)p->text.len;
	first_pass_headings(&r->pass, p, one->headings);
	one->state = r->recalls && p->text.len <= RECALL_LONGEST
			 ? IMPRESSION_NEW
			 : IMPRESSION_UNKEYED;
	if (one->state == IMPRESSION_NEW)
		one->key = fingerprint_within(
		    &r->points, p->print, context_of(r, i, one));
}

/* Makes the keys of passage I and of those ahead, and asks for what is known of
 * them: first for its place, then for itself. */
static void
keys_make(struct reading *r, size_t i)
{
	for (; r->keyed < r->outline.count && r->keyed <= i + KEYED;
	     r->keyed++) {
		passage_key(r, r->keyed);
		if (r->impressions[r->keyed].state == IMPRESSION_NEW)
			recall_expect(r->recall, r->impressions[r->keyed].key);
	}
	for (; r->asked < r->keyed && r->asked <= i + ASKED; r->asked++)
		if (r->impressions[r->asked].state == IMPRESSION_NEW)
			recall_ask(r->recall, r->impressions[r->asked].key);
}

static void
impression_recall(struct impression *one, const struct recalled *known)
{
	one->glimpse = known->glimpse;
	one->sensitivity = known->sensitivity;
	one->state = IMPRESSION_RECALLED;
}

static void
impression_remember(struct reading *r, const struct impression *one)
{
	struct recalled *known = recall_add(r->recall, one->key);

	known->glimpse = one->glimpse;
	known->sensitivity = one->sensitivity;
}

static void
cuts_remember(struct reading *r, const struct impression *one,
    const size_t *cuts, size_t count)
{
	struct recalled *known;

	if (one->state != IMPRESSION_NEW || count > RECALL_CUTS)
		return;
	known = recall_add(r->recall, one->key);
	for (; known->cut_count < count; known->cut_count++)
		known->cuts[known->cut_count] =
		    (uint16_t)cuts[known->cut_count];
}

/* Recalls passage I, or finds its first words. */
static void
passage_open(struct reading *r, size_t i)
{
	struct impression *one;
	const struct recalled *known = NULL;
	size_t cuts[RECALL_CUTS], n;

	keys_make(r, i);
	one = &r->impressions[i];
	if (one->state == IMPRESSION_NEW)
		known = recall_find(r->recall, one->key);
	if (known == NULL) {
		totals_find(&r->totals[i % UNDER_WAY], &r->pass,
		    r->outline.passages[i].text);
	} else if (known->cut_count == 0) {
		impression_recall(one, known);
	} else {
		for (n = 0; n < known->cut_count; n++)
			cuts[n] = known->cuts[n];
		passage_cut(r, i, cuts, n);
		passage_open(r, i);
	}
}

/* Meets them in memory, and cuts the passage where it says another thing. */
static void
passage_meet(struct reading *r, size_t i)
{
	struct totals *t = &r->totals[i % UNDER_WAY];
	size_t cuts[SPLIT_WORDS], count;

	if (r->impressions[i].state == IMPRESSION_RECALLED)
		return;
	totals_meet(t);
	if (i < r->uncut || !cut_may_be(t))
		return;
	count = cut_find(t, cuts);
	if (count > 0) {
		cuts_remember(r, &r->impressions[i], cuts, count);
		passage_cut(r, i, cuts, count);
		passage_open(r, i);
	}
	/* once more: others were met since */
	if (r->impressions[i].state != IMPRESSION_RECALLED)
		totals_meet(t);
}

static void
passage_walk(struct reading *r, size_t i)
{
	struct impression *one = &r->impressions[i];

	one->kept = r->pass.kept_count;
	if (one->state != IMPRESSION_RECALLED)
		totals_walk(&r->totals[i % UNDER_WAY], i == 0,
		    i + 1 == r->outline.count);
	one->kept_count = r->pass.kept_count - one->kept;
}

static void
passage_end(struct reading *r, size_t i)
{
	struct totals *t = &r->totals[i % UNDER_WAY];
	struct impression *one = &r->impressions[i];
	int32_t scores[MODEL_LABELS];

	if (one->state == IMPRESSION_RECALLED)
		return;
	totals_end(t, &r->outline.passages[i], one->headings, scores);
	glimpse_make(&one->glimpse, r->pass.model, scores);
	one->sensitivity = t->sensitivity;
	if (one->state == IMPRESSION_NEW)
		impression_remember(r, one);
}

/* Four passages are under way at once, each a step behind the next: what a step
 * needs of memory was asked for in the step before, and comes while the other
 * passages take theirs. */
static void
passages_read(struct reading *r)
{
	size_t i;

	first_pass_begin_note(&r->pass);
	impressions_room(r);
	r->keyed = r->asked = 0;
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

/* A note of so many words that some have no cues recalls nothing: what it says
 * would depend on what was read before. */
static bool
may_recall(const struct section *sections, size_t count)
{
	size_t i, bytes = 0;

	for (i = 0; i < count; i++)
		bytes += sections[i].text.len;
	return bytes <= MEMORY_NOTE;
}

void
reading_first(
    struct reading *r, const struct section *sections, size_t section_count)
{
	outline_read(&r->outline, sections, section_count);
	r->uncut = SIZE_MAX;
	r->recalls = may_recall(sections, section_count);
	passages_read(r);
}

/* Passages [FROM, END), SECOND of them at most.  One's probabilities are a
 * chain of steps, and several such chains go side by side. */
static void
second_read(struct reading *r, size_t from, size_t end)
{
	int32_t scores[SECOND][MODEL_LABELS];
	const struct model *m = r->pass.model;
	struct model_view view;
	size_t i;

	for (i = from; i < end; i++) {
		sequence_view(r->sequence, i, &view);
		model_second(m, &view, scores[i - from]);
	}
	for (i = from; i < end; i++)
		model_softmax(m, scores[i - from], r->impressions[i].share);
}

void
reading_second(struct reading *r)
{
	size_t count = r->outline.count, i, n;

	sequence_open(r->sequence, &r->outline, r->impressions);
	for (i = 0; i < count; i += n) {
		n = count - i < SECOND ? count - i : SECOND;
		second_read(r, i, i + n);
	}
}

void
reading_read(
    struct reading *r, const struct section *sections, size_t section_count)
{
	outline_read(&r->outline, sections, section_count);
	r->uncut = 0;
	r->recalls = may_recall(sections, section_count);
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

/* The strongest words so far. */
struct speakers {
	struct cues *cues;
	int label;
	struct span text;
	int32_t speak[READING_CUES];
	int32_t least; /* what a word has to pass */
};

/* Puts a word among the cues where it belongs; a word counts once. */
static void
cue_add(struct speakers *s, struct span word, int32_t speaks)
{
	struct cues *c = s->cues;
	size_t i;

	for (i = 0; i < c->count; i++)
		if (span_equal(c->words[i], word))
			return;
	if (c->count < READING_CUES)
		c->count++;
	for (i = c->count - 1; i > 0 && s->speak[i - 1] < speaks; i--) {
		s->speak[i] = s->speak[i - 1];
		c->words[i] = c->words[i - 1];
	}
	s->speak[i] = speaks;
	c->words[i] = word;
	if (c->count == READING_CUES)
		s->least = s->speak[READING_CUES - 1];
}

static inline void
speaker_add(struct speakers *s, const struct memory_word *word, size_t start,
    size_t end)
{
	int32_t speaks = word->weights[s->label] * MODEL_LABELS - word->sum;

	if (speaks > s->least)
		cue_add(s, (struct span){s->text.bytes + start, end - start},
		    speaks);
}

/* By the words that were kept. */
static void
cues_of_kept(
    const struct reading *r, const struct impression *one, struct speakers *s)
{
	const struct kept_word *w = r->pass.kept + one->kept;
	const struct kept_word *end = w + one->kept_count;

	for (; w < end; w++)
		speaker_add(s, w->word, w->start, w->end);
}

/* By its words read once more. */
static void
cues_of_text(struct reading *r, struct speakers *s)
{
	struct found_word found[MEMORY_BATCH];
	size_t at = 0, count, i;

	while ((count = memory_read(r->pass.memory, s->text, &at, found)) > 0)
		for (i = 0; i < count; i++)
			if (found[i].word->view.type < TYPE_MARK)
				speaker_add(s, found[i].word, found[i].start,
				    found[i].end);
}

static void
cues_recall(const struct recalled *known, struct span text, struct cues *cues)
{
	size_t i;

	cues->count = known->cue_count;
	for (i = 0; i < cues->count; i++)
		cues->words[i] =
		    (struct span){text.bytes + known->cues[i].start,
			(size_t)(known->cues[i].end - known->cues[i].start)};
}

static void
cues_remember(struct recalled *known, int label, struct span text,
    const struct cues *cues)
{
	size_t i, start;

	known->cue_label = (uint8_t)(label + 1);
	known->cue_count = (uint8_t)cues->count;
	for (i = 0; i < cues->count; i++) {
		start = (size_t)(cues->words[i].bytes - text.bytes);
		known->cues[i].start = (uint16_t)start;
		known->cues[i].end = (uint16_t)(start + cues->words[i].len);
	}
}

void
reading_cues(struct reading *r, size_t i, int k, struct cues *cues)
{
	const struct impression *one = &r->impressions[i];
	struct speakers speakers = {
	    .cues = cues, .label = k, .text = r->outline.passages[i].text};
	struct recalled *known = one->state == IMPRESSION_UNKEYED
				     ? NULL
				     : recall_find(r->recall, one->key);

	cues->count = 0;
	if (known != NULL && known->cue_label == k + 1) {
		cues_recall(known, speakers.text, cues);
		return;
	}
	if (one->state == IMPRESSION_RECALLED)
		cues_of_text(r, &speakers);
	else
		cues_of_kept(r, one, &speakers);
	if (known != NULL)
		cues_remember(known, k, speakers.text, cues);
}
