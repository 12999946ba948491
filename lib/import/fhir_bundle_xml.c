/* Bundles that are too large to stand in memory, in XML: libxml2 is given block
 * after block, and each entry is taken out of its tree when it ends. */
#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#include "import/fhir.h"
#include "import/xml.h"

#define BLOCK ((size_t)64 << 10)       /* bytes given at once */
#define BETWEEN_MOST ((size_t)1 << 20) /* bytes beside the entries */

struct splitter {
	struct import *im;
	struct fhir fhir;
	size_t number;
	struct buf json;
	struct arena arena;
	size_t since; /* bytes given since an entry ended */
	bool document_type, other_root, too_long;
};

static void
stop(xmlParserCtxtPtr parser, bool *why)
{
	*why = true;
	xmlStopParser(parser);
}

static void
refuse_type(void *context, const xmlChar *name, const xmlChar *external,
    const xmlChar *system)
{
	xmlParserCtxtPtr parser = context;
	struct splitter *s = parser->_private;

	(void)name;
	(void)external;
	(void)system;
	stop(parser, &s->document_type);
}

static void
ignore(void *context, const char *format, ...)
{
	(void)context;
	(void)format;
}

static void
begin_element(void *context, const xmlChar *name, const xmlChar *prefix,
    const xmlChar *uri, int namespaces, const xmlChar **namespace_list,
    int attributes, int defaulted, const xmlChar **attribute_list)
{
	xmlParserCtxtPtr parser = context;
	struct splitter *s = parser->_private;

	xmlSAX2StartElementNs(context, name, prefix, uri, namespaces,
	    namespace_list, attributes, defaulted, attribute_list);
	if (parser->node != NULL &&
	    parser->node->parent == (xmlNodePtr)parser->myDoc &&
	    !xml_is(parser->node, "Bundle"))
		stop(parser, &s->other_root);
}

static void
read_entry(struct splitter *s, const xmlNode *entry)
{
	struct import *im = s->im;
	struct error e = {0};
	struct span json;

	s->json.len = 0;
	fhir_element_json(entry, &s->json, &s->arena);
	json = (struct span){buf_string(&s->json), s->json.len};
	im->at.part = "entry";
	im->at.number = ++s->number;
	im->at.raw = json;
	if (scan_line(im->scan, json.bytes, json.len, &e) == -1)
		import_reject(im, &e);
	else
		fhir_entry(&s->fhir,
		    (struct value){.json = json, .type = SCAN_OBJECT},
		    s->number, 1);
	arena_reset(&s->arena);
}

/* What ended below the Bundle is read, and leaves the tree. */
static void
end_element(void *context, const xmlChar *name, const xmlChar *prefix,
    const xmlChar *uri)
{
	xmlParserCtxtPtr parser = context;
	struct splitter *s = parser->_private;
	xmlNodePtr node = parser->node, inner;

	xmlSAX2EndElementNs(context, name, prefix, uri);
	if (node == NULL || parser->node == NULL ||
	    parser->node->parent != (xmlNodePtr)parser->myDoc)
		return;
	if (xml_is(node, "entry") && import_goes_on(s->im))
		read_entry(s, node);
	s->since = 0;
	while ((inner = parser->node->children) != NULL) {
		xmlUnlinkNode(inner);
		xmlFreeNode(inner);
	}
}

static xmlParserCtxtPtr
open_parser(struct splitter *s)
{
	xmlParserCtxtPtr parser =
	    xmlCreatePushParserCtxt(NULL, NULL, NULL, 0, NULL);

	if (parser == NULL)
		return NULL;
	xmlCtxtUseOptions(parser, XML_PARSE_NONET | XML_PARSE_NOERROR |
				      XML_PARSE_NOWARNING | XML_PARSE_COMPACT);
	parser->_private = s;
	parser->sax->internalSubset = refuse_type;
	parser->sax->error = ignore;
	parser->sax->warning = ignore;
	parser->sax->serror = NULL;
	parser->sax->startElementNs = begin_element;
	parser->sax->endElementNs = end_element;
	return parser;
}

static int
feed(struct splitter *s, xmlParserCtxtPtr parser, struct origin *in,
    struct error *e)
{
	struct span block;
	int end;

	do {
		if (origin_peek(in, BLOCK, &block, e) == -1)
			return -1;
		end = block.len == 0;
		s->since += block.len;
		if (s->since > XML_MOST + BETWEEN_MOST)
			stop(parser, &s->too_long);
		else if (xmlParseChunk(
			     parser, block.bytes, (int)block.len, end) != 0)
			return 0;
		origin_take(in, block.len);
	} while (!end && !s->too_long && import_goes_on(s->im));
	return 0;
}

/* Why it was not read to its end, if it was not. */
static int
judge(const struct splitter *s, xmlParserCtxtPtr parser, struct error *e)
{
	if (!import_goes_on(s->im))
		return 0;
	if (s->document_type)
		return error_set(e, "XML with a document type: not read");
	if (s->other_root)
		return error_set(e, "XML of a kind that is not known here");
	if (s->too_long)
		return error_set(
		    e, "an entry of more than %zu MiB", XML_MOST >> 20);
	if (parser->wellFormed == 0)
		return error_set(
		    e, "line %d: ill-formed XML", parser->lastError.line);
	return 0;
}

int
fhir_bundle_xml(struct import *im, struct origin *in, struct error *e)
{
	struct splitter s = {.im = im, .fhir = {.im = im}};
	xmlParserCtxtPtr parser = open_parser(&s);
	struct place outer = im->at;
	char scope[FHIR_SCOPE];
	int failed;

	if (parser == NULL)
		return error_set(e, "XML that cannot be read");
	fhir_scope(&s.fhir, scope);
	failed = feed(&s, parser, in, e);
	im->at = outer;
	if (failed == 0)
		failed = judge(&s, parser, e);
	if (parser->myDoc != NULL)
		xmlFreeDoc(parser->myDoc);
	xmlFreeParserCtxt(parser);
	buf_wipe(&s.json);
	buf_free(&s.json);
	arena_free(&s.arena);
	return failed;
}
