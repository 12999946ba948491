#include "note/authorization.h"

#include <string.h>

#include "note/practice.h"

#define AT(member) .offset = offsetof(struct authorization, member)

static int
expiry_kind_find(struct span word)
{
	static const char *const words[] = {
	    [EXPIRY_DATE] = "date",
	    [EXPIRY_INSTANT] = "instant",
	    [EXPIRY_UNTIL] = "until",
	    [EXPIRY_EVENT] = "event",
	    [EXPIRY_NONE] = "none",
	};
	int kind;

	for (kind = EXPIRY_DATE; kind <= EXPIRY_NONE; kind++)
		if (span_is(word, words[kind]))
			return kind;
	return -1;
}

static int
signer_find(struct span word)
{
	if (span_is(word, "individual"))
		return SIGNER_INDIVIDUAL;
	return span_is(word, "personal_rep") ? SIGNER_PERSONAL_REP : -1;
}

#define EXPIRY(member) .offset = offsetof(struct expiry, member)
static const struct member_row expiry_rows[] = {
    {"kind", MEMBER_WORD, EXPIRY(kind), .find = expiry_kind_find},
    {"value", MEMBER_TEXT, EXPIRY(value)},
    {"occurred", MEMBER_ANSWER, EXPIRY(occurred)},
    {"relates", MEMBER_ANSWER, EXPIRY(relates)},
};
static const struct member_table expiry_table =
    MEMBER_TABLE(expiry_rows, struct expiry);

#define SIGNATURE(member) .offset = offsetof(struct signature, member)
static const struct member_row signature_rows[] = {
    {"present", MEMBER_ANSWER, SIGNATURE(present)},
    {"date", MEMBER_DATE, SIGNATURE(date)},
    {"by", MEMBER_WORD, SIGNATURE(by), .find = signer_find},
    {"type", MEMBER_TEXT, SIGNATURE(type)},
    {"authority", MEMBER_TEXT, SIGNATURE(authority)},
    {"authority_valid", MEMBER_ANSWER, SIGNATURE(authority_valid)},
    {"valid_under_law", MEMBER_ANSWER, SIGNATURE(valid_under_law)},
};
static const struct member_table signature_table =
    MEMBER_TABLE(signature_rows, struct signature);

#define STATEMENTS(member) .offset = offsetof(struct statements, member)
static const struct member_row statement_rows[] = {
    {"revocation", MEMBER_ANSWER, STATEMENTS(revocation)},
    {"conditioning", MEMBER_ANSWER, STATEMENTS(conditioning)},
    {"redisclosure", MEMBER_ANSWER, STATEMENTS(redisclosure)},
};
static const struct member_table statement_table =
    MEMBER_TABLE(statement_rows, struct statements);

#define REVOCATION(member) .offset = offsetof(struct revocation, member)
static const struct member_row revocation_rows[] = {
    {"received_at", MEMBER_INSTANT, REVOCATION(received_at)},
    {"written", MEMBER_ANSWER, REVOCATION(written)},
    {"reliance_claimed", MEMBER_ANSWER, REVOCATION(reliance_claimed)},
    {"insurance_contest", MEMBER_ANSWER, REVOCATION(insurance_contest)},
};
static const struct member_table revocation_table =
    MEMBER_TABLE_FLAG(revocation_rows, struct revocation, present);

/* The recipient is read by hand: it comes in three shapes. */
struct document_row {
	struct authorization a;
	struct value recipient;
};

static const struct member_row rows[] = {
    {"id", MEMBER_TEXT, AT(id)},
    {"patient", MEMBER_TEXT, AT(patient)},
    {"description", MEMBER_TEXT, AT(description)},
    {"scope", MEMBER_TEXTS, AT(scope)},
    {"discloser", MEMBER_TEXT, AT(discloser)},
    {"recipient", MEMBER_VALUE,
	.offset = offsetof(struct document_row, recipient)},
    {"purposes", MEMBER_TEXTS, AT(purposes)},
    {"at_request_of_individual", MEMBER_ANSWER, AT(at_request_of_individual)},
    {"initiated_by_individual", MEMBER_ANSWER, AT(initiated_by_individual)},
    {"expiry", MEMBER_OBJECT, AT(expiry), .table = &expiry_table},
    {"signature", MEMBER_OBJECT, AT(signature), .table = &signature_table},
    {"statements", MEMBER_OBJECT, AT(statements), .table = &statement_table},
    {"combined_with", MEMBER_TEXTS, AT(combined_with)},
    {"revocation", MEMBER_OBJECT, AT(revocation), .table = &revocation_table},
    {"conditioned_on", MEMBER_TEXT, AT(conditioned_on)},
    {"known_false", MEMBER_ANSWER, AT(known_false)},
    {"research", MEMBER_ANSWER, AT(research)},
    {"plain_language", MEMBER_ANSWER, AT(plain_language)},
    {"unused_psychotherapy_box", MEMBER_ANSWER, AT(unused_psychotherapy_box)},
    {"covers", MEMBER_OBJECT, AT(covers), .table = &period_table},
    {"copy_given", MEMBER_ANSWER, AT(copy_given)},
    {"state_consent", MEMBER_VALUE, AT(state_consent)},
    {"part2_consent", MEMBER_VALUE, AT(part2_consent)},
};
static const struct member_table table =
    MEMBER_TABLE(rows, struct document_row);

static const struct member_row party_rows[] = {
    {"name", MEMBER_TEXT, .offset = offsetof(struct party, name)},
    {"id", MEMBER_TEXT, .offset = offsetof(struct party, id)},
};
static const struct member_table party_table =
    MEMBER_TABLE(party_rows, struct party);

static int
fail(struct error *e, const char *path, const char *member, const char *what)
{
	return error_set(e, "%s%s%s: %s", path == NULL ? "" : path,
	    path == NULL ? "" : ".", member, what);
}

static int
read_party(struct party *p, struct value v, const char *path,
    struct arena *arena, struct error *e)
{
	if (v.type == SCAN_STRING) {
		value_text(v, arena, &p->name);
		return 0;
	}
	if (v.type != SCAN_OBJECT)
		return fail(
		    e, path, "recipient", "neither a name nor an object");
	return members_read(v, "recipient", &party_table, arena, p, e);
}

static int
read_recipients(struct authorization *a, struct value v, const char *path,
    struct arena *arena, struct error *e)
{
	struct party *parties;
	struct value one;
	struct cursor c;
	size_t count = 1, i = 0;

	if (v.type == SCAN_NONE)
		return 0;
	if (v.type == SCAN_ARRAY)
		count = value_count(v);
	if (count == 0)
		return 0;
	parties = arena_zeroed(arena, count, sizeof(*parties));
	if (v.type != SCAN_ARRAY) {
		if (read_party(parties, v, path, arena, e) == -1)
			return -1;
	} else {
		cursor_open(&c, v);
		while (cursor_next(&c, NULL, &one))
			if (read_party(&parties[i++], one, path, arena, e) ==
			    -1)
				return -1;
	}
	a->recipients = parties;
	a->recipient_count = count;
	return 0;
}

/* A date, until or instant says which; of an event any words will do. */
static int
read_expiry(struct expiry *x, const char *path, struct error *e)
{
	struct span v = x->value;

	x->day = DATE_NONE;
	x->at = INSTANT_NONE;
	if (v.len == 0)
		return 0;
	if (x->kind == EXPIRY_DATE || x->kind == EXPIRY_UNTIL) {
		x->day = date_parse(v.bytes, v.len);
		if (x->day == DATE_NONE)
			return fail(
			    e, path, "expiry.value", "not a date (YYYY-MM-DD)");
	} else if (x->kind == EXPIRY_INSTANT &&
		   instant_parse(v.bytes, v.len, &x->at) == -1) {
		return fail(e, path, "expiry.value",
		    "not an instant (RFC 3339 with an offset)");
	}
	return 0;
}

static bool
is_object(struct value v)
{
	return v.type == SCAN_NONE || v.type == SCAN_OBJECT;
}

static int
read_rest(struct authorization *a, struct value recipient, const char *path,
    struct arena *arena, struct error *e)
{
	a->present = true;
	if (!is_object(a->state_consent))
		return fail(e, path, "state_consent", "not an object");
	if (!is_object(a->part2_consent))
		return fail(e, path, "part2_consent", "not an object");
	if (read_expiry(&a->expiry, path, e) == -1)
		return -1;
	return read_recipients(a, recipient, path, arena, e);
}

int
authorization_read(struct authorization *a, struct value object,
    const char *path, struct arena *arena, struct error *e)
{
	struct document_row d;

	memset(a, 0, sizeof(*a));
	if (object.type == SCAN_NONE || object.type == SCAN_NULL)
		return 0;
	if (object.type != SCAN_OBJECT)
		return fail(e, NULL, path, "not an object");
	if (members_read(object, path, &table, arena, &d, e) == -1)
		return -1;
	*a = d.a;
	return read_rest(a, d.recipient, path, arena, e);
}

int
authorization_read_record(
    struct authorization *a, struct record *rec, struct error *e)
{
	struct document_row d;

	memset(a, 0, sizeof(*a));
	if (members_read_record(rec, &table, &d, e) == -1)
		return -1;
	*a = d.a;
	if (a->id.len == 0)
		return error_set(e, "id: missing");
	if (a->patient.len == 0)
		return error_set(e, "patient: missing");
	return read_rest(a, d.recipient, NULL, record_arena(rec), e);
}

struct member_form *
authorization_form_new(void)
{
	return member_form_new(&table);
}

bool
authorization_read_line(struct authorization *a, const struct member_form *f,
    const char *line, size_t len, struct arena *arena)
{
	struct document_row d;

	if (!member_line_read(f, "authorization/1", line, len, arena, &d))
		return false;
	*a = d.a;
	return a->id.len > 0 && a->patient.len > 0 &&
	       read_rest(a, d.recipient, NULL, arena, NULL) == 0;
}

bool
authorization_has_recipient(const struct authorization *a)
{
	size_t i;

	for (i = 0; i < a->recipient_count; i++)
		if (a->recipients[i].name.len > 0 ||
		    a->recipients[i].id.len > 0)
			return true;
	return false;
}

bool
authorization_names(const struct authorization *a, struct party p)
{
	const struct party *r;
	size_t i;

	for (i = 0; i < a->recipient_count; i++) {
		r = &a->recipients[i];
		if (r->id.len > 0 && p.id.len > 0) {
			if (span_equal(r->id, p.id))
				return true;
		} else if (name_equal(r->name, p.name)) {
			return true;
		}
	}
	return false;
}
