/* Words that are shaped once.
 *
 * Most of a response is plain text in one face: Latin letters, digits, the
 * punctuation of English.  There a word looks the same wherever it stands, so
 * that its glyphs can be kept and lines made of them; Pango, which looks at
 * every character of every paragraph anew, takes three times as long for a
 * page.  Whatever is not plain is Pango's. */
#ifndef PACKAGE_WORDS_H
#define PACKAGE_WORDS_H

#include <pango/pangocairo.h>
#include <stdint.h>

#include "package/pages.h"

struct words; /* owner */

/* CONTEXT is borrowed until glyph_words_free. */
struct words *glyph_words_new(PangoContext *context);
void glyph_words_free(struct words *w); /* wipes */

struct word_glyph {
	uint32_t glyph;
	int32_t width; /* Pango units */
};

/* A view, good until the next call: a glyph for each code point. */
struct word {
	const struct word_glyph *glyphs;
	size_t count;
	size_t len; /* bytes; 0: not a plain word */
};

/* The word, or the spaces, that TEXT of LEN > 0 bytes begins with. */
struct word glyph_words_next(
    struct words *w, enum pages_style style, const char *text, size_t len);

/* A line of the face, in points, and the font that its glyphs are of (borrowed;
 * NULL: no word of it is plain). */
struct word_face {
	cairo_scaled_font_t *font;
	double height;
	double ascent;
};
struct word_face glyph_words_face(struct words *w, enum pages_style style);

#endif
