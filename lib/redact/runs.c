#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "redact/work.h"
#include "text/sentence.h"

/* Whether nothing but white space stands between: nor what an earlier run
 * left. */
static bool
joins(const struct text *t, const struct run *r, const struct piece *p)
{
	const char *at = t->old.bytes + r->end, *end = t->old.bytes + p->start;
	size_t n;

	if (strcmp(r->marker, p->verdict.marker) != 0)
		return false;
	while ((n = sentence_space(at, end)) > 0)
		at += n;
	return at == end;
}

/* Neighbours under one marker become one run: how many they were is nobody's
 * business. */
static void
gather(struct work *w, struct text *t)
{
	const struct piece *p;
	struct run *r = NULL;
	size_t i;

	t->runs = arena_zeroed(w->arena, t->piece_count, sizeof(*t->runs));
	for (i = 0; i < t->piece_count; i++) {
		p = &t->pieces[i];
		if (p->verdict.stays) {
			r = NULL;
			continue;
		}
		if (r == NULL || !joins(t, r, p)) {
			r = &t->runs[t->run_count++];
			*r = (struct run){.start = p->start,
			    .pieces = p,
			    .marker = p->verdict.marker};
		}
		r->end = p->end;
		r->piece_count++;
	}
}

static bool
is_blank(const char *text, size_t from, size_t to)
{
	while (from < to && isspace((unsigned char)text[from]))
		from++;
	return from == to;
}

/* Without a marker the white space beside a run goes with it: that before it,
 * and that behind it where nothing stays on one side. */
static void
close_up(struct text *t)
{
	const char *text = t->old.bytes;
	struct run *r;
	size_t i;

	for (i = 0; i < t->run_count; i++) {
		r = &t->runs[i];
		while (
		    r->start > 0 && isspace((unsigned char)text[r->start - 1]))
			r->start--;
		if (r->start > 0 && !is_blank(text, r->end, t->old.len))
			continue;
		while (
		    r->end < t->old.len && isspace((unsigned char)text[r->end]))
			r->end++;
	}
}

static struct withheld
row_of(const struct text *t, struct utf8_offsets *at, size_t start, size_t end,
    const struct verdict *v)
{
	struct withheld row = {0};

	row.place.section = t->section;
	row.place.in_title = t->in_title;
	row.place.start = utf8_point_at(at, start);
	row.place.end = utf8_point_at(at, end);
	row.chars = row.place.end - row.place.start;
	if (v->named) {
		row.code = v->code;
		row.citation = v->citation;
	} else {
		row.code = span_of("other");
		row.citation = span_of("45 CFR 164.502(b)");
	}
	return row;
}

static size_t
add_rows(const struct text *t, struct withheld *rows)
{
	const struct piece *p;
	struct utf8_offsets at = t->offsets;
	size_t i, j, n = 0;

	for (i = 0; i < t->run_count; i++) {
		p = t->runs[i].pieces;
		if (!p->verdict.named) {
			rows[n++] = row_of(t, &at, t->runs[i].start,
			    t->runs[i].end, &p->verdict);
			continue;
		}
		for (j = 0; j < t->runs[i].piece_count; j++) {
			rows[n] =
			    row_of(t, &at, p[j].start, p[j].end, &p[j].verdict);
			if (p[j].passage != NULL)
				rows[n].label = p[j].passage->label;
			n++;
		}
	}
	return n;
}

/* Rows of an earlier run stay, before those of this one. */
static void
make_rows(struct work *w)
{
	size_t i, n = w->before.withheld_count, most = n;
	struct withheld *rows;

	for (i = 0; i < w->text_count; i++)
		most += w->texts[i].piece_count;
	rows =
	    arena_grown(w->arena, w->before.withheld, n, most, sizeof(*rows));
	for (i = 0; i < w->text_count; i++)
		n += add_rows(&w->texts[i], rows + n);
	w->after.withheld = rows;
	w->after.withheld_count = n;
}

void
runs_make(struct work *w)
{
	struct text *t;
	size_t i, j;

	for (i = 0; i < w->text_count; i++) {
		t = &w->texts[i];
		gather(w, t);
		if (w->profile->addendum)
			close_up(t);
		for (j = 0; j < t->run_count; j++)
			edits_add(&t->edits, w->arena, t->runs[j].start,
			    t->runs[j].end,
			    w->profile->addendum ? (struct span){"", 0}
						 : span_of(t->runs[j].marker));
	}
	make_rows(w);
}
