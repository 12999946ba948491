/* The salts seen so far: whether one comes twice. */
#ifndef LEDGER_SALTS_H
#define LEDGER_SALTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct salt {
	uint64_t high, low;
};

/* Zeroed is empty. */
struct salts {
	struct salt *slots; /* all zero: free */
	size_t capacity;    /* a power of two */
	size_t count;
};

/* Adds the salt that HEX (32 lower-case figures) says; false where it was
 * there already. */
bool salts_add(struct salts *s, const char *hex);
void salts_free(struct salts *s);

#endif
