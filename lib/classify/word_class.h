/* The classes of words that are used alike: `mother` with `father`, `knee` with
 * `shoulder`.  A word that no note of the training held is read by its class.
 * word_class.txt has the words, and training/FORMAT.md where they are from. */
#ifndef CLASSIFY_WORD_CLASS_H
#define CLASSIFY_WORD_CLASS_H

#include <stddef.h>
#include <stdint.h>

/* What a word belongs to; 0 where it is in no class. */
struct word_class {
	uint16_t narrow; /* some ninety words */
	uint16_t wide;	 /* some six narrow classes */
};

/* By word_hash.  It cannot fail: what is not in the table has no class. */
struct word_class word_class_find(uint64_t hash);

/* The table, which word_class_generate makes of word_class.txt: rows in order
 * of their word's hash, those whose hash begins with the 16 bits B from
 * starts[B] on. */
extern const uint16_t word_class_starts[65537];
extern const uint32_t word_class_tags[]; /* the next 32 bits of the hash */
extern const uint16_t word_class_narrow[];
extern const uint16_t word_class_wide[]; /* by narrow class */

#endif
