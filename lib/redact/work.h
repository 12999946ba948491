/* What redact_note knows of the note in hand: shared by this room's files and
 * by nobody else.  Everything lives in the record's arena. */
#ifndef REDACT_WORK_H
#define REDACT_WORK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/span.h"
#include "identify/identifier.h"
#include "note/classification.h"
#include "note/decision.h"
#include "note/note.h"
#include "note/override.h"
#include "note/practice.h"
#include "note/redaction.h"
#include "note/request.h"
#include "redact/edit.h"
#include "redact/profile.h"
#include "stream/record.h"
#include "text/utf8.h"

#define MARKER_OTHER "[withheld]"
#define MARKER_PSYCHOTHERAPY                                                   \
	"[withheld: psychotherapy note, 45 CFR 164.508(a)(2)]"

/* Why a piece of text goes.  The truth stands in the withheld log; what goes
 * out is `other` unless `named`. */
struct verdict {
	bool stays;
	bool named; /* as a psychotherapy note */
	bool part2; /* withheld under 42 CFR Part 2 */
	const char *marker;
	struct span code;
	struct span citation;
	const struct profile *filter; /* whose members and identifiers rule */
};

/* A part of one text that is judged as one: a passage, a part of it that an
 * override names, or text that no passage covers.  Bytes. */
struct piece {
	size_t start;
	size_t end;
	const struct passage *passage; /* NULL: none covers it */
	struct verdict verdict;
};

/* Neighbouring pieces that go, replaced by one marker. */
struct run {
	size_t start;
	size_t end;
	const struct piece *pieces;
	size_t piece_count;
	const char *marker;
};

/* The note's title, a section's title, or a section's text. */
struct text {
	int section;
	bool in_title;
	struct span old;
	struct span now;
	struct piece *pieces;
	size_t piece_count;
	struct run *runs;
	size_t run_count;
	struct edits edits;
};

struct work {
	const struct redact *redact;
	struct record *record;
	struct arena *arena;
	const struct profile *profile;
	struct note note;
	struct classification classification;
	struct decision decision;
	struct redaction before; /* by an earlier run */
	struct redaction after;
	enum answer part2;
	struct text *texts; /* 0: the note's title; 1 + 2i, 2 + 2i: section i */
	size_t text_count;
	const struct profile *filters[8]; /* those that let something stay */
	size_t filter_count;
	bool anything_stays;
	bool part2_withheld;
	bool changed;
	char digest[DIGEST_HEX]; /* of the text as it came in */
	struct buf *side;
};

/* pieces.c: cuts the texts into pieces and judges each. */
int pieces_judge(struct work *w, struct error *e);

/* runs.c: what goes becomes edits and rows of `redaction`. */
void runs_make(struct work *w);

/* fields.c: members that may not stay are taken out of the record. */
void fields_remove(struct work *w);
enum member_verdict fields_verdict(const struct work *w, const char *path);
void fields_add(struct work *w, const char *path, struct value value);

/* leftover.c: what speaks of removed text goes as well. */
void leftover_scrub(struct work *w);

/* withheld.c: the practice's own log. */
void withheld_add_texts(struct work *w);
void withheld_add_field(struct work *w, const char *path, struct value value);

/* overrides.c: a practice's decisions, by note. */
struct overrides; /* owner */
struct overrides *overrides_open(const char *path, struct error *e);
void overrides_free(struct overrides *os);
const char *overrides_digest(const struct overrides *os);
/* Those of a note, in the order of their lines. */
struct override_row {
	struct override override;
	size_t line;
};
const struct override_row *overrides_find(
    const struct overrides *os, struct span note, size_t *count);

/* redact.c */
const struct profile *redact_filter(const struct redact *r, struct span name);
const struct overrides *redact_overrides(const struct redact *r);
label_set redact_request_labels(const struct redact *r, bool *given);

#endif
