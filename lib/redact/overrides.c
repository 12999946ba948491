#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/digest.h"
#include "base/safe_file.h"
#include "redact/work.h"

#define OVERRIDES_LIMIT (256u * 1024 * 1024)

struct overrides {
	struct buf file;
	struct record **records; /* whose lines and arenas the rows borrow */
	struct override_row *rows;
	size_t count;
	char digest[DIGEST_HEX];
};

static int
row_compare(const void *a, const void *b)
{
	const struct override_row *x = a, *y = b;
	size_t len = x->override.note.len < y->override.note.len
			 ? x->override.note.len
			 : y->override.note.len;
	int c = memcmp(x->override.note.bytes, y->override.note.bytes, len);

	if (c != 0)
		return c;
	if (x->override.note.len != y->override.note.len)
		return x->override.note.len < y->override.note.len ? -1 : 1;
	return x->line < y->line ? -1 : x->line > y->line;
}

static int
read_row(struct overrides *os, const char *line, size_t len, size_t number,
    struct error *e)
{
	struct record *rec = record_new();
	struct override_row row = {.line = number};
	struct span kind;

	if (record_read(rec, line, len, e) == -1 ||
	    record_kind(rec, &kind, e) == -1 ||
	    (!span_is(kind, "override/1") &&
		error_set(e, "not an override/1") == -1) ||
	    override_read(&row.override, rec, e) == -1) {
		record_free(rec);
		return error_prefix(e, "line %zu", number);
	}
	os->rows = alloc_resize(os->rows, os->count + 1, sizeof(*os->rows));
	os->records =
	    alloc_resize(os->records, os->count + 1, sizeof(struct record *));
	os->records[os->count] = rec;
	os->rows[os->count++] = row;
	return 0;
}

static int
read_rows(struct overrides *os, struct error *e)
{
	const char *at = os->file.bytes, *end = at + os->file.len, *stop;
	size_t number = 0;

	while (at < end) {
		stop = memchr(at, '\n', (size_t)(end - at));
		if (stop == NULL)
			stop = end;
		number++;
		if (stop > at &&
		    read_row(os, at, (size_t)(stop - at), number, e) == -1)
			return -1;
		at = stop + 1;
	}
	if (os->count > 1)
		qsort(os->rows, os->count, sizeof(*os->rows), row_compare);
	return 0;
}

struct overrides *
overrides_open(const char *path, struct error *e)
{
	struct overrides *os = alloc_zeroed(1, sizeof(*os));
	unsigned char digest[DIGEST_LEN];

	if (file_read(path, OVERRIDES_LIMIT, &os->file, e) == -1 ||
	    read_rows(os, e) == -1) {
		error_prefix(e, "%s", path);
		overrides_free(os);
		return NULL;
	}
	digest_bytes(os->file.bytes, os->file.len, digest);
	digest_hex(digest, os->digest);
	return os;
}

void
overrides_free(struct overrides *os)
{
	size_t i;

	if (os == NULL)
		return;
	for (i = 0; i < os->count; i++)
		record_free(os->records[i]);
	free(os->records);
	free(os->rows);
	buf_free(&os->file);
	free(os);
}

const char *
overrides_digest(const struct overrides *os)
{
	return os->digest;
}

const struct override_row *
overrides_find(const struct overrides *os, struct span note, size_t *count)
{
	struct override_row key = {.override = {.note = note}};
	size_t low = 0, high = os->count, mid, end;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (row_compare(&os->rows[mid], &key) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	for (end = low;
	     end < os->count && span_equal(os->rows[end].override.note, note);)
		end++;
	*count = end - low;
	return os->rows + low;
}
