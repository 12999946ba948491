/* Spans of clock times, which begin another entry. */
#include "text/clock.h"

#include <string.h>

#include "suite.h"

START_TEST(a_span_is_two_times_and_the_words_around_them)
{
	static const char *const spans[] = {"10:00-10:52 am (52 min)",
	    "0901-0955", "Time in 4:15 out 5:05", "from 9:00 to 9:45",
	    "Start 1400. Stop 1455.", "2:00 p.m. - 2:50 p.m.",
	    "Session 10:00 / 10:50, 50 minutes"};
	static const char *const others[] = {"", "10:00", "at 10:00 to 10:50",
	    "10:00 wept 10:50", "3000-4000", "10000-20000", "10:00 + 10:50",
	    "52 min", "9:00 9:00 a a a a a a a a a a a a a a a"};
	size_t i;

	for (i = 0; i < sizeof(spans) / sizeof(spans[0]); i++)
		ck_assert_msg(
		    clock_span(spans[i], strlen(spans[i])), "%s", spans[i]);
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		ck_assert_msg(
		    !clock_span(others[i], strlen(others[i])), "%s", others[i]);
}
END_TEST

SUITE("clock", a_span_is_two_times_and_the_words_around_them)
