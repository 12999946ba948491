/* Withheld passages, looked for in what was written.
 *
 * Passage and text are compared by their letters and digits alone, folded:
 * line breaks, page breaks, quotes and markup between them do not hide one.
 * The first NEEDLE_MAX bytes of a passage so squeezed stand for it; what has
 * fewer than NEEDLE_MIN is too common to mean anything.
 *
 * A passage of conversation or under 42 CFR Part 2 must be nowhere.  Of any
 * other it is enough that it is not in its own note: the sentence "denies
 * suicidal ideation" may rightly go out with another. */
#ifndef PACKAGE_NEEDLES_H
#define PACKAGE_NEEDLES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/span.h"

#define NEEDLE_MIN 20
#define NEEDLE_MAX 512

struct needles; /* owner; wiped when freed */

/* From the file that notes-redact --withheld wrote: withheld/1 lines. */
struct needles *needles_load(const char *path, struct error *e);
void needles_free(struct needles *n);

/* Appends the letters and digits of TEXT, folded, to OUT. */
void needles_squeeze(struct span text, struct buf *out);

/* Looks through squeezed text that is of note ID (absent: of no one note).
 * True where something is that must not be. */
bool needles_found(
    const struct needles *n, struct span squeezed, struct span id);

#endif
