#include "import/siphash.h"

#include <string.h>

#include "base/digest.h"

void
siphash_init(struct siphash *h)
{
	digest_random(h->key, sizeof(h->key));
}

static uint64_t
rotate(uint64_t x, int by)
{
	return x << by | x >> (64 - by);
}

static void
siphash_round(uint64_t v[static 4])
{
	v[0] += v[1];
	v[1] = rotate(v[1], 13) ^ v[0];
	v[0] = rotate(v[0], 32);
	v[2] += v[3];
	v[3] = rotate(v[3], 16) ^ v[2];
	v[0] += v[3];
	v[3] = rotate(v[3], 21) ^ v[0];
	v[2] += v[1];
	v[1] = rotate(v[1], 17) ^ v[2];
	v[2] = rotate(v[2], 32);
}

static void
siphash_word(uint64_t v[static 4], uint64_t word)
{
	v[3] ^= word;
	siphash_round(v);
	siphash_round(v);
	v[0] ^= word;
}

uint64_t
siphash_bytes(const struct siphash *h, const void *bytes, size_t len)
{
	const unsigned char *p = bytes;
	uint64_t v[4] = {h->key[0] ^ UINT64_C(0x736f6d6570736575),
	    h->key[1] ^ UINT64_C(0x646f72616e646f6d),
	    h->key[0] ^ UINT64_C(0x6c7967656e657261),
	    h->key[1] ^ UINT64_C(0x7465646279746573)};
	uint64_t word;
	size_t left = len;
	int i;

	for (; left >= 8; left -= 8, p += 8) {
		memcpy(&word, p, 8);
		siphash_word(v, word);
	}
	word = (uint64_t)(len & 0xff) << 56;
	for (i = 0; i < (int)left; i++)
		word |= (uint64_t)p[i] << (8 * i);
	siphash_word(v, word);
	v[2] ^= 0xff;
	for (i = 0; i < 4; i++)
		siphash_round(v);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}
