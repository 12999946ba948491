/* The ledger: a folder with an append-only log of what was disclosed and who
 * looked, whose every state is signed.
 *
 *	DIR/log.ndjson	one entry a line; one line is one leaf of an RFC 6962
 *			tree (tree.h)
 *	DIR/checkpoint	C2SP tlog-checkpoint: how many entries, the tree's root
 *	DIR/key.pub	C2SP verifier key, to be given to patients and auditors
 *	DIR/key		signer key, mode 0600, where `init` was not given one
 *	DIR/lock	locked by who appends; never renamed
 *	DIR/hashes	caches: deleted, they are made again; wrong, they are
 *	DIR/index	found out
 *
 * notes-export appends one disclosure/1 a patient, writes checkpoint and proofs
 * into the package, and only then releases it:
 *
 *	l = ledger_open(dir, key, e);		early: fails before any work
 *	disclosure_write(&d, &line);		one buf a patient
 *	ledger_append_batch(l, entries, count, &first, e);
 *	ledger_checkpoint(l);
 *	ledger_prove(l, first + i, &proof, e);
 *	folder_commit(...);
 *	ledger_close(l);
 *
 * A run that is killed between append and release has logged a disclosure that
 * was not made: a correction says so (note/disclosure.h).  The other way round
 * cannot happen. */
#ifndef LEDGER_LEDGER_H
#define LEDGER_LEDGER_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/span.h"

/* Owner of the open files and of the last checkpoint it read or made.  One
 * thread. */
struct ledger;

/* Makes the folder, a log without entries, its key and its first checkpoint.
 * NAME is the log's origin (C2SP: no space, no plus sign), which proofs show to
 * whom they are given; NULL: one made of the key's digest.  KEY is a file with
 * a signer key; NULL: a new one is made in DIR.  DIR must not exist. */
int ledger_init(
    const char *dir, const char *name, const char *key, struct error *e);

/* KEY: the file of the signer key; NULL: DIR/key.  Fails where the folder is no
 * ledger, the key is not its own, or the checkpoint is not signed by it. */
struct ledger *ledger_open(const char *dir, const char *key, struct error *e);
/* For reading alone: no signer key is needed, and appending fails. */
struct ledger *ledger_open_reader(const char *dir, struct error *e);
void ledger_close(struct ledger *l); /* NULL too */

/* Appends ENTRIES: JSON objects of a kind that entry.h knows (disclosure_write,
 * access_write), without `index`, `salt` and `recorded`, which are added.  All
 * of them or none: waits for the lock, mends what a killed run left, writes,
 * syncs, signs.  When it returns 0, they are on disk and under the checkpoint;
 * FIRST (may be NULL) is the index of the first of them.  An error says which:
 * "entry 3: patient: missing", counted from 1. */
int ledger_append_batch(struct ledger *l, const struct span *entries,
    size_t count, uint64_t *first, struct error *e);

/* The lines of the last batch as they were appended; borrowed until the next.
 */
struct span ledger_appended(const struct ledger *l);

/* The last checkpoint that this handle read or made: a signed note.  Borrowed
 * until the next append. */
struct span ledger_checkpoint(const struct ledger *l);
/* The verifier key of key.pub, without LF.  Borrowed. */
const char *ledger_public_key(const struct ledger *l);

/* The entry INDEX, as a line without LF, replaces what OUT has.  -1 where there
 * is none under the checkpoint. */
int ledger_entry(
    struct ledger *l, uint64_t index, struct buf *out, struct error *e);
/* How many entries are under the checkpoint. */
uint64_t ledger_size(const struct ledger *l);

/* Appends a C2SP tlog-proof of the entry INDEX under that checkpoint to OUT;
 * its `extra` line is the entry itself.  (`notes-ledger check` reads it.)
 * -1 where there is no such entry. */
int ledger_prove(
    struct ledger *l, uint64_t index, struct buf *out, struct error *e);

#endif
