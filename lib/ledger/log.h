/* The file DIR/log.ndjson: whole lines, read in order or from the end. */
#ifndef LEDGER_LOG_H
#define LEDGER_LOG_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/span.h"

/* Reads lines in order, from FROM (where a line begins) up to TO. */
struct log_reader {
	int fd;
	off_t at; /* where the next line begins */
	off_t to;
	struct buf block;
	size_t used; /* of the block */
	off_t block_at;
};
void log_reader_open(struct log_reader *r, int fd, off_t from, off_t to);
void log_reader_close(struct log_reader *r);
/* 1: LINE without its LF, valid until the next call.  0: at the end, or a line
 * that is not terminated begins at AT.  -1: cannot be read. */
int log_next(struct log_reader *r, struct span *line, struct error *e);

/* The same where the checkpoint counts LEFT more lines, of which this is one.
 * 0: it counts none; a log that ends before is an error. */
int log_next_counted(
    struct log_reader *r, uint64_t *left, struct span *line, struct error *e);

/* pread, over interruptions. */
ssize_t log_read(int fd, void *out, size_t len, off_t at);

/* Bytes of the file; -1: error. */
off_t log_size(int fd, struct error *e);

/* Where the line begins that ends before END (where a line begins, or the file
 * ends); -1: cannot be read.  END is above 0. */
off_t log_line_before(int fd, off_t end, struct error *e);

/* The first line that begins at or behind FROM and before TO: its place and, in
 * LINE, its bytes without LF.  1, 0 (none that is whole), or -1. */
int log_line_from(int fd, off_t from, off_t to, off_t *begin, struct buf *line,
    struct error *e);

/* Finds the entry INDEX among the whole lines before TO by bisection: their
 * indices ascend.  1, 0 (none) or -1. */
int log_find(
    int fd, off_t to, uint64_t index, struct buf *line, struct error *e);

#endif
