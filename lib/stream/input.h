/* Files, one after another, as chunks of whole lines read in large blocks. */
#ifndef STREAM_INPUT_H
#define STREAM_INPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"

struct input; /* owner of the file that is open */

/* Lines of one file.  A line longer than SCAN_LINE comes in pieces, each a
 * chunk of its own, so that memory stays what it is. */
struct chunk {
	struct buf bytes;
	const char *file;  /* its name for messages */
	size_t first_line; /* from 1 */
	bool piece;	   /* of a line over the limit */
	bool first_piece;
};

/* FILES are borrowed; none, or "-": standard input. */
struct input *input_open(char **files, int count);
void input_close(struct input *in);

/* 1: C holds the next lines, each ending in LF save perhaps a file's last, and
 * nothing of those that it held before.
 * 0: all files are at their end.  -1: a file cannot be opened or read. */
int input_next(struct input *in, struct chunk *c, struct error *e);

/* Whether input_next would return without waiting for a writer. */
bool input_ready(const struct input *in);

#endif
