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
	char first = is_digit(s->text[start + 1]) ? s->text[start + 2]
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

/* 03/2026 */
void
confirm_month_of_year(struct search *s, size_t start, size_t end)
{
	size_t at = start;
	unsigned month = number_at(s, &at, end);

	if (month >= 1 && month <= 12 &&
	    (start == 0 || s->text[start - 1] != '/'))
		pattern_add(s, start, end, IDENTIFIER_KIND_DATE, RANK_FORM);
}

#define DATE_BEFORE                                                            \
	" contact rescheduled moved booked set deadline check rn dose "        \
	"injection ua uds labs lab rtn closed mailed notice refill "           \
	"fentanyl drank relapse relapsed left hired fired arrested "           \
	"on next appt appointment seen since until till til by before from "   \
	"to due dated expires expired after starting started start begins "    \
	"began ending ends effective admitted discharged discharge completed " \
	"thru through between and of for session sessions indiv group visit "  \
	"last met review signed faxed received sent dob born returns return "  \
	"rtc mon tue tues wed thu thur thurs fri sat sun monday tuesday "      \
	"wednesday thursday friday saturday sunday interview beginning form "  \
	"given drink use date the "                                            \
	"mtg meeting called offered scheduled moved this around revised "      \
	"as was is w follow up f u fu in at therapy labs dates service "

/* What is scored, rated or counted: what follows is no date. */
#define SCORED                                                                 \
	" mdq phq gad gds attendance mmse moca ciwa cows audit dast cage gaf " \
	"gaim si hi vas "                                                      \
	"nrs suds sud bims slums cssrs pcl bdi bai ham hamd hama madrs ymrs "  \
	"ybocs qids oasis isi epds panss bprs aims scared cdi rcads basc "     \
	"whodas hdrs stai ptsd acq rosenberg esteem mood anxiety depression "  \
	"pain urge urges craving cravings sadness anger anxious distress "     \
	"stress energy intensity severity rated rates rating score scored "    \
	"scores scale level levels steps strength reflexes pulses hope shame " \
	"guilt fear irritability motivation orientation oriented recall "      \
	"registration attention naming memory words objects items serial "     \
	"trials class classes step goal objective took taking missed "         \
	"present absent understanding reasoning appreciation averaged "        \
	"average averaging peaked joy loneliness hopelessness happiness "      \
	"satisfaction confidence readiness importance focus worry panic "      \
	"sleep interest appetite completed attended dyspnea fatigue nausea "

/* The largest a scale may say: of ten, more often than the tenth. */
static bool
ends_a_scale(unsigned day)
{
	return day <= 10 || day == 12 || day == 15 || day == 20 || day == 21 ||
	       day == 24 || day == 27 || day == 30;
}

static bool
is_measure_before(const struct search *s, size_t start, const char *before)
{
	size_t at = start;

	while (at > 0 && (s->text[at - 1] == ' ' || s->text[at - 1] == ':'))
		at--;
	/* PHQ-9 12/27 */
	return is_one_of(before, SCORED) ||
	       (at > 1 && is_digit(s->text[at - 1]) && s->text[at - 2] == '-');
}

/* 2/12 to 2/18, 3/4, 3/11: another behind it. */
static bool
is_in_a_row(const struct search *s, size_t end)
{
	size_t at = end;

	while (at < s->len && s->text[at] == ' ')
		at++;
	if (!is_followed_by(s, end, " to through thru and ") &&
	    !(at + 2 < s->len && (s->text[at] == '-' || s->text[at] == ',' ||
				     s->text[at] == '&')))
		return false;
	while (at < s->len && !is_digit(s->text[at]) && at < end + 9)
		at++;
	for (end = at; at < s->len && is_digit(s->text[at]); at++)
		;
	return at > end && at - end <= 2 && at + 1 < s->len &&
	       s->text[at] == '/' && is_digit(s->text[at + 1]);
}

static bool
is_within_a_number(const struct search *s, size_t start, size_t end)
{
	if (start > 0 && memchr("/.-", s->text[start - 1], 3) != NULL)
		return true;
	return end < s->len && (s->text[end] == '/' || s->text[end] == '%' ||
				   (s->text[end] == '.' && end + 1 < s->len &&
				       is_digit(s->text[end + 1])));
}

/* next session 2/24, Next f/u call 6/6 */
static bool
is_next(const struct search *s, size_t start)
{
	size_t at = start, least = start < 28 ? 0 : start - 28;

	while (at > least && (is_letter(s->text[at - 1]) ||
				 strchr(" /-:", s->text[at - 1]) != NULL))
		at--;
	for (; at + 5 < start; at++)
		if ((s->text[at] | 32) == 'n' &&
		    is_followed_by(s, at, " next ") &&
		    (at == 0 || !is_letter(s->text[at - 1])))
			return true;
	return false;
}

/* 2/24: a date, unless something says that it is a score, a ratio, a dose. */
void
confirm_date_short(struct search *s, size_t start, size_t end)
{
	size_t at = start;
	unsigned month = number_at(s, &at, end), day = number_at(s, &at, end);
	char before[16];
	bool said, time;

	if (!is_day(month, day) || is_within_a_number(s, start, end))
		return;
	if (is_followed_by(s, end,
		" days day nights of times tab tabs x pgs pages items weeks "
		"week hours hrs today now pain and_ scale sessions out "
		"correct intensity severity mg strength mornings units "
		"average correctly "))
		return;
	word_before(s, start, before);
	at = end;
	while (at < s->len && s->text[at] == ' ')
		at++;
	time = at > end && at < s->len && is_digit(s->text[at]);
	said = is_one_of(before, DATE_BEFORE) || is_in_a_row(s, end);
	if (month <= day && !is_next(s, start)) {
		if (is_measure_before(s, start, before) && !time)
			return;
		if (ends_a_scale(day) &&
		    is_one_of(before, " is was at to of from and in with for "
				      "session sessions group "))
			said =
			    is_followed_by(s, end,
				" visit session appt appointment call intake "
				"group meeting review ") ||
			    is_in_a_row(s, end);
		if ((day <= 8 || day == 10) && !said && !time)
			return;
		if (ends_a_scale(day) && !said && !time &&
		    is_one_of(before, " is was at to of with session group "))
			return;
	}
	pattern_add(s, start, end, IDENTIFIER_KIND_DATE,
	    said || time ? RANK_FORM : RANK_GUESS);
}

#define MONTHS                                                                 \
	" jan feb mar apr may jun jul aug sep sept oct nov dec january "       \
	"february march april june july august september october november "    \
	"december "

/* Wednesday the 9th, Wed 2/18, Friday, May 2: where the date begins to which a
 * weekday that ends at AT belongs; 0: to none. */
static size_t
date_behind(const struct search *s, size_t at)
{
	size_t end;

	while (at < s->len && (s->text[at] == '.' || s->text[at] == ','))
		at++;
	if (at == s->len || s->text[at] != ' ')
		return 0;
	if (is_followed_by(s, at, " the "))
		at += 4;
	while (at < s->len && s->text[at] == ' ')
		at++;
	if (is_followed_by(s, at, MONTHS))
		return at;
	for (end = at; end < s->len && is_digit(s->text[end]); end++)
		;
	if (end == at || end - at > 2 || end == s->len)
		return 0;
	return s->text[end] == '/' || s->text[end] == '-' ||
		       is_followed_by(s, end, " st nd rd th of" MONTHS)
		   ? at
		   : 0;
}

/* A weekday is part of a date, or dates one event ("since Monday"); that of a
 * habit, a shift or a class does not. */
void
confirm_weekday(struct search *s, size_t start, size_t end)
{
	size_t date = date_behind(s, end);
	char before[16];

	if (date > 0) {
		pattern_add(s, start, date, IDENTIFIER_KIND_DATE, RANK_FORM);
		return;
	}
	word_before(s, start, before);
	if (end - start < 6 ||
	    is_followed_by(s, end,
		" nights night mornings evenings evening afternoons afternoon "
		"lunch brunch school mass service services shift shifts job "
		"class classes group groups meeting meetings clinic and "
		"through to thru or supper dinner as "))
		return;
	if (is_one_of(before, " since next last ") ||
	    (is_one_of(before, " on ") && end < s->len &&
		s->text[end] != ';') ||
	    (end + 1 < s->len && s->text[end] == '\'' &&
		s->text[end + 1] == 's'))
		pattern_add(s, start, end, IDENTIFIER_KIND_DATE, RANK_FORM);
}

/* the 10th; but the 4th session, the 96th percentile */
void
confirm_ordinal(struct search *s, size_t start, size_t end)
{
	size_t at = start;
	unsigned day = number_at(s, &at, end);

	if (day < 1 || day > 31)
		return;
	if (end == s->len || strchr(".,;)?!\n-", s->text[end]) != NULL ||
	    is_followed_by(s, end,
		" because at for with to if and but or when since w by of he "
		"she they i we "))
		pattern_add(s, start, end, IDENTIFIER_KIND_DATE, RANK_GUESS);
}

static bool
is_capital(const struct search *s, size_t at)
{
	return s->text[at] >= 'A' && s->text[at] <= 'Z';
}

/* Where in the match the month's name begins. */
static size_t
month_in(const struct search *s, size_t start, size_t end)
{
	while (start < end && !is_letter(s->text[start]))
		start++;
	return start;
}

/* early January, mid-May: where the month's part begins */
static size_t
part_before(const struct search *s, size_t start)
{
	size_t at = start;
	char before[16];

	if (at > 0 && s->text[at - 1] == '-')
		at--;
	word_before(s, at, before);
	if (!is_one_of(before, " early mid late "))
		return start;
	while (at > 0 && !is_letter(s->text[at - 1]))
		at--;
	while (at > 0 && is_letter(s->text[at - 1]))
		at--;
	return at;
}

/* A number of at most two digits behind a month's name, but no time. */
static bool
is_day_behind(const struct search *s, size_t end)
{
	size_t at = end + 1;

	if (end == s->len || s->text[end] != ' ')
		return false;
	while (at < s->len && is_digit(s->text[at]))
		at++;
	return at > end + 1 && at < end + 4 &&
	       (at == s->len || s->text[at] != ':');
}

void
confirm_date_month(struct search *s, size_t start, size_t end)
{
	size_t month = month_in(s, start, end);
	char before[16];

	/* "may 10 mg": the word, and a dose */
	if (is_followed_by(s, end, " mg mcg ml units percent times ") ||
	    (end < s->len && s->text[end] == '%'))
		return;
	/* session 6 Oct 27: the day stands behind its month */
	if (month > start && !is_digit(s->text[end - 1]) &&
	    is_day_behind(s, end))
		return;
	/* "you may 3 times", "mar 3": verbs where nothing says a day */
	if (!is_capital(s, month) && strncmp(s->text + month, "may", 3) == 0 &&
	    digits_in(s, start, end) < 3) {
		word_before(s, start, before);
		if (!is_one_of(before,
			" on by since until till from before after of in due "
			"for thru through dated "))
			return;
	}
	if (month == start)
		start = part_before(s, start);
	pattern_add(s, start, end, IDENTIFIER_KIND_DATE, RANK_CHECKED);
}

#define MONTH_BEFORE                                                           \
	" in since until till til by from of last next early late mid "        \
	"through thru during after before this that for around between and "   \
	"every each to than "

/* in November, since Feb, mid-May; March and a month in short or in capitals
 * only after such a word */
void
confirm_month(struct search *s, size_t start, size_t end)
{
	bool word = end - start == 3 || is_capital(s, start + 1) ||
		    strncmp(s->text + start, "March", end - start) == 0;
	size_t part = part_before(s, start);
	char before[16];

	word_before(s, part, before);
	if (word && part == start && !is_one_of(before, MONTH_BEFORE))
		return;
	if (is_one_of(before, " ms miss mrs dr named daughter sister "))
		return;
	pattern_add(s, part, end, IDENTIFIER_KIND_DATE, RANK_FORM);
}

/* since sept: a month without its capital, behind a preposition */
void
confirm_month_after(struct search *s, size_t start, size_t end)
{
	size_t at = start;

	while (at < end && is_letter(s->text[at]))
		at++;
	if (!is_followed_by(s, start, " early late mid "))
		start = at + 1;
	pattern_add(s, start, end, IDENTIFIER_KIND_DATE, RANK_FORM);
}

/* Christmas; but a Christmas card is a thing. */
void
confirm_holiday(struct search *s, size_t start, size_t end)
{
	if (!is_followed_by(s, end,
		" card cards tree trees dinner gift gifts present presents "
		"light lights party song songs music decorations spirit "
		"candy costume costumes egg eggs ornament ornaments "))
		pattern_add(s, start, end, IDENTIFIER_KIND_DATE, RANK_CHECKED);
}

void
confirm_age(struct search *s, size_t start, size_t end)
{
	size_t stop = start;

	while (stop < end && is_digit(s->text[stop]))
		stop++;
	pattern_add(s, start, stop, IDENTIFIER_KIND_AGE90, RANK_CHECKED);
}

/* "aged " stood from START to END: is a number over 89 behind it? */
void
confirm_age_after(struct search *s, size_t start, size_t end)
{
	size_t at;
	unsigned n;

	(void)start;
	while (end < s->len && s->text[end] == ' ')
		end++;
	at = end;
	n = number_at(s, &at, end + 4 < s->len ? end + 4 : s->len);
	if (end < s->len && is_digit(s->text[end]) && n >= 90 && n <= 120 &&
	    is_bounded(s, end, at))
		pattern_add(s, end, at, IDENTIFIER_KIND_AGE90, RANK_CHECKED);
}
