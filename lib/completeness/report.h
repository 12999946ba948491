/* What was found in many notes: by clinician, by patient and by item, as text
 * or as one HTML page.  It names no patient (ids alone) and shows no text of a
 * note. */
#ifndef COMPLETENESS_REPORT_H
#define COMPLETENESS_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "completeness/standard.h"
#include "note/completeness.h"
#include "note/note.h"

struct report; /* owner; grows with clinicians, patients and what was found */

/* Borrows S.  PASS is a percentage.  Without LIST only what is counted is kept,
 * not what is absent in which note. */
struct report *report_new(const struct standard *s, size_t pass, bool list);
void report_free(struct report *r);

/* C may be one that is not present: a note that nobody audits. */
void report_add(
    struct report *r, const struct note *n, const struct completeness *c);

/* How many notes were below the mark. */
uint64_t report_below(const struct report *r);

/* Ids may hold anything: controls, bidi marks and markup come out as text. */
void report_text(const struct report *r, struct buf *out);
void report_html(const struct report *r, struct buf *out);

#endif
