/* The ledger's side of a response: one disclosure a patient, and behind them
 * who read which notes for it, appended before the folder is released. */
#ifndef PACKAGE_DISCLOSE_H
#define PACKAGE_DISCLOSE_H

#include "ledger/ledger.h"
#include "package/response.h"

/* Appends an entry for each patient of whom something goes out and an access/1
 * for the run, as one batch, and writes
 * entry, proof and checkpoint to ledger/ in the folder. */
int disclose(struct ledger *l, const struct response *r,
    const char *manifest_digest, struct error *e);

#endif
