/* The loop of every filter: reads lines, hands records to one function, writes
 * what it made of them in order, counts, reports, and says at the end whether
 * the stream was whole.
 *
 * The function is pure: of one record and a context that nobody changes any
 * more.  With -j N, N threads call it, each with scratch of its own; the output
 * is the same bytes.
 *
 * Records of a kind that is not the filter's pass unchanged.  Of a kind it
 * knows, another major version is rejected ("note/2: a version that is not
 * known here").  end/1 and part/1 are the loop's (RECORDS.md). */
#ifndef STREAM_FILTER_H
#define STREAM_FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "stream/options.h"
#include "stream/record.h"

enum filter_verdict {
	FILTER_REJECT, /* zero: a record that nobody judged does not go on */
	FILTER_KEEP,   /* written as it now stands */
	FILTER_DROP,   /* handled, and not written: no longer in the stream */
};

/* What the function has beside the record: one of these a thread. */
struct filter_task {
	void *scratch;	   /* what scratch_new made, NULL without it */
	struct buf *side;  /* bytes for the side file, in the records' order */
	struct buf *extra; /* text for stdout behind this record: whole lines */
	const char *file;  /* where the record stands */
	size_t line;	   /* from 1 */
	uint64_t extra_notes; /* note/1 lines it added to extra: add to it */
};

struct filter {
	const char *tool;
	const char *const *kinds; /* "note/1", …, NULL: what `apply` is given */
	/* For FILTER_REJECT the error says why. */
	enum filter_verdict (*apply)(const void *context, struct record *rec,
	    struct filter_task *task, struct error *e);
	const void *context;
	void *(*scratch_new)(const void *context);
	void (*scratch_free)(void *scratch);
	/* A descriptor for task->side, or -1.  filter_run closes it, before it
	 * writes end/1. */
	int side;
	bool consume; /* nothing is written to stdout, end/1 neither */
	/* The loop shuts the process in before the first line (sandbox.h), so
	 * that only the operands can still be opened; a program that opens more
	 * later shuts itself in. */
	bool opens_later;
	/* A file that is replaced, or locked, once the loop has ended: what
	 * shuts the process in leaves its folder open for that.  NULL: none. */
	const char *writes;
	const char *appends; /* a folder, likewise */
};

/* What came by, for a filter that consumes the stream. */
struct filter_totals {
	uint64_t notes;	   /* note/1 records read */
	uint64_t written;  /* of them, kept (or taken, where it consumes) */
	uint64_t rejected; /* lines rejected here */
	uint64_t upstream; /* rejected before, as end/1 and part/1 say */
	uint64_t bytes;
	bool whole; /* end/1 was last and its count was right */
};

/* Runs over O's files (or stdin), and writes to stdout.  Returns the exit
 * status of CLI.md: 0, 1 (some rejected) or 2 (it has said why on stderr).
 * TOTALS may be NULL. */
int filter_run(const struct filter *f, const struct options *o,
    struct filter_totals *totals);

#endif
