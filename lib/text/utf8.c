#include "text/utf8.h"

#include <string.h>

struct folding {
	uint32_t point;
	char plain[UTF8_PLAIN_MAX + 1];
	char folded[UTF8_PLAIN_MAX + 1];
};

static const struct folding foldings[] = {
#define FOLD(point, plain, folded) {point, plain, folded},
#include "text/fold.def"
#undef FOLD
};
#define FOLDINGS (sizeof(foldings) / sizeof(foldings[0]))

static bool
is_tail(unsigned char c)
{
	return (c & 0xc0) == 0x80;
}

size_t
utf8_decode(const char *text, size_t len, uint32_t *point)
{
	const unsigned char *s = (const unsigned char *)text;

	if (s[0] < 0x80) {
		*point = s[0];
		return 1;
	}
	if (s[0] >= 0xc2 && s[0] <= 0xdf && len >= 2 && is_tail(s[1])) {
		*point = (s[0] & 0x1fu) << 6 | (s[1] & 0x3fu);
		return 2;
	}
	if ((s[0] & 0xf0) == 0xe0 && len >= 3 && is_tail(s[1]) &&
	    is_tail(s[2])) {
		*point =
		    (s[0] & 0x0fu) << 12 | (s[1] & 0x3fu) << 6 | (s[2] & 0x3fu);
		if (*point >= 0x800 && (*point < 0xd800 || *point > 0xdfff))
			return 3;
	}
	if (s[0] >= 0xf0 && s[0] <= 0xf4 && len >= 4 && is_tail(s[1]) &&
	    is_tail(s[2]) && is_tail(s[3])) {
		*point = (s[0] & 0x07u) << 18 | (s[1] & 0x3fu) << 12 |
			 (s[2] & 0x3fu) << 6 | (s[3] & 0x3fu);
		if (*point >= 0x10000 && *point <= 0x10ffff)
			return 4;
	}
	*point = UTF8_REPLACEMENT;
	return 1;
}

size_t
utf8_encode(uint32_t point, char out[static UTF8_MAX])
{
	if (point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff))
		point = UTF8_REPLACEMENT;
	if (point < 0x80) {
		out[0] = (char)point;
		return 1;
	}
	if (point < 0x800) {
		out[0] = (char)(0xc0 | point >> 6);
		out[1] = (char)(0x80 | (point & 0x3f));
		return 2;
	}
	if (point < 0x10000) {
		out[0] = (char)(0xe0 | point >> 12);
		out[1] = (char)(0x80 | (point >> 6 & 0x3f));
		out[2] = (char)(0x80 | (point & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | point >> 18);
	out[1] = (char)(0x80 | (point >> 12 & 0x3f));
	out[2] = (char)(0x80 | (point >> 6 & 0x3f));
	out[3] = (char)(0x80 | (point & 0x3f));
	return 4;
}

#define HIGH_BITS UINT64_C(0x8080808080808080)

/* The length of the run of ASCII at TEXT: 32 bytes at a time, then eight. */
static size_t
ascii_run(const char *text, size_t len)
{
	uint64_t word, four[4];
	size_t i = 0;

	for (; i + 32 <= len; i += 32) {
		memcpy(four, text + i, 32);
		if ((four[0] | four[1] | four[2] | four[3]) & HIGH_BITS)
			break;
	}
	for (; i + 8 <= len; i += 8) {
		memcpy(&word, text + i, 8);
		if (word & HIGH_BITS)
			break;
	}
	while (i < len && (unsigned char)text[i] < 0x80)
		i++;
	return i;
}

bool
utf8_is_ascii(const char *text, size_t len)
{
	return ascii_run(text, len) == len;
}

size_t
utf8_count(const char *text, size_t len)
{
	struct utf8_offsets o;

	utf8_offsets_open(&o, text, len);
	return utf8_point_at(&o, len);
}

void
utf8_offsets_open(struct utf8_offsets *o, const char *text, size_t len)
{
	*o = (struct utf8_offsets){.text = text, .len = len};
	o->ascii = utf8_is_ascii(text, len);
}

/* Passes whole runs of ASCII and single code points until another step would
 * go past BYTE or POINT. */
static void
advance(struct utf8_offsets *o, size_t byte, size_t point)
{
	uint32_t cp;
	size_t run, most;

	while (o->byte < byte && o->point < point) {
		most = byte - o->byte;
		if (most > point - o->point)
			most = point - o->point;
		run = ascii_run(o->text + o->byte, most);
		o->byte += run;
		o->point += run;
		if (run == most)
			continue;
		run = utf8_decode(o->text + o->byte, o->len - o->byte, &cp);
		if (run > byte - o->byte)
			return;
		o->byte += run;
		o->point++;
	}
}

size_t
utf8_point_at(struct utf8_offsets *o, size_t byte)
{
	if (byte > o->len)
		byte = o->len;
	if (o->ascii)
		return byte;
	if (byte < o->byte)
		o->byte = o->point = 0;
	advance(o, byte, SIZE_MAX);
	return o->point;
}

size_t
utf8_byte_at(struct utf8_offsets *o, size_t point)
{
	if (o->ascii)
		return point < o->len ? point : o->len;
	if (point < o->point)
		o->byte = o->point = 0;
	advance(o, o->len, point);
	return o->byte;
}

/* Marks that combine with the letter before them (categories Mn and Me of the
 * scripts whose letters lose their accents here). */
static bool
is_mark(uint32_t point)
{
	return (point >= 0x0300 && point <= 0x036f) ||
	       (point >= 0x0483 && point <= 0x0489) ||
	       (point >= 0x0591 && point <= 0x05bd) ||
	       (point >= 0x064b && point <= 0x065f) ||
	       (point >= 0x1ab0 && point <= 0x1aff) ||
	       (point >= 0x1dc0 && point <= 0x1dff) ||
	       (point >= 0x20d0 && point <= 0x20ff) ||
	       (point >= 0xfe20 && point <= 0xfe2f) ||
	       (point >= 0xe0100 && point <= 0xe01ef);
}

static const struct folding *
folding_find(uint32_t point)
{
	size_t low = 0, high = FOLDINGS, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (foldings[mid].point < point)
			low = mid + 1;
		else
			high = mid;
	}
	return low < FOLDINGS && foldings[low].point == point ? &foldings[low]
							      : NULL;
}

static size_t
make_plain(uint32_t point, bool lower, char out[static UTF8_PLAIN_MAX])
{
	const struct folding *f;
	const char *text;
	size_t len;

	if (point < 0x80) {
		out[0] = (char)point;
		if (lower && point >= 'A' && point <= 'Z')
			out[0] = (char)(point + 32);
		return 1;
	}
	if (is_mark(point))
		return 0;
	f = folding_find(point);
	if (f == NULL)
		return utf8_encode(point, out);
	text = lower ? f->folded : f->plain;
	len = strlen(text);
	memcpy(out, text, len);
	return len;
}

size_t
utf8_plain(uint32_t point, char out[static UTF8_PLAIN_MAX])
{
	return make_plain(point, false, out);
}

size_t
utf8_fold(uint32_t point, char out[static UTF8_PLAIN_MAX])
{
	return make_plain(point, true, out);
}

static void
map_add(struct buf *map, size_t from)
{
	uint32_t at = (uint32_t)from;

	buf_add(map, &at, sizeof(at));
}

void
utf8_plain_text(const char *text, size_t len, struct buf *out, struct buf *map)
{
	char plain[UTF8_PLAIN_MAX];
	size_t i, j, run, step, made;
	uint32_t point;

	for (i = 0; i < len; i += step) {
		run = ascii_run(text + i, len - i);
		buf_add(out, text + i, run);
		for (j = 0; map != NULL && j < run; j++)
			map_add(map, i + j);
		i += run;
		if (i == len)
			break;
		step = utf8_decode(text + i, len - i, &point);
		made = utf8_plain(point, plain);
		buf_add(out, plain, made);
		for (j = 0; map != NULL && j < made; j++)
			map_add(map, i);
	}
	if (map != NULL)
		map_add(map, len);
}

void
utf8_fold_text(const char *text, size_t len, struct buf *out)
{
	size_t i, step;
	uint32_t point;

	for (i = 0; i < len; i += step) {
		step = utf8_decode(text + i, len - i, &point);
		buf_reserve(out, UTF8_PLAIN_MAX);
		out->len += utf8_fold(point, out->bytes + out->len);
	}
}

bool
utf8_is_hidden(uint32_t c)
{
	char bytes[UTF8_MAX];

	return buf_hidden(bytes, utf8_encode(c, bytes)) > 0;
}
