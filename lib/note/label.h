/* The words of a note: labels, scopes, classes, sensitivity codes, outcomes.
 *
 * Zero is the safe value of each: nothing labelled, not known, denied.  A
 * _find returns zero for a word that is not known; a reader that must not take
 * it for the safe value refuses the record. */
#ifndef NOTE_LABEL_H
#define NOTE_LABEL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"

/* What a passage says: ten items that 45 CFR 164.501 excludes from
 * psychotherapy notes, and six kinds of other content. */
enum label {
	LABEL_NONE,
#define LABEL(name, word, excluded, rule) LABEL_##name,
#include "note/label.def"
#undef LABEL
	LABEL_COUNT
};

const char *label_name(enum label l); /* LABEL_NONE: "none" */
enum label label_find(struct span word);
bool label_excluded(enum label l);    /* one of the ten */
const char *label_rule(enum label l); /* "PN-X4"; NULL: not of the ten */

/* A set of labels: the bits 1 << label. */
typedef uint32_t label_set;
#define LABEL_BIT(l) ((label_set)1 << (l))

/* What a note is (RECORDS: classification.class, declared_class). */
enum note_class {
	CLASS_UNKNOWN,
	CLASS_PROGRESS,
	CLASS_PSYCHOTHERAPY,
	CLASS_MIXED,
	CLASS_ADMINISTRATIVE,
	CLASS_COUNT
};
const char *class_name(enum note_class c);
/* CLASS_COUNT: no such word, as "unknown" is one. */
enum note_class class_find(struct span word);

/* What filing and author make of a note. */
enum protection {
	PROTECTION_REVIEW,	  /* not known, or contradictory */
	PROTECTION_PROTECTED,	  /* 45 CFR 164.501, PN-E1 to PN-E4 hold */
	PROTECTION_NOT_PROTECTED, /* part of the chart */
	PROTECTION_COUNT
};
const char *protection_name(enum protection p);
/* PROTECTION_COUNT: no such word. */
enum protection protection_find(struct span word);

/* What is decided as one: a question is asked per scope found in a note. */
enum scope {
	SCOPE_NONE, /* nobody said: nothing permits it */
#define SCOPE(name, word) SCOPE_##name,
#include "note/scope.def"
#undef SCOPE
	SCOPE_COUNT
};
const char *scope_name(enum scope s); /* SCOPE_NONE: "none" */
enum scope scope_find(struct span word);

/* The scope of a passage.  TALK says whether the note holds any passage of
 * conversation or topic: without one, a note of unknown filing reads as one of
 * the chart.  LABEL_NONE has SCOPE_UNPROVEN. */
enum scope scope_of(enum label l, enum protection p, bool talk);

/* HL7 v3 ActCode information sensitivity, as a set of bits. */
enum sensitivity {
	SENSITIVITY_NONE,
#define SENSITIVITY(name, code, parent) SENSITIVITY_##name,
#include "note/sensitivity.def"
#undef SENSITIVITY
	SENSITIVITY_COUNT
};
typedef uint32_t sensitivity_set;
#define SENSITIVITY_BIT(s) ((sensitivity_set)1 << (s))
const char *sensitivity_name(enum sensitivity s);
enum sensitivity sensitivity_find(struct span code);
/* S and all that it implies: OPIOIDUD is SUD is SPI. */
sensitivity_set sensitivity_implied(sensitivity_set s);

/* What a rule makes of a question.  Ordered: the smaller, the more severe. */
enum outcome {
	OUTCOME_DENY, /* zero, so that a decision not made is a denial */
	OUTCOME_NEEDS_AUTHORIZATION,
	OUTCOME_NEEDS_REVIEW,
	OUTCOME_PERMIT_MINIMUM,
	OUTCOME_PERMIT,
	OUTCOME_COUNT
};
const char *outcome_name(enum outcome o); /* "needs-review" */
/* OUTCOME_COUNT: no such word. */
enum outcome outcome_find(struct span word);

static inline enum outcome
outcome_severest(enum outcome a, enum outcome b)
{
	return a < b ? a : b;
}

/* Whether any of it may go out now. */
static inline bool
outcome_permits(enum outcome o)
{
	return o == OUTCOME_PERMIT || o == OUTCOME_PERMIT_MINIMUM;
}

#endif
