/* HTML to text, by libxml2: no network, no scripts, no styles. */
#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>
#include <limits.h>

#include "import/content.h"
#include "import/flow.h"

enum tag_kind {
	TAG_INLINE,
	TAG_SKIP,  /* with all that is in it */
	TAG_LINE,  /* begins and ends a line */
	TAG_BLOCK, /* begins and ends a paragraph */
	TAG_BREAK,
	TAG_ITEM,
	TAG_CELL,
	TAG_PRE,
};

static const struct {
	const char *name;
	enum tag_kind kind;
} tags[] = {
    {"script", TAG_SKIP},
    {"style", TAG_SKIP},
    {"head", TAG_SKIP},
    {"template", TAG_SKIP},
    {"object", TAG_SKIP},
    {"svg", TAG_SKIP},
    {"math", TAG_SKIP},
    {"br", TAG_BREAK},
    {"hr", TAG_BLOCK},
    {"li", TAG_ITEM},
    {"td", TAG_CELL},
    {"th", TAG_CELL},
    {"tr", TAG_LINE},
    {"div", TAG_LINE},
    {"dt", TAG_LINE},
    {"dd", TAG_LINE},
    {"caption", TAG_LINE},
    {"legend", TAG_LINE},
    {"option", TAG_LINE},
    {"address", TAG_LINE},
    {"section", TAG_LINE},
    {"article", TAG_LINE},
    {"header", TAG_LINE},
    {"footer", TAG_LINE},
    {"form", TAG_LINE},
    {"p", TAG_BLOCK},
    {"h1", TAG_BLOCK},
    {"h2", TAG_BLOCK},
    {"h3", TAG_BLOCK},
    {"h4", TAG_BLOCK},
    {"h5", TAG_BLOCK},
    {"h6", TAG_BLOCK},
    {"ul", TAG_LINE},
    {"ol", TAG_LINE},
    {"dl", TAG_LINE},
    {"table", TAG_BLOCK},
    {"blockquote", TAG_BLOCK},
    {"pre", TAG_PRE},
    {"textarea", TAG_PRE},
};

static enum tag_kind
tag_find(const xmlChar *name)
{
	size_t i;

	for (i = 0; i < sizeof(tags) / sizeof(tags[0]); i++)
		if (xmlStrcasecmp(name, (const xmlChar *)tags[i].name) == 0)
			return tags[i].kind;
	return TAG_INLINE;
}

/* "3. " within <ol>, else "- ". */
static void
flow_item(struct flow *f, const xmlNode *node)
{
	char marker[16] = "- ";
	const xmlNode *n;
	int number = 1;

	flow_break(f, 1);
	if (xmlStrcasecmp(node->parent->name, (const xmlChar *)"ol") == 0) {
		for (n = node->prev; n != NULL; n = n->prev)
			if (n->type == XML_ELEMENT_NODE)
				number++;
		snprintf(marker, sizeof(marker), "%d. ", number);
	}
	flow_literal(f, marker);
	f->held = true;
}

static bool
is_first_cell(const xmlNode *node)
{
	const xmlNode *n;

	for (n = node->prev; n != NULL; n = n->prev)
		if (n->type == XML_ELEMENT_NODE)
			return false;
	return true;
}

static void
flow_open(struct flow *f, const xmlNode *node, enum tag_kind kind)
{
	switch (kind) {
	case TAG_BREAK:
		flow_line(f);
		break;
	case TAG_LINE:
		flow_break(f, 1);
		break;
	case TAG_BLOCK:
		flow_break(f, 2);
		break;
	case TAG_ITEM:
		flow_item(f, node);
		break;
	case TAG_CELL:
		if (!is_first_cell(node))
			flow_cell(f);
		break;
	case TAG_PRE:
		flow_break(f, 1);
		f->pre++;
		break;
	case TAG_INLINE:
	case TAG_SKIP:
		break;
	}
}

static void
flow_close(struct flow *f, enum tag_kind kind)
{
	if (kind == TAG_LINE || kind == TAG_ITEM || kind == TAG_PRE)
		flow_break(f, 1);
	if (kind == TAG_BLOCK)
		flow_break(f, 2);
	if (kind == TAG_PRE)
		f->pre--;
}

/* The parser has refused what is nested deeper than libxml2's 256. */
static void
flow_nodes(struct flow *f, const xmlNode *node)
{
	enum tag_kind kind;

	for (; node != NULL; node = node->next) {
		if (node->type == XML_TEXT_NODE ||
		    node->type == XML_CDATA_SECTION_NODE) {
			if (node->content != NULL)
				flow_text(f, (const char *)node->content,
				    strlen((const char *)node->content));
			continue;
		}
		if (node->type != XML_ELEMENT_NODE)
			continue;
		kind = tag_find(node->name);
		if (kind == TAG_SKIP)
			continue;
		flow_open(f, node, kind);
		flow_nodes(f, node->children);
		flow_close(f, kind);
	}
}

static void
ignore(void *context, const char *format, ...)
{
	(void)context;
	(void)format;
}

/* The tree of a page; NULL where libxml2 gave up before its end. */
static htmlDocPtr
html_tree(struct span bytes, struct error *e)
{
	htmlParserCtxtPtr parser;
	htmlDocPtr tree;
	bool gave_up;

	if (bytes.len > INT_MAX) {
		error_set(e, "HTML that is too long");
		return NULL;
	}
	parser = htmlCreateMemoryParserCtxt(bytes.bytes, (int)bytes.len);
	if (parser == NULL) {
		error_set(e, "HTML that cannot be read");
		return NULL;
	}
	parser->sax->error = ignore;
	parser->sax->warning = ignore;
	htmlCtxtUseOptions(
	    parser, HTML_PARSE_NONET | HTML_PARSE_RECOVER | HTML_PARSE_NOERROR |
			HTML_PARSE_NOWARNING | HTML_PARSE_COMPACT |
			HTML_PARSE_IGNORE_ENC);
	xmlSwitchEncoding(parser, XML_CHAR_ENCODING_UTF8);
	htmlParseDocument(parser);
	tree = parser->myDoc;
	/* Depth and size limits disable the handlers and leave the rest out. */
	gave_up = parser->disableSAX != 0;
	htmlFreeParserCtxt(parser);
	if (gave_up || tree == NULL) {
		xmlFreeDoc(tree);
		error_set(e, "HTML nested too deep or with no end");
		return NULL;
	}
	return tree;
}

int
html_text(struct draft *d, struct span bytes, struct span *out, struct error *e)
{
	struct flow f = {0};
	htmlDocPtr tree;

	*out = span_of("");
	if (bytes.len == 0)
		return 0;
	tree = html_tree(bytes, e);
	if (tree == NULL)
		return -1;
	flow_nodes(&f, tree->children);
	xmlFreeDoc(tree);
	*out = draft_copy(d, (struct span){buf_string(&f.out), f.out.len});
	buf_wipe(&f.out);
	buf_free(&f.out);
	return 0;
}
