/* Sentences that more than one file of a response says. */
#ifndef PACKAGE_WORDING_H
#define PACKAGE_WORDING_H

#include "package/category.h"
#include "package/index.h"

/* Why something is not there, as the recipient is told. */
const char *wording_withheld(enum category c, enum disposition d);

#endif
