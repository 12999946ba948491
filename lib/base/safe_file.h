/* Opening and writing files so that nobody is let in and no half is taken for
 * whole.  Everything opened here is close-on-exec; whatever is created has
 * mode 0600 (folders 0700); the last component of a path is never followed as
 * a symbolic link where something is written. */
#ifndef BASE_SAFE_FILE_H
#define BASE_SAFE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/error.h"

/* umask 077, no core files (RLIMIT_CORE 0), not dumpable; RLIMIT_FSIZE is an
 * error, not a death, and so is a library that aborts: status 2.  First in
 * main. */
void process_protect(void);

/* The folder that PATH stands in; the caller frees it. */
char *file_folder(const char *path);

/* For reading.  PATH may be a FIFO or device, never a folder. */
int file_open_input(const char *path, struct error *e);

/* A whole regular file, at most LIMIT bytes, appended to OUT. */
int file_read(const char *path, size_t limit, struct buf *out, struct error *e);

/* A secret (secret.h): a descriptor for reading a regular file of at most LIMIT
 * bytes, refused where group or others have any right or it belongs to another
 * user. */
int file_open_secret(const char *path, size_t limit, struct error *e);

/* To be written to, FLAGS as open(2): PATH, relative to FOLDER, is a regular
 * file of ours or a new one, created 0600. */
int file_open_ours(int folder, const char *path, int flags, struct error *e);

/* Appends to a regular file (which may be read through it, too), created 0600
 * where it is not there; an existing one must be a regular file of ours. */
int file_open_append(const char *path, struct error *e);

/* The same for reading and writing anywhere in it. */
int file_open_update(const char *path, struct error *e);

/* Waits for the lock of a file that nobody renames, created as by
 * file_open_append.  Closing the descriptor gives the lock back. */
int file_lock(const char *path, struct error *e);

/* Waits for the lock of an open file; through EINTR. */
int file_lock_wait(int fd);

/* Where FD is a pipe, gives it the megabyte that Linux allows: with 64 KiB the
 * programs of a pipeline wait for each other. */
void file_widen_pipe(int fd);

/* All bytes, through EINTR, short writes and EAGAIN. */
int file_write(int fd, const void *bytes, size_t len, struct error *e);

/* Flush, fsync where it is a regular file, close; any failure is an error. */
int file_close(FILE *f, const char *name, struct error *e);

#endif
