/* practice/1: the practice itself and its clinicians. */
#ifndef NOTE_PRACTICE_H
#define NOTE_PRACTICE_H

#include <stddef.h>

#include "base/error.h"
#include "base/span.h"
#include "note/member.h"
#include "note/note.h"
#include "stream/record.h"

struct clinician {
	struct span id;
	struct span name;			/* required */
	struct span credential;			/* "LCSW" */
	struct span type;			/* a question's provider.type */
	enum answer mental_health_professional; /* PN-E1 */
	struct texts participating;		/* plans, by name or id */
};

struct custodian {
	struct span name; /* the member may be this alone */
	struct span title;
	struct span phone;
	struct span email;
};

/* A view of the document it was read from. */
struct practice {
	struct span name; /* required */
	struct address address;
	struct span state;
	struct span time_zone; /* IANA */
	struct custodian custodian;
	struct span setting; /* a question's provider.setting */
	enum answer part2;
	const struct clinician *clinicians;
	size_t clinician_count;
	struct texts letterhead; /* lines */
};

/* Unknown members, and two clinicians with one id, are errors. */
int practice_read(struct practice *p, struct record *rec, struct error *e);

/* The clinician with the author's id where it has one; else the only one whose
 * name equals the author's after case and white space are folded.  NULL: none,
 * or more than one. */
const struct clinician *practice_clinician(
    const struct practice *p, const struct author *a);

/* The note's own status, else the practice's (P may be NULL), else unknown. */
enum answer practice_part2(const struct practice *p, const struct note *n);
/* The note's state, else the practice's, else absent. */
struct span practice_state(const struct practice *p, const struct note *n);

/* Whether two names are equal once case (ASCII) and white space are folded;
 * absent or empty names equal nothing. */
bool name_equal(struct span a, struct span b);

#endif
