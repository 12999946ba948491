/* Tables whose rows are kept whole and whose titles stand on each page. */
#include <string.h>

#include "base/alloc.h"
#include "package/face.h"
#include "package/pages_private.h"

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

/* Draws the cells that are set; TAG is TH or TD, NULL outside the tags. */
static void
row_draw(
    struct pages *p, const struct setting *cells, const char *tag, size_t page)
{
	char target[80];
	double x = LEFT;
	size_t i;

	if (tag != NULL)
		cairo_tag_begin(p->cr, "TR", NULL);
	for (i = 0; i < p->column_count; i++) {
		bool link = i == 0 && page > 0;

		if (tag != NULL)
			cairo_tag_begin(p->cr, tag, NULL);
		if (link) {
			snprintf(target, sizeof(target), "page=%zu pos=[%d %d]",
			    page, (int)LEFT, (int)TOP);
			cairo_tag_begin(p->cr, CAIRO_TAG_LINK, target);
		}
		setting_draw(
		    &cells[i], p->cr, 0, cells[i].count, x, p->y + PADDING);
		if (link)
			cairo_tag_end(p->cr, CAIRO_TAG_LINK);
		if (tag != NULL)
			cairo_tag_end(p->cr, tag);
		x += column_width(p, i);
	}
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
pages_table_begin(
    struct pages *p, const struct pages_column *columns, size_t count)
{
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
	if (p->open && p->y + height > BOTTOM)
		page_close(p);
	if (!p->open) {
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
