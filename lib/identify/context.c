#include <string.h>

#include "identify/pattern.h"

bool
is_bounded(const struct search *s, size_t start, size_t end)
{
	return (start == 0 || !is_alnum(s->text[start - 1])) &&
	       (end == s->len || !is_alnum(s->text[end]));
}

size_t
next_group(const struct search *s, size_t start, size_t end)
{
	while (start < end && is_alnum(s->text[start]))
		start++;
	while (start < end && strchr("-. ", s->text[start]) != NULL)
		start++;
	return start;
}

size_t
last_group(const struct search *s, size_t start, size_t end)
{
	while (end > start && is_alnum(s->text[end - 1]))
		end--;
	while (end > start && !is_alnum(s->text[end - 1]))
		end--;
	return end;
}

size_t
digits_in(const struct search *s, size_t start, size_t end)
{
	size_t i, n = 0;

	for (i = start; i < end; i++)
		n += is_digit(s->text[i]);
	return n;
}

unsigned
number_at(const struct search *s, size_t *at, size_t end)
{
	unsigned n = 0;

	while (*at < end && !is_digit(s->text[*at]))
		(*at)++;
	while (*at < end && is_digit(s->text[*at]) && n < 100000)
		n = n * 10 + (unsigned)(s->text[(*at)++] - '0');
	return n;
}

void
pattern_add(struct search *s, size_t start, size_t end,
    enum identifier_kind kind, enum rank rank)
{
	search_add(s, start, end, kind, SUBJECT_OTHER, rank);
}

void
word_before(const struct search *s, size_t start, char out[static 16])
{
	size_t end = start, n = 0;

	while (
	    end > 0 && (s->text[end - 1] == ' ' || s->text[end - 1] == ':' ||
			   s->text[end - 1] == '(' || s->text[end - 1] == ','))
		end--;
	for (start = end;
	     start > 0 && is_letter(s->text[start - 1]) && end - start < 15;)
		start--;
	for (; start < end; start++)
		out[n++] = (char)(s->text[start] | 32);
	out[n] = '\0';
}

bool
is_one_of(const char *word, const char *words)
{
	char padded[20];
	size_t len = strlen(word);

	if (len == 0)
		return false;
	padded[0] = ' ';
	memcpy(padded + 1, word, len);
	memcpy(padded + 1 + len, " ", 2);
	return strstr(words, padded) != NULL;
}

bool
is_followed_by(const struct search *s, size_t at, const char *words)
{
	char word[16];
	size_t n = 0;

	while (at < s->len && (s->text[at] == ' ' || s->text[at] == '-'))
		at++;
	while (at < s->len && is_letter(s->text[at]) && n < 15)
		word[n++] = (char)(s->text[at++] | 32);
	word[n] = '\0';
	return is_one_of(word, words);
}
