#include <string.h>

#include "identify/pattern.h"

#define FULL 10 /* digits, with the area's */

/* North American numbers: neither area nor exchange begins with 0 or 1. */
void
confirm_phone(struct search *s, size_t start, size_t end)
{
	/* 0.512.555.0142 is no telephone; 512-555-0101.312-555-0142 are two */
	if (start > 1 && s->text[start - 1] == '.' &&
	    is_digit(s->text[start - 2]) &&
	    memchr(s->text + start, '-', end - start) == NULL)
		return;
	/* +44 20 7946 0958 312-555-0142, as far as the second one's 31 */
	if (end < s->len && is_alnum(s->text[end])) {
		end = last_group(s, start, end);
		if (digits_in(s, start, end) < FULL)
			return;
	}
	if (start > 0 && is_alnum(s->text[start - 1])) {
		/* 2/11 312-555-0142, from the 1 on; but cell312-555-0142 */
		if (is_digit(s->text[start - 1]))
			start = next_group(s, start, end);
		if (digits_in(s, start, end) < FULL)
			return;
	}
	pattern_add(s, start, end, IDENTIFIER_KIND_PHONE, RANK_CHECKED);
}

static enum identifier_kind
phone_kind(const struct search *s, size_t start)
{
	char before[16];

	word_before(s, start, before);
	return is_one_of(before, " fax faxed ") ? IDENTIFIER_KIND_FAX
						: IDENTIFIER_KIND_PHONE;
}

/* A cue ended at END: a number of at least seven digits that follows. */
void
confirm_phone_after(struct search *s, size_t start, size_t end)
{
	size_t at = end, stop, digits = 0;

	while (at < s->len && at < end + 4 && !is_digit(s->text[at]) &&
	       s->text[at] != '+' && s->text[at] != '(')
		at++;
	for (stop = at;
	     stop < s->len && strchr("0123456789-.() +", s->text[stop]) != NULL;
	     stop++)
		digits += is_digit(s->text[stop]);
	while (stop > at && !is_digit(s->text[stop - 1]))
		stop--;
	if (digits < 7 || digits > 15)
		return;
	if (stop < s->len && s->text[stop] == 'x')
		for (stop++; stop < s->len && is_digit(s->text[stop]); stop++)
			;
	pattern_add(s, at, stop,
	    (s->text[start] | 32) == 'f' ? IDENTIFIER_KIND_FAX
					 : phone_kind(s, at),
	    RANK_FORM);
}

/* 555-0142 or 555 0142, a local number; a range of calories or milligrams
 * (200-1000) ends in a round number, which of fifty telephone numbers one
 * does. */
static bool
is_local(const struct search *s, size_t start, size_t end)
{
	const char *t = s->text + start;

	if (end - start != 8 || (t[3] != '-' && t[3] != ' ') || t[0] < '2' ||
	    (t[6] == '0' && t[7] == '0') || (t[6] == '5' && t[7] == '0'))
		return false;
	/* in 200 1987 was a year */
	if (t[3] == ' ' && ((t[4] == '1' && t[5] == '9') || t[4] == '2'))
		return false;
	return (start == 0 || strchr("-#/.$", t[-1]) == NULL) &&
	       (end == s->len || strchr("-%", t[8]) == NULL);
}

/* 60-56-85-91 or 781 1704: only where a line has nothing but a label. */
void
confirm_phone_tail(struct search *s, size_t start, size_t end)
{
	size_t from = start, to = end;

	/* room 11 555-0142 */
	if (end - start > 9 && s->text[end - 9] == ' ' &&
	    s->text[end - 5] == '-' && is_local(s, end - 8, end)) {
		pattern_add(s, end - 8, end, IDENTIFIER_KIND_PHONE, RANK_FORM);
		return;
	}
	if (digits_in(s, start, end) < 7 || digits_in(s, start, end) > 13)
		return;
	/* 1330-1415: from one time of the day to another */
	if (end - start == 9 && s->text[start + 4] == '-' &&
	    s->text[start] <= '2' && s->text[start + 2] <= '5' &&
	    s->text[start + 5] <= '2' && s->text[start + 7] <= '5')
		return;
	if (is_local(s, start, end)) {
		pattern_add(s, start, end, phone_kind(s, start), RANK_FORM);
		return;
	}
	while (from > 0 && s->text[from - 1] != '\n')
		from--;
	while (to < s->len && s->text[to] != '\n')
		to++;
	if ((from == start && to - end < 10 && (from > 0 || to < s->len)) ||
	    is_followed_by(s, end, " office fax mobile cell home phone "))
		pattern_add(s, start, end, IDENTIFIER_KIND_PHONE, RANK_GUESS);
}
