/* Where imported records go: stdout, checked; counts, the quarantine, and the
 * end that says whether the stream is whole. */
#ifndef IMPORT_SINK_H
#define IMPORT_SINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/span.h"
#include "import/draft.h"
#include "import/refs.h"
#include "stream/options.h"
#include "stream/progress.h"
#include "stream/record.h"

/* Where something stands: "FILE:LINE: PART NUMBER", as far as these are set. */
struct place {
	const char *file;
	size_t line;
	const char *part; /* "entry" of a Bundle, NULL: none */
	size_t number;
	struct span raw; /* its bytes */
	bool is_line;	 /* RAW is one line of NDJSON */
};

struct sink {
	const struct options *options;
	struct buf out;
	struct refs *ids; /* of the notes written */
	int quarantine;	  /* -1: none */
	uint64_t notes;
	uint64_t rejected;
	uint64_t rejected_before; /* as an end/1 of the input says */
	uint64_t warnings;
	struct progress progress;
	bool hold;    /* keep what was written in `out`: for tests */
	bool stopped; /* --on-error=fail, or output failed */
	bool failed;  /* output failed: `error` says how */
	struct error error;
};

int sink_open(struct sink *s, const struct options *o, struct error *e);

/* Writes the note, or rejects it: an id that was there already, a member
 * missing.  False where it was rejected. */
bool sink_note(struct sink *s, struct draft *d, const struct place *at);
/* A whole line with its LF, not a note. */
void sink_line(struct sink *s, const struct buf *line);
/* A record as it stands now. */
void sink_record(struct sink *s, const struct record *r);
/* Whether ID is new; it is not from now on. */
bool sink_is_new(struct sink *s, struct span id);
/* Names what could not be imported on stderr, counts it, and keeps it: a line
 * of NDJSON as it came, anything else as a rejected/1 record that names its
 * source. */
void sink_reject(
    struct sink *s, const struct place *at, const struct error *why);
/* Names what was imported in another way than the source says. */
void sink_warn(struct sink *s, const struct place *at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Nothing more is written, an end neither; the status is 2. */
void sink_fail(struct sink *s, const struct error *why);

/* Writes end/1 and what is left; returns the exit status of CLI.md.  Frees. */
int sink_close(struct sink *s);

#endif
