/* A view of bytes that somebody else owns.  {NULL, 0}: absent; an empty span
 * that is present has bytes that are not NULL. */
#ifndef BASE_SPAN_H
#define BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct span {
	const char *bytes;
	size_t len;
};

static inline struct span
span_of(const char *s)
{
	return (struct span){s, s == NULL ? 0 : strlen(s)};
}

/* An absent span equals nothing, not even an absent one. */
static inline bool
span_equal(struct span a, struct span b)
{
	return a.bytes != NULL && b.bytes != NULL && a.len == b.len &&
	       memcmp(a.bytes, b.bytes, a.len) == 0;
}

static inline bool
span_is(struct span a, const char *s)
{
	return span_equal(a, span_of(s));
}

/* The same for short words that mostly differ in their first byte, or not. */
static inline bool
span_spells(struct span a, const char *s)
{
	size_t i = 0;

	while (i < a.len && a.bytes[i] == s[i] && s[i] != '\0')
		i++;
	return i == a.len && s[i] == '\0';
}

#endif
