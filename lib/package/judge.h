/* May this note stand in the package, and as what?
 *
 * Refused is a note that was not classified, decided and redacted for this
 * very request; whose decision is too old, or made by other rules than the
 * notes before it; whose text is not what was redacted; or that still holds a
 * passage nobody permitted.  One refusal and there is no package. */
#ifndef PACKAGE_JUDGE_H
#define PACKAGE_JUDGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "note/decision.h"
#include "note/note.h"
#include "note/practice.h"
#include "note/redaction.h"
#include "note/request.h"
#include "package/decisions.h"
#include "package/index.h"
#include "stream/record.h"

/* A filter that worked on the stream, as the notes' trails name it. */
struct tool {
	const char *name;
	const char *version;
	const char *rules; /* NULL: none */
};
#define TOOLS 16

struct judge {
	const struct request *request;
	const struct practice *practice; /* NULL: not given */
	int64_t as_of;
	int64_t max_age; /* seconds */
	struct tool tools[TOOLS];
	size_t tool_count;
	struct decisions *decisions;
	const char *trail;   /* of the first note, as it is spelled */
	const char *profile; /* of the redaction; NULL: no note yet */
};

/* Whether the request asks for the note.  (One without a claim, where claims
 * are asked for, is decided by its day: index_close.) */
bool judge_asked(const struct judge *j, const struct note *n);

/* Fills ROW from a note that was asked for; what it borrows lies in X. */
int judge_note(struct judge *j, struct record *rec, const struct note *n,
    struct index *x, struct index_row *row, struct error *e);

#endif
