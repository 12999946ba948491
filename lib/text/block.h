/* A block of a text: lines that are read as one (sentence.c), with what its
 * parts share: what ends a sentence (sentence_mark.c) and what a heading is
 * (heading.c). */
#ifndef TEXT_BLOCK_H
#define TEXT_BLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "text/sentence.h"

struct block {
	const char *text;
	size_t end;   /* of the block */
	size_t start; /* of the sentence; end where none has begun */
	bool quoted;  /* within a quotation */
	struct sentences *out;
	size_t line;
};

/* The punctuation of which MARK is the last byte; whether and where the
 * sentence ends: a position, or 0. */
size_t mark_ends(struct block *b, size_t mark);

#define HEADING_MAX 60 /* bytes of a heading */

/* Bytes of a heading with its colon that begins at AT, or 0.  WITHIN a line it
 * is known or in capitals. */
size_t heading_at(const struct block *b, size_t at, bool within);

static inline bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' ||
	       c == '\v';
}

static inline bool
is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static inline bool
is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static inline bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool
is_letter(char c)
{
	return is_lower(c) || is_upper(c) || (unsigned char)c >= 0x80;
}

static inline char
lower(char c)
{
	return is_upper(c) ? (char)(c + ('a' - 'A')) : c;
}

static inline bool
starts_with(const char *at, const char *end, const char *what)
{
	size_t n = strlen(what);

	return (size_t)(end - at) >= n && memcmp(at, what, n) == 0;
}

/* White space at AT that is not ASCII: U+00A0, U+2003 and its like, U+FEFF; its
 * bytes, or 0. */
static inline size_t
far_space_width(const char *at, const char *end)
{
	if (starts_with(at, end, "\xc2\xa0"))
		return 2;
	if (starts_with(at, end, "\xe2\x80") && end - at >= 3 &&
	    (unsigned char)at[2] >= 0x80 && (unsigned char)at[2] <= 0x8b)
		return 3;
	return starts_with(at, end, "\xef\xbb\xbf") ? 3 : 0;
}

/* The same of all white space. */
static inline size_t
space_width(const char *at, const char *end)
{
	if (at == end)
		return 0;
	return (unsigned char)*at < 0x80 ? is_space(*at)
					 : far_space_width(at, end);
}

static inline size_t
skip_space(const char *text, size_t at, size_t end)
{
	size_t n;

	while ((n = space_width(text + at, text + end)) > 0)
		at += n;
	return at;
}

/* Where white space before END begins, not before START. */
static inline size_t
trim(const char *text, size_t start, size_t end)
{
	for (;;) {
		const char *stop = text + end;

		if (end > start && (unsigned char)stop[-1] < 0x80) {
			if (!is_space(stop[-1]))
				return end;
			end--;
		} else if (end >= start + 2 &&
			   far_space_width(stop - 2, stop) == 2) {
			end -= 2;
		} else if (end >= start + 3 &&
			   far_space_width(stop - 3, stop) == 3) {
			end -= 3;
		} else {
			return end;
		}
	}
}

#endif
