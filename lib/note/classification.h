/* The `classification` member: what a note's passages are. */
#ifndef NOTE_CLASSIFICATION_H
#define NOTE_CLASSIFICATION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/span.h"
#include "note/label.h"
#include "note/member.h"
#include "note/note.h"
#include "stream/record.h"

/* Where text stands: SECTION counts from 0, -1 is the note's title (IN_TITLE
 * is then false); [START, END) counts Unicode code points. */
struct place {
	int section;
	bool in_title; /* in the section's title, not in its text */
	size_t start;
	size_t end;
};

struct passage {
	struct place place;
	enum label label;
	enum scope scope;
	unsigned score; /* thousandths: 0 to 1000 */
	struct texts cues;
	sensitivity_set sensitivity;
};

struct classification {
	bool present; /* false: never classified, which is not "empty" */
	enum note_class note_class;
	unsigned confidence; /* thousandths */
	enum protection protection;
	struct span protection_reason;
	struct span protection_citation;
	const struct passage *passages; /* in order, without overlap */
	size_t passage_count;
	struct texts findings;
	struct span text; /* digest; absent once redacted */
};

/* A view of the record and its arena.  A note without the member: 0, and
 * `present` is false.  An unknown label, scope, class or sensitivity code, a
 * place out of order or an overlap is an error. */
int classification_read(
    struct classification *c, struct record *rec, struct error *e);

/* The same as far as a decision needs it: class, and of each passage label,
 * scope and sensitivity.  Places are neither read nor checked. */
int classification_read_scopes(
    struct classification *c, struct record *rec, struct error *e);

/* The same with each passage's place, checked as above: what a release needs.
 * Neither scores nor cues are read. */
int classification_read_places(
    struct classification *c, struct record *rec, struct error *e);

/* Whether every passage lies within N's text. */
int classification_fits(
    const struct classification *c, const struct note *n, struct error *e);

/* Sets the member from C, which may borrow from the record. */
void classification_write(struct record *rec, const struct classification *c);

/* Orders places as they are read: the note's title, then each section's title
 * and text.  <0, 0, >0. */
int place_compare(const struct place *a, const struct place *b);

/* Whether a passage falls under 42 CFR Part 2 where the source's status is
 * STATUS: all of it (yes), none (no), or substance-use content (unknown). */
bool passage_part2(const struct passage *p, enum answer status);

#endif
