/* What the files of the page maker share: pages.c keeps pages, heads and
 * numbers, flow.c sets text on them, table.c tables. */
#ifndef PACKAGE_PAGES_PRIVATE_H
#define PACKAGE_PAGES_PRIVATE_H

#include <pango/pangocairo.h>

#include "base/buf.h"
#include "package/pages.h"
#include "package/setting.h"
#include "package/words.h"

/* US Letter, points.  The foot and head stand at these base lines, text
 * between TOP and BOTTOM. */
#define PAGE_WIDTH 612.0
#define PAGE_HEIGHT 792.0
#define LEFT 68.0
#define LINE_WIDTH 480.0
#define HEAD 44.0
#define TOP 68.0
#define BOTTOM 726.0
#define FOOT 754.0
#define CELL_LINES 12 /* of a table's cell; then an ellipsis */

/* Pages numbered in one row: from FIRST (drawn order, from 0) on. */
struct page_run {
	size_t first;
	char *prefix; /* NULL: roman */
	size_t start;
};

struct page_outline {
	char *title;
	int level;
	bool front;
	size_t page; /* drawn order, from 1 */
	int y;
};

struct page_heading {
	char *text;
	char *outline;
	int level;
};

/* Lines above and below the text. */
enum running {
	RUNNING_LEFT,
	RUNNING_RIGHT,
	RUNNING_FOOT,
	RUNNING_NUMBER,
	RUNNING_COUNT
};

struct pages {
	cairo_surface_t *surface;
	cairo_t *cr;
	PangoContext *context;
	struct words *words;
	struct setting settings[STYLE_COUNT];
	struct setting cells[PAGES_COLUMNS];
	struct setting titles[PAGES_COLUMNS];
	FILE *out;
	struct error error; /* the first failure */
	char *language;

	struct setting running[RUNNING_COUNT];
	bool head_rule;
	char *prefix;
	char label[64];
	size_t count, roman_count, number_count;
	size_t front_pages, front_parts;
	bool in_front;
	struct page_run *runs;
	size_t run_count;
	struct page_outline *outlines;
	size_t outline_count;

	bool open;			 /* a page is begun */
	double y;			 /* where the next line's top is */
	struct page_heading headings[4]; /* waiting for the text below them */
	size_t waiting;
	struct buf text; /* scratch */

	const struct pages_column *columns; /* of the table that is open */
	size_t column_count;
	bool whole_rows; /* a tag for a row's cells together */
};

/* Begins a page where none is open. */
void page_open(struct pages *p);
void page_close(struct pages *p);
/* A thin line at height Y. */
void page_line(struct pages *p, double y, double grey);
/* Draws the headings that wait, with room for MORE points below them. */
void headings_place(struct pages *p, double more);
void headings_draw(struct pages *p);
void outline_add(struct pages *p, int level, const char *title);

#endif
