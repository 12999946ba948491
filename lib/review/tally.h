/* What becomes of a passage, and how much of each label: the table and the
 * chart of the page, and the last lines of the terminal's view. */
#ifndef REVIEW_TALLY_H
#define REVIEW_TALLY_H

#include <stdbool.h>
#include <stddef.h>

#include "law/law.h"
#include "note/classification.h"
#include "note/decision.h"
#include "note/label.h"

enum fate {
	FATE_STAYS,  /* withheld; zero: nobody said that it may go */
	FATE_REVIEW, /* waits for a person */
	FATE_GOES,
	FATE_COUNT
};

const char *fate_name(enum fate f); /* "stays" */

/* What the decision and its field filter make of a passage, as notes-redact
 * would.  Where the record is redacted, what still stands in it goes. */
enum fate passage_fate(const struct law *l, const struct decision *d,
    bool redacted, const struct passage *p);
/* Whether notes-redact would take an override/1 that releases it: it waits for
 * a person, or was left out as beyond the minimum. */
bool passage_releasable(const struct decision *d, const struct passage *p);

struct tally {
	size_t notes;
	size_t passages[LABEL_COUNT][FATE_COUNT];
	size_t points[LABEL_COUNT][FATE_COUNT]; /* code points */
};

void tally_passage(struct tally *t, const struct passage *p, enum fate f);
size_t tally_label(const struct tally *t, enum label l); /* code points */

#endif
