#include <string.h>

#include "identify/lexicon.h"
#include "redact/transform.h"
#include "redact/work.h"

/* Whose list of actions holds where an identifier stands. */
static const struct profile *
profile_at(const struct work *w, const struct text *t, size_t start)
{
	size_t i;

	for (i = 0; i < t->piece_count; i++)
		if (start >= t->pieces[i].start && start < t->pieces[i].end &&
		    t->pieces[i].verdict.stays)
			return t->pieces[i].verdict.filter;
	/* Headings stay by whatever lets the text under them stay. */
	return w->filter_count > 0 ? w->filters[0] : w->profile;
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static bool
is_blank(struct span text, size_t from, size_t to)
{
	while (from < to && is_space(text.bytes[from]))
		from++;
	return from >= to;
}

/* Cuts off what a run takes out anyway, and the white space between that and
 * the next passage, so that a marker never stands outside of one; false:
 * nothing is left. */
static bool
clip(const struct text *t, struct identified *f)
{
	const struct run *r;
	size_t i;

	for (i = 0; i < t->run_count; i++) {
		r = &t->runs[i];
		if (f->end <= r->start || f->start >= r->end)
			continue;
		if (f->start < r->start)
			f->end = r->start;
		else
			f->start = r->end;
		if (f->start >= f->end)
			return false;
	}
	while (f->start < f->end && is_space(t->old.bytes[f->start]))
		f->start++;
	while (f->end > f->start && is_space(t->old.bytes[f->end - 1]))
		f->end--;
	return f->start < f->end;
}

/* A name that runs over the bound of a passage becomes two: no marker may lie
 * outside the passages.  The part behind the bound is returned in REST. */
static bool
cut_at_piece(
    const struct text *t, struct identified *f, struct identified *rest)
{
	size_t i, end;

	for (i = 0; i < t->piece_count; i++) {
		end = t->pieces[i].end;
		if (f->start < end && end < f->end) {
			*rest = *f;
			rest->start = i + 1 < t->piece_count &&
					      t->pieces[i + 1].start < f->end
					  ? t->pieces[i + 1].start
					  : end;
			f->end = end;
			return rest->start < rest->end;
		}
	}
	return false;
}

static void
add_row(struct work *w, const struct text *t, struct utf8_offsets *at,
    const struct identified *f, enum identifier_action action)
{
	struct found_identifier *row;
	size_t n = w->after.identifier_count;

	/* Rows of an earlier run stand in a full array of its own. */
	if (n >= w->row_cap) {
		w->row_cap = n + 16 + n / 2;
		w->rows = arena_grown(w->arena, w->after.identifiers, n,
		    w->row_cap, sizeof(*w->rows));
		w->after.identifiers = w->rows;
	}
	row = &w->rows[n];
	row->place.section = t->section;
	row->place.in_title = t->in_title;
	row->place.start = utf8_point_at(at, f->start);
	row->place.end = utf8_point_at(at, f->end);
	row->kind = span_of(identifier_kind_name(f->kind));
	row->action = action;
	w->after.identifier_count = n + 1;
}

/* A street, or the corner of two. */
static bool
is_street_word(const char *word, size_t len)
{
	return (lexicon_find(word, len) & LEXICON_STREET) != 0 ||
	       span_is((struct span){word, len}, "corner");
}

/* A town, a state, a ZIP code: neither a street nor coordinates (45 CFR
 * 164.514(e)(2)(ii)). */
static bool
is_town(const struct text *t, const struct identified *f)
{
	const char *text = t->old.bytes + f->start;
	size_t len = f->end - f->start, i, from = 0;
	struct buf folded = {0};
	bool street = false, digits = false, letters = false, dot;

	utf8_fold_text(text, len, &folded);
	for (i = 0; i <= folded.len; i++) {
		char c = i < folded.len ? folded.bytes[i] : ' ';

		digits |= c >= '0' && c <= '9';
		if ((c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80) {
			letters = true;
			continue;
		}
		street |= is_street_word(folded.bytes + from, i - from);
		from = i + 1;
	}
	dot = memchr(text, '.', len) != NULL;
	buf_free(&folded);
	return digits ? !letters && !dot : !street;
}

static void
take_out(struct work *w, struct text *t, struct utf8_offsets *at,
    struct identified f)
{
	enum identifier_action action =
	    profile_at(w, t, f.start)->actions[f.kind][f.subject];
	struct span made;

	if (action == IDENTIFIER_KEEP || !clip(t, &f))
		return;
	if (w->profile->keep_towns && f.kind == IDENTIFIER_KIND_GEO &&
	    is_town(t, &f))
		return;
	made = transform_make(w, t, &f, &action);
	edits_add(&t->edits, w->arena, f.start, f.end, made);
	add_row(w, t, at, &f, action);
}

static int
find_in(struct work *w, struct text *t, struct error *e)
{
	const struct identified *found;
	struct identified f, rest = {0};
	struct utf8_offsets at = t->offsets;
	size_t i, count;
	bool more;

	if (identify_text(w->identify, t->old, &found, &count, e) == -1)
		return -1;
	for (i = 0; i < count; i++) {
		f = found[i];
		if (f.kind == IDENTIFIER_KIND_NAME &&
		    f.subject == SUBJECT_PROVIDER)
			f.kind = IDENTIFIER_KIND_PROVIDER;
		do {
			more = cut_at_piece(t, &f, &rest);
			take_out(w, t, &at, f);
			f = rest;
		} while (more);
	}
	return 0;
}

static bool
any_identifies(const struct work *w)
{
	size_t i;

	for (i = 0; i < w->filter_count; i++)
		if (profile_identifies(w->filters[i]))
			return true;
	return w->filter_count == 0 && profile_identifies(w->profile);
}

/* A text of which nothing stays has nothing to look for. */
static bool
has_text(const struct text *t)
{
	size_t i, from = 0;

	for (i = 0; i < t->run_count; i++) {
		if (!is_blank(t->old, from, t->runs[i].start))
			return true;
		from = t->runs[i].end;
	}
	return !is_blank(t->old, from, t->old.len);
}

int
identifiers_take_out(struct work *w, struct error *e)
{
	size_t i;

	if (!any_identifies(w))
		return 0;
	identify_learn(w->identify, &w->note,
	    roster_find(redact_roster(w->redact), w->note.patient.id));
	for (i = 0; i < w->text_count; i++)
		if (has_text(&w->texts[i]) && find_in(w, &w->texts[i], e))
			return -1;
	return 0;
}
