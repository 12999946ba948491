/* All complete subtrees of the log's tree, in the order in which they become
 * complete: a cache, so that a proof reads as many hashes as it holds and an
 * append none.
 *
 * The subtrees that leaf N completes stand together, the leaf first.  A file of
 * another log, or one that was damaged, is found out: what is computed from it
 * is compared with a signed root, and the file is made again. */
#ifndef LEDGER_HASHES_H
#define LEDGER_HASHES_H

#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "ledger/tree.h"

struct hashes {
	int fd;
	struct tree_edge edge; /* of what was added, written or not */
	struct buf pending;    /* hashes not yet written */
};

/* Created where it is not there. */
int hashes_open(struct hashes *h, const char *path, struct error *e);
void hashes_close(struct hashes *h);

/* Makes the edge that of the first SIZE leaves; -1 where the file does not hold
 * them, or their root is not ROOT. */
int hashes_seek(struct hashes *h, uint64_t size, const struct tree_hash *root);
/* Forgets everything: the first leaf is added next. */
void hashes_restart(struct hashes *h);

void hashes_add(struct hashes *h, struct tree_hash leaf);
/* Writes what is pending.  No sync: it is a cache. */
int hashes_flush(struct hashes *h, struct error *e);

/* Reads what was flushed. */
struct tree_source hashes_source(const struct hashes *h);

#endif
