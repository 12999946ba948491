#include "package/released.h"

#include <string.h>

/* The members that may go out (AUDITS, "A response holds").  A row without
 * members of its own is a text, a number, true or false, or a list of them. */
struct allowed {
	const char *name;
	const struct allowed *members;
};

static const struct allowed name_members[] = {
    {"family", NULL}, {"given", NULL}, {NULL, NULL}};
static const struct allowed identifier_members[] = {
    {"system", NULL}, {"value", NULL}, {NULL, NULL}};
static const struct allowed address_members[] = {{"line", NULL}, {"city", NULL},
    {"state", NULL}, {"postal_code", NULL}, {NULL, NULL}};
static const struct allowed relative_members[] = {
    {"name", NULL}, {"relation", NULL}, {NULL, NULL}};
static const struct allowed patient_members[] = {{"id", NULL},
    {"name", name_members}, {"birth_date", NULL}, {"deceased", NULL},
    {"member_id", NULL}, {"identifiers", identifier_members}, {"phones", NULL},
    {"emails", NULL}, {"address", address_members},
    {"relatives", relative_members}, {"employer", NULL}, {NULL, NULL}};
static const struct allowed author_members[] = {
    {"name", NULL}, {"credential", NULL}, {"id", NULL}, {NULL, NULL}};
static const struct allowed encounter_members[] = {{"id", NULL},
    {"start", NULL}, {"end", NULL}, {"service_code", NULL}, {"modality", NULL},
    {"place", NULL}, {"claim", NULL}, {NULL, NULL}};
static const struct allowed section_members[] = {
    {"title", NULL}, {"text", NULL}, {NULL, NULL}};
static const struct allowed note_members[] = {{"record", NULL}, {"id", NULL},
    {"patient", patient_members}, {"author", author_members}, {"date", NULL},
    {"encounter", encounter_members}, {"title", NULL},
    {"sections", section_members}, {NULL, NULL}};

static void value_copy(
    struct value v, const struct allowed *members, struct buf *out);

static void
add_key(struct buf *out, const char *before, const char *name)
{
	buf_add_string(out, before);
	buf_add_byte(out, '"');
	buf_add_string(out, name);
	buf_add(out, "\":", 2);
}

static bool
scalar(struct value v)
{
	return v.type != SCAN_NONE && v.type != SCAN_OBJECT &&
	       v.type != SCAN_ARRAY;
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
	const char *comma = "";

	buf_add_byte(out, '{');
	cursor_open(&c, v);
	while (cursor_next(&c, &key, &member)) {
		row = allowed_find(members, key, member);
		if (row == NULL)
			continue;
		add_key(out, comma, row->name);
		value_copy(member, row->members, out);
		comma = ",";
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
	const char *comma = "{";
	size_t i;

	for (i = 0; record_at(rec, i, &m); i++) {
		row = allowed_find(note_members, m.key, m.value);
		if (row == NULL)
			continue;
		add_key(out, comma, row->name);
		value_copy(m.value, row->members, out);
		comma = ",";
	}
	if (withheld != 0)
		withheld_add(withheld, out);
	buf_add_byte(out, '}');
}

category_set
released_withheld(const struct record *rec)
{
	struct cursor c;
	struct value v, name;
	struct span text;
	category_set set = 0;

	cursor_open(&c, record_member(rec, "withheld"));
	while (cursor_next(&c, NULL, &v)) {
		name = value_member(v, "category");
		if (value_text(
			name, NULL, &text)) /* our own words: no escape */
			set |= CATEGORY_BIT(category_find(text));
	}
	return set;
}
