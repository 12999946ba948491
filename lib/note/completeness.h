/* The `completeness` member: what a payer's reviewer will find in a note, and
 * what not.  It reports; it never says what to write. */
#ifndef NOTE_COMPLETENESS_H
#define NOTE_COMPLETENESS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/span.h"
#include "stream/record.h"

enum item_status {
	ITEM_NOT_CHECKABLE, /* not by a machine, or not from this record */
	ITEM_ABSENT,
	ITEM_PRESENT,
	ITEM_STATUS_COUNT
};
const char *item_status_name(enum item_status s);

/* An item of a standard that does not apply to a note is not listed. */
struct checked_item {
	struct span code; /* "DOC-03" */
	enum item_status status;
	struct span why;  /* one word: "repeats"; absent: nothing to add */
	struct span note; /* of a clone: the note it repeats */
};

struct completeness {
	bool present;
	struct span standard; /* "medicare" */
	const struct checked_item *items;
	size_t item_count;
	bool scored;	/* false: nothing could be checked */
	unsigned score; /* thousandths */
};

/* A view of the record and its arena; without the member 0, and `present` is
 * false. */
int completeness_read(
    struct completeness *c, struct record *rec, struct error *e);
void completeness_write(struct record *rec, const struct completeness *c);

#endif
