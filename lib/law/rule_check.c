/* What can be said of the rules only when all are read: ids stand once, rows
 * name each other rightly, and each can match. */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "law/rule.h"

static int
fail(const struct row *row, const char *what, struct error *e)
{
	return error_set(e, "%s: %s", row->id.bytes, what);
}

static struct row *
row_find(const struct row_set *set, struct span id)
{
	size_t i;

	for (i = 0; i < set->count; i++)
		if (span_equal(set->rows[i].id, id))
			return &set->rows[i];
	return NULL;
}

static int
resolve_row(
    struct law *l, const struct row_set *set, struct row *row, struct error *e)
{
	size_t i, n = json_array_size(row->instead_names);
	const char *name;
	struct row *other;

	row->instead_of = arena_zeroed(&l->arena, n, sizeof(row));
	for (i = 0; i < n; i++) {
		name = json_string_value(json_array_get(row->instead_names, i));
		other = name == NULL ? NULL : row_find(set, span_of(name));
		if (other == NULL || other == row)
			return fail(row, "instead_of: not another row", e);
		if (other->layer != row->layer)
			return fail(
			    row, "instead_of: a row of another layer", e);
		if (row->attested.bytes != NULL &&
		    other->attested.bytes == NULL)
			return fail(row,
			    "instead_of: a row that is not the overlay's", e);
		other->replaceable = true;
		row->instead_of[row->instead_count++] = other;
	}
	row->instead_names = NULL;
	return 0;
}

static bool
stands_instead(const struct row *row, const struct row *of)
{
	size_t i;

	for (i = 0; i < row->instead_count; i++)
		if (row->instead_of[i] == of)
			return true;
	return false;
}

/* All alternatives contradict themselves, or meet `unless` whenever they
 * hold. */
static bool
row_is_dead(const struct row *row)
{
	static const struct conjunction always;
	const struct conjunction *c;
	size_t i, k;

	for (i = 0; i < row->when.count || i == 0; i++) {
		c = row->when.count == 0 ? &always : &row->when.any[i];
		if (conjunction_contradicts(c))
			continue;
		for (k = 0; k < row->unless.count; k++)
			if (conjunction_implies(c, &row->unless.any[k]))
				break;
		if (k == row->unless.count)
			return false;
	}
	return true;
}

/* Whether A matches wherever B does. */
static bool
row_contains(const struct row *a, const struct row *b)
{
	static const struct conjunction always;
	const struct conjunction *c;
	size_t i, k;

	if ((b->purposes & ~a->purposes) != 0 ||
	    (b->requesters & ~a->requesters) != 0 ||
	    (b->classes & ~a->classes) != 0 || a->unless.count > 0 ||
	    a->otherwise)
		return false;
	if (a->when.count == 0)
		return true;
	for (i = 0; i < b->when.count || i == 0; i++) {
		c = b->when.count == 0 ? &always : &b->when.any[i];
		for (k = 0; k < a->when.count; k++)
			if (conjunction_implies(c, &a->when.any[k]))
				break;
		if (k == a->when.count)
			return false;
	}
	return true;
}

/* Why ROW can never name an outcome: NULL, or a reason.  It stands instead of
 * itself nowhere, and what is for the rest contains nothing. */
static const char *
shadowed(const struct row_set *set, const struct row *row)
{
	const struct row *other;
	size_t i;

	for (i = 0; i < set->count; i++) {
		other = &set->rows[i];
		if (stands_instead(other, row) && row_contains(other, row))
			return "another row always stands instead of it";
		if (row->otherwise && other->layer == row->layer &&
		    row_contains(other, row))
			return "another row of its layer always matches";
		if (stands_instead(other, row) && stands_instead(row, other))
			return "it and another stand instead of each other";
	}
	return NULL;
}

/* A gate is federal and shuts every layer. */
static bool
behind_gate(const struct law *l, const struct row *row)
{
	size_t i;

	for (i = 0; i < l->rows.count; i++)
		if (l->rows.rows[i].layer == LAYER_GATE &&
		    row->layer != LAYER_GATE &&
		    row_contains(&l->rows.rows[i], row))
			return true;
	return false;
}

static int
check_set(struct law *l, struct row_set *set, struct error *e)
{
	const char *why;
	struct row *row;
	size_t i;

	for (i = 0; i < set->count; i++)
		if (resolve_row(l, set, &set->rows[i], e) == -1)
			return -1;
	for (i = 0; i < set->count; i++) {
		row = &set->rows[i];
		if (row_is_dead(row))
			return fail(row, "it can never match", e);
		if (behind_gate(l, row))
			return fail(row, "a gate is always shut before it", e);
		why = shadowed(set, row);
		if (why != NULL)
			return fail(row, why, e);
		if (row->field_filter.bytes != NULL &&
		    law_field_filter(l, row->field_filter) == NULL)
			return fail(row, "field_filter: there is none", e);
	}
	return 0;
}

static int
compare_ids(const void *a, const void *b)
{
	const struct span *x = a, *y = b;

	return strcmp(x->bytes, y->bytes);
}

/* Rules and codes share one space of names. */
static int
check_ids(const struct law *l, struct error *e)
{
	struct span *ids;
	size_t i, k, n = l->rows.count + l->code_count;

	for (i = 0; i < l->state_count; i++)
		n += l->states[i].rows.count;
	ids = alloc_zeroed(n + 1, sizeof(*ids));
	n = 0;
	for (i = 0; i < l->rows.count; i++)
		ids[n++] = l->rows.rows[i].id;
	for (i = 0; i < l->state_count; i++)
		for (k = 0; k < l->states[i].rows.count; k++)
			ids[n++] = l->states[i].rows.rows[k].id;
	for (i = 0; i < l->code_count; i++)
		ids[n++] = l->codes[i].code;
	qsort(ids, n, sizeof(*ids), compare_ids);
	for (i = 1; i < n; i++)
		if (span_equal(ids[i - 1], ids[i]))
			break;
	if (i < n)
		error_set(e, "%s: it stands twice", ids[i].bytes);
	free(ids);
	return i < n ? -1 : 0;
}

static int
compare_codes(const void *a, const void *b)
{
	const struct code *x = a, *y = b;

	return strcmp(x->code.bytes, y->code.bytes);
}

static int
check_codes(struct law *l, struct error *e)
{
	size_t i, k;

	if (l->code_count > 0)
		qsort(
		    l->codes, l->code_count, sizeof(*l->codes), compare_codes);
	for (i = 0; i < l->code_count; i++)
		for (k = 0; k < l->codes[i].when.count; k++)
			if (conjunction_contradicts(&l->codes[i].when.any[k]))
				return error_set(e, "%s: it can never match",
				    l->codes[i].code.bytes);
	return 0;
}

/* A layer that must answer has a row for when no other does. */
static int
check_defaults(const struct law *l, struct error *e)
{
	const struct row *row;
	size_t i;

	for (i = 0; i < l->rows.count; i++) {
		row = &l->rows.rows[i];
		if (row->otherwise && row->layer == LAYER_HIPAA &&
		    row->outcome == OUTCOME_DENY && row->when.count == 0 &&
		    row->unless.count == 0 && row->purposes == UINT64_MAX &&
		    row->requesters == UINT64_MAX && row->classes == UINT64_MAX)
			return 0;
	}
	return error_set(e, "no row denies what no other permits");
}

static void
index_purposes(struct law *l, struct row_set *set)
{
	size_t bit, i, n;

	for (bit = 0; bit < 64; bit++) {
		n = 0;
		set->by_purpose[bit] = arena_zeroed(
		    &l->arena, set->count + 1, sizeof(*set->by_purpose[bit]));
		for (i = 0; i < set->count; i++)
			if ((set->rows[i].purposes >> bit & 1) != 0)
				set->by_purpose[bit][n++] = &set->rows[i];
		set->purpose_counts[bit] = n;
	}
}

int
rules_finish(struct law *l, struct error *e)
{
	size_t i;

	if (check_ids(l, e) == -1 || check_codes(l, e) == -1 ||
	    check_defaults(l, e) == -1 || check_set(l, &l->rows, e) == -1)
		return -1;
	index_purposes(l, &l->rows);
	for (i = 0; i < l->state_count; i++) {
		if (check_set(l, &l->states[i].rows, e) == -1)
			return -1;
		index_purposes(l, &l->states[i].rows);
	}
	return 0;
}
