/* What stands behind the words of a signature: "R. Okafor, LCSW 3/3/2026". */
#ifndef COMPLETENESS_SIGNATURE_H
#define COMPLETENESS_SIGNATURE_H

#include <stdbool.h>

#include "base/date.h"
#include "base/span.h"

struct signature {
	bool credentials; /* such as LCSW, MD, PhD */
	date_days on;	  /* DATE_NONE: not dated */
};

/* BEHIND is the text after "signed by".  A date without a year is taken to be
 * of the year of DAY, the date of service (DATE_NONE: none is). */
struct signature signature_read(struct span behind, date_days day);

#endif
