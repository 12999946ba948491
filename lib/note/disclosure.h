/* disclosure/1 and access/1: what the ledger keeps, as a reader sees it.  The
 * ledger adds `index` and `salt` to each. */
#ifndef NOTE_DISCLOSURE_H
#define NOTE_DISCLOSURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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
	const struct override *overrides;
	size_t override_count;
	enum answer accountable; /* no: 164.528(a)(1) exempts it */
	size_t index;
	struct span salt;
};
int disclosure_read(struct disclosure *d, struct record *rec, struct error *e);

/* Who looked.  A view. */
struct access {
	struct span who;     /* required */
	int64_t when;	     /* required */
	struct span command; /* required */
	struct texts ids;
	size_t index;
	struct span salt;
};
int access_read(struct access *a, struct record *rec, struct error *e);

#endif
