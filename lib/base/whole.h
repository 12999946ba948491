/* Files and folders that appear whole or not at all: written beside their place
 * under another name, synced, then renamed.  Modes and links as
 * base/safe_file.h has them. */
#ifndef BASE_WHOLE_H
#define BASE_WHOLE_H

#include <stddef.h>
#include <stdio.h>

#include "base/error.h"

/* Replaces PATH by BYTES: a temporary beside it, fsync, rename, fsync of the
 * folder.  On failure PATH is what it was and nothing is left. */
int file_replace(
    const char *path, const void *bytes, size_t len, struct error *e);

/* A folder that appears whole or not at all: DIR must not exist; members are
 * written to .NAME.partial beside it (locked while in use; one left by a
 * killed run is removed first), and folder_commit syncs and renames it.
 * Without a commit, folder_abort removes what was written. */
struct folder;
struct folder *folder_begin(const char *dir, struct error *e);
/* The path of the folder in the making, without a final slash. */
const char *folder_path(const struct folder *f);
int folder_write(struct folder *f, const char *name, const void *bytes,
    size_t len, struct error *e);
/* A new member to write by hand: a stream the caller closes through
 * file_close. */
FILE *folder_open(struct folder *f, const char *name, struct error *e);
int folder_make(struct folder *f, const char *name, struct error *e);
int folder_commit(struct folder *f, struct error *e); /* frees f */
void folder_abort(struct folder *f);		      /* frees f; NULL too */

#endif
