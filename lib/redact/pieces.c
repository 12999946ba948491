#include "redact/work.h"

#include <ctype.h>
#include <string.h>

#include "text/sentence.h"

#define CODE_OTHER "other"
#define CODE_DEFAULT "G-00"
#define CITATION_DEFAULT "45 CFR 164.502(a)"

static struct verdict
goes(struct span code, struct span citation)
{
	return (struct verdict){
	    .marker = MARKER_OTHER, .code = code, .citation = citation};
}

static struct verdict
stays(const struct profile *filter)
{
	return (struct verdict){.stays = true, .filter = filter};
}

/* The row of a permission: of the minimum that its filter names; else, for a
 * payer, what a payer's review needs; else the general minimum. */
static const struct profile *
ruling_filter(const struct work *w, const struct ruling *r)
{
	const struct profile *p = NULL;
	bool payment;

	if (r->outcome == OUTCOME_PERMIT)
		return redact_filter(w->redact, span_of("PERMIT"));
	if (r->field_filter.bytes != NULL)
		return redact_filter(w->redact, r->field_filter);
	payment = w->decision.purpose.len >= 7 &&
		  memcmp(w->decision.purpose.bytes, "payment", 7) == 0;
	p = redact_filter(w->redact, span_of(payment ? "FED-PAY" : "MINIMUM"));
	return p;
}

static bool
is_protected(enum scope s)
{
	return s == SCOPE_PSYCHOTHERAPY || s == SCOPE_UNPROVEN ||
	       s == SCOPE_NONE;
}

/* What a request does not ask for is beyond its minimum (45 CFR
 * 164.514(d)(3)); administrative content goes with whatever goes. */
static bool
filter_has(const struct work *w, const struct profile *f,
    const struct passage *p, bool minimum)
{
	label_set set =
	    is_protected(p->scope) ? f->protected_labels : f->labels;
	label_set asked;
	bool given;

	asked = redact_request_labels(w->redact, &given);
	if (given && minimum) {
		if (!is_protected(p->scope))
			set |= f->request_labels & asked;
		set &= asked | LABEL_BIT(LABEL_ADMINISTRATIVE);
	}
	return (set & LABEL_BIT(p->label)) != 0;
}

/* A psychotherapy note may be named as what it is; whatever else is withheld
 * looks like everything else that is. */
static bool
is_named(const struct work *w, const struct passage *p)
{
	const struct ruling *r = &w->decision.scopes[SCOPE_PSYCHOTHERAPY];

	return p->scope == SCOPE_PSYCHOTHERAPY && r->present &&
	       r->outcome == OUTCOME_NEEDS_AUTHORIZATION;
}

static struct verdict
judge_by_decision(const struct work *w, const struct passage *p)
{
	const struct ruling *r;
	const struct profile *f;
	struct verdict v;
	bool part2;

	if (!w->decision.present) {
		if (w->profile->labels & LABEL_BIT(p->label))
			return stays(w->profile);
		return goes(span_of(CODE_DEFAULT), span_of(CITATION_DEFAULT));
	}
	r = decision_ruling(&w->decision, p);
	part2 = passage_part2(p, w->part2);
	if (r == NULL) {
		v = goes(span_of(CODE_DEFAULT), span_of(CITATION_DEFAULT));
	} else if (!outcome_permits(r->outcome)) {
		v = goes(r->rule, r->citation);
	} else {
		f = ruling_filter(w, r);
		if (f != NULL &&
		    filter_has(w, f, p, r->outcome != OUTCOME_PERMIT))
			return stays(f);
		v = goes(f == NULL ? r->rule : span_of(f->name),
		    f == NULL ? r->citation : span_of(f->citation));
		part2 = false;
	}
	v.part2 = part2;
	v.named = is_named(w, p);
	if (v.named)
		v.marker = MARKER_PSYCHOTHERAPY;
	return v;
}

static struct verdict
judge_by_label(const struct work *w, const struct passage *p)
{
	struct verdict v;

	if (filter_has(w, w->profile, p, false))
		return stays(w->profile);
	v = goes(span_of(w->profile->name), span_of(w->profile->citation));
	if (w->profile->marker != NULL) {
		v.marker = w->profile->marker;
	} else if (p->scope == SCOPE_PSYCHOTHERAPY) {
		v.named = true;
		v.marker = MARKER_PSYCHOTHERAPY;
	}
	return v;
}

static struct verdict
judge(const struct work *w, const struct passage *p)
{
	if (p == NULL)
		return goes(span_of(CODE_DEFAULT), span_of(CITATION_DEFAULT));
	if (w->profile->text == PROFILE_BY_DECISION)
		return judge_by_decision(w, p);
	return judge_by_label(w, p);
}

/* What a person decided of a piece.  A release of what the law denies or
 * makes depend on an authorization is refused. */
static int
apply_override(const struct work *w, struct piece *p,
    const struct override_row *row, struct error *e)
{
	const struct ruling *r;

	if (row->override.action == OVERRIDE_WITHHOLD) {
		p->verdict =
		    goes(span_of("override"), span_of("45 CFR 164.502(b)"));
		return 0;
	}
	if (p->verdict.stays)
		return 0;
	r = p->passage == NULL ? NULL
			       : decision_ruling(&w->decision, p->passage);
	if (r == NULL || r->outcome == OUTCOME_DENY ||
	    r->outcome == OUTCOME_NEEDS_AUTHORIZATION)
		return error_set(e,
		    "override of line %zu: release of what is not for review "
		    "but %s",
		    row->line,
		    r == NULL ? "undecided" : outcome_name(r->outcome));
	p->verdict = stays(redact_filter(
	    w->redact, r->field_filter.bytes == NULL ? span_of("FED-PAY")
						     : r->field_filter));
	return 0;
}

static bool
is_space(const char *text, size_t start, size_t end)
{
	size_t n;

	while ((n = sentence_space(text + start, text + end)) > 0)
		start += n;
	return start == end;
}

static struct piece *
add_piece(struct text *t, size_t start, size_t end, const struct passage *p)
{
	struct piece *piece = &t->pieces[t->piece_count];

	*piece = (struct piece){.start = start, .end = end, .passage = p};
	t->piece_count++;
	return piece;
}

/* Text between passages: nobody said what it is.  In a note that was redacted
 * before it is the markers, which stay. */
static void
add_gap(const struct work *w, struct text *t, size_t start, size_t end)
{
	size_t n;

	if (w->before.present || is_space(t->old.bytes, start, end))
		return;
	while (
	    (n = sentence_space(t->old.bytes + start, t->old.bytes + end)) > 0)
		start += n;
	while (isspace((unsigned char)t->old.bytes[end - 1]))
		end--;
	add_piece(t, start, end, NULL);
}

static bool
is_within(const struct passage *p, const struct text *t)
{
	return p->place.section == t->section &&
	       p->place.in_title == t->in_title;
}

/* A bound of an override inside a passage makes it two pieces. */
static void
split(struct text *t, size_t at)
{
	size_t i, j;

	for (i = 0; i < t->piece_count; i++)
		if (t->pieces[i].start < at && at < t->pieces[i].end)
			break;
	if (i == t->piece_count)
		return;
	for (j = t->piece_count++; j > i; j--)
		t->pieces[j] = t->pieces[j - 1];
	t->pieces[i].end = at;
	t->pieces[i + 1].start = at;
}

static bool
override_is_in(const struct override *o, const struct text *t)
{
	return o->whole || (o->place.section == t->section &&
			       o->place.in_title == t->in_title);
}

static void
override_bounds(const struct override *o, struct text *t,
    struct utf8_offsets *at, size_t *start, size_t *end)
{
	*start = o->whole ? 0 : utf8_byte_at(at, o->place.start);
	*end = o->whole ? t->old.len : utf8_byte_at(at, o->place.end);
}

static int
apply_overrides(struct work *w, struct text *t, struct utf8_offsets *at,
    const struct override_row *rows, size_t count, struct error *e)
{
	size_t i, j, start, end;
	enum override_action a;

	for (i = 0; i < count; i++)
		if (override_is_in(&rows[i].override, t)) {
			override_bounds(&rows[i].override, t, at, &start, &end);
			split(t, start);
			split(t, end);
		}
	/* Releases first, so that a contrary withholding has the last word. */
	for (a = OVERRIDE_RELEASE;; a = OVERRIDE_WITHHOLD) {
		for (i = 0; i < count; i++) {
			if (rows[i].override.action != a ||
			    !override_is_in(&rows[i].override, t))
				continue;
			override_bounds(&rows[i].override, t, at, &start, &end);
			for (j = 0; j < t->piece_count; j++)
				if (t->pieces[j].start >= start &&
				    t->pieces[j].end <= end &&
				    apply_override(
					w, &t->pieces[j], &rows[i], e) == -1)
					return -1;
		}
		if (a == OVERRIDE_WITHHOLD)
			return 0;
	}
}

static void
use_filter(struct work *w, const struct profile *f)
{
	size_t i;

	w->anything_stays = true;
	for (i = 0; i < w->filter_count; i++)
		if (w->filters[i] == f)
			return;
	w->filters = arena_grown(w->arena, w->filters, w->filter_count,
	    w->filter_count + 1, sizeof(const struct profile *));
	w->filters[w->filter_count++] = f;
}

/* Headings that are not passages go with the text under them: where none of it
 * stays, the heading may tell what it was. */
static void
judge_heading(const struct work *w, struct text *title, const struct text *body,
    size_t bodies)
{
	/* "Process note, not part of the chart" is no heading of an addendum.
	 */
	bool some = w->profile->addendum &&
		    w->classification.protection == PROTECTION_PROTECTED;
	bool always = some;
	size_t i, j;

	if (title->piece_count > 0 || title->old.len == 0 ||
	    is_space(title->old.bytes, 0, title->old.len))
		return;
	for (i = 0; i < bodies; i++)
		for (j = 0; j < body[i].piece_count; j++) {
			if (body[i].pieces[j].verdict.stays && !always)
				return;
			some = true;
		}
	if (!some)
		return;
	add_piece(title, 0, title->old.len, NULL)->verdict =
	    goes(span_of(CODE_OTHER), span_of("45 CFR 164.502(b)"));
}

static int
judge_text(struct work *w, struct text *t, const struct passage **next,
    const struct override_row *rows, size_t row_count, struct error *e)
{
	const size_t count = w->classification.passage_count;
	const struct passage *end =
	    count == 0 ? *next : w->classification.passages + count;
	const struct passage *p;
	struct utf8_offsets at = t->offsets;
	size_t from = 0, start, stop, i;

	for (p = *next; p < end && is_within(p, t); p++)
		;
	/* Passages, the gaps around them, and two cuts an override. */
	t->pieces = arena_zeroed(w->arena,
	    2 * (size_t)(p - *next) + 2 * row_count + 3, sizeof(*t->pieces));
	for (p = *next; p < end && is_within(p, t); p++) {
		start = utf8_byte_at(&at, p->place.start);
		stop = utf8_byte_at(&at, p->place.end);
		add_gap(w, t, from, start);
		add_piece(t, start, stop, p);
		from = stop;
	}
	/* A title without a passage is a heading, not text nobody judged. */
	if (p != *next || (!t->in_title && t->section >= 0))
		add_gap(w, t, from, t->old.len);
	*next = p;
	for (i = 0; i < t->piece_count; i++)
		t->pieces[i].verdict = judge(w, t->pieces[i].passage);
	return apply_overrides(w, t, &at, rows, row_count, e);
}

static int
overrides_check(const struct work *w, const struct override_row *rows,
    size_t count, struct error *e)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (!span_is(rows[i].override.text, w->digest))
			return error_set(e,
			    "override of line %zu: decided on another text",
			    rows[i].line);
	return 0;
}

static void
record_overrides(struct work *w, const struct override_row *rows, size_t count)
{
	struct override *used;
	size_t i;

	if (count == 0)
		return;
	used = arena_zeroed(w->arena, count, sizeof(*used));
	for (i = 0; i < count; i++)
		used[i] = rows[i].override;
	w->after.overrides = used;
	w->after.override_count = count;
}

static void
count_verdict(struct work *w, const struct verdict *v)
{
	if (v->stays)
		use_filter(w, v->filter);
	if (v->part2)
		w->part2_withheld = true;
}

int
pieces_judge(struct work *w, struct error *e)
{
	const struct passage *next = w->classification.passages;
	const struct overrides *all = redact_overrides(w->redact);
	const struct override_row *rows = NULL;
	size_t i, j, row_count = 0;

	if (all != NULL && !w->before.present)
		rows = overrides_find(all, w->note.id, &row_count);
	if (overrides_check(w, rows, row_count, e) == -1)
		return -1;
	record_overrides(w, rows, row_count);
	for (i = 0; i < w->text_count; i++)
		if (judge_text(w, &w->texts[i], &next, rows, row_count, e))
			return -1;
	for (i = 1; i + 1 < w->text_count; i += 2)
		judge_heading(w, &w->texts[i], &w->texts[i + 1], 1);
	judge_heading(w, &w->texts[0], &w->texts[1], w->text_count - 1);
	for (i = 0; i < w->text_count; i++)
		for (j = 0; j < w->texts[i].piece_count; j++)
			count_verdict(w, &w->texts[i].pieces[j].verdict);
	return 0;
}
