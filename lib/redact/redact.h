/* Takes out of a note what may not go, and says what it took.
 *
 * The context is made once and never changes; redact_note is a pure function
 * of it and of one record, so notes may be redacted in any order and in
 * several threads. */
#ifndef REDACT_REDACT_H
#define REDACT_REDACT_H

#include <stdbool.h>

#include "base/error.h"
#include "stream/filter.h"
#include "stream/record.h"

struct redact; /* owner */

/* Names of files and of rows of profiles.json; NULL: not given. */
struct redact_options {
	const char *profile;   /* or a file, where it has a slash; "decision" */
	const char *role;      /* instead of a profile */
	const char *rules;     /* overlays, whose field filters hold too */
	const char *request;   /* request/1: labels that it names may go */
	const char *overrides; /* override/1 records */
	const char *practice;  /* practice/1 */
	const char *known;     /* identifiers known beside the record */
	const char *key;       /* secret of pseudonyms and shifted dates */
	const char *zip3;      /* populations by three-digit ZIP */
	int64_t as_of;	       /* for ages */
	bool withheld;	       /* fill task->side with withheld/1 records */
};

struct redact *redact_open(const struct redact_options *o, struct error *e);
void redact_free(struct redact *r);

/* filter.apply, with a struct redact as context. */
enum filter_verdict redact_note(const void *context, struct record *rec,
    struct filter_task *task, struct error *e);
void *redact_scratch_new(const void *context);
void redact_scratch_free(void *scratch);

/* Whether patterns had to be compiled at start (text/match.h). */
bool redact_was_compiled(const struct redact *r);

#endif
