#include <stdio.h>
#include <string.h>

#include "base/digest.h"
#include "package/face.h"
#include "package/letter.h"
#include "package/pages.h"
#include "package/pdf_tail.h"
#include "suite.h"

static bool
holds(const struct buf *b, const char *word)
{
	size_t len = strlen(word), i;

	for (i = 0; i + len <= b->len; i++)
		if (memcmp(b->bytes + i, word, len) == 0)
			return true;
	return false;
}

static int
letter(const char *text, struct buf *out, struct error *e)
{
	const char *paragraphs[] = {text};
	struct letter l = {NULL, "A letter", paragraphs, 1, 1781100000};

	return letter_pdf(&l, out, e);
}

START_TEST(a_letter_has_a_language_and_is_the_same_each_time)
{
	struct buf a = {0}, b = {0};

	ck_assert_int_eq(digest_init(NULL), 0);
	ck_assert_int_eq(letter("Dear client.", &a, NULL), 0);
	ck_assert_int_eq(letter("Dear client.", &b, NULL), 0);
	ck_assert_uint_eq(a.len, b.len);
	ck_assert_mem_eq(a.bytes, b.bytes, a.len);
	ck_assert(holds(&a, "/Lang (en-US)"));
	ck_assert(holds(&a, "/Marked true"));
	ck_assert_mem_eq(a.bytes + a.len - 6, "%%EOF\n", 6);
	buf_free(&a);
	buf_free(&b);
}
END_TEST

START_TEST(a_script_that_no_font_has_is_named_and_its_text_is_not)
{
	struct buf out = {0};
	struct error e = {0};

	/* Unassigned: in no font, now or later. */
	ck_assert_int_eq(letter("SECRET \xf0\xbf\xbf\xbd", &out, &e), -1);
	ck_assert_ptr_nonnull(strstr(e.text, "no installed font"));
	ck_assert_ptr_null(strstr(e.text, "SECRET"));
	buf_free(&out);
}
END_TEST

START_TEST(controls_leave_no_box_and_no_error)
{
	struct buf out = {0};

	ck_assert_int_eq(
	    letter("a\r\nb\rc\fd\x1b[31me\x07\x7f \xc2\x85", &out, NULL), 0);
	out.len = 0;
	face_clean(
	    span_of("a\r\nb\rc\fd\ve\x1b[m\x7f\xc2\x85g\xc2\x81h\xc2\xa9\t"),
	    &out);
	ck_assert_str_eq(buf_string(&out), "a\nb\nc\nd\ne[m\ngh\xc2\xa9\t");
	buf_free(&out);
}
END_TEST

START_TEST(a_file_that_cairo_did_not_write_is_refused)
{
	static const char *const files[] = {"", "%PDF-1.5\n",
	    "startxref\n0\n%%EOF\n", "xref\n0 9\nstartxref\n0\n%%EOF\n",
	    "%PDF-1.5\nxref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 1 "
	    ">>\nstartxref\n9\n%%EOF\n",
	    "startxref\n99999999999999999999\n%%EOF\n"};
	struct pdf_tail t = {.language = "en"};
	struct buf out = {0};
	size_t i;

	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		ck_assert_int_eq(
		    pdf_tail_make(span_of(files[i]), &t, &out, NULL), -1);
	ck_assert_uint_eq(out.len, 0);
	buf_free(&out);
}
END_TEST

START_TEST(a_pdf_cut_or_changed_anywhere_is_read_without_harm)
{
	struct pdf_tail t = {.language = "en", .front_pages = 1};
	struct buf whole = {0}, out = {0};
	size_t i;

	ck_assert_int_eq(letter("Dear client.", &whole, NULL), 0);
	for (i = 0; i < whole.len; i += 7) {
		char was = whole.bytes[i];

		whole.bytes[i] = (char)(was ^ 0x11);
		pdf_tail_make(
		    (struct span){whole.bytes, whole.len}, &t, &out, NULL);
		whole.bytes[i] = was;
		pdf_tail_make((struct span){whole.bytes, i}, &t, &out, NULL);
		out.len = 0;
	}
	buf_free(&whole);
	buf_free(&out);
}
END_TEST

static size_t
times(const struct buf *b, const char *word)
{
	size_t len = strlen(word), count = 0, i;

	for (i = 0; i + len <= b->len; i++)
		count += memcmp(b->bytes + i, word, len) == 0;
	return count;
}

/* A table of two columns and three rows that says it has ROWS. */
static void
table(size_t rows, struct buf *out)
{
	static const struct pages_column columns[] = {{"One", 1}, {"Two", 1}};
	static const char *const cells[] = {"a", "b"};
	struct pages_title title = {"A table", NULL, "en-US", 1781100000};
	char *bytes = NULL;
	size_t len, i;
	FILE *f = open_memstream(&bytes, &len);
	struct pages *p = pages_begin(f, &title);

	pages_part_begin(p, false);
	pages_table_begin(p, columns, 2, rows);
	for (i = 0; i < 3; i++)
		pages_table_row(p, cells, 0);
	pages_table_end(p);
	pages_part_end(p);
	ck_assert_int_eq(pages_finish_memory(p, &bytes, &len, out, NULL), 0);
	pages_free(p);
	fclose(f);
	free(bytes);
}

START_TEST(a_table_too_long_to_be_read_is_tagged_by_the_row)
{
	struct buf whole = {0}, tall = {0};

	ck_assert_int_eq(digest_init(NULL), 0);
	table(3, &whole);
	table(100000, &tall);
	ck_assert_uint_eq(times(&whole, "/S /TD\n"), 6);
	ck_assert_uint_eq(times(&whole, "/S /TH\n"), 2);
	ck_assert_uint_eq(times(&tall, "/S /TD\n"), 3);
	ck_assert_uint_eq(times(&tall, "/S /TR\n"), 4);
	buf_free(&whole);
	buf_free(&tall);
}
END_TEST

static struct pages *
document(FILE *f)
{
	static const struct pages_title title = {
	    "Of pages", NULL, "en-US", 1781100000};
	struct pages *p = pages_begin(f, &title);

	pages_part_begin(p, false);
	return p;
}

/* FILL lines on a page of its own. */
static void
fill_page(struct pages *p, size_t fill)
{
	size_t i;

	pages_break(p);
	for (i = 0; i < fill; i++)
		pages_line(p, STYLE_TEXT, "A line.");
}

/* How many lines a page has. */
static size_t
lines_of_page(struct pages *p)
{
	size_t pages, lines = 0;

	pages_break(p);
	pages = pages_count(p);
	for (; pages_count(p) <= pages + 1; lines++)
		pages_line(p, STYLE_TEXT, "A line.");
	return lines - 1;
}

/* On how many pages it is, where FILL lines stand before it. */
static size_t
pages_of(struct pages *p, size_t fill, void (*draw)(struct pages *p))
{
	size_t before = pages_count(p);

	fill_page(p, fill);
	draw(p);
	return pages_count(p) - before;
}

static void
draw_signature(struct pages *p)
{
	static const char *const labels[] = {"Signature", "Name", "Date"};

	pages_signature(p, labels, 3);
}

static void
draw_pair(struct pages *p)
{
	pages_text(p, STYLE_TEXT,
	    span_of("Two lines, since this is longer than the line of a page "
		    "is wide, by the words that stand here at its end."));
}

static void
draw_five(struct pages *p)
{
	pages_text(p, STYLE_TEXT,
	    span_of("Lines, of which two at the least stand on either page. "
		    "Lines, of which two at the least stand on either page. "
		    "Lines, of which two at the least stand on either page. "
		    "Lines, of which two at the least stand on either page. "
		    "Lines, of which two at the least stand on either page. "
		    "Lines, of which two at the least stand on either page."));
}

static void
draw_headed(struct pages *p)
{
	pages_heading(p, 1, "Heading", NULL);
	pages_heading(p, 2, "Heading", NULL);
	pages_heading(p, 3, "Heading", NULL);
	pages_heading(p, 3, "Heading", NULL);
	pages_heading(p, 3, "Heading", NULL);
	draw_pair(p);
}

static void
draw_table(struct pages *p)
{
	static const struct pages_column columns[] = {{"One", 1}, {"Two", 1}};
	static const char *const cells[] = {"a", "b"};
	int i;

	pages_table_begin(p, columns, 2, 3);
	for (i = 0; i < 3; i++)
		pages_table_row(p, cells, 0);
	pages_table_end(p);
}

/* Wherever on a page it begins, it stands on one, or on two. */
START_TEST(what_does_not_fit_goes_on_with_the_next_page)
{
	static void (*const draws[])(struct pages * p) = {
	    draw_signature, draw_pair, draw_five, draw_headed, draw_table};
	char *bytes = NULL;
	struct buf out = {0};
	size_t len, i, fill, lines;
	FILE *f = open_memstream(&bytes, &len);
	struct pages *p = document(f);
	struct error e = {0};

	ck_assert_int_eq(digest_init(NULL), 0);
	lines = lines_of_page(p);
	for (i = 0; i < sizeof(draws) / sizeof(draws[0]); i++) {
		ck_assert_uint_eq(pages_of(p, 1, draws[i]), 1);
		for (fill = lines - 14; fill < lines; fill++)
			ck_assert_uint_le(pages_of(p, fill, draws[i]), 2);
		ck_assert_uint_eq(pages_of(p, lines, draws[i]), 2);
	}
	pages_part_end(p);
	ck_assert_msg(
	    pages_finish_memory(p, &bytes, &len, &out, &e) == 0, "%s", e.text);
	pages_free(p);
	fclose(f);
	free(bytes);
	buf_free(&out);
}
END_TEST

/* Set by pieces, none of which cuts a character. */
START_TEST(a_paragraph_of_any_length_is_set_whole)
{
	static const char *const pieces[] = {"x", "\xc3\xa9", "word "};
	struct buf text = {0}, out = {0};
	char *bytes = NULL;
	size_t len, i, k;
	FILE *f = open_memstream(&bytes, &len);
	struct pages *p = document(f);
	struct error e = {0};

	for (i = 0; i < 3; i++) {
		text.len = 0;
		buf_add_byte(&text, 'x');
		for (k = 0; k < 9000; k++)
			buf_add_string(&text, pieces[i]);
		pages_text(p, STYLE_TEXT, (struct span){text.bytes, text.len});
	}
	pages_part_end(p);
	ck_assert_msg(
	    pages_finish_memory(p, &bytes, &len, &out, &e) == 0, "%s", e.text);
	ck_assert_uint_gt(pages_count(p), 5);
	pages_free(p);
	fclose(f);
	free(bytes);
	buf_free(&text);
	buf_free(&out);
}
END_TEST

static int
write_to(
    const char *path, int mode, void (*draw)(struct pages *p), struct error *e)
{
	FILE *f = fopen(path, "w");
	struct pages *p;
	int status;

	ck_assert_ptr_nonnull(f);
	setvbuf(f, NULL, mode, (size_t)1 << 20);
	p = document(f);
	draw(p);
	pages_part_end(p);
	status = pages_finish(p, path, e);
	pages_free(p);
	fclose(f);
	return status;
}

static void
draw_untagged(struct pages *p)
{
	pages_division_end(p);
	pages_division_end(p);
	draw_pair(p);
}

START_TEST(a_document_that_cannot_be_written_is_an_error)
{
	static const int modes[] = {_IONBF, _IOFBF};
	struct error e = {0};
	size_t i;

	for (i = 0; i < 2; i++) {
		e.text[0] = '\0';
		ck_assert_int_eq(
		    write_to("/dev/full", modes[i], draw_pair, &e), -1);
		ck_assert_ptr_nonnull(strstr(e.text, "No space left"));
	}
	/* Nor one whose parts do not end where they begin. */
	e.text[0] = '\0';
	ck_assert_int_eq(write_to("/dev/null", _IOFBF, draw_untagged, &e), -1);
	ck_assert_ptr_nonnull(strstr(e.text, "the PDF: "));
}
END_TEST

/* What is not finished is let go with all that waits to be drawn. */
START_TEST(a_document_may_be_left_unfinished)
{
	FILE *f = fopen("/dev/null", "w");
	struct pages *p = document(f);

	pages_number(p, "A");
	pages_head(p, NULL, "right");
	pages_line(p, STYLE_TEXT, "A line.");
	pages_break(p);
	pages_number(p, "B");
	pages_line(p, STYLE_TEXT, "A line.");
	ck_assert_str_eq(pages_label(p), "B000002");
	pages_break(p);
	/* In no font: the head stays empty, and the document an error. */
	pages_head(p, "\xf0\xbf\xbf\xbd", NULL);
	pages_rule(p);
	pages_break(p);
	pages_division_begin(p);
	pages_heading(p, 1, "\xf0\xbf\xbf\xbd", NULL);
	pages_division_end(p);
	pages_space(p, 4);
	pages_heading(p, 2, "A heading", NULL);
	pages_division_end(p);
	pages_heading(p, 1, "Waiting", "Waiting");
	pages_free(p);
	fclose(f);
}
END_TEST

SUITE("pages", what_does_not_fit_goes_on_with_the_next_page,
    a_paragraph_of_any_length_is_set_whole,
    a_document_that_cannot_be_written_is_an_error,
    a_document_may_be_left_unfinished,
    a_table_too_long_to_be_read_is_tagged_by_the_row,
    a_letter_has_a_language_and_is_the_same_each_time,
    a_script_that_no_font_has_is_named_and_its_text_is_not,
    controls_leave_no_box_and_no_error,
    a_file_that_cairo_did_not_write_is_refused,
    a_pdf_cut_or_changed_anywhere_is_read_without_harm)
