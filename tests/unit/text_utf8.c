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

SUITE("utf8", every_scalar_value_comes_back_from_its_bytes,
    what_is_not_utf8_counts_as_one_point_a_byte,
    offsets_agree_with_counting_in_any_order,
    accents_quotes_and_spaces_fold_to_what_they_plainly_are,
    plain_text_says_where_each_byte_came_from)
