/* The process that has pdftotext and qpdf run for us.
 *
 * Who writes a package is shut in (base/sandbox.h) and can start no program;
 * the helper is begun before that, and before the first note is read.  A PDF
 * goes to it in a nameless file that both have open, what the program writes
 * comes back through a socket. */
#ifndef PACKAGE_HELPER_H
#define PACKAGE_HELPER_H

#include <stddef.h>

#include "base/error.h"

struct helper; /* owner of the process */

enum helper_work {
	HELPER_TEXT,  /* the text of a PDF, in reading order */
	HELPER_BODY,  /* that of the body of our pages alone */
	HELPER_COVER, /* the PDF with the cover's pages in front */
};

/* FOLDER is for the nameless file.  COVER: the PDF that HELPER_COVER puts in
 * front, or NULL; without one the helper is shut in as well, to the programs
 * and libraries that are installed. */
struct helper *helper_begin(
    const char *folder, const char *cover, struct error *e);
void helper_end(struct helper *h); /* NULL too */

/* Hands it what FD has from its start on; TAKE gets each piece of the
 * answer. */
int helper_run(struct helper *h, enum helper_work work, int fd,
    void (*take)(void *to, const char *bytes, size_t len), void *to,
    struct error *e);

#endif
