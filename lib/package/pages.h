/* Pages of a PDF: text set by Pango, drawn by cairo, tagged as it is drawn.
 *
 * Text flows from the top of a page to its foot; a heading stays with the text
 * below it, and no paragraph leaves one line alone.  The running head and foot
 * are outside the tags, so that a reader aloud passes over them.
 *
 * Functions that draw return nothing: the first failure (a write that failed,
 * a glyph that no installed font has) is kept and pages_finish reports it.
 * Lengths are points, 72 an inch; text is valid UTF-8. */
#ifndef PACKAGE_PAGES_H
#define PACKAGE_PAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/span.h"

struct pages; /* owner */

struct pages_title {
	const char *title;    /* of the document, for its metadata */
	const char *author;   /* the practice; may be NULL */
	const char *language; /* BCP 47, "en-US" */
	int64_t created;      /* an instant: never the clock's own */
};

enum pages_style {
	STYLE_TEXT,    /* the records themselves */
	STYLE_NOTICE,  /* what the practice says about them */
	STYLE_SMALL,   /* facts beside the text, table cells */
	STYLE_STRONG,  /* column titles, letterhead */
	STYLE_TITLE,   /* heading 1 */
	STYLE_HEADING, /* heading 2 */
	STYLE_SECTION, /* heading 3 */
	STYLE_RUNNING, /* head and foot */
	STYLE_COUNT
};

/* Writes to OUT, which the caller opened, and closes only after pages_free. */
struct pages *pages_begin(FILE *out, const struct pages_title *t);
void pages_free(struct pages *p);

/* The running head of the pages that begin from now on; copied, NULL: none. */
void pages_head(struct pages *p, const char *left, const char *right);
/* The running foot's left side, likewise. */
void pages_foot(struct pages *p, const char *left);
/* Numbers of the pages that begin from now on: PREFIX and six digits counted
 * from 1 over all pages so numbered (plain digits where PREFIX is empty), or
 * small roman numerals of their own where it is NULL. */
void pages_number(struct pages *p, const char *prefix);

/* What follows begins on a new page. */
void pages_break(struct pages *p);
/* Pages begun so far; the number that stands on the current one, in a buffer
 * that the next call uses again. */
size_t pages_count(const struct pages *p);
const char *pages_label(struct pages *p);

/* A part of the document (tag Sect).  Front parts are drawn when all is known
 * and moved before the others when the file is finished; they come last. */
void pages_part_begin(struct pages *p, bool front);
void pages_part_end(struct pages *p);
/* A division of a part, such as one record. */
void pages_division_begin(struct pages *p);
void pages_division_end(struct pages *p);

/* LEVEL 1 to 3.  OUTLINE names it in the bookmarks; NULL: it is not there.
 * Level 2 hangs under the level 1 before it. */
void pages_heading(
    struct pages *p, int level, const char *text, const char *outline);
/* Text with its line breaks; blank lines part paragraphs.  Controls that have
 * no shape are left out. */
void pages_text(struct pages *p, enum pages_style style, struct span text);
void pages_line(struct pages *p, enum pages_style style, const char *text);
void pages_space(struct pages *p, double points);
/* A thin line across the page. */
void pages_rule(struct pages *p);
/* Lines to sign on: LABEL below each. */
void pages_signature(struct pages *p, const char *const *labels, size_t count);

/* A table: WIDTHS are shares of the line.  The column titles stand again on
 * each page. */
struct pages_column {
	const char *title;
	double width;
};
#define PAGES_COLUMNS 8
/* ROWS will follow.  A table too long to be read cell by cell is tagged row by
 * row: a cell's tag costs more memory than all else of it. */
void pages_table_begin(struct pages *p, const struct pages_column *columns,
    size_t count, size_t rows);
/* One cell a column; a cell longer than twelve lines is cut with an ellipsis.
 * PAGE (from 1; 0: none) is where a click on the first cell goes. */
void pages_table_row(struct pages *p, const char *const *cells, size_t page);
void pages_table_end(struct pages *p);

/* Closes the last page and writes what cairo leaves out: language, page
 * numbers, order of parts.  PATH names the file OUT writes to. */
int pages_finish(struct pages *p, const char *path, struct error *e);
/* The same where OUT of pages_begin is an open_memstream on BYTES and LEN: the
 * whole document is appended to TO. */
int pages_finish_memory(struct pages *p, char **bytes, size_t *len,
    struct buf *to, struct error *e);

#endif
