/* The `decision` member of a note/1 or question/1: what a request may have. */
#ifndef NOTE_DECISION_H
#define NOTE_DECISION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/span.h"
#include "note/classification.h"
#include "note/label.h"
#include "note/member.h"
#include "stream/record.h"

enum accounting {
	ACCOUNTING_REQUIRED, /* 45 CFR 164.528; zero, so nothing is forgotten */
	ACCOUNTING_EXEMPT,
	ACCOUNTING_NONE, /* nothing is disclosed: not written */
};

struct reason {
	struct span code; /* a rule, a defect (A01), a review (R01) */
	struct span citation;
	struct span text;
};

/* What was decided of one scope, or of the whole. */
struct ruling {
	bool present;
	enum outcome outcome;
	struct span rule;
	struct span citation;
	struct span verified; /* how the rule was read: P, S, PS, M, policy */
	struct texts codes;
	struct span field_filter; /* "FED-PAY"; absent: none */
	enum accounting accounting;
	struct texts obligations;
	struct span attested;	   /* the attestation it rests on */
	struct span authorization; /* id of the one that was used */
	const struct reason *reasons;
	size_t reason_count;
	/* By ruling_prepare; absent: nothing was.  JSON of the members before
	 * `authorization`, and of so many of the first reasons. */
	struct span written;
	struct span written_reasons;
	size_t written_count;
};

/* In JSON, `scopes` is an object, a ruling by the name of its scope; `part2`,
 * another, holds the rulings on the passages under 42 CFR Part 2, so that one
 * member can be taken out whole. */
struct decision {
	bool present;
	struct span request;
	struct span purpose;
	struct span recipient;
	int64_t as_of;		/* INSTANT_NONE: not given */
	struct span as_of_text; /* what decision_write writes of it */
	struct ruling
	    whole; /* the most severe; its members stand in `decision` */
	struct ruling scopes[SCOPE_COUNT]; /* by scope, where present */
	struct ruling part2[SCOPE_COUNT];
};

/* A view of the record and its arena.  A record without the member: 0, and
 * `present` is false.  An unknown outcome or scope is an error. */
int decision_read(struct decision *d, struct record *rec, struct error *e);

/* Sets the member from D, which may borrow from the record.  Of a question
 * (no scopes) only what it asks for is written. */
void decision_write(struct record *rec, const struct decision *d);

/* Writes beforehand, into ARENA, what decision_write will say of R: for one
 * that will stand in many records.  After it, reasons may be added to R and its
 * authorization set; nothing else may change. */
void ruling_prepare(struct ruling *r, struct arena *arena);

/* The ruling a passage stands under: of its scope, that under Part 2 where the
 * passage is substance-use content or no other was made.  NULL: none, so
 * denied. */
const struct ruling *decision_ruling(
    const struct decision *d, const struct passage *p);

#endif
