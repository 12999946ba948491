/* What redact_note knows of the note in hand: shared by this room's files and
 * by nobody else.  Everything lives in the record's arena. */
#ifndef REDACT_WORK_H
#define REDACT_WORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/span.h"
#include "identify/identifier.h"
#include "identify/identify.h"
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
	struct utf8_offsets offsets; /* of old, at its start: to be copied */
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
	const struct profile **filters; /* those that let something stay: few */
	size_t filter_count;
	bool anything_stays;
	struct identify_scratch *identify;
	struct found_identifier *rows; /* of after.identifiers */
	size_t row_cap;
	struct span *persons; /* folded names, by their number in markers */
	size_t person_count;
	size_t person_cap;
	int year; /* of as_of */
	bool part2_withheld;
	char digest[DIGEST_HEX]; /* of the text as it came in */
	struct buf *side;
};

/* pieces.c: cuts the texts into pieces and judges each. */
int pieces_judge(struct work *w, struct error *e);

/* runs.c: what goes becomes edits and rows of `redaction`. */
void runs_make(struct work *w);

/* identifiers.c: what identifies, in what stays, becomes edits and rows. */
int identifiers_take_out(struct work *w, struct error *e);

/* key.c: what depends on a secret or a table of the user's. */
/* The caller frees it (mac_free); NULL: a file that is no key. */
struct mac *key_open(const char *path, struct error *e);
uint32_t *zip3_open(const char *path, struct error *e); /* 1000 counts */
void zip3_make(const struct redact *r, struct span zip, char out[static 4]);
void pseudonym_make(const struct redact *r, const char *kind,
    struct span folded, struct span text, char out[static DIGEST_HEX]);
int shift_days(const struct work *w);
bool shift_make(struct work *w, struct span date, struct span *out);

/* fields.c: members that may not stay are taken out of the record. */
void fields_remove(struct work *w);
enum member_verdict fields_verdict(const struct work *w, const char *path);
void fields_add(struct work *w, const char *path, struct value value);

/* members.c: members that stay and yet identify are changed. */
int members_change(struct work *w, struct error *e);

/* addendum.c: the record becomes a note of its own; DIGEST is of its text. */
void addendum_make(struct work *w, const char *digest);

/* roster.c: patients known beside the records. */
struct roster; /* owner */
struct roster *roster_open(const char *path, struct error *e);
void roster_free(struct roster *r);
const char *roster_digest(const struct roster *r);
const struct person *roster_find(const struct roster *r, struct span id);
const struct roster *redact_roster(const struct redact *r);

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
const struct identify *redact_identify(const struct redact *r);
struct mac *redact_key(const struct redact *r);	       /* NULL: none given */
const uint32_t *redact_people(const struct redact *r); /* NULL: no table */
label_set redact_request_labels(const struct redact *r, bool *given);

#endif
