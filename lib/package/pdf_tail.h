/* What cairo 1.16 cannot say of a PDF, written behind it as an incremental
 * update (ISO 32000-1, 7.5.6): language, page labels, a file identifier, and
 * the front pages, which could be drawn only when all others were, moved
 * before them.  Reads nothing but what cairo wrote, and refuses a file that is
 * not laid out as cairo lays it out. */
#ifndef PACKAGE_PDF_TAIL_H
#define PACKAGE_PDF_TAIL_H

#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/span.h"

/* Labels of the pages from FIRST (from 0, in their final order) on. */
struct pdf_label {
	size_t first;
	const char *prefix; /* NULL: small roman numerals from i */
	size_t start;	    /* the number of the first of them */
};

struct pdf_tail {
	const char *language;
	size_t front_pages; /* how many of the last pages go first */
	size_t front_parts; /* how many of the last parts go first */
	const struct pdf_label *labels;
	size_t label_count;
};

/* Appends to OUT what is to stand behind FILE, a whole PDF. */
int pdf_tail_make(struct span file, const struct pdf_tail *t, struct buf *out,
    struct error *e);
/* The same at the end of the file PATH. */
int pdf_tail_write(const char *path, const struct pdf_tail *t, struct error *e);

#endif
