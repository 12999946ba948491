/* Looks at the whole ledger: every line, the tree, the signature. */
#ifndef LEDGER_VERIFY_H
#define LEDGER_VERIFY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/span.h"
#include "ledger/ledger.h"

struct verification {
	uint64_t entries;     /* whole lines that the checkpoint counts */
	uint64_t unsigned_;   /* whole lines behind it */
	uint64_t torn;	      /* bytes behind the last whole line */
	uint64_t clock_steps; /* entries recorded before the one above them */
	uint64_t findings;
	struct buf text; /* a line for each of the first 20; owner */
};

/* Every line's head, salt and place, the tree, and the signature; with ENTRIES
 * also each entry as one of its kind, and the index, if it is of this state.
 * SINCE: the notes of older checkpoints, COUNT of them: each must be signed by
 * this log and its tree be the beginning of today's.  What is found is told in
 * V; -1 only where something cannot be read. */
int ledger_verify(struct ledger *l, bool entries, const struct span *since,
    size_t count, struct verification *v, struct error *e);
void verification_free(struct verification *v);

/* Reads a tlog-proof by a verifier key alone.  ENTRY (may be absent): the line;
 * else the proof's `extra`.  On success OUT has the entry, without LF. */
int proof_check(struct span proof, struct span key, struct span entry,
    struct buf *out, struct error *e);

#endif
