/* Whether an incident is a breach that must be notified, to whom and until
 * when: 45 CFR 164.400 to 414, which 42 CFR 2.16(b) makes that of Part 2
 * records, too.  Thresholds and citations stand in breach.json. */
#ifndef LEDGER_BREACH_H
#define LEDGER_BREACH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/date.h"
#include "base/error.h"
#include "ledger/entry.h"
#include "ledger/ledger.h"
#include "note/member.h"
#include "stream/record.h"

struct incident_count {
	struct span state;
	size_t count;
};

/* incident/1: what happened, as the practice writes it down.  A view. */
struct incident {
	struct span id;	      /* required */
	date_days discovered; /* first day known or knowable; required */
	struct span media;    /* "plain", "encrypted", …; absent: plain */
	struct span exclusion;
	struct { /* the four factors of 164.402(2)(i)-(iv), in words */
		struct span nature, recipient, acquired, mitigation;
		enum answer low_probability;
		struct span by;
	} assessment;
	struct { /* 164.412 */
		date_days from, until;
		enum answer written;
	} delay;
	enum answer associate; /* found by a business associate: 164.410 */
	size_t unreachable;    /* individuals without a good address */
	/* Which disclosures: these, or all that meet every one of the rest. */
	struct texts disclosures;
	struct span package;
	struct texts recipients;
	struct period dates;
	/* Individuals whom the ledger does not know. */
	const struct incident_count *affected;
	size_t affected_count;
	/* 164.404(c)(1)(A)-(E) */
	struct span happened, types, protect, doing, contact;
};
/* An unknown member is an error: a misspelt one must not be passed over. */
int incident_read(struct incident *i, struct record *rec, struct error *e);

struct breach_person {
	struct span patient;
	struct span state;	  /* absent: not known */
	struct texts disclosures; /* ids */
};

struct breach_state {
	struct span state; /* absent: not known */
	size_t count;
	bool media;
};

/* Views of the incident, the rules, and MEMORY. */
struct breach {
	bool unsecured;
	bool notify; /* it is a breach of unsecured information */
	const char *why, *why_citation;
	size_t individuals;
	struct breach_person *people; /* whom the ledger knows */
	size_t people_count;
	struct breach_state *states;
	size_t state_count;
	date_days delayed_to;	  /* DATE_NONE: not delayed */
	date_days individuals_by; /* 164.404(b) */
	bool hhs_at_once;	  /* else in the year's log */
	date_days hhs_by;
	bool media;
	bool media_open;	/* those of unknown state could make it so */
	bool substitute_public; /* 10 or more are not reached */
	bool substitute;
	struct arena memory;
};

struct breach_rules; /* owner */
struct breach_rules *breach_rules_new(struct error *e);
void breach_rules_free(struct breach_rules *r);

/* Reckons on what is set in B: people.  Refused: a medium or exclusion that no
 * rule knows; a low probability without all four factors and a name. */
int breach_reckon(const struct breach_rules *r, const struct incident *i,
    struct breach *b, struct error *e);

/* Finds the people of the incident in the log.  Refused: a disclosure or a
 * package that the incident names and the log does not have. */
int breach_find(struct ledger *l, const struct incident *i, struct breach *b,
    struct error *e);
void breach_free(struct breach *b);

void breach_text(const struct breach_rules *r, const struct incident *i,
    const struct breach *b, struct buf *out);
/* One breach/1, then one letter/1 for each of the people. */
void breach_ndjson(const struct breach_rules *r, const struct incident *i,
    const struct breach *b, struct buf *out);

#endif
