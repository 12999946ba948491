#include "import/xml.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <strings.h>

#include "import/flow.h"

struct refusal {
	bool document_type;
};

static void
refuse_type(void *context, const xmlChar *name, const xmlChar *external,
    const xmlChar *system)
{
	xmlParserCtxtPtr parser = context;
	struct refusal *r = parser->_private;

	(void)name;
	(void)external;
	(void)system;
	r->document_type = true;
	xmlStopParser(parser);
}

static void
ignore(void *context, const char *format, ...)
{
	(void)context;
	(void)format;
}

/* encoding="…" of the declaration; absent: none. */
static struct span
declared_encoding(struct span s)
{
	static const char word[] = "encoding";
	size_t i, start, most = s.len < 200 ? s.len : 200;
	char quote;

	if (s.len < 5 || memcmp(s.bytes, "<?xml", 5) != 0)
		return (struct span){0};
	for (i = 5; i + sizeof(word) < most; i++) {
		if (s.bytes[i] == '>')
			break;
		if (memcmp(s.bytes + i, word, sizeof(word) - 1) != 0)
			continue;
		i += sizeof(word) - 1;
		while (i < most && strchr(" =\t", s.bytes[i]) != NULL)
			i++;
		if (i >= most)
			break;
		quote = s.bytes[i];
		start = ++i;
		while (i < most && s.bytes[i] != quote)
			i++;
		return (struct span){s.bytes + start, i - start};
	}
	return (struct span){0};
}

/* What reads as ASCII is not UTF-16, whatever it declares: programs write the
 * charset of their strings, and then the bytes of another. */
static struct span
true_encoding(struct span declared)
{
	if (declared.len >= 5 && strncasecmp(declared.bytes, "utf", 3) == 0 &&
	    memcmp(declared.bytes + declared.len - 2, "16", 2) == 0)
		return (struct span){0};
	return declared;
}

static struct span
without_blanks(struct span s)
{
	while (s.len > 0 && s.bytes[0] != '\0' &&
	       strchr(" \t\r\n", s.bytes[0]) != NULL) {
		s.bytes++;
		s.len--;
	}
	return s;
}

xmlDocPtr
xml_parse(struct span bytes, struct arena *arena, struct charset_remarks *said,
    struct error *e)
{
	struct refusal refusal = {0};
	xmlParserCtxtPtr parser;
	xmlDocPtr tree;
	struct span text;
	const char *p;
	int line = 0;

	if (bytes.len > XML_MOST) {
		error_set(e, "XML of more than %zu MiB", XML_MOST >> 20);
		return NULL;
	}
	if (charset_text(bytes,
		true_encoding(declared_encoding(without_blanks(bytes))), arena,
		&text, said, e) == -1)
		return NULL;
	p = text.bytes;
	text = without_blanks(text);
	for (; p < text.bytes; p++)
		line += *p == '\n';
	parser = xmlNewParserCtxt();
	if (parser == NULL) {
		error_set(e, "XML that cannot be read");
		return NULL;
	}
	parser->_private = &refusal;
	parser->sax->internalSubset = refuse_type;
	parser->sax->error = ignore;
	parser->sax->warning = ignore;
	parser->sax->serror = NULL;
	tree =
	    xmlCtxtReadMemory(parser, text.bytes, (int)text.len, NULL, "UTF-8",
		XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
		    XML_PARSE_COMPACT);
	line += parser->lastError.line;
	if (refusal.document_type)
		error_set(e, "XML with a document type: not read");
	else if (tree == NULL)
		error_set(e, "line %d: ill-formed XML", line);
	if (refusal.document_type) {
		xmlFreeDoc(tree);
		tree = NULL;
	}
	xmlFreeParserCtxt(parser);
	return tree;
}

bool
xml_is(const xmlNode *node, const char *name)
{
	return node->type == XML_ELEMENT_NODE &&
	       strcmp((const char *)node->name, name) == 0;
}

const xmlNode *
xml_child(const xmlNode *parent, const char *name)
{
	const xmlNode *n;

	if (parent == NULL)
		return NULL;
	for (n = parent->children; n != NULL; n = n->next)
		if (xml_is(n, name))
			return n;
	return NULL;
}

const xmlNode *
xml_first(const xmlNode *parent)
{
	const xmlNode *n;

	for (n = parent->children; n != NULL; n = n->next)
		if (n->type == XML_ELEMENT_NODE)
			return n;
	return NULL;
}

const xmlNode *
xml_next(const xmlNode *node)
{
	const xmlNode *n;

	for (n = node->next; n != NULL; n = n->next)
		if (xml_is(n, (const char *)node->name))
			return n;
	return NULL;
}

const xmlNode *
xml_path(const xmlNode *parent, const char *path)
{
	char name[64];
	size_t len;

	while (parent != NULL && *path != '\0') {
		len = strcspn(path, "/");
		if (len >= sizeof(name))
			return NULL;
		memcpy(name, path, len);
		name[len] = '\0';
		parent = xml_child(parent, name);
		path += len + (path[len] == '/');
	}
	return parent;
}

struct span
xml_attribute(const xmlNode *node, const char *name, struct arena *arena)
{
	const xmlAttr *a;
	struct span s = {0};
	xmlChar *value;

	if (node == NULL)
		return s;
	for (a = node->properties; a != NULL; a = a->next) {
		if (strcmp((const char *)a->name, name) != 0)
			continue;
		value = xmlNodeListGetString(node->doc, a->children, 1);
		if (value == NULL)
			return s;
		s.len = strlen((const char *)value);
		if (s.len > 0)
			s.bytes =
			    arena_string(arena, (const char *)value, s.len);
		xmlFree(value);
		return s;
	}
	return s;
}

static void
gather(struct flow *f, const xmlNode *node)
{
	for (; node != NULL; node = node->next) {
		if ((node->type == XML_TEXT_NODE ||
			node->type == XML_CDATA_SECTION_NODE) &&
		    node->content != NULL)
			flow_text(f, (const char *)node->content,
			    strlen((const char *)node->content));
		else if (node->type == XML_ELEMENT_NODE)
			gather(f, node->children);
	}
}

static struct span
gathered(const xmlNode *node, struct arena *arena, int pre)
{
	struct flow f = {.pre = pre};
	struct span s = {0};

	if (node == NULL)
		return s;
	gather(&f, node->children);
	if (f.out.len > 0) {
		s.len = f.out.len;
		s.bytes = arena_string(arena, f.out.bytes, s.len);
	}
	buf_wipe(&f.out);
	buf_free(&f.out);
	return s;
}

struct span
xml_text(const xmlNode *node, struct arena *arena)
{
	return gathered(node, arena, 0);
}

struct span
xml_content(const xmlNode *node, struct arena *arena)
{
	return gathered(node, arena, 1);
}
