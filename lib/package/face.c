#include "package/face.h"

#include <fontconfig/fontconfig.h>
#include <pango/pangofc-fontmap.h>
#include <stdio.h>
#include <string.h>

static const struct {
	const char *font;
	const char *tag;
	double leading;
} faces[STYLE_COUNT] = {
    [STYLE_TEXT] = {"DejaVu Serif 9.5", "P", 1.18},
    [STYLE_NOTICE] = {"DejaVu Serif 9.5", "P", 1.18},
    [STYLE_SMALL] = {"DejaVu Sans 8", "P", 1.15},
    [STYLE_STRONG] = {"DejaVu Sans Bold 8", "P", 1.15},
    [STYLE_TITLE] = {"DejaVu Sans Bold 16", "H1", 1.1},
    [STYLE_HEADING] = {"DejaVu Sans Bold 12", "H2", 1.1},
    [STYLE_SECTION] = {"DejaVu Sans Bold 9.5", "H3", 1.1},
    [STYLE_RUNNING] = {"DejaVu Sans 7.5", "P", 1.0},
};

/* The fonts of the process.  Where fontconfig cannot leave any out, all. */
static PangoFontMap *
fonts_without_pictures(void)
{
	static const char rule[] =
	    "<fontconfig><selectfont><rejectfont><pattern><patelt "
	    "name=\"color\"><bool>true</bool></patelt></pattern>"
	    "</rejectfont></selectfont></fontconfig>";
	static PangoFontMap *fonts;
	FcConfig *config;

	if (fonts != NULL)
		return fonts;
	fonts = pango_cairo_font_map_new();
	config = FcInitLoadConfig();
	if (config == NULL)
		return fonts;
	if (FcConfigParseAndLoadFromMemory(
		config, (const FcChar8 *)rule, FcTrue) &&
	    FcConfigBuildFonts(config))
		pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(fonts), config);
	FcConfigDestroy(config);
	return fonts;
}

/* An assertion of Pango's that fails says so on stdout, too. */
static void
print_to_stderr(const char *text)
{
	fputs(text, stderr);
}

PangoContext *
face_context(const char *language, bool pictures)
{
	PangoContext *context;
	cairo_font_options_t *options = cairo_font_options_create();

	g_set_print_handler(print_to_stderr);
	context = pango_font_map_create_context(
	    pictures ? pango_cairo_font_map_get_default()
		     : fonts_without_pictures());
	/* A point is a unit, and nothing is rounded to a screen's pixels. */
	pango_cairo_context_set_resolution(context, 72);
	pango_context_set_round_glyph_positions(context, FALSE);
	cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
	cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
	pango_cairo_context_set_font_options(context, options);
	cairo_font_options_destroy(options);
	pango_context_set_language(
	    context, pango_language_from_string(language));
	return context;
}

PangoLayout *
face_layout(PangoContext *context, enum pages_style style)
{
	PangoFontDescription *font =
	    pango_font_description_from_string(faces[style].font);
	PangoAttrList *attributes = pango_attr_list_new();
	PangoLayout *layout = pango_layout_new(context);

	pango_layout_set_font_description(layout, font);
	pango_font_description_free(font);
	pango_attr_list_insert(
	    attributes, pango_attr_font_features_new("liga=0, clig=0, dlig=0"));
	pango_attr_list_insert(
	    attributes, pango_attr_insert_hyphens_new(FALSE));
	pango_layout_set_attributes(layout, attributes);
	pango_attr_list_unref(attributes);
	pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
	return layout;
}

const char *
face_tag(enum pages_style style)
{
	return faces[style].tag;
}

double
face_leading(enum pages_style style)
{
	return faces[style].leading;
}

/* The character that glyph I of RUN stands for. */
static gunichar
run_character(PangoLayout *layout, const PangoGlyphItem *run, int i)
{
	const char *text = pango_layout_get_text(layout);

	return g_utf8_get_char(
	    text + run->item->offset + run->glyphs->log_clusters[i]);
}

static gunichar
layout_unknown(PangoLayout *layout)
{
	PangoLayoutIter *iter = pango_layout_get_iter(layout);
	gunichar found = 0;

	do {
		const PangoGlyphItem *run =
		    pango_layout_iter_get_run_readonly(iter);
		int i;

		for (i = 0; run != NULL && i < run->glyphs->num_glyphs; i++)
			if (run->glyphs->glyphs[i].glyph &
			    PANGO_GLYPH_UNKNOWN_FLAG) {
				found = run_character(layout, run, i);
				break;
			}
	} while (found == 0 && pango_layout_iter_next_run(iter));
	pango_layout_iter_free(iter);
	return found;
}

int
face_check(PangoLayout *layout, struct error *e)
{
	GUnicodeScript script;
	GEnumClass *names;
	const GEnumValue *name;
	guint32 iso;

	if (pango_layout_get_unknown_glyphs_count(layout) == 0)
		return 0;
	script = g_unichar_get_script(layout_unknown(layout));
	iso = g_unicode_script_to_iso15924(script);
	names = g_type_class_ref(PANGO_TYPE_SCRIPT);
	name = g_enum_get_value(names, (gint)script);
	error_set(e, "no installed font has the script %s (%c%c%c%c)",
	    name == NULL ? "of a character" : name->value_nick,
	    (char)(iso >> 24), (char)(iso >> 16 & 0xff),
	    (char)(iso >> 8 & 0xff), (char)(iso & 0xff));
	g_type_class_unref(names);
	return -1;
}

void
face_clean(struct span text, struct buf *out)
{
	size_t i;
	unsigned char c, next;

	for (i = 0; i < text.len; i++) {
		c = (unsigned char)text.bytes[i];
		next = i + 1 < text.len ? (unsigned char)text.bytes[i + 1] : 0;
		if (c == '\r' && next == '\n')
			continue;
		if (c == '\r' || c == '\v' || c == '\f')
			c = '\n';
		if (c == 0xc2 && next < 0xa0) {
			i++; /* U+0080 to U+009F: C1, of which NEL is a line */
			if (next == 0x85)
				buf_add_byte(out, '\n');
			continue;
		}
		if (c < 0x20 && c != '\n' && c != '\t')
			continue;
		if (c != 0x7f)
			buf_add_byte(out, (char)c);
	}
}

#ifdef __SANITIZE_ADDRESS__
/* fontconfig keeps what it read of the fonts until the end of the process;
 * cairo 1.16 loses the arrays of fonts whose glyphs are pictures; libarchive
 * 3.6 the deflate stream of a member that could not be written. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_options(void);

const char *
__lsan_default_suppressions(void)
{
	return "leak:libfontconfig\nleak:libcairo\nleak:deflateInit2_\n";
}

const char *
__lsan_default_options(void)
{
	return "print_suppressions=0";
}
#endif
