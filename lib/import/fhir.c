/* FHIR R4: NDJSON, a resource laid out over lines, Bundles of any type, and
 * resources within Parameters, Tasks and others. */
#include "import/fhir.h"

#include <stdio.h>
#include <string.h>

#include "import/xml.h"

#define WITHIN 16 /* resources within resources */

static void visit(const struct fhir *f, struct value resource, struct span url,
    struct span raw, int depth);

static bool
is_scope(struct value resource)
{
	return resource_is(resource, "Bundle");
}

void
fhir_scope(struct fhir *f, char name[FHIR_SCOPE])
{
	snprintf(name, FHIR_SCOPE, "%zu/%zu|", f->im->input_number,
	    ++f->im->document_number);
	f->scope = span_of(name);
	f->holder = (struct value){0};
	f->holder_id = (struct span){0};
}

void
fhir_entry(const struct fhir *f, struct value entry, size_t number, int depth)
{
	struct import *im = f->im;
	struct value resource = value_member(entry, "resource");
	struct span url;

	im->at.part = "entry";
	im->at.number = number;
	if (resource.type != SCAN_OBJECT)
		return;
	draft_reset(&im->draft);
	url = fhir_text(f, entry, "fullUrl");
	visit(f, resource, url, resource.json, depth);
}

static void
visit_entries(const struct fhir *f, struct value bundle, int depth)
{
	struct import *im = f->im;
	struct fhir in = *f;
	char scope[FHIR_SCOPE];
	struct place outer = im->at;
	struct each it;
	struct value v;
	size_t number = 0;

	fhir_scope(&in, scope);
	each_open(&it, value_member(bundle, "entry"));
	while (import_goes_on(im) && each_next(&it, &v))
		fhir_entry(&in, v, ++number, depth + 1);
	im->at = outer;
}

static void
visit_parameters(
    const struct fhir *f, struct value parent, const char *name, int depth)
{
	struct each it;
	struct value v, resource;
	struct error e = {0};

	if (value_member(parent, name).type == SCAN_NONE)
		return;
	if (depth > WITHIN) {
		error_set(&e, "resources nested too deep");
		import_reject(f->im, &e);
		return;
	}
	each_open(&it, value_member(parent, name));
	while (import_goes_on(f->im) && each_next(&it, &v)) {
		resource = value_member(v, "resource");
		if (resource.type == SCAN_OBJECT)
			visit(f, resource, (struct span){0}, resource.json,
			    depth + 1);
		visit_parameters(f, v, "part", depth + 1);
	}
}

/* Documents that stand in another resource. */
static void
visit_contained(const struct fhir *f, struct value resource, int depth)
{
	struct fhir in = *f;
	struct each it;
	struct value v;
	struct buf id = {0};
	struct span s;

	if (value_member(resource, "contained").type == SCAN_NONE)
		return;
	s = fhir_text(f, resource, "id");
	buf_add(&id, s.bytes, s.len);
	each_open(&it, value_member(resource, "contained"));
	while (import_goes_on(f->im) && each_next(&it, &v)) {
		in.holder = resource;
		in.holder_id = (struct span){buf_string(&id), id.len};
		if (fhir_is_document(v) || resource_is(v, "Bundle") ||
		    resource_is(v, "Parameters") || resource_is(v, "Consent"))
			visit(&in, v, (struct span){0}, v.json, depth + 1);
	}
	buf_free(&id);
}

static void
write_document(const struct fhir *f, struct value resource, struct span raw)
{
	struct import *im = f->im;
	struct fhir in = *f;
	struct error e = {0};

	/* Nothing of the document before may stay. */
	draft_reset(&im->draft);
	if (in.holder.type == SCAN_NONE)
		in.holder = resource;
	import_begin(im, "fhir", raw);
	if (fhir_document(&in, resource, &e) == -1)
		import_reject(im, &e);
	else
		import_note(im);
}

static void
write_consent(const struct fhir *f, struct value resource, struct span raw)
{
	struct import *im = f->im;
	struct fhir in = *f;
	struct buf line = {0};
	struct error e = {0};

	/* Nothing of the document before may stay. */
	draft_reset(&im->draft);
	if (in.holder.type == SCAN_NONE)
		in.holder = resource;
	import_begin(im, "fhir", raw);
	if (fhir_consent(&in, resource, &line, &e) == -1)
		import_reject(im, &e);
	else
		sink_line(&im->sink, &line);
	buf_free(&line);
}

static void
visit(const struct fhir *f, struct value resource, struct span url,
    struct span raw, int depth)
{
	struct import *im = f->im;
	struct error e = {0};

	if (depth > WITHIN) {
		error_set(&e, "resources nested too deep");
		import_reject(im, &e);
		return;
	}
	if (value_member(resource, "resourceType").type != SCAN_STRING) {
		error_set(&e, "resourceType: missing");
		import_reject(im, &e);
		return;
	}
	if (is_scope(resource)) {
		visit_entries(f, resource, depth);
		return;
	}
	if (im->indexing) {
		if (fhir_index(f, resource, url, &e) == -1) {
			sink_fail(&im->sink, &e);
			return;
		}
	} else if (fhir_is_document(resource)) {
		write_document(f, resource, raw);
	} else if (resource_is(resource, "Consent")) {
		write_consent(f, resource, raw);
	} else {
		im->passed_over++;
	}
	if (resource_is(resource, "Parameters"))
		visit_parameters(f, resource, "parameter", depth);
	visit_contained(f, resource, depth);
}

void
fhir_resource(const struct fhir *f, struct value resource)
{
	visit(f, resource, (struct span){0}, f->im->at.raw, 0);
}

static void
read_value(struct import *im, struct span json)
{
	struct fhir f = {.im = im};
	struct error e = {0};

	draft_reset(&im->draft);
	if (scan_line(im->scan, json.bytes, json.len, &e) == -1) {
		import_reject(im, &e);
		return;
	}
	/* The value itself, from brace to brace. */
	while (json.bytes[0] != '{') {
		json.bytes++;
		json.len--;
	}
	while (json.bytes[json.len - 1] != '}')
		json.len--;
	fhir_resource(&f, (struct value){.json = json, .type = SCAN_OBJECT});
}

/* A line too long to be scanned as one may be a Bundle. */
static void
read_long_line(struct import *im, struct origin *in)
{
	struct error e = {0};

	if (fhir_bundle_json(im, in, true, &e) == -1)
		import_reject(im, &e);
	if (origin_pass_line(in, &e) == -1)
		import_reject(im, &e);
}

/* Whether a member of this name may stand in LINE; QUOTED has its quotes.  Long
 * strings of base64 have none. */
static bool
may_have(struct span line, const char *quoted)
{
	const char *p = line.bytes, *end = p + line.len;
	size_t len = strlen(quoted);

	while ((p = memchr(p, '"', (size_t)(end - p))) != NULL) {
		if ((size_t)(end - p) < len)
			return false;
		if (memcmp(p, quoted, len) == 0)
			return true;
		p++;
	}
	return false;
}

/* Most of a Bulk Data folder need not be looked at in the first pass: what
 * begins as servers write it and points at nothing that it replaces. */
static bool
needs_no_index(struct span line)
{
	static const char start[] = "{\"resourceType\":\"DocumentReference\"";

	return line.len > sizeof(start) &&
	       memcmp(line.bytes, start, sizeof(start) - 1) == 0 &&
	       !may_have(line, "\"relatesTo\"") &&
	       !may_have(line, "\"contained\"");
}

static bool
is_blank(struct span s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (strchr(" \t\r", s.bytes[i]) == NULL || s.bytes[i] == '\0')
			return false;
	return true;
}

static void
read_lines(struct import *im, struct origin *in)
{
	struct error e = {0};
	struct span line;
	enum origin_line got;

	while (import_goes_on(im)) {
		got = origin_line(in, im->whole_most, &line, &e);
		im->at.line = in->line;
		im->at.is_line = true;
		im->at.raw = line;
		if (got == ORIGIN_END)
			return;
		if (got == ORIGIN_TOO_LONG) {
			read_long_line(im, in);
			continue;
		}
		if (got == ORIGIN_FAILED) {
			import_reject(im, &e);
			return;
		}
		if (is_blank(line) || (im->indexing && needs_no_index(line)))
			continue;
		if (in->line == 1 && line.len >= 3 &&
		    memcmp(line.bytes, "\xef\xbb\xbf", 3) == 0)
			line = (struct span){line.bytes + 3, line.len - 3};
		read_value(im, line);
	}
}

/* One resource over many lines. */
static void
read_whole(struct import *im, struct origin *in)
{
	struct error e = {0};
	struct span all;

	if (origin_all(in, im->whole_most, &all, &e) == -1) {
		import_reject(im, &e);
		return;
	}
	im->at.raw = all;
	if (all.len >= 3 && memcmp(all.bytes, "\xef\xbb\xbf", 3) == 0)
		all = (struct span){all.bytes + 3, all.len - 3};
	read_value(im, all);
}

static void
read_xml(struct import *im, struct origin *in)
{
	struct error e = {0};
	struct buf json = {0};
	struct span all;

	if (origin_all(in, XML_MOST, &all, &e) == -1) {
		import_reject(im, &e);
		return;
	}
	im->at.raw = all;
	if (fhir_xml_json(all, &json, &e) == -1)
		import_reject(im, &e);
	else
		read_value(im, (struct span){buf_string(&json), json.len});
	buf_wipe(&json);
	buf_free(&json);
}

/* The element that a document in XML begins with is a Bundle. */
static bool
is_bundle(struct span head)
{
	const char *p = head.bytes, *end = p + head.len;

	while ((p = memchr(p, '<', (size_t)(end - p))) != NULL && end - p > 8) {
		if (p[1] != '?' && p[1] != '!')
			return memcmp(p, "<Bundle", 7) == 0;
		p++;
	}
	return false;
}

/* A document that is not lines: whole where it is small, else as a Bundle. */
static void
read_document(struct import *im, struct origin *in, bool xml)
{
	struct error e = {0};
	struct span head;

	im->at.line = 0;
	im->at.is_line = false;
	if (origin_peek(in, im->whole_most + 1, &head, &e) == -1)
		import_reject(im, &e);
	else if (head.len <= im->whole_most || (xml && !is_bundle(head)))
		(xml ? read_xml : read_whole)(im, in);
	else if ((xml ? fhir_bundle_xml(im, in, &e)
		      : fhir_bundle_json(im, in, false, &e)) == -1)
		import_reject(im, &e);
}

/* Whether the first line is whole, however long: then each line is. */
static bool
is_lines(struct span head)
{
	const char *lf = memchr(head.bytes, '\n', head.len);
	const char *last;

	if (lf == NULL)
		return true;
	for (last = lf; last > head.bytes; last--)
		if (strchr(" \t\r\n", *last) == NULL)
			break;
	return *last == '}' && (size_t)(last - head.bytes) > 1;
}

void
fhir_read(struct import *im, struct origin *in)
{
	struct error e = {0};
	struct span head;
	size_t i = 0;

	if (origin_peek(in, 65536, &head, &e) == -1) {
		import_reject(im, &e);
		return;
	}
	while (i < head.len && strchr("\xef\xbb\xbf \t\r\n", head.bytes[i]) &&
	       head.bytes[i] != '\0')
		i++;
	if (i < head.len && head.bytes[i] == '<')
		read_document(im, in, true);
	else if (is_lines(head))
		read_lines(im, in);
	else
		read_document(im, in, false);
}
