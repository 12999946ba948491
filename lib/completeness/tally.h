/* What a report counts, and how its two forms print a name. */
#ifndef COMPLETENESS_TALLY_H
#define COMPLETENESS_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/date.h"
#include "base/span.h"
#include "completeness/standard.h"
#include "note/completeness.h"

/* Notes of one clinician or one patient. */
struct tally {
	struct span name; /* its bytes are the table's */
	uint64_t notes;
	uint64_t scored;
	uint64_t score; /* thousandths, summed */
	uint64_t below;
};

struct tallies {
	struct tally *rows; /* in the order they came */
	size_t count;
	size_t room;
	uint32_t *slots; /* a hash table of row + 1 */
	size_t slot_count;
};

struct tally *tally_of(struct tallies *t, struct span name);
void tallies_free(struct tallies *t);
/* Rows by name, as a new array the caller frees. */
struct tally *tallies_sorted(const struct tallies *t);
/* The mean score, percent, rounded down; -1: no note was scored. */
int tally_mean(const struct tally *t);

/* One item that is absent in one note. */
struct finding {
	const struct item *item;
	char why[24]; /* empty: nothing to add */
};

/* A note with something absent; its strings are its own. */
struct found_note {
	char *id;
	char *clinician;
	char *repeats; /* NULL: no other note */
	date_days date;
	int percent; /* rounded down; -1: not scored */
	bool below;
	struct finding *findings;
	size_t count;
};

struct report {
	const struct standard *standard;
	size_t pass;
	bool list;
	uint64_t notes;
	uint64_t passed_over; /* kept apart, or administrative */
	uint64_t below;
	struct tallies clinicians;
	struct tallies patients;
	uint64_t items[STANDARD_ITEMS][ITEM_STATUS_COUNT];
	struct found_note *found; /* notes with something absent */
	size_t found_count;
	size_t found_room;
};

/* TEXT without controls, bidi marks and line ends (each is U+FFFD), and for
 * HTML with its markup escaped. */
void plain_add(struct buf *out, struct span text, bool html);
/* Code points of it, as plain_add writes them. */
size_t plain_width(struct span text);

#endif
