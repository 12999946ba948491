#include "identify/pattern.h"

void
confirm_zip(struct search *s, size_t start, size_t end)
{
	while (start < end && !is_digit(s->text[start]))
		start++;
	pattern_add(s, start, end, IDENTIFIER_KIND_GEO, RANK_CHECKED);
}

void
confirm_zip_after(struct search *s, size_t end)
{
	size_t at = end, stop;

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
