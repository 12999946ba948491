/* The lines of the log.
 *
 *	{"index":12,"salt":"<32 hex>","recorded":"2026-11-21T15:09:26Z",…}
 *
 * What the ledger adds stands first, in this order and spelling, so that an
 * index is read without parsing; behind it the entry's own bytes as they were
 * given.  The salt is fresh for every entry: who is shown a leaf's hash in a
 * proof learns nothing of what it says. */
#ifndef LEDGER_ENTRY_H
#define LEDGER_ENTRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/date.h"
#include "base/error.h"
#include "base/span.h"
#include "note/disclosure.h"
#include "note/member.h"
#include "stream/record.h"

#define ENTRY_SALT 16 /* bytes */

struct entry_head {
	uint64_t index;
	struct span salt;     /* 32 hex figures */
	struct span recorded; /* RFC 3339 */
};

/* Reads the head of a line; false where it is not in the form above. */
bool entry_head_read(struct entry_head *h, struct span line);

enum entry_kind {
	ENTRY_NONE,
	ENTRY_DISCLOSURE, /* disclosure/1, note/disclosure.h */
	ENTRY_ACCESS,	  /* access/1, note/disclosure.h */
	ENTRY_SUSPENSION, /* suspension/1 */
	ENTRY_HOLD,	  /* hold/1 */
};

/* An agency's statement that to account to the individual would impede it: 45
 * CFR 164.528(a)(2).  Oral: 30 days from FROM at most.  A view. */
struct suspension {
	struct span id; /* required */
	struct span
	    recipient;	     /* the agency, as disclosures name it; required */
	struct span patient; /* absent: all */
	date_days from;	     /* required */
	date_days until;     /* the last day; required where it is written */
	enum answer written;
	struct span by;
	size_t index; /* these three, as note/disclosure.h has them */
	struct span salt;
	int64_t recorded;
};

/* A litigation hold: nothing of this patient is due while it lasts.  A view. */
struct hold {
	struct span id;	     /* required */
	struct span patient; /* absent: all */
	date_days from;	     /* required */
	date_days until;     /* the last day; absent: until it is ended */
	struct span ends;    /* the id of the hold that this one ends */
	struct span reason;
	struct span by;
	size_t index; /* these three, as note/disclosure.h has them */
	struct span salt;
	int64_t recorded;
};

struct entry {
	enum entry_kind kind;
	union {
		struct disclosure disclosure;
		struct access access;
		struct suspension suspension;
		struct hold hold;
	};
};

/* Reads the record that REC holds, of any of the kinds.  A view of it. */
int entry_read(struct entry *entry, struct record *rec, struct error *e);

/* Whether TEXT, which REC holds, may be appended: of a kind of ours, without a
 * member that the ledger adds, in one line, and short enough that a reader
 * takes it with what the ledger adds. */
int entry_check(struct record *rec, struct span text, struct error *e);

/* Appends ENTRY, one JSON object that REC accepts, as a line with its LF.  -1
 * where entry_check says no. */
int entry_compose(struct span entry, uint64_t index,
    const unsigned char salt[static ENTRY_SALT], const char *recorded,
    struct record *rec, struct buf *out, struct error *e);

#endif
