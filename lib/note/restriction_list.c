#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/safe_file.h"
#include "note/restriction.h"

#define FILE_LIMIT ((size_t)1024 * 1024 * 1024) /* bytes */

/* Each has a record of its own, so that its view stays. */
struct held {
	struct restriction r;
	struct record *record;
	size_t order; /* in the file */
};

struct restriction_list {
	struct buf file;
	struct held *held; /* by patient, then in the file's order */
	size_t count;
};

static int
compare_spans(struct span a, struct span b)
{
	size_t len = a.len < b.len ? a.len : b.len;
	int order = len == 0 ? 0 : memcmp(a.bytes, b.bytes, len);

	if (order != 0)
		return order;
	return a.len < b.len ? -1 : a.len > b.len;
}

static int
compare_held(const void *a, const void *b)
{
	const struct held *x = a, *y = b;
	int order = compare_spans(x->r.patient, y->r.patient);

	if (order != 0)
		return order;
	return (x->order > y->order) - (x->order < y->order);
}

static int
add_line(
    struct restriction_list *l, const char *line, size_t len, struct error *e)
{
	struct held one = {.record = record_new(), .order = l->count};
	struct span kind;

	if (record_read(one.record, line, len, e) == -1 ||
	    record_kind(one.record, &kind, e) == -1) {
		record_free(one.record);
		return -1;
	}
	if (span_is(kind, "end/1") || span_is(kind, "part/1")) {
		record_free(one.record);
		return 0;
	}
	if (!span_is(kind, "restriction/1") ||
	    restriction_read_record(&one.r, one.record, e) == -1) {
		record_free(one.record);
		return error_set(e, "record: not restriction/1");
	}
	l->held = alloc_resize(l->held, l->count + 1, sizeof(*l->held));
	l->held[l->count++] = one;
	return 0;
}

static int
add_lines(struct restriction_list *l, const char *path, struct error *e)
{
	size_t at, len, line = 0;
	const char *bytes = l->file.bytes, *lf;

	for (at = 0; at < l->file.len; at += len + 1) {
		line++;
		lf = memchr(bytes + at, '\n', l->file.len - at);
		len = lf == NULL ? l->file.len - at : (size_t)(lf - bytes) - at;
		if (strspn(bytes + at, " \t\r") >= len)
			continue;
		if (add_line(l, bytes + at, len, e) == -1)
			return error_prefix(e, "%s:%zu", path, line);
	}
	return 0;
}

struct restriction_list *
restriction_list_open(const char *path, struct error *e)
{
	struct restriction_list *l = alloc_zeroed(1, sizeof(*l));

	if (file_read(path, FILE_LIMIT, &l->file, e) == -1) {
		restriction_list_close(l);
		return NULL;
	}
	buf_string(&l->file);
	if (add_lines(l, path, e) == -1) {
		restriction_list_close(l);
		return NULL;
	}
	if (l->count > 0)
		qsort(l->held, l->count, sizeof(*l->held), compare_held);
	return l;
}

void
restriction_list_close(struct restriction_list *l)
{
	size_t i;

	if (l == NULL)
		return;
	for (i = 0; i < l->count; i++)
		record_free(l->held[i].record);
	free(l->held);
	buf_free(&l->file);
	free(l);
}

const struct restriction *
restriction_list_find(
    const struct restriction_list *l, struct span patient, size_t i)
{
	size_t low = 0, high = l->count, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (compare_spans(l->held[middle].r.patient, patient) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low + i >= l->count ||
	    compare_spans(l->held[low + i].r.patient, patient) != 0)
		return NULL;
	return &l->held[low + i].r;
}
