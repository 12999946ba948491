#include <string.h>

#include "base/alloc.h"
#include "identify/search.h"

static bool
is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

/* Where a word that begins at I ends.  An apostrophe belongs to it before two
 * letters (O'Brien), not before a final s (Brien's). */
static size_t
word_end(const char *t, size_t len, size_t i)
{
	for (; i < len; i++) {
		if (is_alnum(t[i]))
			continue;
		if (t[i] == '\'' && i + 2 < len && is_letter(t[i + 1]) &&
		    is_letter(t[i + 2]))
			continue;
		break;
	}
	return i;
}

static bool
has_lower(const char *w, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if ((w[i] >= 'a' && w[i] <= 'z') || (unsigned char)w[i] >= 0x80)
			return true;
	return false;
}

static enum token_shape
shape_of(const char *w, size_t len)
{
	if (is_digit(w[0]))
		return TOKEN_NUMBER;
	if (len == 1)
		return is_upper(w[0]) ? TOKEN_INITIAL : TOKEN_LOWER;
	if (!is_upper(w[0]))
		return (unsigned char)w[0] >= 0x80 ? TOKEN_CAPITAL
						   : TOKEN_LOWER;
	return has_lower(w + 1, len - 1) ? TOKEN_CAPITAL : TOKEN_UPPER;
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
begins_after(const char *t, size_t from, size_t to)
{
	size_t i;

	if (from == 0)
		return true;
	for (i = from; i < to; i++)
		if (memchr(".!?:;\n\r\"*|>[", t[i], 13) != NULL)
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

static void
look_up(struct search *s, struct token *k)
{
	size_t len = k->end - k->start;
	const struct word *w;

	if (k->shape == TOKEN_NUMBER || len > WORD_MAX)
		return;
	w = words_find(
	    s->words, s->text + k->start, len, k->shape == TOKEN_LOWER);
	k->lists = w->lists;
	k->flags = w->flags;
	if (len > 1)
		k->hash = w->hash;
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

void
tokens_make(struct search *s)
{
	const char *t = s->text;
	struct token *k;
	size_t i = 0, end, before = 0;

	s->token_count = 0;
	while (i < s->len) {
		if (!is_alnum(t[i])) {
			i++;
			continue;
		}
		end = word_end(t, s->len, i);
		k = token_add(s);
		*k = (struct token){.start = (uint32_t)i, .end = (uint32_t)end};
		k->shape = (uint8_t)shape_of(t + i, end - i);
		k->possessive = end + 1 < s->len && t[end] == '\'' &&
				(t[end + 1] == 's' || t[end + 1] == 'S');
		look_before(t, k, before);
		look_up(s, k);
		before = end;
		i = end;
		if (k->possessive)
			before = i = end + 2;
	}
}

bool
token_is(const struct search *s, const struct token *t, const char *word)
{
	size_t i, len = t->end - t->start;

	if (strlen(word) != len)
		return false;
	for (i = 0; i < len; i++)
		if ((s->text[t->start + i] | 32) != (word[i] | 32))
			return false;
	return true;
}
