#include "package/index.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

static const char *const names[DISPOSITION_COUNT] = {
    [DISPOSITION_WITHHELD] = "withheld",
    [DISPOSITION_HELD_BACK] = "held back",
    [DISPOSITION_NOT_FOUND] = "not found",
    [DISPOSITION_PART] = "released in part",
    [DISPOSITION_RELEASED] = "released",
};

const char *
disposition_name(enum disposition d)
{
	return names[d];
}

static int
patient_compare(const void *a, const void *b)
{
	const struct index_patient *p = a, *q = b;

	return strcmp(p->id, q->id);
}

const char *
index_string(struct index *x, struct span text)
{
	return text.bytes == NULL
		   ? NULL
		   : arena_string(&x->arena, text.bytes, text.len);
}

const char *
index_string_again(struct index *x, const char *before, struct span text)
{
	return before != NULL && span_is(text, before) ? before
						       : index_string(x, text);
}

/* As the next one, of whom nothing but ID is known. */
static struct index_patient *
patient_new(struct index *x, struct span id)
{
	struct index_patient *p = arena_zeroed(&x->arena, 1, sizeof(*p));

	p->id = arena_string(&x->arena, id.bytes, id.len);
	p->birth_date = DATE_NONE;
	p->order = x->patient_count;
	return p;
}

struct index_patient *
index_patient(struct index *x, struct span id)
{
	struct index_patient *p;
	struct index_patient **found;

	if (x->last != NULL && span_is(id, x->last->id))
		return x->last;
	p = patient_new(x, id);
	found = tsearch(p, &x->patients, patient_compare);
	if (found == NULL)
		alloc_fail();
	if (*found == p)
		x->patient_count++;
	x->last = *found;
	return x->last;
}

struct index_row *
index_add(struct index *x)
{
	struct index_row *row;

	if (x->count == x->capacity) {
		x->capacity = x->capacity == 0 ? 64 : x->capacity * 2;
		x->rows =
		    alloc_resize(x->rows, x->capacity, sizeof(x->rows[0]));
	}
	row = &x->rows[x->count++];
	*row = (struct index_row){.date = DATE_NONE};
	return row;
}

void
index_free(struct index *x)
{
	while (x->patients != NULL)
		tdelete(*(struct index_patient **)x->patients, &x->patients,
		    patient_compare);
	free(x->rows);
	arena_free(&x->arena);
	*x = (struct index){0};
}

int
index_text_order(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return (a != NULL) - (b != NULL);
	return strcmp(a, b);
}

static int
row_compare(const void *a, const void *b)
{
	const struct index_row *r = a, *s = b;
	size_t p = r->patient == NULL ? SIZE_MAX : r->patient->order;
	size_t q = s->patient == NULL ? SIZE_MAX : s->patient->order;
	int order;

	if (p != q)
		return p < q ? -1 : 1;
	if (r->date != s->date)
		return r->date < s->date ? -1 : 1;
	order = index_text_order(r->claim, s->claim);
	return order != 0 ? order : index_text_order(r->id, s->id);
}

static int
id_compare(const void *a, const void *b)
{
	const struct index_row *const *r = a, *const *s = b;

	return index_text_order((*r)->id, (*s)->id);
}

/* Streams mostly come in their order already. */
static void
sort(void *array, size_t count, size_t size,
    int (*compare)(const void *, const void *))
{
	const char *at = array;
	size_t i;

	for (i = 1; i < count; i++, at += size)
		if (compare(at, at + size) > 0) {
			qsort(array, count, size, compare);
			return;
		}
}

static int
ids_unique(const struct index *x, struct error *e)
{
	const struct index_row **rows =
	    alloc_zeroed(x->count + 1, sizeof(rows[0]));
	size_t i;
	int status = 0;

	for (i = 0; i < x->count; i++)
		rows[i] = &x->rows[i];
	sort(rows, x->count, sizeof(rows[0]), id_compare);
	for (i = 1; i < x->count; i++)
		if (rows[i]->id != NULL &&
		    id_compare(&rows[i - 1], &rows[i]) == 0)
			status = error_set(e, "an id stands twice in the "
					      "stream or in --held-back");
	free(rows);
	return status;
}

/* Rows of one patient and day stand together.  Where claims are asked for, a
 * note without one belongs to its day's claim, or was not asked for. */
static void
drop_unclaimed(struct index *x, const struct request *r)
{
	size_t from, to, i, kept = 0;
	bool claimed;

	for (from = 0; from < x->count; from = to) {
		claimed = r->claims.count == 0;
		for (to = from; to < x->count &&
				x->rows[to].patient == x->rows[from].patient &&
				x->rows[to].date == x->rows[from].date;
		     to++)
			claimed |= x->rows[to].claim != NULL;
		for (i = from; i < to; i++) {
			struct index_row *row = &x->rows[i];

			if (row->unnamed && row->claim == NULL)
				x->counts.unnamed++;
			else if (!claimed && row->patient != NULL)
				x->counts.not_asked++;
			else
				x->rows[kept++] = *row;
		}
	}
	x->count = kept;
}

static bool
claim_found(const struct index *x, struct span claim)
{
	size_t i;

	for (i = 0; i < x->count; i++)
		if (x->rows[i].claim != NULL &&
		    span_is(claim, x->rows[i].claim))
			return true;
	return false;
}

static bool
patient_found(const struct index *x, struct span id, bool member)
{
	const struct index_patient *p;
	size_t i;

	for (i = 0; i < x->count; i++) {
		p = x->rows[i].patient;
		if (p == NULL)
			continue;
		if (member ? p->member_id != NULL && span_is(id, p->member_id)
			   : span_is(id, p->id))
			return true;
	}
	return false;
}

/* Says of a patient what the request said of him.  His notes may have been
 * taken out, and what they say of him with them. */
static struct index_patient *
add_patient(struct index *x, struct span id)
{
	struct index_row *row = index_add(x);

	row->patient = patient_new(x, id);
	x->patient_count++;
	row->disposition = DISPOSITION_NOT_FOUND;
	return row->patient;
}

/* Claims and patients that are named and that no note stands for.  (Those
 * asked for are a page of paper: a loop is quick enough.) */
static void
add_not_found(struct index *x, const struct request *r)
{
	struct index_patient *p;
	struct index_row *row;
	size_t found = x->count, i;
	struct index seen = *x;

	seen.count = found;
	for (i = 0; i < r->claims.count; i++)
		if (!claim_found(&seen, r->claims.at[i])) {
			row = index_add(x);
			row->claim = index_string(x, r->claims.at[i]);
			row->disposition = DISPOSITION_NOT_FOUND;
			seen.rows = x->rows;
		}
	for (i = 0; i < r->patients.count; i++)
		if (!patient_found(&seen, r->patients.at[i], false)) {
			add_patient(x, r->patients.at[i]);
			seen.rows = x->rows;
		}
	for (i = 0; i < r->members.count; i++)
		if (!patient_found(&seen, r->members.at[i], true)) {
			p = add_patient(x, r->members.at[i]);
			p->member_id = p->id;
			seen.rows = x->rows;
		}
}

int
index_close(struct index *x, const struct request *r, struct error *e)
{
	size_t i;

	if (ids_unique(x, e) == -1)
		return -1;
	sort(x->rows, x->count, sizeof(x->rows[0]), row_compare);
	drop_unclaimed(x, r);
	add_not_found(x, r);
	sort(x->rows, x->count, sizeof(x->rows[0]), row_compare);
	for (i = 0; i < x->count; i++)
		x->counts.of[x->rows[i].disposition]++;
	x->counts.requested = x->count;
	return 0;
}
