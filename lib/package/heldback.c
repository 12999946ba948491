#include "package/heldback.h"

#include <string.h>

#include "base/buf.h"
#include "base/safe_file.h"

#define LIMIT ((size_t)1 << 30)

static void
row_id(struct index *x, struct span id)
{
	struct index_row *row = index_add(x);

	row->id = index_string(x, id);
	row->disposition = DISPOSITION_HELD_BACK;
}

/* A quarantined record may be broken in any way: what can be read of it is. */
static void
row_record(const struct judge *j, struct index *x, struct record *rec,
    const char *line, size_t len)
{
	struct index_row *row;
	struct note n;

	if (record_read(rec, line, len, NULL) == -1 ||
	    note_read(&n, rec, NULL) == -1) {
		row = index_add(x);
		row->disposition = DISPOSITION_HELD_BACK;
		return;
	}
	if (!judge_asked(j, &n))
		return;
	row = index_add(x);
	row->id = index_string(x, n.id);
	row->patient = index_patient(x, n.patient.id);
	row->date = n.date;
	row->claim = index_string(x, n.encounter.claim);
	row->service_code = index_string(x, n.encounter.service_code);
	row->disposition = DISPOSITION_HELD_BACK;
}

int
heldback_read(const char *path, const struct judge *j, struct index *x,
    size_t *lines, struct error *e)
{
	struct record *rec;
	struct buf text = {0};
	const char *at, *end, *stop;
	size_t len;

	if (file_read(path, LIMIT, &text, e) == -1)
		return -1;
	rec = record_new();
	end = text.bytes + text.len;
	for (at = text.bytes; at < end; at = stop + 1) {
		stop = memchr(at, '\n', (size_t)(end - at));
		if (stop == NULL)
			stop = end;
		len = (size_t)(stop - at);
		if (len > 0 && at[len - 1] == '\r')
			len--;
		if (len == 0)
			continue;
		++*lines;
		if (*at == '{')
			row_record(j, x, rec, at, len);
		else
			row_id(x, (struct span){at, len});
	}
	record_free(rec);
	buf_wipe(&text);
	buf_free(&text);
	return 0;
}
