#include "package/resource.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/date.h"
#include "base/digest.h"

#define TERMINOLOGY "http://terminology.hl7.org/CodeSystem/"
#define ID 64 /* characters of an id, at most (R4, datatypes: id) */

void
resource_urn(const char *kind, struct span key, char out[static RESOURCE_URN])
{
	unsigned char h[DIGEST_LEN];
	struct digest d;

	digest_start(&d);
	digest_add_sized(&d, kind, strlen(kind));
	digest_add_sized(&d, key.bytes, key.len);
	digest_end(&d, h);
	/* RFC 9562, 5.8: version 8, made of what the maker likes. */
	h[6] = (unsigned char)((h[6] & 0x0f) | 0x80);
	h[8] = (unsigned char)((h[8] & 0x3f) | 0x80);
	snprintf(out, RESOURCE_URN,
	    "urn:uuid:%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-"
	    "%02x%02x%02x%02x%02x%02x",
	    h[0], h[1], h[2], h[3], h[4], h[5], h[6], h[7], h[8], h[9], h[10],
	    h[11], h[12], h[13], h[14], h[15]);
}

json_t *
resource_reference(const char *kind, struct span key)
{
	char urn[RESOURCE_URN];

	resource_urn(kind, key, urn);
	return json_pack("{s:s}", "reference", urn);
}

json_t *
resource_text(struct span text)
{
	return text.bytes == NULL ? NULL : json_stringn(text.bytes, text.len);
}

json_t *
resource_coding(const char *system, const char *code)
{
	return json_pack("{s:s, s:s}", "system", system, "code", code);
}

static bool
id_valid(struct span id)
{
	size_t i;

	for (i = 0; i < id.len; i++)
		if (strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxy"
			   "z0123456789-.",
			id.bytes[i]) == NULL)
			return false;
	return id.len > 0 && id.len <= ID;
}

/* The record's own id where FHIR allows it, else one made of it. */
static json_t *
id_json(const char *kind, struct span id)
{
	char urn[RESOURCE_URN];

	if (id_valid(id))
		return resource_text(id);
	resource_urn(kind, id, urn);
	return json_string(urn + strlen("urn:uuid:"));
}

static json_t *
date_json(date_days d)
{
	char date[DATE_TEXT];

	if (d == DATE_NONE)
		return NULL;
	date_format(d, date);
	return json_string(date);
}

static json_t *
instant_json(int64_t at)
{
	char text[INSTANT_TEXT];

	if (at == INSTANT_NONE)
		return NULL;
	instant_format(at, text);
	return json_string(text);
}

static json_t *
address_json(const struct address *a)
{
	json_t *address = json_object();

	if (a->line.bytes != NULL)
		json_object_set_new(
		    address, "line", json_pack("[o]", resource_text(a->line)));
	json_object_set_new(address, "city", resource_text(a->city));
	json_object_set_new(address, "state", resource_text(a->state));
	json_object_set_new(
	    address, "postalCode", resource_text(a->postal_code));
	if (json_object_size(address) > 0)
		return json_pack("[o]", address);
	json_decref(address);
	return NULL;
}

static json_t *
telecom_json(const struct person *p)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < p->phones.count; i++)
		json_array_append_new(
		    list, json_pack("{s:s, s:o}", "system", "phone", "value",
			      resource_text(p->phones.at[i])));
	for (i = 0; i < p->emails.count; i++)
		json_array_append_new(
		    list, json_pack("{s:s, s:o}", "system", "email", "value",
			      resource_text(p->emails.at[i])));
	if (json_array_size(list) > 0)
		return list;
	json_decref(list);
	return NULL;
}

static json_t *
identifiers_json(const struct person *p)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < p->identifier_count; i++)
		if (p->identifiers[i].value.bytes != NULL)
			json_array_append_new(
			    list, json_pack("{s:o*, s:o}", "system",
				      resource_text(p->identifiers[i].system),
				      "value",
				      resource_text(p->identifiers[i].value)));
	if (json_array_size(list) > 0)
		return list;
	json_decref(list);
	return NULL;
}

static json_t *
name_json(const struct person *p)
{
	json_t *name = json_object(), *given = json_array();
	size_t i;

	json_object_set_new(name, "family", resource_text(p->name.family));
	for (i = 0; i < p->name.given.count; i++)
		json_array_append_new(
		    given, resource_text(p->name.given.at[i]));
	if (json_array_size(given) > 0)
		json_object_set(name, "given", given);
	json_decref(given);
	if (json_object_size(name) > 0)
		return json_pack("[o]", name);
	json_decref(name);
	return NULL;
}

static void
set_deceased(json_t *patient, const struct person *p)
{
	if (p->deceased_on != DATE_NONE)
		json_object_set_new(
		    patient, "deceasedDateTime", date_json(p->deceased_on));
	else if (p->deceased != ANSWER_UNKNOWN)
		json_object_set_new(patient, "deceasedBoolean",
		    json_boolean(p->deceased == ANSWER_YES));
}

static json_t *
contacts_json(const struct person *p)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < p->relative_count; i++) {
		const struct relative *r = &p->relatives[i];
		json_t *contact = json_object();

		if (r->relation.bytes != NULL)
			json_object_set_new(contact, "relationship",
			    json_pack(
				"[{s:o}]", "text", resource_text(r->relation)));
		if (r->name.bytes != NULL)
			json_object_set_new(contact, "name",
			    json_pack("{s:o}", "text", resource_text(r->name)));
		json_array_append_new(list, contact);
	}
	if (json_array_size(list) > 0)
		return list;
	json_decref(list);
	return NULL;
}

json_t *
resource_patient(const struct note *n)
{
	const struct person *p = &n->patient;
	json_t *patient = json_pack(
	    "{s:s, s:o, s:o*, s:o*, s:o*, s:o*, s:o*, s:o*}", "resourceType",
	    "Patient", "id", id_json("Patient", p->id), "identifier",
	    identifiers_json(p), "name", name_json(p), "telecom",
	    telecom_json(p), "birthDate", date_json(p->birth_date), "address",
	    address_json(&p->address), "contact", contacts_json(p));

	set_deceased(patient, p);
	return patient;
}

json_t *
resource_coverage(const struct response *r, const struct note *n)
{
	(void)r;
	return json_pack("{s:s, s:s, s:o, s:o, s:[o]}", "resourceType",
	    "Coverage", "status", "active", "subscriberId",
	    resource_text(n->patient.member_id), "beneficiary",
	    resource_reference("Patient", n->patient.id), "payor",
	    resource_reference("Organization", RECIPIENT_KEY));
}

json_t *
resource_practitioner(const struct author *a)
{
	json_t *who = json_pack("{s:s, s:o*, s:o*}", "resourceType",
	    "Practitioner", "id",
	    a->id.bytes == NULL ? NULL : id_json("Practitioner", a->id), "name",
	    a->name.bytes == NULL
		? NULL
		: json_pack("[{s:o}]", "text", resource_text(a->name)));

	if (a->credential.bytes != NULL)
		json_object_set_new(who, "qualification",
		    json_pack("[{s:{s:o}}]", "code", "text",
			resource_text(a->credential)));
	return who;
}

/* The source's word for where and how: v3-ActCode has two codes for it. */
static json_t *
class_json(const struct encounter *encounter)
{
	struct span word = encounter->modality;
	bool here = word.bytes == NULL || span_is(word, "in person") ||
		    span_is(word, "AMB");

	return json_pack("{s:s, s:s, s:o*}", "system", TERMINOLOGY "v3-ActCode",
	    "code", here ? "AMB" : "VR", "display", resource_text(word));
}

json_t *
resource_encounter(const struct note *n)
{
	const struct encounter *c = &n->encounter;
	json_t *encounter =
	    json_pack("{s:s, s:o*, s:s, s:o, s:o}", "resourceType", "Encounter",
		"id", c->id.bytes == NULL ? NULL : id_json("Encounter", c->id),
		"status", "finished", "class", class_json(c), "subject",
		resource_reference("Patient", n->patient.id));

	if (c->service_code.bytes != NULL)
		json_object_set_new(encounter, "type",
		    json_pack("[{s:[{s:s, s:o}]}]", "coding", "system",
			"http://www.ama-assn.org/go/cpt", "code",
			resource_text(c->service_code)));
	if (c->start != INSTANT_NONE)
		json_object_set_new(encounter, "period",
		    json_pack("{s:o, s:o*}", "start", instant_json(c->start),
			"end", instant_json(c->end)));
	if (c->place.bytes != NULL)
		json_object_set_new(encounter, "location",
		    json_pack("[{s:{s:o}}]", "location", "display",
			resource_text(c->place)));
	return encounter;
}

json_t *
resource_labels(const struct response *r, bool redacted, bool part2)
{
	struct span purpose = r->plan->request->purpose;
	json_t *labels = json_pack("[o, o]",
	    resource_coding(TERMINOLOGY "v3-Confidentiality", "R"),
	    resource_coding(TERMINOLOGY "v3-ActCode", "MH"));

	if (span_is(purpose, "payment_audit"))
		json_array_append_new(labels,
		    resource_coding(TERMINOLOGY "v3-ActReason", "HPAYMT"));
	else if (span_is(purpose, "access"))
		json_array_append_new(labels,
		    resource_coding(TERMINOLOGY "v3-ActReason", "PATRQT"));
	if (redacted)
		json_array_append_new(
		    labels, resource_coding(
				TERMINOLOGY "v3-ObservationValue", "REDACTED"));
	if (part2)
		json_array_append_new(labels,
		    resource_coding(TERMINOLOGY "v3-ActCode", "42CFRPart2"));
	return labels;
}

static json_t *
section_json(const struct section *s)
{
	char *encoded = alloc_bytes(digest_base64_len(s->text.len) + 1);
	json_t *attachment;

	digest_base64(s->text.bytes, s->text.len, encoded);
	attachment = json_pack("{s:{s:s, s:s, s:o*}}", "attachment",
	    "contentType", "text/plain; charset=utf-8", "data", encoded,
	    "title", resource_text(s->title));
	free(encoded);
	return attachment;
}

static json_t *
content_json(const struct note *n)
{
	json_t *content = json_array();
	size_t i;

	for (i = 0; i < n->section_count; i++)
		json_array_append_new(content, section_json(&n->sections[i]));
	return content;
}

/* The day of service; the session's times where they are of that day. */
static json_t *
period_json(const struct note *n)
{
	const struct encounter *c = &n->encounter;

	if (c->present && c->start != INSTANT_NONE &&
	    instant_date(c->start) == n->date)
		return json_pack("{s:o, s:o*}", "start", instant_json(c->start),
		    "end", instant_json(c->end));
	return json_pack("{s:o}", "start", date_json(n->date));
}

struct span
resource_encounter_key(const struct note *n)
{
	return n->encounter.id.bytes == NULL ? n->id : n->encounter.id;
}

struct span
resource_author_key(const struct author *a)
{
	return a->id.bytes == NULL ? a->name : a->id;
}

static json_t *
context_json(const struct note *n, bool alone)
{
	json_t *context = json_pack("{s:o}", "period", period_json(n));

	if (n->encounter.present && !alone)
		json_object_set_new(context, "encounter",
		    json_pack("[o]", resource_reference("Encounter",
					 resource_encounter_key(n))));
	if (n->encounter.claim.bytes != NULL)
		json_object_set_new(context, "related",
		    json_pack("[{s:s, s:{s:o}}]", "type", "Claim", "identifier",
			"value", resource_text(n->encounter.claim)));
	return context;
}

/* By reference, or by the name and number that a payer knows. */
static json_t *
subject_json(const struct note *n, bool alone)
{
	struct span number = n->patient.member_id;

	if (!alone)
		return resource_reference("Patient", n->patient.id);
	return json_pack("{s:s, s:{s:o}}", "type", "Patient", "identifier",
	    "value",
	    resource_text(number.bytes == NULL ? n->patient.id : number));
}

static json_t *
author_json(const struct author *a, bool alone)
{
	json_t *author;

	if (resource_author_key(a).bytes == NULL)
		return NULL;
	author =
	    alone ? json_object()
		  : resource_reference("Practitioner", resource_author_key(a));
	json_object_set_new(author, "display",
	    resource_text(a->name.bytes == NULL ? a->id : a->name));
	return json_pack("[o]", author);
}

json_t *
resource_document(const struct response *r, const struct index_row *row,
    const struct note *n, bool alone)
{
	json_t *type = json_pack("{s:[o]}", "coding",
	    resource_coding("http://loinc.org", "34109-9"));
	json_t *document;

	if (n->title.bytes != NULL)
		json_object_set_new(type, "text", resource_text(n->title));
	document = json_pack(
	    "{s:s, s:o, s:o, s:s, s:s, s:o, s:[{s:[o]}], s:o, s:o*, s:[{s:o}], "
	    "s:o, s:o}",
	    "resourceType", "DocumentReference", "id",
	    id_json("DocumentReference", n->id), "masterIdentifier",
	    json_pack("{s:o}", "value", resource_text(n->id)), "status",
	    "current", "docStatus", "final", "type", type, "category", "coding",
	    resource_coding("http://hl7.org/fhir/us/core/CodeSystem/"
			    "us-core-documentreference-category",
		"clinical-note"),
	    "subject", subject_json(n, alone), "author",
	    author_json(&n->author, alone), "securityLabel", "coding",
	    resource_labels(r, row->categories != 0, row->part2), "content",
	    content_json(n), "context", context_json(n, alone));
	return document;
}

json_t *
resource_practice(const struct response *r)
{
	const struct practice *p = r->plan->practice;

	if (p == NULL)
		return json_pack("{s:s, s:s}", "resourceType", "Organization",
		    "name", "The practice");
	return json_pack("{s:s, s:o, s:o*}", "resourceType", "Organization",
	    "name", resource_text(p->name), "address",
	    address_json(&p->address));
}

json_t *
resource_recipient(const struct response *r)
{
	const struct requester *q = &r->plan->request->requester;
	json_t *who = json_pack("{s:s, s:o, s:o*}", "resourceType",
	    "Organization", "name", resource_text(q->name), "address",
	    address_json(&q->address));

	if (q->id.bytes != NULL)
		json_object_set_new(who, "identifier",
		    json_pack("[{s:o}]", "value", resource_text(q->id)));
	return who;
}
