/* --held-back: the notes that a person keeps out of the stream, or that a
 * filter rejected on the way.  A line is a record as it came (a quarantine
 * file) or an id. */
#ifndef PACKAGE_HELDBACK_H
#define PACKAGE_HELDBACK_H

#include <stddef.h>

#include "base/error.h"
#include "package/index.h"
#include "package/judge.h"

/* Adds a row for each line of PATH that was asked for, or that cannot be read;
 * LINES grows by the lines. */
int heldback_read(const char *path, const struct judge *j, struct index *x,
    size_t *lines, struct error *e);

#endif
