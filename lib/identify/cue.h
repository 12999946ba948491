/* Words that announce an identifier: MRN, member ID, call (cues.def). */
#ifndef IDENTIFY_CUE_H
#define IDENTIFY_CUE_H

#include "identify/search.h"

struct cues; /* owner; never changes, shared by threads */
struct cues *cues_new(void);
void cues_free(struct cues *c);

/* The first word of the Ith phrase: only at such words cues_find_at need be
 * called.  A NULL span behind the last. */
struct span cues_word(const struct cues *c, size_t i);

/* Adds what a cue that begins at START announces. */
void cues_find_at(struct search *s, size_t start);

#endif
