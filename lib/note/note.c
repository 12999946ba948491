#include "note/note.h"

#include <stdlib.h>

#include "base/alloc.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static int
find_class(struct span word)
{
	enum note_class c = class_find(word);

	return c == CLASS_COUNT ? -1 : (int)c;
}

static int
find_payer(struct span word)
{
	if (span_is(word, "plan"))
		return PAYER_PLAN;
	return span_is(word, "self") ? PAYER_SELF : -1;
}

#define AT(member) .offset = offsetof(struct identifier, member)
static const struct member_row identifier_rows[] = {
    {"system", MEMBER_TEXT, AT(system)},
    {"value", MEMBER_TEXT, AT(value)},
};
#undef AT
static const struct member_table identifier_table =
    MEMBER_TABLE(identifier_rows, struct identifier);

#define AT(member) .offset = offsetof(struct coding, member)
static const struct member_row coding_rows[] = {
    {"system", MEMBER_TEXT, AT(system)},
    {"code", MEMBER_TEXT, AT(code)},
};
#undef AT
static const struct member_table coding_table =
    MEMBER_TABLE(coding_rows, struct coding);

#define AT(member) .offset = offsetof(struct address, member)
static const struct member_row address_rows[] = {
    {"line", MEMBER_TEXT, AT(line)},
    {"city", MEMBER_TEXT, AT(city)},
    {"state", MEMBER_TEXT, AT(state)},
    {"postal_code", MEMBER_TEXT, AT(postal_code)},
};
#undef AT
const struct member_table address_table =
    MEMBER_TABLE(address_rows, struct address);

#define AT(member) .offset = offsetof(struct relative, member)
static const struct member_row relative_rows[] = {
    {"name", MEMBER_TEXT, AT(name)},
    {"relation", MEMBER_TEXT, AT(relation)},
};
#undef AT
static const struct member_table relative_table =
    MEMBER_TABLE(relative_rows, struct relative);

#define AT(member) .offset = offsetof(struct person, member)
/* At the person's own offset: a name has no struct of its own. */
static const struct member_row name_rows[] = {
    {"family", MEMBER_TEXT, AT(name.family)},
    {"given", MEMBER_TEXTS, AT(name.given)},
};
static const struct member_table name_table =
    MEMBER_TABLE(name_rows, struct person);

static const struct member_row person_rows[] = {
    {"id", MEMBER_TEXT, AT(id), MEMBER_REQUIRED | MEMBER_FILLED},
    {"name", MEMBER_OBJECT, 0, .table = &name_table},
    {"birth_date", MEMBER_DATE, AT(birth_date)},
    {"member_id", MEMBER_TEXT, AT(member_id)},
    {"identifiers", MEMBER_OBJECTS, AT(identifiers),
	.table = &identifier_table},
    {"phones", MEMBER_TEXTS, AT(phones)},
    {"emails", MEMBER_TEXTS, AT(emails)},
    {"address", MEMBER_OBJECT, AT(address), .table = &address_table},
    {"relatives", MEMBER_OBJECTS, AT(relatives), .table = &relative_table},
    {"employer", MEMBER_TEXT, AT(employer)},
    {"deceased", MEMBER_VALUE, AT(deceased_json)},
};
#undef AT
static const struct member_table person_table =
    MEMBER_TABLE(person_rows, struct person);

#define AT(member) .offset = offsetof(struct author, member)
static const struct member_row author_rows[] = {
    {"name", MEMBER_TEXT, AT(name)},
    {"credential", MEMBER_TEXT, AT(credential)},
    {"id", MEMBER_TEXT, AT(id)},
};
#undef AT
static const struct member_table author_table =
    MEMBER_TABLE(author_rows, struct author);

#define AT(member) .offset = offsetof(struct encounter, member)
static const struct member_row encounter_rows[] = {
    {"id", MEMBER_TEXT, AT(id)},
    {"start", MEMBER_INSTANT, AT(start)},
    {"end", MEMBER_INSTANT, AT(end)},
    {"service_code", MEMBER_TEXT, AT(service_code)},
    {"modality", MEMBER_TEXT, AT(modality)},
    {"place", MEMBER_TEXT, AT(place)},
    {"claim", MEMBER_TEXT, AT(claim)},
    {"claimed", MEMBER_DATE, AT(claimed)},
};
#undef AT
static const struct member_table encounter_table =
    MEMBER_TABLE_FLAG(encounter_rows, struct encounter, present);

#define AT(member) .offset = offsetof(struct part2, member)
static const struct member_row part2_rows[] = {
    {"status", MEMBER_STATUS, AT(status)},
    {"consent", MEMBER_VALUE, AT(consent)},
};
#undef AT
static const struct member_table part2_table =
    MEMBER_TABLE(part2_rows, struct part2);

#define AT(member) .offset = offsetof(struct section, member)
static const struct member_row section_rows[] = {
    {"title", MEMBER_TEXT, AT(title)},
    {"text", MEMBER_TEXT, AT(text), MEMBER_REQUIRED},
};
#undef AT
static const struct member_table section_table =
    MEMBER_TABLE(section_rows, struct section);

static const struct member_row strings_rows[] = {
    {.name = "title", .type = MEMBER_STRING},
    {.name = "text", .type = MEMBER_STRING, .flags = MEMBER_REQUIRED},
};
static const struct member_table strings_table = {
    .rows = strings_rows, .count = COUNT(strings_rows)};

#define AT(member) .offset = offsetof(struct source, member)
static const struct member_row source_rows[] = {
    {"format", MEMBER_TEXT, AT(format)},
    {"file", MEMBER_TEXT, AT(file)},
    {"id", MEMBER_TEXT, AT(id)},
    {"sha256", MEMBER_TEXT, AT(sha256)},
};
#undef AT
static const struct member_table source_table =
    MEMBER_TABLE(source_rows, struct source);

#define AT(member) .offset = offsetof(struct note, member)
static const struct member_row note_rows[] = {
#include "note/note_rows.def"
    {"sections", MEMBER_OBJECTS, AT(sections), MEMBER_REQUIRED, &section_table},
};
static const struct member_row about_rows[] = {
#include "note/note_rows.def"
    {"sections", MEMBER_OBJECTS, AT(sections), MEMBER_REQUIRED, &strings_table},
};
#undef AT
static const struct member_table note_table =
    MEMBER_TABLE(note_rows, struct note);
static const struct member_table about_table =
    MEMBER_TABLE(about_rows, struct note);

/* FHIR has deceasedBoolean and deceasedDateTime; so have we. */
static int
read_deceased(struct person *p, struct record *rec, struct error *e)
{
	struct span day;
	bool yes;

	p->deceased_on = DATE_NONE;
	if (p->deceased_json.type == SCAN_NONE)
		return 0;
	if (value_bool(p->deceased_json, &yes)) {
		p->deceased = yes ? ANSWER_YES : ANSWER_NO;
		return 0;
	}
	if (value_text(p->deceased_json, record_arena(rec), &day))
		p->deceased_on = date_parse(day.bytes, day.len);
	if (p->deceased_on == DATE_NONE)
		return error_set(
		    e, "patient.deceased: neither true, false nor a date");
	p->deceased = ANSWER_YES;
	return 0;
}

static int
read_by(const struct member_table *table, struct note *n, struct record *rec,
    struct error *e)
{
	if (members_read_record(rec, table, n, e) == -1)
		return -1;
	n->part2.given =
	    value_member(record_member(rec, "part2"), "status").type ==
	    SCAN_STRING;
	return read_deceased(&n->patient, rec, e);
}

int
note_read(struct note *n, struct record *rec, struct error *e)
{
	return read_by(&note_table, n, rec, e);
}

int
note_read_about(struct note *n, struct record *rec, struct error *e)
{
	int result = read_by(&about_table, n, rec, e);

	n->sections = NULL;
	n->section_count = 0;
	return result;
}

void
note_text_digest(const struct note *n, char out[static DIGEST_HEX])
{
	struct span few[16] = {{NULL, 0}}, *texts = few;
	size_t count = 2 * n->section_count, i;

	if (count > COUNT(few))
		texts = alloc_zeroed(count, sizeof(*texts));
	for (i = 0; i < n->section_count; i++) {
		texts[2 * i] = n->sections[i].title;
		texts[2 * i + 1] = n->sections[i].text;
	}
	digest_texts(texts, count, out);
	if (texts != few)
		free(texts);
}

struct span
note_text(const struct note *n, int section, bool in_title)
{
	struct span none = {NULL, 0};

	if (section == -1)
		return in_title ? none : n->title;
	if (section < -1 || (size_t)section >= n->section_count)
		return none;
	return in_title ? n->sections[section].title
			: n->sections[section].text;
}
