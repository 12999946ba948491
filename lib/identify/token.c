#include <string.h>

#include "base/alloc.h"
#include "identify/interest.h"

static enum token_shape
shape_of(const struct kinds *k, char first, size_t start, size_t end)
{
	if (is_digit(first))
		return TOKEN_NUMBER;
	if (end - start == 1)
		return first <= 'Z' ? TOKEN_INITIAL : TOKEN_LOWER;
	if (first < 'A' || first > 'Z') /* É is a capital, and so is é here */
		return (unsigned char)first >= 0x80 ? TOKEN_CAPITAL
						    : TOKEN_LOWER;
	return kinds_any(k->small, start + 1, end) ? TOKEN_CAPITAL
						   : TOKEN_UPPER;
}

/* The word that begins at I. */
static void
read_word(const struct search *s, size_t i, struct token *t)
{
	const struct kinds *k = &s->kinds;
	const char *text = s->text;
	size_t end = kinds_end(k->words, i);

	*t = (struct token){.start = (uint32_t)i,
	    .end = (uint32_t)end,
	    .shape = (uint8_t)shape_of(k, text[i], i, end),
	    .digits = kinds_any(k->digits, i, end),
	    .apostrophe = kinds_any(k->quotes, i, end)};
	t->possessive = end + 1 < s->len && text[end] == '\'' &&
			(text[end + 1] == 's' || text[end + 1] == 'S');
}

static enum token_gap
gap_of(const char *t, size_t from, size_t to)
{
	enum token_gap gap = GAP_SPACE;
	size_t i;

	if (to - from == 1 && t[from] == '-')
		return GAP_HYPHEN;
	for (i = from; i < to; i++) {
		if (t[i] == '\n' || t[i] == '\r') {
			if (gap != GAP_OTHER)
				gap = GAP_LINE;
		} else if (t[i] == '.' && i == from) {
			gap = GAP_DOT;
		} else if (t[i] == ',' && i == from) {
			gap = GAP_COMMA;
		} else if (t[i] != ' ' && t[i] != '\t') {
			gap = GAP_OTHER;
		}
	}
	return from == to ? GAP_OTHER : gap;
}

static bool
is_beginning(char before)
{
	switch (before) {
	case '.':
	case '!':
	case '?':
	case ':':
	case ';':
	case '\n':
	case '\r':
	case '"':
	case '*':
	case '|':
	case '>':
	case '[':
	case '\0':
		return true;
	default:
		return false;
	}
}

static bool
begins_after(const char *t, size_t from, size_t to)
{
	size_t i;

	if (from == 0)
		return true;
	for (i = from; i < to; i++)
		if (is_beginning(t[i]))
			return true;
	return false;
}

/* Most gaps are one blank. */
static void
look_before(const char *t, struct token *k, size_t before)
{
	if (before > 0 && k->start == before + 1 && t[before] == ' ') {
		k->gap = GAP_SPACE;
		return;
	}
	k->gap = (uint8_t)gap_of(t, before, k->start);
	k->begins = begins_after(t, before, k->start);
}

static bool
may_be_known(const struct token *k)
{
	return k->shape != TOKEN_NUMBER && k->end - k->start <= WORD_MAX;
}

static void
look_up(struct search *s, struct token *k)
{
	size_t len = k->end - k->start;
	const struct word *w;

	if (!may_be_known(k))
		return;
	w = words_find(s->words, s->text + k->start, len,
	    k->shape == TOKEN_LOWER, k->hash);
	k->lists = w->lists;
	k->flags = word_flags(w);
	if (len == 1)
		k->hash = 0;
}

static struct token *
token_add(struct search *s)
{
	if (s->token_count == s->token_cap) {
		s->token_cap = s->token_cap == 0 ? 256 : 2 * s->token_cap;
		s->tokens =
		    alloc_resize(s->tokens, s->token_cap, sizeof(*s->tokens));
	}
	return &s->tokens[s->token_count++];
}

static void
interests_reserve(struct search *s)
{
	size_t bytes = s->token_count + 8;

	if (s->interest_cap < bytes) {
		s->interest_cap = 2 * bytes;
		s->interests = alloc_resize(s->interests, s->interest_cap, 1);
	}
	memset(s->interests + s->token_count, 0, 8);
}

/* First all words, then what is known of each: by then it has come from memory,
 * which is far away. */
void
tokens_make(struct search *s)
{
	const char *t = s->text;
	struct token *k;
	size_t i = 0, before = 0, begin = 0, begin_lower = 0;

	kinds_look(&s->kinds, t, s->len);
	s->token_count = 0;
	while ((i = kinds_next(s->kinds.words, i, s->len)) < s->len) {
		k = token_add(s);
		read_word(s, i, k);
		look_before(t, k, before);
		if (may_be_known(k))
			k->hash = words_expect(s->words, t + k->start,
			    k->end - k->start, k->shape == TOKEN_LOWER);
		before = i = k->end + (k->possessive ? 2 : 0);
	}
	interests_reserve(s);
	for (i = 0; i < s->token_count; i++) {
		k = &s->tokens[i];
		look_up(s, k);
		s->interests[i] = (unsigned char)interests_of(s, k);
		if (k->begins && k->shape != TOKEN_NUMBER) {
			begin++;
			begin_lower += k->shape == TOKEN_LOWER;
		}
	}
	s->careless = 2 * begin_lower >= begin;
}

bool
token_reads(const struct search *s, const struct token *t, const char *word)
{
	size_t i, len = t->end - t->start;

	for (i = 0; i < len; i++)
		if ((s->text[t->start + i] | 32) != (word[i] | 32))
			return false;
	return true;
}
