/* Passages that were read before, with what the first pass made of them.
 * Notes repeat: of an outpatient progress note's text, more than half is that
 * of an earlier one (median 58.8 % in 2018; Rule et al., JAMA Netw Open 2021;
 * 4(7):e2115334).  It changes nothing but the time that reading takes.
 *
 * No text is kept: a passage is known by the fingerprint of its bytes, where it
 * stands in all else that the first pass depends on. */
#ifndef CLASSIFY_RECALL_H
#define CLASSIFY_RECALL_H

#include <stddef.h>
#include <stdint.h>

#include "classify/glimpse.h"
#include "note/label.h"
#include "text/fingerprint.h"

#define RECALL_LONGEST 1024 /* bytes of a passage */
#define RECALL_CUTS 4	    /* places where one is cut */
#define RECALL_CUES 3	    /* words that speak most */

/* What was made of a passage: cuts, or all the others.  So aligned, it never
 * stands across more than two cache lines. */
struct recalled {
	_Alignas(32) struct glimpse glimpse;
	sensitivity_set sensitivity;
	uint16_t cuts[RECALL_CUTS]; /* bytes of its text */
	uint8_t cut_count;
	uint8_t cue_label; /* that the cues are for, 0: none yet */
	uint8_t cue_count;
	struct {
		uint16_t start; /* bytes of its text */
		uint16_t end;
	} cues[RECALL_CUES];
};

/* Owner; one a thread. */
struct recall;
struct recall *recall_new(void);
void recall_free(struct recall *r);

/* Ask for memory's lines that recall_find will look at, which arrive while
 * something else is done: where KEY would stand, and what stands there. */
void recall_expect(const struct recall *r, struct fingerprint key);
void recall_ask(const struct recall *r, struct fingerprint key);

/* NULL where it is not known, or no longer.  Valid until the next recall_add.
 */
struct recalled *recall_find(struct recall *r, struct fingerprint key);

/* Room, zeroed, for what was made of it; what is known of another may go. */
struct recalled *recall_add(struct recall *r, struct fingerprint key);

#endif
