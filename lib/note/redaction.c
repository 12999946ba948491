#include "note/redaction.h"

#include "note/place.h"

static int
find_label(struct span word)
{
	enum label l = label_find(word);

	return l == LABEL_NONE ? -1 : (int)l;
}

static const char *const actions[IDENTIFIER_ACTION_COUNT] = {
    [IDENTIFIER_REMOVE] = "remove",
    [IDENTIFIER_YEAR] = "year",
    [IDENTIFIER_ZIP3] = "zip3",
    [IDENTIFIER_AGE90] = "age90",
    [IDENTIFIER_MARKER] = "marker",
    [IDENTIFIER_PSEUDONYM] = "pseudonym",
    [IDENTIFIER_SHIFT] = "shift",
    [IDENTIFIER_REVIEW] = "review",
    [IDENTIFIER_KEEP] = "keep",
};

const char *
identifier_action_name(enum identifier_action a)
{
	return actions[a];
}

enum identifier_action
identifier_action_find(struct span word)
{
	int a;

	for (a = 0; a < IDENTIFIER_ACTION_COUNT; a++)
		if (span_is(word, actions[a]))
			break;
	return (enum identifier_action)a;
}

static int
find_identifier_action(struct span word)
{
	enum identifier_action a = identifier_action_find(word);

	return a == IDENTIFIER_ACTION_COUNT ? -1 : (int)a;
}

#define AT(member) .offset = offsetof(struct withheld, member)
static const struct member_row withheld_rows[] = {
    PLACE_ROWS(struct withheld, place, MEMBER_REQUIRED),
    {"label", MEMBER_WORD, AT(label), .find = find_label},
    {"code", MEMBER_TEXT, AT(code)},
    {"citation", MEMBER_TEXT, AT(citation)},
    {"chars", MEMBER_COUNT, AT(chars)},
};
#undef AT
static const struct member_table withheld_table =
    MEMBER_TABLE(withheld_rows, struct withheld);

#define AT(member) .offset = offsetof(struct removed_field, member)
static const struct member_row field_rows[] = {
    {"path", MEMBER_TEXT, AT(path), MEMBER_REQUIRED},
    {"code", MEMBER_TEXT, AT(code)},
    {"citation", MEMBER_TEXT, AT(citation)},
};
#undef AT
static const struct member_table field_table =
    MEMBER_TABLE(field_rows, struct removed_field);

#define AT(member) .offset = offsetof(struct found_identifier, member)
static const struct member_row identifier_rows[] = {
    PLACE_ROWS(struct found_identifier, place, MEMBER_REQUIRED),
    {"kind", MEMBER_TEXT, AT(kind), MEMBER_REQUIRED},
    {"action", MEMBER_WORD, AT(action), MEMBER_REQUIRED,
	.find = find_identifier_action},
};
#undef AT
static const struct member_table identifier_table =
    MEMBER_TABLE(identifier_rows, struct found_identifier);

#define AT(member) .offset = offsetof(struct redaction, member)
static const struct member_row redaction_rows[] = {
    {"profile", MEMBER_TEXT, AT(profile), MEMBER_REQUIRED},
    {"withheld", MEMBER_OBJECTS, AT(withheld), .table = &withheld_table},
    {"fields", MEMBER_OBJECTS, AT(fields), .table = &field_table},
    {"identifiers", MEMBER_OBJECTS, AT(identifiers),
	.table = &identifier_table},
    {"overrides", MEMBER_OBJECTS, AT(overrides), .table = &override_table},
    {"text", MEMBER_TEXT, AT(text), MEMBER_REQUIRED},
};
#undef AT
static const struct member_table redaction_table =
    MEMBER_TABLE_FLAG(redaction_rows, struct redaction, present);

/* What a release needs of it: what was withheld by which paragraph, and whether
 * identifiers went. */
#define AT(member) .offset = offsetof(struct withheld, member)
static const struct member_row citation_rows[] = {
    {"citation", MEMBER_TEXT, AT(citation)},
};
#undef AT
static const struct member_table citation_table =
    MEMBER_TABLE(citation_rows, struct withheld);

static const struct member_table nothing_table = {
    .rows = NULL, .count = 0, .size = sizeof(struct found_identifier)};

#define AT(member) .offset = offsetof(struct redaction, member)
static const struct member_row release_rows[] = {
    {"profile", MEMBER_TEXT, AT(profile), MEMBER_REQUIRED},
    {"withheld", MEMBER_OBJECTS, AT(withheld), .table = &citation_table},
    {"identifiers", MEMBER_OBJECTS, AT(identifiers), .table = &nothing_table},
    {"overrides", MEMBER_OBJECTS, AT(overrides), .table = &override_table},
    {"text", MEMBER_TEXT, AT(text), MEMBER_REQUIRED},
};
#undef AT
static const struct member_table release_table =
    MEMBER_TABLE_FLAG(release_rows, struct redaction, present);

static int
read_by(const struct member_table *table, struct redaction *r,
    struct record *rec, struct error *e)
{
	struct value v = record_member(rec, "redaction");

	*r = (struct redaction){.present = false};
	if (v.type == SCAN_NONE)
		return 0;
	return members_read(v, "redaction", table, record_arena(rec), r, e);
}

int
redaction_read(struct redaction *r, struct record *rec, struct error *e)
{
	return read_by(&redaction_table, r, rec, e);
}

int
redaction_read_release(struct redaction *r, struct record *rec, struct error *e)
{
	return read_by(&release_table, r, rec, e);
}

static void
write_withheld(struct writer *w, const struct redaction *r)
{
	const struct withheld *h;
	size_t i;

	write_open(w, "withheld", '[');
	for (i = 0; i < r->withheld_count; i++) {
		h = &r->withheld[i];
		write_open(w, NULL, '{');
		write_place(w, &h->place);
		if (h->label != LABEL_NONE)
			write_word(w, "label", label_name(h->label));
		write_text(w, "code", h->code);
		write_text(w, "citation", h->citation);
		write_number(w, "chars", (long)h->chars);
		write_close(w, '{');
	}
	write_close(w, '[');
}

static void
write_fields(struct writer *w, const struct redaction *r)
{
	size_t i;

	write_open(w, "fields", '[');
	for (i = 0; i < r->field_count; i++) {
		write_open(w, NULL, '{');
		write_text(w, "path", r->fields[i].path);
		write_text(w, "code", r->fields[i].code);
		write_text(w, "citation", r->fields[i].citation);
		write_close(w, '{');
	}
	write_close(w, '[');
}

static void
write_identifiers(struct writer *w, const struct redaction *r)
{
	const struct found_identifier *f;
	size_t i;

	write_open(w, "identifiers", '[');
	for (i = 0; i < r->identifier_count; i++) {
		f = &r->identifiers[i];
		write_open(w, NULL, '{');
		write_place(w, &f->place);
		write_text(w, "kind", f->kind);
		write_word(w, "action", identifier_action_name(f->action));
		write_close(w, '{');
	}
	write_close(w, '[');
}

void
redaction_write(struct record *rec, const struct redaction *r)
{
	struct writer w = {record_make(rec), false};
	size_t i;

	write_open(&w, NULL, '{');
	write_text(&w, "profile", r->profile);
	write_withheld(&w, r);
	write_fields(&w, r);
	write_identifiers(&w, r);
	write_open(&w, "overrides", '[');
	for (i = 0; i < r->override_count; i++)
		write_override(&w, &r->overrides[i]);
	write_close(&w, '[');
	write_text(&w, "text", r->text);
	write_close(&w, '{');
	record_set_made(rec, "redaction");
}
