/* The process that has pdftotext (poppler) run for us.
 *
 * A program that reads a stranger's files is shut in and can start no other
 * (base/sandbox.h); this helper is begun before that, is shut in itself, to
 * programs and libraries as they are installed, and starts pdftotext once for
 * each PDF, with limits on time, memory and output.  The PDF lies in a nameless
 * file that both have open. */
#ifndef IMPORT_PDF_HELPER_H
#define IMPORT_PDF_HELPER_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/coprocess.h"
#include "base/error.h"
#include "base/span.h"

/* Zeroed: not begun. */
struct pdf_helper {
	bool begun;
	bool failed; /* it could not be begun, for this reason: */
	struct error why;
	struct coprocess process;
	int file; /* the PDF */
};

void pdf_helper_begin(struct pdf_helper *h);
void pdf_helper_end(struct pdf_helper *h);

/* Begins the helper where it was not.  UTF-8 with a form feed after each page,
 * behind OUT. */
int pdf_helper_text(
    struct pdf_helper *h, struct span pdf, struct buf *out, struct error *e);

#endif
