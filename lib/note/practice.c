#include "note/practice.h"

#include <stdbool.h>

#define AT(member) .offset = offsetof(struct clinician, member)
static const struct member_row clinician_rows[] = {
    {"id", MEMBER_TEXT, AT(id)},
    {"name", MEMBER_TEXT, AT(name), MEMBER_REQUIRED | MEMBER_FILLED},
    {"credential", MEMBER_TEXT, AT(credential)},
    {"type", MEMBER_TEXT, AT(type)},
    {"mental_health_professional", MEMBER_ANSWER,
	AT(mental_health_professional)},
    {"participating", MEMBER_TEXTS, AT(participating)},
};
#undef AT
static const struct member_table clinician_table =
    MEMBER_TABLE_STRICT(clinician_rows, struct clinician);

#define AT(member) .offset = offsetof(struct custodian, member)
static const struct member_row custodian_rows[] = {
    {"name", MEMBER_TEXT, AT(name)},
    {"title", MEMBER_TEXT, AT(title)},
    {"phone", MEMBER_TEXT, AT(phone)},
    {"email", MEMBER_TEXT, AT(email)},
};
#undef AT
static const struct member_table custodian_table =
    MEMBER_TABLE_STRICT(custodian_rows, struct custodian);

#define AT(member) .offset = offsetof(struct practice, member)
static const struct member_row practice_rows[] = {
    {"name", MEMBER_TEXT, AT(name), MEMBER_REQUIRED | MEMBER_FILLED},
    {"address", MEMBER_OBJECT, AT(address), .table = &address_table},
    {"state", MEMBER_TEXT, AT(state)},
    {"time_zone", MEMBER_TEXT, AT(time_zone)},
    {"custodian", MEMBER_OBJECT, AT(custodian), MEMBER_SHORT,
	.table = &custodian_table},
    {"setting", MEMBER_TEXT, AT(setting)},
    {"part2", MEMBER_STATUS, AT(part2)},
    {"clinicians", MEMBER_OBJECTS, AT(clinicians), .table = &clinician_table},
    {"letterhead", MEMBER_TEXTS, AT(letterhead)},
};
#undef AT
static const struct member_table practice_table =
    MEMBER_TABLE_STRICT(practice_rows, struct practice);

int
practice_read(struct practice *p, struct record *rec, struct error *e)
{
	size_t i, k;

	if (members_read_record(rec, &practice_table, p, e) == -1)
		return -1;
	for (i = 0; i < p->clinician_count; i++)
		for (k = 0; k < i; k++)
			if (span_equal(
				p->clinicians[i].id, p->clinicians[k].id))
				return error_set(
				    e, "clinicians[%zu].id: stands twice", i);
	return 0;
}

/* The next byte of a name, folded: runs of white space are one space, none at
 * its ends.  0: the end. */
static int
next_folded(struct span name, size_t *at)
{
	size_t from = *at;
	char c;

	while (*at < name.len &&
	       (name.bytes[*at] == ' ' || name.bytes[*at] == '\t' ||
		   name.bytes[*at] == '\n' || name.bytes[*at] == '\r'))
		(*at)++;
	if (*at == name.len)
		return 0;
	if (*at > from && from > 0)
		return ' ';
	c = name.bytes[(*at)++];
	if (c >= 'A' && c <= 'Z')
		c = (char)(c - 'A' + 'a');
	return (unsigned char)c;
}

bool
name_equal(struct span a, struct span b)
{
	size_t at_a = 0, at_b = 0, matched = 0;
	int c;

	if (a.bytes == NULL || b.bytes == NULL)
		return false;
	do {
		c = next_folded(a, &at_a);
		if (c != next_folded(b, &at_b))
			return false;
		matched += c != 0;
	} while (c != 0);
	return matched > 0;
}

const struct clinician *
practice_clinician(const struct practice *p, const struct author *a)
{
	const struct clinician *found = NULL;
	size_t i;

	if (a->id.bytes != NULL) {
		for (i = 0; i < p->clinician_count; i++)
			if (span_equal(p->clinicians[i].id, a->id))
				return &p->clinicians[i];
		return NULL;
	}
	for (i = 0; i < p->clinician_count; i++) {
		if (!name_equal(p->clinicians[i].name, a->name))
			continue;
		if (found != NULL)
			return NULL;
		found = &p->clinicians[i];
	}
	return found;
}

enum answer
practice_part2(const struct practice *p, const struct note *n)
{
	if (n->part2.given || p == NULL)
		return n->part2.status;
	return p->part2;
}

struct span
practice_state(const struct practice *p, const struct note *n)
{
	struct span none = {NULL, 0};

	if (n->state.bytes != NULL)
		return n->state;
	return p == NULL ? none : p->state;
}
