/* The law as data: rules with citations, and what they make of a question.
 *
 * Rules are rows of JSON files, one a jurisdiction (lib/law/rules, embedded,
 * and those of --rules=DIR).  Loading refuses what cannot be understood: an
 * unknown word, a missing citation, a row that can never match.  After that,
 * deciding is total.
 *
 * Gates come first.  Then what 45 CFR 164 (with restrictions), 42 CFR Part 2
 * and the state make of the question is found apart, and the most severe
 * stands; of equals Part 2 names the rule, then the restriction, HIPAA, the
 * state.  The order of rows or files never matters. */
#ifndef LAW_LAW_H
#define LAW_LAW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/error.h"
#include "note/authorization.h"
#include "note/decision.h"
#include "note/label.h"
#include "note/question.h"

struct law; /* owner; const once loaded, shared by threads */

/* OVERLAYS is a folder of *.json files with a practice's own rows and attest/1
 * records, or NULL. */
struct law *law_load(const char *overlays, struct error *e);
void law_free(struct law *l);

/* Of all rule files, in hex: `trail.rules`. */
const char *law_digest(const struct law *l);

/* Whether all that Q asserts has the type that the rules give it; the error
 * names the member.  A name that no rule knows is no error here: it keeps
 * law_decide from permitting. */
int law_check_question(
    const struct law *l, const struct question *q, struct error *e);

/* What the rules make of Q; denies what none permits.  It cannot fail.  OUT
 * borrows from L, Q and ARENA. */
void law_decide(const struct law *l, const struct question *q,
    struct arena *arena, struct ruling *out);

/* A ruling for a person, behind what OUT has: a paragraph on SUBJECT with the
 * rule and its citation, what is wrong, what would cure it and what must be
 * done; of a withholding it is the record that 45 CFR 171.202(b)(1)(ii) wants.
 */
void law_explain(const struct law *l, const struct ruling *r,
    const char *subject, struct buf *out);

/* The defects (A…) and reviews (R…) of a document by itself at AS_OF: what no
 * request could cure.  Sorted; the spans are the law's. */
void law_check_authorization(const struct law *l, const struct authorization *a,
    int64_t as_of, struct arena *arena, struct texts *codes);

/* What a code, rule or element means: "expired_date", and its citation; absent
 * where it is not known. */
struct reason law_reason(const struct law *l, struct span code);

/* How a watch files a code: "expired", "revoked", "defective", … */
struct span law_code_watch(const struct law *l, struct span code);

/* Minimum necessary as data: what of a record a filter lets through. */
struct field_filter {
	struct span name; /* "FED-PAY" */
	struct span citation;
	label_set labels;     /* passages that may go out */
	label_set on_request; /* of these, what the request's items name */
	label_set chart_only; /* of `labels`, not from a psychotherapy note */
	struct texts fields;  /* in the rules' words: "date_of_service" */
	struct texts members; /* of note/1: "patient.name"; the rest goes */
};
/* NULL: no such filter, so nothing passes. */
const struct field_filter *law_field_filter(
    const struct law *l, struct span name);
/* All of them, those of overlays last. */
const struct field_filter *law_field_filters(
    const struct law *l, size_t *count);

#endif
