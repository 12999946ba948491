/* From findings to a ruling. */
#include <string.h>

#include "law/finding.h"

#define UNMET "criterion not met: "

struct ruling_maker {
	const struct law *law;
	const struct findings *f;
	struct arena *arena;
};

/* The layers whose rows the ruling speaks of: all where it permits, else those
 * that make it what it is. */
static bool
speaks(const struct findings *f, int layer)
{
	const struct finding *one = &f->layers[layer];

	if (one->row == NULL)
		return false;
	if (f->decisive == LAYER_GATE)
		return layer == LAYER_GATE;
	return outcome_permits(f->outcome) || f->held ||
	       one->outcome == f->outcome;
}

/* Codes of the documents that the rows of the outcome ask about. */
static bool
code_counts(const struct findings *f, const struct code *c)
{
	int i;

	for (i = 0; i < LAYER_COUNT; i++)
		if (speaks(f, i) && (f->layers[i].row->codes & c->whose) != 0)
			return true;
	return false;
}

static size_t
list_codes(const struct ruling_maker *m, const struct code **out)
{
	const struct findings *f = m->f;
	size_t i, n = 0;

	for (i = 0; i < m->law->code_count; i++)
		if ((f->answers.codes[i / 64] >> i % 64 & 1) != 0 &&
		    code_counts(f, &m->law->codes[i]))
			out[n++] = &m->law->codes[i];
	return n;
}

static struct span
strange_text(const struct ruling_maker *m, const struct assertion *one)
{
	struct buf text = {NULL, 0, 0};
	struct span span;

	buf_addf(&text, "%s: a member of it is not known here", one->group);
	span.bytes = arena_string(m->arena, text.bytes, text.len);
	span.len = text.len;
	buf_free(&text);
	return span;
}

/* How many tests of C hold, and of these how many of what is given. */
static size_t
tests_held(const struct conjunction *c, const struct answers *a, size_t *given)
{
	size_t i, held = 0;

	*given = 0;
	for (i = 0; i < c->count; i++) {
		if (!test_holds(&c->tests[i], a->values, a->today))
			continue;
		held++;
		*given += a->values[c->tests[i].slot].known;
	}
	return held;
}

/* Of the ways out of ROW the one that most of what was given speaks for; NULL
 * where nothing does. */
static const struct conjunction *
nearest_way_out(const struct row *row, const struct answers *a)
{
	const struct conjunction *best = NULL;
	size_t i, given, most = 0;

	for (i = 0; i < row->unless.count; i++) {
		tests_held(&row->unless.any[i], a, &given);
		if (given > most) {
			most = given;
			best = &row->unless.any[i];
		}
	}
	return best;
}

struct reasons {
	struct reason *all;
	size_t count;
	size_t room;
};

static void
add_reason(const struct ruling_maker *m, struct reasons *r, struct span code,
    struct span citation, struct span text)
{
	if (r->count == r->room) {
		r->room = 2 * r->room + 8;
		r->all = arena_grown(
		    m->arena, r->all, r->count, r->room, sizeof(*r->all));
	}
	r->all[r->count++] =
	    (struct reason){.code = code, .citation = citation, .text = text};
}

/* The criteria that a document or request came near to and did not meet, and
 * what would lift the row. */
static void
add_cure(const struct ruling_maker *m, struct reasons *r, const struct row *row)
{
	const struct answers *a = &m->f->answers;
	const struct conjunction *c = nearest_way_out(row, a);
	char text[400];
	size_t i;

	for (i = 0; c != NULL && i < c->count; i++) {
		if (test_holds(&c->tests[i], a->values, a->today))
			continue;
		memcpy(text, UNMET, sizeof(UNMET) - 1);
		test_describe(&c->tests[i], &m->law->vocabulary,
		    text + sizeof(UNMET) - 1, sizeof(text) - sizeof(UNMET) + 1);
		add_reason(m, r, row->id, row->citation,
		    span_of(arena_string(m->arena, text, strlen(text))));
	}
	if (row->cure.bytes != NULL)
		add_reason(m, r, span_of("cure"), row->citation, row->cure);
}

static void
add_remarks(const struct ruling_maker *m, struct reasons *r)
{
	const struct answers *a = &m->f->answers;
	const struct remark *one;
	size_t i;

	for (i = 0; i < m->law->remark_count; i++) {
		one = &m->law->remarks[i];
		if (condition_holds(&one->when, a->values, a->today) != NULL &&
		    condition_holds(&one->unless, a->values, a->today) == NULL)
			add_reason(m, r, one->id, one->citation, one->text);
	}
}

static void
set_codes(const struct ruling_maker *m, struct reasons *r, struct ruling *out)
{
	const struct code *codes[CODE_MAX];
	size_t i, count = list_codes(m, codes);
	struct span *words;

	words = arena_zeroed(m->arena, count, sizeof(*words));
	for (i = 0; i < count; i++) {
		words[i] = codes[i]->code;
		add_reason(
		    m, r, codes[i]->code, codes[i]->citation, codes[i]->text);
	}
	out->codes = (struct texts){words, count};
}

/* The rule that names the outcome first, then the others that speak, the
 * documents' defects, and of a withholding what would cure it. */
static void
set_reasons(const struct ruling_maker *m, struct ruling *out)
{
	const struct findings *f = m->f;
	const struct row *decisive = f->layers[f->decisive].row, *row;
	struct reasons r = {NULL, 0, 0};
	int layer;

	add_reason(m, &r, decisive->id, decisive->citation, decisive->text);
	for (layer = 0; layer < LAYER_COUNT; layer++) {
		row = f->layers[layer].row;
		if (row != decisive && speaks(f, layer))
			add_reason(m, &r, row->id, row->citation, row->text);
	}
	set_codes(m, &r, out);
	if (f->held)
		add_reason(m, &r, span_of("unknown"), (struct span){NULL, 0},
		    strange_text(m, f->answers.strange));
	if (!outcome_permits(f->outcome)) {
		for (layer = 0; layer < LAYER_COUNT; layer++)
			if (speaks(f, layer) && !f->held)
				add_cure(m, &r, f->layers[layer].row);
		add_remarks(m, &r);
	}
	out->reasons = r.all;
	out->reason_count = r.count;
}

static void
set_obligations(const struct ruling_maker *m, struct ruling *out)
{
	const struct findings *f = m->f;
	const struct texts *t;
	struct span *all;
	size_t i, k, n = 0;
	int layer;

	for (layer = 0; layer < LAYER_COUNT; layer++)
		if (speaks(f, layer))
			n += f->layers[layer].row->obligations.count;
	all = arena_zeroed(m->arena, n, sizeof(*all));
	n = 0;
	for (layer = 0; layer < LAYER_COUNT; layer++) {
		if (!speaks(f, layer))
			continue;
		t = &f->layers[layer].row->obligations;
		for (i = 0; i < t->count; i++) {
			for (k = 0; k < n; k++)
				if (span_equal(all[k], t->at[i]))
					break;
			if (k == n)
				all[n++] = t->at[i];
		}
	}
	out->obligations = (struct texts){all, n};
}

/* The state's filter is the narrower where both have one. */
static void
set_filter(const struct findings *f, struct ruling *out)
{
	int layer;

	if (!outcome_permits(f->outcome))
		return;
	for (layer = 0; layer < LAYER_COUNT; layer++)
		if (f->layers[layer].row != NULL &&
		    f->layers[layer].row->field_filter.bytes != NULL)
			out->field_filter = f->layers[layer].row->field_filter;
}

/* What is disclosed is accounted for unless HIPAA exempts it; under an
 * authorization it is exempt (45 CFR 164.528(a)(1)(iv)). */
static void
set_accounting(const struct findings *f, struct ruling *out)
{
	const struct row *row;
	int layer;
	bool exempt = false;

	out->accounting = ACCOUNTING_NONE;
	if (!outcome_permits(f->outcome))
		return;
	out->accounting = ACCOUNTING_REQUIRED;
	for (layer = 0; layer < LAYER_COUNT; layer++) {
		row = f->layers[layer].row;
		if (row == NULL)
			continue;
		if (row->accounting == ACCOUNTING_REQUIRED)
			return;
		exempt |= row->accounting == ACCOUNTING_EXEMPT;
	}
	if (exempt || f->authorized)
		out->accounting = ACCOUNTING_EXEMPT;
}

void
law_decide(const struct law *l, const struct question *q, struct arena *arena,
    struct ruling *out)
{
	struct findings f;
	struct ruling_maker m = {l, &f, arena};
	const struct row *row;

	memset(out, 0, sizeof(*out));
	findings_make(&f, l, q);
	row = f.layers[f.decisive].row;
	out->present = true;
	out->outcome = f.outcome;
	out->rule = row->id;
	out->citation = row->citation;
	out->verified = row->verified;
	out->attested = f.attested;
	if (f.authorized)
		out->authorization = q->authorization.id;
	set_filter(&f, out);
	set_accounting(&f, out);
	set_obligations(&m, out);
	set_reasons(&m, out);
}

void
law_check_authorization(const struct law *l, const struct authorization *a,
    int64_t as_of, struct arena *arena, struct texts *codes)
{
	struct question q = {.as_of = as_of};
	struct answers answers;
	struct span *out;
	size_t i, n = 0;

	q.today = instant_date(as_of);
	q.authorization = *a;
	q.note.date = DATE_NONE;
	q.note.created = DATE_NONE;
	answers_fill(&answers, l, &q);
	out = arena_zeroed(arena, l->code_count, sizeof(*out));
	for (i = 0; i < l->code_count; i++)
		if (l->codes[i].document &&
		    (answers.codes[i / 64] >> i % 64 & 1) != 0)
			out[n++] = l->codes[i].code;
	*codes = (struct texts){out, n};
}
