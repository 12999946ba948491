#include "identify/name.h"

/* Ms. Alvarez, Dr. Will Standridge, Nurse Okeke.  Returns the tokens used. */
size_t
after_title(struct search *s, size_t i)
{
	const struct token *title = &s->tokens[i], *t = token_at(s, i + 1);
	enum subject subject;
	size_t n;

	if (t == NULL || (t->gap != GAP_SPACE && t->gap != GAP_DOT))
		return 0;
	if (t->gap == GAP_DOT && title->end - title->start > 4)
		return 0;
	/* 412 Knollwood Dr. Superbill */
	if (i > 1 && title[-2].shape == TOKEN_NUMBER &&
	    title[-1].shape == TOKEN_CAPITAL && title->gap == GAP_SPACE)
		return 0;
	if (title->shape == TOKEN_LOWER && t->shape == TOKEN_LOWER)
		return 0;
	if ((t->shape != TOKEN_CAPITAL && t->shape != TOKEN_UPPER &&
		!is_initial(s, t)) ||
	    token_in(t, LIST_NEVER))
		return 0;
	if (title->shape == TOKEN_LOWER && (t->flags & LEXICON_NOT_NAME) != 0)
		return 0;
	/* SGT SAID, in a text of capitals */
	if (t->shape == TOKEN_UPPER && !is_name_flag(t) && !is_unknown(s, t))
		return 0;
	n = run_length(s, i + 1);
	subject = (title->flags & LEXICON_PROVIDER) != 0
		      ? SUBJECT_PROVIDER
		      : subject_of(s, i + 1 + n);
	if (title->shape == TOKEN_LOWER)
		add_run(s, i + 1, n, subject, RANK_CONTEXT);
	else
		add_run(s, i, n + 1, subject, RANK_CONTEXT);
	return n + 1;
}

/* peer R.K., wife marge: initials, or a name in a text without capitals */
size_t
after_relation_bare(struct search *s, size_t i, bool careless)
{
	const struct token *t = token_at(s, i + 1);
	size_t n = 1;

	if (t == NULL || t->gap != GAP_SPACE || s->tokens[i].possessive)
		return 0;
	if (t->shape == TOKEN_LOWER && careless &&
	    (t->flags & LEXICON_GIVEN) != 0 &&
	    (t->flags & (LEXICON_NOT_NAME | LEXICON_SAYS | LEXICON_RELATION |
			    LEXICON_TITLE | LEXICON_TERM)) == 0) {
		add_run(s, i + 1, 1, SUBJECT_OTHER, RANK_CONTEXT);
		return 2;
	}
	if (!is_initial(s, t) || t->end == s->len || s->text[t->end] != '.')
		return 0;
	while (n < 3 && (t = token_at(s, i + 1 + n)) != NULL &&
	       t->gap == GAP_DOT && t->shape == TOKEN_INITIAL &&
	       t->start == t[-1].end + 1)
		n++;
	t = token_at(s, i + 1 + n);
	if (n == 1 && t != NULL && t->shape != TOKEN_LOWER)
		return 0;
	add_run(s, i + 1, n, SUBJECT_OTHER, RANK_CONTEXT);
	return n + 1;
}

/* Whether the word at I, which the patient may be called by, speaks of the
 * patient of this note: not "another client, Carl", "her student Maya", "a guy
 * named Rodrigo".  A doubt makes it somebody else, whose name goes. */
static bool
is_the_patient(const struct search *s, size_t i)
{
	const struct token *t = &s->tokens[i];
	size_t back;

	if (token_in(t, LIST_CALLED)) {
		for (back = 1;
		     back <= 5 && back <= i && !s->tokens[i + 1 - back].begins;
		     back++)
			if (token_in(t - back, LIST_PATIENTS))
				return is_the_patient(s, i - back);
		return t->begins;
	}
	return i == 0 || t->begins || !token_in(t - 1, LIST_OF_OTHERS);
}

/* her brother Rich; client, Kwame; named Hope */
size_t
after_relation(struct search *s, size_t i)
{
	const struct token *t = token_at(s, i + 1);
	bool provider, patient;
	size_t n;

	if (t == NULL || !is_cap(t) ||
	    ((t->flags & LEXICON_NOT_NAME) != 0 &&
		((t->flags & LEXICON_GIVEN) == 0 ||
		    s->tokens[i].shape != TOKEN_LOWER)) ||
	    (t->gap != GAP_SPACE && t->gap != GAP_COMMA) ||
	    s->tokens[i].possessive || (t->flags & LEXICON_TITLE) != 0)
		return 0;
	if ((t->flags & (LEXICON_GIVEN | LEXICON_FAMILY)) == 0 &&
	    (t->flags & LEXICON_COMMON) != 0)
		return 0;
	if ((t->flags & (LEXICON_ORG | LEXICON_RELATION)) != 0)
		return 0;
	if (t->gap == GAP_COMMA && (t->flags & LEXICON_COMMON) != 0)
		return 0;
	n = run_length(s, i + 1);
	provider = token_in(&s->tokens[i], LIST_PROVIDER_ROLES);
	patient =
	    (s->tokens[i].flags & LEXICON_PATIENT) != 0 && is_the_patient(s, i);
	/* Uncle Leland */
	if (s->tokens[i].shape == TOKEN_CAPITAL && t->gap == GAP_SPACE &&
	    !(token_is(s, &s->tokens[i], "father") && s->tokens[i].begins) &&
	    token_in(&s->tokens[i], LIST_RELATION_TITLES)) {
		add_run(s, i, n + 1, SUBJECT_OTHER, RANK_CONTEXT);
		return n + 1;
	}
	add_run(s, i + 1, n,
	    provider  ? SUBJECT_PROVIDER
	    : patient ? SUBJECT_PATIENT
		      : subject_of(s, i + 1 + n),
	    RANK_CONTEXT);
	return n + 1;
}
