#include "import/base64.h"

#include <stdint.h>

#define BAD 0x80u
#define SPACE 0x40u

/* 0 to 63: a digit; SPACE: white space; BAD: anything else. */
static const unsigned char *
base64_table(void)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";
	static unsigned char table[256];
	unsigned char i;

	if (table['/'] == 63)
		return table;
	memset(table, BAD, sizeof(table));
	for (i = 0; i < 64; i++)
		table[(unsigned char)digits[i]] = i;
	table['-'] = 62;
	table['_'] = 63;
	table[' '] = table['\t'] = table['\r'] = table['\n'] = SPACE;
	return table;
}

static int
not_base64(struct error *e)
{
	return error_set(e, "not base64");
}

/* Padding and white space, nothing else. */
static bool
only_padding(const unsigned char *p, const unsigned char *end)
{
	int count = 0;

	for (; p < end; p++) {
		if (*p == '=')
			count++;
		else if (base64_table()[*p] != SPACE)
			return false;
	}
	return count <= 2;
}

int
base64_decode(
    struct span in, struct arena *arena, struct span *out, struct error *e)
{
	const unsigned char *table = base64_table();
	const unsigned char *p = (const unsigned char *)in.bytes;
	const unsigned char *end = p + in.len;
	unsigned char *to = arena_bytes(arena, in.len / 4 * 3 + 4);
	uint32_t word = 0;
	int have = 0;

	*out = (struct span){(char *)to, 0};
	while (p < end) {
		/* Four digits at once, for as long as nothing else comes. */
		while (have == 0 && end - p >= 4) {
			unsigned a = table[p[0]], b = table[p[1]],
				 c = table[p[2]], d = table[p[3]];

			if (((a | b | c | d) & (BAD | SPACE)) != 0)
				break;
			word = a << 18 | b << 12 | c << 6 | d;
			to[0] = (unsigned char)(word >> 16);
			to[1] = (unsigned char)(word >> 8);
			to[2] = (unsigned char)word;
			to += 3;
			p += 4;
		}
		if (p == end)
			break;
		if (*p == '=') {
			if (!only_padding(p, end))
				return not_base64(e);
			break;
		}
		if (table[*p] == SPACE) {
			/* A blank within a group is prose, a line end not. */
			if (have != 0 && (*p == ' ' || *p == '\t') &&
			    p + 1 < end && table[p[1]] < SPACE)
				return not_base64(e);
			p++;
			continue;
		}
		if (table[*p] == BAD)
			return not_base64(e);
		if (have == 0)
			word = 0;
		word = word << 6 | table[*p++];
		if (++have == 4) {
			*to++ = (unsigned char)(word >> 16);
			*to++ = (unsigned char)(word >> 8);
			*to++ = (unsigned char)word;
			have = 0;
		}
	}
	if (have == 1)
		return not_base64(e);
	if (have >= 2)
		*to++ = (unsigned char)(word >> (have == 2 ? 4 : 10));
	if (have == 3)
		*to++ = (unsigned char)(word >> 2);
	out->len = (size_t)(to - (unsigned char *)(uintptr_t)out->bytes);
	return 0;
}
