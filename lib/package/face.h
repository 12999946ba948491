/* The faces that text is set in, and a paragraph set in one of them. */
#ifndef PACKAGE_FACE_H
#define PACKAGE_FACE_H

#include <pango/pangocairo.h>

#include "base/buf.h"
#include "base/error.h"
#include "package/pages.h"

/* A context for text in LANGUAGE, with every installed font but those of
 * coloured pictures: cairo 1.16 draws such a glyph as an image, and no copy,
 * search or reader aloud finds it.  PICTURES: with those too. */
PangoContext *face_context(const char *language, bool pictures);

/* A layout of STYLE's face, to be freed by g_object_unref.  Ligatures are off:
 * text that is copied or searched must read as it was written. */
PangoLayout *face_layout(PangoContext *context, enum pages_style style);
/* The heading tag of a style, "P" for text. */
const char *face_tag(enum pages_style style);
/* From a line's top to the next line's, as a multiple of the face's height. */
double face_leading(enum pages_style style);

/* -1 where a character of the layout has no glyph in any installed font: the
 * error names the script, never the character. */
int face_check(PangoLayout *layout, struct error *e);

/* Copies text to OUT without what has no shape: control characters go, CR LF,
 * CR, VT, FF and NEL become LF. */
void face_clean(struct span text, struct buf *out);

#endif
