/* Days and times of day as sources write them → as RECORDS has them. */
#ifndef IMPORT_WHEN_H
#define IMPORT_WHEN_H

#include <stdbool.h>

#include "base/date.h"
#include "base/span.h"
#include "import/draft.h"

struct when {
	struct civil day;
	bool has_day; /* year, month and day */
	bool has_time;
	int hour, minute, second;
	bool has_offset;
	int offset; /* minutes east of UTC */
};

/* HL7 v2 TS and C-CDA TS: YYYY[MM[DD[HHMM[SS[.S…]]]]][±ZZZZ].  False: not one.
 */
bool when_hl7(struct span text, struct when *w);

/* By a pattern: YYYY, YY (1951 to 2050), MM or M, DD or D, MON (Jan to
 * December), hh or h, mm, ss, A (AM or PM); any other character stands for
 * itself.  NULL: ISO 8601, or M/D/YYYY with or without a time behind it, as
 * they are written in the United States. */
bool when_pattern(struct span text, const char *pattern, struct when *w);

/* "2026-03-14"; absent without a whole day. */
struct span when_date(const struct when *w, struct draft *d);
/* "2026-03-14T15:09:26-05:00"; absent without a time, and without an offset
 * unless ZONED: then the process's zone says it. */
struct span when_instant(const struct when *w, bool zoned, struct draft *d);

#endif
