/* The package read again, after it was written: is anything in it that was to
 * be withheld? */
#ifndef PACKAGE_READBACK_H
#define PACKAGE_READBACK_H

#include "package/response.h"

/* Looks through every file of the folder, a PDF's text layer by pdftotext, and
 * through each released record as its own note, for what the plan's `withheld`
 * file holds.  A find is an error that names the file, not what was found. */
int readback(const struct response *r, struct error *e);

#endif
