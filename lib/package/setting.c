#include "package/setting.h"

#include <string.h>

#include "base/alloc.h"
#include "package/face.h"

#define DRAWN 512 /* glyphs handed to cairo at once */

static double
points(int pango_units)
{
	return (double)pango_units / PANGO_SCALE;
}

void
setting_free(struct setting *s)
{
	buf_wipe(&s->text);
	buf_free(&s->text);
	free(s->lines);
	if (s->glyphs != NULL)
		explicit_bzero(
		    s->glyphs, s->glyph_capacity * sizeof(s->glyphs[0]));
	free(s->glyphs);
	g_clear_object(&s->layout);
	g_clear_object(&s->pictures);
}

static struct set_line *
line_add(struct setting *s)
{
	if (s->count == s->capacity) {
		s->capacity = s->capacity == 0 ? 4 : s->capacity * 2;
		s->lines =
		    alloc_resize(s->lines, s->capacity, sizeof(s->lines[0]));
	}
	s->lines[s->count] = (struct set_line){0};
	return &s->lines[s->count++];
}

/* Plain words */

static struct set_line *
plain_line(struct setting *s, size_t text)
{
	struct word_face face = glyph_words_face(s->words, s->style);
	struct set_line *l = line_add(s);

	l->height = face.height;
	l->ascent = face.ascent;
	l->text = text;
	l->glyph = s->glyph_count;
	return l;
}

static void
glyphs_add(struct setting *s, struct set_line *l, const struct word_glyph *g,
    size_t count, size_t bytes)
{
	if (s->glyph_count + count > s->glyph_capacity) {
		s->glyph_capacity = 2 * (s->glyph_count + count);
		s->glyphs = alloc_resize(
		    s->glyphs, s->glyph_capacity, sizeof(s->glyphs[0]));
	}
	memcpy(s->glyphs + s->glyph_count, g, count * sizeof(g[0]));
	s->glyph_count += count;
	l->glyph_count += count;
	l->text_len += bytes;
}

static int
glyphs_width(const struct word_glyph *g, size_t count)
{
	int width = 0;
	size_t i;

	for (i = 0; i < count; i++)
		width += g[i].width;
	return width;
}

static bool
is_letter(unsigned char c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/* Where a word may be parted first: behind a hyphen or a slash between letters.
 * The glyphs before it, and their bytes. */
static size_t
piece_count(const char *text, size_t len, size_t *bytes)
{
	size_t count = 0, i;

	for (i = 0; i < len; i++) {
		count += ((unsigned char)text[i] & 0xc0) != 0x80;
		if ((text[i] == '-' || text[i] == '/') && i > 0 &&
		    i + 1 < len && is_letter((unsigned char)text[i - 1]) &&
		    is_letter((unsigned char)text[i + 1])) {
			*bytes = i + 1;
			return count;
		}
	}
	*bytes = len;
	return count;
}

struct line_state {
	struct set_line *line;
	int x; /* Pango units, as is width */
	int width;
};

/* Adds a word, piece by piece, beginning lines where it does not fit; false:
 * a piece is longer than a line. */
static bool
word_add(
    struct setting *s, struct line_state *at, struct word word, size_t offset)
{
	const char *text = s->text.bytes;
	size_t end = offset + word.len, bytes, count;
	int width;

	for (; offset < end;
	     offset += bytes, word.glyphs += count, word.count -= count) {
		count = piece_count(text + offset, end - offset, &bytes);
		width = glyphs_width(word.glyphs, count);
		if (at->x + width > at->width && at->line->glyph_count > 0) {
			at->line = plain_line(s, offset);
			at->x = 0;
		}
		if (at->x + width > at->width)
			return false;
		glyphs_add(s, at->line, word.glyphs, count, bytes);
		at->x += width;
		at->line->width = points(at->x);
	}
	return true;
}

/* Spaces hang over the end of a line, they begin none. */
static void
spaces_add(struct setting *s, struct line_state *at, struct word spaces)
{
	glyphs_add(s, at->line, spaces.glyphs, spaces.count, spaces.len);
	at->x += glyphs_width(spaces.glyphs, spaces.count);
	at->line->width = points(at->x);
}

static bool
plain_set(struct setting *s)
{
	const char *text = s->text.bytes;
	struct line_state at = {
	    plain_line(s, 0), 0, (int)(s->width * PANGO_SCALE)};
	size_t offset = 0;

	while (offset < s->text.len) {
		struct word word = {NULL, 0, 1};

		if (text[offset] == '\n') {
			at.line = plain_line(s, offset + 1);
			at.x = 0;
		} else {
			word = glyph_words_next(s->words, s->style, text + offset,
			    s->text.len - offset);
			if (word.len == 0)
				return false;
			if (text[offset] == ' ')
				spaces_add(s, &at, word);
			else if (!word_add(s, &at, word, offset))
				return false;
		}
		offset += word.len;
	}
	return s->limit == 0 || s->count <= (size_t)s->limit;
}

/* Pango's lines */

static void
layout_prepare(const struct setting *s, PangoLayout *layout)
{
	pango_layout_set_width(layout, (int)(s->width * PANGO_SCALE));
	if (s->limit > 0) {
		pango_layout_set_height(layout, -s->limit);
		pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
	}
	pango_layout_set_text(layout, s->text.bytes, (int)s->text.len);
}

static PangoLayout *
layout_with_pictures(const struct setting *s)
{
	PangoContext *context = face_context(
	    pango_language_to_string(pango_context_get_language(s->context)),
	    true);
	PangoLayout *layout = face_layout(context, s->style);

	g_object_unref(context);
	return layout;
}

/* The layout with all of the text; NULL: no font has a character of it. */
static PangoLayout *
layout_set(struct setting *s, struct error *e)
{
	if (s->layout == NULL)
		s->layout = face_layout(s->context, s->style);
	layout_prepare(s, s->layout);
	if (pango_layout_get_unknown_glyphs_count(s->layout) == 0)
		return s->layout;
	if (s->pictures == NULL)
		s->pictures = layout_with_pictures(s);
	layout_prepare(s, s->pictures);
	return face_check(s->pictures, e) == -1 ? NULL : s->pictures;
}

static void
layout_lines(struct setting *s, PangoLayout *layout)
{
	PangoLayoutIter *iter = pango_layout_get_iter(layout);
	PangoRectangle box;
	struct set_line *l;

	do {
		l = line_add(s);
		pango_layout_iter_get_line_extents(iter, NULL, &box);
		l->line = pango_layout_iter_get_line_readonly(iter);
		l->x = points(box.x);
		l->width = points(box.width);
		l->height = points(box.height);
		l->ascent =
		    points(pango_layout_iter_get_baseline(iter) - box.y);
	} while (pango_layout_iter_next_line(iter));
	pango_layout_iter_free(iter);
}

/* Where lines are counted, LF is a space: Pango would draw a box. */
static void
text_copy(struct setting *s, const char *text, size_t len)
{
	size_t i;

	buf_wipe(&s->text);
	buf_add(&s->text, text, len);
	buf_string(&s->text);
	for (i = 0; s->limit > 0 && i < len; i++)
		if (s->text.bytes[i] == '\n')
			s->text.bytes[i] = ' ';
}

int
setting_set(struct setting *s, const char *text, size_t len, double width,
    struct error *e)
{
	PangoLayout *layout;

	if (s->set && s->width == width && s->text.len == len &&
	    memcmp(s->text.bytes, text, len) == 0)
		return 0;
	text_copy(s, text, len);
	s->width = width;
	s->count = s->glyph_count = 0;
	s->set = plain_set(s);
	if (s->set)
		return 0;
	s->count = s->glyph_count = 0;
	layout = layout_set(s, e);
	if (layout == NULL)
		return -1;
	layout_lines(s, layout);
	s->set = true;
	return 0;
}

/* Drawing */

static void
glyphs_draw(const struct setting *s, cairo_t *cr, const struct set_line *l,
    double x, double y)
{
	const char *text = s->text.bytes + l->text, *end = text + l->text_len,
		   *next;
	cairo_glyph_t glyphs[DRAWN];
	cairo_text_cluster_t clusters[DRAWN];
	const char *from = text;
	int units = 0, n = 0;
	size_t i;

	cairo_set_scaled_font(cr, glyph_words_face(s->words, s->style).font);
	for (i = l->glyph; i < l->glyph + l->glyph_count; i++) {
		glyphs[n] =
		    (cairo_glyph_t){s->glyphs[i].glyph, x + points(units), y};
		next = g_utf8_next_char(text);
		clusters[n] = (cairo_text_cluster_t){(int)(next - text), 1};
		text = next;
		units += s->glyphs[i].width;
		if (++n == DRAWN || text == end) {
			cairo_show_text_glyphs(cr, from, (int)(text - from),
			    glyphs, n, clusters, n,
			    (cairo_text_cluster_flags_t)0);
			from = text;
			n = 0;
		}
	}
}

void
setting_draw_line(
    const struct setting *s, cairo_t *cr, size_t i, double x, double y)
{
	const struct set_line *l = &s->lines[i];

	if (l->line == NULL) {
		glyphs_draw(s, cr, l, x, y);
		return;
	}
	cairo_move_to(cr, x + l->x, y);
	pango_cairo_show_layout_line(cr, l->line);
}

double
setting_draw(const struct setting *s, cairo_t *cr, size_t first, size_t count,
    double x, double y)
{
	double top = y, leading = face_leading(s->style);
	size_t i;

	for (i = first; i < first + count; i++) {
		const struct set_line *l = &s->lines[i];

		y += l->height * leading;
		setting_draw_line(
		    s, cr, i, x, y - l->height * (leading + 1) / 2 + l->ascent);
	}
	return y - top;
}

size_t
setting_fit(const struct setting *s, size_t first, double room, double *height)
{
	double leading = face_leading(s->style), line;
	size_t i;

	*height = 0;
	for (i = first; i < s->count; i++) {
		line = s->lines[i].height * leading;
		if (*height + line > room)
			break;
		*height += line;
	}
	return i - first;
}

double
setting_height(const struct setting *s)
{
	double height = 0;
	size_t i;

	for (i = 0; i < s->count; i++)
		height += s->lines[i].height;
	return height * face_leading(s->style);
}
