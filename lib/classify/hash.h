/* How features are hashed: FNV-1a over bytes, from a beginning of each kind's
 * own, its high bits spread.  The weights were trained on these hashes. */
#ifndef CLASSIFY_HASH_H
#define CLASSIFY_HASH_H

#include <stdint.h>

#define FNV_BASIS UINT64_C(14695981039346656037)
#define FNV_PRIME UINT64_C(1099511628211)

/* Each kind of feature hashes from a beginning of its own. */
enum seed {
	SEED_WORD = 1,
	SEED_PIECE,
	SEED_PAIR,
	SEED_TITLE,
	SEED_FIRST,
	SEED_SECOND,
	SEED_SHAPE,
	SEED_HEADING,
	SEED_FRAME,
	SEED_NARROW,
	SEED_WIDE
};

static inline uint64_t
hash_begin(enum seed seed)
{
	return (FNV_BASIS ^ (uint64_t)seed) * FNV_PRIME;
}

static inline uint64_t
hash_add(uint64_t h, unsigned char c)
{
	return (h ^ c) * FNV_PRIME;
}

/* Spreads what FNV leaves in the low bits. */
static inline uint64_t
hash_end(uint64_t h)
{
	h ^= h >> 32;
	h *= UINT64_C(0x9e3779b97f4a7c15);
	return h ^ (h >> 29);
}

static inline uint64_t
hash_pair(enum seed seed, uint64_t a, uint64_t b)
{
	return hash_end((hash_begin(seed) ^ a) * FNV_PRIME + b * 3);
}

#endif
