#include "note/document.h"

#include <jansson.h>
#include <stdlib.h>

#include "base/safe_file.h"
#include "base/span.h"

/* Jansson's error.text quotes its input, so the words are ours. */
static const char *
json_reason(enum json_error_code code)
{
	switch ((int)code) {
	case json_error_invalid_utf8:
		return "not UTF-8";
	case json_error_premature_end_of_input:
		return "ends too early";
	case json_error_end_of_input_expected:
		return "more than one JSON value";
	case json_error_null_character:
	case json_error_null_byte_in_key:
		return "U+0000 in a string";
	case json_error_duplicate_key:
		return "a key stands twice";
	case json_error_numeric_overflow:
		return "a number out of range";
	case json_error_stack_overflow:
		return "nested too deeply";
	default:
		return "not JSON";
	}
}

int
document_parse(
    struct document *d, const char *text, size_t len, struct error *e)
{
	json_error_t at;
	json_t *json;
	char *line;

	*d = (struct document){.record = NULL};
	json =
	    json_loadb(len == 0 ? "" : text, len, JSON_REJECT_DUPLICATES, &at);
	if (json == NULL)
		return error_set(e, "%d:%d: %s", at.line, at.column,
		    json_reason(json_error_code(&at)));
	line = json_dumps(json, JSON_COMPACT);
	json_decref(json);
	if (line == NULL)
		return error_set(e, "cannot be written as one line");
	buf_add_string(&d->line, line);
	free(line);
	d->record = record_new();
	if (record_read(d->record, d->line.bytes, d->line.len, e) == -1) {
		document_close(d);
		return -1;
	}
	return 0;
}

static int
document_load(
    struct document *d, const char *path, const char *kind, struct error *e)
{
	struct buf file = {NULL, 0, 0};
	struct span found;
	int got;

	got = file_read(path, DOCUMENT_LIMIT, &file, e);
	if (got == 0)
		got = document_parse(d, file.bytes, file.len, e);
	buf_wipe(&file);
	buf_free(&file);
	if (got == -1 || record_kind(d->record, &found, e) == -1)
		return -1;
	if (!span_is(found, kind))
		return error_set(e, "record: not %s", kind);
	return 0;
}

int
document_open(
    struct document *d, const char *path, const char *kind, struct error *e)
{
	*d = (struct document){.record = NULL};
	if (document_load(d, path, kind, e) == -1) {
		document_close(d);
		return error_prefix(e, "%s", path);
	}
	return 0;
}

void
document_close(struct document *d)
{
	record_free(d->record);
	buf_wipe(&d->line);
	buf_free(&d->line);
	d->record = NULL;
}
