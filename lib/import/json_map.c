/* JSON and NDJSON of any shape, by a mapping of JSON pointers (RFC 6901). */
#include <stdio.h>

#include "import/import.h"
#include "import/map.h"
#include "stream/cursor.h"

struct shape {
	struct import *im;
	const struct map *map;
	struct value record;
};

/* Into PART, which holds POINTER_PART bytes.  The map has been checked. */
static size_t
pointer_part(struct span *rest, char *part)
{
	size_t len = 0;

	rest->bytes++; /* the slash */
	rest->len--;
	while (rest->len > 0 && rest->bytes[0] != '/') {
		char c = rest->bytes[0];

		if (c == '~') {
			c = rest->bytes[1] == '1' ? '/' : '~';
			rest->bytes++;
			rest->len--;
		}
		part[len++] = c;
		rest->bytes++;
		rest->len--;
	}
	return len;
}

static struct value
element(struct value array, const char *part, size_t len)
{
	struct cursor c;
	struct value v;
	size_t n = 0, i;

	if (len == 0 || len > 9)
		return (struct value){0};
	for (i = 0; i < len; i++) {
		if (part[i] < '0' || part[i] > '9')
			return (struct value){0};
		n = 10 * n + (size_t)(part[i] - '0');
	}
	cursor_open(&c, array);
	while (cursor_next(&c, NULL, &v))
		if (n-- == 0)
			return v;
	return (struct value){0};
}

static struct value
pointed(struct value v, struct span pointer)
{
	char part[POINTER_PART + 1];
	size_t len;

	while (pointer.len > 0) {
		len = pointer_part(&pointer, part);
		part[len] = '\0';
		v = v.type == SCAN_ARRAY ? element(v, part, len)
					 : value_member(v, part);
	}
	return v;
}

static struct span
find_value(void *context, size_t row, size_t i)
{
	const struct shape *s = context;
	struct value v = pointed(s->record, s->map->rows[row].from[i]);
	struct span text = {0};

	if (v.type == SCAN_STRING)
		value_text(v, &s->im->draft.arena, &text);
	else if (v.type == SCAN_NUMBER || v.type == SCAN_TRUE ||
		 v.type == SCAN_FALSE)
		text = v.json;
	return text;
}

static void
read_record(struct import *im, struct value record)
{
	struct shape s = {im, im->map, record};
	struct draft *d = &im->draft;
	struct error e = {0};

	draft_reset(d);
	im->at.raw = record.json;
	import_begin(im, "json", record.json);
	if (record.type != SCAN_OBJECT)
		error_set(&e, "a record that is not an object");
	if (e.text[0] != '\0' ||
	    map_apply(im, im->map, find_value, &s, &e) == -1) {
		import_reject(im, &e);
		return;
	}
	if (d->list[LIST_SECTIONS].count == 0)
		draft_add_section(d, (struct span){0}, span_of(""));
	if (d->field[FIELD_ID].bytes == NULL)
		draft_set_digest_id(d);
	else
		d->source.id = d->field[FIELD_ID];
	import_note(im);
}

static struct span
trimmed(struct span s)
{
	static const char blanks[] = " \t\r\n";

	if (s.len >= 3 && memcmp(s.bytes, "\xef\xbb\xbf", 3) == 0)
		s = (struct span){s.bytes + 3, s.len - 3};
	while (s.len > 0 && memchr(blanks, s.bytes[0], 4) != NULL)
		s = (struct span){s.bytes + 1, s.len - 1};
	while (s.len > 0 && memchr(blanks, s.bytes[s.len - 1], 4) != NULL)
		s.len--;
	return s;
}

static void
read_lines(struct import *im, struct origin *in)
{
	enum origin_line got;
	struct span line;

	while (import_goes_on(im)) {
		struct error e = {0};

		got = origin_line(in, LINE_MOST, &line, &e);
		im->at.line = in->line;
		im->at.is_line = true;
		im->at.raw = line;
		if (got == ORIGIN_END)
			return;
		line = got == ORIGIN_LINE ? trimmed(line) : line;
		if (got == ORIGIN_LINE && line.len == 0)
			continue;
		if (got == ORIGIN_TOO_LONG && origin_pass_line(in, &e) == 0)
			error_set(&e, "line of more than %zu bytes", LINE_MOST);
		if (got != ORIGIN_LINE ||
		    scan_line(im->scan, line.bytes, line.len, &e) == -1)
			import_reject(im, &e);
		else
			read_record(im,
			    (struct value){.json = line, .type = SCAN_OBJECT});
		if (got == ORIGIN_FAILED)
			return;
	}
}

/* One document, with its notes in the array that the map's `records` points
 * to.  An array at top level is made a member, for the scanner takes objects.
 */
static void
read_document(struct import *im, struct origin *in)
{
	struct buf wrapped = {0};
	struct error e = {0};
	struct cursor c;
	struct span all;
	struct value v;

	im->at.line = 0;
	im->at.is_line = false;
	if (origin_all(in, DOCUMENT_MOST, &all, &e) == -1) {
		import_reject(im, &e);
		return;
	}
	im->at.raw = all;
	all = trimmed(all);
	buf_add_string(&wrapped, "{\"a\":");
	buf_add(&wrapped, all.bytes, all.len);
	buf_add_byte(&wrapped, '}');
	if (scan_line(im->scan, wrapped.bytes, wrapped.len, &e) == -1) {
		import_reject(im, &e);
	} else {
		v = value_member(
		    (struct value){.json = {wrapped.bytes, wrapped.len},
			.type = SCAN_OBJECT},
		    "a");
		v = pointed(v, im->map->records);
		if (v.type == SCAN_OBJECT) {
			read_record(im, v);
		} else if (v.type != SCAN_ARRAY) {
			error_set(&e, "records: points to no array");
			import_reject(im, &e);
		}
		cursor_open(&c, v.type == SCAN_ARRAY ? v : (struct value){0});
		while (import_goes_on(im) && cursor_next(&c, NULL, &v)) {
			im->at.part = "record";
			im->at.number++;
			read_record(im, v);
		}
	}
	buf_wipe(&wrapped);
	buf_free(&wrapped);
}

void
json_read(struct import *im, struct origin *in)
{
	struct error e = {0};
	struct span head, start;
	const char *lf;

	if (im->map == NULL || im->map->format != FORMAT_JSON) {
		error_set(&e, "JSON of unknown shape: needs a mapping of "
			      "format json (--map)");
		import_reject(im, &e);
		return;
	}
	if (origin_peek(in, 65536, &head, &e) == -1) {
		import_reject(im, &e);
		return;
	}
	lf = memchr(head.bytes, '\n', head.len);
	start = trimmed(head);
	if (im->map->records.bytes == NULL && start.len > 0 &&
	    start.bytes[0] == '{' &&
	    (lf == NULL ||
		(lf > head.bytes + 1 && memchr("}\r", lf[-1], 2) != NULL)))
		read_lines(im, in);
	else
		read_document(im, in);
}
