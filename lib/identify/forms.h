/* What has the form of an identifier: patterns and words (digits.tsv,
 * patterns.tsv, cues.def), searched for only where a word, a number or a mark
 * says that one may stand. */
#ifndef IDENTIFY_FORMS_H
#define IDENTIFY_FORMS_H

#include <stdbool.h>

#include "base/error.h"
#include "identify/cue.h"
#include "identify/search.h"

struct forms; /* owner; never changes, shared by threads */
struct forms *forms_open(struct error *e);
void forms_free(struct forms *f);
bool forms_was_compiled(const struct forms *f);
const struct cues *forms_cues(const struct forms *f);

struct forms_scratch; /* owner; one a thread */
struct forms_scratch *forms_scratch_new(
    const struct forms *f, struct search *search);
void forms_scratch_free(struct forms_scratch *s);

/* Adds what the search's text has, whose tokens are made. */
int forms_find(struct forms_scratch *s, struct error *e);

/* near.c: the numbers that stand together from token I on, which has a digit.
 * Returns how many they are; NEAR says whether the patterns of digits.tsv
 * are to be searched around them; if not, what they are was added. */
size_t numbers_look(struct search *s, size_t i, bool *near);
/* Whether patterns.tsv is to be searched around token I, or around what stands
 * between two tokens. */
bool begins_pattern(const struct search *s, size_t i);
bool mark_begins_pattern(const struct search *s, size_t from, size_t to);

#endif
