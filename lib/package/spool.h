/* The released lines, kept in a nameless file of the folder in the making until
 * all are judged: every format is written from them, so that all say the
 * same. */
#ifndef PACKAGE_SPOOL_H
#define PACKAGE_SPOOL_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "note/note.h"
#include "package/category.h"
#include "stream/record.h"

struct spool;
/* FOLDER is a path. */
struct spool *spool_open(const char *folder, struct error *e);
void spool_free(struct spool *s);

/* Appends LINE and an LF; where it begins goes to OFFSET. */
int spool_add(struct spool *s, const char *line, size_t len, int64_t *offset,
    struct error *e);

/* The line at OFFSET, without its LF; valid until the next call. */
int spool_line(struct spool *s, int64_t offset, size_t len, struct span *line,
    struct error *e);
/* The same as a note; N and REC are valid until the next call. */
int spool_note(struct spool *s, int64_t offset, size_t len, struct note *n,
    struct record **rec, struct error *e);

#endif
