/* Resources that are notes: DocumentReference, DiagnosticReport, Composition,
 * Communication, QuestionnaireResponse. */
#include <strings.h>

#include "import/base64.h"
#include "import/content.h"
#include "import/fhir.h"

/* Codes as the source gives them; they may say what class it is. */
static void
read_codes(const struct fhir *f, struct value concept)
{
	struct draft *d = &f->im->draft;
	struct each it;
	struct value v;

	each_open(&it, value_member(concept, "coding"));
	while (each_next(&it, &v)) {
		struct span system = fhir_text(f, v, "system");
		struct span code = fhir_text(f, v, "code");

		draft_add(d, LIST_CODES, system, code);
		declare_class_code(d, system, code);
		declare_class(d, fhir_text(f, v, "display"));
	}
}

static void
read_concepts(const struct fhir *f, struct value concepts)
{
	struct each it;
	struct value v;

	each_open(&it, concepts);
	while (each_next(&it, &v))
		read_codes(f, v);
}

static void
read_labels(const struct fhir *f, struct value resource)
{
	struct draft *d = &f->im->draft;
	struct each it, codings;
	struct value v, coding;

	each_open(
	    &it, value_member(fhir_member(f, resource, "meta"), "security"));
	while (each_next(&it, &v))
		add_label(d, fhir_text(f, v, "code"));
	each_open(&it, fhir_member(f, resource, "securityLabel"));
	while (each_next(&it, &v)) {
		each_open(&codings, value_member(v, "coding"));
		while (each_next(&codings, &coding))
			add_label(d, fhir_text(f, coding, "code"));
	}
}

static void
read_title(const struct fhir *f, struct span title)
{
	struct draft *d = &f->im->draft;

	if (d->field[FIELD_TITLE].bytes == NULL)
		d->field[FIELD_TITLE] = title;
	declare_class(d, title);
}

/* "data:text/plain;base64,…" (RFC 2397) */
static int
read_data_url(
    const struct fhir *f, struct span url, struct content *c, struct error *e)
{
	const char *comma = memchr(url.bytes, ',', url.len);
	struct span head, body;

	if (comma == NULL)
		return error_set(e, "a data URL without data");
	head = (struct span){url.bytes + 5, (size_t)(comma - url.bytes) - 5};
	body =
	    (struct span){comma + 1, url.len - (size_t)(comma + 1 - url.bytes)};
	if (head.len < 7 ||
	    strncasecmp(head.bytes + head.len - 7, ";base64", 7) != 0)
		return error_set(e, "a data URL that is not base64");
	head.len -= 7;
	if (c->type.bytes == NULL)
		c->type = head;
	return base64_decode(body, &f->im->draft.arena, &c->bytes, e);
}

/* The bytes that an attachment has or points to. */
static int
attachment_bytes(const struct fhir *f, struct value attachment,
    struct content *c, struct error *e)
{
	struct value data = value_member(attachment, "data"), binary;
	struct span url = fhir_text(f, attachment, "url"), text;

	if (data.type == SCAN_STRING) {
		value_text(data, &f->im->draft.arena, &text);
		return base64_decode(text, &f->im->draft.arena, &c->bytes, e);
	}
	if (url.bytes == NULL)
		return error_set(e, "neither data nor url");
	if (url.len > 5 && strncasecmp(url.bytes, "data:", 5) == 0)
		return read_data_url(f, url, c, e);
	if (fhir_resolve_url(f, url, &binary) != REFS_FOUND)
		return error_set(e, "url: of what is not in the input");
	if (c->type.bytes == NULL)
		c->type = fhir_text(f, binary, "contentType");
	data = value_member(binary, "data");
	if (data.type != SCAN_STRING)
		return error_set(e, "url: of a Binary without data");
	value_text(data, &f->im->draft.arena, &text);
	return base64_decode(text, &f->im->draft.arena, &c->bytes, e);
}

static int
read_attachment(const struct fhir *f, struct value attachment, struct error *e)
{
	struct content c = {0};

	c.type = fhir_text(f, attachment, "contentType");
	c.title = fhir_text(f, attachment, "title");
	if (attachment_bytes(f, attachment, &c, e) == -1 ||
	    content_read(f->im, &c, e) == -1)
		return -1;
	return 0;
}

/* Attachments are forms of one document: what says the same is taken once, and
 * one that cannot be read is named as long as another can. */
static int
read_attachments(const struct fhir *f, struct value list, const char *member,
    struct error *e)
{
	struct error first = {0};
	size_t read = 0, number = 0;
	struct each it;
	struct value v;

	each_open(&it, list);
	while (each_next(&it, &v)) {
		struct error one = {0};

		if (member != NULL)
			v = value_member(v, member);
		number++;
		if (read_attachment(f, v, &one) == 0) {
			read++;
			continue;
		}
		error_prefix(&one, "attachment %zu", number);
		if (read > 0)
			import_warn(f->im, "%s: not read", one.text);
		else if (first.text[0] != '\0')
			import_warn(f->im, "%s: not read", first.text);
		if (read == 0)
			first = one;
	}
	if (read > 0 && first.text[0] != '\0')
		import_warn(f->im, "%s: not read", first.text);
	if (read == 0 && first.text[0] != '\0')
		return error_set(e, "%s", first.text);
	return read == 0 ? error_set(e, "no attachment") : 0;
}

/* A version that is no longer the one: rejected where the input has the newer
 * one, else imported with its status among the codes. */
static int
check_status(const struct fhir *f, struct value resource, struct error *e)
{
	struct draft *d = &f->im->draft;
	struct span status = fhir_text(f, resource, "status"), id;
	struct buf key = {0};
	enum refs_found found;

	if (span_is(status, "entered-in-error") ||
	    span_is(fhir_text(f, resource, "docStatus"), "entered-in-error"))
		return error_set(e, "status: entered in error");
	if (span_is(status, "cancelled") || span_is(status, "not-done"))
		return error_set(e, "status: cancelled or not done");
	if (!span_is(status, "superseded"))
		return 0;
	id = fhir_text(f, resource, "id");
	buf_add_string(&key, "replaced|DocumentReference/");
	buf_add(&key, id.bytes, id.len);
	found = refs_get(
	    f->im->refs, (struct span){buf_string(&key), key.len}, &key);
	buf_free(&key);
	if (found == REFS_FAILED)
		import_lost(f->im);
	if (found != REFS_NONE)
		return error_set(
		    e, "status: superseded by another document of the input");
	draft_add(d, LIST_CODES,
	    span_of("http://hl7.org/fhir/document-reference-status"), status);
	import_warn(f->im,
	    "status: superseded, and what replaces it is not in the input");
	return 0;
}

/* The claim that a document was made for, by its number alone. */
static void
read_claim(const struct fhir *f, struct value context)
{
	struct draft *d = &f->im->draft;
	struct each each;
	struct value related;

	each_open(&each, value_member(context, "related"));
	while (
	    d->field[FIELD_CLAIM].bytes == NULL && each_next(&each, &related))
		if (span_is(fhir_text(f, related, "type"), "Claim"))
			d->field[FIELD_CLAIM] = fhir_text(
			    f, value_member(related, "identifier"), "value");
}

/* Some write the note into the narrative and attach nothing. */
static int
read_narrative(const struct fhir *f, struct value resource, struct error *e)
{
	struct draft *d = &f->im->draft;
	struct span text,
	    div = fhir_text(f, fhir_member(f, resource, "text"), "div");

	if (html_text(d, div, &text, e) == -1)
		return -1;
	import_warn(f->im, "no attachment: its narrative is read");
	draft_add_section(d, (struct span){0}, text);
	return 0;
}

static int
document_reference(const struct fhir *f, struct value resource, struct error *e)
{
	struct draft *d = &f->im->draft;
	struct value context = fhir_member(f, resource, "context");
	struct value type = fhir_member(f, resource, "type"), encounter;

	encounter = first_of(value_member(context, "encounter"));
	if (check_status(f, resource, e) == -1 ||
	    draft_patient(f, fhir_member(f, resource, "subject"), e) == -1)
		return -1;
	draft_author(f, first_of(fhir_member(f, resource, "author")));
	draft_encounter(f, encounter);
	read_claim(f, context);
	draft_day(d, FIELD_DATE,
	    fhir_text(f, value_member(context, "period"), "start"));
	draft_day(d, FIELD_DATE, fhir_text(f, resource, "date"));
	draft_instant(d, FIELD_START,
	    fhir_text(f, value_member(context, "period"), "start"));
	draft_instant(
	    d, FIELD_END, fhir_text(f, value_member(context, "period"), "end"));
	read_labels(f, resource);
	read_codes(f, type);
	read_concepts(f, fhir_member(f, resource, "category"));
	read_title(f, concept_words(f, type));
	read_title(f, fhir_text(f, resource, "description"));
	if (value_count(fhir_member(f, resource, "content")) == 0 &&
	    value_member(fhir_member(f, resource, "text"), "div").type !=
		SCAN_NONE)
		return read_narrative(f, resource, e);
	return read_attachments(
	    f, fhir_member(f, resource, "content"), "attachment", e);
}

static int
diagnostic_report(const struct fhir *f, struct value resource, struct error *e)
{
	struct draft *d = &f->im->draft;
	struct span text = fhir_text(f, resource, "conclusion");
	struct value forms = fhir_member(f, resource, "presentedForm");

	if (check_status(f, resource, e) == -1 ||
	    draft_patient(f, fhir_member(f, resource, "subject"), e) == -1)
		return -1;
	draft_author(f, first_of(fhir_member(f, resource, "performer")));
	draft_encounter(f, fhir_member(f, resource, "encounter"));
	draft_day(d, FIELD_DATE, fhir_text(f, resource, "effectiveDateTime"));
	draft_day(d, FIELD_DATE,
	    fhir_text(f, fhir_member(f, resource, "effectivePeriod"), "start"));
	draft_day(d, FIELD_DATE, fhir_text(f, resource, "issued"));
	read_labels(f, resource);
	read_codes(f, fhir_member(f, resource, "code"));
	read_title(f, concept_words(f, fhir_member(f, resource, "code")));
	if (forms.type != SCAN_NONE &&
	    read_attachments(f, forms, NULL, e) == -1)
		return -1;
	if (text.bytes != NULL)
		draft_add_section(d, span_of("Conclusion"), text);
	return 0;
}

static int
communication(const struct fhir *f, struct value resource, struct error *e)
{
	struct draft *d = &f->im->draft;
	struct each it;
	struct value v;
	struct span text;

	if (check_status(f, resource, e) == -1 ||
	    draft_patient(f, fhir_member(f, resource, "subject"), e) == -1)
		return -1;
	draft_author(f, fhir_member(f, resource, "sender"));
	draft_encounter(f, fhir_member(f, resource, "encounter"));
	draft_day(d, FIELD_DATE, fhir_text(f, resource, "sent"));
	draft_day(d, FIELD_DATE, fhir_text(f, resource, "received"));
	read_labels(f, resource);
	read_concepts(f, fhir_member(f, resource, "category"));
	read_title(f, concept_words(f, fhir_member(f, resource, "topic")));
	each_open(&it, fhir_member(f, resource, "payload"));
	while (each_next(&it, &v)) {
		text = fhir_text(f, v, "contentString");
		if (text.bytes != NULL)
			draft_add_section(d, (struct span){0}, text);
		v = value_member(v, "contentAttachment");
		if (v.type == SCAN_OBJECT && read_attachment(f, v, e) == -1)
			return -1;
	}
	if (d->list[LIST_SECTIONS].count == 0)
		return error_set(e, "no payload that is text");
	return 0;
}

/* An answer's value[x] in words. */
static struct span
answer_text(const struct fhir *f, struct value answer)
{
	struct cursor c;
	struct span key, s;
	struct value v;

	cursor_open(&c, answer);
	while (cursor_next(&c, &key, &v)) {
		if (key.len < 6 || memcmp(key.bytes, "value", 5) != 0)
			continue;
		if (v.type != SCAN_OBJECT)
			return value_string(f, v);
		s = fhir_text(f, v, "display");
		if (s.bytes == NULL)
			s = fhir_text(f, v, "code");
		if (s.bytes == NULL)
			s = fhir_text(f, v, "value");
		return s;
	}
	return (struct span){0};
}

static void
add_line(struct buf *out, struct span question, struct span answer)
{
	if (question.bytes == NULL && answer.bytes == NULL)
		return;
	buf_add(out, question.bytes, question.len);
	if (answer.bytes != NULL) {
		if (question.len > 0)
			buf_add_string(out, ": ");
		buf_add(out, answer.bytes, answer.len);
	}
	buf_add_byte(out, '\n');
}

static void
read_items(const struct fhir *f, struct value parent, struct buf *out)
{
	struct each items, answers;
	struct value item, answer;
	struct span question, said;

	each_open(&items, value_member(parent, "item"));
	while (each_next(&items, &item)) {
		question = fhir_text(f, item, "text");
		if (question.bytes == NULL)
			question = fhir_text(f, item, "linkId");
		answer = value_member(item, "answer");
		if (answer.type == SCAN_NONE)
			add_line(out, question, (struct span){0});
		each_open(&answers, answer);
		while (each_next(&answers, &answer)) {
			said = answer_text(f, answer);
			add_line(out, question, said);
			read_items(f, answer, out);
		}
		read_items(f, item, out);
	}
}

static int
questionnaire_response(
    const struct fhir *f, struct value resource, struct error *e)
{
	struct draft *d = &f->im->draft;
	struct buf text = {0};
	struct span title;

	if (check_status(f, resource, e) == -1 ||
	    draft_patient(f, fhir_member(f, resource, "subject"), e) == -1)
		return -1;
	draft_author(f, fhir_member(f, resource, "author"));
	draft_encounter(f, fhir_member(f, resource, "encounter"));
	draft_day(d, FIELD_DATE, fhir_text(f, resource, "authored"));
	read_labels(f, resource);
	title =
	    fhir_text(f, fhir_member(f, resource, "_questionnaire"), "display");
	if (title.bytes == NULL)
		title = span_of("Questionnaire");
	read_title(f, title);
	read_items(f, resource, &text);
	if (text.len > 0) {
		text.len--; /* the last line's end */
		draft_add_section(d, title,
		    draft_copy(d, (struct span){buf_string(&text), text.len}));
	}
	buf_wipe(&text);
	buf_free(&text);
	if (d->list[LIST_SECTIONS].count == 0)
		return error_set(e, "no item");
	return 0;
}

static int
read_sections(const struct fhir *f, struct value parent, struct error *e)
{
	struct draft *d = &f->im->draft;
	struct span div, text;
	struct each it;
	struct value v;

	each_open(&it, value_member(parent, "section"));
	while (each_next(&it, &v)) {
		div = fhir_text(f, value_member(v, "text"), "div");
		if (div.bytes == NULL &&
		    value_member(v, "entry").type != SCAN_NONE)
			import_warn(
			    f->im, "a section with entries and no text");
		if (div.bytes != NULL) {
			if (html_text(d, div, &text, e) == -1)
				return -1;
			draft_add_section(d, fhir_text(f, v, "title"), text);
		}
		if (read_sections(f, v, e) == -1)
			return -1;
	}
	return 0;
}

static int
composition(const struct fhir *f, struct value resource, struct error *e)
{
	struct draft *d = &f->im->draft;
	struct value event = first_of(fhir_member(f, resource, "event"));

	if (check_status(f, resource, e) == -1 ||
	    draft_patient(f, fhir_member(f, resource, "subject"), e) == -1)
		return -1;
	draft_author(f, first_of(fhir_member(f, resource, "author")));
	draft_encounter(f, fhir_member(f, resource, "encounter"));
	draft_day(d, FIELD_DATE,
	    fhir_text(f, value_member(event, "period"), "start"));
	draft_day(d, FIELD_DATE, fhir_text(f, resource, "date"));
	read_labels(f, resource);
	add_label(d, fhir_text(f, resource, "confidentiality"));
	read_codes(f, fhir_member(f, resource, "type"));
	read_title(f, fhir_text(f, resource, "title"));
	if (read_sections(f, resource, e) == -1)
		return -1;
	if (d->list[LIST_SECTIONS].count == 0)
		return error_set(e, "no section that has text");
	return 0;
}

static const struct {
	const char *type;
	int (*read)(
	    const struct fhir *f, struct value resource, struct error *e);
} documents[] = {
    {"DocumentReference", document_reference},
    {"DiagnosticReport", diagnostic_report},
    {"Communication", communication},
    {"QuestionnaireResponse", questionnaire_response},
    {"Composition", composition},
};
#define DOCUMENTS (sizeof(documents) / sizeof(documents[0]))

/* Whether a section, or one within it, has text of its own. */
static bool
has_text(struct value parent)
{
	struct each it;
	struct value v;

	each_open(&it, value_member(parent, "section"));
	while (each_next(&it, &v))
		if (value_member(v, "text").type != SCAN_NONE || has_text(v))
			return true;
	return false;
}

/* A DiagnosticReport of coded results alone is no note, nor is a Composition
 * that only lists other documents. */
bool
fhir_is_document(struct value resource)
{
	size_t i;

	if (resource_is(resource, "Composition") &&
	    value_member(resource, "section").type != SCAN_NONE &&
	    !has_text(resource))
		return false;

	if (resource_is(resource, "DiagnosticReport") &&
	    value_member(resource, "presentedForm").type == SCAN_NONE &&
	    value_member(resource, "conclusion").type == SCAN_NONE)
		return false;
	for (i = 0; i < DOCUMENTS; i++)
		if (resource_is(resource, documents[i].type))
			return true;
	return false;
}

/* A DocumentReference keeps its id; another type's stands before it, for ids
 * count within their type only. */
static void
set_id(const struct fhir *f, struct value resource, const char *type)
{
	struct draft *d = &f->im->draft;
	struct span id = fhir_text(f, resource, "id");
	const char *before = strcmp(type, "DocumentReference") == 0 ? "" : type;

	d->source.id = id;
	if (id.bytes == NULL)
		draft_set_digest_id(d);
	else if (f->holder_id.bytes != NULL)
		d->field[FIELD_ID] =
		    draft_printf(d, "%.*s#%.*s", (int)f->holder_id.len,
			f->holder_id.bytes, (int)id.len, id.bytes);
	else
		d->field[FIELD_ID] = draft_printf(d, "%s%s%.*s", before,
		    *before == '\0' ? "" : "/", (int)id.len, id.bytes);
}

int
fhir_document(const struct fhir *f, struct value resource, struct error *e)
{
	size_t i;

	for (i = 0; i < DOCUMENTS; i++) {
		if (!resource_is(resource, documents[i].type))
			continue;
		set_id(f, resource, documents[i].type);
		return documents[i].read(f, resource, e);
	}
	return error_set(e, "not a document");
}
