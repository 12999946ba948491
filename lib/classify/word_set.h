/* A fixed set of words, each found by one look or two. */
#ifndef CLASSIFY_WORD_SET_H
#define CLASSIFY_WORD_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WORD_SET_SLOTS 1024 /* a power of two */

struct word_set {
	const char *const *words;
	size_t count;			/* half of WORD_SET_SLOTS at most */
	uint16_t slots[WORD_SET_SLOTS]; /* a word's row and 1; 0: free */
};

/* To be called once WORDS and COUNT are set, and nothing else is. */
void word_set_make(struct word_set *s);
bool word_set_has(const struct word_set *s, const char *text, size_t len);

#endif
