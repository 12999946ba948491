/* Text on pages: headings that stay with what they head, paragraphs that are
 * parted between lines. */
#include <string.h>

#include "base/alloc.h"
#include "package/face.h"
#include "package/pages_private.h"

#define CHUNK 8192 /* bytes set at once: Pango's memory is many times that */
#define PARAGRAPH_SPACE 5.0

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

/* Sets TEXT to the full line; NULL where the run has failed already. */
static const struct setting *
text_set(struct pages *p, enum pages_style style, const char *text, size_t len)
{
	struct setting *s = &p->settings[style];

	if (p->error.text[0] != '\0')
		return NULL;
	if (setting_set(s, text, len, LINE_WIDTH, &p->error) == -1) {
		error_prefix(&p->error, "page %zu", p->count + !p->open);
		return NULL;
	}
	return s;
}

static double
headings_height(struct pages *p)
{
	double height = 0;
	size_t i;

	for (i = 0; i < p->waiting; i++) {
		const struct page_heading *h = &p->headings[i];
		const struct setting *s = text_set(
		    p, heading_style(h->level), h->text, strlen(h->text));

		if (s == NULL)
			return 0;
		height += setting_height(s) + heading_space(h->level) + 4;
	}
	return height;
}

static void
heading_draw(struct pages *p, const struct page_heading *h)
{
	enum pages_style style = heading_style(h->level);
	const struct setting *s;

	if (p->y > TOP)
		p->y += heading_space(h->level);
	s = text_set(p, style, h->text, strlen(h->text));
	if (s == NULL)
		return;
	if (h->outline != NULL)
		outline_add(p, h->level, h->outline);
	cairo_tag_begin(p->cr, face_tag(style), NULL);
	p->y += setting_draw(s, p->cr, 0, s->count, LEFT, p->y);
	cairo_tag_end(p->cr, face_tag(style));
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
static size_t
lines_here(size_t fit, size_t left, size_t total, bool page_top)
{
	if (fit >= left)
		return left;
	if (left - fit == 1 && fit > 1)
		fit--; /* the next page begins with two lines */
	if (fit < 2 && left == total && !page_top)
		return 0;
	return fit < 1 && page_top ? 1 : fit;
}

/* Draws what is set, over as many pages as it takes.  A paragraph is a tag on
 * each, so that head and foot stay outside. */
static void
setting_flow(struct pages *p, const struct setting *s)
{
	const char *tag = face_tag(s->style);
	size_t at = 0, count;
	double height;

	while (at < s->count) {
		page_open(p);
		count = setting_fit(s, at, BOTTOM - p->y, &height);
		count = lines_here(count, s->count - at, s->count, p->y <= TOP);
		if (count > 0) {
			cairo_tag_begin(p->cr, tag, NULL);
			p->y += setting_draw(s, p->cr, at, count, LEFT, p->y);
			cairo_tag_end(p->cr, tag);
			at += count;
		}
		if (at < s->count)
			page_close(p);
	}
}

/* Room for a paragraph's beginning: all of a short one, else two lines. */
static void
headings_with(struct pages *p, const struct setting *s)
{
	double height;

	if (p->waiting == 0)
		return;
	height = setting_height(s);
	if (s->count >= 4)
		height = 2 * height / (double)s->count;
	headings_place(p, height);
}

static void
chunk_draw(
    struct pages *p, enum pages_style style, const char *text, size_t len)
{
	const struct setting *s = text_set(p, style, text, len);

	if (s == NULL)
		return;
	headings_with(p, s);
	setting_flow(p, s);
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
