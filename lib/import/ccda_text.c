/* The narrative block of CDA (StrucDoc.Text) → text. */
#include <stdio.h>

#include "import/ccda.h"
#include "import/flow.h"

enum mark {
	MARK_INLINE,
	MARK_LINE, /* begins and ends a line */
	MARK_BREAK,
	MARK_ITEM,
	MARK_CELL,
	MARK_IMAGE,
};

static const struct {
	const char *name;
	enum mark mark;
} marks[] = {
    {"paragraph", MARK_LINE},
    {"br", MARK_BREAK},
    {"list", MARK_LINE},
    {"item", MARK_ITEM},
    {"table", MARK_LINE},
    {"tr", MARK_LINE},
    {"td", MARK_CELL},
    {"th", MARK_CELL},
    {"caption", MARK_LINE},
    {"footnote", MARK_LINE},
    {"renderMultiMedia", MARK_IMAGE},
};

static enum mark
mark_find(const xmlNode *node)
{
	size_t i;

	for (i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (xml_is(node, marks[i].name))
			return marks[i].mark;
	return MARK_INLINE;
}

static void
mark_item(struct flow *f, const xmlNode *node, struct arena *arena)
{
	const xmlNode *n;
	char marker[16] = "- ";
	int number = 1;

	flow_break(f, 1);
	if (span_is(
		xml_attribute(node->parent, "listType", arena), "ordered")) {
		for (n = node->prev; n != NULL; n = n->prev)
			if (xml_is(n, "item"))
				number++;
		snprintf(marker, sizeof(marker), "%d. ", number);
	}
	flow_literal(f, marker);
	/* A caption or paragraph that comes first stays on the marker's line.
	 */
	f->held = true;
}

static bool
is_first_cell(const xmlNode *node)
{
	const xmlNode *n;

	for (n = node->prev; n != NULL; n = n->prev)
		if (xml_is(n, "td") || xml_is(n, "th"))
			return false;
	return true;
}

static void
narrate(struct import *im, struct flow *f, const xmlNode *node)
{
	struct arena *arena = &im->draft.arena;

	for (; node != NULL; node = node->next) {
		enum mark mark;

		if ((node->type == XML_TEXT_NODE ||
			node->type == XML_CDATA_SECTION_NODE) &&
		    node->content != NULL)
			flow_text(f, (const char *)node->content,
			    strlen((const char *)node->content));
		if (node->type != XML_ELEMENT_NODE)
			continue;
		if (span_is(xml_attribute(node, "revised", arena), "delete")) {
			import_warn(im, "text marked as deleted: left out");
			continue;
		}
		mark = mark_find(node);
		if (mark == MARK_LINE)
			flow_break(f, 1);
		else if (mark == MARK_BREAK)
			flow_line(f);
		else if (mark == MARK_ITEM)
			mark_item(f, node, arena);
		else if (mark == MARK_CELL && !is_first_cell(node))
			flow_cell(f);
		else if (mark == MARK_IMAGE)
			import_warn(im, "an image in the text: not read");
		narrate(im, f, node->children);
		if (mark == MARK_LINE || mark == MARK_ITEM)
			flow_break(f, 1);
	}
}

struct span
ccda_narrative(struct import *im, const xmlNode *text)
{
	struct flow f = {0};
	struct span s;

	narrate(im, &f, text->children);
	s = draft_copy(
	    &im->draft, (struct span){buf_string(&f.out), f.out.len});
	buf_wipe(&f.out);
	buf_free(&f.out);
	return s;
}
