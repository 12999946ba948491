#include "package/judge.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "note/classification.h"
#include "text/sentence.h"
#include "text/utf8.h"

#define MARKER "[withheld"
#define MARKER_LEN 64 /* bytes, at most, of one for an identifier */
/* 45 CFR 164.522(a)(1)(vi): a service that its patient paid in full. */
#define SELF_PAID "164.522(a)(1)(vi)"

/* What the record says of itself. */
struct findings {
	struct classification classification;
	const struct decision *decision;
	struct redaction redaction;
};

bool
judge_asked(const struct judge *j, const struct note *n)
{
	const struct request *r = j->request;
	struct span claim = n->encounter.claim;
	bool period =
	    r->services.from != DATE_NONE || r->services.to != DATE_NONE;

	if (!request_has_patient(r, &n->patient))
		return false;
	if (period && n->date != DATE_NONE && !period_has(r->services, n->date))
		return false;
	return r->claims.count == 0 || claim.bytes == NULL ||
	       texts_have(r->claims, claim);
}

static int
findings_read(
    struct judge *j, struct findings *f, struct record *rec, struct error *e)
{
	if (classification_read_places(&f->classification, rec, e) == -1 ||
	    redaction_read_release(&f->redaction, rec, e) == -1)
		return -1;
	if (!f->classification.present)
		return error_set(e, "not classified");
	f->decision = decisions_read(j->decisions, rec, e);
	if (f->decision == NULL)
		return -1;
	if (!f->redaction.present)
		return error_set(e, "not redacted");
	return 0;
}

/* Made for this request, and lately. */
static int
check_fresh(const struct judge *j, const struct decision *d, struct error *e)
{
	if (!span_equal(d->request, j->request->id))
		return error_set(e, "decision.request: another request");
	if (!span_equal(d->purpose, j->request->purpose))
		return error_set(e, "decision.purpose: another purpose");
	if (d->as_of == INSTANT_NONE)
		return error_set(e, "decision.as_of: missing");
	if (d->as_of > j->as_of)
		return error_set(e, "decision.as_of: after --as-of");
	if (j->as_of - d->as_of > j->max_age)
		return error_set(e, "decision.as_of: older than --max-age");
	return 0;
}

/* One stream, one set of rules: remembers each tool of the first trail. */
static int
check_tool(struct judge *j, struct index *x, struct span name,
    struct span version, struct span rules, struct error *e)
{
	struct tool *t;
	size_t i;

	for (i = 0; i < j->tool_count; i++) {
		t = &j->tools[i];
		if (!span_is(name, t->name))
			continue;
		if (!span_is(version, t->version) ||
		    (t->rules == NULL ? rules.bytes != NULL
				      : !span_is(rules, t->rules)))
			return error_set(e,
			    "trail: another version or other rules than in "
			    "the notes before");
		return 0;
	}
	if (j->tool_count == TOOLS)
		return error_set(e, "trail: more than %d tools", TOOLS);
	j->tools[j->tool_count++] = (struct tool){index_string(x, name),
	    index_string(x, version), index_string(x, rules)};
	return 0;
}

static int
check_trail(
    struct judge *j, struct index *x, struct record *rec, struct error *e)
{
	struct arena *arena = record_arena(rec);
	struct cursor c;
	struct value step, trail = record_member(rec, "trail");
	struct span name, version, rules;

	/* Of a stream, all notes have mostly the same. */
	if (j->trail != NULL && span_is(trail.json, j->trail))
		return 0;
	cursor_open(&c, trail);
	while (cursor_next(&c, NULL, &step)) {
		name = version = rules = (struct span){0};
		if (!value_text(value_member(step, "tool"), arena, &name) ||
		    !value_text(value_member(step, "version"), arena, &version))
			return error_set(e, "trail: a step without its tool");
		value_text(value_member(step, "rules"), arena, &rules);
		if (check_tool(j, x, name, version, rules, e) == -1)
			return -1;
	}
	if (j->trail == NULL)
		j->trail = index_string(x, trail.json);
	return 0;
}

static int
check_profile(struct judge *j, struct index *x, const struct redaction *r,
    struct error *e)
{
	if (j->profile == NULL)
		j->profile = index_string(x, r->profile);
	if (!span_is(r->profile, j->profile))
		return error_set(
		    e, "redaction.profile: another than in the notes before");
	return 0;
}

static int
check_text(const struct note *n, const struct redaction *r, struct error *e)
{
	char digest[DIGEST_HEX];

	note_text_digest(n, digest);
	return span_is(r->text, digest)
		   ? 0
		   : error_set(e, "the text is not what was redacted");
}

/* Whether a person released something of the section P stands in.  (Places of
 * overrides are in the text before redaction, so no closer than that.) */
static bool
released_by_hand(const struct redaction *r, const struct place *p)
{
	size_t i;

	for (i = 0; i < r->override_count; i++) {
		const struct override *o = &r->overrides[i];

		if (o->action == OVERRIDE_RELEASE &&
		    (o->whole || o->place.section == p->section))
			return true;
	}
	return false;
}

/* Every passage that still stands must stand under a ruling that permits, or
 * under a person's word. */
static int
check_passages(const struct findings *f, struct index_row *row, struct error *e)
{
	const struct classification *c = &f->classification;
	const struct ruling *ruling;
	size_t i;

	for (i = 0; i < c->passage_count; i++) {
		ruling = decision_ruling(f->decision, &c->passages[i]);
		if (ruling == NULL || !outcome_permits(ruling->outcome)) {
			if (!released_by_hand(
				&f->redaction, &c->passages[i].place))
				return error_set(e,
				    "section %d: a passage that nothing "
				    "permits",
				    c->passages[i].place.section);
			continue;
		}
		row->scopes |= (uint32_t)1 << c->passages[i].scope;
		row->accountable |= ruling->accounting == ACCOUNTING_REQUIRED;
		row->part2 |=
		    ruling == &f->decision->part2[c->passages[i].scope];
	}
	return 0;
}

/* The bytes of a marker that begins at AT: "[withheld…]" or, where identifiers
 * were taken out, what stands for one: "[place]", "[person 2]", a year, the
 * digits of a ZIP.  0: it is text. */
static size_t
marker_len(const char *at, const char *end, bool identifiers)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz0123456789 +-";
	size_t len = (size_t)(end - at), i;
	const char *close;

	if (len >= strlen(MARKER) && memcmp(at, MARKER, strlen(MARKER)) == 0) {
		close = memchr(at, ']', len);
		return close == NULL ? 0 : (size_t)(close - at) + 1;
	}
	if (!identifiers)
		return 0;
	if (*at == '[') {
		for (i = 1; i < len && i < MARKER_LEN; i++)
			if (at[i] == ']')
				return i + 1;
			else if (strchr(plain, at[i]) == NULL)
				return 0;
		return 0;
	}
	return strchr("0123456789-/*+", *at) != NULL ? 1 : 0;
}

/* Whether what stands between FROM and TO is white space and markers. */
static bool
only_markers(struct span text, size_t from, size_t to, bool identifiers)
{
	const char *at = text.bytes + from, *end = text.bytes + to;
	size_t len;

	while (at < end) {
		len = sentence_space(at, end);
		if (len == 0)
			len = marker_len(at, end, identifiers);
		if (len == 0)
			return false;
		at += len;
	}
	return true;
}

static int
uncovered(size_t section, struct error *e)
{
	return error_set(
	    e, "section %zu: text that was never classified", section);
}

/* What stands between passages of a section's text is what redaction left
 * there, or text that nobody classified. */
static int
check_cover(const struct findings *f, const struct note *n, struct error *e)
{
	const struct classification *c = &f->classification;
	bool identifiers = f->redaction.identifier_count > 0;
	struct utf8_offsets offsets;
	size_t s, i = 0, from, start;

	for (s = 0; s < n->section_count; s++) {
		struct span text = n->sections[s].text;

		from = 0;
		utf8_offsets_open(&offsets, text.bytes, text.len);
		for (; i < c->passage_count; i++) {
			const struct place *p = &c->passages[i].place;

			if (p->section > (int)s)
				break;
			if (p->section < (int)s || p->in_title)
				continue;
			start = utf8_byte_at(&offsets, p->start);
			if (!only_markers(text, from, start, identifiers))
				return uncovered(s, e);
			from = utf8_byte_at(&offsets, p->end);
		}
		if (!only_markers(text, from, text.len, identifiers))
			return uncovered(s, e);
	}
	return 0;
}

static category_set
categories_of(const struct findings *f)
{
	category_set set = 0;
	size_t i;

	for (i = 0; i < f->redaction.withheld_count; i++)
		set |= CATEGORY_BIT(
		    category_of(f->redaction.withheld[i].citation));
	return set;
}

static bool
self_paid(const struct ruling *r)
{
	size_t len = strlen(SELF_PAID), i;

	for (i = 0; r->citation.bytes != NULL && i + len <= r->citation.len;
	     i++)
		if (memcmp(r->citation.bytes + i, SELF_PAID, len) == 0)
			return !outcome_permits(r->outcome);
	return false;
}

static void
dispose(const struct findings *f, struct index_row *row)
{
	const struct ruling *whole = &f->decision->whole;

	row->categories = categories_of(f);
	if (f->classification.passage_count > 0)
		row->disposition = row->categories == 0 ? DISPOSITION_RELEASED
							: DISPOSITION_PART;
	else if (whole->outcome == OUTCOME_NEEDS_REVIEW)
		row->disposition = DISPOSITION_HELD_BACK;
	else
		row->disposition = DISPOSITION_WITHHELD;
	if (row->disposition == DISPOSITION_WITHHELD && row->categories == 0)
		row->categories =
		    CATEGORY_BIT(category_of(f->decision->whole.citation));
	row->unnamed =
	    !disposition_releases(row->disposition) && self_paid(whole);
}

static void
keep_overrides(
    struct index *x, struct index_row *row, const struct redaction *r)
{
	struct override *kept;
	size_t i;

	if (r->override_count == 0)
		return;
	kept = arena_zeroed(&x->arena, r->override_count, sizeof(kept[0]));
	for (i = 0; i < r->override_count; i++) {
		kept[i] = r->overrides[i];
		kept[i].note = span_of(index_string(x, kept[i].note));
		kept[i].by = span_of(index_string(x, kept[i].by));
		kept[i].reason = span_of(index_string(x, kept[i].reason));
		kept[i].text = span_of(index_string(x, kept[i].text));
	}
	row->overrides = kept;
	row->override_count = r->override_count;
}

/* "Family, Given Other"; NULL where neither is there. */
static const char *
person_name(struct index *x, const struct person *p)
{
	struct buf out = {0};
	const char *name;
	size_t i;

	if (p->name.family.bytes != NULL)
		buf_add(&out, p->name.family.bytes, p->name.family.len);
	for (i = 0; i < p->name.given.count; i++) {
		buf_add_string(&out, out.len == 0 ? "" : i == 0 ? ", " : " ");
		buf_add(
		    &out, p->name.given.at[i].bytes, p->name.given.at[i].len);
	}
	name =
	    out.len == 0 ? NULL : arena_string(&x->arena, out.bytes, out.len);
	buf_free(&out);
	return name;
}

static const char *
author_name(struct index *x, const char *before, const struct author *a)
{
	struct buf out = {0};
	const char *name;

	if (a->name.bytes == NULL)
		return NULL;
	buf_add(&out, a->name.bytes, a->name.len);
	if (a->credential.bytes != NULL) {
		buf_add_string(&out, ", ");
		buf_add(&out, a->credential.bytes, a->credential.len);
	}
	name = index_string_again(x, before, (struct span){out.bytes, out.len});
	buf_free(&out);
	return name;
}

/* The authorization by which something goes out; absent: none was needed. */
static struct span
used_authorization(const struct findings *f)
{
	const struct classification *c = &f->classification;
	size_t i;

	for (i = 0; i < c->passage_count; i++) {
		const struct ruling *r =
		    decision_ruling(f->decision, &c->passages[i]);

		if (r != NULL && r->authorization.bytes != NULL)
			return r->authorization;
	}
	return (struct span){0};
}

static void
describe(const struct judge *j, const struct note *n, const struct findings *f,
    struct index *x, struct index_row *row)
{
	struct index_patient *p = index_patient(x, n->patient.id);
	const struct ruling *whole = &f->decision->whole;
	static const struct index_row none;
	const struct index_row *before =
	    x->count == 0 ? &none : &x->rows[x->count - 1];

	if (p->name == NULL)
		p->name = person_name(x, &n->patient);
	if (p->member_id == NULL)
		p->member_id = index_string(x, n->patient.member_id);
	if (p->birth_date == DATE_NONE)
		p->birth_date = n->patient.birth_date;
	row->patient = p;
	row->id = index_string(x, n->id);
	row->date = n->date;
	row->claim = index_string(x, n->encounter.claim);
	row->service_code = index_string_again(
	    x, before->service_code, n->encounter.service_code);
	row->author = author_name(x, before->author, &n->author);
	row->title = index_string_again(x, before->title, n->title);
	row->authorization =
	    index_string_again(x, before->authorization, used_authorization(f));
	row->basis = index_string_again(x, before->basis, whole->citation);
	row->state = index_string_again(
	    x, before->state, practice_state(j->practice, n));
	keep_overrides(x, row, &f->redaction);
}

int
judge_note(struct judge *j, struct record *rec, const struct note *n,
    struct index *x, struct index_row *row, struct error *e)
{
	struct findings f;

	if (findings_read(j, &f, rec, e) == -1 ||
	    check_fresh(j, f.decision, e) == -1 ||
	    check_trail(j, x, rec, e) == -1 ||
	    check_profile(j, x, &f.redaction, e) == -1 ||
	    check_text(n, &f.redaction, e) == -1 ||
	    classification_fits(&f.classification, n, e) == -1 ||
	    check_passages(&f, row, e) == -1 || check_cover(&f, n, e) == -1)
		return -1;
	dispose(&f, row);
	describe(j, n, &f, x, row);
	/* Each page of a record bears its date of service. */
	if (row->date == DATE_NONE && disposition_releases(row->disposition))
		row->disposition = DISPOSITION_HELD_BACK;
	return 0;
}
