/* attest/1: a practice's counsel attests that a state's law adds nothing to
 * the federal rules. */
#ifndef NOTE_ATTEST_H
#define NOTE_ATTEST_H

#include "base/date.h"
#include "base/error.h"
#include "base/span.h"
#include "stream/record.h"

/* A view; every member is required. */
struct attest {
	struct span state; /* "OH" */
	struct span by;
	date_days on;
	struct span basis;
};

/* Unknown members are errors. */
int attest_read(struct attest *a, struct record *rec, struct error *e);

#endif
