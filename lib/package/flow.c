/* Text on pages: headings that stay with what they head, paragraphs that are
 * parted between lines. */
#include <string.h>

#include "base/alloc.h"
#include "package/face.h"
#include "package/pages_private.h"

#define CHUNK 8192 /* bytes set at once: Pango's memory is many times that */
#define PARAGRAPH_SPACE 5.0

static double
points(int pango_units)
{
	return (double)pango_units / PANGO_SCALE;
}

static double
heading_space(int level)
{
	return level == 1 ? 18 : level == 2 ? 12 : 8;
}

static enum pages_style
heading_style(int level)
{
	return level == 1   ? STYLE_TITLE
	       : level == 2 ? STYLE_HEADING
			    : STYLE_SECTION;
}

/* Sets TEXT to the full line; false where the run has failed already. */
static bool
layout_set(struct pages *p, PangoLayout *layout, const char *text, size_t len)
{
	if (p->error.text[0] != '\0')
		return false;
	pango_layout_set_width(layout, PANGO_SCALE * (int)LINE_WIDTH);
	pango_layout_set_text(layout, text, (int)len);
	if (face_check(layout, &p->error) == -1) {
		error_prefix(&p->error, "page %zu", p->count + !p->open);
		return false;
	}
	return true;
}

double
lines_draw(struct pages *p, PangoLayoutIter *iter, int count, double x,
    double y, enum pages_style style)
{
	PangoRectangle box;
	double top = y, height, ascent;

	for (; count > 0; count--) {
		pango_layout_iter_get_line_extents(iter, NULL, &box);
		height = points(box.height);
		ascent = points(pango_layout_iter_get_baseline(iter) - box.y);
		y += height * face_leading(style);
		cairo_move_to(p->cr, x + points(box.x),
		    y - height * (face_leading(style) + 1) / 2 + ascent);
		pango_cairo_show_layout_line(
		    p->cr, pango_layout_iter_get_line_readonly(iter));
		if (count > 1)
			pango_layout_iter_next_line(iter);
	}
	return y - top;
}

/* How many lines from the iterator's on fit into ROOM; HEIGHT is theirs. */
static int
lines_fit(PangoLayoutIter *iter, int left, double room, enum pages_style style,
    double *height)
{
	PangoLayoutIter *ahead = pango_layout_iter_copy(iter);
	PangoRectangle box;
	int count = 0;
	double line;

	*height = 0;
	while (count < left) {
		pango_layout_iter_get_line_extents(ahead, NULL, &box);
		line = points(box.height) * face_leading(style);
		if (*height + line > room)
			break;
		*height += line;
		count++;
		pango_layout_iter_next_line(ahead);
	}
	pango_layout_iter_free(ahead);
	return count;
}

static double
headings_height(struct pages *p)
{
	double height = 0, lines;
	size_t i;

	for (i = 0; i < p->waiting; i++) {
		enum pages_style style = heading_style(p->headings[i].level);
		PangoLayout *layout = p->layouts[style];
		PangoLayoutIter *iter;

		if (!layout_set(p, layout, p->headings[i].text,
			strlen(p->headings[i].text)))
			return 0;
		iter = pango_layout_get_iter(layout);
		lines_fit(iter, pango_layout_get_line_count(layout), BOTTOM,
		    style, &lines);
		height += lines + heading_space(p->headings[i].level) + 4;
		pango_layout_iter_free(iter);
	}
	return height;
}

static void
heading_draw(struct pages *p, const struct page_heading *h)
{
	enum pages_style style = heading_style(h->level);
	PangoLayout *layout = p->layouts[style];
	PangoLayoutIter *iter;

	if (p->y > TOP)
		p->y += heading_space(h->level);
	if (!layout_set(p, layout, h->text, strlen(h->text)))
		return;
	if (h->outline != NULL)
		outline_add(p, h->level, h->outline);
	iter = pango_layout_get_iter(layout);
	cairo_tag_begin(p->cr, face_tag(style), NULL);
	p->y += lines_draw(
	    p, iter, pango_layout_get_line_count(layout), LEFT, p->y, style);
	cairo_tag_end(p->cr, face_tag(style));
	pango_layout_iter_free(iter);
	p->y += 4;
}

void
headings_place(struct pages *p, double more)
{
	size_t i;

	if (p->waiting == 0)
		return;
	if (p->open && p->y > TOP && p->y + headings_height(p) + more > BOTTOM)
		page_close(p);
	page_open(p);
	for (i = 0; i < p->waiting; i++) {
		heading_draw(p, &p->headings[i]);
		free(p->headings[i].text);
		free(p->headings[i].outline);
	}
	p->waiting = 0;
}

void
headings_draw(struct pages *p)
{
	headings_place(p, 0);
}

void
pages_heading(struct pages *p, int level, const char *text, const char *outline)
{
	if (p->waiting == sizeof(p->headings) / sizeof(p->headings[0]))
		headings_draw(p);
	buf_wipe(&p->text);
	face_clean(span_of(text), &p->text);
	p->headings[p->waiting++] =
	    (struct page_heading){alloc_string(buf_string(&p->text)),
		outline == NULL ? NULL : alloc_string(outline), level};
}

/* How many of LEFT lines to draw here so that no line stands alone, given that
 * FIT would. */
static int
lines_here(int fit, int left, int total, bool page_top)
{
	if (fit >= left)
		return left;
	if (left - fit == 1 && fit > 1)
		fit--; /* the next page begins with two lines */
	if (fit < 2 && left == total && !page_top)
		return 0;
	return fit < 1 && page_top ? 1 : fit;
}

/* Draws the layout, over as many pages as it takes.  A paragraph is a tag on
 * each, so that head and foot stay outside. */
static void
layout_flow(struct pages *p, PangoLayout *layout, enum pages_style style)
{
	PangoLayoutIter *iter = pango_layout_get_iter(layout);
	int total = pango_layout_get_line_count(layout), left = total, count;
	double height;

	while (left > 0) {
		page_open(p);
		count = lines_fit(iter, left, BOTTOM - p->y, style, &height);
		count = lines_here(count, left, total, p->y <= TOP);
		if (count > 0) {
			cairo_tag_begin(p->cr, face_tag(style), NULL);
			p->y += lines_draw(p, iter, count, LEFT, p->y, style);
			cairo_tag_end(p->cr, face_tag(style));
			left -= count;
			pango_layout_iter_next_line(iter);
		}
		if (left > 0)
			page_close(p);
	}
	pango_layout_iter_free(iter);
}

/* Room for a paragraph's beginning: all of a short one, else two lines. */
static void
headings_with(struct pages *p, PangoLayout *layout, enum pages_style style)
{
	PangoLayoutIter *iter;
	int lines = pango_layout_get_line_count(layout);
	double height;

	if (p->waiting == 0)
		return;
	iter = pango_layout_get_iter(layout);
	lines_fit(iter, lines < 4 ? lines : 2, BOTTOM, style, &height);
	pango_layout_iter_free(iter);
	headings_place(p, height);
}

static void
chunk_draw(
    struct pages *p, enum pages_style style, const char *text, size_t len)
{
	PangoLayout *layout = p->layouts[style];

	if (!layout_set(p, layout, text, len))
		return;
	headings_with(p, layout, style);
	layout_flow(p, layout, style);
}

/* Where to part a paragraph too long to set at once. */
static size_t
chunk_end(const char *text, size_t len)
{
	size_t end;

	if (len <= CHUNK)
		return len;
	for (end = CHUNK; end > CHUNK / 2; end--)
		if (text[end - 1] == ' ')
			return end;
	for (end = CHUNK; ((unsigned char)text[end] & 0xc0) == 0x80;)
		end--;
	return end;
}

static void
paragraph_draw(
    struct pages *p, enum pages_style style, const char *text, size_t len)
{
	size_t end;

	while (len > 0) {
		end = chunk_end(text, len);
		chunk_draw(p, style, text, end);
		text += end;
		len -= end;
	}
}

void
pages_text(struct pages *p, enum pages_style style, struct span text)
{
	const char *at, *end, *line;

	buf_wipe(&p->text);
	face_clean(text, &p->text);
	at = p->text.bytes;
	end = at + p->text.len;
	while (at < end) {
		line = memchr(at, '\n', (size_t)(end - at));
		if (line == NULL)
			line = end;
		if (line == at)
			pages_space(p, PARAGRAPH_SPACE);
		paragraph_draw(p, style, at, (size_t)(line - at));
		at = line + 1;
	}
	pages_space(p, PARAGRAPH_SPACE);
}

void
pages_line(struct pages *p, enum pages_style style, const char *text)
{
	buf_wipe(&p->text);
	face_clean(span_of(text), &p->text);
	paragraph_draw(p, style, p->text.bytes, p->text.len);
}

void
pages_space(struct pages *p, double space)
{
	if (p->open && p->y > TOP)
		p->y += space;
}

void
pages_rule(struct pages *p)
{
	headings_draw(p);
	page_open(p);
	page_line(p, p->y + 2, 0.5);
	p->y += 6;
}

void
pages_signature(struct pages *p, const char *const *labels, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (p->open && p->y + 44 > BOTTOM)
			page_close(p);
		page_open(p);
		p->y += 30;
		cairo_set_line_width(p->cr, 0.6);
		cairo_move_to(p->cr, LEFT, p->y);
		cairo_line_to(p->cr, LEFT + 0.6 * LINE_WIDTH, p->y);
		cairo_stroke(p->cr);
		p->y += 3;
		pages_line(p, STYLE_SMALL, labels[i]);
	}
}
