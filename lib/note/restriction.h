/* restriction/1: what a patient asked not to be disclosed (45 CFR 164.522). */
#ifndef NOTE_RESTRICTION_H
#define NOTE_RESTRICTION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/error.h"
#include "base/span.h"
#include "note/member.h"
#include "note/note.h"
#include "stream/record.h"

enum restriction_type {
	RESTRICTION_ABSENT,
	RESTRICTION_SELF_PAY, /* 164.522(a)(1)(vi) */
	RESTRICTION_AGREED,   /* 164.522(a)(1)(iii) */
	RESTRICTION_REQUESTED_NOT_AGREED,
};

struct restriction {
	bool present;
	struct span id;
	struct span patient; /* id */
	enum restriction_type type;
	struct period services;	 /* dates of service; open: all */
	struct texts encounters; /* ids */
	struct span payer;
	enum answer paid_in_full;
	enum answer patient_filed_claim;
	enum answer bundled_partial;
	/* Who ended it, as a question has it (`terminated_by_practice`,
	 * `terminated`, `terminated_on`) or as restriction/1 has it
	 * (`terminated{date, by}`). */
	bool ended_by_individual;
	bool ended_by_practice;
	date_days ended_on;
};

int restriction_read(struct restriction *r, struct value object,
    const char *path, struct arena *arena, struct error *e);
int restriction_read_record(
    struct restriction *r, struct record *rec, struct error *e);

/* Whether it reaches N: its patient's, and the date of service or the encounter
 * is named, or nothing is.  A note without a date is reached. */
bool restriction_covers(const struct restriction *r, const struct note *n);

/* Whether it still binds for what was created on DAY (DATE_NONE: not known, so
 * it does).  A practice cannot end a self-pay restriction, and the ending of an
 * agreed one frees only what was created after it (164.522(a)(2)(iii)). */
bool restriction_binds(const struct restriction *r, date_days day);

/* The restrictions of a file, held whole and found by patient. */
struct restriction_list;
struct restriction_list *restriction_list_open(
    const char *path, struct error *e);
void restriction_list_close(struct restriction_list *l);
/* The I-th of PATIENT; NULL past the last. */
const struct restriction *restriction_list_find(
    const struct restriction_list *l, struct span patient, size_t i);

#endif
