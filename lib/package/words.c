#include "package/words.h"

#include <string.h>

#include "base/alloc.h"
#include "package/face.h"

#define SLOTS 4096    /* words kept; a new one takes the place of an old */
#define WORD_BYTES 48 /* a longer one is no word */

/* What was shaped of one word.  Characters outnumber no bytes. */
struct shaped {
	unsigned char style;
	unsigned char len, count;
	char text[WORD_BYTES];
	struct word_glyph glyphs[];
};

struct face {
	PangoFont *font; /* NULL: not looked for yet, or none */
	PangoAttrList *attributes;
	struct word_face line;
};

struct words {
	PangoContext *context;
	PangoGlyphString *glyphs; /* scratch */
	struct face faces[STYLE_COUNT];
	struct shaped *slots[SLOTS];
};

struct words *
glyph_words_new(PangoContext *context)
{
	struct words *w = alloc_zeroed(1, sizeof(*w));

	w->context = context;
	w->glyphs = pango_glyph_string_new();
	return w;
}

static size_t
shaped_size(size_t count)
{
	return sizeof(struct shaped) + count * sizeof(struct word_glyph);
}

static void
shaped_free(struct shaped *s)
{
	if (s != NULL)
		explicit_bzero(s, shaped_size(s->count));
	free(s);
}

void
glyph_words_free(struct words *w)
{
	size_t i;

	for (i = 0; i < SLOTS; i++)
		shaped_free(w->slots[i]);
	for (i = 0; i < STYLE_COUNT; i++)
		if (w->faces[i].attributes != NULL) {
			g_clear_object(&w->faces[i].font);
			pango_attr_list_unref(w->faces[i].attributes);
		}
	pango_glyph_string_free(w->glyphs);
	free(w);
}

static struct face *
face_of(struct words *w, enum pages_style style)
{
	struct face *f = &w->faces[style];
	PangoLayout *layout;
	PangoLayoutIter *iter;
	PangoLayoutRun *run;
	PangoRectangle box;

	if (f->attributes != NULL)
		return f;
	layout = face_layout(w->context, style);
	pango_layout_set_text(layout, "x", 1);
	iter = pango_layout_get_iter(layout);
	run = pango_layout_iter_get_run_readonly(iter);
	pango_layout_iter_get_line_extents(iter, NULL, &box);
	f->line.height = (double)box.height / PANGO_SCALE;
	f->line.ascent =
	    (double)(pango_layout_iter_get_baseline(iter) - box.y) /
	    PANGO_SCALE;
	f->attributes =
	    pango_attr_list_copy(pango_layout_get_attributes(layout));
	pango_attr_list_insert_before(
	    f->attributes, pango_attr_font_desc_new(
			       pango_layout_get_font_description(layout)));
	if (run != NULL) {
		f->font = g_object_ref(run->item->analysis.font);
		f->line.font =
		    pango_cairo_font_get_scaled_font(PANGO_CAIRO_FONT(f->font));
	}
	pango_layout_iter_free(iter);
	g_object_unref(layout);
	return f;
}

struct word_face
glyph_words_face(struct words *w, enum pages_style style)
{
	return face_of(w, style)->line;
}

/* The bytes of a plain character: printable ASCII but the space, signs and
 * letters of Latin-1 and Latin Extended-A, quotes, dashes and dots.  0:
 * another. */
static size_t
plain_character(const unsigned char *at, size_t left)
{
	if (at[0] < 0x80)
		return at[0] > ' ' && at[0] < 0x7f;
	if (at[0] == 0xc2 && left > 1) /* U+00A1 on, no soft hyphen */
		return at[1] > 0xa0 && at[1] != 0xad ? 2 : 0;
	if (at[0] >= 0xc3 && at[0] <= 0xc5 && left > 1)
		return 2; /* U+00C0 to U+017F */
	if (at[0] != 0xe2 || left < 3 || at[1] != 0x80)
		return 0;
	switch (at[2]) {
	case 0x93: /* en dash, em dash */
	case 0x94:
	case 0x98: /* quotes */
	case 0x99:
	case 0x9c:
	case 0x9d:
	case 0xa2: /* bullet, ellipsis */
	case 0xa6:
		return 3;
	}
	return 0;
}

/* One word, or spaces. */
static size_t
token_len(const char *text, size_t len)
{
	const unsigned char *at = (const unsigned char *)text;
	size_t end = 0, step;

	while (end < len && end < WORD_BYTES && at[end] == ' ')
		end++;
	if (end > 0)
		return end;
	while (end < len && (step = plain_character(at + end, len - end)) > 0)
		end += step;
	return end <= WORD_BYTES &&
		       (end == len || at[end] == ' ' || at[end] == '\n')
		   ? end
		   : 0;
}

/* A glyph of the face's own font for each character, and none moved from its
 * place. */
static bool
glyphs_plain(const PangoGlyphString *g, const char *text, size_t len)
{
	const char *at = text;
	int i;

	for (i = 0; i < g->num_glyphs; i++) {
		const PangoGlyphInfo *info = &g->glyphs[i];

		if (at >= text + len || g->log_clusters[i] != at - text ||
		    info->glyph == PANGO_GLYPH_EMPTY ||
		    (info->glyph & PANGO_GLYPH_UNKNOWN_FLAG) != 0 ||
		    info->geometry.x_offset != 0 ||
		    info->geometry.y_offset != 0)
			return false;
		at = g_utf8_next_char(at);
	}
	return at == text + len;
}

static bool
shape(struct words *w, const struct face *f, const char *text, size_t len)
{
	GList *items =
	    pango_itemize(w->context, text, 0, (int)len, f->attributes, NULL);
	const PangoItem *item = items->data;
	bool plain = items->next == NULL && item->analysis.font == f->font;

	if (plain) {
		pango_shape_with_flags(text, (int)len, text, (int)len,
		    &item->analysis, w->glyphs, PANGO_SHAPE_NONE);
		plain = glyphs_plain(w->glyphs, text, len);
	}
	g_list_free_full(items, (GDestroyNotify)pango_item_free);
	return plain;
}

static struct shaped *
shaped_new(const PangoGlyphString *g, enum pages_style style, const char *text,
    size_t len)
{
	size_t count = (size_t)g->num_glyphs, i;
	struct shaped *s = alloc_bytes(shaped_size(count));

	s->style = (unsigned char)style;
	s->len = (unsigned char)len;
	s->count = (unsigned char)count;
	memcpy(s->text, text, len);
	for (i = 0; i < count; i++)
		s->glyphs[i] = (struct word_glyph){
		    g->glyphs[i].glyph, g->glyphs[i].geometry.width};
	return s;
}

static size_t
slot_of(enum pages_style style, const char *text, size_t len)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325) + (unsigned)style;
	size_t i;

	for (i = 0; i < len; i++) /* FNV-1a */
		hash = (hash ^ (unsigned char)text[i]) * 0x100000001b3;
	return (size_t)(hash >> 32) % SLOTS;
}

struct word
glyph_words_next(
    struct words *w, enum pages_style style, const char *text, size_t len)
{
	const struct face *f = face_of(w, style);
	size_t bytes = token_len(text, len);
	struct shaped **slot, *s;

	if (bytes == 0 || f->font == NULL)
		return (struct word){0};
	slot = &w->slots[slot_of(style, text, bytes)];
	s = *slot;
	if (s == NULL || s->style != style || s->len != bytes ||
	    memcmp(s->text, text, bytes) != 0) {
		if (!shape(w, f, text, bytes))
			return (struct word){0};
		shaped_free(s);
		*slot = s = shaped_new(w->glyphs, style, text, bytes);
	}
	return (struct word){s->glyphs, s->count, s->len};
}
