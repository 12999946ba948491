/* Checks one note after another against a standard. */
#ifndef COMPLETENESS_CHECK_NOTE_H
#define COMPLETENESS_CHECK_NOTE_H

#include <stdbool.h>

#include "base/error.h"
#include "completeness/plans.h"
#include "completeness/standard.h"
#include "note/completeness.h"
#include "note/note.h"

/* Owner.  It remembers the notes of each patient (clones.h), so one thread
 * uses it, and patients that are not together are not compared. */
struct checker;
/* Borrows STANDARD and PLANS (NULL: none given). */
struct checker *checker_new(
    const struct standard *s, const struct plans *plans, struct error *e);
void checker_free(struct checker *k);

/* Fills OUT for N, a view of REC that lives as long as its other views.  A
 * note that is kept apart from the chart, or is administrative, is nobody's to
 * audit: OUT is not present then. */
int checker_check(struct checker *k, struct record *rec, const struct note *n,
    struct completeness *out, struct error *e);

#endif
