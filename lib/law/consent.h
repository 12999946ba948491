/* What a request may have of each note: a question per scope found in it.
 *
 * The best authorization of the note's patient is used for each scope, and what
 * is wrong with the others is said.  A restriction that reaches the note counts
 * for every scope.  Where the request is of another state than the note, both
 * states' law is asked and the stricter stands. */
#ifndef LAW_CONSENT_H
#define LAW_CONSENT_H

#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "law/law.h"
#include "note/authorization.h"
#include "note/classification.h"
#include "note/decision.h"
#include "note/note.h"
#include "note/practice.h"
#include "note/request.h"
#include "note/restriction.h"

/* What a run of the filter has; all borrowed, shared by threads. */
struct consent {
	const struct law *law;
	const struct request *request;
	const struct practice *practice;		  /* NULL: none */
	const struct authorization_index *authorizations; /* NULL: none */
	const struct restriction_list *restrictions;	  /* NULL: none */
	int64_t as_of;
};

/* A thread's own, and of one run: it remembers what was decided. */
struct consent_scratch;
struct consent_scratch *consent_scratch_new(const struct consent *consent);
void consent_scratch_free(struct consent_scratch *s);

/* Decides N, of which C may not be present: then it needs review.  OUT borrows
 * from all of them, S until its next use, and ARENA.  A request whose facts
 * the rules cannot read is an error that names the member. */
int consent_decide(const struct consent *consent, const struct note *n,
    const struct classification *c, struct consent_scratch *s,
    struct arena *arena, struct decision *out, struct error *e);

/* Whether the request asks for the note: its patient, date and claim. */
bool consent_reaches(const struct request *r, const struct note *n);

#endif
