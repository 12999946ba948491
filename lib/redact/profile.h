/* Profiles: which text, which identifiers and which members of a note may
 * stay.
 *
 * They are data: lib/redact/profiles.json holds the project's own; a practice
 * writes more of the same shape (notes-redact(1), PROFILES).  A profile, a
 * field filter that a decision names and a role inside the practice are one
 * kind of row, read by one loader, which refuses an unknown key, label, kind
 * or action and a row without a citation. */
#ifndef REDACT_PROFILE_H
#define REDACT_PROFILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/span.h"
#include "identify/identifier.h"
#include "law/law.h"
#include "note/label.h"
#include "note/redaction.h"

/* How the text that stays is chosen. */
enum profile_text {
	PROFILE_BY_LABEL, /* passages with the row's labels; zero is strict */
	PROFILE_BY_DECISION,
	PROFILE_ALL_TEXT,
};

struct profile {
	char *name;
	char *citation;
	enum profile_text text;
	label_set labels;	    /* in the chart */
	label_set protected_labels; /* in psychotherapy notes, or unproven */
	label_set request_labels;   /* those that a request must name */
	bool psychotherapy_only;    /* other notes pass as they came */
	bool addendum;		    /* what stays becomes a note of its own */
	bool keep_towns;	    /* of places only streets go */
	char *marker; /* for withheld passages; NULL: by the rule */
	enum identifier_action actions[IDENTIFIER_KIND_COUNT][SUBJECT_COUNT];
	/* Members that stay: "id", "patient.name", "sections"; a member whose
	 * parent is listed stays too. */
	bool all_members;
	char **members;
	size_t member_count;
};

struct profiles; /* owner */

/* The project's own rows.  A filter's labels and members are L's; the row adds
 * what becomes of identifiers.  L is not kept. */
struct profiles *profiles_open(const struct law *l, struct error *e);
void profiles_free(struct profiles *ps);

/* Adds a practice's row from a file and returns it. */
const struct profile *profiles_add_file(
    struct profiles *ps, const char *path, struct error *e);

/* NULL where there is none of that name. */
const struct profile *profiles_find(
    const struct profiles *ps, struct span name);
const struct profile *profiles_find_filter(
    const struct profiles *ps, struct span name);
const struct profile *profiles_find_role(
    const struct profiles *ps, struct span name);

/* member.c: whether a member at PATH ("patient.phones") may stay, whole or in
 * part. */
enum member_verdict {
	MEMBER_GOES,
	MEMBER_SOME_STAY, /* some below it are listed */
	MEMBER_STAYS,
};
enum member_verdict profile_member(const struct profile *p, const char *path);

/* Whether any identifier would be changed: without, none is searched. */
bool profile_identifies(const struct profile *p);

/* Whether it makes pseudonyms or shifts dates. */
bool profile_needs_key(const struct profile *p);

/* A digest over all rows, for `trail`. */
const char *profiles_digest(const struct profiles *ps);

#endif
