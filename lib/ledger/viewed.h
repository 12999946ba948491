/* What a run shows of whom, for the access/1 entry that says so. */
#ifndef LEDGER_VIEWED_H
#define LEDGER_VIEWED_H

#include "base/error.h"
#include "stream/record.h"

struct viewed; /* owner */

/* Opens the ledger DIR, before the process is shut in.  COMMAND is borrowed. */
struct viewed *viewed_open(
    const char *dir, const char *command, struct error *e);
void viewed_free(struct viewed *v);

/* The record's id and its patient's; V may be NULL here and below: nobody
 * keeps a ledger. */
void viewed_add(struct viewed *v, struct record *rec);
/* Appends the entry; when it returns, it is on disk and signed. */
int viewed_append(struct viewed *v, struct error *e);

#endif
