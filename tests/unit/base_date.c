#include "base/date.h"

#include <stdlib.h>
#include <string.h>

#include "suite.h"

static date_days
day(const char *text)
{
	date_days d = date_parse(text, strlen(text));

	ck_assert_msg(d != DATE_NONE, "%s", text);
	return d;
}

static int64_t
instant(const char *text)
{
	int64_t at;

	ck_assert_msg(instant_parse(text, strlen(text), &at) == 0, "%s", text);
	return at;
}

static void
zone(const char *name)
{
	struct error e = {0};

	ck_assert_msg(zone_use(name, &e) == 0, "%s", e.text);
}

static void
is_day(date_days d, const char *text)
{
	char out[DATE_TEXT];

	date_format(d, out);
	ck_assert_str_eq(out, text);
}

static void
is_instant(int64_t at, const char *text)
{
	char out[INSTANT_TEXT];

	instant_format(at, out);
	ck_assert_str_eq(out, text);
}

START_TEST(days_are_counted_from_1970)
{
	ck_assert_int_eq(day("1970-01-01"), 0);
	ck_assert_int_eq(day("2000-03-01"), 11017);
	ck_assert_int_eq(day("0001-01-01"), -719162);
	ck_assert_int_eq(day("9999-12-31"), 2932896);
}
END_TEST

#define CYCLE 146097 /* days of 400 years, after which the calendar repeats */

/* Of the first and the last 400 years, and of 800 around ours. */
START_TEST(every_day_of_the_calendar_comes_back)
{
	const date_days first[] = {
	    day("0001-01-01"), day("1600-01-01"), day("9999-12-31") - CYCLE};
	const date_days last[] = {
	    first[0] + CYCLE, day("2400-12-31"), day("9999-12-31")};

	for (size_t i = 0; i < sizeof(first) / sizeof(*first); i++) {
		struct civil before = date_civil(first[i]);

		for (date_days d = first[i] + 1; d <= last[i]; d++) {
			struct civil c = date_civil(d);

			ck_assert(date_from_civil(c) == d);
			if (c.day != before.day + 1)
				ck_assert(c.day == 1 &&
					  (c.month == before.month + 1 ||
					      (c.month == 1 &&
						  c.year == before.year + 1)));
			before = c;
		}
	}
}
END_TEST

START_TEST(a_day_that_does_not_exist_is_no_date)
{
	static const char *const none[] = {"2026-02-30", "2025-02-29",
	    "1900-02-29", "2026-13-01", "2026-00-10", "2026-01-00",
	    "2026-04-31", "0000-01-01", "2026-1-01", "2026-01-1", "26-01-01",
	    "2026/01/01", "2026-01-01 ", " 2026-01-01", "2026-01-01T", "",
	    "+026-01-01", "2026-01-0x"};

	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++)
		ck_assert_msg(date_parse(none[i], strlen(none[i])) == DATE_NONE,
		    "%s", none[i]);
	day("2024-02-29");
	day("2000-02-29");
}
END_TEST

START_TEST(a_month_keeps_the_day_or_takes_its_last)
{
	is_day(date_add_months(day("2026-01-31"), 1), "2026-02-28");
	is_day(date_add_months(day("2024-01-31"), 1), "2024-02-29");
	is_day(date_add_months(day("2026-03-15"), -3), "2025-12-15");
	is_day(date_add_years(day("2024-02-29"), 1), "2025-02-28");
	is_day(date_add_years(day("2024-02-29"), 4), "2028-02-29");
	is_day(date_add_years(day("2026-11-21"), -6), "2020-11-21");
	ck_assert_int_eq(date_add_years(day("9999-01-01"), 1), DATE_NONE);
	ck_assert_int_eq(date_add_years(DATE_NONE, 1), DATE_NONE);
	ck_assert_int_eq(date_add_years(0, INT32_MAX), DATE_NONE);
}
END_TEST

START_TEST(a_leap_day_birthday_is_on_the_first_of_march)
{
	date_days birth = day("2012-02-29");

	ck_assert_int_eq(date_years_between(birth, day("2025-02-28")), 12);
	ck_assert_int_eq(date_years_between(birth, day("2025-03-01")), 13);
	ck_assert_int_eq(date_years_between(birth, day("2024-02-28")), 11);
	ck_assert_int_eq(date_years_between(birth, day("2024-02-29")), 12);
	ck_assert_int_eq(date_years_between(birth, birth), 0);
}
END_TEST

/* Years 0001 to 9999 are all there is. */
START_TEST(beyond_the_calendar_is_no_day)
{
	date_days first = day("0001-01-01"), last = day("9999-12-31");
	char text[INSTANT_TEXT];

	ck_assert_int_eq(date_civil(first - 1).year, 0);
	ck_assert_int_eq(date_civil(last + 1).year, 0);
	ck_assert_int_eq(date_civil(DATE_NONE).year, 0);
	ck_assert_int_eq(date_add_months(last, 1), DATE_NONE);
	ck_assert_int_eq(date_add_months(first, -1), DATE_NONE);
	is_day(date_add_months(last, 0), "9999-12-31");
	is_day(date_add_months(first, 0), "0001-01-01");
	ck_assert_int_eq(date_add_months(DATE_NONE, 1), DATE_NONE);
	ck_assert_int_eq(date_add_years(first, 9999), DATE_NONE);
	is_day(date_add_years(first, 9998), "9999-01-01");
	is_day(date_add_years(last, -9998), "0001-12-31");
	ck_assert_int_eq(date_add_years(first, 10000), DATE_NONE);
	ck_assert_int_eq(date_add_years(first, -10000), DATE_NONE);
	ck_assert_int_eq(
	    date_from_civil((struct civil){10000, 1, 1}), DATE_NONE);
	ck_assert_int_eq(
	    date_from_civil((struct civil){2026, 1, -1}), DATE_NONE);
	ck_assert_int_eq(instant_date(((int64_t)last + 1) * 86400), DATE_NONE);
	ck_assert_int_eq(instant_date((int64_t)first * 86400 - 1), DATE_NONE);
	ck_assert_int_eq(instant_date((int64_t)first * 86400), first);
	instant_format(INT64_C(1) << 40, text);
	ck_assert_str_eq(text, "0000-00-00T00:00:00Z");
	ck_assert_int_eq(
	    date_years_between(day("2000-05-10"), day("2026-04-30")), 25);
}
END_TEST

START_TEST(an_instant_is_read_with_its_offset)
{
	ck_assert_int_eq(instant("1970-01-01T00:00:00Z"), 0);
	ck_assert_int_eq(instant("2026-03-14T15:09:26-05:00"),
	    instant("2026-03-14T20:09:26Z"));
	ck_assert_int_eq(instant("2026-03-14t20:09:26.999z"),
	    instant("2026-03-14T20:09:26Z"));
	ck_assert_int_eq(
	    instant("2016-12-31T23:59:60Z"), instant("2017-01-01T00:00:00Z"));
	ck_assert_int_eq(instant("2016-12-31T18:59:60-05:00"),
	    instant("2017-01-01T00:00:00Z"));
}
END_TEST

START_TEST(an_instant_needs_its_offset_and_all_its_digits)
{
	static const char *const none[] = {"2026-03-14", "2026-03-14T15:09:26",
	    "2026-03-14T15:09Z", "2026-03-14 15:09:26Z", "2026-03-14T24:00:00Z",
	    "2026-03-14T15:60:00Z", "2026-03-14T15:09:61Z",
	    "2026-03-14T15:09:60Z", "2026-03-14T15:09:26.Z",
	    "2026-03-14T15:09:26+5:00", "2026-03-14T15:09:26+0500",
	    "2026-03-14T15:09:26+24:00", "2026-03-14T15:09:26Z ",
	    "2026-02-30T15:09:26Z", "2026-03-14T15:09:26.5",
	    "2026-03-14Tx5:09:26Z", "2026-03-14T15:x9:26Z",
	    "2026-03-14T15:09:x6Z", "2026-03-14T15.09:26Z",
	    "2026-03-14T15:09.26Z", "2026-03-14T15:09:26*05:00",
	    "2026-03-14T15:09:26+05.00", "2026-03-14T15:09:26+x5:00",
	    "2026-03-14T15:09:26+05:x0", "2026-03-14T15:09:26+05:60",
	    "2026-03-14T15:09:26X", "2026-03-14T15:09:26.5X"};
	int64_t at;

	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++)
		ck_assert_msg(
		    instant_parse(none[i], strlen(none[i]), &at) == -1, "%s",
		    none[i]);
}
END_TEST

START_TEST(without_a_zone_it_is_utc_whatever_tz_says)
{
	setenv("TZ", "Asia/Tokyo", 1);
	is_instant(0, "1970-01-01T00:00:00Z");
	ck_assert_int_eq(instant_date(-1), -1);
	ck_assert_int_eq(date_last_instant(0), 86399);
}
END_TEST

START_TEST(an_unknown_zone_is_an_error_and_not_utc)
{
	static const char *const none[] = {"", "Mars/Olympus",
	    "../../etc/hosts", "/etc/localtime", "EST5EDT,M3.2.0,M11.1.0",
	    "right/UTC", "posix/UTC", "posixrules", "America", "localtime",
	    "zone.tab", "leapseconds", "America/Chicago\n", ":UTC",
	    "America/x123456789012345678901234567890123456789012345678901234"
	    "567890"};
	struct error e;

	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++) {
		e.text[0] = '\0';
		ck_assert_msg(zone_use(none[i], &e) == -1, "%s", none[i]);
		ck_assert_ptr_nonnull(strstr(e.text, "time zone: "));
	}
}
END_TEST

START_TEST(an_instant_is_written_in_the_zone)
{
	zone("America/Chicago");
	is_instant(
	    instant("2026-01-14T20:09:26Z"), "2026-01-14T14:09:26-06:00");
	is_instant(
	    instant("2026-07-14T20:09:26Z"), "2026-07-14T15:09:26-05:00");
	zone("Asia/Kolkata");
	is_instant(
	    instant("2026-07-14T20:09:26Z"), "2026-07-15T01:39:26+05:30");
}
END_TEST

/* No year of libc's holds it: no date, and no other one. */
START_TEST(an_instant_beyond_all_years_is_no_date)
{
	char out[INSTANT_TEXT];
	int64_t at;

	zone("America/Chicago");
	is_instant(INT64_MAX / 2, "0000-00-00T00:00:00+00:00");
	is_instant(-INT64_MAX / 2, "0000-00-00T00:00:00+00:00");
	instant_format(INT64_MAX / 2, out);
	ck_assert_int_eq(instant_parse(out, strlen(out), &at), -1);
	ck_assert_int_eq(instant_date(INT64_MAX / 2), DATE_NONE);
}
END_TEST

START_TEST(an_instant_before_standard_time_comes_back)
{
	int64_t at = instant("1850-06-01T12:00:00Z");
	char out[INSTANT_TEXT];

	zone("America/Chicago"); /* -5:50:36 */
	instant_format(at, out);
	ck_assert_str_eq(out, "1850-06-01T06:10:00-05:50");
	ck_assert_int_eq(instant(out), at);
}
END_TEST

START_TEST(days_have_23_and_25_hours_where_the_clock_changes)
{
	zone("America/Chicago");
	ck_assert_int_eq(date_last_instant(day("2026-03-08")) + 1 -
			     date_first_instant(day("2026-03-08")),
	    23 * 3600);
	ck_assert_int_eq(date_last_instant(day("2026-11-01")) + 1 -
			     date_first_instant(day("2026-11-01")),
	    25 * 3600);
	is_instant(
	    date_last_instant(day("2026-11-01")), "2026-11-01T23:59:59-06:00");
	is_instant(
	    date_first_instant(day("2026-11-01")), "2026-11-01T00:00:00-05:00");
}
END_TEST

START_TEST(a_day_may_begin_at_one_in_the_morning)
{
	zone("America/Santiago");
	is_instant(
	    date_first_instant(day("2026-09-06")), "2026-09-06T01:00:00-03:00");
	is_instant(
	    date_last_instant(day("2026-09-05")), "2026-09-05T23:59:59-04:00");
	/* and that of 4 April has its last hour twice */
	ck_assert_int_eq(date_last_instant(day("2026-04-04")) + 1 -
			     date_first_instant(day("2026-04-04")),
	    25 * 3600);
}
END_TEST

START_TEST(a_day_that_was_skipped_is_empty)
{
	zone("Pacific/Apia"); /* had no 30 December 2011 */
	ck_assert_int_eq(date_last_instant(day("2011-12-29")) + 1,
	    date_first_instant(day("2011-12-31")));
	ck_assert_int_gt(date_first_instant(day("2011-12-30")),
	    date_last_instant(day("2011-12-30")));
}
END_TEST

START_TEST(a_day_that_came_twice_has_its_first_and_its_last_second)
{
	zone("America/St_Johns"); /* 00:01 became 23:01 of the day before */
	is_instant(
	    date_first_instant(day("2006-10-29")), "2006-10-29T00:00:00-02:30");
	is_instant(
	    date_last_instant(day("2006-10-28")), "2006-10-28T23:59:59-03:30");
}
END_TEST

START_TEST(every_day_of_ten_years_follows_the_one_before)
{
	static const char *const zones[] = {"America/New_York",
	    "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kathmandu",
	    "Pacific/Kiritimati"};

	for (size_t i = 0; i < sizeof(zones) / sizeof(*zones); i++) {
		zone(zones[i]);
		for (date_days d = day("2018-01-01"); d < day("2028-01-01");
		     d++) {
			int64_t first = date_first_instant(d);

			ck_assert(date_last_instant(d - 1) + 1 == first);
			ck_assert(instant_date(first) == d);
			ck_assert(instant_date(first - 1) == d - 1);
		}
	}
}
END_TEST

START_TEST(now_is_what_source_date_epoch_says)
{
	static const char *const none[] = {"", " 1", "-1", "+1", "1 ", "1.5",
	    "0x10", "253402300800", "9223372036854775808",
	    "99999999999999999999999"};
	struct error e = {0};
	int64_t at = 0;

	setenv("SOURCE_DATE_EPOCH", "1773500966", 1);
	ck_assert_int_eq(instant_now(&at, &e), 0);
	ck_assert_int_eq(at, 1773500966);
	setenv("SOURCE_DATE_EPOCH", "yesterday", 1);
	ck_assert_int_eq(instant_now(&at, &e), -1);
	ck_assert_str_eq(e.text, "SOURCE_DATE_EPOCH: not a time");
	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++) {
		setenv("SOURCE_DATE_EPOCH", none[i], 1);
		ck_assert_msg(instant_now(&at, NULL) == -1, "%s", none[i]);
	}
	ck_assert_int_eq(at, 1773500966);
	setenv("SOURCE_DATE_EPOCH", "253402300799", 1);
	ck_assert_int_eq(instant_now(&at, NULL), 0);
	is_instant(at, "9999-12-31T23:59:59Z");
	unsetenv("SOURCE_DATE_EPOCH");
	ck_assert_int_eq(instant_now(&at, &e), 0);
	ck_assert_int_gt(at, 1773500966);
}
END_TEST

SUITE("date", days_are_counted_from_1970, every_day_of_the_calendar_comes_back,
    a_day_that_does_not_exist_is_no_date,
    a_month_keeps_the_day_or_takes_its_last,
    a_leap_day_birthday_is_on_the_first_of_march, beyond_the_calendar_is_no_day,
    an_instant_is_read_with_its_offset,
    an_instant_needs_its_offset_and_all_its_digits,
    without_a_zone_it_is_utc_whatever_tz_says,
    an_unknown_zone_is_an_error_and_not_utc, an_instant_is_written_in_the_zone,
    an_instant_before_standard_time_comes_back,
    an_instant_beyond_all_years_is_no_date,
    days_have_23_and_25_hours_where_the_clock_changes,
    a_day_may_begin_at_one_in_the_morning, a_day_that_was_skipped_is_empty,
    a_day_that_came_twice_has_its_first_and_its_last_second,
    every_day_of_ten_years_follows_the_one_before,
    now_is_what_source_date_epoch_says)
