/* notes-classify: what each passage of a note says, what the note is, and what
 * filing and author make of it. */
#ifndef CLASSIFY_CLASSIFY_H
#define CLASSIFY_CLASSIFY_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "note/classification.h"
#include "note/note.h"

struct classify_options {
	const char *model;     /* a file of weights; NULL: those built in */
	const char *lexicon;   /* a practice's own words, or NULL */
	const char *practice;  /* a practice/1 file, or NULL */
	const char *threshold; /* of conversation, "0" to "1"; NULL: the
				* model's */
};

struct classifier; /* owner; const once open, shared by threads */
struct classifier *classifier_open(
    const struct classify_options *o, struct error *e);
void classifier_free(struct classifier *c);

/* Scratch of one thread; CONTEXT is the classifier. */
void *classify_scratch_new(const void *context);
void classify_scratch_free(void *scratch);

/* Classifies N; the result borrows from N and ARENA. */
void classify_find(const struct classifier *c, void *scratch,
    const struct note *n, struct arena *arena, struct classification *out);

/* The digest of all that decides, for `trail.rules`. */
const char *classifier_rules(const struct classifier *c);

#endif
