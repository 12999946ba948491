/* The payer's own letter before a response. */
#ifndef PACKAGE_FRONT_H
#define PACKAGE_FRONT_H

#include "base/error.h"

/* Puts the pages of the PDF COVER before those of PATH, by qpdf; tags,
 * language and bookmarks of PATH stay. */
int front_add(const char *path, const char *cover, struct error *e);

#endif
