/* What place.c and street.c share: whose tokens they look at, and streets. */
#ifndef IDENTIFY_PLACE_H
#define IDENTIFY_PLACE_H

#include "identify/search.h"

/* street.c: adds the street that begins with token I (a number; a word; a word
 * that says street, or ends as streets do), with the address behind it, and
 * returns the tokens used; 0: none begins there. */
size_t street_of_number(struct search *s, size_t i);
size_t street_of_word(struct search *s, size_t i);
size_t street_first(struct search *s, size_t i);
bool is_street_number(const struct token *t);

static inline bool
is_cap(const struct token *t)
{
	return t->shape == TOKEN_CAPITAL || t->shape == TOKEN_UPPER ||
	       t->shape == TOKEN_INITIAL;
}

static inline bool
is_plain_word(const struct token *t)
{
	return (t->flags & (LEXICON_COMMON | LEXICON_NOT_NAME)) != 0 &&
	       (t->flags & (LEXICON_GIVEN | LEXICON_FAMILY | LEXICON_PLACE)) ==
		   0;
}

static inline bool
is_state(const struct token *t)
{
	return t != NULL && t->shape == TOKEN_UPPER && token_in(t, LIST_STATES);
}

static inline void
add_geo(struct search *s, size_t from, size_t to, enum rank rank)
{
	search_add(s, from, to, IDENTIFIER_KIND_GEO, SUBJECT_OTHER, rank);
}

#endif
