/* note/1: a view of a note and of all that the record says beside it.
 *
 * Every span is borrowed from the record's line or its arena and lives until
 * the record is read anew.  All strings are decoded; an absent one has NULL
 * bytes. */
#ifndef NOTE_NOTE_H
#define NOTE_NOTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/date.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/span.h"
#include "note/label.h"
#include "note/member.h"
#include "stream/record.h"

struct identifier {
	struct span system;
	struct span value;
};

struct coding {
	struct span system;
	struct span code;
};

struct address {
	struct span line;
	struct span city;
	struct span state;
	struct span postal_code;
};

struct relative {
	struct span name;
	struct span relation;
};

struct person {
	struct span id; /* required */
	struct {
		struct span family;
		struct texts given;
	} name;
	date_days birth_date;
	enum answer deceased;  /* true, false, or the date of death (yes) */
	date_days deceased_on; /* where the date is given */
	struct value deceased_json;
	struct span member_id;
	const struct identifier *identifiers;
	size_t identifier_count;
	struct texts phones;
	struct texts emails;
	struct address address;
	const struct relative *relatives;
	size_t relative_count;
	struct span employer;
};

struct author {
	struct span name;
	struct span credential;
	struct span id;
};

struct encounter {
	bool present;
	struct span id;
	int64_t start; /* INSTANT_NONE: not given */
	int64_t end;
	struct span service_code; /* CPT */
	struct span modality;	  /* the source's word */
	struct span place;
	struct span claim;
	date_days claimed; /* the day the claim was filed, where it is known */
};

enum payer {
	PAYER_UNKNOWN,
	PAYER_PLAN,
	PAYER_SELF,
};

struct part2 {
	enum answer
	    status; /* as the note says; ANSWER_UNKNOWN: or not at all */
	bool given; /* whether the note says anything, "unknown" too */
	struct value consent;
};

struct section {
	struct span title;
	struct span text; /* required, may be empty */
};

struct source {
	struct span format;
	struct span file;
	struct span id;
	struct span sha256;
};

/* How an address is read wherever one stands. */
extern const struct member_table address_table;

struct note {
	struct span id;
	struct person patient;
	struct author author;
	date_days date; /* of service; DATE_NONE: not given */
	struct encounter encounter;
	enum payer paid_by;
	struct span state; /* absent: the practice's */
	struct part2 part2;
	enum note_class declared_class;
	enum answer filed_separately;
	struct span title;
	const struct coding *codes;
	size_t code_count;
	struct texts security_labels;
	const struct section *sections;
	size_t section_count;
	struct source source;
};

/* A required member that is missing and a value of the wrong type are errors;
 * members that are not known are passed over. */
int note_read(struct note *n, struct record *rec, struct error *e);

/* The same, but for the sections: that they are as they should be is looked at,
 * their text is not. */
int note_read_about(struct note *n, struct record *rec, struct error *e);

/* The digest of a note's text: each section's title, then text, sized
 * (RECORDS.md, `trail`).  An absent title counts as an empty one. */
void note_text_digest(const struct note *n, char out[static DIGEST_HEX]);

/* The text that SECTION and IN_TITLE of a passage point into: -1 is the note's
 * title.  Absent where there is no such section. */
struct span note_text(const struct note *n, int section, bool in_title);

#endif
