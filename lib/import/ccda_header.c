/* The header of a CDA document: whose, whose work, when, how confidential. */
#include "import/ccda.h"
#include "import/content.h"
#include "import/when.h"

#define SSN "2.16.840.1.113883.4.1"
#define CPT "2.16.840.1.113883.6.12"

static struct arena *
arena_of(struct import *im)
{
	return &im->draft.arena;
}

static struct span
attribute(struct import *im, const xmlNode *n, const char *name)
{
	return xml_attribute(n, name, arena_of(im));
}

static void
set_if_absent(struct import *im, enum field f, struct span s)
{
	if (im->draft.field[f].bytes == NULL && s.bytes != NULL)
		im->draft.field[f] = s;
}

/* The value of a TS, or of the low (or HIGH) end of an IVL_TS. */
static bool
time_of(struct import *im, const xmlNode *time, bool high, struct when *w)
{
	struct span s =
	    attribute(im, xml_child(time, high ? "high" : "low"), "value");

	if (s.bytes == NULL && !high)
		s = attribute(im, time, "value");
	return s.bytes != NULL && when_hl7(s, w);
}

static void
set_times(struct import *im, const xmlNode *time, bool visit)
{
	struct draft *d = &im->draft;
	struct when w;

	if (time_of(im, time, false, &w)) {
		set_if_absent(im, FIELD_DATE, when_date(&w, d));
		if (visit)
			set_if_absent(
			    im, FIELD_START, when_instant(&w, im->zoned, d));
	}
	if (visit && time_of(im, time, true, &w))
		set_if_absent(im, FIELD_END, when_instant(&w, im->zoned, d));
}

/* "Dana Lee Whitfield", prefix and suffix apart. */
static struct span
name_text(struct import *im, const xmlNode *name)
{
	struct draft *d = &im->draft;
	const xmlNode *n;
	struct buf made = {0};
	struct span s;

	if (name == NULL)
		return (struct span){0};
	for (n = name->children; n != NULL; n = n->next) {
		if (!xml_is(n, "given") && !xml_is(n, "family"))
			continue;
		s = xml_text(n, arena_of(im));
		if (made.len > 0)
			buf_add_byte(&made, ' ');
		buf_add(&made, s.bytes, s.len);
	}
	s = draft_copy(d, (struct span){buf_string(&made), made.len});
	buf_free(&made);
	return s.len > 0 ? s : xml_text(name, arena_of(im));
}

static void
read_ids(struct import *im, const xmlNode *role)
{
	struct draft *d = &im->draft;
	struct span root, extension, number = {0}, only_root = {0};
	const xmlNode *n;

	for (n = xml_child(role, "id"); n != NULL; n = xml_next(n)) {
		root = attribute(im, n, "root");
		extension = attribute(im, n, "extension");
		if (extension.bytes == NULL) {
			/* A root may be all of an id: a UUID. */
			if (only_root.bytes == NULL)
				only_root = root;
			continue;
		}
		draft_add(d, LIST_IDENTIFIERS, root, extension);
		if (span_is(root, SSN))
			number = extension;
		else
			set_if_absent(im, FIELD_PATIENT_ID, extension);
	}
	set_if_absent(im, FIELD_PATIENT_ID, only_root);
	if (d->field[FIELD_PATIENT_ID].bytes == NULL && number.bytes != NULL)
		import_warn(im, "patient: no id but a social security number, "
				"which serves as one");
	set_if_absent(im, FIELD_PATIENT_ID, number);
}

static void
read_telecoms(struct import *im, const xmlNode *role)
{
	const xmlNode *n;

	for (n = xml_child(role, "telecom"); n != NULL; n = xml_next(n)) {
		struct span s = attribute(im, n, "value");
		bool mail = s.len > 7 && memcmp(s.bytes, "mailto:", 7) == 0;

		if (mail || (s.len > 4 && memcmp(s.bytes, "tel:", 4) == 0)) {
			s.bytes += mail ? 7 : 4;
			s.len -= mail ? 7 : 4;
		}
		while (s.len > 0 && s.bytes[0] == ' ') {
			s.bytes++;
			s.len--;
		}
		draft_add(&im->draft, mail ? LIST_EMAILS : LIST_PHONES, s,
		    (struct span){0});
	}
}

static void
read_address(struct import *im, const xmlNode *address)
{
	struct arena *arena = arena_of(im);

	set_if_absent(im, FIELD_LINE,
	    xml_text(xml_child(address, "streetAddressLine"), arena));
	set_if_absent(
	    im, FIELD_CITY, xml_text(xml_child(address, "city"), arena));
	set_if_absent(im, FIELD_PATIENT_STATE,
	    xml_text(xml_child(address, "state"), arena));
	set_if_absent(im, FIELD_POSTAL_CODE,
	    xml_text(xml_child(address, "postalCode"), arena));
}

static int
read_patient(struct import *im, const xmlNode *document, struct error *e)
{
	struct draft *d = &im->draft;
	struct arena *arena = arena_of(im);
	const xmlNode *role = xml_path(document, "recordTarget/patientRole");
	const xmlNode *patient = xml_child(role, "patient");
	const xmlNode *name = xml_child(patient, "name"), *n;
	struct when w;

	if (role == NULL)
		return error_set(e, "recordTarget: missing");
	if (xml_next(xml_child(document, "recordTarget")) != NULL)
		return error_set(e, "recordTarget: more than one patient");
	read_ids(im, role);
	read_telecoms(im, role);
	read_address(im, xml_child(role, "addr"));
	set_if_absent(
	    im, FIELD_FAMILY, xml_text(xml_child(name, "family"), arena));
	for (n = xml_child(name, "given"); n != NULL; n = xml_next(n))
		draft_add(d, LIST_GIVEN, xml_text(n, arena), (struct span){0});
	if (d->list[LIST_GIVEN].count == 0)
		set_if_absent(im, FIELD_FAMILY, xml_text(name, arena));
	if (time_of(im, xml_child(patient, "birthTime"), false, &w))
		set_if_absent(im, FIELD_BIRTH_DATE, when_date(&w, d));
	if (time_of(im, xml_child(patient, "deceasedTime"), false, &w))
		set_if_absent(im, FIELD_DECEASED, when_date(&w, d));
	if (span_is(attribute(im, xml_child(patient, "deceasedInd"), "value"),
		"true"))
		set_if_absent(im, FIELD_DECEASED, span_of("true"));
	for (n = xml_child(patient, "guardian"); n != NULL; n = xml_next(n))
		draft_add(d, LIST_RELATIVES,
		    name_text(im, xml_path(n, "guardianPerson/name")),
		    attribute(im, xml_child(n, "code"), "displayName"));
	if (d->field[FIELD_PATIENT_ID].bytes == NULL)
		return error_set(e, "recordTarget: no id");
	return 0;
}

static void
read_author(struct import *im, const xmlNode *who)
{
	const xmlNode *name = xml_path(who, "assignedPerson/name");

	set_if_absent(im, FIELD_AUTHOR_NAME, name_text(im, name));
	set_if_absent(im, FIELD_AUTHOR_ID,
	    attribute(im, xml_child(who, "id"), "extension"));
	set_if_absent(im, FIELD_AUTHOR_CREDENTIAL,
	    xml_text(xml_child(name, "suffix"), arena_of(im)));
}

/* The first `author` may be a device; the first person wrote it. */
static void
read_authors(struct import *im, const xmlNode *document)
{
	const xmlNode *n, *who;

	if (im->draft.field[FIELD_AUTHOR_NAME].bytes != NULL)
		return;
	for (n = xml_child(document, "author"); n != NULL; n = xml_next(n)) {
		who = xml_child(n, "assignedAuthor");
		if (xml_child(who, "assignedPerson") == NULL)
			continue;
		read_author(im, who);
		return;
	}
}

static void
read_encounter(struct import *im, const xmlNode *document)
{
	const xmlNode *visit =
	    xml_path(document, "componentOf/encompassingEncounter");
	const xmlNode *code = xml_child(visit, "code"), *n;

	if (visit != NULL) {
		set_if_absent(im, FIELD_ENCOUNTER_ID,
		    attribute(im, xml_child(visit, "id"), "extension"));
		set_times(im, xml_child(visit, "effectiveTime"), true);
		if (span_is(attribute(im, code, "codeSystem"), CPT))
			set_if_absent(im, FIELD_SERVICE_CODE,
			    attribute(im, code, "code"));
		for (n = xml_child(code, "translation"); n != NULL;
		     n = xml_next(n))
			if (span_is(attribute(im, n, "codeSystem"), CPT))
				set_if_absent(im, FIELD_SERVICE_CODE,
				    attribute(im, n, "code"));
		set_if_absent(im, FIELD_PLACE,
		    xml_text(xml_path(visit,
				 "location/healthCareFacility/location/name"),
			arena_of(im)));
	}
	set_times(im,
	    xml_path(document, "documentationOf/serviceEvent/effectiveTime"),
	    false);
	set_times(im, xml_child(document, "effectiveTime"), false);
}

static void
read_code(struct import *im, const xmlNode *code)
{
	struct draft *d = &im->draft;
	struct span value = attribute(im, code, "code");
	struct span system = attribute(im, code, "codeSystem");

	if (value.bytes == NULL)
		return;
	draft_add(d, LIST_CODES,
	    span_is(system, "2.16.840.1.113883.6.1")
		? span_of("http://loinc.org")
		: system,
	    value);
	declare_class_code(d, system, value);
	declare_class(d, attribute(im, code, "displayName"));
}

static void
read_id(struct import *im, const xmlNode *document)
{
	struct draft *d = &im->draft;
	const xmlNode *id = xml_child(document, "id");
	struct span root = attribute(im, id, "root");
	struct span extension = attribute(im, id, "extension");

	if (root.bytes == NULL && extension.bytes == NULL)
		return;
	d->source.id = extension.bytes != NULL ? extension : root;
	d->field[FIELD_ID] =
	    root.bytes != NULL && extension.bytes != NULL
		? draft_printf(d, "%.*s/%.*s", (int)root.len, root.bytes,
		      (int)extension.len, extension.bytes)
		: d->source.id;
}

int
ccda_header(
    struct import *im, const xmlNode *document, bool whole, struct error *e)
{
	struct draft *d = &im->draft;
	const xmlNode *code = xml_child(document, "code");
	struct span label =
	    attribute(im, xml_child(document, "confidentialityCode"), "code");

	if (whole) {
		if (read_patient(im, document, e) == -1)
			return -1;
		read_id(im, document);
		read_code(im, code);
		set_if_absent(im, FIELD_TITLE,
		    xml_text(xml_child(document, "title"), arena_of(im)));
		declare_class(d, d->field[FIELD_TITLE]);
	}
	if (label.bytes != NULL)
		add_label(d, label);
	read_authors(im, document);
	read_encounter(im, document);
	return 0;
}
