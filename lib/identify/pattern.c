#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "identify/search.h"

static bool
bounded(const struct search *s, size_t start, size_t end)
{
	return (start == 0 || !is_alnum(s->text[start - 1])) &&
	       (end == s->len || !is_alnum(s->text[end]));
}

static size_t
digits_in(const struct search *s, size_t start, size_t end)
{
	size_t i, n = 0;

	for (i = start; i < end; i++)
		n += is_digit(s->text[i]);
	return n;
}

static unsigned
number_at(const struct search *s, size_t *at, size_t end)
{
	unsigned n = 0;

	while (*at < end && !is_digit(s->text[*at]))
		(*at)++;
	while (*at < end && is_digit(s->text[*at]) && n < 100000)
		n = n * 10 + (unsigned)(s->text[(*at)++] - '0');
	return n;
}

static void
add(struct search *s, size_t start, size_t end, enum identifier_kind kind,
    enum rank rank)
{
	search_add(s, start, end, kind, SUBJECT_OTHER, rank);
}

/* The word before START, folded into OUT; "" where a sentence begins. */
static void
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

static bool
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

static bool
follows(const struct search *s, size_t at, const char *words)
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

static bool
is_day(unsigned month, unsigned day)
{
	return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

static void
date_full(struct search *s, size_t start, size_t end)
{
	size_t at = start;
	unsigned a = number_at(s, &at, end), b = number_at(s, &at, end);
	unsigned c = number_at(s, &at, end);
	char first = s->text[start + 1] >= '0' && s->text[start + 1] <= '9'
			 ? s->text[start + 2]
			 : s->text[start + 1];

	if (a >= 1000) {
		if (is_day(b, c) || is_day(c, b))
			add(s, start, end, IDENTIFIER_KIND_DATE, RANK_CHECKED);
		return;
	}
	if (!is_day(a, b) && !is_day(b, a))
		return;
	/* 1.2.13 is a version, 10-2-24 a date where a year may be. */
	if (c < 100 && first == '.')
		return;
	if (c >= 100 && (c < 1850 || c > 2150))
		return;
	add(s, start, end, IDENTIFIER_KIND_DATE, RANK_CHECKED);
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
static void
date_short(struct search *s, size_t start, size_t end)
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
	if (follows(s, end,
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
	if (follows(s, end, " to through thru ") ||
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
			said = follows(s, end,
			    " visit session appt appointment call intake "
			    "group meeting review ");
		if (!said && !time)
			return;
	}
	add(s, start, end, IDENTIFIER_KIND_DATE,
	    said || time ? RANK_FORM : RANK_GUESS);
}

/* Monday is a date; "Sunday nights" and "Mondays" are habits. */
static void
date_weekday(struct search *s, size_t start, size_t end)
{
	char before[16];

	word_before(s, start, before);
	if (!follows(s, end,
		" nights night mornings evenings evening afternoons lunch "
		"brunch school mass service ") &&
	    !is_one_of(before, " every each "))
		add(s, start, end, IDENTIFIER_KIND_DATE, RANK_FORM);
}

/* the 10th; but the 4th session */
static void
date_ordinal(struct search *s, size_t start, size_t end)
{
	if (end == s->len || strchr(".,;)?!\n", s->text[end]) != NULL ||
	    follows(s, end,
		" because at for with to if and but or when since "
		"w by "))
		add(s, start + 4, end, IDENTIFIER_KIND_DATE, RANK_GUESS);
}

static void
date_month(struct search *s, size_t start, size_t end)
{
	/* "may 10 mg": the word, and a dose */
	if (follows(s, end, " mg mcg ml units percent times ") ||
	    (end < s->len && s->text[end] == '%'))
		return;
	if (strncmp(s->text + start, "may", 3) == 0 ||
	    strncmp(s->text + start, "mar", 3) == 0 ||
	    strncmp(s->text + start, "dec", 3) == 0)
		if (digits_in(s, start, end) < 3)
			return;
	add(s, start, end, IDENTIFIER_KIND_DATE, RANK_CHECKED);
}

/* in November, since Feb; May only after a preposition */
static void
date_bare(struct search *s, size_t start, size_t end)
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
	add(s, start, end, IDENTIFIER_KIND_DATE, RANK_FORM);
}

static void
age(struct search *s, size_t start, size_t end)
{
	size_t stop = start;

	while (stop < end && is_digit(s->text[stop]))
		stop++;
	add(s, start, stop, IDENTIFIER_KIND_AGE90, RANK_CHECKED);
}

/* "aged " stood before END: is a number over 89 behind it? */
static void
age_after(struct search *s, size_t end)
{
	size_t at;
	unsigned n;

	while (end < s->len && s->text[end] == ' ')
		end++;
	at = end;
	n = number_at(s, &at, end + 4 < s->len ? end + 4 : s->len);
	if (end < s->len && is_digit(s->text[end]) && n >= 90 && n <= 120 &&
	    bounded(s, end, at))
		add(s, end, at, IDENTIFIER_KIND_AGE90, RANK_CHECKED);
}

/* North American numbers: neither area nor exchange begins with 0 or 1. */
static void
phone_full(struct search *s, size_t start, size_t end)
{
	size_t n = digits_in(s, start, end);

	if (start > 0 &&
	    (s->text[start - 1] == '.' || s->text[start - 1] == '/'))
		return;
	if (n < 10 && s->text[start] != '+')
		return;
	add(s, start, end, IDENTIFIER_KIND_PHONE, RANK_CHECKED);
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
static void
phone_after(struct search *s, size_t start, size_t end)
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
	add(s, at, stop,
	    (s->text[start] | 32) == 'f' ? IDENTIFIER_KIND_FAX
					 : phone_kind(s, at),
	    RANK_FORM);
}

/* 60-56-85-91 or 781 1704: only where a line has nothing but a label. */
static void
phone_tail(struct search *s, size_t start, size_t end)
{
	size_t from = start, to = end;

	if (digits_in(s, start, end) < 7 || digits_in(s, start, end) > 13)
		return;
	while (from > 0 && s->text[from - 1] != '\n')
		from--;
	while (to < s->len && s->text[to] != '\n')
		to++;
	if ((from == start && to - end < 10 && (from > 0 || to < s->len)) ||
	    follows(s, end, " office fax mobile cell home phone "))
		add(s, start, end, IDENTIFIER_KIND_PHONE, RANK_GUESS);
}

static void
ssn_full(struct search *s, size_t start, size_t end)
{
	size_t at = start;
	unsigned area = number_at(s, &at, end);
	unsigned group = number_at(s, &at, end);
	unsigned serial = number_at(s, &at, end);
	char before[16];

	word_before(s, start, before);
	if (is_one_of(before, " mrn record chart "))
		add(s, start, end, IDENTIFIER_KIND_MRN, RANK_CHECKED);
	/* Never given out, and yet written: withheld all the same. */
	else if (s->text[start + 3] == '-' ||
		 (area != 0 && area != 666 && area < 900 && group && serial))
		add(s, start, end, IDENTIFIER_KIND_SSN, RANK_CHECKED);
}

static void
ssn_after(struct search *s, size_t end)
{
	size_t at = end, stop;

	while (at < s->len && at < end + 6 && !is_digit(s->text[at]) &&
	       s->text[at] != '\n')
		at++;
	for (stop = at;
	     stop < s->len &&
	     (is_digit(s->text[stop]) ||
		 ((s->text[stop] == '-' || s->text[stop] == ' ') &&
		     stop + 1 < s->len && is_digit(s->text[stop + 1])));
	     stop++)
		;
	if (digits_in(s, at, stop) == 4 || digits_in(s, at, stop) == 9)
		add(s, at, stop, IDENTIFIER_KIND_SSN, RANK_FORM);
}

static bool
luhn(const struct search *s, size_t start, size_t end)
{
	unsigned sum = 0, n = 0, d;
	size_t i;

	for (i = end; i > start; i--) {
		if (!is_digit(s->text[i - 1]))
			continue;
		d = (unsigned)(s->text[i - 1] - '0');
		if (n++ % 2 == 1)
			d = d > 4 ? 2 * d - 9 : 2 * d;
		sum += d;
	}
	return sum % 10 == 0;
}

static void
card(struct search *s, size_t start, size_t end)
{
	size_t n = digits_in(s, start, end);

	if (n >= 12 && n <= 19 && luhn(s, start, end))
		add(s, start, end, IDENTIFIER_KIND_ACCOUNT, RANK_CHECKED);
}

/* ISO 13616: the check digits make the whole 1 modulo 97. */
static void
iban(struct search *s, size_t start, size_t end)
{
	unsigned long rest = 0;
	size_t i, n = 0, k;
	char c[40];

	for (i = start; i < end && n < sizeof(c); i++)
		if (is_alnum(s->text[i]))
			c[n++] = (char)toupper((unsigned char)s->text[i]);
	if (n < 15 || n > 34)
		return;
	for (k = 0; k < n; k++) {
		char x = c[(k + 4) % n];

		if (is_digit(x))
			rest = (rest * 10 + (unsigned long)(x - '0')) % 97;
		else
			rest =
			    (rest * 100 + (unsigned long)(x - 'A' + 10)) % 97;
	}
	if (rest == 1)
		add(s, start, end, IDENTIFIER_KIND_ACCOUNT, RANK_CHECKED);
}

/* 49 CFR 565: the ninth character checks the others. */
static void
vin(struct search *s, size_t start, size_t end)
{
	static const unsigned weights[17] = {
	    8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2};
	static const char letters[] = "ABCDEFGH.JKLMN.P.R.STUVWXYZ";
	static const unsigned values[] = {1, 2, 3, 4, 5, 6, 7, 8, 0, 1, 2, 3, 4,
	    5, 0, 7, 0, 9, 0, 2, 3, 4, 5, 6, 7, 8, 9};
	unsigned sum = 0, digit;
	const char *at;
	size_t i;

	for (i = 0; i < 17; i++) {
		if (is_digit(s->text[start + i])) {
			digit = (unsigned)(s->text[start + i] - '0');
		} else {
			at = strchr(letters, s->text[start + i]);
			if (at == NULL)
				return;
			digit = values[at - letters];
		}
		sum += digit * weights[i];
	}
	sum %= 11;
	if (s->text[start + 8] == (sum == 10 ? 'X' : (char)('0' + sum)))
		add(s, start, end, IDENTIFIER_KIND_VEHICLE, RANK_CHECKED);
}

static void
dea(struct search *s, size_t start, size_t end)
{
	unsigned d[7], i;

	for (i = 0; i < 7; i++)
		d[i] = (unsigned)(s->text[start + 2 + i] - '0');
	if ((d[0] + d[2] + d[4] + 2 * (d[1] + d[3] + d[5])) % 10 == d[6])
		add(s, start, end, IDENTIFIER_KIND_LICENSE, RANK_CHECKED);
}

static void
ip_four(struct search *s, size_t start, size_t end)
{
	size_t at = start;
	unsigned i;

	for (i = 0; i < 4; i++)
		if (number_at(s, &at, end) > 255)
			return;
	if ((start > 0 && s->text[start - 1] == '.') ||
	    (end + 1 < s->len && s->text[end] == '.' &&
		is_digit(s->text[end + 1])))
		return;
	add(s, start, end, IDENTIFIER_KIND_IP, RANK_CHECKED);
}

static void
ip_six(struct search *s, size_t start, size_t end)
{
	size_t i, colons = 0, letters = 0;
	bool twice = false;

	for (i = start; i < end; i++) {
		colons += s->text[i] == ':';
		letters += is_letter(s->text[i]);
		twice |=
		    s->text[i] == ':' && i + 1 < end && s->text[i + 1] == ':';
	}
	if ((colons == 7 || (twice && colons >= 2)) &&
	    (letters > 0 || colons == 7))
		add(s, start, end, IDENTIFIER_KIND_IP, RANK_CHECKED);
}

static bool
is_email_char(char c)
{
	return is_alnum(c) || strchr("._%+'-", c) != NULL;
}

static bool
is_host_char(char c)
{
	return is_alnum(c) || c == '.' || c == '-';
}

static bool
is_url_char(char c)
{
	return c > ' ' && strchr("\"<>)]}", c) == NULL;
}

/* An address around its @: at least a letter before and a dot behind. */
static void
email_at(struct search *s, size_t start, size_t end)
{
	size_t from = start, to = end;
	bool dot = false;

	while (from > 0 && is_email_char(s->text[from - 1]))
		from--;
	while (to < s->len && is_host_char(s->text[to]))
		to++;
	while (from < start && !is_alnum(s->text[from]))
		from++;
	while (to > end && !is_alnum(s->text[to - 1]))
		to--;
	for (; end < to; end++)
		dot |= s->text[end] == '.';
	if (dot && is_alnum(s->text[from]))
		add(s, from, to, IDENTIFIER_KIND_EMAIL, RANK_CHECKED);
}

/* remy at example dot com */
static void
email_said(struct search *s, size_t start, size_t end)
{
	while (start > 0 && is_email_char(s->text[start - 1]))
		start--;
	add(s, start, end, IDENTIFIER_KIND_EMAIL, RANK_FORM);
}

static void
add_url(struct search *s, size_t start, size_t end)
{
	while (end < s->len && is_url_char(s->text[end]))
		end++;
	while (end > start && strchr(".,;:!?'*", s->text[end - 1]) != NULL)
		end--;
	add(s, start, end, IDENTIFIER_KIND_URL, RANK_CHECKED);
}

static void
url_open(struct search *s, size_t start, size_t end)
{
	if (start == 0 || !is_alnum(s->text[start - 1]))
		add_url(s, start, end);
}

/* A bare host name: letters before its first dot, and what seems its top
 * level is not the next sentence's first word. */
static void
url_domain(struct search *s, size_t start, size_t end)
{
	size_t from = start;

	if (end < s->len && is_alnum(s->text[end]))
		return;
	if (s->text[start + 2] >= 'A' && s->text[start + 2] <= 'Z')
		return;
	while (from > 0 && is_host_char(s->text[from - 1]))
		from--;
	while (from < start && !is_alnum(s->text[from]))
		from++;
	if (start + 1 - from < 3 || (from > 0 && s->text[from - 1] == '@'))
		return;
	if (end < s->len && s->text[end] == '/')
		add_url(s, from, end);
	else
		add(s, from, end, IDENTIFIER_KIND_URL, RANK_CHECKED);
}

static void
zip(struct search *s, size_t start, size_t end)
{
	while (start < end && !is_digit(s->text[start]))
		start++;
	add(s, start, end, IDENTIFIER_KIND_GEO, RANK_CHECKED);
}

static void
zip_after(struct search *s, size_t end)
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
		add(s, at, stop, IDENTIFIER_KIND_GEO, RANK_FORM);
}

static bool
is_value_char(char c)
{
	return is_alnum(c) || c == '-' || c == '.' || c == '/' || c == '_';
}

/* The number behind a cue: MRN: 112-45, "member ID is FLB90023118". */
static void
value_after(struct search *s, size_t cue, size_t end, enum identifier_kind kind,
    bool weak)
{
	size_t at = end, stop, digits, letters, i;
	bool mark = memchr(s->text + cue, '#', end - cue) != NULL ||
		    memchr(s->text + cue, ':', end - cue) != NULL ||
		    follows(s, end - 7 > cue ? end - 7 : cue, " ending ");
	int fillers = 0;

	for (;;) {
		while (at < s->len && strchr(" :#.(-=", s->text[at]) != NULL &&
		       at < end + 16) {
			mark |= s->text[at] == '#' || s->text[at] == ':';
			at++;
		}
		if (fillers++ < 3 &&
		    follows(s, at,
			" is was are number num no "
			"id of nr the ending in as under plate copied card ")) {
			mark |= !follows(s, at, " of the in as is was are ");
			while (at < s->len && is_letter(s->text[at]))
				at++;
			continue;
		}
		break;
	}
	for (stop = at; stop < s->len && is_value_char(s->text[stop]); stop++)
		;
	/* LA 010338827: a state's letters before its number */
	if (stop - at == 2 && stop + 2 < s->len && s->text[stop] == ' ' &&
	    s->text[at] >= 'A' && s->text[at] <= 'Z' &&
	    s->text[at + 1] >= 'A' && s->text[at + 1] <= 'Z' &&
	    is_digit(s->text[stop + 1]))
		for (stop++; stop < s->len && is_value_char(s->text[stop]);
		     stop++)
			;
	while (stop > at && !is_alnum(s->text[stop - 1]))
		stop--;
	digits = digits_in(s, at, stop);
	for (letters = 0, i = at; i < stop; i++)
		letters += is_letter(s->text[i]);
	if (stop - at < 4 || digits < 2 || letters > digits + 6 ||
	    (digits == 2 && (letters < 3 || stop - at < 6)))
		return;
	if (memchr(s->text + at, '/', stop - at) != NULL && letters == 0)
		return;
	if (letters == 0 && stop - at == 4 && !mark)
		return; /* a year, a time, a count */
	if (weak && !mark && (digits < 4 || (letters == 0 && digits < 6)))
		return;
	add(s, at, stop, kind, weak ? RANK_FORM : RANK_CHECKED);
}

static void
cue(struct search *s, const char *name, size_t start, size_t end)
{
	if (start > 0 && is_alnum(s->text[start - 1]))
		return;
	if (strncmp(name, "phone", 5) == 0)
		phone_after(s, start, end);
	else if (strncmp(name, "ssn", 3) == 0)
		ssn_after(s, end);
	else if (strncmp(name, "geo", 3) == 0)
		zip_after(s, end);
	else if (strncmp(name, "mrn", 3) == 0)
		value_after(s, start, end, IDENTIFIER_KIND_MRN, false);
	else if (strncmp(name, "plan", 4) == 0)
		value_after(s, start, end, IDENTIFIER_KIND_PLAN, true);
	else if (strncmp(name, "account", 7) == 0)
		value_after(s, start, end, IDENTIFIER_KIND_ACCOUNT, true);
	else if (strncmp(name, "license", 7) == 0)
		value_after(s, start, end, IDENTIFIER_KIND_LICENSE, true);
	else if (strncmp(name, "vehicle", 7) == 0)
		value_after(s, start, end, IDENTIFIER_KIND_VEHICLE, true);
	else if (strncmp(name, "device", 6) == 0)
		value_after(s, start, end, IDENTIFIER_KIND_DEVICE, true);
	else
		value_after(s, start, end, IDENTIFIER_KIND_OTHER, true);
}

static void
form(struct search *s, const char *name, size_t start, size_t end)
{
	static const struct {
		const char *name;
		void (*confirm)(struct search *, size_t, size_t);
	} forms[] = {{"date.full", date_full}, {"date.month", date_month},
	    {"date.short", date_short}, {"date.bare", date_bare},
	    {"date.weekday", date_weekday}, {"date.ordinal", date_ordinal},
	    {"age90.before", age}, {"phone.full", phone_full},
	    {"phone.tail", phone_tail}, {"ssn.full", ssn_full},
	    {"account.card", card}, {"account.iban", iban},
	    {"vehicle.vin", vin}, {"license.dea", dea}, {"ip.four", ip_four},
	    {"ip.six", ip_six}, {"geo.zip", zip}};
	size_t i, len = strcspn(name, ".");

	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (strcmp(forms[i].name, name) == 0) {
			forms[i].confirm(s, start, end);
			return;
		}
	add(s, start, end, identifier_kind_find((struct span){name, len}),
	    RANK_CHECKED);
}

void
pattern_confirm(struct search *s, const char *name, size_t start, size_t end)
{
	const char *how = strchr(name, '.');

	if (how != NULL && strstr(how, "cue") != NULL) {
		cue(s, name, start, end);
	} else if (strcmp(name, "email.at") == 0) {
		email_at(s, start, end);
	} else if (strcmp(name, "email.said") == 0) {
		email_said(s, start, end);
	} else if (strcmp(name, "url.domain") == 0) {
		url_domain(s, start, end);
	} else if (strncmp(name, "url", 3) == 0) {
		url_open(s, start, end);
	} else if (strcmp(name, "age90.after") == 0) {
		age_after(s, end);
	} else if (bounded(s, start, end)) {
		form(s, name, start, end);
	}
}
