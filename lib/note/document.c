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

static int
document_load(struct document *d, const char *path, struct error *e)
{
	struct buf file = {NULL, 0, 0};
	json_error_t at;
	json_t *json;
	char *text;

	if (file_read(path, DOCUMENT_LIMIT, &file, e) == -1) {
		buf_wipe(&file);
		buf_free(&file);
		return -1;
	}
	json = json_loadb(file.len == 0 ? "" : file.bytes, file.len,
	    JSON_REJECT_DUPLICATES, &at);
	buf_wipe(&file);
	buf_free(&file);
	if (json == NULL)
		return error_set(e, "%d:%d: %s", at.line, at.column,
		    json_reason(json_error_code(&at)));
	text = json_dumps(json, JSON_COMPACT);
	json_decref(json);
	if (text == NULL)
		return error_set(e, "cannot be written as one line");
	buf_add_string(&d->line, text);
	free(text);
	return 0;
}

static int
document_kind(struct document *d, const char *kind, struct error *e)
{
	struct span found;

	d->record = record_new();
	if (record_read(d->record, d->line.bytes, d->line.len, e) == -1 ||
	    record_kind(d->record, &found, e) == -1)
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
	if (document_load(d, path, e) == -1 ||
	    document_kind(d, kind, e) == -1) {
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
