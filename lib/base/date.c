#include "base/date.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define DAY 86400
#define ZONE_FOLDER "/usr/share/zoneinfo/"
#define FIRST_DAY (-719162) /* 0001-01-01 */
#define LAST_DAY 2932896    /* 9999-12-31 */

static bool zone_set; /* else UTC, whatever TZ says */

static bool
year_leaps(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int
month_days(int year, int month)
{
	static const int days[] = {
	    31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return month == 2 && year_leaps(year) ? 29 : days[month - 1];
}

static bool
civil_exists(struct civil c)
{
	return c.year >= 1 && c.year <= 9999 && c.month >= 1 && c.month <= 12 &&
	       c.day >= 1 && c.day <= month_days(c.year, c.month);
}

/* Years begin in March here, so that the leap day is a year's last; an era is
 * 400 years, 146097 days. */
date_days
date_from_civil(struct civil c)
{
	int year, era, of_era, day_of_year;

	if (!civil_exists(c))
		return DATE_NONE;
	year = c.month <= 2 ? c.year - 1 : c.year;
	era = year / 400;
	of_era = year % 400;
	day_of_year = (153 * ((c.month + 9) % 12) + 2) / 5 + c.day - 1;
	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 +
	       day_of_year - 719468;
}

struct civil
date_civil(date_days d)
{
	int shifted, era, day, year, day_of_year, month;

	if (d < FIRST_DAY || d > LAST_DAY)
		return (struct civil){0};
	shifted = d + 719468;
	era = shifted / 146097;
	day = shifted % 146097;
	year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
	day_of_year = day - (365 * year + year / 4 - year / 100);
	month = (5 * day_of_year + 2) / 153;
	return (struct civil){
	    .year = era * 400 + year + (month >= 10),
	    .month = month < 10 ? month + 3 : month - 9,
	    .day = day_of_year - (153 * month + 2) / 5 + 1,
	};
}

/* LEN digits; -1 where one is not. */
static int
digits(const char *text, size_t len)
{
	int n = 0;

	for (size_t i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9')
			return -1;
		n = n * 10 + (text[i] - '0');
	}
	return n;
}

date_days
date_parse(const char *text, size_t len)
{
	struct civil c;

	if (len != 10 || text[4] != '-' || text[7] != '-')
		return DATE_NONE;
	c.year = digits(text, 4);
	c.month = digits(text + 5, 2);
	c.day = digits(text + 8, 2);
	return date_from_civil(c);
}

static void
two_digits(char *out, int n)
{
	out[0] = (char)('0' + n / 10 % 10);
	out[1] = (char)('0' + n % 10);
}

void
date_format(date_days d, char out[static DATE_TEXT])
{
	struct civil c = date_civil(d);

	two_digits(out, c.year / 100);
	two_digits(out + 2, c.year % 100);
	out[4] = '-';
	two_digits(out + 5, c.month);
	out[7] = '-';
	two_digits(out + 8, c.day);
	out[10] = '\0';
}

date_days
date_add_months(date_days d, int months)
{
	struct civil c = date_civil(d);
	int64_t month;

	if (c.year == 0)
		return DATE_NONE;
	month = (int64_t)c.year * 12 + c.month - 1 + months;
	if (month < 12 || month >= 120000)
		return DATE_NONE;
	c.year = (int)(month / 12);
	c.month = (int)(month % 12) + 1;
	if (c.day > month_days(c.year, c.month))
		c.day = month_days(c.year, c.month);
	return date_from_civil(c);
}

date_days
date_add_years(date_days d, int years)
{
	if (years > 9999 || years < -9999)
		return DATE_NONE;
	return date_add_months(d, years * 12);
}

int
date_years_between(date_days birth, date_days d)
{
	struct civil b = date_civil(birth), c = date_civil(d);
	int years = c.year - b.year;

	if (c.month < b.month || (c.month == b.month && c.day < b.day))
		years--;
	return years;
}

/* "+HH:MM", "-HH:MM" or "Z"; seconds east of UTC. */
static int
offset_parse(const char *text, size_t len, int *offset)
{
	int hours, minutes;

	if (len == 1 && (text[0] == 'Z' || text[0] == 'z')) {
		*offset = 0;
		return 0;
	}
	if (len != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':')
		return -1;
	hours = digits(text + 1, 2);
	minutes = digits(text + 4, 2);
	if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59)
		return -1;
	*offset = (hours * 60 + minutes) * (text[0] == '-' ? -60 : 60);
	return 0;
}

int
instant_parse(const char *text, size_t len, int64_t *at)
{
	int hour, minute, second, offset;
	size_t behind = 19;
	date_days d;
	int64_t t;

	if (len < 20 || (text[10] != 'T' && text[10] != 't') ||
	    text[13] != ':' || text[16] != ':')
		return -1;
	d = date_parse(text, 10);
	hour = digits(text + 11, 2);
	minute = digits(text + 14, 2);
	second = digits(text + 17, 2);
	if (d == DATE_NONE || hour < 0 || hour > 23 || minute < 0 ||
	    minute > 59 || second < 0 || second > 60)
		return -1;
	if (text[behind] == '.') {
		while (++behind < len && digits(text + behind, 1) >= 0)
			;
		if (behind == 20)
			return -1;
	}
	if (offset_parse(text + behind, len - behind, &offset) == -1)
		return -1;
	t = (int64_t)d * DAY + hour * 3600 + minute * 60 + second - offset;
	if (second == 60 && t % DAY != 0)
		return -1; /* a leap second is the last of a UTC day */
	*at = t;
	return 0;
}

/* Seconds east of UTC in the process's zone. */
static int64_t
zone_offset(int64_t at)
{
	time_t t = (time_t)at;
	struct tm tm;

	if (!zone_set || localtime_r(&t, &tm) == NULL)
		return 0;
	return tm.tm_gmtoff;
}

static date_days
floor_day(int64_t seconds)
{
	int64_t day = seconds / DAY - (seconds % DAY < 0);

	return day < FIRST_DAY || day > LAST_DAY ? DATE_NONE : (date_days)day;
}

void
instant_format(int64_t at, char out[static INSTANT_TEXT])
{
	/* RFC 3339 has no seconds in an offset, local mean time has. */
	int64_t offset = zone_offset(at) / 60 * 60;
	int64_t local = at + offset;
	date_days d = floor_day(local);
	int64_t second = local - (int64_t)d * DAY;
	int minutes = (int)(offset < 0 ? -offset : offset) / 60;

	if (d == DATE_NONE)
		second = 0; /* 0000-00-00, which nobody parses */
	date_format(d, out);
	out[10] = 'T';
	two_digits(out + 11, (int)(second / 3600));
	out[13] = ':';
	two_digits(out + 14, (int)(second / 60 % 60));
	out[16] = ':';
	two_digits(out + 17, (int)(second % 60));
	if (!zone_set) {
		out[19] = 'Z';
		out[20] = '\0';
		return;
	}
	out[19] = offset < 0 ? '-' : '+';
	two_digits(out + 20, minutes / 60);
	out[22] = ':';
	two_digits(out + 23, minutes % 60);
	out[25] = '\0';
}

/* right/ counts leap seconds, localtime and posixrules are the machine's. */
static bool
zone_name_valid(const char *name)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "abcdefghijklmnopqrstuvwxyz"
				      "0123456789_+-/";

	return name[0] != '\0' && name[0] != '/' && strlen(name) < 64 &&
	       name[strspn(name, letters)] == '\0' &&
	       strncmp(name, "right/", 6) != 0 &&
	       strncmp(name, "posix/", 6) != 0 &&
	       strcmp(name, "localtime") != 0 &&
	       strcmp(name, "posixrules") != 0;
}

/* The zone's file in OUT, which holds CAP bytes; its length, or 0. */
static size_t
zone_file_read(const char *path, char *out, size_t cap)
{
	struct stat st;
	size_t len;
	FILE *f;

	if (stat(path, &st) == -1 || !S_ISREG(st.st_mode))
		return 0;
	f = fopen(path, "re");
	if (f == NULL)
		return 0;
	len = fread(out, 1, cap, f);
	if (ferror(f) || len < 4 || memcmp(out, "TZif", 4) != 0)
		len = 0;
	fclose(f);
	return len;
}

/* Whether the abbreviation that libc now uses stands in the zone's file: where
 * tzset cannot read it again, it takes UTC, and no name, without a word. */
static bool
zone_taken(const char *file, size_t len)
{
	size_t name = strlen(tzname[0]) + 1, at;

	for (at = 0; name > 1 && at + name <= len; at++)
		if (memcmp(file + at, tzname[0], name) == 0)
			return true;
	return false;
}

int
zone_use(const char *name, struct error *e)
{
	/* A path, so that neither TZDIR nor a POSIX rule is meant. */
	char path[sizeof(":" ZONE_FOLDER) + 64] = ":" ZONE_FOLDER;
	char file[16384];
	size_t len;

	if (!zone_name_valid(name))
		return error_set(e, "time zone: not an IANA name");
	strncat(path, name, 63);
	len = zone_file_read(path + 1, file, sizeof(file));
	if (len == 0)
		return error_set(e, "time zone: not in this system's files");
	if (setenv("TZ", path, 1) == -1)
		return error_set_errno(e, "time zone");
	tzset();
	if (!zone_taken(file, len))
		return error_set(e, "time zone: cannot be read");
	zone_set = true;
	return 0;
}

date_days
instant_date(int64_t at)
{
	return floor_day(at + zone_offset(at));
}

/* The first instant in (FROM, TO] whose offset is not FROM's.  There is one. */
static int64_t
zone_change(int64_t from, int64_t to)
{
	int64_t offset = zone_offset(from);

	while (to - from > 1) {
		int64_t mid = from + (to - from) / 2;

		if (zone_offset(mid) == offset)
			from = mid;
		else
			to = mid;
	}
	return to;
}

/* An hour of constant offset, or its part up to or from a change, is looked at
 * a time: no zone changes twice in an hour, none is more than 16 hours off. */
int64_t
date_first_instant(date_days d)
{
	int64_t midnight = (int64_t)d * DAY;
	int64_t at = midnight - 16 * 3600, end = midnight + 16 * 3600;

	if (!zone_set)
		return midnight;
	while (at < end) {
		int64_t next = at + 3600, first;

		if (zone_offset(next) != zone_offset(at))
			next = zone_change(at, next);
		first = midnight - zone_offset(at);
		if (first < next)
			return first > at ? first : at;
		at = next;
	}
	return end;
}

int64_t
date_last_instant(date_days d)
{
	int64_t midnight = ((int64_t)d + 1) * DAY;
	int64_t at = midnight - 16 * 3600, end = midnight + 16 * 3600;
	int64_t last = midnight - 1;

	if (!zone_set)
		return last;
	while (at < end) {
		int64_t next = at + 3600, behind;

		if (zone_offset(next) != zone_offset(at))
			next = zone_change(at, next);
		behind = midnight - zone_offset(at);
		if (behind > at)
			last = (behind < next ? behind : next) - 1;
		at = next;
	}
	return last;
}

int
instant_now(int64_t *at, struct error *e)
{
	const char *text = getenv("SOURCE_DATE_EPOCH");
	char *end;
	long long n;

	if (text == NULL) {
		*at = (int64_t)time(NULL);
		return 0;
	}
	errno = 0;
	n = strtoll(text, &end, 10);
	if (text[0] < '0' || text[0] > '9' || *end != '\0' || errno != 0 ||
	    n / DAY > LAST_DAY)
		return error_set(e, "SOURCE_DATE_EPOCH: not a time");
	*at = n;
	return 0;
}
