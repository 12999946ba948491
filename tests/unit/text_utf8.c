#include "suite.h"

#include <stdio.h>
#include <string.h>

#include "text/utf8.h"

START_TEST(every_scalar_value_comes_back_from_its_bytes)
{
	char bytes[UTF8_MAX];
	uint32_t point, back;
	size_t len;

	for (point = 0; point <= 0x10ffff; point++) {
		if (point == 0xd800)
			point = 0xe000;
		len = utf8_encode(point, bytes);
		ck_assert_uint_eq(utf8_decode(bytes, len, &back), len);
		ck_assert_uint_eq(back, point);
	}
}
END_TEST

START_TEST(what_is_not_utf8_counts_as_one_point_a_byte)
{
	static const char *const bad[] = {"\x80", "\xc0\xaf", "\xe0\x80\xaf",
	    "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80",
	    "\xe2\x82", "\xff"};
	size_t i;
	uint32_t point;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		ck_assert_uint_eq(
		    utf8_decode(bad[i], strlen(bad[i]), &point), 1);
		ck_assert_uint_eq(point, UTF8_REPLACEMENT);
		ck_assert_uint_eq(
		    utf8_count(bad[i], strlen(bad[i])), strlen(bad[i]));
	}
}
END_TEST

/* RFC 3629, section 4, as a grammar: all pairs of bytes, and three and four
 * with every bound of each. */
static size_t
well_formed(const unsigned char *s, size_t len)
{
	static const unsigned char rows[][4] = {{0xc2, 0xdf, 0x80, 0xbf},
	    {0xe0, 0xe0, 0xa0, 0xbf}, {0xe1, 0xec, 0x80, 0xbf},
	    {0xed, 0xed, 0x80, 0x9f}, {0xee, 0xef, 0x80, 0xbf},
	    {0xf0, 0xf0, 0x90, 0xbf}, {0xf1, 0xf3, 0x80, 0xbf},
	    {0xf4, 0xf4, 0x80, 0x8f}};
	size_t r, want;

	if (s[0] < 0x80)
		return 1;
	for (r = 0; r < 8; r++)
		if (s[0] >= rows[r][0] && s[0] <= rows[r][1])
			break;
	want = r == 8 ? 0 : r == 0 ? 2 : r < 5 ? 3 : 4;
	if (want == 0 || want > len || s[1] < rows[r][2] || s[1] > rows[r][3])
		return 0;
	for (r = 2; r < want; r++)
		if (s[r] < 0x80 || s[r] > 0xbf)
			return 0;
	return want;
}

START_TEST(what_is_utf8_is_what_the_rfc_says)
{
	static const unsigned char bounds[] = {
	    0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc2, 0xff};
	unsigned char s[4];
	size_t i, j, len, want, got;
	bool is_replacement;
	uint32_t point;
	int a;

	for (a = 0; a < 256; a++)
		for (i = 0; i < 256; i++)
			for (j = 0; j < 121; j++) {
				s[0] = (unsigned char)a;
				s[1] = (unsigned char)i;
				s[2] = bounds[j / 11];
				s[3] = bounds[j % 11];
				len = 1 + (j / 11 + j % 11) % 4;
				want = well_formed(s, len);
				got = utf8_decode((const char *)s, len, &point);
				is_replacement =
				    memcmp(s, "\xef\xbf\xbd", 3) == 0;
				/* Eight million asserts would take a minute. */
				if (got != (want == 0 ? 1 : want) ||
				    (point == UTF8_REPLACEMENT) !=
					(want == 0 ||
					    (want == 3 && is_replacement)))
					ck_abort_msg("%02x %02x %02x %02x: %zu",
					    s[0], s[1], s[2], s[3], got);
			}
}
END_TEST

START_TEST(what_is_no_scalar_value_is_written_as_the_replacement)
{
	static const uint32_t points[] = {
	    0xd800, 0xdbff, 0xdc00, 0xdfff, 0x110000, UINT32_MAX};
	char out[UTF8_MAX];
	size_t i;

	for (i = 0; i < 6; i++) {
		ck_assert_uint_eq(utf8_encode(points[i], out), 3);
		ck_assert_int_eq(memcmp(out, "\xef\xbf\xbd", 3), 0);
	}
}
END_TEST

/* Marks of a letter are nothing, of whatever script; what stands beside their
 * blocks is something. */
START_TEST(combining_marks_are_nothing)
{
	static const uint32_t blocks[][2] = {{0x0300, 0x036f}, {0x0483, 0x0489},
	    {0x0591, 0x05bd}, {0x064b, 0x065f}, {0x1ab0, 0x1aff},
	    {0x1dc0, 0x1dff}, {0x20d0, 0x20ff}, {0xfe20, 0xfe2f},
	    {0xe0100, 0xe01ef}};
	char out[UTF8_PLAIN_MAX];
	uint32_t point;
	size_t i;

	for (i = 0; i < 9; i++) {
		for (point = blocks[i][0]; point <= blocks[i][1]; point++) {
			ck_assert_uint_eq(utf8_plain(point, out), 0);
			ck_assert_uint_eq(utf8_fold(point, out), 0);
		}
		ck_assert_uint_gt(utf8_fold(blocks[i][1] + 1, out), 0);
	}
	for (point = 'A'; point <= 'Z'; point++) {
		ck_assert_uint_eq(utf8_plain(point, out), 1);
		ck_assert_int_eq(out[0], (char)point);
		ck_assert_uint_eq(utf8_fold(point, out), 1);
		ck_assert_int_eq(out[0], (char)(point + 32));
	}
	ck_assert_uint_eq(utf8_fold('@', out), 1);
	ck_assert_int_eq(out[0], '@');
	ck_assert_uint_eq(utf8_fold('[', out), 1);
	ck_assert_int_eq(out[0], '[');
}
END_TEST

START_TEST(a_text_may_be_made_plain_without_a_map)
{
	struct buf out = {0};
	struct utf8_offsets o;

	utf8_plain_text("caf\xc3\xa9 x", 7, &out, NULL);
	ck_assert_str_eq(buf_string(&out), "cafe x");
	out.len = 0;
	utf8_plain_text("", 0, &out, NULL);
	utf8_plain_text("\xc3\xa9", 2, &out, NULL);
	ck_assert_str_eq(buf_string(&out), "e");
	buf_free(&out);
	/* An offset behind the end is the end. */
	utf8_offsets_open(&o, "\xc3\xa9", 2);
	ck_assert_uint_eq(utf8_point_at(&o, 9), 1);
	ck_assert_uint_eq(utf8_byte_at(&o, 9), 2);
}
END_TEST

/* Every offset of a text with 1 to 4 byte characters, in random order, agrees
 * with counting from the start. */
START_TEST(offsets_agree_with_counting_in_any_order)
{
	static const char *const parts[] = {
	    "a", "é", "€", "𝐀", "plain words ", "\xcc\x81"};
	struct utf8_offsets o;
	char text[4000] = "";
	size_t starts[4000], i, k, n, len, points = 0;

	srand(7);
	while (strlen(text) < 3900)
		strcat(text, parts[(size_t)rand() % 6]);
	len = strlen(text);
	for (i = 0; i < len; i++)
		if (((unsigned char)text[i] & 0xc0) != 0x80)
			starts[points++] = i;
	starts[points] = len;
	ck_assert_uint_eq(utf8_count(text, len), points);
	utf8_offsets_open(&o, text, len);
	for (i = 0; i < 5000; i++) {
		n = i <= points ? i : (size_t)rand() % (points + 1);
		if (rand() % 2) {
			ck_assert_uint_eq(utf8_byte_at(&o, n), starts[n]);
		} else {
			ck_assert_uint_eq(utf8_point_at(&o, starts[n]), n);
			for (k = starts[n]; n < points && k < starts[n + 1];
			     k++)
				ck_assert_uint_eq(utf8_point_at(&o, k), n);
		}
	}
	ck_assert_uint_eq(utf8_byte_at(&o, points + 9), len);
}
END_TEST

START_TEST(accents_quotes_and_spaces_fold_to_what_they_plainly_are)
{
	static const char *const pairs[][2] = {{"Zoë", "zoe"},
	    {"Zoe\xcc\x88", "zoe"}, {"O’Brien", "o'brien"}, {"ÅÉÎÕÜ", "aeiou"},
	    {"Łódź", "lodz"}, {"Nguyễn", "nguyen"}, {"Straße", "strasse"},
	    {"a\xc2\xa0"
	     "b",
		"a b"},
	    {"312–555", "312-555"},
	    {"A\xe2\x80\x8bl\xc2\xad"
	     "v",
		"alv"},
	    {"ﬁ", "fi"}, {"１２", "12"}, {"Αθήνα", "αθηνα"}, {"ЙОД", "иод"},
	    {"李", "李"}};
	struct buf out = {0};
	size_t i;

	for (i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		out.len = 0;
		utf8_fold_text(pairs[i][0], strlen(pairs[i][0]), &out);
		ck_assert_str_eq(buf_string(&out), pairs[i][1]);
	}
	buf_free(&out);
}
END_TEST

START_TEST(plain_text_says_where_each_byte_came_from)
{
	const char *text = "Jose\xcc\x81 \xef\xac\x81n \xe2\x80\x8b"
			   "ok";
	struct buf out = {0}, map = {0};
	static const uint32_t want[] = {
	    0, 1, 2, 3, 6, 7, 7, 10, 11, 15, 16, 17};

	utf8_plain_text(text, strlen(text), &out, &map);
	ck_assert_str_eq(buf_string(&out), "Jose fin ok");
	ck_assert_uint_eq(map.len, sizeof(want));
	ck_assert_int_eq(memcmp(map.bytes, want, sizeof(want)), 0);
	buf_free(&out);
	buf_free(&map);
}
END_TEST

SUITE("utf8", what_is_utf8_is_what_the_rfc_says,
    what_is_no_scalar_value_is_written_as_the_replacement,
    combining_marks_are_nothing, a_text_may_be_made_plain_without_a_map,
    every_scalar_value_comes_back_from_its_bytes,
    what_is_not_utf8_counts_as_one_point_a_byte,
    offsets_agree_with_counting_in_any_order,
    accents_quotes_and_spaces_fold_to_what_they_plainly_are,
    plain_text_says_where_each_byte_came_from)
