/* Blocks (block.h) that were read before, with their sentences.  Notes repeat,
 * and mostly whole lines of them: a block that is known costs its fingerprint
 * and a look.  It changes nothing but the time that reading takes, and keeps no
 * text. */
#ifndef TEXT_KNOWN_BLOCK_H
#define TEXT_KNOWN_BLOCK_H

#include <stddef.h>
#include <stdint.h>

#include "text/fingerprint.h"

#define KNOWN_BLOCK_LONGEST 4096 /* bytes */

struct known_sentence {
	struct fingerprint print;
	uint16_t start; /* bytes of the block */
	uint16_t end;
	uint8_t heading; /* as in struct sentence */
	bool bare;
};

/* Owner; one a thread. */
struct known_blocks;
/* POINTS are those of all its fingerprints, and borrowed. */
struct known_blocks *known_blocks_new(const struct fingerprint_points *points);
void known_blocks_free(struct known_blocks *k); /* NULL too */
const struct fingerprint_points *known_blocks_points(
    const struct known_blocks *k);

/* Ask for memory's lines that known_block_find will look at, which arrive while
 * something else is done: where BLOCK would stand, and its sentences. */
void known_block_expect(const struct known_blocks *k, struct fingerprint block);
void known_block_ask(const struct known_blocks *k, struct fingerprint block);

/* The sentences of BLOCK; how many, 0 where it is not known, or no longer.
 * Valid until the next known_block_add. */
size_t known_block_find(const struct known_blocks *k, struct fingerprint block,
    const struct known_sentence **sentences);

/* Room for the COUNT sentences of BLOCK, which is not known:
 * KNOWN_BLOCK_LONGEST at most.  What is known of others may go. */
struct known_sentence *known_block_add(
    struct known_blocks *k, struct fingerprint block, size_t count);

#endif
