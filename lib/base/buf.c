#include "base/buf.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

void
buf_free(struct buf *b)
{
	free(b->bytes);
	*b = (struct buf){0};
}

char *
buf_grow(struct buf *b, size_t more)
{
	size_t cap = b->cap < 64 ? 64 : b->cap;
	char *bytes;

	if (more > SIZE_MAX / 4 - b->len)
		cap = SIZE_MAX; /* which ends the process */
	while (cap - b->len < more)
		cap *= 2;
	bytes = alloc_bytes(cap);
	if (b->cap > 0) {
		memcpy(bytes, b->bytes, b->len);
		explicit_bzero(b->bytes, b->cap);
		free(b->bytes);
	}
	b->bytes = bytes;
	b->cap = cap;
	return b->bytes + b->len;
}

void
buf_addf(struct buf *b, const char *format, ...)
{
	va_list ap, again;
	int len;

	va_start(ap, format);
	va_copy(again, ap);
	len = vsnprintf(NULL, 0, format, ap);
	va_end(ap);
	if (len > 0) {
		vsnprintf(buf_reserve(b, (size_t)len + 1), (size_t)len + 1,
		    format, again);
		b->len += (size_t)len;
	}
	va_end(again);
}

const char *
buf_string(struct buf *b)
{
	*buf_reserve(b, 1) = '\0';
	return b->bytes;
}

void
buf_wipe_behind(struct buf *b, size_t end)
{
	if (end > b->len)
		explicit_bzero(b->bytes + b->len, end - b->len);
}

void
buf_wipe(struct buf *b)
{
	if (b->cap > 0)
		explicit_bzero(b->bytes, b->cap);
	b->len = 0;
}

size_t
buf_hidden(const char *text, size_t len)
{
	const unsigned char *p = (const unsigned char *)text;

	if (p[0] < 0x20 || p[0] == 0x7f)
		return 1;
	if (len >= 2 && p[0] == 0xc2 && p[1] < 0xa0)
		return 2; /* C1 */
	if (len >= 2 && p[0] == 0xd8 && p[1] == 0x9c)
		return 2; /* U+061C */
	if (len >= 3 && p[0] == 0xef && p[1] == 0xbb && p[2] == 0xbf)
		return 3; /* U+FEFF */
	if (len >= 4 && p[0] == 0xf3 && p[1] == 0xa0)
		return 4; /* U+E0000 to U+E0FFF: tags */
	if (len < 3 || p[0] != 0xe2)
		return 0;
	/* U+200B to U+200F, U+2028 to U+202E, U+2060 to U+206F */
	if (p[1] == 0x80 &&
	    ((p[2] >= 0x8b && p[2] <= 0x8f) || (p[2] >= 0xa8 && p[2] <= 0xae)))
		return 3;
	return p[1] == 0x81 && p[2] >= 0xa0 && p[2] <= 0xaf ? 3 : 0;
}

void
buf_add_visible(struct buf *b, const char *text, size_t len)
{
	size_t i, hidden;

	for (i = 0; i<len; i += hidden> 0 ? hidden : 1) {
		hidden = buf_hidden(text + i, len - i);
		buf_add_byte(b, hidden > 0 ? '?' : text[i]);
	}
}
