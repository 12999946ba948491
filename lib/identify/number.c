#include <ctype.h>
#include <string.h>

#include "identify/pattern.h"

void
confirm_ssn(struct search *s, size_t start, size_t end)
{
	size_t at = start;
	unsigned area = number_at(s, &at, end);
	unsigned group = number_at(s, &at, end);
	unsigned serial = number_at(s, &at, end);
	char before[16];

	word_before(s, start, before);
	if (is_one_of(before, " mrn record chart "))
		pattern_add(s, start, end, IDENTIFIER_KIND_MRN, RANK_CHECKED);
	/* Never given out, and yet written: withheld all the same. */
	else if (s->text[start + 3] == '-' ||
		 (area != 0 && area != 666 && area < 900 && group && serial))
		pattern_add(s, start, end, IDENTIFIER_KIND_SSN, RANK_CHECKED);
}

void
confirm_ssn_after(struct search *s, size_t start, size_t end)
{
	size_t at = end, stop;

	(void)start;
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
		pattern_add(s, at, stop, IDENTIFIER_KIND_SSN, RANK_FORM);
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

#define CARD_DIGITS 12 /* at least: ISO/IEC 7812 */

void
confirm_card(struct search *s, size_t start, size_t end)
{
	for (; digits_in(s, start, end) >= CARD_DIGITS;
	     start = next_group(s, start, end))
		if (is_bounded(s, start, end) && luhn(s, start, end)) {
			pattern_add(s, start, end, IDENTIFIER_KIND_ACCOUNT,
			    RANK_CHECKED);
			return;
		}
}

/* ISO 13616: the check digits make the whole 1 modulo 97. */
static bool
is_iban(const struct search *s, size_t start, size_t end)
{
	unsigned long rest = 0;
	size_t i, n = 0, k;
	char c[40];

	if (end - start < 4 || !is_letter(s->text[start]) ||
	    !is_letter(s->text[start + 1]) || !is_digit(s->text[start + 2]))
		return false;
	for (i = start; i < end && n < sizeof(c); i++)
		if (is_alnum(s->text[i]))
			c[n++] = (char)toupper((unsigned char)s->text[i]);
	if (n < 15 || n > 34)
		return false;
	for (k = 0; k < n; k++) {
		char x = c[(k + 4) % n];

		if (is_digit(x))
			rest = (rest * 10 + (unsigned long)(x - '0')) % 97;
		else
			rest =
			    (rest * 100 + (unsigned long)(x - 'A' + 10)) % 97;
	}
	return rest == 1;
}

void
confirm_iban(struct search *s, size_t start, size_t end)
{
	for (; start < end; start = next_group(s, start, end))
		if (is_bounded(s, start, end) && is_iban(s, start, end)) {
			pattern_add(s, start, end, IDENTIFIER_KIND_ACCOUNT,
			    RANK_CHECKED);
			return;
		}
}

/* 49 CFR 565: the ninth character checks the others. */
void
confirm_vin(struct search *s, size_t start, size_t end)
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
		pattern_add(
		    s, start, end, IDENTIFIER_KIND_VEHICLE, RANK_CHECKED);
}

void
confirm_dea(struct search *s, size_t start, size_t end)
{
	unsigned d[7], i;

	for (i = 0; i < 7; i++)
		d[i] = (unsigned)(s->text[start + 2 + i] - '0');
	if ((d[0] + d[2] + d[4] + 2 * (d[1] + d[3] + d[5])) % 10 == d[6])
		pattern_add(
		    s, start, end, IDENTIFIER_KIND_LICENSE, RANK_CHECKED);
}

static bool
is_value_char(char c)
{
	return is_alnum(c) || c == '-' || c == '.' || c == '/' || c == '_';
}

/* Over what a cue may say of its number: "MRN is no. ...".  Sets MARK where it
 * says that a number follows. */
static size_t
skip_fillers(const struct search *s, size_t at, bool *mark)
{
	size_t end = at + 16;
	int words = 0;

	for (;; words++) {
		while (at < s->len && at < end &&
		       strchr(" :#.(-=", s->text[at]) != NULL) {
			*mark |= s->text[at] == '#' || s->text[at] == ':';
			at++;
		}
		if (words == 3 ||
		    !is_followed_by(s, at,
			" is was are number num no id of nr the ending in as "
			"under plate copied card sn "))
			return at;
		*mark |= !is_followed_by(s, at, " of the in as is was are ");
		while (at < s->len && is_letter(s->text[at]))
			at++;
	}
}

static bool
is_capital(char c)
{
	return c >= 'A' && c <= 'Z';
}

/* LA 010338827, plate CT BX-4471: a state's letters, or a plate's, before its
 * number.  Where the value that ended at STOP ends. */
static size_t
over_letters(const struct search *s, size_t at, size_t stop, size_t most)
{
	size_t i;

	for (i = at; i < stop; i++)
		if (!is_capital(s->text[i]))
			return stop;
	if (stop == at || stop - at > most || stop + 2 >= s->len ||
	    s->text[stop] != ' ' ||
	    !(is_digit(s->text[stop + 1]) || is_capital(s->text[stop + 1])))
		return stop;
	for (i = stop + 1; i < s->len && is_value_char(s->text[i]); i++)
		;
	return digits_in(s, stop, i) > 1 ? i : stop;
}

/* F43.10: ICD-10-CM. */
static bool
is_diagnosis(const struct search *s, size_t at, size_t stop)
{
	const char *t = s->text + at;
	size_t len = stop - at;

	return len >= 5 && len <= 8 && is_capital(t[0]) && is_digit(t[1]) &&
	       is_alnum(t[2]) && t[3] == '.';
}

/* 0900-0930: from one time of the day to another. */
static bool
is_time(const struct search *s, size_t at, size_t stop)
{
	const char *t = s->text + at;
	size_t len = stop - at;

	return len == 9 && t[4] == '-' && digits_in(s, at, stop) == 8 &&
	       t[0] <= '2' && t[2] <= '5' && t[5] <= '2' && t[7] <= '5';
}

/* Cues that are nothing but a cue: a serial number, a lot, a login. */
static bool
is_plain_cue(const struct search *s, size_t cue)
{
	return is_followed_by(s, cue,
	    " serial sn s lot imei udi meid iccid batch login username handle "
	    "badge ");
}

/* The number behind a cue: MRN: 112-45, "member ID is FLB90023118". */
void
confirm_value_after(struct search *s, size_t cue, size_t end,
    enum identifier_kind kind, bool weak)
{
	size_t at, stop, digits, letters, i;
	bool mark =
	    memchr(s->text + cue, '#', end - cue) != NULL ||
	    memchr(s->text + cue, ':', end - cue) != NULL ||
	    is_followed_by(s, end - 7 > cue ? end - 7 : cue, " ending ") ||
	    ((kind == IDENTIFIER_KIND_DEVICE ||
		 kind == IDENTIFIER_KIND_OTHER) &&
		is_plain_cue(s, cue));

	at = skip_fillers(s, end, &mark);
	for (stop = at; stop < s->len && is_value_char(s->text[stop]); stop++)
		;
	stop =
	    over_letters(s, at, stop, kind == IDENTIFIER_KIND_VEHICLE ? 4 : 2);
	while (stop > at && !is_alnum(s->text[stop - 1]))
		stop--;
	digits = digits_in(s, at, stop);
	for (letters = 0, i = at; i < stop; i++)
		letters += is_letter(s->text[i]);
	if (stop - at < 4 || digits < 2 || letters > digits + 6 ||
	    (digits == 2 && (letters < 3 || stop - at < 6)))
		return;
	if (is_diagnosis(s, at, stop) || (!mark && is_time(s, at, stop)) ||
	    (memchr(s->text + at, '/', stop - at) != NULL && letters == 0))
		return;
	if (letters == 0 && stop - at == 4 && !mark)
		return; /* a year, a time, a count */
	if (weak && !mark && (digits < 4 || (letters == 0 && digits < 6)) &&
	    !(kind == IDENTIFIER_KIND_VEHICLE && letters > 1 && digits > 2))
		return;
	pattern_add(s, at, stop, kind, weak ? RANK_FORM : RANK_CHECKED);
}

/* What a device identifier says behind its device: lot, serial number, days. */
static size_t
udi_end(const struct search *s, size_t at)
{
	while (
	    at < s->len &&
	    (is_value_char(s->text[at]) ||
		(memchr("()$+%", s->text[at], 5) != NULL && at + 1 < s->len &&
		    (is_alnum(s->text[at + 1]) || s->text[at + 1] == '('))))
		at++;
	while (at > 0 && memchr(".-/_", s->text[at - 1], 4) != NULL)
		at--;
	return at;
}

/* GS1 general specifications 7.9: the last digit of a GTIN-14 checks it.  Of a
 * unique device identifier (21 CFR 830.40) it is the first part. */
void
confirm_gtin(struct search *s, size_t start, size_t end)
{
	size_t first = end - 14, i;
	unsigned sum = 0;

	for (i = 0; i < 14; i++)
		sum += (unsigned)(s->text[first + i] - '0') * (i % 2 ? 1 : 3);
	if (sum % 10 == 0)
		pattern_add(s, start, udi_end(s, end), IDENTIFIER_KIND_DEVICE,
		    RANK_CHECKED);
}

/* HIBC supplier labeling standard (ANSI/HIBC 2.6): the last character checks
 * the others, modulo 43. */
void
confirm_hibc(struct search *s, size_t start, size_t end)
{
	static const char order[] =
	    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%";
	unsigned sum = 0;
	const char *at;
	size_t i;

	end = udi_end(s, end);
	for (i = start; i < end; i++) {
		at = strchr(order, s->text[i]);
		if (at == NULL)
			return;
		if (i + 1 < end)
			sum += (unsigned)(at - order);
	}
	if (order[sum % 43] == s->text[end - 1])
		pattern_add(
		    s, start, end, IDENTIFIER_KIND_DEVICE, RANK_CHECKED);
}
