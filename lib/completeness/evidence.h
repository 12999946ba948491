/* What there is in a note to decide the items of a standard by. */
#ifndef COMPLETENESS_EVIDENCE_H
#define COMPLETENESS_EVIDENCE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/date.h"
#include "base/error.h"
#include "base/span.h"
#include "completeness/clones.h"
#include "completeness/minutes.h"
#include "completeness/words.h"
#include "note/classification.h"
#include "note/label.h"
#include "note/note.h"

#define EVIDENCE_GOALS 8

enum service_kind {
	SERVICE_NONE, /* no code, or one that is not of psychotherapy */
	SERVICE_TIMED,
	SERVICE_ADD_ON,
	SERVICE_GROUP,
	SERVICE_PRESCRIBER,
	SERVICE_OTHER,
};

/* Spans borrow from the note. */
struct evidence {
	bool classified;
	label_set labels;	      /* of the passages of the text */
	label_set heard[WORDS_COUNT]; /* in passages of these labels */
	struct session_time time;     /* as the text says */
	bool time_not_read;	      /* it speaks of it, in other words */
	struct span service;	      /* CPT code; absent: none */
	enum service_kind service_kind;
	int least; /* minutes of the code; 0: no bound */
	int most;
	bool has_signature;
	bool signed_credentials;
	date_days signed_on;
	struct span goals[EVIDENCE_GOALS]; /* what stands behind "goal" */
	size_t goal_count;
	size_t about;	     /* bytes about anybody */
	size_t about_others; /* of them, about third persons */
	bool conversation;   /* a passage that rather is it */
	bool supervised;     /* by the author's credential */
	bool prescriber;
	bool telehealth;
	struct sketch sketch;
};

/* C may be a classification that is not present. */
int evidence_gather(struct evidence *ev, const struct note *n,
    const struct classification *c, const struct words_match *words,
    struct match_scratch *scratch, struct error *e);

/* Whether LIST was heard in a passage of LABELS (none: anywhere). */
bool evidence_heard(
    const struct evidence *ev, enum words list, label_set labels);

#endif
