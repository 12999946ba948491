#include "law/finding.h"

#include <string.h>

/* A word that is not given is only "any". */
static bool
words_match(uint64_t row, const struct slot_value *v)
{
	return row == UINT64_MAX || (v->known && (v->words & row) != 0);
}

/* Whether ROW matches; TESTS counts what it asked for. */
static bool
row_matches(const struct row *row, const struct answers *a, size_t *tests)
{
	const struct slot_value *v = a->values;
	const struct conjunction *c;

	if (!words_match(row->purposes, &v[PREDICATE_PURPOSE]) ||
	    !words_match(row->requesters, &v[PREDICATE_REQUESTER_TYPE]) ||
	    !words_match(row->classes, &v[PREDICATE_NOTE_CLASS]))
		return false;
	*tests = (size_t)(row->purposes != UINT64_MAX) +
		 (size_t)(row->requesters != UINT64_MAX) +
		 (size_t)(row->classes != UINT64_MAX);
	if (row->when.count > 0) {
		c = condition_holds(&row->when, v, a->today);
		if (c == NULL)
			return false;
		*tests += c->count;
	}
	return condition_holds(&row->unless, v, a->today) == NULL;
}

/* An authorization cures a row that says so; a document that a person must
 * look at does not yet. */
static enum outcome
row_outcome(const struct row *row, const struct answers *a)
{
	enum outcome outcome = row->outcome;

	if (row->curable && a->values[PREDICATE_AUTH_VALID].number != 0)
		outcome = row->with_authorization;
	if ((row->codes & CODES_AUTHORIZATION) != 0 &&
	    outcome_permits(outcome) && a->doubtful[CODES_AUTHORIZATION])
		outcome = OUTCOME_NEEDS_REVIEW;
	return outcome;
}

/* Whether A names the outcome rather than B. */
static bool
stands_before(const struct finding *a, const struct finding *b)
{
	if (b->row == NULL || a->row->gate != b->row->gate)
		return b->row == NULL || a->row->gate < b->row->gate;
	if (a->outcome != b->outcome)
		return a->outcome < b->outcome;
	if (a->tests != b->tests)
		return a->tests > b->tests;
	return strcmp(a->row->id.bytes, b->row->id.bytes) < 0;
}

static bool
replaced(
    const struct row *row, const struct row_set *set, const struct answers *a)
{
	const struct row *other;
	size_t i, k, tests;

	for (i = 0; i < set->count; i++) {
		other = &set->rows[i];
		for (k = 0; k < other->instead_count; k++)
			if (other->instead_of[k] == row &&
			    row_matches(other, a, &tests))
				return true;
	}
	return false;
}

static size_t
purpose_bit(const struct slot_value *v)
{
	size_t bit = 0;

	if (!v->known)
		return 63;
	while (bit < 63 && (v->words >> bit & 1) == 0)
		bit++;
	return bit;
}

static void
find_in(struct findings *f, const struct row_set *set, bool otherwise)
{
	const struct row *const *rows, *row;
	struct finding one;
	size_t bit, i;

	bit = purpose_bit(&f->answers.values[PREDICATE_PURPOSE]);
	rows = set->by_purpose[bit];
	for (i = 0; i < set->purpose_counts[bit]; i++) {
		row = rows[i];
		if (row->otherwise != otherwise ||
		    (otherwise && f->layers[row->layer].row != NULL) ||
		    !row_matches(row, &f->answers, &one.tests) ||
		    (row->replaceable && replaced(row, set, &f->answers)))
			continue;
		one.row = row;
		one.outcome = row_outcome(row, &f->answers);
		if (stands_before(&one, &f->layers[row->layer]))
			f->layers[row->layer] = one;
	}
}

static void
combine(struct findings *f)
{
	int i;

	f->outcome = OUTCOME_PERMIT;
	f->decisive = LAYER_HIPAA;
	if (f->layers[LAYER_GATE].row != NULL) {
		f->decisive = LAYER_GATE;
		f->outcome = f->layers[LAYER_GATE].outcome;
		return;
	}
	for (i = 0; i < LAYER_COUNT; i++)
		if (f->layers[i].row != NULL)
			f->outcome =
			    outcome_severest(f->outcome, f->layers[i].outcome);
	for (i = 0; i < LAYER_COUNT; i++)
		if (f->layers[i].row != NULL &&
		    f->layers[i].outcome == f->outcome)
			break;
	/* Loading has seen to it that HIPAA's layer has a row for the rest. */
	f->decisive = (enum layer)i;
}

static void
find_layers(struct findings *f, const struct law *l, const struct question *q)
{
	memset(f->layers, 0, sizeof(f->layers));
	find_in(f, &l->rows, false);
	if (f->answers.state != NULL)
		find_in(f, &f->answers.state->rows, false);
	find_in(f, &l->rows, true);
	if (q->federal)
		f->layers[LAYER_STATE].row = NULL;
	if (!q->part2)
		f->layers[LAYER_PART2].row = NULL;
	combine(f);
}

/* Whether the outcome would be another if nobody had attested anything. */
static bool
rests_on_attest(
    struct findings *f, const struct law *l, const struct question *q)
{
	struct slot_value *attested =
	    &f->answers.values[PREDICATE_STATE_ATTESTED];
	const struct slot_value said = *attested;
	const enum outcome outcome = f->outcome;
	bool rests;

	attested->number = false;
	find_layers(f, l, q);
	rests = f->outcome != outcome;
	*attested = said;
	find_layers(f, l, q);
	return rests;
}

/* A practice's own row is an attestation where it is of those that make the
 * outcome; an attest/1 only lifts rows for what nobody has modelled. */
static void
note_attestation(
    struct findings *f, const struct law *l, const struct question *q)
{
	const struct state *s = f->answers.state;
	const struct finding *state = &f->layers[LAYER_STATE];

	f->attested = (struct span){NULL, 0};
	if (s == NULL) /* nor where a question is federal */
		return;
	if (state->row != NULL && state->row->attested.bytes != NULL &&
	    (outcome_permits(f->outcome) || f->decisive == LAYER_STATE))
		f->attested = state->row->attested;
	else if (s->attested.bytes != NULL && rests_on_attest(f, l, q))
		f->attested = s->attested;
}

void
findings_make(struct findings *f, const struct law *l, const struct question *q)
{
	const struct row *row;

	answers_fill(&f->answers, l, q);
	find_layers(f, l, q);
	f->held = f->answers.strange != NULL && outcome_permits(f->outcome);
	if (f->held)
		f->attested = (struct span){NULL, 0};
	else
		note_attestation(f, l, q);
	row = f->layers[f->decisive].row;
	f->authorized = outcome_permits(f->outcome) &&
			f->answers.values[PREDICATE_AUTH_VALID].number != 0 &&
			(row->codes & CODES_AUTHORIZATION) != 0;
	if (f->held)
		f->outcome = OUTCOME_NEEDS_REVIEW;
}
