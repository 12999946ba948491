/* Text in every charset that real exports use. */
#include <stdio.h>
#include <string.h>

#include "import/charset.h"
#include "import/content.h"
#include "suite.h"

static const struct {
	const char *declared;
	const char *name;
} charsets[] = {
#define CHARSET(declared, name) {declared, name},
#include "import/charset.def"
#undef CHARSET
};

/* BYTES in DECLARED, taken at its word. */
static const char *
converted(const char *bytes, const char *declared)
{
	static char out[256];
	struct charset_remarks said = {0};
	struct arena arena = {0};
	struct error e = {0};
	struct span s;

	ck_assert_msg(charset_convert(span_of(bytes), span_of(declared), &arena,
			  &s, &said, &e) == 0,
	    "%s: %s", declared, e.text);
	ck_assert_msg(said.replaced == NULL, "%s: replaced", declared);
	snprintf(out, sizeof(out), "%.*s", (int)s.len, s.bytes);
	arena_free(&arena);
	return out;
}

/* Some hold their last letter back, for a mark may follow it. */
START_TEST(every_charset_gives_a_whole_text)
{
	size_t i;

	for (i = 0; i < sizeof(charsets) / sizeof(charsets[0]); i++)
		if (strncmp(charsets[i].name, "UTF-16", 6) != 0)
			ck_assert_msg(
			    strcmp(converted("She wept", charsets[i].declared),
				"She wept") == 0,
			    "%s: %s", charsets[i].declared,
			    converted("She wept", charsets[i].declared));
	ck_assert_str_eq(converted("a\xcc", "windows-1258"), "\xc3\xa0");
	ck_assert_str_eq(converted("\xe0", "windows-1255"), "\xd7\x90");
}
END_TEST

/* The same letters in the code pages of RTF. */
START_TEST(a_code_page_is_a_charset_or_none)
{
	static const struct {
		int page;
		const char *bytes, *text;
	} rows[] = {{65001, "\xc3\xa9", "\xc3\xa9"}, {1252, "\xe9", "\xc3\xa9"},
	    {10000, "\x8e", "\xc3\xa9"}, {437, "\x82", "\xc3\xa9"},
	    {850, "\x82", "\xc3\xa9"}, {1250, "\xe8", "\xc4\x8d"},
	    {1251, "\xff", "\xd1\x8f"}, {1253, "\xe1", "\xce\xb1"},
	    {874, "\xa1", "\xe0\xb8\x81"}, {932, "\x82\xa0", "\xe3\x81\x82"},
	    {936, "\xb0\xa1", "\xe5\x95\x8a"},
	    {949, "\xb0\xa1", "\xea\xb0\x80"},
	    {950, "\xa4\x40", "\xe4\xb8\x80"}};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *name = charset_of_page(rows[i].page);

		ck_assert_msg(name != NULL, "%d", rows[i].page);
		ck_assert_str_eq(converted(rows[i].bytes, name), rows[i].text);
	}
	ck_assert_ptr_null(charset_of_page(12345));
	ck_assert_ptr_null(charset_of_page(0));
	ck_assert_ptr_null(charset_of_page(-1));
}
END_TEST

START_TEST(a_media_type_may_name_a_charset)
{
	static const char *const rows[][2] = {
	    {"text/plain; charset=utf-8", "utf-8"},
	    {"text/plain; CHARSET=\"latin1\"; x=y", "latin1"},
	    {"text/html;charset=a b", "a"}, {"text/plain; charset=", ""},
	    {"text/plain; charset=\"", ""}, {"text/plain; charset", NULL},
	    {"", NULL}};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct span s = charset_of_type(span_of(rows[i][0]));

		ck_assert_msg((s.bytes != NULL) == (rows[i][1] != NULL), "%s",
		    rows[i][0]);
		if (rows[i][1] != NULL)
			ck_assert(span_is(s, rows[i][1]));
	}
}
END_TEST

#define WIDE "S\0h\0e\0"

START_TEST(bytes_and_marks_say_more_than_what_is_declared)
{
	static const struct {
		const char *bytes;
		size_t len;
		const char *declared, *text;
		bool contradicted, replaced;
	} rows[] = {{NULL, 0, NULL, "", false, false},
	    {"She", 3, "", "She", false, false},
	    {"caf\xc3\xa9", 5, NULL, "caf\xc3\xa9", false, false},
	    {"caf\xe9", 4, NULL, "caf\xc3\xa9", true, false},
	    {"caf\xe9", 4, "latin1", "caf\xc3\xa9", false, false},
	    {"caf\xc3\xa9", 5, "latin1", "caf\xc3\xa9", true, false},
	    {"\xef\xbb\xbfShe", 6, NULL, "She", false, false},
	    {"\xef\xbb\xbfShe", 6, "latin1", "She", true, false},
	    {"\xef\xbb\xbfShe", 6, "klingon", "She", true, false},
	    {"\xff\xfe" WIDE, 8, NULL, "She", false, false},
	    {"\xff\xfe" WIDE, 8, "utf-8", "She", true, false},
	    {"\xff\xfe" WIDE, 8, "utf-16", "She", false, false},
	    {"\xfe\xff\0S\0h\0e", 8, NULL, "She", false, false},
	    {WIDE, 6, NULL, "She", true, false},
	    {WIDE, 6, "utf-16le", "She", false, false},
	    {"\0S\0h\0e", 6, "ascii", "She", true, false},
	    {"S\0he", 4, NULL, "S\xef\xbf\xbdhe", false, true},
	    {"\x81\xff", 2, "shift_jis", "\xef\xbf\xbd\xef\xbf\xbd", false,
		true},
	    {"She\x8a wept", 9, "windows-1258", "She\xef\xbf\xbd wept", false,
		true},
	    {"\xff\xfeS\0\0\xd8h\0e\0", 10, NULL, "S\xef\xbf\xbdhe", false,
		true},
	    {"\xff\xfeS\0h", 5, NULL, "S\xef\xbf\xbd", false, true},
	    {"\xff\xfeS\0\x3d\xd8", 6, NULL, "S\xef\xbf\xbd", false, true},
	    {"\xff\xfe\x3d\xd8\0\xde", 6, NULL, "\xf0\x9f\x98\x80", false,
		false},
	    {"a\r", 2, NULL, "a\n", false, false},
	    {"a\r\nb\rc\n", 7, NULL, "a\nb\nc\n", false, false}};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct charset_remarks said = {0};
		struct arena arena = {0};
		struct error e = {0};
		struct span s, declared = {0};

		if (rows[i].declared != NULL)
			declared = span_of(rows[i].declared);
		ck_assert_msg(
		    charset_text((struct span){rows[i].bytes, rows[i].len},
			declared, &arena, &s, &said, &e) == 0,
		    "%zu: %s", i, e.text);
		ck_assert_msg(span_is(s, rows[i].text), "%zu: %.*s", i,
		    (int)s.len, s.bytes);
		ck_assert_msg(
		    (said.contradicted != NULL) == rows[i].contradicted,
		    "%zu: contradicted", i);
		ck_assert_msg((said.replaced != NULL) == rows[i].replaced,
		    "%zu: replaced", i);
		arena_free(&arena);
	}
}
END_TEST

START_TEST(a_charset_of_no_name_is_refused)
{
	struct charset_remarks said = {0};
	struct arena arena = {0};
	struct error e = {0}, too = {0};
	struct span s, name = span_of("klingon");

	ck_assert_int_eq(
	    charset_text(span_of("She"), name, &arena, &s, &said, &e), -1);
	ck_assert_int_eq(
	    charset_convert(span_of("She"), name, &arena, &s, &said, &too), -1);
	ck_assert_str_eq(e.text, "a charset that is not known here");
	ck_assert_str_eq(too.text, e.text);
	arena_free(&arena);
}
END_TEST

SUITE("charset", every_charset_gives_a_whole_text,
    a_code_page_is_a_charset_or_none, a_media_type_may_name_a_charset,
    bytes_and_marks_say_more_than_what_is_declared,
    a_charset_of_no_name_is_refused)
