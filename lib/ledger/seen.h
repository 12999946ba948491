/* A set of 128-bit values that are random, or a digest's: whether one was seen
 * before. */
#ifndef LEDGER_SEEN_H
#define LEDGER_SEEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

struct seen_value {
	uint64_t high, low;
};

/* Zeroed is empty. */
struct seen {
	struct seen_value *slots; /* all zero: free */
	size_t capacity;	  /* a power of two */
	size_t count;
};

/* Adds a value; false where it was there already.  Zero always was. */
bool seen_add(struct seen *s, struct seen_value value);
/* Makes room for COUNT values, and asks for the memory that one will need. */
void seen_reserve(struct seen *s, size_t count);
void seen_prefetch(const struct seen *s, struct seen_value value);
void seen_free(struct seen *s);

/* What 32 lower-case hex figures say, and 128 bits of a text's digest. */
struct seen_value seen_hex(const char *hex);
struct seen_value seen_text(struct span a, struct span b);

#endif
