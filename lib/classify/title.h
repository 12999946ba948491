/* Titles that say nothing of a person (title.def). */
#ifndef CLASSIFY_TITLE_H
#define CLASSIFY_TITLE_H

#include <stdbool.h>

#include "base/span.h"

/* An absent or empty title is known too: it says nothing.  Case, numbers and
 * marks do not matter: "1. ADMIN:" is "admin". */
bool title_known(struct span title);

#endif
