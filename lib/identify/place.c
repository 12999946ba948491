#include <string.h>

#include "identify/interest.h"
#include "identify/place.h"

#define PHRASE_MAX 64

/* The tokens of the longest phrase from I that is a place. */
static size_t
place_length(struct search *s, size_t i)
{
	char phrase[PHRASE_MAX];
	size_t len = 0, n, k, best = 0;

	for (n = 0; n < 4 && i + n < s->token_count; n++) {
		const struct token *t = &s->tokens[i + n];

		if (n > 0 && t->gap != GAP_SPACE && t->gap != GAP_DOT &&
		    t->gap != GAP_HYPHEN)
			break;
		if (len + 3 + t->end - t->start >= PHRASE_MAX)
			break;
		if (n > 0) {
			if (t->gap == GAP_DOT)
				phrase[len++] = '.';
			phrase[len++] = t->gap == GAP_HYPHEN ? '-' : ' ';
		}
		for (k = t->start; k < t->end; k++)
			phrase[len++] = s->text[k] >= 'A' && s->text[k] <= 'Z'
					    ? (char)(s->text[k] + 32)
					    : s->text[k];
		if ((lexicon_find(phrase, len) & LEXICON_PLACE) != 0)
			best = n + 1;
		if (n == 0 && (t->flags & LEXICON_PLACE_FIRST) == 0)
			break;
	}
	return best;
}

/* lives in Huntington; but the Huntington score */
static bool
is_lived_in(const struct search *s, size_t i)
{
	const struct token *t = &s->tokens[i];

	return token_in(t, LIST_EPONYM_TOWNS) && i > 0 && t->gap == GAP_SPACE &&
	       token_in(t - 1, LIST_BEFORE_UNKNOWN_PLACE);
}

/* A town that is also a name or a word needs a preposition or a state. */
static size_t
town(struct search *s, size_t i)
{
	const struct token *t = &s->tokens[i], *next;
	bool sure, placed;
	size_t n;

	if ((t->flags & (LEXICON_PLACE | LEXICON_PLACE_FIRST)) == 0)
		return 0;
	n = place_length(s, i);
	if (n == 0)
		return 0;
	/* our Houston clinic */
	next = token_at(s, i + n);
	if (next != NULL && next->gap == GAP_SPACE &&
	    next->shape == TOKEN_LOWER && token_in(next, LIST_CARE_SITES))
		n++;
	next = token_at(s, i + n);
	/* the Framingham risk score, the Boston criteria */
	if (next != NULL && next->gap == GAP_SPACE &&
	    ((next->flags & LEXICON_TERM) != 0 ||
		(i + n + 1 < s->token_count && next[1].gap == GAP_SPACE &&
		    (next[1].flags & LEXICON_TERM) != 0)))
		return n;
	sure =
	    n > 1 || (t->flags & (LEXICON_GIVEN | LEXICON_FAMILY |
				     LEXICON_COMMON | LEXICON_NOT_NAME)) == 0;
	placed = (i > 0 && t->gap == GAP_SPACE &&
		     token_in(t - 1, LIST_BEFORE_PLACE)) ||
		 (next != NULL && next->gap == GAP_COMMA && is_state(next)) ||
		 (next != NULL && next->gap == GAP_SPACE && is_state(next));
	if (!sure &&
	    !((t->flags & LEXICON_NOT_NAME) != 0 ? is_lived_in(s, i) : placed))
		return 0;
	/* OSA, PO: in capitals a short word is an abbreviation */
	if (n == 1 && t->shape == TOKEN_UPPER && t->end - t->start < 5 &&
	    !is_state(next))
		return 0;
	/* Tucson 85711 */
	if (next != NULL && next->shape == TOKEN_NUMBER &&
	    next->gap == GAP_SPACE && next->end - next->start == 5)
		n++;
	/* from Boston, which is a family's name too; not from Austin Reed */
	placed = placed && (next == NULL || next->gap != GAP_SPACE ||
			       !is_cap(next) || is_state(next));
	add_geo(s, t->start, s->tokens[i + n - 1].end,
	    placed ? RANK_FORM
	    : sure ? RANK_CONTEXT
		   : RANK_GUESS);
	return n;
}

/* Cook County, Colville Reservation */
static size_t
county(struct search *s, size_t i)
{
	const struct token *t = &s->tokens[i], *k;
	size_t n = 0;

	while (n < 3 && (k = token_at(s, i + n)) != NULL && is_cap(k) &&
	       (n == 0 || k->gap == GAP_SPACE || k->gap == GAP_HYPHEN) &&
	       !token_in(k, LIST_COUNTY))
		n++;
	if (n == 0 || k == NULL || !token_in(k, LIST_COUNTY) ||
	    k->gap != GAP_SPACE || k->shape != t->shape ||
	    (is_plain_word(t) && t->begins))
		return 0;
	add_geo(s, t->start, k->end, RANK_FORM);
	return n + 1;
}

/* Pearland, TX; Stone Mountain, GA 300… */
static size_t
town_of_state(struct search *s, size_t i)
{
	size_t n = 0;
	const struct token *t;

	while (n < 3 && (t = token_at(s, i + n)) != NULL &&
	       t->shape == TOKEN_CAPITAL && !is_plain_word(t) &&
	       (n == 0 || t->gap == GAP_SPACE))
		n++;
	if (n == 0)
		return 0;
	t = token_at(s, i + n);
	if (!is_state(t) || (t->gap != GAP_COMMA && t->gap != GAP_LINE))
		return 0;
	/* OR, IN and ME are words in capitals too: with a comma they are not.
	 */
	add_geo(s, s->tokens[i].start, s->tokens[i + n - 1].end, RANK_CONTEXT);
	return n;
}

/* SEEN IN CLINIC, in a text of capitals: words, of which none names a house. */
static bool
is_shouted(const struct search *s, size_t i, size_t last)
{
	size_t n;

	for (n = 0; n <= last; n++)
		if (s->tokens[i + n].shape != TOKEN_UPPER ||
		    (s->tokens[i + n].flags &
			(LEXICON_COMMON | LEXICON_NOT_NAME | LEXICON_ORG)) == 0)
			return false;
	return true;
}

/* St. Mary's Hospital, UCLA Medical Center, Roosevelt HS.  */
static size_t
organization(struct search *s, size_t i)
{
	const struct token *t = &s->tokens[i], *k;
	size_t n = 0, last = 0, end;

	/* St. Luke's, where nobody says hospital */
	k = token_at(s, i + 1);
	if (k != NULL && token_in(t, LIST_SAINTS) &&
	    t->shape == TOKEN_CAPITAL && k->shape == TOKEN_CAPITAL &&
	    (k->gap == GAP_DOT || k->gap == GAP_SPACE) &&
	    k->start <= t->end + 2 && !is_street_number(token_at(s, i + 2))) {
		end = k->end + (k->possessive ? 2 : 0);
		search_add(s, t->start, end, IDENTIFIER_KIND_ORG, SUBJECT_OTHER,
		    RANK_CONTEXT);
	}

	if (t->shape != TOKEN_CAPITAL && t->shape != TOKEN_UPPER)
		return 0;
	if (is_plain_word(t) && t->begins && (t->flags & LEXICON_NOT_NAME) != 0)
		return 0;
	for (; n < 7 && (k = token_at(s, i + n)) != NULL; n++) {
		if (n > 0 && k->gap != GAP_SPACE && k->gap != GAP_HYPHEN &&
		    !(k->gap == GAP_DOT && k[-1].end - k[-1].start <= 2))
			break;
		if (token_in(k, LIST_WITHIN_ORG) && last == 0) {
			if (n == 0)
				return 0;
			continue;
		}
		if (token_is(s, k, "of"))
			continue;
		if (!is_cap(k))
			break;
		if ((k->flags & LEXICON_ORG) != 0 && n > 0)
			last = n;
		else if (last > 0 && token_is(s, k - 1, "of"))
			last = n;
	}
	if (last == 0)
		return 0;
	/* Finished Denver Academy, AT Bluestem Hospital: begins behind it */
	if (last > 1 && (t->flags & LEXICON_COMMON) != 0 && is_cap(t + 1) &&
	    t[1].gap == GAP_SPACE && (t[1].flags & LEXICON_COMMON) == 0 &&
	    (t->begins || t->shape == TOKEN_UPPER)) {
		size_t used = organization(s, i + 1);

		return used == 0 ? 0 : used + 1;
	}
	if (is_shouted(s, i, last))
		return 0;
	/* A center of nothing, a school of words: not a name. */
	for (n = 0, k = NULL; n < last; n++)
		if ((s->tokens[i + n].flags & LEXICON_ORG) == 0 &&
		    is_cap(&s->tokens[i + n]) &&
		    ((s->tokens[i + n].flags & LEXICON_NOT_NAME) == 0 ||
			(s->tokens[i + n].flags & LEXICON_PROPER) != 0))
			k = &s->tokens[i + n];
	if (k == NULL && (token_is(s, &s->tokens[i + last], "health") ||
			     !(i > 0 && (t->gap == GAP_COMMA ||
					    token_in(t - 1, LIST_BEFORE_ORG)))))
		return 0;
	search_add(s, t->start, s->tokens[i + last].end, IDENTIFIER_KIND_ORG,
	    SUBJECT_OTHER, RANK_CONTEXT);
	return last + 1;
}

/* works at Kwik Trip, my employer Boeing, seen at Baylor */
static size_t
workplace(struct search *s, size_t i)
{
	const struct token *t = &s->tokens[i], *k;
	bool at, work = false;
	size_t n = 0, back;

	at = token_is(s, t, "at");
	for (back = 1; back <= 4 && back <= i; back++)
		if (token_in(&s->tokens[i - back], LIST_WORK_BEFORE))
			work = true;
	if (token_is(s, t, "employer"))
		work = at = true;
	if (i > 0 && token_is(s, t, "to") && token_in(t - 1, LIST_SENT_TO))
		at = true;
	if (!at && !(work && token_in(t, LIST_OF_WORK)))
		return 0;
	k = token_at(s, i + 1);
	if (k != NULL && k->shape == TOKEN_UPPER && k->gap == GAP_SPACE &&
	    (k->flags & ~LEXICON_PROPER) == 0 && k->end - k->start >= 3) {
		search_add(s, k->start, k->end, IDENTIFIER_KIND_ORG,
		    SUBJECT_OTHER, RANK_GUESS);
		return 1;
	}
	/* Walmart is no person's name, and is where she works. */
	while (n < 4 && (k = token_at(s, i + 1 + n)) != NULL &&
	       k->shape == TOKEN_CAPITAL &&
	       (k->gap == GAP_SPACE || (n > 0 && k->gap == GAP_HYPHEN)) &&
	       ((k->flags & LEXICON_NOT_NAME) == 0 ||
		   (work && at && (k->flags & LEXICON_COMMON) == 0)))
		n++;
	if (n == 0)
		return 0;
	if (n == 1 && !work && (s->tokens[i + 1].flags & LEXICON_COMMON) != 0)
		return 0;
	search_add(s, s->tokens[i + 1].start, s->tokens[i + n].end,
	    IDENTIFIER_KIND_ORG, SUBJECT_OTHER, RANK_GUESS);
	return 1;
}

/* in KATRINEHOLM, from Gdynia: after a preposition, in no list. */
static size_t
unknown_place(struct search *s, size_t i)
{
	const struct token *t = &s->tokens[i];

	if (i == 0 || !token_in(t - 1, LIST_BEFORE_UNKNOWN_PLACE))
		return 0;
	if (t->gap != GAP_SPACE || t->end - t->start < 4 ||
	    memchr(s->text + t->start, '2', t->end - t->start) != NULL)
		return 0;
	if (t->shape == TOKEN_UPPER
		? t->end - t->start < 6 || (t->flags & LEXICON_NOT_NAME) != 0
		: t->shape != TOKEN_CAPITAL)
		return 0;
	if ((t->flags & (LEXICON_COMMON | LEXICON_NOT_NAME | LEXICON_MEDICAL |
			    LEXICON_GIVEN)) != 0)
		return 0;
	/* "a letter from Okeke", but nobody is in, near or outside a person */
	add_geo(s, t->start, t->end,
	    token_in(t - 1, LIST_WITHIN_PLACE) ? RANK_CONTEXT : RANK_GUESS);
	return 1;
}

/* A word without a capital begins a place only where it says street or work. */
static void
lower_cue(struct search *s, size_t i)
{
	const struct token *t = &s->tokens[i];

	if (token_in(t, LIST_STREET_FIRST) && t->end - t->start <= 8)
		street_first(s, i);
	if (token_in(t, LIST_BEFORE_WORKPLACE))
		workplace(s, i);
}

/* Most capitals begin a sentence: what follows has none and ends no street, no
 * house and no county, and nothing before or in the word says that it is a
 * place. */
static bool
begins_nothing(const struct search *s, size_t i)
{
	const struct token *t = &s->tokens[i], *next = token_at(s, i + 1);

	return next != NULL && next->shape == TOKEN_LOWER &&
	       (next->flags & LEXICON_STREET) == 0 &&
	       !token_in(next, LIST_WITHIN_ORG) &&
	       !token_in(t, LIST_STREET_FIRST) &&
	       (t->flags & (LEXICON_PLACE | LEXICON_PLACE_FIRST)) == 0 &&
	       (i == 0 || !token_in(t - 1, LIST_BEFORE_UNKNOWN_PLACE));
}

void
places_find(struct search *s)
{
	size_t i = 0, used;

	while ((i = interest_next(s, IN_PLACES, i)) < s->token_count) {
		used = 0;
		if (s->tokens[i].shape == TOKEN_NUMBER) {
			used = street_of_number(s, i);
			i += used == 0 ? 1 : used;
			continue;
		}
		if (s->tokens[i].shape == TOKEN_LOWER) {
			lower_cue(s, i);
			i++;
			continue;
		}
		if (begins_nothing(s, i)) {
			i++;
			continue;
		}
		used = street_first(s, i);
		if (used == 0)
			used = county(s, i);
		if (used == 0)
			used = organization(s, i);
		if (used == 0)
			used = street_of_word(s, i);
		if (used == 0)
			used = town_of_state(s, i);
		if (used == 0)
			used = town(s, i);
		if (used == 0)
			used = unknown_place(s, i);
		i += used == 0 ? 1 : used;
	}
}
