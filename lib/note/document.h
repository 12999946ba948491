/* A file that holds one record, such as --request and --practice name: read by
 * Jansson (so that it may be laid out over lines), then a record like any
 * other, for the reader of its kind. */
#ifndef NOTE_DOCUMENT_H
#define NOTE_DOCUMENT_H

#include "base/buf.h"
#include "base/error.h"
#include "stream/record.h"

#define DOCUMENT_LIMIT (16u * 1024 * 1024) /* bytes */

/* Owner; views read from `record` live until document_close. */
struct document {
	struct buf line;
	struct record *record;
};

/* KIND is "request/1"; a file of another kind is an error.  Messages name
 * PATH ("request.json: 3:17: not JSON"); those of the reader of its kind do
 * not, so a caller puts PATH before them. */
int document_open(
    struct document *d, const char *path, const char *kind, struct error *e);
/* JSON text of any kind, or without one (tables of ours). */
int document_parse(
    struct document *d, const char *text, size_t len, struct error *e);
void document_close(struct document *d); /* a zeroed one too */

#endif
