/* Patient, Practitioner and Encounter resources into the draft. */
#include "base/date.h"
#include "import/fhir.h"

void
draft_day(struct draft *d, enum field f, struct span date_time)
{
	if (d->field[f].bytes == NULL && date_time.len >= 10 &&
	    date_parse(date_time.bytes, 10) != DATE_NONE)
		d->field[f] = (struct span){date_time.bytes, 10};
}

void
draft_instant(struct draft *d, enum field f, struct span date_time)
{
	int64_t at;

	if (d->field[f].bytes == NULL && date_time.bytes != NULL &&
	    instant_parse(date_time.bytes, date_time.len, &at) == 0)
		d->field[f] = date_time;
}

static struct span
last_part(struct span url)
{
	size_t i;

	for (i = url.len; i > 0; i--)
		if (url.bytes[i - 1] == '/' || url.bytes[i - 1] == '|')
			return (struct span){url.bytes + i, url.len - i};
	return url;
}

struct span
patient_id(const struct fhir *f, struct value reference)
{
	struct span url =
	    fhir_without_version(fhir_text(f, reference, "reference"));
	struct span id = {0};

	if (url.len > 0 && url.bytes[0] != '#')
		id = last_part(url);
	if (id.len == 0)
		id = fhir_text(
		    f, value_member(reference, "identifier"), "value");
	return id;
}

/* The official name, else the usual one, else the first. */
static struct value
best_name(const struct fhir *f, struct value person)
{
	struct value v, best = first_of(fhir_member(f, person, "name"));
	struct span use;
	struct each it;
	int rank = 0;

	each_open(&it, fhir_member(f, person, "name"));
	while (each_next(&it, &v)) {
		use = fhir_text(f, v, "use");
		if (span_is(use, "official"))
			return v;
		if (span_is(use, "usual") && rank < 1) {
			best = v;
			rank = 1;
		}
	}
	return best;
}

/* "Dana Lee Whitfield", or the name's own text. */
static struct span
name_text(const struct fhir *f, struct value name)
{
	struct draft *d = &f->im->draft;
	struct span text = fhir_text(f, name, "text");
	struct buf made = {0};
	struct each it;
	struct value v;

	if (text.bytes != NULL)
		return text;
	each_open(&it, value_member(name, "given"));
	while (each_next(&it, &v)) {
		text = value_string(f, v);
		buf_add(&made, text.bytes, text.len);
		buf_add_byte(&made, ' ');
	}
	text = fhir_text(f, name, "family");
	buf_add(&made, text.bytes, text.len);
	while (made.len > 0 && made.bytes[made.len - 1] == ' ')
		made.len--;
	text = draft_copy(d, (struct span){buf_string(&made), made.len});
	buf_free(&made);
	return text.len == 0 ? (struct span){0} : text;
}

static void
read_name(const struct fhir *f, struct value patient)
{
	struct draft *d = &f->im->draft;
	struct value name = best_name(f, patient), v;
	struct each it;

	d->field[FIELD_FAMILY] = fhir_text(f, name, "family");
	if (d->field[FIELD_FAMILY].bytes == NULL &&
	    value_member(name, "given").type == SCAN_NONE)
		d->field[FIELD_FAMILY] = fhir_text(f, name, "text");
	each_open(&it, value_member(name, "given"));
	while (each_next(&it, &v))
		draft_add(d, LIST_GIVEN, value_string(f, v), (struct span){0});
}

static void
read_telecoms(const struct fhir *f, struct value patient)
{
	struct draft *d = &f->im->draft;
	struct each it;
	struct value v;

	each_open(&it, fhir_member(f, patient, "telecom"));
	while (each_next(&it, &v)) {
		struct span system = fhir_text(f, v, "system");
		struct span value = fhir_text(f, v, "value");

		draft_add(d,
		    span_is(system, "email") ? LIST_EMAILS : LIST_PHONES, value,
		    (struct span){0});
	}
}

static void
read_address(const struct fhir *f, struct value patient)
{
	struct draft *d = &f->im->draft;
	struct value address = first_of(fhir_member(f, patient, "address")), v;
	struct buf lines = {0};
	struct each it;
	struct span s;

	if (address.type != SCAN_OBJECT)
		return;
	each_open(&it, value_member(address, "line"));
	while (each_next(&it, &v)) {
		s = value_string(f, v);
		if (lines.len > 0)
			buf_add_string(&lines, ", ");
		buf_add(&lines, s.bytes, s.len);
	}
	if (lines.len > 0)
		d->field[FIELD_LINE] =
		    draft_copy(d, (struct span){buf_string(&lines), lines.len});
	buf_free(&lines);
	d->field[FIELD_CITY] = fhir_text(f, address, "city");
	d->field[FIELD_PATIENT_STATE] = fhir_text(f, address, "state");
	d->field[FIELD_POSTAL_CODE] = fhir_text(f, address, "postalCode");
}

static void
read_patient(const struct fhir *f, struct value patient)
{
	struct draft *d = &f->im->draft;
	struct span died;
	struct each it;
	struct value v;

	read_name(f, patient);
	read_telecoms(f, patient);
	read_address(f, patient);
	draft_day(d, FIELD_BIRTH_DATE, fhir_text(f, patient, "birthDate"));
	died = fhir_text(f, patient, "deceasedDateTime");
	draft_day(d, FIELD_DECEASED, died);
	if (d->field[FIELD_DECEASED].bytes == NULL && died.bytes != NULL)
		d->field[FIELD_DECEASED] = span_of("true");
	died = fhir_text(f, patient, "deceasedBoolean");
	if (span_is(died, "true") || span_is(died, "false"))
		d->field[FIELD_DECEASED] = died;
	each_open(&it, fhir_member(f, patient, "identifier"));
	while (each_next(&it, &v))
		if (value_member(v, "value").type != SCAN_NONE)
			draft_add(d, LIST_IDENTIFIERS,
			    fhir_text(f, v, "system"),
			    fhir_text(f, v, "value"));
	each_open(&it, fhir_member(f, patient, "contact"));
	while (each_next(&it, &v))
		draft_add(d, LIST_RELATIVES,
		    name_text(f, value_member(v, "name")),
		    concept_text(f, first_of(value_member(v, "relationship"))));
}

/* Where it is ambiguous it is nobody's. */
static struct span
text_beside(const struct fhir *f, const char *prefix, struct span url,
    const char *type, struct span id)
{
	struct value v = {0};

	return fhir_beside(f, prefix, url, type, id, &v) == REFS_FOUND
		   ? v.json
		   : (struct span){0};
}

static void
read_relatives(const struct fhir *f, struct span url, struct span id)
{
	struct value all = {
	    .json = text_beside(f, "relatives|", url, "Patient", id),
	    .type = SCAN_ARRAY};
	struct each it;
	struct value v;

	if (all.json.bytes == NULL)
		return;
	each_open(&it, all);
	while (each_next(&it, &v))
		draft_add(&f->im->draft, LIST_RELATIVES,
		    name_text(f, best_name(f, v)),
		    concept_text(f, first_of(value_member(v, "relationship"))));
}

/* The id in "Practitioner/17"; "#x" and "urn:uuid:…" count only where they
 * stand. */
static struct span
lasting_id(struct span url)
{
	url = fhir_without_version(url);
	if (url.len == 0 || url.bytes[0] == '#' ||
	    (url.len > 4 && memcmp(url.bytes, "urn:", 4) == 0))
		return (struct span){0};
	return last_part(url);
}

/* Whether the input has two people of this id. */
static bool
two_people(const struct fhir *f, struct span id)
{
	struct buf key = {0}, got = {0};
	enum refs_found found;

	buf_add_string(&key, "who|");
	buf_add(&key, id.bytes, id.len);
	found = refs_get(
	    f->im->refs, (struct span){buf_string(&key), key.len}, &got);
	buf_free(&key);
	buf_free(&got);
	if (found == REFS_FAILED)
		import_lost(f->im);
	return found == REFS_AMBIGUOUS;
}

/* "Group/1", "Practitioner/1": whoever that is, it is not the patient. */
static bool
is_other_type(struct span url)
{
	static const char type[] = "Patient";
	struct span id = last_part(url);
	size_t end = (size_t)(id.bytes - url.bytes), start;

	if (url.len == 0 || end == 0 || url.bytes[end - 1] != '/')
		return false;
	for (start = --end; start > 0 && url.bytes[start - 1] != '/';)
		start--;
	return end - start != sizeof(type) - 1 ||
	       memcmp(url.bytes + start, type, sizeof(type) - 1) != 0;
}

int
draft_patient(const struct fhir *f, struct value reference, struct error *e)
{
	struct draft *d = &f->im->draft;
	struct span url =
	    fhir_without_version(fhir_text(f, reference, "reference"));
	struct span *id = &d->field[FIELD_PATIENT_ID];
	bool contained = url.len > 0 && url.bytes[0] == '#';
	struct value patient = {0};

	if (is_other_type(url))
		return error_set(e, "subject: not a patient");
	switch (fhir_resolve(f, reference, "Patient", &patient)) {
	case REFS_FAILED:
		return error_set(e, "temporary file: not read");
	case REFS_AMBIGUOUS:
		return error_set(e, "subject: stands for two in the input");
	case REFS_FOUND:
		*id = fhir_text(f, patient, "id");
		/* An id that counts only within its resource names nobody. */
		if (contained || id->bytes == NULL)
			*id = fhir_text(f,
			    first_of(fhir_member(f, patient, "identifier")),
			    "value");
		if (id->bytes == NULL && !contained)
			*id = last_part(url);
		break;
	case REFS_NONE:
		*id = patient_id(f, reference);
		break;
	}
	if (id->len == 0)
		return error_set(e, "subject: no patient that has an id");
	if (!contained && two_people(f, *id))
		return error_set(
		    e, "subject: an id that two patients of the input have");
	if (patient.type == SCAN_OBJECT)
		read_patient(f, patient);
	if (contained)
		url = (struct span){0};
	read_relatives(f, url, *id);
	d->field[FIELD_MEMBER_ID] =
	    text_beside(f, "member|", url, "Patient", *id);
	return 0;
}

static void
read_practitioner(const struct fhir *f, struct value practitioner)
{
	struct draft *d = &f->im->draft;
	struct value name = best_name(f, practitioner), coding;
	struct value code = value_member(
	    first_of(fhir_member(f, practitioner, "qualification")), "code");
	struct span s = name_text(f, name);

	if (s.bytes != NULL)
		d->field[FIELD_AUTHOR_NAME] = s;
	s = fhir_text(f, practitioner, "id");
	if (s.bytes != NULL)
		d->field[FIELD_AUTHOR_ID] = s;
	coding = first_of(value_member(code, "coding"));
	s = fhir_text(f, code, "text");
	if (s.bytes == NULL)
		s = fhir_text(f, coding, "code");
	if (s.bytes == NULL)
		s = fhir_first_text(f, name, "suffix");
	if (s.bytes != NULL)
		d->field[FIELD_AUTHOR_CREDENTIAL] = s;
}

void
draft_author(const struct fhir *f, struct value reference)
{
	struct draft *d = &f->im->draft;
	struct span url = fhir_text(f, reference, "reference");
	struct value who = {0}, role;

	if (reference.type != SCAN_OBJECT)
		return;
	d->field[FIELD_AUTHOR_NAME] = fhir_text(f, reference, "display");
	d->field[FIELD_AUTHOR_ID] = lasting_id(url);
	if (fhir_resolve(f, reference, "Practitioner", &who) != REFS_FOUND)
		return;
	role = value_member(who, "practitioner");
	if (role.type == SCAN_OBJECT) {
		if (d->field[FIELD_AUTHOR_NAME].bytes == NULL)
			d->field[FIELD_AUTHOR_NAME] =
			    fhir_text(f, role, "display");
		if (fhir_resolve(f, role, "Practitioner", &who) != REFS_FOUND)
			return;
	}
	read_practitioner(f, who);
}

static void
read_service(const struct fhir *f, struct value encounter)
{
	struct draft *d = &f->im->draft;
	struct each types, codings;
	struct value type, coding;

	each_open(&types, fhir_member(f, encounter, "type"));
	while (each_next(&types, &type)) {
		each_open(&codings, value_member(type, "coding"));
		while (each_next(&codings, &coding)) {
			struct span system = fhir_text(f, coding, "system");

			if (span_is(system, "http://www.ama-assn.org/go/cpt") ||
			    span_is(system, "urn:oid:2.16.840.1.113883.6.12"))
				d->field[FIELD_SERVICE_CODE] =
				    fhir_text(f, coding, "code");
		}
	}
}

void
draft_encounter(const struct fhir *f, struct value reference)
{
	struct draft *d = &f->im->draft;
	struct value encounter, period, class, place, location;
	struct span url = fhir_text(f, reference, "reference");

	if (reference.type != SCAN_OBJECT)
		return;
	d->field[FIELD_ENCOUNTER_ID] = lasting_id(url);
	if (fhir_resolve(f, reference, "Encounter", &encounter) != REFS_FOUND)
		return;
	if (fhir_member(f, encounter, "id").type == SCAN_STRING)
		d->field[FIELD_ENCOUNTER_ID] = fhir_text(f, encounter, "id");
	d->field[FIELD_CLAIM] = text_beside(
	    f, "claim|", url, "Encounter", d->field[FIELD_ENCOUNTER_ID]);
	period = fhir_member(f, encounter, "period");
	draft_instant(d, FIELD_START, fhir_text(f, period, "start"));
	draft_instant(d, FIELD_END, fhir_text(f, period, "end"));
	draft_day(d, FIELD_DATE, fhir_text(f, period, "start"));
	read_service(f, encounter);
	class = fhir_member(f, encounter, "class");
	d->field[FIELD_MODALITY] = fhir_text(f, class, "display");
	if (d->field[FIELD_MODALITY].bytes == NULL)
		d->field[FIELD_MODALITY] = fhir_text(f, class, "code");
	place = value_member(
	    first_of(fhir_member(f, encounter, "location")), "location");
	d->field[FIELD_PLACE] = fhir_text(f, place, "display");
	if (d->field[FIELD_PLACE].bytes == NULL &&
	    fhir_resolve(f, place, "Location", &location) == REFS_FOUND)
		d->field[FIELD_PLACE] = fhir_text(f, location, "name");
	if (d->field[FIELD_AUTHOR_NAME].bytes == NULL)
		draft_author(f, value_member(first_of(value_member(
						 encounter, "participant")),
				    "individual"));
}
