#include "completeness/check_note.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "completeness/checks.h"
#include "completeness/clones.h"
#include "completeness/evidence.h"
#include "completeness/words.h"
#include "note/classification.h"

struct checker {
	const struct standard *standard;
	const struct plans *plans;
	struct words_match *words;
	struct match_scratch *scratch;
	struct clones *clones;
};

struct checker *
checker_new(
    const struct standard *s, const struct plans *plans, struct error *e)
{
	struct checker *k = alloc_zeroed(1, sizeof(*k));

	k->standard = s;
	k->plans = plans;
	k->words = words_match_open(e);
	if (k->words == NULL) {
		free(k);
		return NULL;
	}
	k->scratch = match_scratch_new(words_match_patterns(k->words));
	k->clones = clones_new();
	return k;
}

void
checker_free(struct checker *k)
{
	if (k == NULL)
		return;
	clones_free(k->clones);
	match_scratch_free(k->scratch);
	words_match_free(k->words);
	free(k);
}

static bool
is_audited(const struct note *n, const struct classification *c)
{
	if (n->filed_separately == ANSWER_YES)
		return false;
	if (!c->present)
		return n->declared_class != CLASS_PSYCHOTHERAPY &&
		       n->declared_class != CLASS_ADMINISTRATIVE;
	return c->protection != PROTECTION_PROTECTED &&
	       c->note_class != CLASS_ADMINISTRATIVE;
}

static void
score(struct completeness *out, const enum weight *weights)
{
	unsigned present = 0, decided = 0;
	size_t i;

	for (i = 0; i < out->item_count; i++) {
		if (weights[i] != WEIGHT_REQUIRED &&
		    weights[i] != WEIGHT_CONDITIONAL)
			continue;
		present += out->items[i].status == ITEM_PRESENT;
		decided += out->items[i].status != ITEM_NOT_CHECKABLE;
	}
	out->scored = decided > 0;
	out->score =
	    decided == 0 ? 0 : (present * 2000 + decided) / (2 * decided);
}

static void
check_items(struct checker *k, struct record *rec, const struct subject *s,
    struct completeness *out)
{
	enum weight weights[STANDARD_ITEMS];
	const struct item *items;
	struct checked_item *checked;
	const char *why;
	size_t i, count;

	items = standard_items(k->standard, &count);
	checked = arena_zeroed(record_arena(rec), count, sizeof(*checked));
	out->items = checked;
	for (i = 0; i < count; i++) {
		if (!subject_has(s, items[i].when))
			continue;
		checked->code = items[i].code;
		checked->status = subject_check(s, &items[i], &why);
		if (why[0] != '\0')
			checked->why = span_of(why);
		if (items[i].check == CHECK_CLONE)
			checked->note = s->repeats;
		weights[out->item_count++] = items[i].weight;
		checked++;
	}
	score(out, weights);
}

/* The note that N repeats, copied to where its views are. */
static struct span
repeated(struct checker *k, struct record *rec, const struct note *n,
    const struct sketch *sketch)
{
	struct span id = clones_add(k->clones, n->patient.id, n->id, sketch,
	    (unsigned)standard_similarity(k->standard));

	if (id.bytes != NULL)
		id.bytes = arena_string(record_arena(rec), id.bytes, id.len);
	return id;
}

int
checker_check(struct checker *k, struct record *rec, const struct note *n,
    struct completeness *out, struct error *e)
{
	struct classification c;
	struct evidence ev;
	struct subject s;

	memset(out, 0, sizeof(*out));
	if (classification_read(&c, rec, e) == -1 ||
	    classification_fits(&c, n, e) == -1)
		return -1;
	if (!is_audited(n, &c))
		return 0;
	if (evidence_gather(&ev, n, &c, k->words, k->scratch, e) == -1)
		return -1;
	memset(&s, 0, sizeof(s));
	s.note = n;
	s.classification = &c;
	s.evidence = &ev;
	s.plans_given = k->plans != NULL;
	if (k->plans != NULL)
		s.plan = plans_find(
		    k->plans, n->patient.id, n->date, &s.plan_in_force);
	if (ev.sketch.shingles >= CLONES_LEAST)
		s.repeats = repeated(k, rec, n, &ev.sketch);
	out->present = true;
	out->standard = standard_name(k->standard);
	check_items(k, rec, &s, out);
	return 0;
}
