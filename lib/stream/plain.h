/* Where the plain bytes of a JSON string end, and their copies: sixteen at a
 * time where the machine has SSE2 (every x86-64), else eight by the arithmetic
 * of words.  Both twins are always compiled, and tests hold one against the
 * other. */
#ifndef STREAM_PLAIN_H
#define STREAM_PLAIN_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define PLAIN_ONES (~UINT64_C(0) / 255)
#define PLAIN_HIGH (PLAIN_ONES * 0x80)

/* The high bit of each byte of W that equals C is set; a byte above one that
 * equals C may be marked in error, the lowest marked byte never is. */
static inline uint64_t
plain_equal(uint64_t w, unsigned char c)
{
	uint64_t x = w ^ (PLAIN_ONES * c);

	return (x - PLAIN_ONES) & ~x & PLAIN_HIGH;
}

static inline const unsigned char *
plain_run_portable(const unsigned char *p, const unsigned char *end)
{
	uint64_t w;

	while (end - p >= 8) {
		memcpy(&w, p, sizeof(w));
		if (((w | plain_equal(w, '"') | plain_equal(w, '\\') |
			 ((w - PLAIN_ONES * 0x20) & ~w)) &
			PLAIN_HIGH) != 0)
			break;
		p += 8;
	}
	while (p < end && *p >= 0x20 && *p < 0x80 && *p != '"' && *p != '\\')
		p++;
	return p;
}

static inline const unsigned char *
quote_run_portable(const unsigned char *p, const unsigned char *end)
{
	uint64_t w;

	while (end - p >= 8) {
		memcpy(&w, p, sizeof(w));
		if ((plain_equal(w, '"') | plain_equal(w, '\\')) != 0)
			break;
		p += 8;
	}
	while (p < end && *p != '"' && *p != '\\')
		p++;
	return p;
}

/* Whether no byte of W is a backslash or, where it is to stand BARE in a
 * string, another that JSON writes with an escape. */
static inline bool
copy_word_goes(uint64_t w, bool bare)
{
	uint64_t stop = plain_equal(w, '\\');

	if (bare)
		stop |= plain_equal(w, '"') | ((w - PLAIN_ONES * 0x20) & ~w);
	return (stop & PLAIN_HIGH) == 0;
}

/* Of N bytes, fewer than sixteen: by two words that overlap, or one by one up
 * to where it stops. */
static inline const unsigned char *
copy_few(unsigned char *to, const unsigned char *p, size_t n, bool bare)
{
	uint64_t first, last;
	uint32_t head, tail;
	size_t i;

	if (n >= 8) {
		memcpy(&first, p, 8);
		memcpy(&last, p + n - 8, 8);
		if (copy_word_goes(first, bare) && copy_word_goes(last, bare)) {
			memcpy(to, &first, 8);
			memcpy(to + n - 8, &last, 8);
			return p + n;
		}
	} else if (n >= 4) {
		memcpy(&head, p, 4);
		memcpy(&tail, p + n - 4, 4);
		if (copy_word_goes((uint64_t)tail << 32 | head, bare)) {
			memcpy(to, &head, 4);
			memcpy(to + n - 4, &tail, 4);
			return p + n;
		}
	}
	for (i = 0; i < n; i++) {
		if (p[i] == '\\' || (bare && (p[i] == '"' || p[i] < 0x20)))
			break;
		to[i] = p[i];
	}
	return p + i;
}

static inline const unsigned char *
copy_run_portable(unsigned char *to, const unsigned char *p,
    const unsigned char *end, bool bare)
{
	uint64_t w;

	for (; end - p >= 16; p += 8, to += 8) {
		memcpy(&w, p, sizeof(w));
		if (!copy_word_goes(w, bare))
			return copy_few(to, p, 8, bare);
		memcpy(to, &w, sizeof(w));
	}
	return copy_few(to, p, (size_t)(end - p), bare);
}

static inline const unsigned char *
copy_run(unsigned char *to, const unsigned char *p, const unsigned char *end,
    bool bare)
{
#ifdef __SSE2__
	for (; end - p >= 16; p += 16, to += 16) {
		__m128i x = _mm_loadu_si128((const __m128i *)(const void *)p);
		__m128i stop = _mm_cmpeq_epi8(x, _mm_set1_epi8('\\'));
		unsigned mask;

		if (bare)
			stop = _mm_or_si128(
			    _mm_or_si128(
				stop, _mm_cmpeq_epi8(x, _mm_set1_epi8('"'))),
			    _mm_cmpeq_epi8(
				_mm_min_epu8(x, _mm_set1_epi8(0x1F)), x));
		_mm_storeu_si128((__m128i *)(void *)to, x);
		mask = (unsigned)_mm_movemask_epi8(stop);
		if (mask != 0)
			return p + __builtin_ctz(mask);
	}
	return copy_few(to, p, (size_t)(end - p), bare);
#else
	return copy_run_portable(to, p, end, bare);
#endif
}

/* Copies from P to TO up to the first byte that JSON writes with an escape, or
 * END, and returns where it stopped.  TO has room for END - P bytes and is
 * apart from them; behind the stop anything may stand in it. */
static inline const unsigned char *
bare_copy(unsigned char *to, const unsigned char *p, const unsigned char *end)
{
	return copy_run(to, p, end, true);
}

/* The same up to the first backslash. */
static inline const unsigned char *
raw_copy(unsigned char *to, const unsigned char *p, const unsigned char *end)
{
	return copy_run(to, p, end, false);
}

#ifdef __SSE2__
/* Which of the sixteen bytes at P plain_run looks for. */
static inline __m128i
plain_stops(const unsigned char *p)
{
	__m128i x = _mm_loadu_si128((const __m128i *)(const void *)p);
	/* Signed: bytes from 0x80 on are below the space too. */
	__m128i low = _mm_cmplt_epi8(x, _mm_set1_epi8(0x20));

	return _mm_or_si128(
	    low, _mm_or_si128(_mm_cmpeq_epi8(x, _mm_set1_epi8('"')),
		     _mm_cmpeq_epi8(x, _mm_set1_epi8('\\'))));
}
#endif

/* The first byte from P that a string may not have as it is (a control
 * character), that ends it or begins an escape, or that is not ASCII; or
 * END. */
static inline const unsigned char *
plain_run(const unsigned char *p, const unsigned char *end)
{
#ifdef __SSE2__
	for (; end - p >= 16; p += 16) {
		unsigned mask = (unsigned)_mm_movemask_epi8(plain_stops(p));

		if (mask != 0)
			return p + __builtin_ctz(mask);
	}
	while (p < end && *p >= 0x20 && *p < 0x80 && *p != '"' && *p != '\\')
		p++;
	return p;
#else
	return plain_run_portable(p, end);
#endif
}

#define PLAIN_AT_ONCE 16

/* How many of the first PLAIN_AT_ONCE bytes from P, which all are there, come
 * before what plain_run looks for. */
static inline size_t
plain_few(const unsigned char *p)
{
#ifdef __SSE2__
	unsigned mask = (unsigned)_mm_movemask_epi8(plain_stops(p));

	return (size_t)__builtin_ctz(mask | 1u << PLAIN_AT_ONCE);
#else
	return (size_t)(plain_run_portable(p, p + PLAIN_AT_ONCE) - p);
#endif
}

/* The first quote or backslash from P, or END: for strings that the scanner
 * has accepted. */
static inline const unsigned char *
quote_run(const unsigned char *p, const unsigned char *end)
{
#ifdef __SSE2__
	const __m128i quote = _mm_set1_epi8('"');
	const __m128i slash = _mm_set1_epi8('\\');

	while (end - p >= 16) {
		__m128i x = _mm_loadu_si128((const __m128i *)(const void *)p);
		unsigned mask = (unsigned)_mm_movemask_epi8(_mm_or_si128(
		    _mm_cmpeq_epi8(x, quote), _mm_cmpeq_epi8(x, slash)));

		if (mask != 0)
			return p + __builtin_ctz(mask);
		p += 16;
	}
#endif
	return quote_run_portable(p, end);
}

#endif
