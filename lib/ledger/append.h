/* Entries from a stream to the log, a batch for every block that was read. */
#ifndef LEDGER_APPEND_H
#define LEDGER_APPEND_H

#include <stdint.h>
#include <stdio.h>

#include "base/error.h"
#include "ledger/ledger.h"
#include "note/member.h"
#include "stream/options.h"

/* Reads FILES (none: stdin); writes each entry to stdout as it stands in the
 * log, once it is on disk and signed.  A record that is no entry is named on
 * stderr and kept in --quarantine; end/1 and part/1 are passed over.  Returns
 * the exit status. */
int append_run(
    struct ledger *l, const struct options *o, char **files, int count);

/* The name of the user who runs the process, or "uid 1000". */
void append_user(struct buf *out);

/* An access/1 as JSON: the running user, now, COMMAND, and what was looked
 * at. */
int append_compose(const char *command, struct texts patients, struct texts ids,
    struct buf *out, struct error *e);

/* Appends one access/1: the running user, COMMAND, and what was looked at. */
int append_access(struct ledger *l, const char *command, struct span patient,
    struct span id, struct error *e);

#endif
