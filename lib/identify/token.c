#include <string.h>

#include "base/alloc.h"
#include "identify/lexicon_hash.h"
#include "identify/search.h"
#include "text/utf8.h"

#define WORD_MAX 40 /* longer ones are in no list */

static bool
is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool
is_lower(char c)
{
	return (c >= 'a' && c <= 'z');
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

static enum token_shape
shape_of(const char *w, size_t len)
{
	size_t i, upper = 0, lower = 0;

	if (is_digit(w[0]))
		return TOKEN_NUMBER;
	for (i = 0; i < len; i++) {
		upper += is_upper(w[i]);
		lower += is_lower(w[i]) || (unsigned char)w[i] >= 0x80;
	}
	if (len == 1)
		return upper ? TOKEN_INITIAL : TOKEN_LOWER;
	if (!is_upper(w[0]))
		return (unsigned char)w[0] >= 0x80 ? TOKEN_CAPITAL
						   : TOKEN_LOWER;
	return lower == 0 ? TOKEN_UPPER : TOKEN_CAPITAL;
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
		if (strchr(".!?:;\n\r\"*|>[", t[i]) != NULL)
			return true;
	return false;
}

/* What the dictionary may have without its ending. */
static unsigned
find_stem(const char *w, size_t len)
{
	static const struct {
		const char *end;
		const char *instead;
	} endings[] = {{"s", ""}, {"es", ""}, {"ies", "y"}, {"ed", ""},
	    {"ed", "e"}, {"ing", ""}, {"ing", "e"}, {"ly", ""}, {"er", ""},
	    {"est", ""}, {"ness", ""}, {"able", ""}, {"ment", ""}};
	static const char *const heads[] = {"re", "un", "in", "de", "dis",
	    "con", "pro", "pre", "non", "mis", "over", "under", "out", "co"};
	char stem[WORD_MAX + 2];
	unsigned flags = 0;
	size_t i, cut, add;

	for (i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
		cut = strlen(heads[i]);
		if (len >= cut + 4 && memcmp(w, heads[i], cut) == 0)
			flags |=
			    lexicon_find(w + cut, len - cut) & LEXICON_COMMON;
	}

	for (i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		cut = strlen(endings[i].end);
		add = strlen(endings[i].instead);
		if (len < cut + 3 ||
		    memcmp(w + len - cut, endings[i].end, cut) != 0)
			continue;
		memcpy(stem, w, len - cut);
		memcpy(stem + len - cut, endings[i].instead, add);
		flags |= lexicon_find(stem, len - cut + add) &
			 (LEXICON_COMMON | LEXICON_MEDICAL);
		/* stopped, planning */
		if (cut >= 2 && add == 0 && len - cut > 3 &&
		    stem[len - cut - 1] == stem[len - cut - 2])
			flags |=
			    lexicon_find(stem, len - cut - 1) & LEXICON_COMMON;
	}
	return flags;
}

static unsigned
find_known(const char *w, size_t len)
{
	unsigned flags = find_stem(w, len);

	/* rescheduled: both a head and an ending */
	if (flags == 0 && len > 5 && w[len - 1] == 's')
		flags = find_stem(w, len - 1);
	if (flags == 0 && len > 6 && memcmp(w + len - 2, "ed", 2) == 0)
		flags = find_stem(w, len - 2);
	if (flags == 0 && len > 7 && memcmp(w + len - 2, "er", 2) == 0)
		flags = find_stem(w, len - 2);
	return flags;
}

static unsigned
find_flags(
    struct search *s, const char *w, size_t len, bool lower, uint64_t *hash)
{
	char folded[WORD_MAX + 1];
	size_t i;
	unsigned flags;

	if (len > WORD_MAX || len < 2)
		return 0;
	for (i = 0; i < len; i++) {
		if ((unsigned char)w[i] >= 0x80)
			break;
		folded[i] = is_upper(w[i]) ? (char)(w[i] + 32) : w[i];
	}
	if (i < len) {
		s->folded.len = 0;
		utf8_fold_text(w, len, &s->folded);
		if (s->folded.len > WORD_MAX)
			return 0;
		memcpy(folded, s->folded.bytes, s->folded.len);
		len = s->folded.len;
	}
	*hash = lexicon_hash(folded, len);
	flags = lexicon_find_hash(*hash);
	/* "miles" is a word's plural before it is a name without a capital. */
	if ((flags &
		(lower ? LEXICON_COMMON
		       : LEXICON_COMMON | LEXICON_GIVEN | LEXICON_FAMILY)) == 0)
		flags |= find_known(folded, len);
	/* Sundays */
	if (flags == 0 && len > 4 && folded[len - 1] == 's')
		flags = lexicon_find(folded, len - 1) & LEXICON_NOT_NAME;
	return flags;
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
		k->gap = (uint8_t)gap_of(t, before, i);
		k->begins = begins_after(t, before, i);
		k->possessive = end + 1 < s->len && t[end] == '\'' &&
				(t[end + 1] == 's' || t[end + 1] == 'S');
		if (k->shape != TOKEN_NUMBER)
			k->flags = (uint16_t)find_flags(s, t + i, end - i,
			    k->shape == TOKEN_LOWER, &k->hash);
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

bool
token_in(const struct search *s, const struct token *t, const char *words)
{
	const char *text = s->text + t->start, *w = words + 1;
	size_t len = t->end - t->start, k;

	while (*w != '\0') {
		for (k = 0; k < len && w[k] == (text[k] | 32); k++)
			;
		if (k == len && w[k] == ' ')
			return true;
		while (*w++ != ' ')
			;
	}
	return false;
}
