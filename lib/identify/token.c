#include <string.h>

#include "base/alloc.h"
#include "identify/search.h"

/* What a byte is; 0: part of no word. */
#define U 1 /* an upper case letter */
#define L 2 /* a lower case one */
#define D 4 /* a digit */
#define H 8 /* a part of a letter that ASCII does not have */
#define NONE8 0, 0, 0, 0, 0, 0, 0, 0
#define UPPER8 U, U, U, U, U, U, U, U
#define LOWER8 L, L, L, L, L, L, L, L
#define HIGH8 H, H, H, H, H, H, H, H
#define HIGH32 HIGH8, HIGH8, HIGH8, HIGH8
static const unsigned char kinds[256] = {NONE8, NONE8, NONE8, NONE8, NONE8,
    NONE8, D, D, D, D, D, D, D, D, D, D, 0, 0, 0, 0, 0, 0, /* 0 to 9 */
    0, U, U, U, U, U, U, U, UPPER8, UPPER8, U, U, U, 0, 0, 0, 0, 0, 0, L, L, L,
    L, L, L, L, LOWER8, LOWER8, L, L, L, 0, 0, 0, 0, 0, HIGH32, HIGH32, HIGH32,
    HIGH32};

static unsigned
kind_at(const char *t, size_t i)
{
	return kinds[(unsigned char)t[i]];
}

static enum token_shape
shape_of(unsigned first, unsigned rest, size_t len)
{
	if (first == D)
		return TOKEN_NUMBER;
	if (len == 1)
		return first == U ? TOKEN_INITIAL : TOKEN_LOWER;
	if (first != U)
		return first == H ? TOKEN_CAPITAL : TOKEN_LOWER;
	return (rest & (L | H)) != 0 ? TOKEN_CAPITAL : TOKEN_UPPER;
}

/* The word that begins at I.  An apostrophe belongs to it before two letters
 * (O'Brien), not before a final s (Brien's). */
static void
read_word(const char *t, size_t len, size_t i, struct token *k)
{
	unsigned first = kind_at(t, i), rest = 0, kind;
	size_t end;

	*k = (struct token){.start = (uint32_t)i};
	for (end = i + 1; end < len; end++) {
		kind = kind_at(t, end);
		rest |= kind;
		if (kind != 0)
			continue;
		if (t[end] != '\'' || end + 2 >= len ||
		    !is_letter(t[end + 1]) || !is_letter(t[end + 2]))
			break;
		k->apostrophe = true;
	}
	k->end = (uint32_t)end;
	k->shape = (uint8_t)shape_of(first, rest, end - i);
	k->digits = ((first | rest) & D) != 0;
	k->possessive = end + 1 < len && t[end] == '\'' &&
			(t[end + 1] == 's' || t[end + 1] == 'S');
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

/* First all words, then what is known of each: by then it has come from memory,
 * which is far away. */
void
tokens_make(struct search *s)
{
	const char *t = s->text;
	struct token *k;
	size_t i = 0, before = 0;

	s->token_count = 0;
	while (i < s->len) {
		if (kind_at(t, i) == 0) {
			i++;
			continue;
		}
		k = token_add(s);
		read_word(t, s->len, i, k);
		look_before(t, k, before);
		if (may_be_known(k))
			k->hash = words_expect(s->words, t + k->start,
			    k->end - k->start, k->shape == TOKEN_LOWER);
		before = i = k->end + (k->possessive ? 2 : 0);
	}
	for (i = 0; i < s->token_count; i++)
		look_up(s, &s->tokens[i]);
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
