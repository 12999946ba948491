/* NDJSON of note/1 records: validated, ids unique, bytes kept. */
#include "import/import.h"
#include "note/note.h"
#include "stream/count.h"
#include "stream/record.h"

/* --set: what a note has is replaced where the member stands at top level. */
static int
set_members(const struct import *im, struct record *r, struct error *e)
{
	struct buf json = {0};
	int f;

	for (f = 0; f < FIELD_COUNT; f++) {
		const char *path = field_path((enum field)f);
		struct span s = im->set[f];

		if (s.bytes == NULL)
			continue;
		if (strchr(path, '.') != NULL)
			return error_set(e,
			    "--set=%s: not for records that are notes already",
			    path);
		json.len = 0;
		if (span_is(s, "true") || span_is(s, "false"))
			buf_add(&json, s.bytes, s.len);
		else
			json_add_string(&json, s.bytes, s.len);
		record_set(r, path, json.bytes, json.len);
	}
	buf_free(&json);
	return 0;
}

/* Which file and which bytes it came from, unless it says so itself. */
static void
set_source(struct import *im, struct record *r, struct span line)
{
	struct draft *d = &im->draft;
	struct buf *json;

	if (record_member(r, "source").type != SCAN_NONE)
		return;
	draft_set_source(d, "note", im->at.file, line.bytes, line.len);
	json = record_make(r);
	buf_add_string(json, "{\"format\":\"note\",\"file\":");
	json_add_string(json, im->at.file, strlen(im->at.file));
	buf_add_string(json, ",\"sha256\":\"");
	buf_add_string(json, d->source.sha256);
	buf_add_string(json, "\"}");
	record_set_made(r, "source");
}

static int
read_note(
    struct import *im, struct record *r, struct span line, struct error *e)
{
	struct note note;

	if (note_read_about(&note, r, e) == -1)
		return -1;
	if (!sink_is_new(&im->sink, note.id))
		return error_set(e, "id: of a note that was read already");
	if (set_members(im, r, e) == -1)
		return -1;
	set_source(im, r, line);
	sink_record(&im->sink, r);
	im->sink.notes++;
	return 0;
}

/* An end of the stream that this one came from: the rejected before it count
 * on; that it is whole must still be true. */
static void
read_end(struct import *im, const struct count *c)
{
	struct buf line = {0};
	struct error e = {0};

	if (count_end(c, false, &line, &e) == -1) {
		error_prefix(&e, "%s", im->at.file);
		sink_fail(&im->sink, &e);
	}
	im->sink.rejected_before += c->end_rejected + c->part_rejected;
	buf_free(&line);
}

static int
judge_record(struct import *im, struct record *r, struct span line,
    struct span kind, struct error *e)
{
	if (span_is(kind, "note/1"))
		return read_note(im, r, line, e);
	if (kind.len > 5 && memcmp(kind.bytes, "note/", 5) == 0)
		return error_set(
		    e, "member record: a version other than note/1");
	sink_record(&im->sink, r);
	return 0;
}

static int
read_record(struct import *im, struct record *r, struct span line,
    struct count *c, struct error *e)
{
	struct span kind = {0};
	int result = -1;

	if (record_read(r, line.bytes, line.len, e) == 0 &&
	    record_kind(r, &kind, e) == 0) {
		if (count_is_mark(kind))
			return count_mark(c, r, kind, e);
		result = judge_record(im, r, line, kind, e);
	}
	count_record(c, kind, result == 0, result == 0);
	return result;
}

static bool
is_blank(struct span s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (s.bytes[i] != ' ' && s.bytes[i] != '\t' &&
		    s.bytes[i] != '\r')
			return false;
	return true;
}

void
notes_read(struct import *im, struct origin *in)
{
	struct record *r = record_new();
	struct count count = {0};
	enum origin_line got;
	struct span line;

	while (import_goes_on(im)) {
		struct error e = {0};

		got = origin_line(in, LINE_MOST, &line, &e);
		im->at.line = in->line;
		im->at.is_line = true;
		im->at.raw = line;
		if (got == ORIGIN_END)
			break;
		if (got == ORIGIN_TOO_LONG && origin_pass_line(in, &e) == 0)
			error_set(&e, "line of more than %zu bytes", LINE_MOST);
		else if (got == ORIGIN_LINE && is_blank(line))
			continue;
		if (got != ORIGIN_LINE ||
		    read_record(im, r, line, &count, &e) == -1)
			import_reject(im, &e);
		if (got == ORIGIN_FAILED)
			break;
	}
	record_free(r);
	if (import_goes_on(im))
		read_end(im, &count);
}
