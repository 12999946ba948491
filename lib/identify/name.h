/* What the files that look for names share: which tokens may be one, and how
 * far it runs. */
#ifndef IDENTIFY_NAME_H
#define IDENTIFY_NAME_H

#include "identify/search.h"

#define RUN_MAX 5 /* tokens of a name */

/* name_run.c */

/* In no list at all: a name of a tongue we do not know, or a brand. */
bool is_unknown(const struct search *s, const struct token *t);
/* What may be one by itself; whether it is, the words around it say. */
bool can_be_name(const struct search *s, const struct token *t);
/* How many tokens from I on make one name, the first of which is one. */
size_t run_length(const struct search *s, size_t i);
/* Whose the name is that ends before token AFTER. */
enum subject subject_of(const struct search *s, size_t after);
/* Adds the N tokens from I as a name, and an age behind it. */
void add_run(
    struct search *s, size_t i, size_t n, enum subject subject, enum rank rank);

/* name_before.c: a name behind the word that announces it at token I (a title,
 * a relation; initials or a name without capitals, where the text is CARELESS
 * of them).  The tokens used, 0: none. */
size_t after_title(struct search *s, size_t i);
size_t after_relation(struct search *s, size_t i);
size_t after_relation_bare(struct search *s, size_t i, bool careless);

static inline bool
is_cap(const struct token *t)
{
	return t->shape == TOKEN_CAPITAL;
}

static inline bool
is_name_flag(const struct token *t)
{
	return (t->flags & (LEXICON_GIVEN | LEXICON_FAMILY)) != 0;
}

static inline bool
is_sure_given(const struct token *t)
{
	return (t->flags & LEXICON_GIVEN) != 0 &&
	       (t->flags & (LEXICON_COMMON | LEXICON_NOT_NAME)) == 0;
}

static inline bool
is_sure_family(const struct token *t)
{
	return (t->flags & LEXICON_FAMILY) != 0 &&
	       (t->flags & (LEXICON_COMMON | LEXICON_NOT_NAME)) == 0;
}

static inline bool
is_initial(const struct search *s, const struct token *t)
{
	return t->shape == TOKEN_INITIAL && s->text[t->start] != 'I';
}

#endif
