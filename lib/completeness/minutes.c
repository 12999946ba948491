#include "completeness/minutes.h"

#include <stddef.h>
#include <string.h>

#define DAY 1440     /* minutes */
#define HALF_DAY 720 /* minutes */
#define LONGEST 480  /* minutes of a session */
#define BETWEEN 32   /* bytes between a range's two times */

struct reader {
	const char *text;
	size_t len;
	size_t at;
};

/* A time of day as it stands. */
struct clock {
	int minute; /* of the day; of half a day where the half is not said */
	bool half;  /* whether am or pm is said, or it is of 24 hours */
	bool pm;
	bool marked; /* am or pm is said */
};

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
	return lower(c) >= 'a' && lower(c) <= 'z';
}

static char
peek(const struct reader *r, size_t ahead)
{
	return r->at + ahead < r->len ? r->text[r->at + ahead] : '\0';
}

/* A number of at most four digits; returns how many, 0: none or too many. */
static size_t
digits(struct reader *r, int *value)
{
	size_t n = 0;

	*value = 0;
	while (n <= 4 && is_digit(peek(r, n))) {
		*value = *value * 10 + (peek(r, n) - '0');
		n++;
	}
	if (n > 4)
		return 0;
	r->at += n;
	return n;
}

static void
skip_spaces(struct reader *r)
{
	/* U+00A0 and U+202F stand before "PM" in what some systems print. */
	for (;;) {
		if (peek(r, 0) == ' ')
			r->at++;
		else if (peek(r, 0) == '\xC2' && peek(r, 1) == '\xA0')
			r->at += 2;
		else if (peek(r, 0) == '\xE2' && peek(r, 1) == '\x80' &&
			 peek(r, 2) == '\xAF')
			r->at += 3;
		else
			return;
	}
}

/* "am", "p.m.", "a": also straight behind the digits. */
static bool
marker(struct reader *r, struct clock *c)
{
	struct reader save = *r;
	char first;

	skip_spaces(r);
	first = lower(peek(r, 0));
	if (first == 'a' || first == 'p') {
		r->at++;
		if (peek(r, 0) == '.')
			r->at++;
		if (lower(peek(r, 0)) == 'm') {
			r->at++;
			if (peek(r, 0) == '.' && peek(r, 1) != '\0' &&
			    r->text[r->at - 2] == '.')
				r->at++;
		}
		if (!is_letter(peek(r, 0))) {
			c->half = c->marked = true;
			c->pm = first == 'p';
			return true;
		}
	}
	*r = save;
	return false;
}

/* A time of day at R, which is moved behind it; else left where it was. */
static bool
read_clock(struct reader *r, struct clock *c)
{
	struct reader save = *r;
	int hour, minute = 0;
	size_t n = digits(r, &hour);

	memset(c, 0, sizeof(*c));
	if (n >= 3 && hour / 100 < 24 && hour % 100 < 60) { /* 0915 */
		c->minute = hour / 100 * 60 + hour % 100;
		c->half = n == 4;
		if (!marker(r, c) && n == 3)
			goto none;
		if (c->marked && c->minute >= HALF_DAY)
			c->minute -= HALF_DAY;
		return !is_digit(peek(r, 0)) && !is_letter(peek(r, 0));
	}
	if (n < 1 || n > 2 || hour > 23)
		goto none;
	if (peek(r, 0) == ':' && is_digit(peek(r, 1)) && is_digit(peek(r, 2)) &&
	    !is_digit(peek(r, 3))) {
		r->at++;
		digits(r, &minute);
		if (minute > 59)
			goto none;
		marker(r, c);
	} else if (!marker(r, c) && peek(r, 0) != '-' &&
		   strncmp(r->text + r->at, "\xE2\x80\x93",
		       r->len - r->at < 3 ? r->len - r->at : 3) != 0) {
		goto none; /* a bare number is a time before a dash alone */
	}
	if (c->marked) {
		if (hour > 12)
			c->marked = c->pm = false;
		else
			hour %= 12;
	} else {
		c->half = hour > 12 || (hour == 0) || save.text[save.at] == '0';
		if (!c->half)
			hour %= 12;
	}
	c->minute = hour * 60 + minute;
	return true;
none:
	*r = save;
	return false;
}

static int
of_day(const struct clock *c)
{
	return c->minute + (c->marked && c->pm ? HALF_DAY : 0);
}

/* Minutes from A to B; where the half of the day is not said of both, the
 * first such time behind A. */
static int
range_minutes(const struct clock *a, const struct clock *b)
{
	int span;

	if (a->half && b->half)
		return (of_day(b) - of_day(a) + DAY) % DAY;
	span = (b->minute - a->minute) % HALF_DAY;
	return span < 0 ? span + HALF_DAY : span;
}

static int
read_range(struct span text)
{
	struct reader r = {text.bytes, text.len, 0};
	struct clock a = {0}, b = {0};
	bool have = false;
	size_t end = 0;
	int minutes;

	while (r.at < r.len) {
		if (!is_digit(peek(&r, 0)) ||
		    (r.at > 0 && (is_letter(r.text[r.at - 1]) ||
				     is_digit(r.text[r.at - 1]) ||
				     r.text[r.at - 1] == '/' ||
				     r.text[r.at - 1] == '.'))) {
			r.at++;
			continue;
		}
		if (!read_clock(&r, &b)) {
			while (is_digit(peek(&r, 0)))
				r.at++;
			continue;
		}
		if (have && r.at - end <= BETWEEN + 8) {
			minutes = range_minutes(&a, &b);
			if (minutes > 0 && minutes < LONGEST)
				return minutes;
		}
		a = b;
		have = true;
		end = r.at;
	}
	return 0;
}

static bool
word_at(struct reader *r, const char *word)
{
	size_t i;

	for (i = 0; word[i] != '\0'; i++)
		if (lower(peek(r, i)) != word[i])
			return false;
	if (is_letter(peek(r, i)))
		return false;
	r->at += i;
	return true;
}

/* "fifty", "forty-eight", "twenty five": 1 to 99; 0: not a number word. */
static int
number_word(struct reader *r)
{
	static const char *const units[] = {"one", "two", "three", "four",
	    "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
	    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen",
	    "eighteen", "nineteen"};
	static const char *const tens[] = {"twenty", "thirty", "forty", "fifty",
	    "sixty", "seventy", "eighty", "ninety"};
	struct reader save;
	int i, k;

	for (i = 0; i < 8; i++) {
		if (!word_at(r, tens[i]))
			continue;
		save = *r;
		if (peek(r, 0) == '-' || peek(r, 0) == ' ') {
			r->at++;
			for (k = 0; k < 9; k++)
				if (word_at(r, units[k]))
					return 20 + i * 10 + k + 1;
		}
		*r = save;
		return 20 + i * 10;
	}
	for (i = 0; i < 19; i++)
		if (word_at(r, units[i]))
			return i + 1;
	return 0;
}

enum unit { UNIT_NONE, UNIT_MINUTES, UNIT_HOURS };

static enum unit
read_unit(struct reader *r)
{
	static const char *const minutes[] = {
	    "minutes", "minute", "mins", "min"};
	static const char *const hours[] = {"hours", "hour", "hrs", "hr", "h"};
	size_t i;

	skip_spaces(r);
	if (peek(r, 0) == '-')
		r->at++;
	for (i = 0; i < sizeof(minutes) / sizeof(minutes[0]); i++)
		if (word_at(r, minutes[i]))
			return UNIT_MINUTES;
	for (i = 0; i < sizeof(hours) / sizeof(hours[0]); i++)
		if (word_at(r, hours[i]))
			return UNIT_HOURS;
	return UNIT_NONE;
}

/* A length at R: its minutes, 0 where there is none. */
static int
read_length(struct reader *r)
{
	struct reader save = *r, hours;
	int n = 0, tenths = 0, more;

	if (is_digit(peek(r, 0))) {
		if (digits(r, &n) == 0)
			return 0;
		if (peek(r, 0) == '.' && is_digit(peek(r, 1)) &&
		    !is_digit(peek(r, 2))) {
			tenths = peek(r, 1) - '0';
			r->at += 2;
		}
	} else {
		n = number_word(r);
	}
	switch (n == 0 && tenths == 0 ? UNIT_NONE : read_unit(r)) {
	case UNIT_MINUTES:
		return n;
	case UNIT_HOURS:
		n = n * 60 + tenths * 6;
		hours = *r;
		skip_spaces(r);
		if (digits(r, &more) > 0 && read_unit(r) == UNIT_MINUTES)
			return n + more;
		*r = hours;
		return n;
	case UNIT_NONE:
		break;
	}
	*r = save;
	return 0;
}

static int
first_length(struct span text)
{
	struct reader r = {text.bytes, text.len, 0};
	int minutes;

	while (r.at < r.len) {
		if ((is_digit(peek(&r, 0)) || is_letter(peek(&r, 0))) &&
		    (r.at == 0 || (!is_digit(r.text[r.at - 1]) &&
				      !is_letter(r.text[r.at - 1])))) {
			minutes = read_length(&r);
			if (minutes > 0 && minutes < LONGEST)
				return minutes;
		}
		r.at++;
	}
	return 0;
}

struct session_time
session_time_read(struct span text)
{
	struct session_time t = {false, 0};

	t.minutes = read_range(text);
	t.clock = t.minutes > 0;
	if (!t.clock)
		t.minutes = first_length(text);
	return t;
}

#define NAMED 40 /* bytes from the first name to the second */

/* One of WORDS at R, which is moved behind it. */
static bool
name_at(struct reader *r, const char *const *words)
{
	if (r->at > 0 && is_letter(r->text[r->at - 1]))
		return false;
	for (; *words != NULL; words++)
		if (word_at(r, *words))
			return true;
	return false;
}

struct session_time
session_time_named(struct span text)
{
	static const char *const first[] = {"start", "started", "start time",
	    "begin", "began", "time in", "arrived", NULL};
	static const char *const second[] = {"stop", "stopped", "stop time",
	    "end", "ended", "end time", "time out", "left", NULL};
	struct reader r = {text.bytes, text.len, 0}, to;
	struct session_time t = {false, 0};
	size_t end;

	for (; r.at < r.len; r.at++) {
		if (!name_at(&r, first))
			continue;
		end = r.at + NAMED < r.len ? r.at + NAMED : r.len;
		for (to = r; to.at < end; to.at++) {
			if (!name_at(&to, second))
				continue;
			end =
			    to.at + BETWEEN < to.len ? to.at + BETWEEN : to.len;
			t.minutes = read_range(
			    (struct span){text.bytes + r.at, end - r.at});
			t.clock = t.minutes > 0;
			return t;
		}
	}
	return t;
}
