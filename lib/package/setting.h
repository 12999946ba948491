/* A text set into lines: of plain words where it is plain (words.h), by Pango
 * where it is not. */
#ifndef PACKAGE_SETTING_H
#define PACKAGE_SETTING_H

#include <pango/pangocairo.h>
#include <stdbool.h>

#include "base/buf.h"
#include "base/error.h"
#include "package/pages.h"
#include "package/words.h"

struct set_line {
	PangoLayoutLine *line; /* the layout's; NULL: glyphs */
	double x;	       /* where Pango begins it */
	double width, height, ascent;
	size_t glyph, glyph_count;
	size_t text, text_len; /* bytes */
};

/* Zeroed but for its first three members it is one without a text. */
struct setting {
	PangoContext *context; /* borrowed, as is words */
	struct words *words;
	enum pages_style style;
	int limit;    /* of lines, then an ellipsis; 0: none, and LF parts */
	double width; /* points */

	struct buf text; /* what is set */
	struct set_line *lines;
	size_t count, capacity;
	struct word_glyph *glyphs;
	size_t glyph_count, glyph_capacity;
	PangoLayout *layout;   /* NULL: nothing has needed it */
	PangoLayout *pictures; /* likewise: for what only such fonts have */
	bool set;
};

void setting_free(struct setting *s); /* wipes */

/* Sets TEXT to WIDTH points; the same as before costs nothing.  -1 as
 * face_check. */
int setting_set(struct setting *s, const char *text, size_t len, double width,
    struct error *e);

/* How many of the lines from FIRST on fit into ROOM, and their height. */
size_t setting_fit(
    const struct setting *s, size_t first, double room, double *height);
/* The height of all lines. */
double setting_height(const struct setting *s);
/* Draws COUNT lines from FIRST on, the top at Y, and returns their height. */
double setting_draw(const struct setting *s, cairo_t *cr, size_t first,
    size_t count, double x, double y);
/* Draws one line, its base line at Y. */
void setting_draw_line(
    const struct setting *s, cairo_t *cr, size_t i, double x, double y);

#endif
