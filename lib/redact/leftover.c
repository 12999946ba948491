#include <string.h>

#include "redact/work.h"

#define SUD_BITS                                                               \
	(SENSITIVITY_BIT(SENSITIVITY_SUD) |                                    \
	    SENSITIVITY_BIT(SENSITIVITY_ETHUD) |                               \
	    SENSITIVITY_BIT(SENSITIVITY_OPIOIDUD))

static bool
add_passage(struct work *w, const struct text *t, struct utf8_offsets *now,
    const struct passage *p, size_t start, size_t end, struct passage *out)
{
	size_t from = edits_map(&t->edits, start);
	size_t to = edits_map(&t->edits, end);

	if (from >= to)
		return false;
	*out = *p;
	out->place.start = utf8_point_at(now, from);
	out->place.end = utf8_point_at(now, to);
	/* Cues quote the text: those of a passage that an identifier was
	 * taken out of may quote that. */
	for (size_t i = 0; i < t->edits.count; i++)
		if (t->edits.at[i].start < end && t->edits.at[i].end > start)
			out->cues = (struct texts){0};
	if (w->part2_withheld)
		out->sensitivity &= ~SUD_BITS;
	return true;
}

static size_t
add_pieces(struct work *w, struct text *t, struct passage *out)
{
	struct utf8_offsets now;
	size_t i, n = 0;

	utf8_offsets_open(&now, t->now.bytes, t->now.len);
	for (i = 0; i < t->piece_count; i++)
		if (t->pieces[i].passage != NULL && t->pieces[i].verdict.stays)
			n += add_passage(w, t, &now, t->pieces[i].passage,
			    t->pieces[i].start, t->pieces[i].end, out + n);
	return n;
}

static void
scrub_classification(struct work *w)
{
	struct classification *c = &w->classification;
	struct passage *out;
	size_t i, n = 0, most = 1;

	for (i = 0; i < w->text_count; i++)
		most += w->texts[i].piece_count;
	out = arena_zeroed(w->arena, most, sizeof(*out));
	for (i = 0; i < w->text_count; i++)
		n += add_pieces(w, &w->texts[i], out + n);
	c->passages = out;
	c->passage_count = n;
	c->text = (struct span){0};
	c->findings = (struct texts){0};
	classification_write(w->record, c);
}

/* Which rulings something that stays rests on. */
static void
mark_used(const struct work *w, bool scopes[static SCOPE_COUNT],
    bool part2[static SCOPE_COUNT])
{
	const struct ruling *r;
	const struct passage *p;
	size_t i;
	ptrdiff_t scope;

	for (i = 0; i < w->classification.passage_count; i++) {
		p = &w->classification.passages[i];
		r = decision_ruling(&w->decision, p);
		if (r == NULL)
			continue;
		scope = p->scope;
		if (r == &w->decision.part2[scope])
			part2[scope] = true;
		else
			scopes[scope] = true;
	}
}

/* The whole says what it said, save where what was withheld may not be named:
 * then it is as severe as what else was decided. */
static void
decide_whole(struct decision *d)
{
	const struct ruling *r = NULL;
	size_t i;

	for (i = 0; i < SCOPE_COUNT; i++)
		if (d->scopes[i].present &&
		    (r == NULL || d->scopes[i].outcome < r->outcome))
			r = &d->scopes[i];
	if (r != NULL) {
		d->whole = *r;
		d->whole.reasons = NULL;
		d->whole.reason_count = 0;
	} else {
		d->whole = (struct ruling){.outcome = OUTCOME_DENY,
		    .rule = span_of("G-00"),
		    .citation = span_of("45 CFR 164.502(a)"),
		    .accounting = ACCOUNTING_NONE};
	}
}

static void
scrub_decision(struct work *w)
{
	struct decision *d = &w->decision;
	bool scopes[SCOPE_COUNT] = {false}, part2[SCOPE_COUNT] = {false};
	size_t i;

	mark_used(w, scopes, part2);
	if (w->part2_withheld)
		decide_whole(d);
	for (i = 0; i < SCOPE_COUNT; i++) {
		d->scopes[i].present = d->scopes[i].present && scopes[i];
		d->part2[i].present = d->part2[i].present && part2[i];
	}
	decision_write(w->record, d);
}

void
leftover_scrub(struct work *w)
{
	if (w->classification.present &&
	    record_member(w->record, "classification").type != SCAN_NONE)
		scrub_classification(w);
	if (w->decision.present &&
	    record_member(w->record, "decision").type != SCAN_NONE)
		scrub_decision(w);
}
