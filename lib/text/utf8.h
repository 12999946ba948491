/* UTF-8: code points, their byte offsets, and what a letter plainly is.
 *
 * Records speak in code points, C in bytes; this is where one becomes the
 * other.  All functions are total: bytes that are not UTF-8 (RFC 3629) count
 * as one code point each, U+FFFD. */
#ifndef TEXT_UTF8_H
#define TEXT_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

#define UTF8_MAX 4 /* bytes of a code point */
#define UTF8_REPLACEMENT 0xfffdu

/* The code point at TEXT, of which LEN > 0 bytes are there; returns how many
 * bytes it takes, 1 to 4. */
size_t utf8_decode(const char *text, size_t len, uint32_t *point);

/* Returns the bytes written, 1 to 4; what is no scalar value is written as
 * U+FFFD. */
size_t utf8_encode(uint32_t point, char out[static UTF8_MAX]);

/* Code points in LEN bytes. */
size_t utf8_count(const char *text, size_t len);

bool utf8_is_ascii(const char *text, size_t len);

/* Converts offsets of one text in both directions.  Ascending offsets cost one
 * pass over the text together, whichever way they go; a smaller one than the
 * last starts over.  In an ASCII text every conversion is free. */
struct utf8_offsets {
	const char *text;
	size_t len;
	size_t byte;  /* where the last conversion stands… */
	size_t point; /* …and the code points before it */
	bool ascii;
};
void utf8_offsets_open(struct utf8_offsets *o, const char *text, size_t len);

/* Code points before BYTE, which is at most LEN.  Within a code point: those
 * before that code point. */
size_t utf8_point_at(struct utf8_offsets *o, size_t byte);

/* Where code point POINT begins; LEN where the text has no more than that. */
size_t utf8_byte_at(struct utf8_offsets *o, size_t point);

/* What a code point is once accents, compatibility forms, curly quotes, odd
 * spaces and dashes are made plain: "É" is "E", "ﬁ" is "fi", U+00A0 is " ".
 * Combining marks, soft hyphens and zero-width characters are nothing.
 * utf8_fold makes it lower case as well.  Both write UTF-8 and return the bytes
 * written, 0 to UTF8_PLAIN_MAX; letters of other scripts keep their script. */
#define UTF8_PLAIN_MAX 4
size_t utf8_plain(uint32_t point, char out[static UTF8_PLAIN_MAX]);
size_t utf8_fold(uint32_t point, char out[static UTF8_PLAIN_MAX]);

/* Controls (line ends and tabs too), what turns the direction of writing
 * (UAX #9), line separators, and what has no look of its own: shown to a
 * person, it could steer a terminal or hide what else is there. */
bool utf8_is_hidden(uint32_t point);

/* The whole text made plain, behind what OUT has.  MAP, where it is not NULL,
 * gets one uint32_t for each byte added and one for the end: the byte of TEXT
 * that it came from.  LEN is below 4 GiB (a record is at most 16 MiB). */
void utf8_plain_text(
    const char *text, size_t len, struct buf *out, struct buf *map);
/* The whole text folded, behind what OUT has. */
void utf8_fold_text(const char *text, size_t len, struct buf *out);

#endif
