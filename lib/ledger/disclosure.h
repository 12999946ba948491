/* disclosure/1 and access/1: the ledger's commonest entries (RECORDS.md).
 *
 * 45 CFR 164.528(b)(2) asks for date, recipient and address, what, and purpose;
 * every disclosure is logged, also those that an accounting leaves out. */
#ifndef LEDGER_DISCLOSURE_H
#define LEDGER_DISCLOSURE_H

#include <stddef.h>

#include "base/buf.h"
#include "base/date.h"
#include "base/span.h"
#include "note/member.h"

/* A view.  ID, PATIENT, DATE, RECIPIENT's name, a DESCRIPTION and a PURPOSE or
 * BASIS are required. */
struct disclosure {
	struct span id;	     /* unique: "REQUEST.PATIENT" for a package */
	struct span patient; /* the patient's id */
	date_days date;	     /* the local day it left */
	struct {
		struct span name;
		struct span address; /* one line */
	} recipient;
	struct {
		struct span description; /* brief, without any text of notes */
		struct texts notes;	 /* ids */
		struct texts scopes;
	} what;
	struct span purpose;	   /* a question's word, "payment_audit" */
	struct span basis;	   /* else: the paragraph it rests on */
	struct span request;	   /* id */
	struct span authorization; /* id */
	struct span package;	   /* hex digest of the manifest */
	struct span by;		   /* who released it */
	struct span state;	   /* the patient's, "IL": for breaches */
	struct value overrides;	   /* an array, as redaction has it */
	/* NO where 164.528(a)(1) exempts it (decision.accounting `exempt`);
	 * unknown: the purpose decides, and what it leaves open is listed. */
	enum answer accountable;
	enum answer part2; /* under a Part 2 consent: 42 CFR 2.25 */
	/* A correction: this entry stands in place of the one it names; VOID
	 * says that nothing was disclosed after all. */
	struct span corrects;
	bool voided;
};

/* Appends it to OUT as one JSON object; absent members are left out. */
void disclosure_write(const struct disclosure *d, struct buf *out);

/* Who looked at what: BY, when (AT), COMMAND ("notes-export"), ids. */
struct access {
	struct span by;
	int64_t at;
	struct span command;
	struct texts patients;
	struct texts ids; /* notes, packages, entries */
};
void access_write(const struct access *a, struct buf *out);

/* The name of the user that runs the process ("uid 1000" where it has none),
 * appended to OUT: for `by` where no other is given. */
void access_user(struct buf *out);

#endif
