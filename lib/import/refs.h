/* What the input says about people and visits, by reference: "Patient/17",
 * "urn:uuid:…".
 *
 * A first pass over the input puts, a second gets, so that references resolve
 * across files and in whatever order these come.  The values lie in memory
 * while they are few, then in a temporary file (mode 0600, unlinked at once);
 * in memory stays an index of 24 bytes a reference.
 *
 * Two values for one reference that differ make it ambiguous: whose name
 * stands on a note is not a matter of order. */
#ifndef IMPORT_REFS_H
#define IMPORT_REFS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/span.h"

struct refs;
struct refs *refs_new(void);
void refs_free(struct refs *r);
/* Opens its file already, for a process that will be shut in. */
void refs_prepare(struct refs *r);

int refs_put(
    struct refs *r, struct span key, struct span value, struct error *e);
/* A later value replaces the earlier one: for what the last message says. */
int refs_replace(
    struct refs *r, struct span key, struct span value, struct error *e);

enum refs_found {
	REFS_NONE,
	REFS_AMBIGUOUS,
	REFS_FAILED, /* the temporary file could not be read */
	REFS_FOUND,
};
/* The value replaces what OUT held. */
enum refs_found refs_get(struct refs *r, struct span key, struct buf *out);

/* A nameless file for bytes that are not to be kept: in TMPDIR or /tmp. */
int temporary_open(struct error *e);

#endif
