/* A letter of the practice, as a PDF. */
#ifndef PACKAGE_LETTER_H
#define PACKAGE_LETTER_H

#include <stdint.h>

#include "base/buf.h"
#include "base/date.h"
#include "base/error.h"
#include "note/practice.h"
#include "package/pages.h"

/* Borrowed.  A paragraph is text as pages_text takes it; lines within it are
 * kept. */
struct letter {
	const struct practice *practice; /* letterhead; may be NULL */
	const char *title;
	const char *const *paragraphs;
	size_t count;
	int64_t written; /* an instant: the letter's date */
};

/* Appends the PDF to OUT. */
int letter_pdf(const struct letter *l, struct buf *out, struct error *e);

#define DATE_WORDS 40 /* "September 30, 2026" and a NUL */
void date_words(date_days d, char out[static DATE_WORDS]);

/* The practice's letterhead at the top of a page: its lines, or its name and
 * address. */
void letterhead_draw(struct pages *p, const struct practice *practice);
/* "street, city, state code" in one line, behind what OUT has. */
void address_line(const struct address *a, struct buf *out);

#endif
