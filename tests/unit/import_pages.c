/* C-CDA, HTML and RTF: what a document says is read, what is not its text is
 * left out and named. */
#include "imported.h"

#include "import/content.h"

#define CDA(rest)                                                              \
	"<ClinicalDocument xmlns='urn:hl7-org:v3'><id root='1.2'/>"            \
	"<recordTarget><patientRole><id extension='C-1' root='2.999'/>"        \
	"</patientRole></recordTarget>" rest "</ClinicalDocument>"
#define BODY(sections)                                                         \
	CDA("<component><structuredBody>" sections                             \
	    "</structuredBody></component>")
#define SECTION(text) "<component><section>" text "</section></component>"
#define UNSTRUCTURED(text)                                                     \
	CDA("<component><nonXMLBody>" text "</nonXMLBody></component>")

START_TEST(a_C_CDA_is_read_or_refused_by_name)
{
	static const struct row rows[] = {
	    {BODY(SECTION("<title>Data</title><text>Said so.</text>")), 1, 0,
		.has = "{\"title\":\"Data\",\"text\":\"Said so.\"}"},
	    {BODY(
		 SECTION("<title>Da<!-- a -->ta</title><text>Said so.</text>")),
		1, 0, .has = "{\"title\":\"Data\",\"text\":\"Said so.\"}"},
	    {BODY(SECTION("<text><td/><td>Said so.</td></text>")), 1, 0,
		.has = "\"text\":\"| Said so.\""},
	    {"<Other><id/></Other>", 0, 1,
		.said = "XML of a kind that is not known here"},
	    {UNSTRUCTURED("<text><reference value='a.pdf'/></text>"), 0, 1,
		.said = "a reference to what is not in the input"},
	    {UNSTRUCTURED("<text><reference value='a.pdf'/>Said so.</text>"), 1,
		0, .has = "\"text\":\"Said so.\""},
	    {UNSTRUCTURED("<text/>"), 0, 1, .said = "nonXMLBody: no text"},
	    {UNSTRUCTURED("<text mediaType='text/xml'>&lt;ClinicalDocument/"
			  "&gt;</text>"),
		0, 1, .said = "nonXMLBody: a document within itself"},
	    {BODY(SECTION("<text><reference value='#x'/></text>")), 0, 1,
		.said = "text: a reference to nothing"},
	    {CDA("<component><structuredBody/></component>"), 0, 1,
		.said = "no section that has text"},
	    /* LOINC's codes say what a note is, and a number may be an id. */
	    {CDA("<code code='11506-3' codeSystem='2.16.840.1.113883.6.1'/>"
		 "<component><structuredBody>" SECTION(
		     "<text>Said so.</text>") "</structuredBody></component>"),
		1, 0, .has = "\"declared_class\":\"progress\""},
	    {"<ClinicalDocument xmlns='urn:hl7-org:v3'><recordTarget>"
	     "<patientRole><id root='2.16.840.1.113883.4.1' "
	     "extension='999-00-1234'/><id root='2.16.840.1.113883.4.1' "
	     "extension='999-00-1234'/></patientRole></recordTarget>"
	     "<component><structuredBody>" SECTION(
		 "<text>Said so.</text>") "</structuredBody></component></"
					  "ClinicalDocument>",
		1, 0, .has = "\"patient\":{\"id\":\"999-00-1234\"",
		.said = "which serves as one"}};

	reads.format = FORMAT_CCDA;
	ROWS_CHECK(rows);
}
END_TEST

static void
repeat(struct buf *b, const char *text, size_t count)
{
	while (count-- > 0)
		buf_add_string(b, text);
}

START_TEST(sections_within_sections_have_a_bound)
{
	struct row good = {"sixteen", 1, 0, .has = "Said so."},
		   bad = {"too many", 0, 1, .said = "sections nested too deep"};
	struct buf b = {0};
	size_t deep;

	reads.format = FORMAT_CCDA;
	for (deep = 17; deep <= 18; deep++) {
		b.len = 0;
		buf_add_string(&b,
		    "<ClinicalDocument><recordTarget><patientRole><id "
		    "extension='C-1'/></patientRole></recordTarget><component>"
		    "<structuredBody>");
		repeat(&b, "<component><section><title>a</title>", deep);
		buf_add_string(&b, "<text>Said so.</text>");
		repeat(&b, "</section></component>", deep);
		buf_add_string(
		    &b, "</structuredBody></component></ClinicalDocument>");
		row_check(deep == 17 ? &good : &bad,
		    (struct span){buf_string(&b), b.len});
	}
	/* The same of HTML that was written as a section's text. */
	b.len = 0;
	buf_add_string(&b,
	    "<ClinicalDocument><recordTarget><patientRole><id "
	    "extension='C-1'/></patientRole></recordTarget><component>"
	    "<structuredBody><component><section><text>");
	repeat(&b, "&lt;div&gt;", 300);
	buf_add_string(&b,
	    "Said so.</text></section></component></structuredBody>"
	    "</component></ClinicalDocument>");
	bad.said = "HTML nested too deep";
	row_check(&bad, (struct span){buf_string(&b), b.len});
	buf_free(&b);
}
END_TEST

#define HEAD "<p>Patient ID: C-1</p>"

START_TEST(a_page_gives_its_text_as_it_stands)
{
	static const struct row rows[] = {
	    {"<html>" HEAD "<p>Said\x0c so.</p></html>", 1, 0,
		.has = "\"text\":\"Said so.\""},
	    {"<html>" HEAD "<p>Said&#13;so.</p></html>", 1, 0,
		.has = "\"text\":\"Said so.\""},
	    {"<html>" HEAD "<table><tr><td></td><td></td><td>Said</td><td>so"
	     "</td></tr></table></html>",
		1, 0, .has = "|  | Said | so"},
	    {"<html>" HEAD "<ul><li>Said<li>so.</ul><ol><li>One<li>two</ol>"
	     "</html>",
		1, 0, .has = "- Said\\n- so.\\n1. One\\n2. two"},
	    {"<html><meta name=a><meta charset=windows-1252>" HEAD
	     "<p>Caf\xe9</html>",
		1, 0, .has = "Caf\xc3\xa9"},
	    {"<html>" HEAD "<p>Caf\xe9</p><meta charset=windows-1252", 1, 0,
		.has = "Caf\xc3\xa9"}};

	reads.format = FORMAT_TEXT;
	ROWS_CHECK(rows);
}
END_TEST

static void
page_is(const char *page, const char *text)
{
	struct draft d = {0};
	struct error e = {0};
	struct span s;

	ck_assert_msg(
	    html_text(&d, span_of(page), &s, &e) == 0, "%s: %s", page, e.text);
	ck_assert_msg(span_is(s, text), "%s: %.*s", page, (int)s.len, s.bytes);
	draft_free(&d);
}

START_TEST(white_space_is_what_it_is_in_a_page)
{
	page_is("", "");
	page_is(" ", "");
	page_is("<!-- no more -->", "");
	page_is("<p>a\rb\tc\nd &#13; e</p>", "a b c d e");
	page_is("<table><tr><td></td><td>b</td></tr></table>", "| b");
	page_is("a<table><tr><td></td><td>b</td></tr></table>", "a\n\n| b");
	page_is("<li>a<li>b", "- a\n- b");
}
END_TEST

/* However many line ends or empty cells stand in a row, some are enough. */
START_TEST(empty_cells_and_lines_have_a_bound)
{
	struct row row = {"lines", 1, 0, .has = "Said", .hides = NULL};
	struct imported got = {0};
	struct buf b = {0};

	reads.format = FORMAT_TEXT;
	buf_add_string(&b, "<html>" HEAD "<p>Said");
	repeat(&b, "<br>", 5000);
	buf_add_string(&b, "so.</p><table><tr><td>a</td>");
	repeat(&b, "<td></td>", 5000);
	buf_add_string(&b, "<td>end</td></tr></table></html>");
	row_check(&row, (struct span){buf_string(&b), b.len});
	import_read((struct span){b.bytes, b.len}, &got);
	ck_assert_uint_lt(got.out.len, 1200);
	ck_assert_ptr_nonnull(strstr(got.out.bytes, " | end"));
	buf_free(&got.out);
	buf_free(&got.said);
	buf_free(&b);
}
END_TEST

#define RTF(text) "{\\rtf1\\ansi " text "}"

START_TEST(RTF_is_read_in_its_pages_and_hides_nothing_unsaid)
{
	static const struct row rows[] = {
	    {RTF("Patient ID: C-1\\par\\par Said so."), 1, 0,
		.has = "\"text\":\"Said so.\""},
	    {"{\\rtf1\\mac Patient ID: C-1\\par Caf\\'8e}", 1, 0,
		.has = "Caf\xc3\xa9"},
	    {"{\\rtf1\\pc Patient ID: C-1\\par Caf\\'82}", 1, 0,
		.has = "Caf\xc3\xa9"},
	    {"{\\rtf1\\pca Patient ID: C-1\\par Caf\\'82}", 1, 0,
		.has = "Caf\xc3\xa9"},
	    {"{\\rtf1\\ansicpg12345 Patient ID: C-1\\par Caf\\'e9}", 1, 0,
		.has = "Caf\xc3\xa9"},
	    {"{\\rtf1\\deff1{\\fonttbl{\\f1\\fcharset204 A;}{\\f2\\fcharset0 "
	     "B;}}Patient ID: C-1\\par\\'ff\\f2\\'ff\\plain\\'ff\\f-3\\'ff\\f"
	     "\\'ff\\f99999\\'ff}",
		1, 0,
		.has = "\xd1\x8f\xc3\xbf\xd1\x8f\xd1\x8f\xd1\x8f\xd1\x8f"},
	    {"{\\rtf1\\deff-1 Patient ID: C-1\\par\\'e9}", 1, 0,
		.has = "\xc3\xa9"},
	    {"{\\rtf1\\deff99999 Patient ID: C-1\\par\\'e9}", 1, 0,
		.has = "\xc3\xa9"},
	    {"{\\rtf1\\row Patient ID: C-1}", 0, 1,
		.said = "patient.id: missing"},
	    {RTF("Patient ID: C-1\\par{\\annotation No.}Said so."), 1, 0,
		.has = "Said so.", .hides = "No.", .said = "left out"},
	    {RTF("Patient ID: C-1\\par{\\footerf No.}Said so."), 1, 0,
		.has = "Said so.", .hides = "No.", .said = "left out"},
	    {RTF("Patient ID: C-1\\par{\\v No.}{\\v1 No.}{\\v0 Said }so."), 1,
		0, .has = "Said so.", .hides = "No.", .said = "hidden"},
	    {RTF("Patient ID: C-1\\par{\\deleted No.}{\\deleted0 Said so.}"), 1,
		0, .has = "Said so.", .hides = "No.", .said = "deleted"},
	    {RTF("Patient ID: C-1\\par{\\strike0 Said so.}"), 1, 0,
		.has = "Said so."},
	    {RTF("Patient ID: C-1\\par{\\strike Said so.}"), 1, 0,
		.has = "Said so.", .said = "struck-through"},
	    {RTF("Patient ID: C-1\\par{\\striked1 Said}{\\striked0 so.}"), 1, 0,
		.has = "Saidso.", .said = "struck-through"},
	    {RTF("Patient ID: C-1\\par\\uc2\\u233 eeSaid\\uc-1\\u233 e so."), 1,
		0, .has = "\xc3\xa9Said\xc3\xa9 so."},
	    {RTF("Patient ID: C-1\\par\\uc17\\u233 e so."), 1, 0,
		.has = "\xc3\xa9 so."},
	    {RTF("Patient ID: C-1\\par\\trowd a\\cell b\\cell\\row c\\nestcell "
		 "\\nestrow\\row d"),
		1, 0, .has = "a | b\\nc\\n\\nd"},
	    {RTF("Patient ID: C-1\\par "
		 "\\awordofmorethanthirtytwolettersthatnobodyknows1 Said so."),
		1, 0, .has = "Said so."}};

	reads.format = FORMAT_TEXT;
	ROWS_CHECK(rows);
}
END_TEST

SUITE("import, pages", white_space_is_what_it_is_in_a_page,
    a_C_CDA_is_read_or_refused_by_name, sections_within_sections_have_a_bound,
    a_page_gives_its_text_as_it_stands, empty_cells_and_lines_have_a_bound,
    RTF_is_read_in_its_pages_and_hides_nothing_unsaid)
