#include "note/question.h"

#include <string.h>

static const char *const contents[] = {
    [CONTENT_UNK] = "UNK",
#define CONTENT(name, word) [CONTENT_##name] = word,
#include "note/content.def"
#undef CONTENT
};

const char *
content_name(enum content c)
{
	return contents[c];
}

enum content
content_find(struct span word)
{
	int c;

	for (c = 0; c < CONTENT_COUNT; c++)
		if (span_is(word, contents[c]))
			break;
	return (enum content)c;
}

static int
content_word(struct span word)
{
	enum content c = content_find(word);

	return c == CONTENT_COUNT ? -1 : (int)c;
}

/* The members that a question has, objects as they stand. */
struct asked {
	struct span id;
	int64_t as_of;
	struct span state;
	struct span purpose;
	struct value note;
	struct value requester;
	struct value authorization;
	struct value restriction;
	struct value part2;
	struct value process;
	struct value provider;
	struct value facts;
	struct value ca_request;
	struct value state_consent;
};

#define ASKED(member) .offset = offsetof(struct asked, member)
static const struct member_row rows[] = {
    {"id", MEMBER_TEXT, ASKED(id)},
    {"as_of", MEMBER_INSTANT, ASKED(as_of)},
    {"state", MEMBER_TEXT, ASKED(state)},
    {"note", MEMBER_VALUE, ASKED(note), .flags = MEMBER_REQUIRED},
    {"purpose", MEMBER_TEXT, ASKED(purpose)},
    {"requester", MEMBER_VALUE, ASKED(requester), .flags = MEMBER_REQUIRED},
    {"authorization", MEMBER_VALUE, ASKED(authorization)},
    {"restriction", MEMBER_VALUE, ASKED(restriction)},
    {"part2", MEMBER_VALUE, ASKED(part2)},
    {"process", MEMBER_VALUE, ASKED(process)},
    {"provider", MEMBER_VALUE, ASKED(provider)},
    {"facts", MEMBER_VALUE, ASKED(facts)},
    {"ca_request", MEMBER_VALUE, ASKED(ca_request)},
    {"state_consent", MEMBER_VALUE, ASKED(state_consent)},
};
static const struct member_table table = MEMBER_TABLE(rows, struct asked);

struct asked_note {
	enum content content;
	date_days created;
	date_days date;
	enum answer in_audit_scope;
};
#define NOTE(member) .offset = offsetof(struct asked_note, member)
static const struct member_row note_rows[] = {
    {"class", MEMBER_WORD, NOTE(content), .flags = MEMBER_REQUIRED,
	.find = content_word},
    {"created", MEMBER_DATE, NOTE(created)},
    {"date", MEMBER_DATE, NOTE(date)},
    {"in_audit_scope", MEMBER_ANSWER, NOTE(in_audit_scope)},
};
static const struct member_table note_table =
    MEMBER_TABLE(note_rows, struct asked_note);

struct asked_requester {
	struct span type;
	struct party party;
	enum answer verified;
};
#define REQUESTER(member) .offset = offsetof(struct asked_requester, member)
static const struct member_row requester_rows[] = {
    {"type", MEMBER_TEXT, REQUESTER(type)},
    {"name", MEMBER_TEXT, REQUESTER(party.name)},
    {"id", MEMBER_TEXT, REQUESTER(party.id)},
    {"verified", MEMBER_ANSWER, REQUESTER(verified)},
};
static const struct member_table requester_table =
    MEMBER_TABLE(requester_rows, struct asked_requester);

struct asked_part2 {
	enum answer status;
	struct value consent;
};
#define PART2(member) .offset = offsetof(struct asked_part2, member)
static const struct member_row part2_rows[] = {
    {"status", MEMBER_STATUS, PART2(status)},
    {"consent", MEMBER_VALUE, PART2(consent)},
};
static const struct member_table part2_table =
    MEMBER_TABLE(part2_rows, struct asked_part2);

static struct span
key_text(struct span raw, struct arena *arena)
{
	char *text;
	size_t len;

	if (memchr(raw.bytes, '\\', raw.len) == NULL)
		return raw;
	text = arena_bytes(arena, raw.len);
	len = text_decode(raw, text);
	return (struct span){text, len};
}

void
question_assert(struct question *q, struct assertion one, struct arena *arena)
{
	size_t room;

	if (q->assertion_count == q->assertion_room) {
		room = q->assertion_room == 0 ? 16 : 2 * q->assertion_room;
		q->assertions = arena_grown(arena, q->assertions,
		    q->assertion_count, room, sizeof(*q->assertions));
		q->assertion_room = room;
	}
	q->assertions[q->assertion_count++] = one;
}

/* Null is as if it were not there. */
static void
assert_value(struct question *q, const char *group, struct span name,
    struct value v, struct arena *arena)
{
	struct assertion one = {.group = group, .name = name};
	bool yes;

	switch (v.type) {
	case SCAN_NONE:
	case SCAN_NULL:
		return;
	case SCAN_TRUE:
	case SCAN_FALSE:
		value_bool(v, &yes);
		one.kind = yes ? ASSERTION_TRUE : ASSERTION_FALSE;
		one.number = yes;
		break;
	case SCAN_NUMBER:
		one.kind = ASSERTION_OTHER;
		if (!value_double(v, &one.number))
			break;
		one.kind = ASSERTION_NUMBER;
		break;
	case SCAN_STRING:
		one.kind = ASSERTION_TEXT;
		value_text(v, arena, &one.text);
		break;
	case SCAN_ARRAY:
	case SCAN_OBJECT:
		one.kind = ASSERTION_OTHER;
		break;
	}
	question_assert(q, one, arena);
}

/* All members of OBJECT that are not rows of KNOWN (may be NULL). */
static int
assert_members(struct question *q, const char *group, struct value object,
    const struct member_table *known, struct arena *arena, struct error *e)
{
	struct cursor c;
	struct span key;
	struct value v;
	size_t i;

	if (object.type == SCAN_NONE)
		return 0;
	if (object.type != SCAN_OBJECT)
		return error_set(e, "%s: not an object", group);
	cursor_open(&c, object);
	while (cursor_next(&c, &key, &v)) {
		for (i = 0; known != NULL && i < known->count; i++)
			if (key_is(key, known->rows[i].name))
				break;
		if (known == NULL || i == known->count)
			assert_value(q, group, key_text(key, arena), v, arena);
	}
	return 0;
}

int
question_assert_object(struct question *q, const char *group,
    struct value object, struct arena *arena, struct error *e)
{
	return assert_members(q, group, object, NULL, arena, e);
}

static int
need_object(struct value v, const char *path, struct error *e)
{
	return v.type == SCAN_OBJECT ? 0
				     : error_set(e, "%s: not an object", path);
}

static int
read_note(
    struct question *q, struct value v, struct arena *arena, struct error *e)
{
	struct asked_note n;

	if (need_object(v, "note", e) == -1 ||
	    members_read(v, "note", &note_table, arena, &n, e) == -1)
		return -1;
	q->note.content = n.content;
	q->note.date = n.date;
	q->note.created = n.created == DATE_NONE ? n.date : n.created;
	q->note.in_audit_scope = n.in_audit_scope;
	return assert_members(q, "note", v, &note_table, arena, e);
}

static int
read_requester(
    struct question *q, struct value v, struct arena *arena, struct error *e)
{
	struct asked_requester r;

	if (need_object(v, "requester", e) == -1 ||
	    members_read(v, "requester", &requester_table, arena, &r, e) == -1)
		return -1;
	q->requester.type = r.type;
	q->requester.party = r.party;
	q->requester.verified = r.verified;
	return assert_members(q, "requester", v, &requester_table, arena, e);
}

int
question_set_part2(struct question *q, enum answer status, struct value consent,
    struct arena *arena, struct error *e)
{
	struct assertion one = {
	    .group = "part2",
	    .name = span_of("consent"),
	    .kind = ASSERTION_TRUE,
	};

	q->part2 = true;
	q->part2_status = status;
	if (consent.type == SCAN_NONE)
		return 0;
	question_assert(q, one, arena);
	return assert_members(q, "part2.consent", consent, NULL, arena, e);
}

/* A record of a programme is under Part 2 by its class, whatever else is
 * said. */
static int
read_part2(
    struct question *q, struct value v, struct arena *arena, struct error *e)
{
	struct asked_part2 p = {0};
	bool by_class =
	    q->note.content == CONTENT_P2 || q->note.content == CONTENT_SUDCN;

	if (v.type == SCAN_NONE) {
		q->part2 = by_class;
		q->part2_status = ANSWER_YES;
		return 0;
	}
	if (need_object(v, "part2", e) == -1 ||
	    members_read(v, "part2", &part2_table, arena, &p, e) == -1)
		return -1;
	if (question_set_part2(
		q, by_class ? ANSWER_YES : p.status, p.consent, arena, e) == -1)
		return -1;
	return assert_members(q, "part2", v, &part2_table, arena, e);
}

/* Seconds east of UTC of an instant as it is written, which has been read. */
static int64_t
written_offset(struct span at)
{
	const char *end = at.bytes + at.len;
	int64_t hours, minutes;

	if (at.len < 6 || end[-1] == 'Z' || end[-1] == 'z')
		return 0;
	hours = (end[-5] - '0') * 10 + (end[-4] - '0');
	minutes = (end[-2] - '0') * 10 + (end[-1] - '0');
	return (end[-6] == '-' ? -60 : 60) * (60 * hours + minutes);
}

void
question_set_today(struct question *q, struct record *rec, bool named)
{
	struct value at = record_member(rec, "as_of");
	struct span text;
	int64_t local;

	q->today = instant_date(q->as_of);
	if (named || !value_text(at, record_arena(rec), &text))
		return;
	local = q->as_of + written_offset(text);
	q->today = (date_days)(local / 86400 - (local % 86400 < 0));
}

int
question_read(
    struct question *q, struct record *rec, int64_t otherwise, struct error *e)
{
	struct arena *arena = record_arena(rec);
	struct asked a;

	memset(q, 0, sizeof(*q));
	if (members_read_record(rec, &table, &a, e) == -1)
		return -1;
	q->id = a.id;
	q->as_of = a.as_of == INSTANT_NONE ? otherwise : a.as_of;
	if (q->as_of == INSTANT_NONE)
		return error_set(e, "as_of: missing");
	q->today = instant_date(q->as_of);
	q->federal = span_is(a.state, "FED");
	q->state = a.state;
	q->purpose = a.purpose;
	if (read_note(q, a.note, arena, e) == -1 ||
	    read_requester(q, a.requester, arena, e) == -1 ||
	    authorization_read(&q->authorization, a.authorization,
		"authorization", arena, e) == -1 ||
	    restriction_read(&q->restriction, a.restriction, "restriction",
		arena, e) == -1 ||
	    read_part2(q, a.part2, arena, e) == -1)
		return -1;
	if (assert_members(q, "process", a.process, NULL, arena, e) == -1 ||
	    assert_members(q, "provider", a.provider, NULL, arena, e) == -1 ||
	    assert_members(q, "facts", a.facts, NULL, arena, e) == -1 ||
	    assert_members(q, "ca_request", a.ca_request, NULL, arena, e) == -1)
		return -1;
	return assert_members(
	    q, "state_consent", a.state_consent, NULL, arena, e);
}
