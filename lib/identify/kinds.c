#include "identify/kinds.h"

#include <stdlib.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "base/alloc.h"
#include "base/load.h"

#define BLOCK 64 /* bytes of a text; eight of a map */

static void
reserve(struct kinds *k, size_t bytes)
{
	if (bytes <= k->cap)
		return;
	k->cap = 2 * bytes;
	k->words = alloc_resize(k->words, k->cap, 1);
	k->small = alloc_resize(k->small, k->cap, 1);
	k->digits = alloc_resize(k->digits, k->cap, 1);
	k->quotes = alloc_resize(k->quotes, k->cap, 1);
}

void
kinds_free(struct kinds *k)
{
	free(k->words);
	free(k->small);
	free(k->digits);
	free(k->quotes);
}

/* The lowest byte first: compilers make it one store. */
static void
store8(unsigned char *to, uint64_t bits)
{
	size_t i;

	for (i = 0; i < 8; i++)
		to[i] = (unsigned char)(bits >> 8 * i);
}

static void
look_portable(struct kinds *k, size_t at, const char *text)
{
	uint64_t words = 0, small = 0, digits = 0, quotes = 0, bit = 1;
	size_t i;

	for (i = 0; i < BLOCK; i++, bit <<= 1) {
		unsigned char c = (unsigned char)text[i];

		if ((c >= 'a' && c <= 'z') || c >= 0x80)
			small |= bit;
		else if (c >= 'A' && c <= 'Z')
			words |= bit;
		else if (c >= '0' && c <= '9')
			digits |= bit;
		else if (c == '\'')
			quotes |= bit;
	}
	store8(k->words + at, words | small | digits);
	store8(k->small + at, small);
	store8(k->digits + at, digits);
	store8(k->quotes + at, quotes);
}

#ifdef __SSE2__

/* The bytes of V from FIRST to LAST, as bits. */
static inline uint64_t
between(__m128i v, char first, char last)
{
	__m128i from = _mm_sub_epi8(v, _mm_set1_epi8(first));
	__m128i most = _mm_set1_epi8((char)(last - first));

	return (unsigned)_mm_movemask_epi8(
	    _mm_cmpeq_epi8(_mm_min_epu8(from, most), from));
}

static void
look(struct kinds *k, size_t at, const char *text)
{
	const __m128i without_case = _mm_set1_epi8(0x20);
	uint64_t letters = 0, small = 0, digits = 0, quotes = 0, high;
	unsigned i;
	__m128i v;

	for (i = 0; i < BLOCK; i += 16) {
		v = _mm_loadu_si128((const __m128i *)(const void *)(text + i));
		high = (unsigned)_mm_movemask_epi8(v);
		letters |=
		    (high | between(_mm_or_si128(v, without_case), 'a', 'z'))
		    << i;
		small |= (high | between(v, 'a', 'z')) << i;
		digits |= between(v, '0', '9') << i;
		quotes |= between(v, '\'', '\'') << i;
	}
	store8(k->words + at, letters | digits);
	store8(k->small + at, small);
	store8(k->digits + at, digits);
	store8(k->quotes + at, quotes);
}

#else
#define look look_portable
#endif

static uint64_t
letters_at(const struct kinds *k, size_t at)
{
	return load8(k->words + at) & ~load8(k->digits + at);
}

/* Of the apostrophes of eight bytes of the map, those within words, which join
 * them; BEFORE: whether a word's byte stands before. */
static void
join_words(struct kinds *k, size_t at, uint64_t before)
{
	uint64_t words = load8(k->words + at), letters = letters_at(k, at);
	uint64_t next = letters_at(k, at + 8), quotes = load8(k->quotes + at);

	quotes &= (words << 1 | before) & (letters >> 1 | next << 63) &
		  (letters >> 2 | next << 62);
	store8(k->quotes + at, quotes);
	store8(k->words + at, words | quotes);
}

static void
look_with(struct kinds *k, const char *text, size_t len,
    void (*each)(struct kinds *k, size_t at, const char *text))
{
	size_t whole = len / BLOCK, i;
	char rest[BLOCK] = {0};

	reserve(k, 8 * whole + 24);
	for (i = 0; i < whole; i++)
		each(k, 8 * i, text + i * BLOCK);
	memcpy(rest, text + whole * BLOCK, len % BLOCK);
	each(k, 8 * whole, rest);
	memset(rest, 0, sizeof(rest));
	each(k, 8 * whole + 8, rest);
	each(k, 8 * whole + 16, rest);
	for (i = 0; i <= 8 * whole; i += 8)
		if (load8(k->quotes + i) != 0)
			join_words(k, i, i > 0 ? k->words[i - 1] >> 7 : 0);
}

void
kinds_look(struct kinds *k, const char *text, size_t len)
{
	look_with(k, text, len, look);
}

void
kinds_look_portable(struct kinds *k, const char *text, size_t len)
{
	look_with(k, text, len, look_portable);
}
