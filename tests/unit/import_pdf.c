/* The text of a PDF: what stands at the head or foot of every page is kept
 * once, and all else as often as it stands. */
#include "imported.h"
#include "pdf.h"

#define ID "Patient ID: C-1\n"
#define BODY(n) n "a\n" n "b\n" n "c\n" n "d\n" n "e\n" n "f\n" n "g\n"
#define LINES(n) n "a\\n" n "b\\n" n "c\\n" n "d\\n" n "e\\n" n "f\\n" n "g"

static void
check(const char *text, const char *want, const char *said)
{
	struct row row = {text, 1, 0, .has = want, .said = said};
	struct buf pdf = {0};

	reads.format = FORMAT_TEXT;
	pdf_make(&pdf, text);
	row_check(&row, (struct span){pdf.bytes, pdf.len});
	buf_free(&pdf);
}

static bool
is_there(void)
{
	if (access("/usr/bin/pdftotext", X_OK) == 0)
		return true;
	printf("skipped: pdftotext is not there\n");
	return false;
}

START_TEST(a_head_and_a_foot_are_kept_once)
{
	if (!is_there())
		return;
	check(ID BODY("one ") "\fNorth Clinic\n" BODY(
		  "two ") "Page 2 of 3\fNorth Clinic\n" BODY("three "),
	    LINES("one ") "\\nNorth Clinic\\n" LINES(
		"two ") "\\nPage 2 of 3\\nNorth Clinic\\n" LINES("three "),
	    NULL);
	check(ID BODY("one ") "Page 1\n\f\f" BODY("two ") "Page 2\n",
	    LINES("one ") "\\nPage 1\\n" LINES("two "), NULL);
	check(ID "North Clinic\n\n\n\n" BODY(
		  "one ") "Room 2b\n\f" ID
			  "North Clinic\n\n\n\n" BODY("two ") "Room 3b\n",
	    LINES("one ") "\\nRoom 2b\\n", "3 lines left out");
	check(ID BODY("one ") "   \n\fTwo\n   \n   \n", LINES("one ") "\\nTwo",
	    NULL);
	check(ID "North Clinic\n\n" BODY("one ") "Page 9\n\f" ID
						 "North Clinic\n\n" BODY(
						     "two ") "Page 10\n",
	    LINES("one ") "\\nPage 9\\n" LINES("two ") "\"",
	    "3 lines left out");
	check(ID "North Clinic\n" BODY(
		  "one ") "Page 1 of 12\n\f" ID
			  "North Clinic\n" BODY(
			      "two ") "Page 2 of 12\n\f" ID
				      "North Clinic\n" BODY(
					  "ten ") "Page 10 of 12\n",
	    "North Clinic\\n" LINES("one ") "\\nPage 1 of 12\\n" LINES(
		"two ") "\\n" LINES("ten ") "\"",
	    "6 lines left out");
}
END_TEST

START_TEST(a_line_that_differs_is_no_head)
{
	if (!is_there())
		return;
	check(ID BODY("one "), LINES("one "), NULL);
	/* At the same place, and longer, shorter or of other words. */
	check(ID BODY("one ") "Seen 3\n\f" BODY("two ") "Seen 3 times\n",
	    LINES("one ") "\\nSeen 3\\n" LINES("two ") "\\nSeen 3 times", NULL);
	check(ID BODY("one ") "Seen 3 times\n\f" BODY("two ") "Seen 3\n",
	    "Seen 3 times\\n" LINES("two ") "\\nSeen 3", NULL);
	check(ID BODY("one ") "Seen x\n\f" BODY("two ") "Seen 3\n",
	    "Seen x\\n" LINES("two ") "\\nSeen 3", NULL);
	check(ID BODY("one ") "Seen 3\n\f" BODY("two ") "Seen x\n",
	    "Seen 3\\n" LINES("two ") "\\nSeen x", NULL);
}
END_TEST

/* What is too short for a head and a foot has neither below its middle. */
START_TEST(a_short_page_is_kept)
{
	if (!is_there())
		return;
	check(ID "Said so.\n\fSaid no.\n", "Said so.\\nSaid no.", NULL);
	check(ID BODY("one ") "Signed\n\fSigned\n",
	    LINES("one ") "\\nSigned\\nSigned", NULL);
	check(ID "Said so.\nSigned\n\fSaid no.\nmore\nSigned\n",
	    "Said so.\\nSigned\\nSaid no.\\nmore", "1 lines left out");
	/* A page of the same lines all over keeps its middle. */
	check(ID "a\nb\nc\nd\ne\nf\ng\nh\ni\n\f" ID
		 "a\nb\nc\nd\ne\nf\ng\nh\ni\n",
	    "a\\nb\\nc\\nd\\ne\\nf\\ng\\nh\\ni\\nd\\ne\"", "8 lines left out");
}
END_TEST

START_TEST(what_is_no_text_is_refused)
{
	static const struct row rows[] = {
	    {"%PDF-1.4\nnothing", 0, 1, .said = "pdftotext cannot read"}};
	struct row row = {"no text", 0, 1, .said = "needs OCR"};
	struct buf pdf = {0};

	if (!is_there())
		return;
	reads.format = FORMAT_TEXT;
	ROWS_CHECK(rows);
	pdf_make(&pdf, "\f");
	row_check(&row, (struct span){pdf.bytes, pdf.len});
	buf_free(&pdf);
}
END_TEST

/* A small file may have much text: pages that are all the same one. */
START_TEST(a_PDF_of_too_much_text_is_refused)
{
	struct row row = {"much text", 0, 1, .said = "16 MiB of text"};
	struct buf pdf = {0}, page = {0};
	int i;

	if (!is_there())
		return;
	reads.format = FORMAT_TEXT;
	buf_add_string(&page, "BT /F1 6 Tf 7 TL 10 780 Td");
	for (i = 0; i < 108; i++)
		buf_addf(&page, " (%0140d) Tj T*", i);
	buf_add_string(&page, " ET");
	buf_add_string(&pdf, "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>"
			     "endobj\n2 0 obj<</Type/Pages/Kids[");
	for (i = 0; i < 1150; i++)
		buf_addf(&pdf, "%d 0 R ", 5 + i);
	buf_addf(&pdf,
	    "]/Count 1150>>endobj\n3 0 obj<</Type/Font/Subtype/Type1/BaseFont"
	    "/Courier>>endobj\n4 0 obj<</Length %zu>>stream\n%s\nendstream "
	    "endobj\n",
	    page.len, buf_string(&page));
	for (i = 0; i < 1150; i++)
		buf_addf(&pdf,
		    "%d 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]"
		    "/Resources<</Font<</F1 3 0 R>>>>/Contents 4 0 R>>endobj\n",
		    5 + i);
	buf_add_string(&pdf, "trailer<</Root 1 0 R>>\n%%EOF\n");
	row_check(&row, (struct span){buf_string(&pdf), pdf.len});
	buf_free(&pdf);
	buf_free(&page);
}
END_TEST

SUITE("import, PDF", a_PDF_of_too_much_text_is_refused,
    a_head_and_a_foot_are_kept_once, a_line_that_differs_is_no_head,
    a_short_page_is_kept, what_is_no_text_is_refused)
