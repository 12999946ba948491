#include "note/restriction.h"

#include <stdlib.h>
#include <string.h>

static int
type_find(struct span word)
{
	if (span_is(word, "self_pay"))
		return RESTRICTION_SELF_PAY;
	if (span_is(word, "agreed"))
		return RESTRICTION_AGREED;
	if (span_is(word, "requested_not_agreed"))
		return RESTRICTION_REQUESTED_NOT_AGREED;
	return -1;
}

/* The restriction and the members that say in two ways who ended it. */
struct asked {
	struct restriction r;
	enum answer by_individual;
	enum answer by_practice;
	struct value terminated;
	date_days terminated_on;
};

#define AT(member) .offset = offsetof(struct restriction, member)
#define ALSO(member) .offset = offsetof(struct asked, member)
static const struct member_row rows[] = {
    {"id", MEMBER_TEXT, AT(id)},
    {"patient", MEMBER_TEXT, AT(patient)},
    {"type", MEMBER_WORD, AT(type), .flags = MEMBER_REQUIRED,
	.find = type_find},
    {"services", MEMBER_OBJECT, AT(services), .table = &period_table},
    {"encounters", MEMBER_TEXTS, AT(encounters)},
    {"payer", MEMBER_TEXT, AT(payer)},
    {"paid_in_full", MEMBER_ANSWER, AT(paid_in_full)},
    {"patient_filed_claim", MEMBER_ANSWER, AT(patient_filed_claim)},
    {"bundled_partial", MEMBER_ANSWER, AT(bundled_partial)},
    {"terminated_by_individual", MEMBER_ANSWER, ALSO(by_individual)},
    {"terminated_by_practice", MEMBER_ANSWER, ALSO(by_practice)},
    {"terminated", MEMBER_VALUE, ALSO(terminated)},
    {"terminated_on", MEMBER_DATE, ALSO(terminated_on)},
};
static const struct member_table table = MEMBER_TABLE(rows, struct asked);

/* terminated{date, by}, of restriction/1. */
struct ending {
	date_days date;
	struct span by;
};
static const struct member_row ending_rows[] = {
    {"date", MEMBER_DATE, .offset = offsetof(struct ending, date)},
    {"by", MEMBER_TEXT, .offset = offsetof(struct ending, by)},
};
static const struct member_table ending_table =
    MEMBER_TABLE(ending_rows, struct ending);

static int
read_ending(struct restriction *r, const struct asked *a, const char *path,
    struct arena *arena, struct error *e)
{
	struct ending ending = {a->terminated_on, {NULL, 0}};

	r->ended_by_individual = a->by_individual == ANSWER_YES;
	r->ended_by_practice = a->by_practice == ANSWER_YES;
	r->ended_on = a->terminated_on;
	if (a->terminated.type == SCAN_NONE)
		return 0;
	if (a->terminated.type == SCAN_OBJECT) {
		if (members_read(a->terminated, "terminated", &ending_table,
			arena, &ending, e) == -1)
			return -1;
		r->ended_on = ending.date;
	} else if (!value_text(a->terminated, arena, &ending.by)) {
		return error_set(e,
		    "%s%sterminated: neither a word nor an object",
		    path == NULL ? "" : path, path == NULL ? "" : ".");
	}
	if (span_is(ending.by, "individual") ||
	    span_is(ending.by, "by_individual"))
		r->ended_by_individual = true;
	else if (span_is(ending.by, "practice") ||
		 span_is(ending.by, "by_practice"))
		r->ended_by_practice = true;
	else
		return error_set(e,
		    "%s%sterminated: a word that is not known here",
		    path == NULL ? "" : path, path == NULL ? "" : ".");
	return 0;
}

static int
read_rest(struct restriction *r, const struct asked *a, const char *path,
    struct arena *arena, struct error *e)
{
	*r = a->r;
	r->present = true;
	return read_ending(r, a, path, arena, e);
}

int
restriction_read(struct restriction *r, struct value object, const char *path,
    struct arena *arena, struct error *e)
{
	struct asked a;

	memset(r, 0, sizeof(*r));
	if (object.type == SCAN_NONE || object.type == SCAN_NULL)
		return 0;
	if (object.type != SCAN_OBJECT)
		return error_set(e, "%s: not an object", path);
	if (members_read(object, path, &table, arena, &a, e) == -1)
		return -1;
	return read_rest(r, &a, path, arena, e);
}

int
restriction_read_record(
    struct restriction *r, struct record *rec, struct error *e)
{
	struct asked a;

	memset(r, 0, sizeof(*r));
	if (members_read_record(rec, &table, &a, e) == -1)
		return -1;
	if (a.r.patient.len == 0)
		return error_set(e, "patient: missing");
	return read_rest(r, &a, NULL, record_arena(rec), e);
}

bool
restriction_covers(const struct restriction *r, const struct note *n)
{
	bool dated =
	    r->services.from != DATE_NONE || r->services.to != DATE_NONE;

	if (!r->present || !span_equal(r->patient, n->patient.id))
		return false;
	if (r->encounters.count > 0) {
		if (!n->encounter.present || n->encounter.id.bytes == NULL)
			return true; /* it cannot be shown to be another */
		return texts_have(r->encounters, n->encounter.id) ||
		       (dated && period_has(r->services, n->date));
	}
	return !dated || n->date == DATE_NONE ||
	       period_has(r->services, n->date);
}

bool
restriction_binds(const struct restriction *r, date_days day)
{
	if (!r->present || r->ended_by_individual)
		return false;
	if (!r->ended_by_practice || r->type == RESTRICTION_SELF_PAY)
		return true;
	return r->ended_on == DATE_NONE || day == DATE_NONE ||
	       day <= r->ended_on;
}
