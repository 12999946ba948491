/* What each byte of a text is, a bit a byte: words are cut from whole machine
 * words of these.  Sixteen bytes are looked at at a time where the machine has
 * SSE2 (every x86-64), else one; both twins are always compiled, and tests hold
 * one against the other. */
#ifndef IDENTIFY_KINDS_H
#define IDENTIFY_KINDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/load.h"

/* Bit I of a map is bit I % 8 of its byte I / 8; bits behind the text are
 * zero, sixteen bytes of them at least. */
struct kinds {
	unsigned char *words;  /* letters and digits, apostrophes in words */
	unsigned char *small;  /* letters but those from A to Z */
	unsigned char *digits; /* from 0 to 9 */
	unsigned char *quotes; /* apostrophes in words */
	size_t cap;	       /* bytes of each */
};

/* An apostrophe belongs to the word before it where two letters follow
 * (O'Brien), not before a final s (Brien's).  Every byte above 0x7f is a part
 * of a letter. */
void kinds_look(struct kinds *k, const char *text, size_t len);
void kinds_look_portable(struct kinds *k, const char *text, size_t len);
void kinds_free(struct kinds *k);

/* How many bits kinds_from gives at least. */
#define KINDS_WINDOW 57

/* The bits of a map from bit I on, the first one lowest; the last seven may be
 * zero although they are set. */
static inline uint64_t
kinds_from(const unsigned char *map, size_t i)
{
	return load8(map + i / 8) >> i % 8;
}

/* Where the run of set bits that begins at I ends. */
static inline size_t
kinds_end(const unsigned char *map, size_t i)
{
	size_t n;

	do {
		n = (size_t)__builtin_ctzll(
		    ~kinds_from(map, i) | UINT64_C(1) << KINDS_WINDOW);
		i += n;
	} while (n == KINDS_WINDOW);
	return i;
}

/* The first set bit from I on, or END. */
static inline size_t
kinds_next(const unsigned char *map, size_t i, size_t end)
{
	uint64_t set = 0;

	while (i < end && (set = kinds_from(map, i)) == 0)
		i += KINDS_WINDOW;
	return i < end ? i + (size_t)__builtin_ctzll(set) : end;
}

/* Whether a bit from I on is set, before END. */
static inline bool
kinds_any(const unsigned char *map, size_t i, size_t end)
{
	for (; end - i > KINDS_WINDOW; i += KINDS_WINDOW)
		if (kinds_from(map, i) << (64 - KINDS_WINDOW) != 0)
			return true;
	return (kinds_from(map, i) & ((UINT64_C(1) << (end - i)) - 1)) != 0;
}

#endif
