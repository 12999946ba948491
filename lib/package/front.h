/* The payer's own letter before a response. */
#ifndef PACKAGE_FRONT_H
#define PACKAGE_FRONT_H

#include "base/error.h"
#include "package/helper.h"

/* Puts the pages of the helper's cover before those of the PDF at PATH, by
 * qpdf; tags, language and bookmarks of PATH stay. */
int front_add(struct helper *h, const char *path, struct error *e);

#endif
