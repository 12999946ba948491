#include <string.h>

#include "identify/place.h"

static bool
is_unit(const struct token *t)
{
	return t != NULL && token_in(t, LIST_UNITS);
}

/* Norway, South Africa: they name nobody's place, but end an address. */
static bool
is_country(const struct search *s, size_t i)
{
	const struct token *t = &s->tokens[i];
	const unsigned region = LEXICON_NOT_NAME | LEXICON_PROPER;

	if (t->shape != TOKEN_CAPITAL)
		return false;
	if (token_in(t, LIST_COUNTRY_FIRST) && i + 1 < s->token_count)
		return t[1].gap == GAP_SPACE && t[1].shape == TOKEN_CAPITAL &&
		       (t[1].flags & LEXICON_PROPER) != 0;
	return (t->flags & region) == region &&
	       (t->flags & LEXICON_COMMON) == 0;
}

/* What follows a street: unit, town, state, ZIP, over commas and line ends. */
static size_t
address_end(const struct search *s, size_t i)
{
	size_t last = i, skipped = 0;
	const struct token *t;

	for (i++; skipped < 8 && (t = token_at(s, i)) != NULL; i++, skipped++) {
		if (t->gap == GAP_OTHER && !is_unit(t))
			break;
		if (is_unit(t) && token_at(s, i + 1) != NULL) {
			last = ++i;
			continue;
		}
		if (t->gap == GAP_DOT && !is_unit(t - 1) &&
		    !token_in(t - 1, LIST_PLACE_SHORT))
			break;
		if (is_state(t)) {
			last = i;
			continue;
		}
		if (t->shape == TOKEN_NUMBER && t->end - t->start >= 4 &&
		    t->end - t->start <= 6) {
			last = i;
			break;
		}
		if (is_country(s, i)) {
			last = i += token_in(t, LIST_COUNTRY_FIRST);
			continue;
		}
		if (!is_cap(t) || is_plain_word(t))
			break;
		last = i;
	}
	return last;
}

bool
is_street_number(const struct token *t)
{
	return t != NULL && t->shape == TOKEN_NUMBER && t->end - t->start <= 7;
}

/* "St" and "Dr" are a saint and a doctor, "way" and "place" words, unless a
 * number or a preposition says street. */
static bool
is_street_word(const struct token *t)
{
	return (t->flags & LEXICON_STREET) != 0 &&
	       (t->shape != TOKEN_LOWER || !token_in(t, LIST_STREET_OR_WORD));
}

/* 412 Knollwood Dr, S 13th St, Arthur Avenue.  Returns the tokens used. */
static size_t
street(struct search *s, size_t i)
{
	const struct token *t = &s->tokens[i], *k;
	size_t words = 0, n = 0, last, from = i;
	bool number = is_street_number(t);

	if (number)
		n++;
	while (number && is_street_number(token_at(s, i + n)) &&
	       s->tokens[i + n].gap == GAP_SPACE && n < 2)
		n++;
	for (; words < 5 && (k = token_at(s, i + n)) != NULL; n++, words++) {
		if (n > 0 && k->gap != GAP_SPACE &&
		    !(k->gap == GAP_DOT && k[-1].end - k[-1].start <= 2))
			return 0;
		if (n > 0 && k->gap == GAP_DOT && k[-1].shape == TOKEN_NUMBER)
			return 0;
		if (words > 0 && is_street_word(k) && k->gap == GAP_SPACE)
			break;
		if (k->shape == TOKEN_NUMBER && k->end - k->start <= 5 &&
		    words < 3)
			continue;
		if (!is_cap(k) && !number)
			return 0;
		if (is_plain_word(k) && !number && words == 0 &&
		    (k->shape == TOKEN_UPPER ||
			!(from > 0 && token_in(&s->tokens[from - 1], LIST_ON))))
			return 0;
		if (!is_cap(k) && (k->flags & ~LEXICON_STREET) != 0)
			return 0;
	}
	if (k == NULL || words == 5)
		return 0;
	if (!number &&
	    (k->shape == TOKEN_LOWER || token_in(k, LIST_STREET_OR_TITLE)) &&
	    !(token_in(t, LIST_DIRECTIONS) && words > 1) &&
	    !(from > 0 && token_in(&s->tokens[from - 1], LIST_BEFORE_STREET)))
		return 0;
	if (!number && token_in(k, LIST_STREET_OR_PLACE))
		if (!(from > 0 && token_in(&s->tokens[from - 1],
				      LIST_BEFORE_STREET_OR_PLACE)))
			return 0;
	last = number || is_unit(token_at(s, i + n + 1)) ? address_end(s, i + n)
							 : i + n;
	add_geo(s, t->start, s->tokens[last].end, RANK_FORM);
	return last - i + 1;
}

/* 1220 SW Third: a number, a point of the compass, a name */
static size_t
street_of_compass(struct search *s, size_t i)
{
	const struct token *t = &s->tokens[i], *way = token_at(s, i + 1),
			   *k = token_at(s, i + 2);
	size_t last;

	if (t->end - t->start < 3 || !is_street_number(t) || k == NULL ||
	    way->gap != GAP_SPACE || !is_cap(way) ||
	    !token_in(way, LIST_DIRECTIONS) ||
	    (k->gap != GAP_SPACE && k->gap != GAP_DOT) ||
	    (k->shape != TOKEN_CAPITAL && k->shape != TOKEN_NUMBER))
		return 0;
	last = address_end(s, i + 2);
	add_geo(s, t->start, s->tokens[last].end, RANK_FORM);
	return last - i + 1;
}

/* Rua Diadema 1903, rue La Boétie, Via dei Fiorentini 17: the street's word
 * comes first. */
static size_t
street_word_first(struct search *s, size_t i)
{
	const struct token *t = &s->tokens[i], *k;
	size_t n = 1, last, from = i, words = 0;
	bool number = false;

	if ((t->flags & LEXICON_STREET) == 0 && t->shape != TOKEN_LOWER)
		return 0;
	if (!token_in(t, LIST_STREET_FIRST))
		return 0;
	for (; n < 7 && (k = token_at(s, i + n)) != NULL && !number; n++) {
		if (k->gap != GAP_SPACE &&
		    !(k->gap == GAP_DOT && n == 1 && t->end - t->start < 3))
			break;
		if (is_cap(k))
			words++;
		else if (k->shape == TOKEN_NUMBER)
			number = true;
		else if (!token_in(k, LIST_WITHIN_STREET))
			break;
	}
	while (n > 1 && s->tokens[i + n - 1].shape == TOKEN_LOWER)
		n--;
	/* via Zoom, a plaza: words too */
	if (words == 0 ||
	    (!number &&
		(t->shape == TOKEN_LOWER || token_is(s, t, "via") ||
		    token_is(s, t, "plaza")) &&
		!(from > 0 && !token_is(s, t, "via") &&
		    s->tokens[from - 1].shape == TOKEN_NUMBER) &&
		!token_is(s, t, "rue") && !token_is(s, t, "calle") &&
		!token_is(s, t, "rua")))
		return 0;
	while (from > 0 && from + 2 > i &&
	       is_street_number(&s->tokens[from - 1]) &&
	       s->tokens[from].gap == GAP_SPACE)
		from--;
	last = number || from < i ? address_end(s, i + n - 1) : i + n - 1;
	add_geo(s, s->tokens[from].start, s->tokens[last].end, RANK_FORM);
	return last - i + 1;
}

/* Koskikatu 25, Ziegelgasse 19: a word that ends as streets do, a number */
static size_t
street_in_word(struct search *s, size_t i)
{
	static const char *const ends[] = {"strasse", "stra\303\237e", "gasse",
	    "katu", "gatan", "gata", "gade", "vej", "veien", "vegen",
	    "v\xc3\xa4gen", "straat", "laan", "weg", "platz", "allee", "kuja",
	    "stien", "gr\xc3\xa4nd", "svingen", "dijk", "kade", "plein"};
	const struct token *t = &s->tokens[i], *k = token_at(s, i + 1);
	size_t len = t->end - t->start, cut, e;

	if (t->shape != TOKEN_CAPITAL || len < 6 || k == NULL ||
	    k->gap != GAP_SPACE || k->shape != TOKEN_NUMBER ||
	    k->end - k->start > 5 || (t->flags & LEXICON_COMMON) != 0)
		return 0;
	for (e = 0; e < sizeof(ends) / sizeof(ends[0]); e++) {
		cut = strlen(ends[e]);
		if (len > cut + 1 &&
		    memcmp(s->text + t->end - cut, ends[e], cut) == 0)
			break;
	}
	if (e == sizeof(ends) / sizeof(ends[0]))
		return 0;
	e = address_end(s, i + 1);
	add_geo(s, t->start, s->tokens[e].end, RANK_FORM);
	return e - i + 1;
}

/* 6750 Koskikatu 25 Apt. 864: a number, words, and a number or a unit, as
 * streets of other lands are written. */
static size_t
foreign_street(struct search *s, size_t i)
{
	const struct token *t = &s->tokens[i], *k;
	size_t n = 1, words = 0, numbers = 1, last;
	bool unit = false, unknown = false;

	if (!is_street_number(t) || t->end - t->start > 5 ||
	    t->gap == GAP_DOT || t->gap == GAP_OTHER || t->gap == GAP_HYPHEN)
		return 0;
	for (; n < 9 && (k = token_at(s, i + n)) != NULL; n++) {
		if (k->gap != GAP_SPACE && k->gap != GAP_HYPHEN &&
		    !(k->gap == GAP_DOT && k[-1].end - k[-1].start <= 3 &&
			k[-1].shape != TOKEN_NUMBER) &&
		    !((k->gap == GAP_LINE || k->gap == GAP_COMMA) &&
			is_unit(k)))
			break;
		if (is_unit(k)) {
			unit = true;
			break;
		}
		if (k->shape == TOKEN_NUMBER) {
			numbers++;
			continue;
		}
		if (!is_cap(k) || (k->flags & LEXICON_NOT_NAME) != 0)
			break;
		words++;
		unknown |= (k->flags & LEXICON_COMMON) == 0 &&
			   k->shape == TOKEN_CAPITAL;
	}
	if (words == 0 || (!unit && (numbers < 2 || !unknown)))
		return 0;
	if (!unit && t->end - t->start < 3 && numbers < 3 &&
	    !(i > 0 && token_in(t - 1, LIST_BEFORE_NUMBER)))
		return 0;
	k = token_at(s, i + n);
	if (!unit && k != NULL && token_in(k, LIST_MEASURES))
		return 0;
	if (!unit && s->tokens[i + n - 1].shape != TOKEN_NUMBER && numbers < 3)
		return 0;
	last = address_end(s, i + n - 1);
	add_geo(s, t->start, s->tokens[last].end, RANK_FORM);
	return last - i + 1;
}

size_t
street_of_number(struct search *s, size_t i)
{
	const struct token *t = &s->tokens[i];
	size_t used;

	/* 3:30 PM St. Mary's */
	if (t->start > 1 && s->text[t->start - 1] == ':' &&
	    is_digit(s->text[t->start - 2]))
		return 0;
	used = street(s, i);
	if (used == 0)
		used = street_of_compass(s, i);
	return used == 0 ? foreign_street(s, i) : used;
}

size_t
street_of_word(struct search *s, size_t i)
{
	return street(s, i);
}

size_t
street_first(struct search *s, size_t i)
{
	size_t used = street_word_first(s, i);

	return used == 0 ? street_in_word(s, i) : used;
}
