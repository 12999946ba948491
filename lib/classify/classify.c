#include "classify/classify.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/safe_file.h"
#include "classify/lexicon.h"
#include "classify/model.h"
#include "classify/note_class.h"
#include "classify/protection.h"
#include "classify/reading.h"
#include "classify/sensitivity.h"
#include "classify/sequence.h"
#include "classify/title.h"
#include "classify/transcript.h"
#include "note/document.h"
#include "note/practice.h"
#include "text/utf8.h"

#define MODEL_FILE_MAX (64u * 1024 * 1024)
#define SHORT 32     /* bytes of a passage */
#define UNSURE 26214 /* of 65535: 0.4 */

struct classifier {
	const struct model *model;
	struct model own; /* where a file was named */
	struct buf bytes; /* of that file */
	unsigned threshold;
	struct lexicon lexicon;
	struct phrases *sensitive;
	struct document document;
	struct practice practice;
	const struct practice *known; /* NULL: no practice was named */
	char rules[DIGEST_HEX];
};

/* "0", "1", "0.05": thousandths. */
static int
threshold_read(const char *text, unsigned *out, struct error *e)
{
	const char *p = text;
	unsigned n = 0, scale = 1000;

	if (*p != '0' && *p != '1')
		goto wrong;
	n = (unsigned)(*p++ - '0') * 1000;
	if (*p == '.')
		for (p++; *p >= '0' && *p <= '9' && scale > 1; p++) {
			scale /= 10;
			n += (unsigned)(*p - '0') * scale;
		}
	if (*p != '\0' || n > 1000)
		goto wrong;
	*out = n;
	return 0;
wrong:
	return error_set(
	    e, "--threshold: not a number from 0 to 1 with three decimals");
}

static int
model_open(struct classifier *c, const char *path, struct error *e)
{
	c->model = model_default();
	if (path == NULL)
		return 0;
	if (file_read(path, MODEL_FILE_MAX, &c->bytes, e) == -1)
		return -1;
	if (model_read(
		&c->own, (struct span){c->bytes.bytes, c->bytes.len}, e) == -1)
		return error_prefix(e, "%s", path);
	if (c->own.head.columns != sequence_columns())
		return error_set(
		    e, "%s: a model of another version's features", path);
	c->model = &c->own;
	return 0;
}

static int
practice_open(struct classifier *c, const char *path, struct error *e)
{
	if (path == NULL)
		return 0;
	if (document_open(&c->document, path, "practice/1", e) == -1)
		return -1;
	if (practice_read(&c->practice, c->document.record, e) == -1)
		return error_prefix(e, "%s", path);
	c->known = &c->practice;
	return 0;
}

/* The digest of all that decides: weights and threshold. */
static void
rules_digest(struct classifier *c)
{
	struct digest d;

	digest_start(&d);
	digest_add_sized(&d, c->model->digest, strlen(c->model->digest));
	digest_add_sized(&d, &c->threshold, sizeof(c->threshold));
	digest_add_sized(&d, c->lexicon.digest, strlen(c->lexicon.digest));
	digest_end_hex(&d, c->rules);
}

struct classifier *
classifier_open(const struct classify_options *o, struct error *e)
{
	struct classifier *c = alloc_zeroed(1, sizeof(*c));

	if (model_open(c, o->model, e) == -1 ||
	    practice_open(c, o->practice, e) == -1)
		goto fail;
	c->threshold = c->model->head.threshold;
	if (o->threshold != NULL &&
	    threshold_read(o->threshold, &c->threshold, e) == -1)
		goto fail;
	if (o->lexicon != NULL &&
	    lexicon_open(&c->lexicon, o->lexicon, e) == -1)
		goto fail;
	c->sensitive = sensitivity_phrases();
	rules_digest(c);
	return c;
fail:
	classifier_free(c);
	return NULL;
}

void
classifier_free(struct classifier *c)
{
	model_close(&c->own);
	document_close(&c->document);
	lexicon_close(&c->lexicon);
	phrases_free(c->sensitive);
	buf_free(&c->bytes);
	free(c);
}

void *
classify_scratch_new(const void *context)
{
	const struct classifier *c = context;

	return reading_new(c->model, c->lexicon.phrases, c->sensitive);
}

void
classify_scratch_free(void *scratch)
{
	reading_free(scratch);
}

/* One note on its way. */
struct work {
	const struct classifier *classifier;
	struct reading *reading;
	const struct note *note;
	struct arena *arena;
	struct passage *passages;
	size_t count;
	struct span *cues; /* room for those of the passages to come */
};

static unsigned
thousandths(uint32_t share)
{
	return (share * 1000 + 32767) / 65535;
}

static void
passage_cues(struct work *w, size_t i, struct passage *p)
{
	struct cues cues;
	size_t j;

	reading_cues(w->reading, i, (int)p->label - 1, &cues);
	for (j = 0; j < cues.count; j++)
		w->cues[j] = cues.words[j];
	p->cues = (struct texts){w->cues, cues.count};
	w->cues += cues.count;
}

/* A title that is not known goes with PASSAGE, its section's first. */
static void
title_make(struct passage *p, struct place place, struct span title,
    const struct passage *passage)
{
	*p = *passage;
	place.end = utf8_count(title.bytes, title.len);
	p->place = place;
	p->cues = (struct texts){0};
}

/* What stands in for a section's first passage where it has none. */
static const struct passage no_passage = {.label = LABEL_CONVERSATION};

/* The label of a passage.  What is short and hardly known is not let out as
 * what short passages mostly are. */
static enum label
passage_label(const struct work *w, struct span text, const uint16_t *share)
{
	enum label l = label_chosen(share, w->classifier->threshold);

	return text.len <= SHORT && share[l - 1] < UNSURE ? LABEL_CONVERSATION
							  : l;
}

static void
passage_make(
    struct work *w, size_t i, struct utf8_offsets *offsets, struct passage *p)
{
	const struct outline_passage *o =
	    &reading_outline(w->reading)->passages[i];
	const struct impression *one = &reading_impressions(w->reading)[i];
	const uint16_t *share = one->share;

	p->place = (struct place){.section = (int)o->section,
	    .start = utf8_point_at(offsets, o->start),
	    .end = utf8_point_at(offsets, o->end)};
	p->label = passage_label(w, o->text, share);
	p->score = thousandths(share[p->label - 1]);
	p->sensitivity = one->sensitivity;
	passage_cues(w, i, p);
}

/* All passages of one section, its title before them; returns the passage of
 * the outline behind it. */
static size_t
section_add(struct work *w, size_t section, size_t i)
{
	const struct section *s = &w->note->sections[section];
	const struct outline *o = reading_outline(w->reading);
	struct passage *title = &w->passages[w->count], *first;
	struct utf8_offsets offsets;

	if (!title_known(s->title))
		w->count++;
	first = &w->passages[w->count];
	utf8_offsets_open(&offsets, s->text.bytes, s->text.len);
	for (; i < o->count && o->passages[i].section == section; i++)
		passage_make(w, i, &offsets, &w->passages[w->count++]);
	if (title != first)
		title_make(title,
		    (struct place){.section = (int)section, .in_title = true},
		    s->title,
		    first == &w->passages[w->count] ? &no_passage : first);
	return i;
}

static void
passages_make(struct work *w)
{
	const struct note *n = w->note;
	size_t count = reading_outline(w->reading)->count;
	size_t room = count + n->section_count + 1, section, i = 0;
	struct passage *all;

	all = arena_zeroed(w->arena, room, sizeof(*all));
	w->cues =
	    arena_zeroed(w->arena, count * READING_CUES, sizeof(*w->cues));
	w->passages = all + 1; /* the note's title, if any, comes first */
	for (section = 0; section < n->section_count; section++)
		i = section_add(w, section, i);
	if (title_known(n->title))
		return;
	w->passages = all;
	title_make(all, (struct place){.section = -1}, n->title,
	    w->count > 0 ? &all[1] : &no_passage);
	w->count++;
}

static void
content_find(const struct work *w, struct content *c)
{
	size_t i;

	c->transcript = transcript_found(reading_outline(w->reading));
	for (i = 0; i < w->count; i++) {
		enum label l = w->passages[i].label;

		c->conversation |= l == LABEL_CONVERSATION;
		c->topic |= l == LABEL_TOPIC;
		c->session |= l == LABEL_SESSION_TIMES || l == LABEL_MODALITY;
	}
}

static void
scope_set(struct passage *p, enum protection protection, bool talk)
{
	p->scope = scope_of(p->label, protection, talk);
	p->sensitivity = sensitivity_implied(
	    p->sensitivity | sensitivity_of_label(p->label, p->scope));
}

static void
findings_write(const struct work *w, const bool *found, struct texts *out)
{
	struct span *codes =
	    arena_zeroed(w->arena, FINDING_COUNT, sizeof(*codes));
	int f;

	out->at = codes;
	for (f = 1; f < FINDING_COUNT; f++)
		if (found[f])
			codes[out->count++] =
			    span_of(finding_code((enum finding)f));
}

void
classify_find(const struct classifier *c, void *scratch, const struct note *n,
    struct arena *arena, struct classification *out)
{
	struct work w = {
	    .classifier = c, .reading = scratch, .note = n, .arena = arena};
	struct content content = {0};
	struct protection_result r;
	char *digest = arena_bytes(arena, DIGEST_HEX);
	size_t i;

	reading_read(w.reading, n->sections, n->section_count);
	passages_make(&w);
	content.note_class = note_class_find(w.reading, &out->confidence);
	content_find(&w, &content);
	r = protection_find_of(n, c->known, &content);
	for (i = 0; i < w.count; i++)
		scope_set(&w.passages[i], r.protection,
		    content.conversation || content.topic);
	out->present = true;
	out->note_class = content.note_class;
	out->protection = r.protection;
	out->protection_reason = span_of(r.reason);
	out->protection_citation = span_of(r.citation);
	out->passages = w.passages;
	out->passage_count = w.count;
	findings_write(&w, r.findings, &out->findings);
	note_text_digest(n, digest);
	out->text = span_of(digest);
}

const char *
classifier_rules(const struct classifier *c)
{
	return c->rules;
}
