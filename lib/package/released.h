/* A note as it leaves the practice: only what stands on a list of members, the
 * spelling of each value kept.  What classified, decided or cut it stays here:
 * no offset, length, label, cue, code or trail goes out. */
#ifndef PACKAGE_RELEASED_H
#define PACKAGE_RELEASED_H

#include "base/buf.h"
#include "package/category.h"
#include "stream/record.h"

/* Appends the note as a line without its LF; WITHHELD names what is not in
 * it. */
void released_write(
    const struct record *rec, category_set withheld, struct buf *out);

#endif
