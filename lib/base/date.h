/* Civil dates and RFC 3339 instants.
 *
 * A date is a day of the proleptic Gregorian calendar, counted from
 * 1970-01-01; it has no zone.  An instant is seconds since the epoch, UTC.
 * They meet only through a zone (IANA name), which is the process's: the
 * practice has one. */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

#define DATE_NONE INT32_MIN
#define DATE_TEXT 11	/* "2026-03-14" and a NUL */
#define INSTANT_TEXT 32 /* "2026-03-14T15:09:26-05:00" and a NUL */
#define INSTANT_NONE INT64_MIN

/* Days since 1970-01-01, years 0001 to 9999; DATE_NONE: no date. */
typedef int32_t date_days;

struct civil {
	int year;
	int month; /* 1 to 12 */
	int day;   /* 1 to 31 */
};

/* "YYYY-MM-DD" exactly, a day that exists (2026-02-30 is refused).  Returns
 * DATE_NONE otherwise. */
date_days date_parse(const char *text, size_t len);
void date_format(date_days d, char out[static DATE_TEXT]);
struct civil date_civil(date_days d);
date_days date_from_civil(struct civil c); /* DATE_NONE: no such day */

/* Calendar arithmetic: years and months keep the day, or take the month's last
 * (2024-02-29 plus a year is 2025-02-28). */
date_days date_add_months(date_days d, int months);
date_days date_add_years(date_days d, int years);
/* Full years from BIRTH to D: an age.  Born on 29 February: a year older on
 * 1 March in common years. */
int date_years_between(date_days birth, date_days d);

/* RFC 3339 with an offset or Z; a fraction is read and dropped, the leap second
 * :60 counts as the next second.  Returns -1 otherwise. */
int instant_parse(const char *text, size_t len, int64_t *at);
/* With the zone's offset at that instant. */
void instant_format(int64_t at, char out[static INSTANT_TEXT]);

/* Makes NAME (IANA, "America/Chicago") the process's zone.  A name that the
 * system's zone files do not have is an error: nothing falls back to UTC.
 * Without a call the zone is UTC.  Before threads. */
int zone_use(const char *name, struct error *e);

/* The local day of an instant, and the first and last second of a local day:
 * right where a day has 23 or 25 hours, or begins at 01:00. */
date_days instant_date(int64_t at);
int64_t date_first_instant(date_days d);
int64_t date_last_instant(date_days d);

/* Now, or SOURCE_DATE_EPOCH where it is set (a malformed one is an error). */
int instant_now(int64_t *at, struct error *e);

#endif
