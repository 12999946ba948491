#include "import/map.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "note/document.h"

#define MAP_ROWS 256

static const struct {
	const char *path;
	enum list list;
	const char *extra; /* the key of the other half; NULL: none */
} lists[] = {
    {"patient.name.given", LIST_GIVEN, NULL},
    {"patient.phones", LIST_PHONES, NULL},
    {"patient.emails", LIST_EMAILS, NULL},
    {"patient.identifiers", LIST_IDENTIFIERS, "system"},
    {"patient.relatives", LIST_RELATIVES, "relation"},
    {"codes", LIST_CODES, "system"},
    {"security_labels", LIST_LABELS, NULL},
};

static struct span
own(struct value v, struct error *e, const char *what)
{
	struct arena arena = {0};
	struct span s = {0};

	if (!value_text(v, &arena, &s))
		error_set(e, "%s: not a string", what);
	else
		s = (struct span){alloc_string_len(s.bytes, s.len), s.len};
	arena_free(&arena);
	return s;
}

static int
read_from(struct map_row *row, struct value v, struct error *e)
{
	struct cursor c;
	struct value one;

	if (v.type == SCAN_STRING) {
		row->from = alloc_zeroed(1, sizeof(*row->from));
		row->from[row->from_count++] = own(v, e, "from");
	} else if (v.type == SCAN_ARRAY && value_count(v) > 0) {
		row->from = alloc_zeroed(value_count(v), sizeof(*row->from));
		cursor_open(&c, v);
		while (cursor_next(&c, NULL, &one))
			row->from[row->from_count++] = own(one, e, "from");
	} else {
		error_set(e, "from: neither a string nor an array of them");
	}
	return e->text[0] == '\0' ? 0 : -1;
}

static int
read_words(struct map_row *row, struct value v, struct error *e)
{
	struct cursor c;
	struct span key;
	struct value one;
	struct map_word *word;
	char *text;

	if (v.type != SCAN_OBJECT)
		return error_set(e, "words: not an object");
	row->words = alloc_zeroed(value_count(v), sizeof(*row->words));
	cursor_open(&c, v);
	while (cursor_next(&c, &key, &one)) {
		word = &row->words[row->word_count++];
		text = alloc_bytes(key.len + 1);
		word->from = (struct span){text, text_decode(key, text)};
		word->to = own(one, e, "words");
		if (e->text[0] == '\0' && row->target == TARGET_FIELD &&
		    field_check(row->field, word->to, e) == -1)
			return -1;
	}
	return e->text[0] == '\0' ? 0 : -1;
}

/* A string is short for {"from": it}. */
static int
read_row(
    struct map_row *row, struct value v, const char *extra, struct error *e)
{
	struct cursor c;
	struct span key;
	struct value one;

	if (v.type != SCAN_OBJECT)
		return read_from(row, v, e);
	cursor_open(&c, v);
	while (cursor_next(&c, &key, &one)) {
		if (key_is(key, "from"))
			read_from(row, one, e);
		else if (key_is(key, "date") && row->target == TARGET_FIELD)
			row->pattern = own(one, e, "date").bytes;
		else if (key_is(key, "words"))
			read_words(row, one, e);
		else if (key_is(key, "before"))
			row->before = own(one, e, "before");
		else if (extra != NULL && key_is(key, extra))
			row->extra = own(one, e, extra);
		else
			error_set(e, "a member that a row does not have");
		if (e->text[0] != '\0')
			return -1;
	}
	if (row->from_count == 0)
		return error_set(e, "from: missing");
	return 0;
}

int
map_row_of(struct map_row *row, struct span path)
{
	size_t i;

	row->field = field_find(path);
	if (span_is(path, "patient.name")) {
		row->target = TARGET_NAME;
		return 0;
	}
	if (row->field != FIELD_COUNT) {
		row->target = TARGET_FIELD;
		return 0;
	}
	for (i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		if (!span_is(path, lists[i].path))
			continue;
		row->target = TARGET_LIST;
		row->list = lists[i].list;
		row->extra_name = lists[i].extra;
		return 0;
	}
	return -1;
}

static struct map_row *
add_row(struct map *m, struct error *e)
{
	if (m->row_count == MAP_ROWS) {
		error_set(e, "more than %d rows", MAP_ROWS);
		return NULL;
	}
	return &m->rows[m->row_count++];
}

static int
read_member(struct map *m, struct span key, struct value v, struct error *e)
{
	struct map_row *row = add_row(m, e);
	struct span path;
	char *text;

	if (row == NULL)
		return -1;
	text = alloc_bytes(key.len + 1);
	path = (struct span){text, text_decode(key, text)};
	text[path.len] = '\0';
	row->path = text;
	if (map_row_of(row, path) == -1)
		return error_set(e, "members: a member that no note has");
	if (read_row(row, v, row->extra_name, e) == -1)
		return error_prefix(e, "members.%s", row->path);
	return 0;
}

static int
read_members(struct map *m, struct value v, struct error *e)
{
	struct cursor c;
	struct span key;
	struct value one;

	if (v.type != SCAN_OBJECT)
		return error_set(e, "members: not an object");
	cursor_open(&c, v);
	while (cursor_next(&c, &key, &one)) {
		if (read_member(m, key, one, e) == -1)
			return -1;
	}
	return 0;
}

/* {"from": "activity", "words": {"0": "deleted"}} */
static int
read_void(struct map *m, struct value v, struct error *e)
{
	struct map_row *row = add_row(m, e);

	if (row == NULL)
		return -1;
	row->target = TARGET_VOID;
	row->path = "void";
	if (read_row(row, v, NULL, e) == -1)
		return error_prefix(e, "void");
	if (row->word_count == 0)
		return error_set(e, "void: without words");
	return 0;
}

static int
read_sections(struct map *m, struct value v, struct error *e)
{
	struct cursor c;
	struct value one;
	struct map_row *row;

	if (v.type != SCAN_ARRAY)
		return error_set(e, "sections: not an array");
	cursor_open(&c, v);
	while (cursor_next(&c, NULL, &one)) {
		row = add_row(m, e);
		if (row == NULL)
			return -1;
		row->target = TARGET_SECTION;
		row->path = "sections";
		if (read_row(row, one, "title", e) == -1)
			return error_prefix(e, "sections");
	}
	return 0;
}

static int
read_set(struct map *m, struct value v, struct error *e)
{
	struct cursor c;
	struct span key, path;
	struct value one;
	enum field f;
	char *text;

	if (v.type != SCAN_OBJECT)
		return error_set(e, "set: not an object");
	cursor_open(&c, v);
	while (cursor_next(&c, &key, &one)) {
		text = alloc_bytes(key.len + 1);
		path = (struct span){text, text_decode(key, text)};
		f = field_find(path);
		free(text);
		if (f == FIELD_COUNT)
			return error_set(e, "set: a member that no note has");
		m->set[f] = one.type == SCAN_STRING
				? own(one, e, "set")
				: (struct span){alloc_string_len(one.json.bytes,
						    one.json.len),
				      one.json.len};
		if (field_check(f, m->set[f], e) == -1)
			return error_prefix(e, "set");
	}
	return 0;
}

static int
read_columns(struct map *m, struct value v, struct error *e)
{
	struct cursor c;
	struct value one;

	if (v.type != SCAN_ARRAY || value_count(v) == 0)
		return error_set(e, "columns: not an array of names");
	m->columns = alloc_zeroed(value_count(v), sizeof(*m->columns));
	cursor_open(&c, v);
	while (cursor_next(&c, NULL, &one))
		m->columns[m->column_count++] = own(one, e, "columns");
	return e->text[0] == '\0' ? 0 : -1;
}

static int
read_format(struct map *m, struct value v, struct error *e)
{
	struct arena arena = {0};
	struct span s;

	if (value_text(v, &arena, &s))
		m->format = format_find(arena_string(&arena, s.bytes, s.len));
	arena_free(&arena);
	if (m->format != FORMAT_CSV && m->format != FORMAT_TEXT &&
	    m->format != FORMAT_JSON)
		return error_set(e, "format: not csv, text or json");
	return 0;
}

static int
read_delimiter(struct map *m, struct value v, struct error *e)
{
	struct arena arena = {0};
	struct span s;

	if (value_text(v, &arena, &s) && s.len == 1 &&
	    strchr(",;|\t", s.bytes[0]) != NULL)
		m->delimiter = s.bytes[0];
	arena_free(&arena);
	if (m->delimiter == 0)
		return error_set(
		    e, "delimiter: not a comma, semicolon, bar or tab");
	return 0;
}

static int
read_one(struct map *m, const struct member *member, struct error *e)
{
	struct value v = member->value;

	if (key_is(member->key, "record"))
		return 0;
	if (key_is(member->key, "format"))
		return read_format(m, v, e);
	if (key_is(member->key, "delimiter"))
		return read_delimiter(m, v, e);
	if (key_is(member->key, "members"))
		return read_members(m, v, e);
	if (key_is(member->key, "sections"))
		return read_sections(m, v, e);
	if (key_is(member->key, "set"))
		return read_set(m, v, e);
	if (key_is(member->key, "void"))
		return read_void(m, v, e);
	if (key_is(member->key, "columns"))
		return read_columns(m, v, e);
	if (key_is(member->key, "comment"))
		return 0;
	if (key_is(member->key, "charset"))
		m->charset = own(v, e, "charset");
	else if (key_is(member->key, "records"))
		m->records = own(v, e, "records");
	else if (key_is(member->key, "file_name"))
		m->file_name = own(v, e, "file_name").bytes;
	else
		return error_set(e, "a member that a map does not have");
	return e->text[0] == '\0' ? 0 : -1;
}

/* A JSON pointer (RFC 6901), or absent. */
static bool
is_pointer(struct span s)
{
	size_t i, part = 0;

	if (s.len > 0 && s.bytes[0] != '/')
		return false;
	for (i = 0; i < s.len; i++) {
		part = s.bytes[i] == '/' ? 0 : part + 1;
		if (part > POINTER_PART)
			return false;
		if (s.bytes[i] == '~' &&
		    (i + 1 == s.len ||
			(s.bytes[i + 1] != '0' && s.bytes[i + 1] != '1')))
			return false;
	}
	return true;
}

/* A pointer that is none would find nothing, in silence. */
static int
check_pointers(const struct map *m, struct error *e)
{
	size_t i, j;

	if (!is_pointer(m->records))
		return error_set(e, "records: not a JSON pointer");
	for (i = 0; i < m->row_count; i++)
		for (j = 0; j < m->rows[i].from_count; j++)
			if (!is_pointer(m->rows[i].from[j]))
				return error_set(e,
				    "%s: from: not a JSON "
				    "pointer",
				    m->rows[i].path);
	return 0;
}

static void
give_back(struct span s)
{
	free((char *)(uintptr_t)s.bytes);
}

static void
row_free(struct map_row *row)
{
	size_t i;

	for (i = 0; i < row->from_count; i++)
		give_back(row->from[i]);
	for (i = 0; i < row->word_count; i++) {
		give_back(row->words[i].from);
		give_back(row->words[i].to);
	}
	free(row->from);
	free(row->words);
	give_back(row->extra);
	give_back(row->before);
	give_back(span_of(row->pattern));
	if (row->target != TARGET_SECTION && row->target != TARGET_VOID)
		give_back(span_of(row->path));
}

void
map_close(const struct map *m)
{
	size_t i;

	if (m == NULL)
		return;
	for (i = 0; i < m->row_count; i++)
		row_free(&m->rows[i]);
	for (i = 0; i < m->column_count; i++)
		give_back(m->columns[i]);
	for (i = 0; i < FIELD_COUNT; i++)
		give_back(m->set[i]);
	give_back(m->charset);
	give_back(m->records);
	give_back(span_of(m->file_name));
	free(m->columns);
	free(m->rows);
	free((struct map *)(uintptr_t)m);
}

static const struct map *
read_map(struct document *document, struct error *e)
{
	struct map *m = alloc_zeroed(1, sizeof(*m));
	struct member member;
	size_t i;
	int failed = 0;

	m->rows = alloc_zeroed(MAP_ROWS, sizeof(*m->rows));
	for (i = 0; failed == 0 && record_at(document->record, i, &member); i++)
		failed = read_one(m, &member, e);
	document_close(document);
	if (failed == 0 && m->format == FORMAT_AUTO)
		failed = error_set(e, "format: missing");
	if (failed == 0 && m->format == FORMAT_JSON)
		failed = check_pointers(m, e);
	if (failed == 0)
		return m;
	map_close(m);
	return NULL;
}

const struct map *
map_open(const char *path, struct error *e)
{
	struct document document = {0};
	const struct map *m;

	if (document_open(&document, path, "map/1", e) == -1)
		return NULL;
	m = read_map(&document, e);
	if (m == NULL)
		error_prefix(e, "%s", path);
	return m;
}

const struct map *
map_parse(const char *text, size_t len, struct error *e)
{
	struct document document = {0};

	if (document_parse(&document, text, len, e) == -1)
		return NULL;
	return read_map(&document, e);
}
