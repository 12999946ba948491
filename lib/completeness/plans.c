#include "completeness/plans.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/safe_file.h"

#define PLANS_LIMIT ((size_t)1024 * 1024 * 1024) /* bytes */

struct entry {
	struct record *record; /* owns what the plan borrows beside the text */
	struct plan plan;
};

struct plans {
	struct buf text;
	struct entry *entries;
	size_t count;
	size_t room;
};

static int
plans_add(struct plans *p, const char *line, size_t len, struct error *e)
{
	struct entry *entry;
	struct span kind;

	if (p->count == p->room) {
		p->room = p->room == 0 ? 64 : p->room * 2;
		p->entries =
		    alloc_resize(p->entries, p->room, sizeof(*p->entries));
	}
	entry = &p->entries[p->count];
	entry->record = record_new();
	p->count++;
	if (record_read(entry->record, line, len, e) == -1 ||
	    record_kind(entry->record, &kind, e) == -1)
		return -1;
	if (span_is(kind, "end/1") || span_is(kind, "part/1")) {
		record_free(entry->record);
		p->count--;
		return 0;
	}
	if (!span_is(kind, "plan/1"))
		return error_set(e, "record: not plan/1");
	return plan_read(&entry->plan, entry->record, e);
}

static int
by_patient(const void *a, const void *b)
{
	const struct plan *p = &((const struct entry *)a)->plan;
	const struct plan *q = &((const struct entry *)b)->plan;
	size_t least =
	    p->patient.len < q->patient.len ? p->patient.len : q->patient.len;
	int order = memcmp(p->patient.bytes, q->patient.bytes, least);

	if (order != 0)
		return order;
	if (p->patient.len != q->patient.len)
		return p->patient.len < q->patient.len ? -1 : 1;
	return p->in_force.from < q->in_force.from
		   ? -1
		   : p->in_force.from > q->in_force.from;
}

static int
plans_read(struct plans *p, const char *path, struct error *e)
{
	const char *at, *end, *lf;
	size_t line = 1;

	if (file_read(path, PLANS_LIMIT, &p->text, e) == -1)
		return -1;
	at = p->text.bytes;
	end = at + p->text.len;
	for (; at < end; at = lf + 1, line++) {
		lf = memchr(at, '\n', (size_t)(end - at));
		if (lf == NULL)
			lf = end;
		if (lf > at && plans_add(p, at, (size_t)(lf - at), e) == -1)
			return error_prefix(e, "%s:%zu", path, line);
	}
	qsort(p->entries, p->count, sizeof(*p->entries), by_patient);
	return 0;
}

struct plans *
plans_open(const char *path, struct error *e)
{
	struct plans *p = alloc_zeroed(1, sizeof(*p));

	if (plans_read(p, path, e) == -1) {
		plans_free(p);
		return NULL;
	}
	return p;
}

void
plans_free(struct plans *p)
{
	size_t i;

	if (p == NULL)
		return;
	for (i = 0; i < p->count; i++)
		record_free(p->entries[i].record);
	free(p->entries);
	buf_wipe(&p->text);
	buf_free(&p->text);
	free(p);
}

/* The first entry that is not before PATIENT. */
static size_t
first_of(const struct plans *p, struct span patient)
{
	struct entry key = {.plan = {.patient = patient}};
	size_t low = 0, high = p->count, middle;

	key.plan.in_force.from = DATE_NONE;
	while (low < high) {
		middle = low + (high - low) / 2;
		if (by_patient(&p->entries[middle], &key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct plan *
plans_find(
    const struct plans *p, struct span patient, date_days day, bool *in_force)
{
	const struct plan *found = NULL, *plan;
	size_t i;

	*in_force = false;
	for (i = first_of(p, patient); i < p->count; i++) {
		plan = &p->entries[i].plan;
		if (!span_equal(plan->patient, patient))
			break;
		if (period_has(plan->in_force, day))
			*in_force = true;
		else if (*in_force)
			continue;
		found = plan;
	}
	return found;
}
