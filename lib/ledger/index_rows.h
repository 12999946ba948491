/* The rows of DIR/index, between who writes them and who looks them up. */
#ifndef LEDGER_INDEX_ROWS_H
#define LEDGER_INDEX_ROWS_H

#include <sqlite3.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/span.h"
#include "ledger/entry.h"
#include "ledger/index.h"

struct word {
	enum index_word kind;
	struct span text;
};

/* The words of an entry, at most three. */
size_t entry_words(const struct entry *entry, struct word words[static 3]);

/* Words of one key are told apart when the entry is read. */
uint64_t index_key(enum index_word kind, struct span word);

/* What a row adds to a struct index_sum. */
uint64_t index_weight(uint64_t key, uint64_t index);

/* The index, brought up to the checkpoint; NULL on failure.  The caller closes
 * it. */
sqlite3 *index_open(struct ledger *l, struct error *e);

/* What a key's rows must be: a row that is gone is missed where the key is
 * looked up.  Not of ids: an id whose row is gone is not found, and says so. */
int index_tally(
    sqlite3 *db, uint64_t key, struct index_sum *out, struct error *e);

/* Says what SQLite says; -1. */
int index_error(sqlite3 *db, struct error *e);

#endif
