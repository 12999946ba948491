/* RTF, HTML and XML: what they mark is read as they mean it,
 * and what is left out is named. */
#include "imported.h"

#include <libxml/tree.h>

#include "import/content.h"
#include "import/when.h"
#include "import/xml.h"

/* Each of some patient, whom the text's own header names. */
static void
check_rows(
    const struct row *rows, size_t count, const char *head, const char *tail)
{
	struct buf b = {0};
	size_t i;

	reads.format = FORMAT_TEXT;
	for (i = 0; i < count; i++) {
		b.len = 0;
		buf_add_string(&b, head);
		buf_add_string(&b, rows[i].text);
		buf_add_string(&b, tail);
		row_check(&rows[i], (struct span){b.bytes, b.len});
	}
	buf_free(&b);
}

#define CHECK(rows, head, tail)                                                \
	check_rows(rows, sizeof(rows) / sizeof(rows[0]), head, tail)

START_TEST(RTF_says_what_it_means_and_what_is_left_out_is_named)
{
#define LEFT "RTF: heads, feet, comments, hidden or deleted text: left out"
#define STRUCK "RTF: struck-through text: kept as text"
	static const struct row rows[] = {{"a", 1, 0, .has = "\"text\":\"a\""},
	    {"a{\\header b}c", 1, 0, .has = "\"text\":\"ac\"", .said = LEFT},
	    {"a{\\headerl b}c", 1, 0, .has = "\"text\":\"ac\"", .said = LEFT},
	    {"a{\\footer b}c", 1, 0, .has = "\"text\":\"ac\"", .said = LEFT},
	    {"a{\\footerf b}c", 1, 0, .has = "\"text\":\"ac\"", .said = LEFT},
	    {"a{\\*\\annotation b}c", 1, 0, .has = "\"text\":\"ac\"",
		.said = LEFT},
	    {"a{\\v b}c", 1, 0, .has = "\"text\":\"ac\"", .said = LEFT},
	    {"a{\\v0 b}c", 1, 0, .has = "\"text\":\"abc\""},
	    {"a{\\v1 b}c", 1, 0, .has = "\"text\":\"ac\"", .said = LEFT},
	    {"a{\\deleted b}c", 1, 0, .has = "\"text\":\"ac\"", .said = LEFT},
	    {"a{\\v b\\v0 c}d", 1, 0, .has = "\"text\":\"acd\"", .said = LEFT},
	    {"a{\\strike b}c", 1, 0, .has = "\"text\":\"abc\"", .said = STRUCK},
	    {"a{\\striked1 b}c", 1, 0, .has = "\"text\":\"abc\"",
		.said = STRUCK},
	    {"a{\\strike0 b}c", 1, 0, .has = "\"text\":\"abc\""},
	    {"a{\\striked0 b}c", 1, 0, .has = "\"text\":\"abc\""},
	    {"a{\\*\\later b}c", 1, 0, .has = "\"text\":\"ac\""},
	    {"a{\\*\\b b}c", 1, 0, .has = "\"text\":\"ac\""},
	    /* Cells, and a row that has none. */
	    {"\\trowd a\\cell b\\cell\\row", 1, 0, .has = "\"text\":\"a | b\""},
	    {"\\trowd a\\nestcell\\nestrow b", 1, 0,
		.has = "\"text\":\"a\\nb\""},
	    {"\\row a\\row", 1, 0, .has = "\"text\":\"\\na\""},
	    {"long enough\\row", 1, 0, .has = "\"text\":\"long enough\""},
	    /* Code pages. */
	    {"\\'e9", 1, 0, .has = "\"text\":\"\xc3\xa9\""},
	    {"\\mac\\'8e", 1, 0, .has = "\"text\":\"\xc3\xa9\""},
	    {"\\pc\\'82", 1, 0, .has = "\"text\":\"\xc3\xa9\""},
	    {"\\pca\\'82", 1, 0, .has = "\"text\":\"\xc3\xa9\""},
	    {"\\ansicpg1251\\'e9", 1, 0, .has = "\"text\":\"\xd0\xb9\""},
	    {"\\ansicpg4\\'e9", 1, 0, .has = "\"text\":\"\xc3\xa9\""},
	    {"\\ansicpg1253\\'d2", 1, 0, .has = "\"text\":\"\xef\xbf\xbd\"",
		.said = "bytes that its charset does not have"},
	    {"{\\fonttbl{\\f1\\fcharset204 A;}}\\f1\\'e9\\plain\\'e9", 1, 0,
		.has = "\"text\":\"\xd0\xb9\xc3\xa9\""},
	    {"{\\fonttbl{\\f1\\fcharset204 A;}}\\deff1\\'e9", 1, 0,
		.has = "\"text\":\"\xd0\xb9\""},
	    {"{\\fonttbl{\\f1\\fcharset204 A;}}\\deff4096\\'e9", 1, 0,
		.has = "\"text\":\"\xc3\xa9\""},
	    {"{\\fonttbl{\\f1\\fcharset204 A;}}\\deff-1\\'e9", 1, 0,
		.has = "\"text\":\"\xc3\xa9\""},
	    {"{\\fonttbl{\\f4096\\fcharset204 A;}}\\f4096\\'e9", 1, 0,
		.has = "\"text\":\"\xc3\xa9\""},
	    {"{\\fonttbl{\\f-1\\fcharset204 A;}}\\f-1\\'e9", 1, 0,
		.has = "\"text\":\"\xc3\xa9\""},
	    {"{\\fonttbl{\\f\\fcharset204 A;}}\\f\\'e9", 1, 0,
		.has = "\"text\":\"\xc3\xa9\""},
	    {"\\fcharset204\\'e9", 1, 0, .has = "\"text\":\"\xc3\xa9\""},
	    /* Characters that stand for one that is said by number. */
	    {"\\u233?", 1, 0, .has = "\"text\":\"\xc3\xa9\""},
	    {"\\uc2\\u233??b", 1, 0,
		.has = "\"text\":\"\xc3\xa9"
		       "b\""},
	    {"\\uc0\\u233?", 1, 0, .has = "\"text\":\"\xc3\xa9?\""},
	    {"\\uc17\\u233??", 1, 0, .has = "\"text\":\"\xc3\xa9?\""},
	    {"\\uc-1\\u233??", 1, 0, .has = "\"text\":\"\xc3\xa9?\""},
	    {"\\uc1\\u233\\tab b", 1, 0,
		.has = "\"text\":\"\xc3\xa9"
		       "b\""},
	    {"\\u-10179?\\u-8704?", 1, 0,
		.has = "\"text\":\"\xf0\x9f\x98\x80\""},
	    {"\\u0?a", 1, 0, .has = "\"text\":\"a\""},
	    {"\\u a", 1, 0, .has = "\"text\":\"a\""},
	    {"a\\'0", 1, 0, .has = "\"text\":\"a\"", .said = "RTF: braces"},
	    {"a\\'zzb", 1, 0, .has = "\"text\":\"ab\""},
	    {"a\\'0zb", 1, 0, .has = "\"text\":\"ab\""},
	    {"a\\'00b", 1, 0, .has = "\"text\":\"ab\""},
	    {"a\\~b\\_c\\-d", 1, 0,
		.has = "\"text\":\"a\xc2\xa0"
		       "b\xe2\x80\x91"
		       "cd\""},
	    {"a\\{b\\}c\\\\d", 1, 0, .has = "\"text\":\"a{b}c\\\\d\""},
	    {"a\\\nb", 1, 0, .has = "\"text\":\"a\\nb\""},
	    {"{\\v a\\~\\tab\\u233?}b", 1, 0, .has = "\"text\":\"b\"",
		.said = LEFT},
	    /* Longer than any word that there is. */
	    {"\\abcdefghijklmnopqrstuvwxyzabcdefghijkl a", 1, 0,
		.has = "\"text\":\"a\""},
	    {"\\bin3 {{{a", 1, 0, .has = "\"text\":\"a\""},
	    {"\\bin0 a", 1, 0, .has = "\"text\":\"a\""},
	    {"{\\upr{a}{\\*\\ud b}}c", 1, 0, .has = "\"text\":\"bc\""},
	    {"a}b{", 1, 0, .has = "\"text\":\"a\"", .said = "RTF: braces"},
	    {"a}\r\n\t", 1, 0, .has = "\"text\":\"a\""},
	    {"a{b", 1, 0, .has = "\"text\":\"ab\"", .said = "RTF: braces"},
	    {"a\\bin99999999999 b", 1, 0, .has = "\"text\":\"a\"",
		.said = "RTF: braces"}};
	static const struct row open[] = {
	    {"a\\", 1, 0, .has = "\"text\":\"a\"", .said = "RTF: braces"},
	    {"a\\'", 1, 0, .has = "\"text\":\"a\"", .said = "RTF: braces"},
	    {"a\\b", 1, 0, .has = "\"text\":\"a\"", .said = "RTF: braces"},
	    {"a\\b-", 1, 0, .has = "\"text\":\"a\"", .said = "RTF: braces"},
	    {"a\\b1", 1, 0, .has = "\"text\":\"a\"", .said = "RTF: braces"}};

	static const struct row bare[] = {
	    {"\\row a}", 1, 0, .has = "\"text\":\"\\na\""},
	};
	char deep[1020] = "{\\rtf1 ";
	size_t i;

	CHECK(rows, "{\\rtf1 Patient ID: C-1\\par\\par ", "}");
	CHECK(open, "{\\rtf1 Patient ID: C-1\\par\\par ", "");
	reads.map = "{\"record\":\"map/1\",\"format\":\"text\",\"set\":{"
		    "\"patient.id\":\"C-1\"}}";
	CHECK(bare, "{\\rtf1", "");
	for (i = strlen(deep); i < 1010; i++)
		deep[i] = '{';
	row_check(&(struct row){"deep", 0, 1, .said = "RTF nested too deep"},
	    span_of(deep));
}
END_TEST

START_TEST(HTML_keeps_its_lists_tables_and_lines)
{
	static const struct row rows[] = {
	    {"<ol><li>a<li>b</ol>", 1, 0, .has = "\"text\":\"1. a\\n2. b\""},
	    {"<ul><li>a</ul>", 1, 0, .has = "\"text\":\"- a\""},
	    {"<li>a", 1, 0, .has = "\"text\":\"- a\""},
	    {"<table><tr><td>a<td>b</table>", 1, 0,
		.has = "\"text\":\"a | b\""},
	    {"<pre>a\n b</pre>", 1, 0, .has = "\"text\":\"a\\n b\""},
	    {"<script>x</script><style>y</style>a<!-- z -->", 1, 0,
		.has = "\"text\":\"a\""},
	    {"a<svg>x</svg><object>y</object>b", 1, 0,
		.has = "\"text\":\"ab\""},
	    {"<b>a</b><h1>b</h1>c", 1, 0,
		.has = "\"text\":\"a\\n\\nb\\n\\nc\""}};

	CHECK(rows, "<html><body><p>Patient ID: C-1</p><p></p>", "</body>");
}
END_TEST

static struct draft draft;

/* What XML that is no document says, or why it is not read. */
static const char *
read_xml(struct span s)
{
	static char said[ERROR_TEXT];
	struct charset_remarks remarks = {0};
	struct error e = {0};
	xmlDocPtr tree = xml_parse(s, &draft.arena, &remarks, &e);
	struct span text;

	if (tree == NULL)
		return memcpy(said, e.text, sizeof(said));
	text = xml_text(xmlDocGetRootElement(tree), &draft.arena);
	snprintf(said, sizeof(said), "%.*s", (int)text.len,
	    text.bytes == NULL ? "" : text.bytes);
	xmlFreeDoc(tree);
	return said;
}

START_TEST(XML_is_read_in_its_charset_and_without_a_document_type)
{
	static const struct {
		const char *xml, *said;
	} rows[] = {
	    {"<a>b<!-- c --><d>e</d><?f g?><![CDATA[<h>]]></a>", "be<h>"},
	    {"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe9</a>",
		"\xc3\xa9"},
	    {"<?xml version='1.0' encoding = \"ISO-8859-1\" ?><a>\xe9</a>",
		"\xc3\xa9"},
	    {"<?xml version='1.0' encoding\t=\t'ISO-8859-1'?><a>\xe9</a>",
		"\xc3\xa9"},
	    {"<?xml version='1.0'?><a>encoding='x-none'</a>",
		"encoding='x-none'"},
	    {"<?xml version='1.0' encoding='x-none'?><a>b</a>",
		"a charset that is not known here"},
	    {"<?xml version='1.0' encoding='utf-16'?><a>b</a>", "b"},
	    {"<?xml version='1.0' encoding='utf-8'?><a>b</a>", "b"},
	    {"<?xml version='1.0' encoding=", "line 1: ill-formed XML"},
	    {"<?xml version='1.0' encoding='", "line 1: ill-formed XML"},
	    {"<?xml version='1.0' encoding='utf-8", "line 1: ill-formed XML"},
	    {"<?xml version='1.0' encoding  =                          ",
		"line 1: ill-formed XML"},
	    {"<?xml", "line 1: ill-formed XML"},
	    {"<!DOCTYPE a><a>b</a>", "XML with a document type: not read"},
	    {"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
		"XML with a document type: not read"},
	    {"<a>&b;</a>", "line 1: ill-formed XML"},
	    {"\n\n<a>", "line 3: ill-formed XML"},
	    {"", "line 1: ill-formed XML"},
	    {" \t\r\n<a/>", ""},
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		ck_assert_msg(
		    strcmp(read_xml(span_of(rows[i].xml)), rows[i].said) == 0,
		    "%s: %s", rows[i].xml, read_xml(span_of(rows[i].xml)));
	draft_free(&draft);
}
END_TEST

START_TEST(XML_of_more_than_32_MiB_is_refused)
{
	const size_t most = XML_MOST + 1;
	char *bytes = malloc(most);

	ck_assert_ptr_nonnull(bytes);
	memset(bytes, ' ', most);
	memcpy(bytes + most - 8, "<a>b</a>", 8);
	ck_assert_str_eq(read_xml((struct span){bytes + 1, XML_MOST}), "b");
	ck_assert_str_eq(
	    read_xml((struct span){bytes, most}), "XML of more than 32 MiB");
	free(bytes);
	draft_free(&draft);
}
END_TEST

START_TEST(an_attribute_that_says_nothing_is_absent)
{
	static const char xml[] =
	    "<a b='' c='d' e='&amp;'><!-- f --><g/><a h='i'/></a>";
	struct charset_remarks remarks = {0};
	struct error e = {0};
	xmlDocPtr tree;
	const xmlNode *a;

	tree = xml_parse(span_of(xml), &draft.arena, &remarks, &e);
	ck_assert_ptr_nonnull(tree);
	a = xmlDocGetRootElement(tree);
	ck_assert_ptr_null(xml_attribute(a, "b", &draft.arena).bytes);
	ck_assert(span_is(xml_attribute(a, "c", &draft.arena), "d"));
	ck_assert(span_is(xml_attribute(a, "e", &draft.arena), "&"));
	ck_assert_ptr_null(xml_attribute(a, "f", &draft.arena).bytes);
	ck_assert_ptr_null(xml_attribute(NULL, "f", &draft.arena).bytes);
	ck_assert(
	    span_is(xml_attribute(xml_path(a, "a"), "h", &draft.arena), "i"));
	ck_assert_ptr_null(xml_path(a, "a/g"));
	ck_assert(xml_is(xml_first(a), "g"));
	ck_assert_ptr_null(xml_first(xml_child(a, "g")));
	ck_assert_ptr_null(xml_next(xml_child(a, "g")));
	xmlFreeDoc(tree);
	draft_free(&draft);
}
END_TEST

static const char *
instant_of(const char *text)
{
	static char said[64];
	struct when w;
	struct span s;

	if (!when_pattern(span_of(text), NULL, &w))
		return "none";
	s = when_instant(&w, true, &draft);
	snprintf(said, sizeof(said), "%.*s", (int)s.len,
	    s.bytes == NULL ? "" : s.bytes);
	return said;
}

START_TEST(a_time_is_that_of_the_clocks_of_its_zone)
{
	static const struct {
		const char *zone, *text, *said;
	} rows[] = {
	    /* Forward at two, back at two. */
	    {"America/Chicago", "2026-03-08 00:30",
		"2026-03-08T00:30:00-06:00"},
	    {"America/Chicago", "2026-03-08 23:30",
		"2026-03-08T23:30:00-05:00"},
	    {"America/Chicago", "2026-11-01 00:30",
		"2026-11-01T00:30:00-05:00"},
	    {"America/Chicago", "2026-11-01 23:30",
		"2026-11-01T23:30:00-06:00"},
	    /* An hour that there was not: by the offset from before it. */
	    {"America/Chicago", "2026-03-08 02:30",
		"2026-03-08T03:30:00-05:00"},
	    /* One that there was twice: the first. */
	    {"America/Chicago", "2026-11-01 01:30",
		"2026-11-01T01:30:00-05:00"},
	    /* Forward and back at midnight. */
	    {"America/Santiago", "2026-09-06 01:30",
		"2026-09-06T01:30:00-03:00"},
	    {"America/Santiago", "2026-09-06 23:30",
		"2026-09-06T23:30:00-03:00"},
	    {"America/Santiago", "2026-04-05 00:30",
		"2026-04-05T00:30:00-04:00"},
	    {"America/Santiago", "2026-04-04 23:30",
		"2026-04-04T23:30:00-03:00"},
	    {"America/Havana", "2026-11-01 00:30", "2026-11-01T00:30:00-04:00"},
	    {"UTC", "2026-03-00 10:00", "none"},
	    {"UTC", "0000-00-00 00:00:00", "none"},
	    {"UTC", "2026-00-04", "none"},
	};
	struct error e = {0};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		ck_assert_int_eq(zone_use(rows[i].zone, &e), 0);
		ck_assert_msg(
		    strcmp(instant_of(rows[i].text), rows[i].said) == 0,
		    "%s %s: %s", rows[i].zone, rows[i].text,
		    instant_of(rows[i].text));
	}
	draft_free(&draft);
}
END_TEST

SUITE("import, markup", RTF_says_what_it_means_and_what_is_left_out_is_named,
    HTML_keeps_its_lists_tables_and_lines,
    XML_is_read_in_its_charset_and_without_a_document_type,
    XML_of_more_than_32_MiB_is_refused,
    an_attribute_that_says_nothing_is_absent,
    a_time_is_that_of_the_clocks_of_its_zone)
