/* Whether a stream is whole: the arithmetic of end/1 and part/1 (RECORDS.md).
 *
 * notes = those seen here, good or bad.  A line that cannot be read counts as a
 * note: it may have been one. */
#ifndef STREAM_COUNT_H
#define STREAM_COUNT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/span.h"
#include "stream/record.h"

struct count {
	uint64_t notes;		 /* note/1 and unreadable lines */
	uint64_t others;	 /* other records */
	uint64_t written;	 /* notes that went on */
	uint64_t notes_rejected; /* of notes */
	uint64_t rejected;	 /* of any record */
	uint64_t extra;		 /* notes that a filter added */
	uint64_t ends, end_notes, end_rejected;
	uint64_t parts, part_notes, part_rejected;
	bool open; /* a note stands behind the last end/1 or part/1 */
};

/* Whether a record of this kind is end/1 or part/1, and taking one in. */
bool count_is_mark(struct span kind);
int count_mark(
    struct count *c, struct record *r, struct span kind, struct error *e);

/* A record that is no mark; KIND is absent where the line cannot be read. */
void count_record(struct count *c, struct span kind, bool good, bool written);

/* Adds what came after C. */
void count_add(struct count *c, const struct count *after);

/* At the end of the stream: the mark to write, with its LF, in LINE (nothing
 * where no mark came and none was asked for).  -1: the stream is not whole. */
int count_end(
    const struct count *c, bool part, struct buf *line, struct error *e);

#endif
