/* Who looked, counted for whoever reviews it: 45 CFR 164.308(a)(1)(ii)(D). */
#ifndef LEDGER_ACCESS_H
#define LEDGER_ACCESS_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/date.h"
#include "base/error.h"
#include "ledger/ledger.h"

struct access_request {
	date_days from, to; /* of the rows; what was before is history */
	bool by_day;	    /* else by user */
	bool ndjson;
};

/* A row for each user or day: accesses, patients, and what stands out from the
 * user's earlier days:
 *
 *	first	a first touch of a patient, once there were 20 accesses
 *	hour	an hour of the day that had fewer than 2 in 100, once there were
 *		20; before that, 22:00 to 06:00
 *	count	a day with more than three times the median of the days before,
 *		and 10 more, once there were five
 */
int access_review(struct ledger *l, const struct access_request *q,
    struct buf *out, struct error *e);

#endif
