#include "import/charset.h"

#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <stdio.h>
#include <strings.h>

#include "text/utf8.h"

#define FALLBACK "WINDOWS-1252"
#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */

static const struct {
	const char *declared;
	const char *name;
} charsets[] = {
#define CHARSET(declared, name) {declared, name},
#include "import/charset.def"
#undef CHARSET
};

bool
charset_is_utf8(struct span s)
{
	size_t i = 0, n;
	uint64_t word;
	uint32_t point;

	if (utf8_is_ascii(s.bytes, s.len))
		return true;
	while (i < s.len) {
		if (s.len - i >= 8) {
			memcpy(&word, s.bytes + i, 8);
			if ((word & UINT64_C(0x8080808080808080)) == 0) {
				i += 8;
				continue;
			}
		}
		if ((unsigned char)s.bytes[i] < 0x80) {
			i++;
			continue;
		}
		n = utf8_decode(s.bytes + i, s.len - i, &point);
		if (n == 1)
			return false;
		i += n;
	}
	return true;
}

/* NULL: not known. */
static const char *
charset_find(struct span declared)
{
	char plain[32];
	size_t i, len = 0;

	if (declared.bytes == NULL)
		return "UTF-8";
	for (i = 0; i < declared.len && len < sizeof(plain) - 1; i++) {
		char c = declared.bytes[i];

		if (c == '-' || c == '_' || c == '/' || c == ' ')
			continue;
		plain[len++] = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
	}
	plain[len] = '\0';
	if (len == 0)
		return "UTF-8";
	for (i = 0; i < sizeof(charsets) / sizeof(charsets[0]); i++)
		if (strcmp(plain, charsets[i].declared) == 0)
			return charsets[i].name;
	return NULL;
}

const char *
charset_of_page(int page)
{
	char name[16];

	if (page == 65001)
		return "utf-8";
	if (page == 10000)
		return "macintosh";
	if (page == 932)
		return "shift_jis";
	if (page == 936)
		return "gbk";
	if (page == 949)
		return "euc-kr";
	if (page == 950)
		return "big5";
	snprintf(name, sizeof(name), "windows%d", page);
	for (size_t i = 0; i < sizeof(charsets) / sizeof(charsets[0]); i++)
		if (strcmp(name, charsets[i].declared) == 0)
			return charsets[i].declared;
	if (page == 437 || page == 850)
		return page == 437 ? "cp437" : "cp850";
	return NULL;
}

struct span
charset_of_type(struct span type)
{
	static const char name[] = "charset=";
	size_t i, end;

	for (i = 0; i + sizeof(name) - 1 <= type.len; i++) {
		if (strncasecmp(type.bytes + i, name, sizeof(name) - 1) != 0)
			continue;
		i += sizeof(name) - 1;
		if (i < type.len && type.bytes[i] == '"')
			i++;
		for (end = i;
		     end < type.len && strchr("\"; ", type.bytes[end]) == NULL;)
			end++;
		return (struct span){type.bytes + i, end - i};
	}
	return (struct span){0};
}

static bool
is_utf16(const char *name)
{
	return strncmp(name, "UTF-16", 6) == 0;
}

/* Some charsets hold a letter back, for a mark may follow it (windows-1258):
 * now none does.  UTF-16 holds none, and would forget its byte order mark. */
static void
give_held(iconv_t cd, const char *name, char **to, size_t *room)
{
	if (!is_utf16(name))
		iconv(cd, NULL, NULL, to, room);
}

/* IN by iconv; what it refuses becomes U+FFFD, byte by byte, in UTF-16 two by
 * two. */
static int
convert(struct span in, const char *name, struct arena *arena, struct span *out,
    struct charset_remarks *said, struct error *e)
{
	iconv_t cd = iconv_open("UTF-8", name);
	size_t left = in.len, cap = 3 * in.len + 16, room = cap, odd;
	char *to, *text, *from;

	if (cd == (iconv_t)-1)
		return error_set(e, "a charset that this system cannot read");
	to = text = arena_bytes(arena, cap);
	from = (char *)(uintptr_t)in.bytes;
	while (left > 0) {
		if (iconv(cd, &from, &left, &to, &room) != (size_t)-1)
			break;
		if (errno == E2BIG || room < 3) {
			iconv_close(cd);
			return error_set(e, "text that grows when read");
		}
		give_held(cd, name, &to, &room);
		memcpy(to, REPLACEMENT, 3);
		to += 3;
		room -= 3;
		odd = is_utf16(name) && left > 1 ? 2 : 1;
		from += odd;
		left -= odd;
		said->replaced = "bytes that its charset does not have: "
				 "U+FFFD stands for them";
	}
	give_held(cd, name, &to, &room);
	iconv_close(cd);
	*out = (struct span){text, (size_t)(to - text)};
	return 0;
}

/* Bytes that are not UTF-8, one by one, as windows-1252; the rest stays: a
 * document of UTF-8 into which one program pasted a raw 0xA0. */
static int
mend(struct span in, struct arena *arena, struct span *out,
    struct charset_remarks *said, struct error *e)
{
	char *text = arena_bytes(arena, 3 * in.len + 1), *to = text;
	size_t i, n;
	uint32_t point;
	struct span one;

	for (i = 0; i < in.len; i += n) {
		n = utf8_decode(in.bytes + i, in.len - i, &point);
		if (n == 1 && (unsigned char)in.bytes[i] >= 0x80) {
			if (convert((struct span){in.bytes + i, 1}, FALLBACK,
				arena, &one, said, e) == -1)
				return -1;
			memcpy(to, one.bytes, one.len);
			to += one.len;
		} else {
			memcpy(to, in.bytes + i, n);
			to += n;
		}
	}
	*out = (struct span){text, (size_t)(to - text)};
	return 0;
}

/* CR LF and CR to LF; U+0000, which no record may hold, to U+FFFD. */
static struct span
plain_ends(struct span in, struct arena *arena, struct charset_remarks *said)
{
	char *text, *to;
	size_t i;

	if (memchr(in.bytes, '\r', in.len) == NULL &&
	    memchr(in.bytes, '\0', in.len) == NULL)
		return in;
	text = to = arena_bytes(arena, 3 * in.len + 1);
	for (i = 0; i < in.len; i++) {
		char c = in.bytes[i];

		if (c == '\r') {
			*to++ = '\n';
			if (i + 1 < in.len && in.bytes[i + 1] == '\n')
				i++;
		} else if (c == '\0') {
			memcpy(to, REPLACEMENT, 3);
			to += 3;
			said->replaced = "NUL bytes: U+FFFD stands for them";
		} else {
			*to++ = c;
		}
	}
	return (struct span){text, (size_t)(to - text)};
}

static bool
has_prefix(struct span s, const char *bytes, size_t len)
{
	return s.len >= len && memcmp(s.bytes, bytes, len) == 0;
}

/* A byte order mark says more than what is declared. */
static const char *
charset_of_mark(struct span *in)
{
	if (has_prefix(*in, "\xef\xbb\xbf", 3)) {
		in->bytes += 3;
		in->len -= 3;
		return "UTF-8";
	}
	if (has_prefix(*in, "\xff\xfe", 2) || has_prefix(*in, "\xfe\xff", 2))
		return "UTF-16";
	return NULL;
}

/* Text whose every second byte is zero is UTF-16 without a mark; NULL: it is
 * not. */
static const char *
charset_of_zeros(struct span in)
{
	size_t i, zeros[2] = {0}, most = in.len < 4096 ? in.len : 4096;

	if (in.len < 4 || in.len % 2 != 0 ||
	    memchr(in.bytes, '\0', most) == NULL)
		return NULL;
	for (i = 0; i < most; i++)
		zeros[i % 2] += in.bytes[i] == '\0';
	if (zeros[0] == 0 && zeros[1] > most / 4)
		return "UTF-16LE";
	if (zeros[1] == 0 && zeros[0] > most / 4)
		return "UTF-16BE";
	return NULL;
}

int
charset_keep(struct span in, struct span declared, struct arena *arena,
    struct span *out, struct charset_remarks *said, struct error *e)
{
	const char *marked, *name = charset_find(declared);
	bool utf8;

	if (in.bytes == NULL)
		in.bytes = "";
	marked = charset_of_mark(&in);
	if (marked != NULL) {
		if (name == NULL || strcmp(name, marked) != 0)
			said->contradicted =
			    declared.bytes == NULL
				? NULL
				: "declared charset contradicted by a byte "
				  "order "
				  "mark: the mark holds";
		name = marked;
	} else if (name != NULL && !is_utf16(name) &&
		   (marked = charset_of_zeros(in)) != NULL) {
		said->contradicted = "every second byte is zero: read as "
				     "UTF-16";
		name = marked;
	}
	if (name == NULL)
		return error_set(e, "a charset that is not known here");
	*out = in;
	if (is_utf16(name)) {
		if (convert(in, name, arena, out, said, e) == -1)
			return -1;
	} else {
		utf8 = charset_is_utf8(in);
		if (!utf8 && strcmp(name, "UTF-8") == 0) {
			said->contradicted =
			    "not UTF-8: the bytes that are not are read as "
			    "windows-1252";
			if (mend(in, arena, out, said, e) == -1)
				return -1;
		} else if (utf8 && strcmp(name, "UTF-8") != 0 &&
			   !utf8_is_ascii(in.bytes, in.len)) {
			said->contradicted =
			    "declared charset contradicted by the bytes: "
			    "read as UTF-8";
		} else if (!utf8 &&
			   convert(in, name, arena, out, said, e) == -1) {
			return -1;
		}
	}
	if (memchr(out->bytes, '\0', out->len) != NULL)
		*out = plain_ends(*out, arena, said);
	return 0;
}

int
charset_text(struct span in, struct span declared, struct arena *arena,
    struct span *out, struct charset_remarks *said, struct error *e)
{
	if (charset_keep(in, declared, arena, out, said, e) == -1)
		return -1;
	*out = plain_ends(*out, arena, said);
	return 0;
}

int
charset_convert(struct span in, struct span declared, struct arena *arena,
    struct span *out, struct charset_remarks *said, struct error *e)
{
	const char *name = charset_find(declared);

	if (name == NULL)
		return error_set(e, "a charset that is not known here");
	if (convert(in, name, arena, out, said, e) == -1)
		return -1;
	*out = plain_ends(*out, arena, said);
	return 0;
}
