/* disclosure/1 and access/1: what the ledger keeps.  The ledger adds `index`,
 * `salt` and `recorded` to each; a writer leaves them out. */
#ifndef NOTE_DISCLOSURE_H
#define NOTE_DISCLOSURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/date.h"
#include "base/error.h"
#include "base/span.h"
#include "note/member.h"
#include "note/override.h"
#include "stream/record.h"

/* What 45 CFR 164.528(b)(2) asks of an entry, and where it came from.  A
 * view. */
struct disclosure {
	struct span id;	     /* required */
	struct span patient; /* id; required */
	date_days date;	     /* required */
	struct {
		struct span name;     /* required */
		struct value address; /* if known: a string or an address */
	} recipient;
	struct {
		struct span description; /* brief, without content; required */
		struct texts notes;	 /* ids */
		struct texts scopes;
	} what;
	struct span purpose; /* this, */
	struct span basis;   /* or this: 164.528(b)(2)(iv) */
	struct span request;
	struct span authorization;
	struct span package; /* digest of the manifest */
	struct span by;
	struct span state; /* the patient's, "IL": a breach counts by it */
	const struct override *overrides;
	size_t override_count;
	enum answer accountable; /* no: 164.528(a)(1) exempts it */
	enum answer part2;	 /* yes: by a Part 2 consent (42 CFR 2.25) */
	/* A correction: it stands in place of the entry with this id; or that
	 * one was never made. */
	struct span corrects;
	enum answer withdrawn;
	size_t index;
	struct span salt;
	int64_t recorded;
};
int disclosure_read(struct disclosure *d, struct record *rec, struct error *e);
/* Appends it to OUT as one JSON object; what is absent is left out. */
void disclosure_write(const struct disclosure *d, struct buf *out);

/* Who looked.  A view. */
struct access {
	struct span who;       /* required */
	int64_t when;	       /* required */
	struct span command;   /* required */
	struct texts ids;      /* notes, packages, entries */
	struct texts patients; /* ids */
	size_t index;
	struct span salt;
	int64_t recorded;
};
int access_read(struct access *a, struct record *rec, struct error *e);
void access_write(const struct access *a, struct buf *out);

#endif
