/* SipHash-2-4 (Aumasson and Bernstein 2012) under a key drawn once a process:
 * nobody who writes input can aim two names at one slot. */
#ifndef IMPORT_SIPHASH_H
#define IMPORT_SIPHASH_H

#include <stddef.h>
#include <stdint.h>

struct siphash {
	uint64_t key[2];
};

/* Draws a key.  After digest_init. */
void siphash_init(struct siphash *h);
uint64_t siphash_bytes(const struct siphash *h, const void *bytes, size_t len);

#endif
