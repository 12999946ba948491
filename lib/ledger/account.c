#include "ledger/account.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

static struct accounting_judgement
judge(const struct accounting_rules *rules, const struct account_request *q,
    const struct disclosure *d)
{
	struct accounting_judgement j = accounting_judge(rules, d);

	if (!j.listed && q->part2 && d->part2 == ANSWER_YES &&
	    d->date >= accounting_part2_begin(rules, q->asked)) {
		j.listed = true;
		j.citation = accounting_part2_citation(rules);
	}
	return j;
}

/* Whether an agency's statement keeps D out of an accounting asked for today:
 * 164.528(a)(2). */
static bool
is_suspended(const struct accounting_rules *rules, const struct finds *finds,
    const struct disclosure *d, date_days asked)
{
	for (size_t i = 0; i < finds->count; i++) {
		const struct suspension *s = &finds->at[i].entry.suspension;
		date_days end;

		if (finds->at[i].entry.kind != ENTRY_SUSPENSION ||
		    !span_equal(s->recipient, d->recipient.name))
			continue;
		end = s->written == ANSWER_YES
			  ? s->until
			  : accounting_oral_end(rules, s->from);
		if (s->written != ANSWER_YES && s->until != DATE_NONE &&
		    s->until < end)
			end = s->until;
		if (asked >= s->from && asked <= end)
			return true;
	}
	return false;
}

/* What the last entry that corrects the one at AT makes of it. */
static enum account_status
corrected_status(const struct finds *finds, size_t at)
{
	struct span id = finds->at[at].entry.disclosure.id;
	enum account_status status = ACCOUNT_LISTED;

	for (size_t i = 0; i < finds->count; i++) {
		const struct disclosure *c = &finds->at[i].entry.disclosure;

		if (i != at && finds->at[i].entry.kind == ENTRY_DISCLOSURE &&
		    span_equal(c->corrects, id))
			status = c->withdrawn == ANSWER_YES ? ACCOUNT_WITHDRAWN
							    : ACCOUNT_CORRECTED;
	}
	return status;
}

static bool
same_spans(struct span a, struct span b)
{
	return a.bytes == NULL ? b.bytes == NULL : span_equal(a, b);
}

/* One recipient and a single purpose: 164.528(b)(3). */
static bool
same_series(const struct disclosure *a, const struct disclosure *b)
{
	return span_equal(a->recipient.name, b->recipient.name) &&
	       same_spans(
		   a->recipient.address.json, b->recipient.address.json) &&
	       same_spans(a->purpose, b->purpose) &&
	       same_spans(a->basis, b->basis);
}

/* How often, where every step is the same: days, or months by the calendar. */
static const char *
frequency(const date_days *dates, size_t count)
{
	static const struct {
		const char *name;
		int days, months;
	} steps[] = {{"daily", 1, 0}, {"weekly", 7, 0},
	    {"every two weeks", 14, 0}, {"monthly", 0, 1}, {"quarterly", 0, 3},
	    {"twice a year", 0, 6}, {"yearly", 0, 12}};

	for (size_t s = 0; count > 2 && s < sizeof(steps) / sizeof(*steps);
	     s++) {
		size_t i = 1;

		while (i < count &&
		       dates[i] == (steps[s].months == 0
					   ? dates[0] + (int)i * steps[s].days
					   : date_add_months(dates[0],
						 (int)i * steps[s].months)))
			i++;
		if (i == count)
			return steps[s].name;
	}
	return NULL;
}

struct line {
	struct account_row row;
	bool summarised;
	uint64_t index;
	size_t series; /* the line that it goes with */
};

static int
line_compare(const void *a, const void *b)
{
	const struct line *x = a, *y = b;

	if (x->row.first->date != y->row.first->date)
		return x->row.first->date < y->row.first->date ? -1 : 1;
	return x->index < y->index ? -1 : x->index > y->index;
}

/* The lines of this patient, as they are without summarising. */
static size_t
lines_of(const struct accounting_rules *rules, const struct account *a,
    struct line *lines)
{
	const struct account_request *q = &a->request;
	size_t count = 0;

	for (size_t i = 0; i < a->finds.count; i++) {
		const struct entry *entry = &a->finds.at[i].entry;
		const struct disclosure *d = &entry->disclosure;
		struct accounting_judgement j;
		struct line line = {0};

		if (entry->kind != ENTRY_DISCLOSURE ||
		    !span_equal(d->patient, q->patient) ||
		    d->withdrawn == ANSWER_YES || d->date < q->from ||
		    d->date > q->to)
			continue;
		j = judge(rules, q, d);
		line.index = a->finds.at[i].index;
		line.row = (struct account_row){.first = d,
		    .last = d->date,
		    .count = 1,
		    .citation = j.citation,
		    .reason = j.reason,
		    .status = corrected_status(&a->finds, i)};
		if (line.row.status == ACCOUNT_LISTED) {
			if (!j.listed)
				line.row.status = ACCOUNT_EXEMPT;
			else if (is_suspended(rules, &a->finds, d, q->asked))
				line.row.status = ACCOUNT_SUSPENDED;
		}
		line.summarised =
		    j.summarised && line.row.status == ACCOUNT_LISTED;
		if (q->all || line.row.status == ACCOUNT_LISTED)
			lines[count++] = line;
	}
	qsort(lines, count, sizeof(*lines), line_compare);
	return count;
}

/* Finds the series and makes a row of each. */
static void
rows_make(struct account *a, struct line *lines, size_t count)
{
	date_days *dates = alloc_zeroed(count, sizeof(*dates));

	a->rows = alloc_zeroed(count, sizeof(*a->rows));
	for (size_t i = 0; i < count; i++) {
		lines[i].series = i;
		for (size_t k = 0; lines[i].summarised && k < i; k++)
			if (lines[k].summarised &&
			    same_series(
				lines[k].row.first, lines[i].row.first)) {
				lines[i].series = lines[k].series;
				break;
			}
	}
	for (size_t i = 0; i < count; i++) {
		struct account_row row = lines[i].row;
		size_t n = 0;

		if (lines[i].series != i)
			continue;
		for (size_t k = i; k < count; k++)
			if (lines[k].series == i)
				dates[n++] = lines[k].row.first->date;
		row.count = n;
		row.last = dates[n - 1];
		row.frequency = frequency(dates, n);
		a->rows[a->count++] = row;
	}
	free(dates);
}

int
account_make(struct ledger *l, const struct accounting_rules *rules,
    const struct account_request *request, struct account *a, struct error *e)
{
	struct account_request *q = &a->request;
	struct line *lines;
	date_days begin;

	*a = (struct account){.request = *request};
	begin = accounting_begin(rules, q->asked);
	a->reply = accounting_reply(rules, q->asked);
	if (q->from == DATE_NONE || (q->from < begin && !q->all))
		q->from = q->all ? date_parse("0001-01-01", 10) : begin;
	if (q->to == DATE_NONE || q->to > q->asked)
		q->to = q->asked;
	if (index_find_patient(l, q->patient, &a->finds, e) == -1) {
		account_free(a);
		return -1;
	}
	lines = alloc_zeroed(a->finds.count, sizeof(*lines));
	rows_make(a, lines, lines_of(rules, a, lines));
	free(lines);
	return 0;
}

void
account_free(struct account *a)
{
	finds_free(&a->finds);
	free(a->rows);
	*a = (struct account){0};
}
