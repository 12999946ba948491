/* What stands before a colon and is a heading. */
#include <stdlib.h>

#include "text/block.h"

#define HEADING_WORDS 6

static const char *const headings[] = {
#define HEADING(text) text,
#include "text/heading.def"
#undef HEADING
};

static int
heading_compare(const void *key, const void *row)
{
	return strcmp(key, *(const char *const *)row);
}

/* Whether the sentence is written in capitals up to AT. */
static bool
in_capitals(const struct block *b, size_t at)
{
	size_t i;

	for (i = b->start; i < at; i++)
		if (is_lower(b->text[i]))
			return false;
	return true;
}

size_t
heading_at(const struct block *b, size_t at, bool within)
{
	const char *t = b->text;
	char name[HEADING_MAX];
	const char *key = name;
	size_t left = b->end - at, i, lowers = 0, uppers = 0, words = 1;

	if (memchr(t + at, ':', left < sizeof(name) ? left : sizeof(name)) ==
	    NULL)
		return 0;
	for (i = at; t[i] != ':'; i++) {
		char c = t[i];

		if (c == ' ' && ++words > HEADING_WORDS)
			return 0;
		if (!is_letter(c) && !is_digit(c) &&
		    strchr(" /&-()#", c) == NULL)
			return 0;
		lowers += is_lower(c);
		uppers += is_upper(c);
		name[i - at] = lower(c);
	}
	if (i == at || uppers == 0)
		return 0;
	if (i + 1 < b->end && is_digit(t[i + 1]))
		return 0; /* a time */
	name[i - at] = '\0';
	if (!within && i + 1 == b->end)
		return i + 1 - at;
	if (lowers == 0 && (!within || (uppers > 2 && !in_capitals(b, at))))
		return i + 1 - at;
	return bsearch(key, headings, sizeof(headings) / sizeof(headings[0]),
		   sizeof(headings[0]), heading_compare) != NULL
		   ? i + 1 - at
		   : 0;
}
