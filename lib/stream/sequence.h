/* One sequence of UTF-8. */
#ifndef STREAM_SEQUENCE_H
#define STREAM_SEQUENCE_H

#include <stddef.h>

/* What is behind the sequence of two to four bytes at P (RFC 3629, section 4);
 * NULL where none stands there. */
static inline const unsigned char *
sequence_end(const unsigned char *p, const unsigned char *end)
{
	size_t left = (size_t)(end - p);
	unsigned char low = 0x80, high = 0xBF;
	size_t len, i;

	if (*p >= 0xC2 && *p <= 0xDF) {
		len = 2;
	} else if (*p >= 0xE0 && *p <= 0xEF) {
		len = 3;
		if (*p == 0xE0)
			low = 0xA0;
		else if (*p == 0xED)
			high = 0x9F;
	} else if (*p >= 0xF0 && *p <= 0xF4) {
		len = 4;
		if (*p == 0xF0)
			low = 0x90;
		else if (*p == 0xF4)
			high = 0x8F;
	} else {
		return NULL;
	}
	if (left < len || p[1] < low || p[1] > high)
		return NULL;
	for (i = 2; i < len; i++)
		if (p[i] < 0x80 || p[i] > 0xBF)
			return NULL;
	return p + len;
}

#endif
