/* One thing to read: a file, a member of an archive, what a gzip file holds,
 * or stdin.  Bytes come through a window that moves on, so that a file of any
 * size takes little memory. */
#ifndef IMPORT_ORIGIN_H
#define IMPORT_ORIGIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/span.h"

struct origin {
	const char *name; /* UTF-8; "outer.zip/inner.xml" within an archive */
	int depth;	  /* archives around it */
	int fd;		  /* of a plain file; -1 within an archive */
	bool outlines; /* stdin's copy: the descriptor is not ours to close */

	/* The rest is input.c's and archive.c's. */
	ssize_t (*read)(
	    struct origin *in, void *to, size_t len, struct error *e);
	void *from;
	struct span bytes; /* what is left of borrowed ones */
	struct buf window;
	size_t at;	/* bytes of the window that were taken */
	uint64_t taken; /* bytes read since the start */
	size_t line;	/* number of the line that origin_line gave last */
	bool broken;	/* the system did not give all of it */
	bool end;	/* nothing more comes into the window */
};

/* NAME is copied; bytes that are not UTF-8 become U+FFFD. */
void origin_open(struct origin *in, const char *name);
/* Reads BYTES, which are borrowed. */
void origin_open_bytes(struct origin *in, const char *name, struct span bytes);
void origin_close(struct origin *in);
/* Back to the first byte, where the descriptor can; -1 otherwise. */
int origin_rewind(struct origin *in);

/* The next LEN bytes, or fewer at the end, without taking them; valid until
 * the next call.  -1: reading failed. */
int origin_peek(
    struct origin *in, size_t len, struct span *out, struct error *e);
void origin_take(struct origin *in, size_t len);

enum origin_line {
	ORIGIN_FAILED,
	ORIGIN_END,
	ORIGIN_LINE,
	ORIGIN_TOO_LONG, /* it is still there, for origin_pass_line */
};
/* The next line without its LF; valid until the next call. */
enum origin_line origin_line(
    struct origin *in, size_t most, struct span *out, struct error *e);
/* Passes over what is left of a line, LF and all. */
int origin_pass_line(struct origin *in, struct error *e);

/* All that is left, at most LIMIT bytes; valid while nothing else is read. */
int origin_all(
    struct origin *in, size_t limit, struct span *out, struct error *e);

#endif
