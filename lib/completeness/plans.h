/* The treatment plans of --plan, by patient. */
#ifndef COMPLETENESS_PLANS_H
#define COMPLETENESS_PLANS_H

#include "base/date.h"
#include "base/error.h"
#include "base/span.h"
#include "note/plan.h"

struct plans; /* owner; never changed once made */

/* NDJSON of plan/1; end/1 and part/1 are passed over, other kinds are an
 * error.  The error names PATH and the line. */
struct plans *plans_open(const char *path, struct error *e);
void plans_free(struct plans *p);

/* The plan of PATIENT in force on DAY, the latest of several; else any of the
 * patient's, and IN_FORCE is false.  NULL: none. */
const struct plan *plans_find(
    const struct plans *p, struct span patient, date_days day, bool *in_force);

#endif
