/* Machine words from bytes, the first one lowest, whatever the machine's order:
 * compilers make each a single load. */
#ifndef BASE_LOAD_H
#define BASE_LOAD_H

#include <stdint.h>

static inline uint64_t
load8(const void *bytes)
{
	const unsigned char *p = bytes;

	return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 |
	       (uint64_t)p[3] << 24 | (uint64_t)p[4] << 32 |
	       (uint64_t)p[5] << 40 | (uint64_t)p[6] << 48 |
	       (uint64_t)p[7] << 56;
}

static inline uint64_t
load4(const void *bytes)
{
	const unsigned char *p = bytes;

	return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 |
	       (uint64_t)p[3] << 24;
}

#endif
