#include <stdio.h>
#include <string.h>

#include "base/digest.h"
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

SUITE("pages", a_table_too_long_to_be_read_is_tagged_by_the_row,
    a_letter_has_a_language_and_is_the_same_each_time,
    a_script_that_no_font_has_is_named_and_its_text_is_not,
    controls_leave_no_box_and_no_error,
    a_file_that_cairo_did_not_write_is_refused,
    a_pdf_cut_or_changed_anywhere_is_read_without_harm)
