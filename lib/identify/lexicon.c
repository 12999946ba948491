#include "identify/lexicon.h"

#include "identify/lexicon_hash.h"

/* Entries hold 48 bits of the hash and 16 of flags; 0 is an empty place. */
extern const uint64_t identify_lexicon[];
extern const size_t identify_lexicon_mask;

unsigned
lexicon_find(const char *word, size_t len)
{
	return lexicon_find_hash(lexicon_hash(word, len));
}

unsigned
lexicon_find_hash(uint64_t hash)
{
	size_t i = hash & identify_lexicon_mask;

	for (;; i = (i + 1) & identify_lexicon_mask) {
		if (identify_lexicon[i] == 0)
			return 0;
		if ((identify_lexicon[i] ^ hash) >> 16 == 0)
			return (unsigned)(identify_lexicon[i] & 0xffff);
	}
}
