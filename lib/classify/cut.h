/* Where a passage is cut that says more than one thing: its words weighed for
 * split.h. */
#ifndef CLASSIFY_CUT_H
#define CLASSIFY_CUT_H

#include <stdbool.h>
#include <stddef.h>

#include "classify/first_pass.h"
#include "classify/split.h"

/* Whether the passage of T, whose first words were met, may be cut at all. */
bool cut_may_be(const struct totals *t);

/* CUTS gets the bytes of its text before which it is cut, ascending; how many.
 * Other words are met. */
size_t cut_find(const struct totals *t, size_t cuts[static SPLIT_WORDS]);

#endif
