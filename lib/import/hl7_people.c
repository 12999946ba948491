/* Who and when, from HL7 v2 segments.  Field numbers are those of HL7 v2.8. */
#include <string.h>

#include "import/hl7_note.h"

/* XPN, XCN: the family name may have parts ("van&Beethoven"). */
static struct span
family_of(struct reader *r, struct span name, size_t component)
{
	struct span raw = field_component(&r->message, name, component);
	const char *stop;

	if (raw.bytes == NULL)
		return raw;
	stop = memchr(raw.bytes, r->message.part, raw.len);
	if (stop != NULL)
		raw.len = (size_t)(stop - raw.bytes);
	raw = field_text(&r->message, raw, false, &r->im->draft.arena);
	return raw.len == 0 ? (struct span){0} : raw;
}

/* The patient's id is the first medical record number (MR), else the first. */
static void
add_identifiers(struct reader *r, struct span field, const char *system)
{
	struct draft *d = &r->im->draft;
	struct span one, value;
	bool numbered = false, number;

	while (field_repetition(&r->message, &field, &one)) {
		value = hl7_text(r, one, 1);
		if (value.bytes == NULL)
			continue;
		number = span_is(hl7_text(r, one, 5), "MR");
		draft_add(d, LIST_IDENTIFIERS,
		    system != NULL ? span_of(system) : family_of(r, one, 4),
		    value);
		if (system == NULL &&
		    (d->field[FIELD_PATIENT_ID].bytes == NULL ||
			(number && !numbered)))
			d->field[FIELD_PATIENT_ID] = value;
		numbered |= number;
	}
}

static void
add_phones(struct reader *r, struct span field)
{
	struct draft *d = &r->im->draft;
	struct span one, s;

	while (field_repetition(&r->message, &field, &one)) {
		s = hl7_text(r, one, 4);
		if (s.bytes != NULL && memchr(s.bytes, '@', s.len) != NULL)
			draft_add(d, LIST_EMAILS, s, (struct span){0});
		s = hl7_text(r, one, 1);
		if (s.bytes == NULL)
			s = hl7_text(r, one, 12);
		draft_add(d, LIST_PHONES, s, (struct span){0});
	}
}

static void
read_address(struct reader *r, struct span field)
{
	struct draft *d = &r->im->draft;
	struct span one;

	if (!field_repetition(&r->message, &field, &one))
		return;
	d->field[FIELD_LINE] = family_of(r, one, 1);
	d->field[FIELD_CITY] = hl7_text(r, one, 3);
	d->field[FIELD_PATIENT_STATE] = hl7_text(r, one, 4);
	d->field[FIELD_POSTAL_CODE] = hl7_text(r, one, 5);
}

void
hl7_read_pid(struct reader *r)
{
	struct draft *d = &r->im->draft;
	struct span name, rest = hl7_field(r, 5), given;

	if (field_repetition(&r->message, &rest, &name)) {
		d->field[FIELD_FAMILY] = family_of(r, name, 1);
		given = hl7_text(r, name, 2);
		draft_add(d, LIST_GIVEN, given, (struct span){0});
		draft_add(
		    d, LIST_GIVEN, hl7_text(r, name, 3), (struct span){0});
	}
	add_identifiers(r, hl7_field(r, 3), NULL);
	add_identifiers(r, hl7_field(r, 2), "PID-2");
	add_identifiers(r, hl7_field(r, 18), "PID-18");
	add_identifiers(r, hl7_field(r, 19), "PID-19");
	if (d->field[FIELD_PATIENT_ID].bytes == NULL)
		d->field[FIELD_PATIENT_ID] = hl7_text(r, hl7_field(r, 2), 1);
	hl7_day(r, FIELD_BIRTH_DATE, hl7_field(r, 7));
	read_address(r, hl7_field(r, 11));
	add_phones(r, hl7_field(r, 13));
	add_phones(r, hl7_field(r, 14));
	if (span_is(hl7_text(r, hl7_field(r, 30), 1), "Y"))
		d->field[FIELD_DECEASED] = span_of("true");
}

void
hl7_read_nk1(struct reader *r)
{
	struct draft *d = &r->im->draft;
	struct span name = hl7_field(r, 2), family, given, relation;

	family = family_of(r, name, 1);
	given = hl7_text(r, name, 2);
	relation = hl7_text(r, hl7_field(r, 3), 2);
	if (relation.bytes == NULL)
		relation = hl7_text(r, hl7_field(r, 3), 1);
	if (family.bytes == NULL && given.bytes == NULL)
		return;
	draft_add(d, LIST_RELATIVES, draft_join(d, given, family), relation);
}

void
hl7_read_pv1(struct reader *r)
{
	struct draft *d = &r->im->draft;

	d->field[FIELD_ENCOUNTER_ID] = hl7_text(r, hl7_field(r, 19), 1);
	d->field[FIELD_PLACE] = hl7_text(r, hl7_field(r, 3), 1);
	hl7_instant(r, FIELD_START, hl7_field(r, 44));
	hl7_instant(r, FIELD_END, hl7_field(r, 45));
}

/* XCN: id^family^given^middle^suffix^prefix^degree */
void
hl7_read_author(struct reader *r, struct span field)
{
	struct draft *d = &r->im->draft;
	struct span one, family, given;

	if (d->field[FIELD_AUTHOR_NAME].bytes != NULL ||
	    !field_repetition(&r->message, &field, &one))
		return;
	family = family_of(r, one, 2);
	given = hl7_text(r, one, 3);
	if (family.bytes == NULL && given.bytes == NULL) {
		/* Some write a name alone where the id belongs. */
		d->field[FIELD_AUTHOR_NAME] = hl7_text(r, one, 1);
		return;
	}
	d->field[FIELD_AUTHOR_NAME] = draft_join(d, given, family);
	d->field[FIELD_AUTHOR_ID] = hl7_text(r, one, 1);
	d->field[FIELD_AUTHOR_CREDENTIAL] = hl7_text(r, one, 7);
	if (d->field[FIELD_AUTHOR_CREDENTIAL].bytes == NULL)
		d->field[FIELD_AUTHOR_CREDENTIAL] = hl7_text(r, one, 5);
}
