/* What is appended to a PDF that cairo wrote: its parts come in their order,
 * and a file that is laid out in another way is refused, never mended. */
#include "folder.h"
#include "suite.h"

#include <string.h>

#include "base/buf.h"
#include "base/digest.h"
#include "base/safe_file.h"
#include "failing.h"
#include "package/pdf_tail.h"

#define OBJECTS 9

/* As cairo 1.16 has them; the catalog is the last. */
static const char *const plain[OBJECTS] = {
    "<< /Type /Pages\n   /Kids [ 2 0 R 3 0 R 4 0 R ]\n   /Count 3\n>>\n",
    "<< /Type /Page >>\n", "<< /Type /Page >>\n", "<< /Type /Page >>\n",
    "<< /Type /StructTreeRoot\n   /K [ 6 0 R ]\n>>\n",
    "<< /Type /StructElem\n   /S /Document\n   /K [ 7 0 R 8 0 R ]\n>>\n",
    "<< /S /Sect >>\n", "<< /S /Sect >>\n",
    "<< /Type /Catalog\n   /Pages 1 0 R\n   /StructTreeRoot 5 0 R\n>>\n"};

/* FROM becomes TO, wherever it is. */
static void
replace(const char *from, const char *to, struct buf *text, struct buf *out)
{
	const char *at = buf_string(text), *found;

	while (from != NULL && (found = strstr(at, from)) != NULL) {
		buf_add(out, at, (size_t)(found - at));
		buf_add_string(out, to);
		at = found + strlen(from);
	}
	buf_add_string(out, at);
}

/* The file with FROM as TO: offsets, which @, !, # and $ stand for, are true.
 */
static void
layout(const char *from, const char *to, struct buf *out)
{
	struct buf whole = {0}, changed = {0};
	size_t offsets[OBJECTS], i, xref;
	const char *at;

	buf_add_string(&whole, "%PDF-1.5\n");
	for (i = 0; i < OBJECTS; i++) {
		buf_addf(&whole, "@%zu 0 obj\n%sendobj\n", i + 1, plain[i]);
	}
	buf_add_string(&whole, "!xref\n0 10\n0000000000 65535 f \n");
	for (i = 0; i < OBJECTS; i++)
		buf_addf(&whole, "#%zu", i);
	buf_add_string(&whole,
	    "trailer\n<< /Size 10\n   /Root 9 0 R\n   /Info 2 0 R\n>>\n"
	    "startxref\n$\n%%EOF\n");
	replace(from, to, &whole, &changed);
	for (at = buf_string(&changed), i = 0, xref = 0; *at != '\0'; at++) {
		if (*at == '@')
			offsets[i++] = out->len;
		else if (*at == '!')
			xref = out->len;
		else if (*at == '#')
			buf_addf(
			    out, "%010zu 00000 n \n", offsets[*++at - '0']);
		else if (*at == '$')
			buf_addf(out, "%zu", xref);
		else
			buf_add_byte(out, *at);
	}
	buf_free(&changed);
	buf_free(&whole);
}

static int
append(const struct buf *pdf, size_t pages, size_t parts, struct buf *tail,
    struct error *e)
{
	const struct pdf_tail t = {"en-US", pages, parts, NULL, 0};

	return pdf_tail_make((struct span){pdf->bytes, pdf->len}, &t, tail, e);
}

START_TEST(the_pages_drawn_last_come_first)
{
	struct buf pdf = {0}, tail = {0};
	struct error e = {0};

	layout(NULL, NULL, &pdf);
	ck_assert_msg(append(&pdf, 1, 1, &tail, &e) == 0, "%s", e.text);
	ck_assert_ptr_nonnull(strstr(
	    buf_string(&tail), "/Kids [ 4 0 R 2 0 R 3 0 R ]\n   /Count 3"));
	ck_assert_ptr_nonnull(
	    strstr(tail.bytes, "/S /Document\n   /K [ 8 0 R 7 0 R ]"));
	ck_assert_ptr_nonnull(strstr(tail.bytes, "/Lang (en-US)"));
	ck_assert_ptr_nonnull(strstr(tail.bytes, "/Info 2 0 R"));
	buf_free(&pdf);
	buf_free(&tail);
}
END_TEST

/* Not as cairo lays it out, but plain enough to know what is meant. */
static const struct {
	const char *from, *to;
	size_t pages, parts;
	const char *said;
} taken[] = {
    {" ]\n   /Count", "]\n   /Count", 2, 0, "[ 3 0 R 4 0 R 2 0 R ]"},
    {"/Kids ", "/Ks ", 0, 1, "[ 8 0 R 7 0 R ]"},
    {"/K [ 7 0 R 8 0 R ]", "/K 7 0 R", 2, 1, "[ 3 0 R 4 0 R 2 0 R ]"},
    {"$\n%%EOF\n", "$", 1, 1, "[ 4 0 R 2 0 R 3 0 R ]"},
    {"$", "\n$", 1, 1, "[ 4 0 R 2 0 R 3 0 R ]"},
    {"[ 6 0 R ]", "6 0 R", 1, 1, "[ 8 0 R 7 0 R ]"},
};

START_TEST(what_moves_nothing_need_be_no_list)
{
	size_t i;

	for (i = 0; i < sizeof(taken) / sizeof(taken[0]); i++) {
		struct buf pdf = {0}, tail = {0};
		struct error e = {0};

		layout(taken[i].from, taken[i].to, &pdf);
		ck_assert_msg(append(&pdf, taken[i].pages, taken[i].parts,
				  &tail, &e) == 0,
		    "%s: %s", taken[i].from, e.text);
		ck_assert_msg(strstr(buf_string(&tail), taken[i].said) != NULL,
		    "%s: %s", taken[i].from, tail.bytes);
		buf_free(&pdf);
		buf_free(&tail);
	}
}
END_TEST

static const struct {
	const char *from, *to;
} odd[] = {
    {"startxref", "startxreg"}, {"$\n%%EOF\n", ""}, /* no place */
    {"$", "9999"},				    /* behind the end */
    {"$", "18446744073709551615"},		    /* which no file has */
    {"$", "9"},					    /* of something else */
    {"!xref\n0 ", "!xrec\n0 "},			    /* no table */
    {"0 10\n", "0 1000000\n"},			    /* longer than the file */
    {"0 10\n", "0 34\n"},	     /* longer than what is left of it */
    {"/Root 9 0 R", "/Root null"},   /* no catalog */
    {"/Root 9 0 R", "/Root 77 0 R"}, /* no such object */
    {"#8", "0000099999 00000 n \n"}, /* behind the objects */
    {"#8", "#0"},		     /* another object's place */
    {"9 0 obj\n<<", "9 1 obj\n<<"},
    {"endobj\n!", "9\n!"}, /* the catalog has no end */
    {"/StructTreeRoot 5 0 R\n>>\nendobj", "/StructTreeRootendobj"},
    {"/Pages 1 0 R", "/Pages 77 0 R"},
    {"/StructTreeRoot 5 0 R", "/StructTreeRoot 77 0 R"},
    {"/StructTreeRoot 5 0 R\n", ""},
    {"/Kids ", "/Ks "}, /* nothing to put in front */
    {"/Kids [ 2 0 R 3 0 R 4 0 R ]", "/Kids [ 2 0 R ]"},
    {"/Kids [ 2 0 R 3 0 R 4 0 R ]", "/Kids 2 0 R"}, {"4 0 R ]", "4 0 R "},
    {"/K [ 6 0 R ]", "/K [ ]"},
    {"5 0 R\n>>\n", "5 0 R\n> \n"}, /* a dictionary without its end */
};

START_TEST(a_pdf_laid_out_in_another_way_is_refused)
{
	size_t i;

	for (i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		struct buf pdf = {0}, tail = {0};
		struct error e = {0};

		layout(odd[i].from, odd[i].to, &pdf);
		ck_assert_msg(append(&pdf, 2, 1, &tail, &e) == -1, "%s, %s",
		    odd[i].from, odd[i].to);
		ck_assert_msg(strcmp(e.text, "the PDF: not laid out as cairo "
					     "1.16 does") == 0,
		    "%s: %s", odd[i].from, e.text);
		buf_free(&pdf);
		buf_free(&tail);
	}
}
END_TEST

/* An object that ends where the table begins. */
START_TEST(a_catalog_cut_short_is_refused)
{
	struct buf pdf = {0}, tail = {0};
	struct error e = {0};
	char row[32];
	const char *xref;
	size_t at;

	layout("endobj\n!", "endobj\n9 0 \n!", &pdf);
	xref = strstr(buf_string(&pdf), "xref\n0 10");
	at = (size_t)(xref - pdf.bytes);
	snprintf(row, sizeof(row), "%010zu", at - 5);
	memcpy(pdf.bytes + at + strlen("xref\n0 10\n") + 9 * 20, row, 10);
	ck_assert_int_eq(append(&pdf, 1, 1, &tail, &e), -1);
	buf_free(&pdf);
	buf_free(&tail);
}
END_TEST

static void
put(const char *path, const struct buf *text)
{
	FILE *f = fopen(path, "w");

	ck_assert_ptr_nonnull(f);
	if (text->len > 0)
		ck_assert_uint_eq(
		    fwrite(text->bytes, 1, text->len, f), text->len);
	ck_assert_int_eq(fclose(f), 0);
}

START_TEST(a_file_that_is_no_pdf_stays_as_it_is)
{
	const struct pdf_tail t = {"en-US", 1, 1, NULL, 0};
	struct buf text = {0}, now = {0};
	struct error e = {0};
	size_t i;

	folder_enter();
	for (i = 0; i < 3; i++) {
		if (i == 1)
			buf_add_string(&text, "startxref\n0");
		if (i == 2)
			layout("/Root 9", "/Root 8", &text);
		put("one.pdf", &text);
		e.text[0] = '\0';
		ck_assert_int_eq(pdf_tail_write("one.pdf", &t, &e), -1);
		ck_assert_ptr_nonnull(strstr(e.text, "not laid out"));
		now.len = 0;
		ck_assert_int_eq(file_read("one.pdf", 1 << 20, &now, &e), 0);
		ck_assert_uint_eq(now.len, text.len);
	}
	buf_free(&text);
	buf_free(&now);
	folder_leave();
}
END_TEST

/* Whether the tail of PDF was written to a file while nothing failed. */
static bool
write_failing(int error, const struct buf *pdf, size_t whole, bool good)
{
	const struct pdf_tail t = {"en-US", 1, 1, NULL, 0};
	struct buf now = {0};
	bool made = false;

	for (failing_first(error); failing_next();) {
		struct error e = {0};

		put("one.pdf", pdf);
		failing_begin();
		made = pdf_tail_write("one.pdf", &t, &e) == 0;
		failing_done();
		ck_assert_msg(made == (e.text[0] == '\0'), "%s: %s",
		    failing.name, e.text);
		if (error == EINTR || !failing.failed)
			ck_assert_msg(
			    made == good, "%s: %s", failing.name, e.text);
		now.len = 0;
		ck_assert_int_eq(file_read("one.pdf", 1 << 20, &now, &e), 0);
		if (made)
			ck_assert_uint_eq(now.len, whole);
	}
	buf_free(&now);
	return made;
}

START_TEST(a_tail_is_written_whole_or_an_error_whatever_fails)
{
	static const int errors[] = {EIO, EINTR};
	struct buf pdf = {0}, other = {0}, tail = {0};
	struct error e = {0};
	size_t i;

	folder_enter();
	layout(NULL, NULL, &pdf);
	layout("/Root 9", "/Root 8", &other);
	ck_assert_int_eq(append(&pdf, 1, 1, &tail, &e), 0);
	for (i = 0; i < 2; i++) {
		ck_assert(
		    write_failing(errors[i], &pdf, pdf.len + tail.len, true));
		ck_assert(!write_failing(errors[i], &other, 0, false));
	}
	buf_free(&pdf);
	buf_free(&other);
	buf_free(&tail);
	folder_leave();
}
END_TEST

SUITE("PDF tail", the_pages_drawn_last_come_first,
    what_moves_nothing_need_be_no_list,
    a_pdf_laid_out_in_another_way_is_refused, a_catalog_cut_short_is_refused,
    a_file_that_is_no_pdf_stays_as_it_is,
    a_tail_is_written_whole_or_an_error_whatever_fails)
