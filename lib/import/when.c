#include "import/when.h"

#include <ctype.h>
#include <stdio.h>
#include <strings.h>

#define UNSAID (-1) /* not 0, which "0000-00-00" says */

static bool
digits(struct span *s, size_t least, size_t most, int *out)
{
	size_t n = 0;
	int value = 0;

	while (n < most && n < s->len && isdigit((unsigned char)s->bytes[n]))
		value = 10 * value + (s->bytes[n++] - '0');
	if (n < least)
		return false;
	s->bytes += n;
	s->len -= n;
	*out = value;
	return true;
}

static bool
is_valid(const struct when *w)
{
	if (w->has_day && date_from_civil(w->day) == DATE_NONE)
		return false;
	return w->hour <= 23 && w->minute <= 59 && w->second <= 60 &&
	       w->offset >= -15 * 60 && w->offset <= 15 * 60;
}

bool
when_hl7(struct span s, struct when *w)
{
	int sign, hours, minutes;

	*w = (struct when){0};
	if (!digits(&s, 4, 4, &w->day.year))
		return false;
	if (digits(&s, 2, 2, &w->day.month) && digits(&s, 2, 2, &w->day.day))
		w->has_day = true;
	if (w->has_day && digits(&s, 2, 2, &w->hour)) {
		w->has_time = digits(&s, 2, 2, &w->minute);
		if (!w->has_time)
			w->hour = 0;
		else
			digits(&s, 2, 2, &w->second);
	}
	if (s.len > 0 && s.bytes[0] == '.') {
		s.bytes++;
		s.len--;
		while (s.len > 0 && isdigit((unsigned char)s.bytes[0])) {
			s.bytes++;
			s.len--;
		}
	}
	if (s.len > 0 && (s.bytes[0] == '+' || s.bytes[0] == '-')) {
		sign = s.bytes[0] == '-' ? -1 : 1;
		s.bytes++;
		s.len--;
		if (!digits(&s, 2, 2, &hours))
			return false;
		if (s.len > 0 && s.bytes[0] == ':') {
			s.bytes++;
			s.len--;
		}
		if (!digits(&s, 2, 2, &minutes))
			minutes = 0;
		w->has_offset = true;
		w->offset = sign * (60 * hours + minutes);
	}
	return s.len == 0 && is_valid(w);
}

static bool
month_name(struct span *s, int *month)
{
	static const char *const names[] = {"january", "february", "march",
	    "april", "may", "june", "july", "august", "september", "october",
	    "november", "december"};
	size_t n = 0;
	int i;

	while (n < s->len && isalpha((unsigned char)s->bytes[n]))
		n++;
	for (i = 0; n >= 3 && i < 12; i++) {
		if (n > strlen(names[i]) ||
		    strncasecmp(s->bytes, names[i], n) != 0)
			continue;
		*month = i + 1;
		s->bytes += n;
		s->len -= n;
		return true;
	}
	return false;
}

static bool
half_of_day(struct span *s, struct when *w)
{
	bool pm;

	if (s->len < 2 || (s->bytes[1] | 0x20) != 'm')
		return false;
	pm = (s->bytes[0] | 0x20) == 'p';
	if (!pm && (s->bytes[0] | 0x20) != 'a')
		return false;
	if (w->hour < 1 || w->hour > 12)
		return false;
	w->hour = w->hour % 12 + (pm ? 12 : 0);
	s->bytes += 2;
	s->len -= 2;
	return true;
}

/* One element of the pattern; returns its length, 0 where it does not match. */
static size_t
match_one(const char *p, struct span *s, struct when *w)
{
	static const struct {
		const char *word;
		size_t least, most;
		int part;
	} parts[] = {{"YYYY", 4, 4, 0}, {"YY", 2, 2, 1}, {"MM", 2, 2, 2},
	    {"M", 1, 2, 2}, {"DD", 2, 2, 3}, {"D", 1, 2, 3}, {"hh", 2, 2, 4},
	    {"h", 1, 2, 4}, {"mm", 2, 2, 5}, {"ss", 2, 2, 6}};
	int *to[] = {&w->day.year, &w->day.year, &w->day.month, &w->day.day,
	    &w->hour, &w->minute, &w->second};
	size_t i, len;

	if (strncmp(p, "MON", 3) == 0)
		return month_name(s, &w->day.month) ? 3 : 0;
	if (*p == 'A')
		return half_of_day(s, w) ? 1 : 0;
	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		len = strlen(parts[i].word);
		if (strncmp(p, parts[i].word, len) != 0)
			continue;
		if (!digits(
			s, parts[i].least, parts[i].most, to[parts[i].part]))
			return 0;
		if (parts[i].part == 1)
			w->day.year += w->day.year > 50 ? 1900 : 2000;
		if (parts[i].part == 4)
			w->has_time = true;
		return len;
	}
	if (s->len == 0 || s->bytes[0] != *p)
		return 0;
	s->bytes++;
	s->len--;
	return 1;
}

static bool
match_pattern(struct span s, const char *pattern, struct when *w)
{
	size_t n;

	*w = (struct when){.day = {UNSAID, UNSAID, UNSAID}};
	while (*pattern != '\0') {
		n = match_one(pattern, &s, w);
		if (n == 0)
			return false;
		pattern += n;
	}
	w->has_day = w->day.year != UNSAID && w->day.month != UNSAID &&
		     w->day.day != UNSAID;
	if (!w->has_day)
		w->day = (struct civil){0};
	return s.len == 0 && is_valid(w);
}

static bool
match_instant(struct span s, struct when *w)
{
	int64_t at;
	struct span rest;

	if (s.len < 20 || instant_parse(s.bytes, s.len, &at) == -1)
		return false;
	rest = (struct span){s.bytes, 19};
	if (!match_pattern(rest,
		s.bytes[10] == 't' ? "YYYY-MM-DDthh:mm:ss"
				   : "YYYY-MM-DDThh:mm:ss",
		w))
		return false;
	rest = (struct span){s.bytes + s.len - 6, 6};
	w->has_offset = true;
	if (s.bytes[s.len - 1] != 'Z' && s.bytes[s.len - 1] != 'z')
		w->offset =
		    (rest.bytes[0] == '-' ? -1 : 1) *
		    (((rest.bytes[1] - '0') * 10 + rest.bytes[2] - '0') * 60 +
			(rest.bytes[4] - '0') * 10 + rest.bytes[5] - '0');
	return true;
}

bool
when_pattern(struct span s, const char *pattern, struct when *w)
{
	static const char *const usual[] = {"YYYY-MM-DD", "YYYY-MM-DDThh:mm:ss",
	    "YYYY-MM-DD hh:mm:ss", "YYYY-MM-DD hh:mm", "YYYY-MM-DDThh:mm",
	    "M/D/YYYY", "M/D/YYYY h:mm A", "M/D/YYYY h:mmA", "M/D/YYYY h:mm",
	    "M/D/YYYY h:mm:ss A", "M/D/YYYY hh:mm:ss", "MON D, YYYY",
	    "D MON YYYY", "YYYYMMDD", "h:mm A", "h:mmA", "hh:mm", "h:mm"};
	size_t i;

	while (s.len > 0 && s.bytes[0] == ' ') {
		s.bytes++;
		s.len--;
	}
	while (s.len > 0 && s.bytes[s.len - 1] == ' ')
		s.len--;
	if (pattern != NULL)
		return match_pattern(s, pattern, w);
	if (match_instant(s, w))
		return true;
	for (i = 0; i < sizeof(usual) / sizeof(usual[0]); i++)
		if (match_pattern(s, usual[i], w))
			return true;
	return false;
}

struct span
when_date(const struct when *w, struct draft *d)
{
	char text[DATE_TEXT];

	if (!w->has_day)
		return (struct span){0};
	date_format(date_from_civil(w->day), text);
	return draft_copy(d, span_of(text));
}

/* The instant at which clocks of the process's zone show W: a first guess may
 * stand on the other side of a change of the clocks.  An hour that they leap
 * over has the offset from before it (RFC 5545, 3.3.5). */
static int64_t
instant_here(const struct when *w)
{
	static const int shifts[] = {0, -3600, 3600};
	date_days day = date_from_civil(w->day);
	int64_t seconds = 3600 * w->hour + 60 * w->minute + w->second;
	int64_t at = date_first_instant(day) + seconds;
	char date[DATE_TEXT], text[INSTANT_TEXT];
	size_t i;

	date_format(day, date);
	for (i = 0; i < sizeof(shifts) / sizeof(shifts[0]); i++) {
		instant_format(at + shifts[i], text);
		if (memcmp(text, date, DATE_TEXT - 1) == 0 &&
		    (text[11] - '0') * 10 + text[12] - '0' == w->hour)
			return at + shifts[i];
	}
	return at;
}

struct span
when_instant(const struct when *w, bool zoned, struct draft *d)
{
	char text[INSTANT_TEXT], date[DATE_TEXT];
	int east = w->offset < 0 ? -w->offset : w->offset;

	if (!w->has_day || !w->has_time)
		return (struct span){0};
	if (!w->has_offset && !zoned)
		return (struct span){0};
	if (!w->has_offset) {
		instant_format(instant_here(w), text);
		return draft_copy(d, span_of(text));
	}
	date_format(date_from_civil(w->day), date);
	return draft_printf(d, "%sT%02d:%02d:%02d%c%02d:%02d", date, w->hour,
	    w->minute, w->second, w->offset < 0 ? '-' : '+', east / 60,
	    east % 60);
}
