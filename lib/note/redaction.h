/* The `redaction` member: what was taken out of a note, and why. */
#ifndef NOTE_REDACTION_H
#define NOTE_REDACTION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/span.h"
#include "note/classification.h"
#include "note/label.h"
#include "note/override.h"
#include "stream/record.h"

/* PLACE is in the text as it came in. */
struct withheld {
	struct place place;
	enum label label; /* LABEL_NONE: not said */
	struct span code;
	struct span citation;
	size_t chars; /* code points taken out */
};

struct removed_field {
	struct span path; /* "patient.member_id" */
	struct span code;
	struct span citation;
};

enum identifier_action {
	IDENTIFIER_REMOVE,
	IDENTIFIER_YEAR,
	IDENTIFIER_ZIP3,
	IDENTIFIER_AGE90,
	IDENTIFIER_MARKER,
	IDENTIFIER_PSEUDONYM,
	IDENTIFIER_SHIFT,
	IDENTIFIER_REVIEW, /* taken out; a person must see the rest */
	IDENTIFIER_KEEP,
	IDENTIFIER_ACTION_COUNT
};
const char *identifier_action_name(enum identifier_action a);
/* IDENTIFIER_ACTION_COUNT: no such word. */
enum identifier_action identifier_action_find(struct span word);

struct found_identifier {
	struct place place;
	struct span kind; /* corpus/FORMAT.md: "phone" */
	enum identifier_action action;
};

struct redaction {
	bool present;
	struct span profile;
	const struct withheld *withheld;
	size_t withheld_count;
	const struct removed_field *fields;
	size_t field_count;
	const struct found_identifier *identifiers;
	size_t identifier_count;
	const struct override *overrides; /* those that were used */
	size_t override_count;
	struct span text; /* digest of the sections as they now stand */
};

/* A view of the record and its arena; without the member 0, and `present` is
 * false. */
int redaction_read(struct redaction *r, struct record *rec, struct error *e);
/* The same as far as a release needs it: profile, digest, overrides, of what
 * was withheld the citations, of identifiers how many. */
int redaction_read_release(
    struct redaction *r, struct record *rec, struct error *e);
void redaction_write(struct record *rec, const struct redaction *r);

#endif
