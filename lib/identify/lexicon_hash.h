/* The hash that lexicon and its generator share. */
#ifndef IDENTIFY_LEXICON_HASH_H
#define IDENTIFY_LEXICON_HASH_H

#include <stddef.h>
#include <stdint.h>

/* FNV-1a, its bits mixed down once (the low ones choose the place, the high 48
 * tell words apart). */
static inline uint64_t
lexicon_hash(const char *word, size_t len)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);
	size_t i;

	for (i = 0; i < len; i++)
		h = (h ^ (unsigned char)word[i]) * UINT64_C(0x100000001b3);
	h ^= h >> 32;
	h *= UINT64_C(0x9e3779b97f4a7c15);
	h ^= h >> 29;
	return h;
}

#endif
