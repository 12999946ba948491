/* A PDF of plain lines, as little as pdftotext asks for. */
#ifndef TESTS_PDF_H
#define TESTS_PDF_H

#include <stddef.h>
#include <string.h>

#include "base/buf.h"

/* PAGES pages; the lines of each are separated by '\n', and the pages by '\f',
 * in TEXT.  Parentheses must not stand in it. */
static inline void
pdf_make(struct buf *out, const char *text)
{
	size_t pages = 1, i, len;
	const char *p;

	for (p = text; *p != '\0'; p++)
		pages += *p == '\f';
	out->len = 0;
	buf_add_string(out, "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>"
			    "endobj\n2 0 obj<</Type/Pages/Kids[");
	for (i = 0; i < pages; i++)
		buf_addf(out, "%zu 0 R ", 4 + 2 * i);
	buf_addf(out,
	    "]/Count %zu>>endobj\n3 0 obj<</Type/Font/Subtype/Type1/BaseFont"
	    "/Courier>>endobj\n",
	    pages);
	for (p = text, i = 0; i < pages; i++) {
		struct buf lines = {0};

		buf_add_string(&lines, "BT /F1 10 Tf 14 TL 72 770 Td");
		while (*p != '\0' && *p != '\f') {
			len = strcspn(p, "\n\f");
			buf_addf(&lines, " (%.*s) Tj T*", (int)len, p);
			p += len + (p[len] == '\n');
		}
		p += *p == '\f';
		buf_add_string(&lines, " ET");
		buf_addf(out,
		    "%zu 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]"
		    "/Resources<</Font<</F1 3 0 R>>>>/Contents %zu 0 R>>endobj"
		    "\n%zu 0 obj<</Length %zu>>stream\n",
		    4 + 2 * i, 5 + 2 * i, 5 + 2 * i, lines.len);
		buf_add(out, lines.bytes, lines.len);
		buf_add_string(out, "\nendstream endobj\n");
		buf_free(&lines);
	}
	buf_add_string(out, "trailer<</Root 1 0 R>>\n%%EOF\n");
	buf_string(out);
}

#endif
