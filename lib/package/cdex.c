/* cdex-001.json and on: the Parameters of Da Vinci CDex's $submit-attachment
 * (STU 2.1), one for each patient and claim. */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "package/resource.h"

#define PROFILE                                                                \
	"http://hl7.org/fhir/us/davinci-cdex/StructureDefinition/"             \
	"cdex-parameters-submit-attachment"

/* Takes the reference to VALUE over; NULL leaves the parameter out. */
static void
parameter_add(json_t *list, const char *name, const char *type, json_t *value)
{
	if (value != NULL)
		json_array_append_new(
		    list, json_pack("{s:s, s:o}", "name", name, type, value));
}

static json_t *
identifier(struct span value)
{
	return value.bytes == NULL
		   ? NULL
		   : json_pack("{s:o}", "value", resource_text(value));
}

static json_t *
attachment_json(
    const struct response *r, const struct index_row *row, const struct note *n)
{
	return json_pack("{s:s, s:[{s:s, s:{s:[o]}}, {s:s, s:o}]}", "name",
	    "Attachment", "part", "name", "Code", "valueCodeableConcept",
	    "coding", resource_coding("http://loinc.org", "34109-9"), "name",
	    "Content", "resource", resource_document(r, row, n, true));
}

static json_t *
head_json(
    const struct response *r, const struct index_row *row, const struct note *n)
{
	const struct request *q = r->plan->request;
	struct span payer =
	    q->requester.id.bytes == NULL ? q->requester.name : q->requester.id;
	struct span member = n->patient.member_id;
	json_t *list = json_array();
	char date[DATE_TEXT];

	parameter_add(list, "TrackingId", "valueIdentifier", identifier(q->id));
	parameter_add(list, "AttachTo", "valueCode",
	    json_string(span_is(q->kind, "prior-authorization") ? "prior-auth"
								: "claim"));
	parameter_add(list, "PayerId", "valueIdentifier", identifier(payer));
	if (r->plan->practice != NULL)
		parameter_add(list, "OrganizationId", "valueIdentifier",
		    identifier(r->plan->practice->name));
	parameter_add(list, "ProviderId", "valueIdentifier",
	    identifier(resource_author_key(&n->author)));
	parameter_add(list, "MemberId", "valueIdentifier",
	    identifier(member.bytes == NULL ? n->patient.id : member));
	date_format(row->date, date);
	parameter_add(list, "ServiceDate", "valueDateTime", json_string(date));
	return list;
}

/* Of two rows of one patient. */
static bool
same_submission(const struct index_row *a, const struct index_row *b)
{
	return index_text_order(a->claim, b->claim) == 0;
}

static int
submission_write(
    const struct response *r, json_t *list, size_t number, struct error *e)
{
	json_t *parameters;
	char name[32];
	FILE *f;

	parameter_add(list, "Final", "valueBoolean", json_true());
	parameters = json_pack("{s:s, s:{s:[s]}, s:O}", "resourceType",
	    "Parameters", "meta", "profile", PROFILE, "parameter", list);
	snprintf(name, sizeof(name), "cdex-%03zu.json", number);
	f = response_open(r, name, e);
	if (f == NULL) {
		json_decref(parameters);
		return -1;
	}
	json_dumpf(parameters, f, JSON_COMPACT);
	putc('\n', f);
	json_decref(parameters);
	return file_close(f, name, e);
}

/* The rows of one submission need not stand together (a note without a claim
 * stands between): each takes all of its own that follow. */
static int
submission_gather(
    const struct response *r, size_t from, json_t **list, struct error *e)
{
	struct record *rec;
	struct note n;
	size_t i;

	for (i = from; i < r->count; i++) {
		const struct index_row *row = &r->rows[i];

		if (row->patient != r->rows[from].patient)
			break;
		if (!disposition_releases(row->disposition) ||
		    !same_submission(row, &r->rows[from]))
			continue;
		if (spool_note(
			r->spool, row->offset, row->length, &n, &rec, e) == -1)
			return -1;
		if (*list == NULL)
			*list = head_json(r, row, &n);
		json_array_append_new(*list, attachment_json(r, row, &n));
	}
	return 0;
}

/* Whether an earlier row began the submission of row I. */
static bool
begun(const struct response *r, size_t i)
{
	size_t k;

	for (k = i; k-- > 0 && r->rows[k].patient == r->rows[i].patient;)
		if (disposition_releases(r->rows[k].disposition) &&
		    same_submission(&r->rows[k], &r->rows[i]))
			return true;
	return false;
}

int
response_cdex(const struct response *r, struct error *e)
{
	json_t *list;
	size_t number = 0, i;
	int status = 0;

	for (i = 0; status == 0 && i < r->count; i++) {
		if (!disposition_releases(r->rows[i].disposition) ||
		    begun(r, i))
			continue;
		list = NULL;
		status = submission_gather(r, i, &list, e);
		if (status == 0)
			status = submission_write(r, list, ++number, e);
		json_decref(list);
	}
	return status;
}
