/* Tables whose rows are kept whole and whose titles stand on each page. */
#include <string.h>

#include "base/alloc.h"
#include "package/face.h"
#include "package/pages_private.h"

#define CELL_LINES 12
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
cell_set(struct pages *p, size_t column, const char *text)
{
	PangoLayout *layout = p->cells[column];
	PangoRectangle box;

	pango_layout_set_width(
	    layout, (int)((column_width(p, column) - GAP) * PANGO_SCALE));
	pango_layout_set_height(layout, -CELL_LINES);
	pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
	pango_layout_set_single_paragraph_mode(layout, TRUE);
	buf_wipe(&p->text);
	face_clean(span_of(text), &p->text);
	if (strcmp(pango_layout_get_text(layout), buf_string(&p->text)) != 0)
		pango_layout_set_text(layout, p->text.bytes, (int)p->text.len);
	if (face_check(layout, &p->error) == -1) {
		error_prefix(&p->error, "page %zu", p->count + !p->open);
		return 0;
	}
	pango_layout_get_extents(layout, NULL, &box);
	return (double)box.height / PANGO_SCALE * face_leading(STYLE_SMALL);
}

static void
cell_draw(struct pages *p, size_t column, double x)
{
	PangoLayoutIter *iter = pango_layout_get_iter(p->cells[column]);

	lines_draw(p, iter, pango_layout_get_line_count(p->cells[column]), x,
	    p->y + PADDING, STYLE_SMALL);
	pango_layout_iter_free(iter);
}

/* Draws the cells that are set; TAG is TH or TD, NULL outside the tags. */
static void
row_draw(struct pages *p, const char *tag, size_t page)
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
		cell_draw(p, i, x);
		if (link)
			cairo_tag_end(p->cr, CAIRO_TAG_LINK);
		if (tag != NULL)
			cairo_tag_end(p->cr, tag);
		x += column_width(p, i);
	}
	if (tag != NULL)
		cairo_tag_end(p->cr, "TR");
}

/* The titles' face is another: their layouts stand in for the cells'. */
static void
layouts_swap(struct pages *p)
{
	PangoLayout *layout;
	size_t i;

	for (i = 0; i < p->column_count; i++) {
		layout = p->cells[i];
		p->cells[i] = p->titles[i];
		p->titles[i] = layout;
	}
}

static void
titles_draw(struct pages *p, const char *tag)
{
	double height = 0, cell;
	size_t i;

	layouts_swap(p);
	for (i = 0; i < p->column_count; i++) {
		cell = cell_set(p, i, p->columns[i].title);
		height = cell > height ? cell : height;
	}
	row_draw(p, tag, 0);
	layouts_swap(p);
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
		cell = cell_set(p, i, cells[i]);
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
	row_draw(p, "TD", page);
	p->y += height;
	page_line(p, p->y, 0.8);
}

void
pages_table_end(struct pages *p)
{
	cairo_tag_end(p->cr, "Table");
	pages_space(p, 8);
}
