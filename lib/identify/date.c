#include <string.h>

#include "identify/pattern.h"

static bool
is_day(unsigned month, unsigned day)
{
	return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

void
confirm_date_full(struct search *s, size_t start, size_t end)
{
	size_t at = start;
	unsigned a = number_at(s, &at, end), b = number_at(s, &at, end);
	unsigned c = number_at(s, &at, end);
	char first = s->text[start + 1] >= '0' && s->text[start + 1] <= '9'
			 ? s->text[start + 2]
			 : s->text[start + 1];

	if (a >= 1000) {
		if (is_day(b, c) || is_day(c, b))
			pattern_add(
			    s, start, end, IDENTIFIER_KIND_DATE, RANK_CHECKED);
		return;
	}
	if (!is_day(a, b) && !is_day(b, a))
		return;
	/* 1.2.13 is a version, 10-2-24 a date where a year may be. */
	if (c < 100 && first == '.')
		return;
	if (c >= 100 && (c < 1850 || c > 2150))
		return;
	pattern_add(s, start, end, IDENTIFIER_KIND_DATE, RANK_CHECKED);
}

#define DATE_BEFORE                                                            \
	" contact rescheduled moved booked set deadline check rn dose "        \
	"injection "                                                           \
	"fentanyl drank relapse relapsed left hired fired arrested "           \
	"on next appt appointment seen since until till til by before from "   \
	"to due dated expires expired after starting started start begins "    \
	"began ending ends effective admitted discharged discharge completed " \
	"thru through between and of for session sessions indiv group visit "  \
	"last met review signed faxed received sent dob born returns return "  \
	"rtc mon tue tues wed thu thur thurs fri sat sun monday tuesday "      \
	"wednesday thursday friday saturday sunday given drink use date the "  \
	"mtg meeting called offered scheduled rescheduled moved this around "  \
	"as was is w follow up f u fu in at therapy labs dates service "

/* 2/24: a date where something says so; else a score, a ratio, a dose. */
void
confirm_date_short(struct search *s, size_t start, size_t end)
{
	size_t at = start;
	unsigned month = number_at(s, &at, end), day = number_at(s, &at, end);
	char before[16];
	bool said, time;
	size_t caps;

	if (!is_day(month, day) ||
	    (start > 0 &&
		(s->text[start - 1] == '/' || s->text[start - 1] == '.' ||
		    s->text[start - 1] == '-')) ||
	    (end < s->len && (s->text[end] == '/' || s->text[end] == '%' ||
				 (s->text[end] == '.' && end + 1 < s->len &&
				     is_digit(s->text[end + 1])))))
		return;
	if (is_followed_by(s, end,
		" days day nights of times tab tabs x pgs pages items weeks "
		"week hours hrs today now pain and_ scale sessions out "
		"correct intensity severity mg strength mornings "))
		return;
	word_before(s, start, before);
	said = is_one_of(before, DATE_BEFORE);
	at = end;
	while (at < s->len && s->text[at] == ' ')
		at++;
	time = at > end && at < s->len && is_digit(s->text[at]);
	if (is_followed_by(s, end, " to through thru ") ||
	    (at + 2 < s->len && s->text[at] == '-')) {
		/* 2/12 to 2/18: both ends of a range */
		while (at < s->len && !is_digit(s->text[at]) && at < end + 9)
			at++;
		while (at < s->len && is_digit(s->text[at]))
			at++;
		said |= at < s->len && s->text[at] == '/';
	}
	/* GDS 5/15: a score stands behind its scale's name. */
	for (caps = start; caps > 0 && s->text[caps - 1] == ' '; caps--)
		;
	if (!said && caps > 1 && s->text[caps - 1] >= 'A' &&
	    s->text[caps - 1] <= 'Z' && s->text[caps - 2] >= 'A' &&
	    s->text[caps - 2] <= 'Z')
		return;
	/* No score is above its maximum; a scale ends at one of these. */
	if (month <= day &&
	    (day <= 10 || day == 12 || day == 15 || day == 20 || day == 21 ||
		day == 24 || day == 27 || day == 30)) {
		if (is_one_of(before, " is was at to of from and in with rated "
				      "score scored "))
			said = is_followed_by(s, end,
			    " visit session appt appointment call intake "
			    "group meeting review ");
		if (!said && !time)
			return;
	}
	pattern_add(s, start, end, IDENTIFIER_KIND_DATE,
	    said || time ? RANK_FORM : RANK_GUESS);
}

/* Monday is a date; "Sunday nights" and "Mondays" are habits. */
void
confirm_weekday(struct search *s, size_t start, size_t end)
{
	char before[16];

	word_before(s, start, before);
	if (!is_followed_by(s, end,
		" nights night mornings evenings evening afternoons lunch "
		"brunch school mass service ") &&
	    !is_one_of(before, " every each "))
		pattern_add(s, start, end, IDENTIFIER_KIND_DATE, RANK_FORM);
}

/* the 10th; but the 4th session */
void
confirm_ordinal(struct search *s, size_t start, size_t end)
{
	if (end == s->len || strchr(".,;)?!\n", s->text[end]) != NULL ||
	    is_followed_by(s, end,
		" because at for with to if and but or when since "
		"w by "))
		pattern_add(
		    s, start + 4, end, IDENTIFIER_KIND_DATE, RANK_GUESS);
}

void
confirm_date_month(struct search *s, size_t start, size_t end)
{
	/* "may 10 mg": the word, and a dose */
	if (is_followed_by(s, end, " mg mcg ml units percent times ") ||
	    (end < s->len && s->text[end] == '%'))
		return;
	if (strncmp(s->text + start, "may", 3) == 0 ||
	    strncmp(s->text + start, "mar", 3) == 0 ||
	    strncmp(s->text + start, "dec", 3) == 0)
		if (digits_in(s, start, end) < 3)
			return;
	pattern_add(s, start, end, IDENTIFIER_KIND_DATE, RANK_CHECKED);
}

/* in November, since Feb; May only after a preposition */
void
confirm_month(struct search *s, size_t start, size_t end)
{
	char before[16];

	word_before(s, start, before);
	if (end - start == 3 &&
	    !is_one_of(before,
		" in since until till til by from of last next early late mid "
		"through thru during after before this for around between and "
		"every to "))
		return;
	if (strncmp(s->text + start, "March", end - start) == 0 &&
	    !is_one_of(before, " in since until by from of last next early "
			       " late mid through during after before this "))
		return;
	if (is_one_of(before, " ms miss mrs dr named daughter sister "))
		return;
	pattern_add(s, start, end, IDENTIFIER_KIND_DATE, RANK_FORM);
}

void
confirm_age(struct search *s, size_t start, size_t end)
{
	size_t stop = start;

	while (stop < end && is_digit(s->text[stop]))
		stop++;
	pattern_add(s, start, stop, IDENTIFIER_KIND_AGE90, RANK_CHECKED);
}

/* "aged " stood before END: is a number over 89 behind it? */
void
confirm_age_after(struct search *s, size_t end)
{
	size_t at;
	unsigned n;

	while (end < s->len && s->text[end] == ' ')
		end++;
	at = end;
	n = number_at(s, &at, end + 4 < s->len ? end + 4 : s->len);
	if (end < s->len && is_digit(s->text[end]) && n >= 90 && n <= 120 &&
	    is_bounded(s, end, at))
		pattern_add(s, end, at, IDENTIFIER_KIND_AGE90, RANK_CHECKED);
}
