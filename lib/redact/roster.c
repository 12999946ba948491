/* --known: patients by id, each a line that holds what note/1 has under
 * `patient`. */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/digest.h"
#include "base/safe_file.h"
#include "redact/work.h"

#define ROSTER_LIMIT (256u * 1024 * 1024)

struct roster_row {
	struct person person;
	struct record *record; /* whose line and arena the person borrows */
	struct buf line;
};

struct roster {
	struct roster_row **rows;
	size_t count;
	char digest[DIGEST_HEX];
};

static int
row_compare(const void *a, const void *b)
{
	const struct roster_row *const *x = a, *const *y = b;
	struct span p = (*x)->person.id, q = (*y)->person.id;
	int c = memcmp(p.bytes, q.bytes, p.len < q.len ? p.len : q.len);

	if (c != 0)
		return c;
	return p.len < q.len ? -1 : p.len > q.len;
}

static void
row_free(struct roster_row *row)
{
	record_free(row->record);
	buf_wipe(&row->line);
	buf_free(&row->line);
	free(row);
}

/* The one reader of a patient is the note's. */
static int
read_row(struct roster *r, const char *line, size_t len, struct error *e)
{
	struct roster_row *row = alloc_zeroed(1, sizeof(*row));
	struct note note;

	buf_add_string(
	    &row->line, "{\"record\":\"note/1\",\"id\":\"-\",\"patient\":");
	buf_add(&row->line, line, len);
	buf_add_string(&row->line, ",\"sections\":[]}");
	row->record = record_new();
	if (record_read(row->record, row->line.bytes, row->line.len, e) == -1 ||
	    note_read(&note, row->record, e) == -1) {
		row_free(row);
		return -1;
	}
	row->person = note.patient;
	r->rows = alloc_resize(r->rows, r->count + 1, sizeof(*r->rows));
	r->rows[r->count++] = row;
	return 0;
}

static int
read_rows(struct roster *r, const struct buf *file, struct error *e)
{
	size_t at = 0, number = 0, len;
	const char *stop;

	while (at < file->len) {
		stop = memchr(file->bytes + at, '\n', file->len - at);
		len =
		    (stop == NULL ? file->len : (size_t)(stop - file->bytes)) -
		    at;
		number++;
		if (len > 0 && read_row(r, file->bytes + at, len, e) == -1)
			return error_prefix(e, "line %zu", number);
		at += len + 1;
	}
	if (r->count > 1)
		qsort(r->rows, r->count, sizeof(*r->rows), row_compare);
	return 0;
}

struct roster *
roster_open(const char *path, struct error *e)
{
	struct roster *r = alloc_zeroed(1, sizeof(*r));
	unsigned char digest[DIGEST_LEN];
	struct buf file = {0};

	if (file_read(path, ROSTER_LIMIT, &file, e) == -1 ||
	    read_rows(r, &file, e) == -1) {
		error_prefix(e, "%s", path);
		roster_free(r);
		r = NULL;
	} else {
		digest_bytes(file.bytes, file.len, digest);
		digest_hex(digest, r->digest);
	}
	buf_wipe(&file);
	buf_free(&file);
	return r;
}

void
roster_free(struct roster *r)
{
	size_t i;

	if (r == NULL)
		return;
	for (i = 0; i < r->count; i++)
		row_free(r->rows[i]);
	free(r->rows);
	free(r);
}

const char *
roster_digest(const struct roster *r)
{
	return r->digest;
}

const struct person *
roster_find(const struct roster *r, struct span id)
{
	struct roster_row key = {.person = {.id = id}}, *at = &key, **found;

	if (r == NULL || r->count == 0)
		return NULL;
	found = bsearch(&at, r->rows, r->count, sizeof(*r->rows), row_compare);
	return found == NULL ? NULL : &(*found)->person;
}
