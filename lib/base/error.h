/* What went wrong, in words that never quote a record.
 *
 * The caller owns a struct error and zeroes it; the callee fills it and
 * returns -1 or NULL.  The first message stays: a caller that adds context to
 * an error already set changes nothing.  A NULL error is allowed everywhere.
 *
 * A message is lower case without a full stop ("column 17: not UTF-8").  The
 * name of a field may stand in it, its value may not. */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stddef.h>

#define ERROR_TEXT 240 /* bytes of a message, with its NUL */

struct error {
	char text[ERROR_TEXT]; /* empty: no error */
};

/* Sets the message unless one is set.  Always returns -1. */
int error_set(struct error *e, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The same, with ": " and strerror(errno) behind it. */
int error_set_errno(struct error *e, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Appends "TOOL: FILE:LINE: WHAT" and an LF, what could steer a terminal as
 * '?': a file's name may hold anything.  FILE NULL or LINE 0: without. */
struct buf;
void error_say(struct buf *out, const char *tool, const char *file, size_t line,
    const char *what);

/* Puts "PREFIX: " before the message that is set.  Always returns -1. */
int error_prefix(struct error *e, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
