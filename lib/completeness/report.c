#include "completeness/report.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "completeness/tally.h"

struct report *
report_new(const struct standard *s, size_t pass, bool list)
{
	struct report *r = alloc_zeroed(1, sizeof(*r));

	r->standard = s;
	r->pass = pass;
	r->list = list;
	return r;
}

void
report_free(struct report *r)
{
	size_t i;

	if (r == NULL)
		return;
	for (i = 0; i < r->found_count; i++) {
		free(r->found[i].id);
		free(r->found[i].clinician);
		free(r->found[i].repeats);
		free(r->found[i].findings);
	}
	free(r->found);
	tallies_free(&r->clinicians);
	tallies_free(&r->patients);
	free(r);
}

uint64_t
report_below(const struct report *r)
{
	return r->below;
}

static char *
copy(struct span text)
{
	return text.bytes == NULL ? alloc_string("")
				  : alloc_string_len(text.bytes, text.len);
}

static void
count(struct tally *t, const struct completeness *c, bool below)
{
	t->notes++;
	t->below += below;
	if (!c->scored)
		return;
	t->scored++;
	t->score += c->score;
}

static struct finding *
findings_of(const struct completeness *c, const struct item *const *items,
    size_t *found)
{
	struct finding *list = alloc_zeroed(c->item_count + 1, sizeof(*list));
	size_t i, len;

	*found = 0;
	for (i = 0; i < c->item_count; i++) {
		if (c->items[i].status != ITEM_ABSENT)
			continue;
		len = c->items[i].why.len;
		if (len >= sizeof(list->why))
			len = sizeof(list->why) - 1;
		if (len > 0)
			memcpy(list[*found].why, c->items[i].why.bytes, len);
		list[(*found)++].item = items[i];
	}
	return list;
}

static void
find(struct report *r, const struct note *n, const struct completeness *c,
    const struct item *const *items, struct span clinician, bool below)
{
	struct found_note *f;
	size_t i;

	if (r->found_count == r->found_room) {
		r->found_room = r->found_room == 0 ? 64 : r->found_room * 2;
		r->found =
		    alloc_resize(r->found, r->found_room, sizeof(*r->found));
	}
	f = &r->found[r->found_count];
	memset(f, 0, sizeof(*f));
	f->findings = findings_of(c, items, &f->count);
	if (f->count == 0 && !below) {
		free(f->findings);
		return;
	}
	r->found_count++;
	f->id = copy(n->id);
	f->clinician = copy(clinician);
	f->date = n->date;
	f->percent = c->scored ? (int)(c->score / 10) : -1;
	f->below = below;
	for (i = 0; i < c->item_count; i++)
		if (c->items[i].note.bytes != NULL)
			f->repeats = copy(c->items[i].note);
}

void
report_add(struct report *r, const struct note *n, const struct completeness *c)
{
	const struct item *items, *row, *mine[STANDARD_ITEMS];
	struct span clinician =
	    n->author.name.len > 0 ? n->author.name : n->author.id;
	size_t i, at = 0, items_count;
	bool below;

	if (!c->present) {
		r->passed_over++;
		return;
	}
	items = standard_items(r->standard, &items_count);
	r->notes++;
	below = c->scored && c->score < r->pass * 10;
	r->below += below;
	count(tally_of(&r->clinicians, clinician), c, below);
	count(tally_of(&r->patients, n->patient.id), c, below);
	/* The note's items are some of the standard's, in its order. */
	for (i = 0; i < c->item_count; i++) {
		while (at < items_count &&
		       !span_equal(items[at].code, c->items[i].code))
			at++;
		if (at == items_count)
			return;
		row = &items[at];
		mine[i] = row;
		r->items[at][c->items[i].status]++;
	}
	if (r->list)
		find(r, n, c, mine, clinician, below);
}

static void
pad(struct buf *out, size_t have, size_t want)
{
	for (; have < want; have++)
		buf_add_byte(out, ' ');
}

static void
text_name(struct buf *out, struct span name, size_t width)
{
	if (name.len == 0)
		name = span_of("(not said)");
	plain_add(out, name, false);
	pad(out, plain_width(name), width);
}

static void
text_tallies(struct buf *out, const char *head, const struct tallies *t)
{
	struct tally *rows = tallies_sorted(t);
	size_t i, width = 24;
	int mean;

	for (i = 0; i < t->count; i++)
		if (plain_width(rows[i].name) > width)
			width = plain_width(rows[i].name);
	buf_add_byte(out, '\n');
	buf_add_string(out, head);
	pad(out, strlen(head), width);
	buf_add_string(out, "    notes   mean  below\n");
	for (i = 0; i < t->count; i++) {
		text_name(out, rows[i].name, width);
		mean = tally_mean(&rows[i]);
		buf_addf(out, " %8ju", (uintmax_t)rows[i].notes);
		if (mean < 0)
			buf_add_string(out, "      -");
		else
			buf_addf(out, " %4d %%", mean);
		buf_addf(out, " %6ju\n", (uintmax_t)rows[i].below);
	}
	free(rows);
}

static void
text_items(struct buf *out, const struct report *r)
{
	const struct item *items;
	size_t i, total;

	items = standard_items(r->standard, &total);
	buf_add_string(out,
	    "\nitem                              present  absent  "
	    "not checkable\n");
	for (i = 0; i < total; i++) {
		text_name(out, items[i].code, 8);
		text_name(out, items[i].field, 24);
		buf_addf(out, " %8ju %7ju %14ju\n",
		    (uintmax_t)r->items[i][ITEM_PRESENT],
		    (uintmax_t)r->items[i][ITEM_ABSENT],
		    (uintmax_t)r->items[i][ITEM_NOT_CHECKABLE]);
	}
}

static void
text_note(struct buf *out, const struct found_note *f)
{
	char date[DATE_TEXT] = "-";
	size_t i;

	if (f->date != DATE_NONE)
		date_format(f->date, date);
	text_name(out, span_of(f->id), 0);
	buf_addf(out, "  %s  ", date);
	text_name(out, span_of(f->clinician), 0);
	if (f->percent >= 0)
		buf_addf(
		    out, "  %d %%%s", f->percent, f->below ? "  below" : "");
	buf_add_byte(out, '\n');
	for (i = 0; i < f->count; i++) {
		buf_add_string(out, "  ");
		text_name(out, f->findings[i].item->code, 8);
		plain_add(out, f->findings[i].item->says, false);
		if (f->findings[i].why[0] != '\0')
			buf_addf(out, ": %s", f->findings[i].why);
		if (f->findings[i].item->check == CHECK_CLONE &&
		    f->repeats != NULL) {
			buf_add_byte(out, ' ');
			plain_add(out, span_of(f->repeats), false);
		}
		buf_add_byte(out, '\n');
	}
}

void
report_text(const struct report *r, struct buf *out)
{
	size_t i;

	buf_add_string(out, "standard: ");
	plain_add(out, standard_name(r->standard), false);
	buf_addf(out,
	    "\nnotes checked: %ju; kept apart or administrative: %ju; below "
	    "%zu %%: %ju\n",
	    (uintmax_t)r->notes, (uintmax_t)r->passed_over, r->pass,
	    (uintmax_t)r->below);
	text_tallies(out, "clinician", &r->clinicians);
	text_tallies(out, "patient", &r->patients);
	text_items(out, r);
	if (r->found_count > 0)
		buf_add_string(out, "\nabsent, by note\n");
	for (i = 0; i < r->found_count; i++)
		text_note(out, &r->found[i]);
}
