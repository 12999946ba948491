#include "completeness/signature.h"

#include <stddef.h>

#define LINE 160    /* bytes that may hold the date */
#define NAME 80	    /* bytes that may hold the credentials */
#define ISO_DATE 10 /* bytes of yyyy-mm-dd */
#define THIS_CENTURY 2000

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Two capitals together, or the end of PhD and PsyD. */
static bool
has_credentials(struct span s)
{
	unsigned capitals = 0;
	size_t i;

	for (i = 0; i < s.len && i < NAME && s.bytes[i] != '\n'; i++) {
		if (s.bytes[i] >= 'A' && s.bytes[i] <= 'Z')
			capitals++;
		else
			capitals = 0;
		if (capitals >= 2)
			return true;
		if (i > 0 && s.bytes[i] == 'D' &&
		    (s.bytes[i - 1] == 'h' || s.bytes[i - 1] == 'y'))
			return true;
	}
	return false;
}

/* At most MOST digits at *AT, which moves behind them; -1: none. */
static int
number(struct span s, size_t *at, size_t most)
{
	int n = -1;

	for (; most > 0 && *at < s.len && is_digit(s.bytes[*at]); most--)
		n = (n == -1 ? 0 : n * 10) + (s.bytes[(*at)++] - '0');
	return n;
}

static bool
slash(struct span s, size_t *at)
{
	if (*at >= s.len || s.bytes[*at] != '/')
		return false;
	(*at)++;
	return true;
}

/* m/d/yyyy, m/d/yy or m/d; S begins with a digit. */
static date_days
american_date(struct span s, date_days day)
{
	struct civil c = {0, 0, 0};
	size_t at = 0;

	c.month = number(s, &at, 2);
	if (!slash(s, &at))
		return DATE_NONE;
	c.day = number(s, &at, 2);
	if (c.day == -1)
		return DATE_NONE;
	c.year = slash(s, &at) ? number(s, &at, 4) : -1;
	if (c.year == -1) {
		if (day == DATE_NONE)
			return DATE_NONE;
		c.year = date_civil(day).year;
	} else if (c.year < 100) {
		c.year += THIS_CENTURY;
	}
	return date_from_civil(c);
}

struct signature
signature_read(struct span behind, date_days day)
{
	struct signature s = {false, DATE_NONE};
	struct span rest;
	size_t i;

	if (behind.len > LINE)
		behind.len = LINE;
	s.credentials = has_credentials(behind);
	for (i = 0; i < behind.len && s.on == DATE_NONE; i++) {
		if (!is_digit(behind.bytes[i]) ||
		    (i > 0 && is_digit(behind.bytes[i - 1])))
			continue;
		rest = (struct span){behind.bytes + i, behind.len - i};
		if (rest.len >= ISO_DATE)
			s.on = date_parse(rest.bytes, ISO_DATE);
		if (s.on == DATE_NONE)
			s.on = american_date(rest, day);
	}
	return s;
}
