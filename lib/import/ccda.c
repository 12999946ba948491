/* C-CDA documents → notes: the sections' narratives, or the body that is no
 * XML. */
#include "import/ccda.h"

#include "import/base64.h"
#include "import/content.h"

#define SECTIONS_DEEP 16

/* The element whose ID attribute is NAME; NULL: none. */
static const xmlNode *
find_id(const xmlNode *node, struct span name, struct arena *arena)
{
	const xmlNode *found;

	for (; node != NULL; node = node->next) {
		if (node->type != XML_ELEMENT_NODE)
			continue;
		if (span_equal(xml_attribute(node, "ID", arena), name))
			return node;
		found = find_id(node->children, name, arena);
		if (found != NULL)
			return found;
	}
	return NULL;
}

/* <text> may be nothing but a reference to where the text stands. */
static const xmlNode *
follow_reference(struct import *im, const xmlNode *text, struct error *e)
{
	const xmlNode *reference = xml_child(text, "reference"), *found;
	struct arena *arena = &im->draft.arena;
	struct span value = xml_attribute(reference, "value", arena);

	if (reference == NULL || xml_text(text, arena).bytes != NULL)
		return text;
	if (value.len < 2 || value.bytes[0] != '#') {
		error_set(e, "text: a reference to what is not in the input");
		return NULL;
	}
	found = find_id(xmlDocGetRootElement(text->doc),
	    (struct span){value.bytes + 1, value.len - 1}, arena);
	if (found == NULL)
		error_set(e, "text: a reference to nothing");
	return found;
}

/* Some write HTML into the narrative as text, in CDATA or with its brackets
 * escaped. */
static int
read_narrative(
    struct import *im, struct span title, const xmlNode *text, struct error *e)
{
	struct span s = ccda_narrative(im, text);

	if (xml_first(text) == NULL &&
	    content_kind(s, (struct span){0}) == CONTENT_HTML) {
		s = xml_content(text, &im->draft.arena);
		if (html_text(&im->draft, s, &s, e) == -1)
			return -1;
		import_warn(im, "HTML as a section's text: read as HTML");
	}
	draft_add_section(&im->draft, title, s);
	return 0;
}

static int read_components(
    struct import *im, const xmlNode *parent, int depth, struct error *e);

static int
read_section(
    struct import *im, const xmlNode *section, int depth, struct error *e)
{
	struct draft *d = &im->draft;
	const xmlNode *text = xml_child(section, "text");
	struct span title = xml_text(xml_child(section, "title"), &d->arena);
	struct span label = xml_attribute(
	    xml_child(section, "confidentialityCode"), "code", &d->arena);

	if (depth > SECTIONS_DEEP)
		return error_set(e, "sections nested too deep");
	if (label.bytes != NULL)
		add_label(d, label);
	if (title.bytes == NULL)
		title = xml_attribute(
		    xml_child(section, "code"), "displayName", &d->arena);
	if (text != NULL) {
		text = follow_reference(im, text, e);
		if (text == NULL || read_narrative(im, title, text, e) == -1)
			return -1;
	} else if (xml_child(section, "entry") != NULL) {
		import_warn(im, "a section with entries and no text");
	} else if (title.bytes != NULL) {
		draft_add_section(d, title, span_of("")); /* of its parts */
	}
	return read_components(im, section, depth + 1, e);
}

static int
read_components(
    struct import *im, const xmlNode *parent, int depth, struct error *e)
{
	const xmlNode *n, *section;

	for (n = xml_child(parent, "component"); n != NULL; n = xml_next(n)) {
		section = xml_child(n, "section");
		if (section != NULL &&
		    read_section(im, section, depth, e) == -1)
			return -1;
	}
	return 0;
}

static int
read_body_text(struct import *im, const xmlNode *text, struct error *e)
{
	struct draft *d = &im->draft;
	struct content c = {
	    .type = xml_attribute(text, "mediaType", &d->arena)};
	struct span s;

	if (xml_child(text, "reference") != NULL &&
	    xml_text(text, &d->arena).bytes == NULL)
		return error_set(
		    e, "nonXMLBody: a reference to what is not in the input");
	s = xml_content(text, &d->arena);
	if (s.bytes == NULL)
		return error_set(e, "nonXMLBody: no text");
	c.bytes = s;
	c.charset = span_of("utf-8");
	if (span_is(xml_attribute(text, "representation", &d->arena), "B64")) {
		c.charset = (struct span){0};
		if (base64_decode(s, &d->arena, &c.bytes, e) == -1)
			return error_prefix(e, "nonXMLBody");
	}
	if (content_kind(c.bytes, c.type) == CONTENT_CCDA)
		return error_set(e, "nonXMLBody: a document within itself");
	return content_read(im, &c, e);
}

int
ccda_draft(struct import *im, struct span bytes, bool whole, struct error *e)
{
	struct draft *d = &im->draft;
	struct charset_remarks said = {0};
	size_t before = d->list[LIST_SECTIONS].count;
	const xmlNode *document, *text;
	xmlDocPtr tree = xml_parse(bytes, &d->arena, &said, e);
	int failed = -1;

	if (tree == NULL)
		return -1;
	if (said.contradicted != NULL)
		import_warn(im, "%s", said.contradicted);
	if (said.replaced != NULL)
		import_warn(im, "%s", said.replaced);
	document = xmlDocGetRootElement(tree);
	text = xml_path(document, "component/nonXMLBody/text");
	if (!xml_is(document, "ClinicalDocument"))
		error_set(e, "XML of a kind that is not known here");
	else if (ccda_header(im, document, whole, e) == -1)
		;
	else if (text != NULL)
		failed = read_body_text(im, text, e);
	else
		failed = read_components(
		    im, xml_path(document, "component/structuredBody"), 0, e);
	if (failed == 0 && d->list[LIST_SECTIONS].count == before)
		failed = error_set(e, "no section that has text");
	xmlFreeDoc(tree);
	return failed;
}

void
ccda_read(struct import *im, struct origin *in)
{
	struct error e = {0};
	struct span all;

	if (origin_all(in, XML_MOST, &all, &e) == -1) {
		import_reject(im, &e);
		return;
	}
	im->at.raw = all;
	draft_reset(&im->draft);
	import_begin(im, "ccda", all);
	if (ccda_draft(im, all, true, &e) == -1) {
		import_reject(im, &e);
		return;
	}
	if (im->draft.field[FIELD_ID].bytes == NULL)
		draft_set_digest_id(&im->draft);
	import_note(im);
}
