#include <string.h>

#include "identify/pattern.h"

void
confirm_zip(struct search *s, size_t start, size_t end)
{
	while (start < end && !is_digit(s->text[start]))
		start++;
	pattern_add(s, start, end, IDENTIFIER_KIND_GEO, RANK_CHECKED);
}

void
confirm_zip_after(struct search *s, size_t start, size_t end)
{
	size_t at = end, stop;

	(void)start;
	while (at < s->len && at < end + 3 && !is_digit(s->text[at]))
		at++;
	for (stop = at;
	     stop < s->len &&
	     (is_digit(s->text[stop]) || (s->text[stop] == '-' && stop > at));
	     stop++)
		;
	if (stop - at >= 3 && stop - at <= 10)
		pattern_add(s, at, stop, IDENTIFIER_KIND_GEO, RANK_FORM);
}

/* the corner of Asselsestraat 7 and Martinez Mall: until the second street's
 * words with capitals end */
void
confirm_corner(struct search *s, size_t start, size_t end)
{
	size_t at = end, stop, words;

	while (at < s->len && at < end + 44 &&
	       strchr(",;\n", s->text[at]) == NULL &&
	       !is_followed_by(s, at, " and "))
		at++;
	if (at == s->len || !is_followed_by(s, at, " and "))
		return;
	at += strlen(" and ");
	if (at >= s->len)
		return; /* the text ends with it */
	for (stop = at, words = 0; at < s->len && words < 4; words++) {
		if (is_letter(s->text[at]) &&
		    !(s->text[at] >= 'A' && s->text[at] <= 'Z') &&
		    (unsigned char)s->text[at] < 0x80)
			break;
		for (stop = at; stop < s->len && is_alnum(s->text[stop]);)
			stop++;
		if (stop == at || stop == s->len || s->text[stop] != ' ')
			break;
		at = stop + 1;
	}
	pattern_add(s, start, stop, IDENTIFIER_KIND_GEO, RANK_FORM);
}
