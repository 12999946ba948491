#include <string.h>

#include "identify/interest.h"
#include "identify/name.h"

static bool is_said(const struct token *t);

/* Art Sandoval, Will Price: a word that a family name makes a name; one that is
 * a word as well does within a sentence, or where it acts. */
static bool
has_family(const struct search *s, size_t i)
{
	const struct token *t = &s->tokens[i], *next = token_at(s, i + 1);

	if (!is_cap(t) || (t->flags & LEXICON_GIVEN) == 0 || next == NULL ||
	    next->gap != GAP_SPACE || !is_cap(next))
		return false;
	if ((next->flags & LEXICON_MEDICAL) == 0 &&
	    (is_sure_family(next) || is_unknown(s, next)))
		return true;
	return (next->flags & LEXICON_FAMILY) != 0 &&
	       (next->flags & (LEXICON_NOT_NAME | LEXICON_ORG | LEXICON_STREET |
				  LEXICON_TERM)) == 0 &&
	       (!t->begins || next->possessive || is_said(token_at(s, i + 2)));
}

static bool
is_said(const struct token *t)
{
	return t != NULL && t->gap == GAP_SPACE && t->shape == TOKEN_LOWER &&
	       (t->flags & LEXICON_SAYS) != 0;
}

/* A verb that only a person does; hope is and faith was. */
static bool
is_spoken(const struct token *t)
{
	return is_said(t) && !token_in(t, LIST_SAID_OF_THINGS);
}

/* What stands behind makes it a test, a sign, a street or a house: the Beck
 * inventory, a Framingham risk score. */
static bool
is_term(const struct search *s, const struct token *next)
{
	const struct token *end = s->tokens + s->token_count;

	if (next == NULL || (next->gap != GAP_SPACE && next->gap != GAP_HYPHEN))
		return false;
	if ((next->flags & (LEXICON_TERM | LEXICON_ORG)) != 0)
		return true;
	if (next->shape == TOKEN_CAPITAL && (next->flags & LEXICON_STREET) != 0)
		return true;
	if (next->shape == TOKEN_NUMBER || token_is(s, next, "mg"))
		return true;
	return (next->flags & (LEXICON_SAYS | LEXICON_GIVEN)) == 0 &&
	       next + 1 < end && next[1].gap == GAP_SPACE &&
	       (next[1].flags & LEXICON_TERM) != 0;
}

/* Mark and Hope came: two such words, of which neither is one here. */
static bool
is_joined(const struct search *s, size_t i)
{
	const struct token *link = token_at(s, i + 1);
	const struct token *next = token_at(s, i + 2);

	return next != NULL && link->gap == GAP_SPACE &&
	       token_is(s, link, "and") && next->gap == GAP_SPACE &&
	       is_cap(next) && (next->flags & LEXICON_GIVEN) != 0 &&
	       (next->flags & LEXICON_NOT_NAME) == 0;
}

/* the Okonkwos: a family. */
static bool
is_family(const struct search *s, const struct token *t)
{
	size_t len = t->end - t->start;
	const char *word = s->text + t->start;
	uint64_t hash;

	if (len <= 4 || len > WORD_MAX || word[len - 1] != 's' ||
	    (t->flags & (LEXICON_COMMON | LEXICON_MEDICAL)) != 0)
		return false;
	hash = words_expect(s->words, word, len - 1, false);
	return (word_flags(words_find(s->words, word, len - 1, false, hash)) &
		   LEXICON_FAMILY) != 0;
}

static bool
one_is_name(const struct search *s, size_t i)
{
	const struct token *t = &s->tokens[i], *next = token_at(s, i + 1);
	const struct token *before = i > 0 ? t - 1 : NULL;
	bool person = is_said(next) || t->possessive;

	/* Wilson's disease; but Maria's depression */
	if (next != NULL && token_in(next, LIST_EPONYM_NOUNS) &&
	    token_in(t, LIST_EPONYMS))
		return false;
	if (is_sure_given(t))
		return t->possessive || !is_term(s, next);
	if (is_term(s, next))
		return false;
	/* Drives a Honda */
	if (before != NULL && t->gap == GAP_SPACE &&
	    token_in(before, LIST_ARTICLES))
		return token_is(s, before, "the") && is_family(s, t);
	if (is_sure_family(t))
		return (t->flags & LEXICON_MEDICAL) == 0 || person ||
		       !t->begins;
	if ((t->flags & LEXICON_GIVEN) != 0)
		return !t->begins || t->possessive || is_spoken(next) ||
		       is_joined(s, i);
	if (!is_unknown(s, t))
		return false;
	if (t->begins && !person)
		return next != NULL && next->gap == GAP_COMMA;
	return before == NULL || before->gap != GAP_HYPHEN;
}

static bool
run_is_name(const struct search *s, size_t i, size_t n)
{
	const struct token *t = &s->tokens[i], *last = &s->tokens[i + n - 1];
	size_t k, names = 0, unknown = 0, initials = 0;

	if (is_term(s, token_at(s, i + n)) && !is_sure_given(t))
		return false;
	for (k = i; k < i + n; k++) {
		names += is_name_flag(&s->tokens[k]);
		initials += s->tokens[k].shape == TOKEN_INITIAL;
		unknown += is_unknown(s, &s->tokens[k]);
	}
	if (initials == n)
		return false;
	while (last->shape == TOKEN_INITIAL)
		last--; /* D. Okafor K. */
	if ((t->flags & LEXICON_GIVEN) != 0)
		return names + initials + unknown >= 2 || one_is_name(s, i);
	/* D. Root, where no sentence begins */
	if (is_initial(s, t))
		return is_sure_family(last) || is_unknown(s, last) ||
		       is_sure_given(last) ||
		       (!t->begins && is_name_flag(last) &&
			   (last->flags & LEXICON_NOT_NAME) == 0);
	return unknown + names + initials >= 2 ||
	       (unknown + names >= 1 && !t->begins && !is_term(s, t));
}

/* Brennan, Thomas: family name first, as lists have it. */
static bool
is_reversed(const struct search *s, size_t i)
{
	const struct token *t = &s->tokens[i], *next = token_at(s, i + 1);

	return next != NULL && next->gap == GAP_COMMA && is_sure_family(t) &&
	       (next->shape == TOKEN_CAPITAL || next->shape == TOKEN_UPPER) &&
	       is_sure_given(next) && t->begins;
}

/* A word that may be a name although nobody gave it a capital. */
static bool
is_lower_name(const struct search *s, const struct token *t)
{
	if (t->shape != TOKEN_LOWER ||
	    (t->flags & (LEXICON_NOT_NAME | LEXICON_RELATION | LEXICON_TITLE |
			    LEXICON_TERM | LEXICON_SAYS)) != 0)
		return false;
	if ((t->flags & (LEXICON_COMMON | LEXICON_MEDICAL)) != 0)
		return false;
	return is_name_flag(t) || is_unknown(s, t);
}

/* Whether the N tokens from I are a line by themselves. */
static bool
is_own_line(const struct search *s, size_t i, size_t n)
{
	const struct token *t = &s->tokens[i], *last = &s->tokens[i + n - 1];

	return (t->start == 0 || s->text[t->start - 1] == '\n') &&
	       (last->end == s->len || s->text[last->end] == '\n');
}

/* andrea and brian; benjamin a seiler; a line "leone mazzi" */
static size_t
lower_name(struct search *s, size_t i)
{
	const struct token *t = &s->tokens[i], *next;
	size_t n = 1, names = is_name_flag(t), whole = 0;
	bool given = (t->flags & LEXICON_GIVEN) != 0 &&
		     (t->flags & (LEXICON_NOT_NAME | LEXICON_SAYS |
				     LEXICON_RELATION | LEXICON_TITLE)) == 0;

	if (!is_lower_name(s, t) && !given)
		return 0;
	while ((next = token_at(s, i + n)) != NULL && n < RUN_MAX &&
	       (next->gap == GAP_SPACE || next->gap == GAP_HYPHEN) &&
	       (is_lower_name(s, next) || (next->shape == TOKEN_LOWER &&
					      next->end - next->start == 1))) {
		names += is_name_flag(next);
		whole += next->end - next->start > 1;
		n++;
	}
	while (
	    n > 1 && s->tokens[i + n - 1].end - s->tokens[i + n - 1].start == 1)
		n--;
	if (given && (is_sure_given(t) || whole > 0) && t->end - t->start > 3 &&
	    (whole > 0 || (t->flags & LEXICON_MEDICAL) == 0))
		add_run(s, i, n, SUBJECT_OTHER, RANK_GUESS);
	else if (whole > 0 && names > 0 && is_own_line(s, i, n))
		add_run(s, i, n, SUBJECT_OTHER, RANK_GUESS);
	else
		return 0;
	return n;
}

/* Stanley-Brown, Yale-Brown: two whose names are a measure's. */
static bool
is_eponym(const struct search *s, size_t i)
{
	const struct token *t = &s->tokens[i], *next = t + 1;
	char pair[40];
	size_t len, k;

	if ((next->gap != GAP_HYPHEN && next->gap != GAP_SPACE) ||
	    next->end - t->start >= sizeof(pair))
		return false;
	len = next->end - t->start;
	for (k = 0; k < len; k++)
		pair[k] = s->text[t->start + k] == ' '
			      ? '-'
			      : (char)(s->text[t->start + k] | 32);
	return (lexicon_find(pair, len) & LEXICON_NOT_NAME) != 0;
}

/* "G. is sleeping", "P.S. opened with": initials that act. */
static size_t
acting_initials(struct search *s, size_t i)
{
	enum subject subject = SUBJECT_PATIENT;
	size_t n = 1;
	const struct token *t;

	if (!is_initial(s, &s->tokens[i]))
		return 0;
	while (n < 3 && (t = token_at(s, i + n)) != NULL && t->gap == GAP_DOT &&
	       t->shape == TOKEN_INITIAL && t->start == t[-1].end + 1)
		n++;
	t = token_at(s, i + n);
	if (t == NULL || t->gap != GAP_DOT || t->shape != TOKEN_LOWER ||
	    (t->flags & LEXICON_SAYS) == 0 || t->start < t[-1].end + 2 ||
	    (n > 2 && token_is(s, t, "and"))) /* H.A.L.T. and */
		return 0;
	/* roommate A.J.; and the patient's name, if it is known, begins
	 * otherwise */
	if ((i > 0 && (s->tokens[i - 1].flags & LEXICON_RELATION) != 0) ||
	    s->text[s->tokens[i].start] != s->initial)
		subject = SUBJECT_OTHER;
	add_run(s, i, n, subject, RANK_CONTEXT);
	return n;
}

static size_t
plain_run(struct search *s, size_t i)
{
	const struct token *t = &s->tokens[i];
	size_t n;

	if (!can_be_name(s, t) && !is_initial(s, t) && !has_family(s, i))
		return 0;
	if ((t->flags & (LEXICON_ORG | LEXICON_STREET | LEXICON_TITLE)) != 0 &&
	    !is_sure_given(t))
		return 0;
	if (is_reversed(s, i)) {
		n = 1 + run_length(s, i + 1);
		add_run(s, i, n, SUBJECT_OTHER, RANK_FORM);
		return n;
	}
	if (t->gap == GAP_HYPHEN && i > 0 && is_eponym(s, i - 1))
		return 1;
	n = run_length(s, i);
	if (n > 1 && is_eponym(s, i))
		return 2;
	/* In capitals a lone word is a heading or an abbreviation. */
	if (t->shape == TOKEN_UPPER && n < 2)
		return 0;
	if (is_initial(s, t) && n < 2)
		return 0;
	if (n == 1 ? !one_is_name(s, i) : !run_is_name(s, i, n))
		return n > 1 ? 1 : 0;
	add_run(s, i, n, subject_of(s, i + n),
	    n > 1 || is_sure_given(t) ? RANK_CONTEXT : RANK_GUESS);
	return n;
}

/* A text whose sentences begin without capitals gives names none either. */
static size_t
next_of(const struct search *s, size_t i)
{
	return s->careless ? i : interest_next(s, IN_NAMES, i);
}

void
names_find(struct search *s)
{
	const struct token *t;
	size_t i = 0, used;

	while ((i = next_of(s, i)) < s->token_count) {
		t = &s->tokens[i];
		used = 0;
		if ((t->flags & LEXICON_TITLE) != 0)
			used = after_title(s, i);
		if (used == 0 &&
		    (t->flags & (LEXICON_RELATION | LEXICON_PATIENT)) != 0)
			used = after_relation(s, i);
		/* her maiden name is Key */
		if (used == 0 && token_in(t, LIST_NAMED) &&
		    i + 2 < s->token_count && token_is(s, t + 1, "is"))
			used = after_relation(s, i + 1);
		if (used == 0 && (t->flags & LEXICON_RELATION) != 0)
			used = after_relation_bare(s, i, s->careless);
		if (used == 0 && s->careless && t->shape == TOKEN_LOWER)
			used = lower_name(s, i);
		if (used == 0)
			used = acting_initials(s, i);
		if (used == 0)
			used = plain_run(s, i);
		i += used == 0 ? 1 : used;
	}
}
