/* What the files of lib/ledger share of a ledger that is open. */
#ifndef LEDGER_LEDGER_FILES_H
#define LEDGER_LEDGER_FILES_H

#include <stdbool.h>
#include <sys/types.h>

#include "ledger/checkpoint.h"
#include "ledger/hashes.h"
#include "ledger/ledger.h"

#define LOG_FILE "log.ndjson"
#define CHECKPOINT_LIMIT (64 * 1024)

struct ledger {
	char *dir;
	int log;
	bool may_append;
	struct signer_key key; /* of a reader public_key alone */
	char public_text[KEY_TEXT];
	struct buf note; /* the checkpoint's bytes */
	struct checkpoint checkpoint;
	struct buf lines;     /* of the last batch */
	struct hashes hashes; /* fd -1: not open */
};

/* "DIR/NAME", borrowed until the next call. */
const char *ledger_path(const struct ledger *l, const char *name);

/* Reads DIR/checkpoint anew. */
int ledger_checkpoint_read(struct ledger *l, struct error *e);

/* Where the lines end that the checkpoint counts; END is where a whole line
 * ends, at or behind them.  -1: the log is shorter than its checkpoint. */
off_t ledger_counted_end(const struct ledger *l, off_t end, struct error *e);

/* Makes DIR/hashes that of the checkpoint, if it is not: from the log's lines
 * before END.  ANEW: does not look at what it holds.  The lock is held.  -1
 * where the log is not what the checkpoint says. */
int ledger_hashes_need(struct ledger *l, off_t end, bool anew, struct error *e);

/* Whether LINE is what was signed as the entry INDEX; the hashes are open. */
int ledger_entry_signed(
    struct ledger *l, uint64_t index, struct span line, struct error *e);

/* Mends what a killed append left; the lock is held.  Whole entries behind the
 * checkpoint are adopted: added to the hashes, ADOPTED of them.  What is not
 * whole goes to DIR/quarantine.  END is where the log then ends. */
int ledger_mend(
    struct ledger *l, uint64_t *adopted, off_t *end, struct error *e);

#endif
