/* What reaches a terminal, character by character. */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "suite.h"

static size_t
encode(uint32_t point, char out[4])
{
	if (point < 0x80) {
		out[0] = (char)point;
		return 1;
	}
	if (point < 0x800) {
		out[0] = (char)(0xc0 | point >> 6);
		out[1] = (char)(0x80 | (point & 0x3f));
		return 2;
	}
	out[0] = (char)(0xe0 | point >> 12);
	out[1] = (char)(0x80 | (point >> 6 & 0x3f));
	out[2] = (char)(0x80 | (point & 0x3f));
	return 3;
}

/* Controls, C1 (U+009B is a CSI), and what turns or hides the text. */
static bool
hides(uint32_t point)
{
	return point < 0x20 || (point >= 0x7f && point < 0xa0) ||
	       (point >= 0x200b && point <= 0x200f) ||
	       (point >= 0x2028 && point <= 0x202e) ||
	       (point >= 0x2060 && point <= 0x206f) || point == 0x61c ||
	       point == 0xfeff;
}

START_TEST(no_control_reaches_a_terminal)
{
	struct buf b = {0};
	char text[8];
	uint32_t point;
	size_t len;

	for (point = 0; point < 0x10000; point++) {
		if (point >= 0xd800 && point < 0xe000)
			continue;
		text[0] = 'a';
		len = 1 + encode(point, text + 1);
		text[len++] = 'b';
		b.len = 0;
		buf_add_visible(&b, text, len);
		if (hides(point)) {
			ck_assert_str_eq(buf_string(&b), "a?b");
		} else {
			ck_assert_uint_eq(b.len, len);
			ck_assert_int_eq(memcmp(b.bytes, text, len), 0);
		}
	}
	/* A character cut off at the end is written as it stands. */
	for (len = 1; len < 3; len++) {
		b.len = 0;
		buf_add_visible(&b, "\xe2\x80\x8b", len);
		ck_assert_uint_eq(b.len, len);
	}
	b.len = 0;
	buf_add_visible(&b, "\xc2", 1);
	ck_assert_uint_eq(b.len, 1);
	/* Tags (U+E0041) hide; the private planes behind them do not. */
	b.len = 0;
	buf_add_visible(&b, "a\xf3\xa0\x81\x81z", 6);
	ck_assert_str_eq(buf_string(&b), "a?z");
	b.len = 0;
	buf_add_visible(&b, "a\xf3\xb0\x80\x80z", 6);
	ck_assert_str_eq(buf_string(&b), "a\xf3\xb0\x80\x80z");
	b.len = 0;
	buf_add_visible(&b, "\xf3\xa0\x81", 3);
	ck_assert_uint_eq(b.len, 3);
	buf_free(&b);
}
END_TEST

START_TEST(a_format_may_say_nothing)
{
	struct buf b = {0};

	buf_addf(&b, "%s", "");
	ck_assert_uint_eq(b.len, 0);
	buf_addf(&b, "%d%s", 7, "x");
	ck_assert_str_eq(buf_string(&b), "7x");
	buf_wipe(&b);
	buf_wipe(&(struct buf){0});
	ck_assert_uint_eq(b.len, 0);
	buf_free(&b);
}
END_TEST

SUITE("visible", no_control_reaches_a_terminal, a_format_may_say_nothing)
