/* The decisions of a stream: thousands of notes have a dozen, byte for byte, so
 * each is read once. */
#ifndef PACKAGE_DECISIONS_H
#define PACKAGE_DECISIONS_H

#include "base/error.h"
#include "note/decision.h"
#include "stream/record.h"

struct decisions;
struct decisions *decisions_new(void);
void decisions_free(struct decisions *d);

/* What REC was decided, or NULL with the reason; valid until the next call. */
const struct decision *decisions_read(
    struct decisions *d, const struct record *rec, struct error *e);

#endif
