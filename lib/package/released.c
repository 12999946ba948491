#include "package/released.h"

#include <string.h>

/* The members that may go out (AUDITS, "A response holds").  A row without
 * members of its own is a text, a number, true or false, or a list of them. */
struct allowed {
	const char *name;
	const char *key; /* the name as a record has it: ,"id": */
	size_t key_len;
	const struct allowed *members;
};
#define KEY(name) ",\"" name "\":"
#define ALLOWED(name, members)                                                 \
	{                                                                      \
		name, KEY(name), sizeof(KEY(name)) - 1, members                \
	}
#define NO_MORE                                                                \
	{                                                                      \
		NULL, NULL, 0, NULL                                            \
	}

static const struct allowed name_members[] = {
    ALLOWED("family", NULL), ALLOWED("given", NULL), NO_MORE};
static const struct allowed identifier_members[] = {
    ALLOWED("system", NULL), ALLOWED("value", NULL), NO_MORE};
static const struct allowed address_members[] = {ALLOWED("line", NULL),
    ALLOWED("city", NULL), ALLOWED("state", NULL), ALLOWED("postal_code", NULL),
    NO_MORE};
static const struct allowed relative_members[] = {
    ALLOWED("name", NULL), ALLOWED("relation", NULL), NO_MORE};
static const struct allowed patient_members[] = {ALLOWED("id", NULL),
    ALLOWED("name", name_members), ALLOWED("birth_date", NULL),
    ALLOWED("deceased", NULL), ALLOWED("member_id", NULL),
    ALLOWED("identifiers", identifier_members), ALLOWED("phones", NULL),
    ALLOWED("emails", NULL), ALLOWED("address", address_members),
    ALLOWED("relatives", relative_members), ALLOWED("employer", NULL), NO_MORE};
static const struct allowed author_members[] = {ALLOWED("name", NULL),
    ALLOWED("credential", NULL), ALLOWED("id", NULL), NO_MORE};
static const struct allowed encounter_members[] = {ALLOWED("id", NULL),
    ALLOWED("start", NULL), ALLOWED("end", NULL), ALLOWED("service_code", NULL),
    ALLOWED("modality", NULL), ALLOWED("place", NULL), ALLOWED("claim", NULL),
    NO_MORE};
static const struct allowed section_members[] = {
    ALLOWED("title", NULL), ALLOWED("text", NULL), NO_MORE};
static const struct allowed note_members[] = {ALLOWED("record", NULL),
    ALLOWED("id", NULL), ALLOWED("patient", patient_members),
    ALLOWED("author", author_members), ALLOWED("date", NULL),
    ALLOWED("encounter", encounter_members), ALLOWED("title", NULL),
    ALLOWED("sections", section_members), NO_MORE};

static void value_copy(
    struct value v, const struct allowed *members, struct buf *out);

/* With a comma before it, but behind the bracket. */
static void
add_key(struct buf *out, const struct allowed *row, bool first)
{
	buf_add(out, row->key + first, row->key_len - first);
}

static bool
scalar(struct value v)
{
	return v.type != SCAN_OBJECT && v.type != SCAN_ARRAY;
}

/* The row of KEY; NULL: not allowed, as is an object where none is. */
static const struct allowed *
allowed_find(const struct allowed *rows, struct span key, struct value v)
{
	for (; rows->name != NULL; rows++)
		if (key.len > 0 &&
		    (key.bytes[0] == rows->name[0] || key.bytes[0] == '\\') &&
		    key_is(key, rows->name))
			break;
	if (rows->name == NULL || v.type == SCAN_NONE || v.type == SCAN_NULL ||
	    (v.type == SCAN_OBJECT && rows->members == NULL))
		return NULL;
	return rows;
}

static void
object_copy(struct value v, const struct allowed *members, struct buf *out)
{
	const struct allowed *row;
	struct cursor c;
	struct value member;
	struct span key;
	bool first = true;

	buf_add_byte(out, '{');
	cursor_open(&c, v);
	while (cursor_next(&c, &key, &member)) {
		row = allowed_find(members, key, member);
		if (row == NULL)
			continue;
		add_key(out, row, first);
		value_copy(member, row->members, out);
		first = false;
	}
	buf_add_byte(out, '}');
}

static void
array_copy(struct value v, const struct allowed *members, struct buf *out)
{
	struct cursor c;
	struct value element;
	const char *comma = "";

	buf_add_byte(out, '[');
	cursor_open(&c, v);
	while (cursor_next(&c, NULL, &element)) {
		if (members == NULL ? !scalar(element)
				    : element.type != SCAN_OBJECT)
			continue;
		buf_add_string(out, comma);
		value_copy(element, members, out);
		comma = ",";
	}
	buf_add_byte(out, ']');
}

static void
value_copy(struct value v, const struct allowed *members, struct buf *out)
{
	if (v.type == SCAN_OBJECT)
		object_copy(v, members, out);
	else if (v.type == SCAN_ARRAY)
		array_copy(v, members, out);
	else
		buf_add(out, v.json.bytes, v.json.len);
}

static void
withheld_add(category_set withheld, struct buf *out)
{
	const char *comma = "";
	enum category c;

	buf_add_string(out, ",\"withheld\":[");
	for (c = 0; c < CATEGORY_COUNT; c++)
		if (withheld & CATEGORY_BIT(c)) {
			buf_addf(out,
			    "%s{\"category\":\"%s\",\"citation\":\"%s\"}",
			    comma, category_name(c), category_citation(c));
			comma = ",";
		}
	buf_add_byte(out, ']');
}

void
released_write(const struct record *rec, category_set withheld, struct buf *out)
{
	const struct allowed *row;
	struct member m;
	bool first = true;
	size_t i;

	buf_add_byte(out, '{');
	for (i = 0; record_at(rec, i, &m); i++) {
		row = allowed_find(note_members, m.key, m.value);
		if (row == NULL)
			continue;
		add_key(out, row, first);
		value_copy(m.value, row->members, out);
		first = false;
	}
	if (withheld != 0)
		withheld_add(withheld, out);
	buf_add_byte(out, '}');
}
