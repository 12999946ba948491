/* XML by libxml2 as hostile input: no document type, so no entities but XML's
 * own five; no network; libxml2's limits on depth and on the size of texts. */
#ifndef IMPORT_XML_H
#define IMPORT_XML_H

#include <libxml/tree.h>
#include <stdbool.h>

#include "base/error.h"
#include "base/span.h"
#include "import/charset.h"

#define XML_MOST ((size_t)32 << 20) /* bytes of a document */

/* The tree, freed with xmlFreeDoc.  The bytes are made UTF-8 first, whatever
 * the declaration says of them (SAID); text in ARENA.  NULL: ill-formed
 * ("line N: …"), or what is refused. */
xmlDocPtr xml_parse(struct span bytes, struct arena *arena,
    struct charset_remarks *said, struct error *e);

/* The first child element with this local name, whatever its namespace. */
const xmlNode *xml_child(const xmlNode *parent, const char *name);
/* The first child element; NULL: none, but text perhaps. */
const xmlNode *xml_first(const xmlNode *parent);
/* The next sibling of the same name. */
const xmlNode *xml_next(const xmlNode *node);
/* A path of children, "author/assignedAuthor". */
const xmlNode *xml_path(const xmlNode *parent, const char *path);
bool xml_is(const xmlNode *node, const char *name);
/* An attribute's value in ARENA; absent: none, or empty. */
struct span xml_attribute(
    const xmlNode *node, const char *name, struct arena *arena);
/* All text within, white space collapsed; absent where there is none. */
struct span xml_text(const xmlNode *node, struct arena *arena);
/* All text within as it stands. */
struct span xml_content(const xmlNode *node, struct arena *arena);

#endif
