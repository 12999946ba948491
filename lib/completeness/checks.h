/* How each item is decided: one function a check, over the evidence. */
#ifndef COMPLETENESS_CHECKS_H
#define COMPLETENESS_CHECKS_H

#include <stdbool.h>

#include "completeness/evidence.h"
#include "completeness/plans.h"
#include "completeness/standard.h"
#include "note/completeness.h"

struct subject {
	const struct note *note;
	const struct classification *classification;
	const struct evidence *evidence;
	bool plans_given;
	const struct plan *plan; /* the patient's; NULL: none */
	bool plan_in_force;
	struct span repeats; /* another note that this one repeats */
};

/* Whether an item with W applies to the note. */
bool subject_has(const struct subject *s, enum when w);

/* The status, and in one word why; "" where there is nothing to add. */
enum item_status subject_check(
    const struct subject *s, const struct item *item, const char **why);

#endif
