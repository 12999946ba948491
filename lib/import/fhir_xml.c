/* FHIR XML → FHIR JSON (R4, "XML Representation of Resources"): attributes
 * `value` become strings, elements that repeat arrays, a resource its own
 * object, XHTML a string. */
#include "import/fhir.h"
#include "import/xml.h"
#include "stream/record.h"

static void write_element(
    const xmlNode *node, struct buf *out, struct arena *arena);

static bool
is_resource_name(const xmlNode *node)
{
	return node->type == XML_ELEMENT_NODE && node->name[0] >= 'A' &&
	       node->name[0] <= 'Z';
}

static void
write_key(struct buf *out, bool *comma, const char *key)
{
	if (*comma)
		buf_add_byte(out, ',');
	*comma = true;
	json_add_string(out, key, strlen(key));
	buf_add_byte(out, ':');
}

static void
write_xhtml(const xmlNode *node, struct buf *out)
{
	xmlBufferPtr made = xmlBufferCreate();

	if (made != NULL && xmlNodeDump(made, node->doc,
				(xmlNodePtr)(uintptr_t)node, 0, 0) >= 0)
		json_add_string(out, (const char *)xmlBufferContent(made),
		    (size_t)xmlBufferLength(made));
	else
		buf_add_string(out, "\"\"");
	xmlBufferFree(made);
}

static bool
seen_before(const xmlNode *node)
{
	const xmlNode *n;

	for (n = node->prev; n != NULL; n = n->prev)
		if (xml_is(n, (const char *)node->name))
			return true;
	return false;
}

static void
write_member(const xmlNode *node, struct buf *out, struct arena *arena)
{
	const xmlNode *n;
	bool several = xml_next(node) != NULL;

	if (several)
		buf_add_byte(out, '[');
	for (n = node; n != NULL; n = xml_next(n)) {
		if (n != node)
			buf_add_byte(out, ',');
		write_element(n, out, arena);
	}
	if (several)
		buf_add_byte(out, ']');
}

static const xmlNode *
only_resource(const xmlNode *node)
{
	const xmlNode *n;

	for (n = node->children; n != NULL; n = n->next)
		if (is_resource_name(n))
			return n;
	return NULL;
}

static void
write_object(const xmlNode *node, struct buf *out, struct arena *arena)
{
	const xmlNode *n;
	bool comma = false;

	buf_add_byte(out, '{');
	if (is_resource_name(node)) {
		write_key(out, &comma, "resourceType");
		json_add_string(out, (const char *)node->name,
		    strlen((const char *)node->name));
	}
	for (n = node->children; n != NULL; n = n->next) {
		if (n->type != XML_ELEMENT_NODE || seen_before(n))
			continue;
		write_key(out, &comma, (const char *)n->name);
		write_member(n, out, arena);
	}
	buf_add_byte(out, '}');
}

static void
write_element(const xmlNode *node, struct buf *out, struct arena *arena)
{
	const xmlNode *inner = only_resource(node);
	struct span value = xml_attribute(node, "value", arena);

	if (xml_is(node, "div"))
		write_xhtml(node, out);
	else if (value.bytes != NULL)
		json_add_string(out, value.bytes, value.len);
	else if (inner != NULL)
		write_object(inner, out, arena);
	else
		write_object(node, out, arena);
}

void
fhir_element_json(const xmlNode *element, struct buf *out, struct arena *arena)
{
	write_element(element, out, arena);
}

int
fhir_xml_json(struct span xml, struct buf *out, struct error *e)
{
	struct arena arena = {0};
	struct charset_remarks said = {0};
	xmlDocPtr tree = xml_parse(xml, &arena, &said, e);
	const xmlNode *root;
	int failed = 0;

	if (tree == NULL) {
		arena_free(&arena);
		return -1;
	}
	root = xmlDocGetRootElement(tree);
	if (is_resource_name(root))
		write_object(root, out, &arena);
	else
		failed = error_set(e, "XML of a kind that is not known here");
	xmlFreeDoc(tree);
	arena_free(&arena);
	return failed;
}
