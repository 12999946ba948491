/* DIR/index: which entries speak of a patient, bear an id, or correct one.
 *
 * A cache in SQLite: 64 bits of a digest of the word and the entry's index,
 * nothing else.  It says where to look; what it points to is read from the log
 * and compared.  An index of another log or an older state is seen by size and
 * root and brought up to date or made again; one whose rows are not those of
 * the log is found by `verify`. */
#ifndef LEDGER_INDEX_H
#define LEDGER_INDEX_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/span.h"
#include "ledger/entry.h"
#include "ledger/ledger.h"

enum index_word {
	INDEX_PATIENT,	/* disclosures, suspensions and holds of a patient */
	INDEX_ID,	/* the entry that bears the id */
	INDEX_CORRECTS, /* the entries that correct the one with the id */
	INDEX_ALL,	/* suspensions and holds that name no patient */
};

/* Entries as they stand in the log.  Owner. */
struct found {
	struct record *record;
	char *line;
	uint64_t index;
	struct entry entry;
};
struct finds {
	struct found *at;
	size_t count;
};
void finds_free(struct finds *f);

/* Appends to OUT the entries under the checkpoint that WORD leads to, in their
 * order; those that are there already are not added again. */
int index_find(struct ledger *l, enum index_word kind, struct span word,
    struct finds *out, struct error *e);

/* All that bears on a patient's disclosures: entries of the patient, what
 * corrects them whoever's it is, and what is said of all patients. */
int index_find_patient(
    struct ledger *l, struct span patient, struct finds *out, struct error *e);

/* The disclosure with this id; where several bear it, an error. */
int index_find_id(
    struct ledger *l, struct span id, uint64_t *index, struct error *e);

/* What a row weighs: the sum over all rows is the same for the same rows, in
 * whichever order.  For `verify`, which adds what the log says. */
struct index_sum {
	uint64_t count, sum;
};
void index_sum_entry(
    struct index_sum *s, uint64_t index, const struct entry *entry);
/* Of the index as it stands; 0 where it stands and is of the state that
 * SIZE says, 1 where there is none such, -1 where it cannot be read. */
int index_sum_rows(struct ledger *l, uint64_t size, struct index_sum *s);

#endif
