#include "completeness/minutes.h"

#include <string.h>

#include "suite.h"

static const struct {
	const char *text;
	int minutes;
	bool clock;
} said[] = {
    {"Session began 2:03 PM and ended 2:56 PM.", 53, true},
    {"Start 11:02/Stop 11:51.", 49, true},
    {"10:00 a.m.\xE2\x80\x93"
     "10:52 a.m.",
	52, true},
    {"1620-1655.", 35, true},
    {"2:00p - 2:48p, 90834.", 48, true},
    {"0900 to 0945 hrs", 45, true},
    {"10:10 - 11:00a", 50, true},
    {"0930 START. 1015 STOP.", 45, true},
    {"Saw her 1:00-1:53.", 53, true},
    {"Ran over, 12:10 to 1:20.", 70, true},
    {"12:50-2:05 (75 min)", 75, true},
    {"11a-12:10p at shelter office.", 70, true},
    {"1 hr, 2-3 pm.", 60, true},
    {"11:30 PM to 12:15 AM", 45, true},
    {"17:30 - 19:25.", 115, true},
    {"1:00\xC2\xA0PM to 1:50\xE2\x80\xAFPM", 50, true},
    {"20 min, 90833, 11:32\xE2\x80\x93"
     "11:52.",
	20, true},
    {"Paged on 3/9, seen 10:05-10:25.", 20, true},
    {"2 pm, 45 min.", 45, false},
    {"Total time 53 min [x] psychotherapy only", 53, false},
    {"Fifty minutes, commencing 2:00.", 50, false},
    {"At bedside forty-eight minutes.", 48, false},
    {"A fifty-minute appointment, ten to ten-fifty.", 50, false},
    {"1:1 times this week sum to 2 h 5 min.", 125, false},
    {"1.5 hours", 90, false},
    {"12 minutes, 0912.", 12, false},
    {"", 0, false},
    {"Ninety", 0, false},
    {"Started at ten past nine and finished at ten.", 0, false},
    {"CPT 90837, 3/9/2026, MRN 1430 1500x.", 0, false},
    {"25:00 to 26:30", 0, false},
    {"1215 pm to 1259 pm. All well", 44, true},
    {"1100 am - 1145 am", 45, true},
    {"10:00 am. to 10:45 am.", 45, true},
    {"915am to 1000am", 45, true},
    {"915 to 1000 beds", 0, false},
    {"10 amid 11 amber", 0, false},
    {"0915x to 09455", 0, false},
    {"10:155 to 10:455", 0, false},
    {"At 10:00 he called, and much later, when all others had left, at 10:45",
	0, false},
    {"1.55 hours", 0, false},
    {"0 hours", 0, false},
    {"0.5 hours", 30, false},
    {"915am5 to 1000am", 0, false},
    {"10:75 to 11:99", 0, false},
    {"9:00 to 9:00", 0, false},
};

START_TEST(times_and_lengths_are_read_as_clinicians_write_them)
{
	struct session_time t;
	size_t i;

	for (i = 0; i < sizeof(said) / sizeof(said[0]); i++) {
		t = session_time_read(span_of(said[i].text));
		ck_assert_msg(
		    t.minutes == said[i].minutes && t.clock == said[i].clock,
		    "%s: %d%s, not %d%s", said[i].text, t.minutes,
		    t.clock ? " by the clock" : "", said[i].minutes,
		    said[i].clock ? " by the clock" : "");
	}
}
END_TEST

START_TEST(beside_other_things_times_count_by_their_names)
{
	static const struct {
		const char *text;
		int minutes;
	} named[] = {
	    {"Location: office\nStart: 13:00 | Stop: 13:46", 46},
	    {"Consent on file. Time in 16:02, time out 16:50", 48},
	    {"START TIME 2:00 PM END TIME 2:53 PM", 53},
	    {"Next appt 3/17, 14:00-14:55", 0},
	    {"Restart 13:00, stop 13:46", 0},
	    {"E-signed 14:10, started 4/2, ended 5/2", 0},
	    {"Start:", 0},
	    {"start stop", 0},
	};
	size_t i;

	for (i = 0; i < sizeof(named) / sizeof(named[0]); i++)
		ck_assert_msg(
		    session_time_named(span_of(named[i].text)).minutes ==
			named[i].minutes,
		    "%s", named[i].text);
}
END_TEST

START_TEST(a_text_cut_anywhere_is_read_within_its_bytes)
{
	struct session_time t;
	struct span part;
	size_t i, from, to, len;
	char *copy;

	for (i = 0; i < sizeof(said) / sizeof(said[0]); i++) {
		len = strlen(said[i].text);
		for (from = 0; from <= len; from++)
			for (to = from; to <= len; to++) {
				copy = malloc(to - from + 1);
				memcpy(copy, said[i].text + from, to - from);
				part = (struct span){copy, to - from};
				t = session_time_read(part);
				ck_assert_int_ge(t.minutes, 0);
				ck_assert_int_lt(t.minutes, 480);
				free(copy);
			}
	}
}
END_TEST

SUITE("minutes", times_and_lengths_are_read_as_clinicians_write_them,
    beside_other_things_times_count_by_their_names,
    a_text_cut_anywhere_is_read_within_its_bytes)
