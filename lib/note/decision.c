#include "note/decision.h"

#include <stdint.h>
#include <string.h>

#include "note/decided.h"
#include "note/writer.h"

static int
find_outcome(struct span word)
{
	enum outcome o = outcome_find(word);

	return o == OUTCOME_COUNT ? -1 : (int)o;
}

static int
find_accounting(struct span word)
{
	if (span_is(word, "required"))
		return ACCOUNTING_REQUIRED;
	return span_is(word, "exempt") ? ACCOUNTING_EXEMPT : -1;
}

#define AT(member) .offset = offsetof(struct reason, member)
static const struct member_row reason_rows[] = {
    {"code", MEMBER_TEXT, AT(code), MEMBER_REQUIRED},
    {"citation", MEMBER_TEXT, AT(citation)},
    {"text", MEMBER_TEXT, AT(text)},
};
#undef AT
static const struct member_table reason_table =
    MEMBER_TABLE(reason_rows, struct reason);

#define AT(member) .offset = offsetof(struct ruling, member)
static const struct member_row ruling_rows[] = {
    {"outcome", MEMBER_WORD, AT(outcome), MEMBER_REQUIRED,
	.find = find_outcome},
    {"rule", MEMBER_TEXT, AT(rule)},
    {"citation", MEMBER_TEXT, AT(citation)},
    {"verified", MEMBER_TEXT, AT(verified)},
    {"codes", MEMBER_TEXTS, AT(codes)},
    {"field_filter", MEMBER_TEXT, AT(field_filter)},
    {"accounting", MEMBER_WORD, AT(accounting), .find = find_accounting},
    {"obligations", MEMBER_TEXTS, AT(obligations)},
    {"attested", MEMBER_TEXT, AT(attested)},
    {"authorization", MEMBER_TEXT, AT(authorization)},
    {"reasons", MEMBER_OBJECTS, AT(reasons), .table = &reason_table},
};
#undef AT
static const struct member_table ruling_table =
    MEMBER_TABLE_FLAG(ruling_rows, struct ruling, present);

#define AT(member) .offset = offsetof(struct decision, member)
static const struct member_row decision_rows[] = {
    {"request", MEMBER_TEXT, AT(request)},
    {"purpose", MEMBER_TEXT, AT(purpose)},
    {"recipient", MEMBER_TEXT, AT(recipient)},
    {"as_of", MEMBER_INSTANT, AT(as_of)},
};
#undef AT
static const struct member_table decision_table =
    MEMBER_TABLE_FLAG(decision_rows, struct decision, present);

static int
ruling_read(struct value v, const char *path, struct arena *arena,
    struct ruling *r, struct error *e)
{
	if (members_read(v, path, &ruling_table, arena, r, e) == -1)
		return -1;
	/* What may go out is accounted for unless somebody says otherwise. */
	if (value_member(v, "accounting").type != SCAN_STRING)
		r->accounting = outcome_permits(r->outcome)
				    ? ACCOUNTING_REQUIRED
				    : ACCOUNTING_NONE;
	return 0;
}

static int
rulings_read(struct value v, const char *path, struct arena *arena,
    struct ruling rulings[static SCOPE_COUNT], struct error *e)
{
	struct cursor c;
	struct value member;
	struct span key;
	enum scope s;

	if (v.type == SCAN_NONE)
		return 0;
	if (v.type != SCAN_OBJECT)
		return error_set(e, "%s: not an object", path);
	cursor_open(&c, v);
	while (cursor_next(&c, &key, &member)) {
		s = scope_find(key);
		if (s == SCOPE_NONE)
			return error_set(
			    e, "%s: a scope that is not known here", path);
		if (ruling_read(member, path, arena, &rulings[s], e) == -1)
			return -1;
	}
	return 0;
}

static int
read_value(
    struct value v, struct arena *arena, struct decision *d, struct error *e)
{
	memset(d, 0, sizeof(*d));
	d->as_of = INSTANT_NONE;
	if (members_read(v, "decision", &decision_table, arena, d, e) == -1 ||
	    ruling_read(v, "decision", arena, &d->whole, e) == -1 ||
	    rulings_read(value_member(v, "scopes"), "decision.scopes", arena,
		d->scopes, e) == -1 ||
	    rulings_read(value_member(v, "part2"), "decision.part2", arena,
		d->part2, e) == -1)
		return -1;
	if (d->as_of != INSTANT_NONE)
		value_text(value_member(v, "as_of"), arena, &d->as_of_text);
	return 0;
}

int
decision_read(struct decision *d, struct record *rec, struct error *e)
{
	struct value v = record_member(rec, "decision");
	const struct decision *had;
	void *memory;

	had = record_shaped(rec, &decided_shape, v, &memory);
	if (had != NULL) {
		*d = *had;
		return 0;
	}
	if (v.type == SCAN_NONE) {
		*d = (struct decision){.as_of = INSTANT_NONE};
		return 0;
	}
	if (read_value(v, record_arena(rec), d, e) == -1)
		return -1;
	decided_keep(memory, v, read_value);
	return 0;
}

/* The members that stand before `authorization`. */
static void
write_answer(struct writer *w, const struct ruling *r)
{
	write_word(w, "outcome", outcome_name(r->outcome));
	write_text(w, "rule", r->rule);
	write_text(w, "citation", r->citation);
	write_text(w, "verified", r->verified);
	write_texts(w, "codes", r->codes);
	write_text(w, "field_filter", r->field_filter);
	if (r->accounting != ACCOUNTING_NONE)
		write_word(w, "accounting",
		    r->accounting == ACCOUNTING_EXEMPT ? "exempt" : "required");
	write_texts(w, "obligations", r->obligations);
	write_text(w, "attested", r->attested);
}

static void
write_reasons(struct writer *w, const struct ruling *r, size_t from)
{
	size_t i;

	for (i = from; i < r->reason_count; i++) {
		write_open(w, NULL, '{');
		write_text(w, "code", r->reasons[i].code);
		write_text(w, "citation", r->reasons[i].citation);
		write_text(w, "text", r->reasons[i].text);
		write_close(w, '{');
	}
}

static struct span
keep(const struct buf *json, struct arena *arena)
{
	return (struct span){
	    arena_string(arena, json->bytes, json->len), json->len};
}

void
ruling_prepare(struct ruling *r, struct arena *arena)
{
	struct buf json = {NULL, 0, 0};
	struct writer w = {&json, false};

	write_answer(&w, r);
	r->written = keep(&json, arena);
	json.len = 0;
	w.comma = false;
	write_reasons(&w, r, 0);
	if (r->reason_count > 0)
		r->written_reasons = keep(&json, arena);
	r->written_count = r->reason_count;
	buf_free(&json);
}

static void
write_ruling(struct writer *w, const struct ruling *r)
{
	if (r->written.bytes != NULL)
		write_written(w, r->written);
	else
		write_answer(w, r);
	write_text(w, "authorization", r->authorization);
	if (r->reason_count == 0)
		return;
	write_open(w, "reasons", '[');
	if (r->written_count > 0)
		write_written(w, r->written_reasons);
	write_reasons(w, r, r->written_count);
	write_close(w, '[');
}

static void
write_rulings(struct writer *w, const char *key,
    const struct ruling rulings[static SCOPE_COUNT])
{
	bool open = false;
	int s;

	for (s = 0; s < SCOPE_COUNT; s++) {
		if (!rulings[s].present)
			continue;
		if (!open)
			write_open(w, key, '{');
		open = true;
		write_open(w, scope_name((enum scope)s), '{');
		write_ruling(w, &rulings[s]);
		write_close(w, '{');
	}
	if (open)
		write_close(w, '{');
}

void
decision_write(struct record *rec, const struct decision *d)
{
	struct writer w = {record_make(rec), false};

	write_open(&w, NULL, '{');
	write_text(&w, "request", d->request);
	write_text(&w, "purpose", d->purpose);
	write_text(&w, "recipient", d->recipient);
	write_text(&w, "as_of", d->as_of_text);
	write_ruling(&w, &d->whole);
	write_rulings(&w, "scopes", d->scopes);
	write_rulings(&w, "part2", d->part2);
	write_close(&w, '{');
	record_set_made(rec, "decision");
}

const struct ruling *
decision_ruling(const struct decision *d, const struct passage *p)
{
	const struct ruling *chart = &d->scopes[p->scope];
	const struct ruling *part2 = &d->part2[p->scope];

	if (passage_part2(p, ANSWER_UNKNOWN) && part2->present)
		return part2;
	if (chart->present)
		return chart;
	return part2->present ? part2 : NULL;
}
