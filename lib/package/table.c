/* Tables whose rows are kept whole and whose titles stand on each page. */
#include <string.h>

#include "base/alloc.h"
#include "package/face.h"
#include "package/pages_private.h"

#define LONG 2000   /* rows of a table that is tagged by the row */
#define GAP 6.0	    /* between columns */
#define PADDING 2.5 /* above and below a row's text */

static double
column_width(const struct pages *p, size_t column)
{
	double sum = 0;
	size_t i;

	for (i = 0; i < p->column_count; i++)
		sum += p->columns[i].width;
	return LINE_WIDTH * p->columns[column].width / sum;
}

/* Sets a cell; returns the height of its lines. */
static double
cell_set(
    struct pages *p, struct setting *cells, size_t column, const char *text)
{
	struct setting *cell = &cells[column];

	p->text.len = 0;
	face_clean(span_of(text), &p->text);
	buf_string(&p->text);
	if (setting_set(cell, p->text.bytes, p->text.len,
		column_width(p, column) - GAP, &p->error) == -1) {
		error_prefix(&p->error, "page %zu", p->count + !p->open);
		return 0;
	}
	return setting_height(cell);
}

/* Draws a cell at X; TAG is TH or TD, NULL: within a tag, or outside all.  A
 * click on it goes to PAGE, where that is not 0. */
static void
cell_draw(struct pages *p, const struct setting *cell, const char *tag,
    size_t page, double x)
{
	char target[80];

	if (tag != NULL)
		cairo_tag_begin(p->cr, tag, NULL);
	if (page > 0) {
		snprintf(target, sizeof(target), "page=%zu pos=[%d %d]", page,
		    (int)LEFT, (int)TOP);
		cairo_tag_begin(p->cr, CAIRO_TAG_LINK, target);
	}
	setting_draw(cell, p->cr, 0, cell->count, x, p->y + PADDING);
	if (page > 0)
		cairo_tag_end(p->cr, CAIRO_TAG_LINK);
	if (tag != NULL)
		cairo_tag_end(p->cr, tag);
}

/* Draws the cells that are set; TAG as for a cell. */
static void
row_draw(
    struct pages *p, const struct setting *cells, const char *tag, size_t page)
{
	const char *each = p->whole_rows ? NULL : tag;
	double x = LEFT;
	size_t i;

	if (tag != NULL)
		cairo_tag_begin(p->cr, "TR", NULL);
	if (tag != each)
		cairo_tag_begin(p->cr, tag, NULL);
	for (i = 0; i < p->column_count; i++) {
		cell_draw(p, &cells[i], each, i == 0 ? page : 0, x);
		x += column_width(p, i);
	}
	if (tag != each)
		cairo_tag_end(p->cr, tag);
	if (tag != NULL)
		cairo_tag_end(p->cr, "TR");
}

static void
titles_draw(struct pages *p, const char *tag)
{
	double height = 0, cell;
	size_t i;

	for (i = 0; i < p->column_count; i++) {
		cell = cell_set(p, p->titles, i, p->columns[i].title);
		height = cell > height ? cell : height;
	}
	row_draw(p, p->titles, tag, 0);
	p->y += height + 2 * PADDING;
	page_line(p, p->y, 0.2);
}

void
pages_table_begin(struct pages *p, const struct pages_column *columns,
    size_t count, size_t rows)
{
	p->whole_rows = rows > LONG;
	p->columns = columns;
	p->column_count = count;
	headings_place(p, 40);
	if (p->open && p->y + 40 > BOTTOM)
		page_close(p);
	page_open(p);
	cairo_tag_begin(p->cr, "Table", NULL);
	titles_draw(p, "TH");
}

void
pages_table_row(struct pages *p, const char *const *cells, size_t page)
{
	double height = 0, cell;
	size_t i;

	for (i = 0; i < p->column_count; i++) {
		cell = cell_set(p, p->cells, i, cells[i]);
		height = cell > height ? cell : height;
	}
	if (p->error.text[0] != '\0')
		return;
	height += 2 * PADDING;
	if (p->y + height > BOTTOM) { /* a table's page is open */
		page_close(p);
		page_open(p);
		titles_draw(p, NULL);
	}
	row_draw(p, p->cells, "TD", page);
	p->y += height;
	page_line(p, p->y, 0.8);
}

void
pages_table_end(struct pages *p)
{
	cairo_tag_end(p->cr, "Table");
	pages_space(p, 8);
}
