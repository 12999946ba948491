/* The hash that lexicon, word lists and their generator share. */
#ifndef IDENTIFY_LEXICON_HASH_H
#define IDENTIFY_LEXICON_HASH_H

#include <stddef.h>
#include <stdint.h>

#include "base/load.h"

/* Set in every lower-case ASCII letter, and in digits, blanks, hyphens and
 * apostrophes anyhow: with it a word in capitals hashes as one without. */
#define LEXICON_LOWER UINT64_C(0x2020202020202020)

/* Up to eight bytes of a word, read without a loop: some of them twice. */
static inline uint64_t
lexicon_load(const char *word, size_t len)
{
	const unsigned char *u = (const unsigned char *)word;

	if (len >= 4)
		return load4(word) | load4(word + len - 4) << 32;
	if (len == 0)
		return 0;
	return u[0] | (uint64_t)u[len / 2] << 8 | (uint64_t)u[len - 1] << 16;
}

/* Eight bytes at a time, the last eight of a longer word perhaps over again.
 * All bits are mixed down at last: the low ones choose the place in a table,
 * the high 48 tell words apart.  SET is set in each byte; SEEN gets whatever
 * bits the bytes have. */
static inline uint64_t
lexicon_hash_with(const char *word, size_t len, uint64_t set, uint64_t *seen)
{
	uint64_t h = len * UINT64_C(0x9e3779b97f4a7c15), x;
	size_t i;

	*seen = 0;
	if (len < 4)
		set &= 0xffffff; /* what lexicon_load fills */
	for (i = 0; i + 8 < len; i += 8) {
		x = load8(word + i);
		*seen |= x;
		h = (h ^ (x | set)) * UINT64_C(0xff51afd7ed558ccd);
		h ^= h >> 32;
	}
	x = len >= 8 ? load8(word + len - 8) : lexicon_load(word, len);
	*seen |= x;
	h = (h ^ (x | set)) * UINT64_C(0xff51afd7ed558ccd);
	h ^= h >> 32;
	h *= UINT64_C(0xc4ceb9fe1a85ec53);
	return h ^ h >> 29;
}

/* Of a folded word. */
static inline uint64_t
lexicon_hash(const char *word, size_t len)
{
	uint64_t seen;

	return lexicon_hash_with(word, len, 0, &seen);
}

#endif
