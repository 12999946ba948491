/* bundle.json: the response as a FHIR R4 document.  Entries are written one by
 * one, so that a package of any size takes no more memory than a note. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/date.h"
#include "package/resource.h"

#define CODES "http://terminology.hl7.org/CodeSystem/"

struct bundle {
	FILE *out;
	const struct response *response;
	bool comma;
	char (*authors)[RESOURCE_URN]; /* that stand in it */
	size_t author_count;
};

/* Takes the reference to RESOURCE over. */
static void
entry_write(
    struct bundle *b, const char *kind, struct span key, json_t *resource)
{
	char urn[RESOURCE_URN];

	resource_urn(kind, key, urn);
	fprintf(b->out,
	    "%s\n{\"fullUrl\":\"%s\",\"resource\":", b->comma ? "," : "", urn);
	json_dumpf(resource, b->out, JSON_COMPACT);
	putc('}', b->out);
	b->comma = true;
	json_decref(resource);
}

static json_t *
instant_text(const struct response *r)
{
	char at[INSTANT_TEXT];

	instant_format(r->plan->as_of, at);
	return json_string(at);
}

/* One section a patient, its entries the documents of his that go out. */
static json_t *
sections_json(const struct response *r)
{
	const struct index_patient *last = NULL;
	json_t *sections = json_array(), *entries = NULL;
	size_t i;

	for (i = 0; i < r->count; i++) {
		const struct index_row *row = &r->rows[i];

		if (!disposition_releases(row->disposition))
			continue;
		if (row->patient != last) {
			last = row->patient;
			entries = json_array();
			json_array_append_new(sections,
			    json_pack("{s:s, s:o}", "title",
				last->name == NULL ? last->id : last->name,
				"entry", entries));
		}
		json_array_append_new(entries,
		    resource_reference("DocumentReference", span_of(row->id)));
	}
	if (json_array_size(sections) > 0)
		return sections;
	json_decref(sections);
	return NULL;
}

static json_t *
composition_json(const struct response *r)
{
	bool part2 = false, redacted = false;
	size_t i;

	for (i = 0; i < r->count; i++) {
		part2 |= r->rows[i].part2 &&
			 disposition_releases(r->rows[i].disposition);
		redacted |= r->rows[i].disposition == DISPOSITION_PART;
	}
	return json_pack(
	    "{s:s, s:{s:o}, s:s, s:{s:[o], s:s}, s:o, s:[o], s:s, s:s, s:o, "
	    "s:o*}",
	    "resourceType", "Composition", "meta", "security",
	    resource_labels(r, redacted, part2), "status", "final", "type",
	    "coding", resource_coding("http://loinc.org", "11503-0"), "text",
	    "Medical records", "date", instant_text(r), "author",
	    resource_reference("Organization", PRACTICE_KEY), "title",
	    "Response to a request for records", "confidentiality", "R",
	    "custodian", resource_reference("Organization", PRACTICE_KEY),
	    "section", sections_json(r));
}

static json_t *
provenance_json(const struct response *r)
{
	return json_pack("{s:s, s:[o], s:o, s:[{s:{s:[o]}, s:o}, "
			 "{s:{s:[o]}, s:{s:s}}]}",
	    "resourceType", "Provenance", "target",
	    resource_reference("Composition", span_of("response")), "recorded",
	    instant_text(r), "agent", "type", "coding",
	    resource_coding(CODES "provenance-participant-type", "custodian"),
	    "who", resource_reference("Organization", PRACTICE_KEY), "type",
	    "coding",
	    resource_coding(CODES "provenance-participant-type", "assembler"),
	    "who", "display", "notes-export " NOTES_VERSION);
}

/* Whom the disclosure was about. */
static json_t *
entities_json(const struct response *r)
{
	const struct index_patient *last = NULL;
	json_t *entities = json_array();
	size_t i;

	for (i = 0; i < r->count; i++) {
		if (!disposition_releases(r->rows[i].disposition) ||
		    r->rows[i].patient == last)
			continue;
		last = r->rows[i].patient;
		json_array_append_new(entities,
		    json_pack("{s:o, s:o}", "what",
			resource_reference("Patient", span_of(last->id)),
			"type",
			resource_coding(CODES "audit-entity-type", "1")));
	}
	if (json_array_size(entities) > 0)
		return entities;
	json_decref(entities);
	return NULL;
}

static json_t *
purpose_json(const struct response *r)
{
	struct span purpose = r->plan->request->purpose;
	const char *code = span_is(purpose, "payment_audit") ? "HPAYMT"
			   : span_is(purpose, "access")	     ? "PATRQT"
							     : NULL;

	return code == NULL ? NULL
			    : json_pack("[{s:[o]}]", "coding",
				  resource_coding(CODES "v3-ActReason", code));
}

static json_t *
audit_json(const struct response *r)
{
	return json_pack(
	    "{s:s, s:o, s:s, s:o, s:s, s:o*, s:[{s:o, s:b}, {s:o, s:b}], "
	    "s:{s:o}, s:o*}",
	    "resourceType", "AuditEvent", "type",
	    resource_coding(
		"http://dicom.nema.org/resources/ontology/DCM", "110106"),
	    "action", "R", "recorded", instant_text(r), "outcome", "0",
	    "purposeOfEvent", purpose_json(r), "agent", "who",
	    resource_reference("Organization", PRACTICE_KEY), "requestor", 0,
	    "who", resource_reference("Organization", RECIPIENT_KEY),
	    "requestor", 1, "source", "observer",
	    resource_reference("Organization", PRACTICE_KEY), "entity",
	    entities_json(r));
}

static bool
author_is_new(struct bundle *b, struct span key)
{
	char urn[RESOURCE_URN];
	size_t i;

	resource_urn("Practitioner", key, urn);
	for (i = 0; i < b->author_count; i++)
		if (strcmp(b->authors[i], urn) == 0)
			return false;
	b->authors = alloc_resize(
	    b->authors, b->author_count + 1, sizeof(b->authors[0]));
	memcpy(b->authors[b->author_count++], urn, sizeof(urn));
	return true;
}

/* What the first of a patient's notes does not say of him another may. */
static void
patient_write(
    struct bundle *b, const struct index_patient *p, const struct note *first)
{
	struct note n = *first;

	if (n.patient.member_id.bytes == NULL)
		n.patient.member_id = span_of(p->member_id);
	if (n.patient.birth_date == DATE_NONE)
		n.patient.birth_date = p->birth_date;
	entry_write(b, "Patient", n.patient.id, resource_patient(&n));
	if (n.patient.member_id.bytes != NULL)
		entry_write(b, "Coverage", n.patient.id,
		    resource_coverage(b->response, &n));
}

static void
note_write(struct bundle *b, const struct index_row *row, const struct note *n,
    bool new_patient)
{
	struct span author = resource_author_key(&n->author);

	if (new_patient)
		patient_write(b, row->patient, n);
	if (author.bytes != NULL && author_is_new(b, author))
		entry_write(b, "Practitioner", author,
		    resource_practitioner(&n->author));
	if (n->encounter.present)
		entry_write(b, "Encounter", resource_encounter_key(n),
		    resource_encounter(n));
	entry_write(b, "DocumentReference", n->id,
	    resource_document(b->response, row, n, false));
}

static int
notes_write(struct bundle *b, struct error *e)
{
	const struct response *r = b->response;
	const struct index_patient *last = NULL;
	struct record *rec;
	struct note n;
	size_t i;

	for (i = 0; i < r->count; i++) {
		const struct index_row *row = &r->rows[i];

		if (!disposition_releases(row->disposition))
			continue;
		if (spool_note(
			r->spool, row->offset, row->length, &n, &rec, e) == -1)
			return -1;
		note_write(b, row, &n, row->patient != last);
		last = row->patient;
	}
	return 0;
}

/* The document's own name: of the request, the instant and what it holds. */
static void
bundle_head(struct bundle *b)
{
	char urn[RESOURCE_URN], at[INSTANT_TEXT];
	const struct response *r = b->response;
	struct buf key = {0};
	size_t i;

	instant_format(r->plan->as_of, at);
	buf_add(&key, r->plan->request->id.bytes, r->plan->request->id.len);
	buf_add_string(&key, at);
	for (i = 0; i < r->count; i++)
		if (r->rows[i].id != NULL)
			buf_addf(&key, "\n%s", r->rows[i].id);
	resource_urn("Bundle", (struct span){key.bytes, key.len}, urn);
	buf_free(&key);
	fprintf(b->out,
	    "{\"resourceType\":\"Bundle\",\"identifier\":{\"system\":"
	    "\"urn:ietf:rfc:3986\",\"value\":\"%s\"},\"type\":\"document\","
	    "\"timestamp\":\"%s\",\"entry\":[",
	    urn, at);
}

int
response_fhir(const struct response *r, struct error *e)
{
	struct bundle b = {
	    response_open(r, "bundle.json", e), r, false, NULL, 0};
	int status;

	if (b.out == NULL)
		return -1;
	bundle_head(&b);
	entry_write(
	    &b, "Composition", span_of("response"), composition_json(r));
	entry_write(&b, "Organization", PRACTICE_KEY, resource_practice(r));
	entry_write(&b, "Organization", RECIPIENT_KEY, resource_recipient(r));
	status = notes_write(&b, e);
	free(b.authors);
	if (status == -1) {
		fclose(b.out);
		return -1;
	}
	entry_write(&b, "Provenance", span_of("response"), provenance_json(r));
	entry_write(&b, "AuditEvent", span_of("response"), audit_json(r));
	fputs("\n]}\n", b.out);
	return file_close(b.out, "bundle.json", e);
}
