/* What is set by words stands as Pango would set it. */
#include "package/setting.h"

#include <cairo-pdf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "package/face.h"
#include "suite.h"

static PangoContext *context;
static struct words *words;

static void
open_context(void)
{
	context = face_context("en-US", false);
	words = glyph_words_new(context);
}

static void
close_context(void)
{
	glyph_words_free(words);
	g_object_unref(context);
}

static struct setting
setting_new(enum pages_style style, int limit)
{
	struct setting s = {
	    .context = context, .words = words, .style = style, .limit = limit};

	return s;
}

/* The lines of the text, and those of a layout beside it. */
static void
compare(enum pages_style style, const char *text, double width, bool plain)
{
	struct setting s = setting_new(style, 0);
	PangoLayout *layout = face_layout(context, style);
	PangoLayoutIter *iter;
	PangoRectangle box;
	size_t i;

	ck_assert_int_eq(setting_set(&s, text, strlen(text), width, NULL), 0);
	pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
	pango_layout_set_text(layout, text, -1);
	ck_assert_int_eq((int)s.count, pango_layout_get_line_count(layout));
	iter = pango_layout_get_iter(layout);
	for (i = 0; i < s.count; i++) {
		const struct set_line *l = &s.lines[i];
		PangoLayoutLine *line =
		    pango_layout_iter_get_line_readonly(iter);

		ck_assert_int_eq(l->line == NULL, plain);
		pango_layout_iter_get_line_extents(iter, NULL, &box);
		if (plain) {
			ck_assert_int_eq((int)l->text, line->start_index);
			ck_assert_int_eq((int)l->text_len, line->length);
		}
		ck_assert_double_eq_tol(
		    l->height, (double)box.height / PANGO_SCALE, 0.01);
		ck_assert_double_eq_tol(l->ascent,
		    (double)(pango_layout_iter_get_baseline(iter) - box.y) /
			PANGO_SCALE,
		    0.01);
		/* Pango takes away spaces before a break. */
		if (i + 1 == s.count)
			ck_assert_double_eq_tol(
			    l->width, (double)box.width / PANGO_SCALE, 0.01);
		pango_layout_iter_next_line(iter);
	}
	pango_layout_iter_free(iter);
	g_object_unref(layout);
	setting_free(&s);
}

START_TEST(plain_text_has_the_lines_that_pango_gives_it)
{
	static const char *const texts[] = {"", "x", " ", "Client slept well.",
	    "Client reported 4-5 hours of sleep and/or naps in follow-up, "
	    "PHQ-9 at 14 \xe2\x80\x93 down from 19; \xe2\x80\x9cI am "
	    "fine,\xe2\x80\x9d she said\xe2\x80\xa6",
	    "Two  spaces and   three, at the end two",
	    "  a line that is set in",
	    "line one\nline two of it\n\nline four\n",
	    "Zo\xc3\xab M\xc3\xbcller-Wa\xc5\x82\xc4\x99sa, \xc2\xa7 4, caf"
	    "\xc3\xa9 \xc2\xb7 na\xc3\xafve",
	    "self-care well-being co-occurring non-compliance re-entry "
	    "cross-tapering step-down drop-off psycho-education"};
	double width;
	size_t i;

	open_context();
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		for (width = 120; width < 500; width += 7) {
			compare(STYLE_TEXT, texts[i], width, true);
			compare(STYLE_SMALL, texts[i], width, true);
		}
	close_context();
}
END_TEST

START_TEST(what_is_not_plain_is_set_by_pango)
{
	static const char *const texts[] = {"\xd8\xb3\xd9\x84\xd8\xa7\xd9\x85",
	    "e\xcc\x81t\xc3\xa9", "tab\there", "\xe7\x9d\xa1\xe7\x9c\xa0",
	    "no\xc2\xa0"
	    "break",
	    "soft\xc2\xad"
	    "hyphen",
	    "\xe2\x80\xae"
	    "turned",
	    "a_word_that_is_longer_than_any_word_of_a_language_could_be"};
	size_t i;

	open_context();
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		compare(STYLE_TEXT, texts[i], 300, false);
	compare(STYLE_TEXT, "unbreakableness", 30, false);
	close_context();
}
END_TEST

START_TEST(a_cell_with_too_many_lines_ends_in_an_ellipsis)
{
	struct setting s;
	const char *text = "one two three four five six seven";

	open_context();
	s = setting_new(STYLE_SMALL, 2);
	ck_assert_int_eq(setting_set(&s, text, strlen(text), 60, NULL), 0);
	ck_assert_uint_eq(s.count, 2);
	ck_assert_ptr_nonnull(s.lines[0].line);
	ck_assert_int_eq(setting_set(&s, "one two", 7, 60, NULL), 0);
	ck_assert_uint_eq(s.count, 1);
	ck_assert_ptr_null(s.lines[0].line);
	ck_assert_int_eq(setting_set(&s, "one\ntwo", 7, 60, NULL), 0);
	ck_assert_uint_eq(s.count, 1);
	setting_free(&s);
	close_context();
}
END_TEST

START_TEST(words_that_displace_each_other_are_all_set)
{
	char text[32];
	int i;

	open_context();
	for (i = 0; i < 20000; i += 7) {
		struct setting s = setting_new(STYLE_TEXT, 0);

		sprintf(text, "w%dx w%d", i, i / 3);
		ck_assert_int_eq(
		    setting_set(&s, text, strlen(text), 400, NULL), 0);
		ck_assert_uint_eq(s.lines[0].glyph_count, strlen(text));
		setting_free(&s);
	}
	compare(STYLE_TEXT, "w7x w14", 400, true);
	close_context();
}
END_TEST

/* From ! to U+017F, but for the soft hyphen and what controls. */
START_TEST(every_letter_of_latin_is_a_plain_word)
{
	unsigned c;

	open_context();
	for (c = '!'; c < 0x180; c++) {
		char text[3] = {(char)c, '\0', '\0'};
		struct word word;

		if (c == 0xad || (c >= 0x7f && c <= 0xa0))
			continue;
		if (c >= 0x80) {
			text[0] = (char)(0xc0 | c >> 6);
			text[1] = (char)(0x80 | (c & 0x3f));
		}
		word = glyph_words_next(words, STYLE_TEXT, text, strlen(text));
		ck_assert_msg(word.len == strlen(text), "%x", c);
		ck_assert_uint_eq(word.count, 1);
	}
	compare(STYLE_TEXT, "at a-~b and a-{b", 400, true);
	compare(STYLE_TEXT,
	    "before                                                          "
	    "    after",
	    470, true);
	close_context();
}
END_TEST

static cairo_status_t
drop(void *closure, const unsigned char *bytes, unsigned int len)
{
	(void)closure;
	(void)bytes;
	(void)len;
	return CAIRO_STATUS_SUCCESS;
}

START_TEST(a_line_of_any_length_is_drawn)
{
	cairo_surface_t *surface =
	    cairo_pdf_surface_create_for_stream(drop, NULL, 612, 792);
	cairo_t *cr = cairo_create(surface);
	struct setting s;
	char text[1401];
	size_t i;

	for (i = 0; i < 1400; i++)
		text[i] = "word "[i % 5];
	text[i] = '\0';
	open_context();
	s = setting_new(STYLE_TEXT, 0);
	ck_assert_int_eq(setting_set(&s, text, 1400, 100000, NULL), 0);
	ck_assert_uint_eq(s.count, 1);
	ck_assert_double_gt(setting_draw(&s, cr, 0, 1, 0, 0), 0);
	ck_assert_int_eq(cairo_status(cr), CAIRO_STATUS_SUCCESS);
	setting_free(&s);
	close_context();
	cairo_destroy(cr);
	cairo_surface_destroy(surface);
}
END_TEST

/* A picture is looked for where no face has the character; one that is in no
 * font is named by its script, wherever it stands. */
START_TEST(a_character_of_another_font_is_set_or_its_script_is_named)
{
	static const char picture[] = "it melts \xf0\x9f\xab\xa0 again";
	static const char nowhere[] =
	    "one line\n\nand \xd8\xb3\xd9\x84 another \xf0\xbf\xbf\xbd";
	static const char del[] = "a\x7f";
	/* Kawi: known to Unicode, not yet to Pango. */
	static const char kawi[] = "of \xf0\x91\xbc\x84";
	struct error e = {0};
	struct setting s;
	int i;

	open_context();
	s = setting_new(STYLE_TEXT, 0);
	for (i = 0; i < 2; i++)
		ck_assert_msg(
		    setting_set(&s, picture + i,
			sizeof(picture) - 1 - (size_t)i, 400, &e) == 0,
		    "%s", e.text);
	ck_assert_int_eq(
	    setting_set(&s, nowhere, sizeof(nowhere) - 1, 400, &e), -1);
	ck_assert_ptr_nonnull(strstr(e.text, "no installed font has"));
	ck_assert_ptr_null(strstr(e.text, "another"));
	e.text[0] = '\0';
	ck_assert_int_eq(setting_set(&s, kawi, sizeof(kawi) - 1, 400, &e), -1);
	ck_assert_ptr_nonnull(strstr(e.text, "no installed font has"));
	ck_assert_int_eq(setting_set(&s, del, sizeof(del) - 1, 400, &e), -1);
	setting_free(&s);
	close_context();
}
END_TEST

SUITE("setting", every_letter_of_latin_is_a_plain_word,
    a_line_of_any_length_is_drawn,
    a_character_of_another_font_is_set_or_its_script_is_named,
    plain_text_has_the_lines_that_pango_gives_it,
    what_is_not_plain_is_set_by_pango,
    a_cell_with_too_many_lines_ends_in_an_ellipsis,
    words_that_displace_each_other_are_all_set)
