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

/* A row for each user or day: accesses, patients, and what stands out:
 *
 *	first	a user's first touch of a patient, once the user has 20 accesses
 *	hour	an hour of the day in which the user had fewer than 2 in 100,
 *		once there are 20 accesses; before that, 22:00 to 06:00
 *	count	a day of the user with more than three times the median of the
 *		user's earlier days, and 10 more, once there are five
 */
int access_review(struct ledger *l, const struct access_request *q,
    struct buf *out, struct error *e);

#endif
