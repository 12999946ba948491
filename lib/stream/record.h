/* A record: one line of NDJSON whose bytes nobody touches but who changes a
 * member.
 *
 * The line is borrowed and must outlive the record's use.  A member that is set
 * stands where it stood, or last; all other bytes, spaces and spellings
 * included, are written as they came. */
#ifndef STREAM_RECORD_H
#define STREAM_RECORD_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/span.h"
#include "stream/cursor.h"
#include "stream/scan.h"

struct record; /* owner of the index and of what was set, not of the line */

struct record *record_new(void);
void record_free(struct record *r);

/* Scans LINE; what was set before is forgotten and wiped. */
int record_read(
    struct record *r, const char *line, size_t len, struct error *e);

/* Memory for views of this record; gone at the next record_read. */
struct arena *record_arena(struct record *r);

/* A top-level member as it stands now; type SCAN_NONE where there is none. */
struct value record_member(const struct record *r, const char *name);
/* The I-th member, in the order of the line; false past the last.  A removed
 * one is passed over with type SCAN_NONE. */
bool record_at(const struct record *r, size_t i, struct member *m);

struct shape;
/* What SHAPE (shape.h) made of the value V of the line; NULL where it did not
 * take it. In the lines to come it is asked.  MEMORY (may be NULL) is what
 * SHAPE remembers with this record. */
const void *record_shaped(
    struct record *r, const struct shape *shape, struct value v, void **memory);

/* A member's text; absent where there is no such member.  -1 where it is not a
 * string: "member NAME: not a string". */
int record_text(
    struct record *r, const char *name, struct span *out, struct error *e);
/* The `record` member, "note/1": -1 where it is missing or not a string. */
int record_kind(struct record *r, struct span *kind, struct error *e);

/* Sets NAME (a plain key, no escapes needed) to valid JSON, which is copied. */
void record_set(
    struct record *r, const char *name, const char *json, size_t len);
/* The same from Jansson, compact, in insertion order, never escaping what need
 * not be.  Does not take the reference over. */
void record_set_json(struct record *r, const char *name, const json_t *json);
void record_remove(struct record *r, const char *name);

/* An empty buffer of the record's own, for JSON in the making, and NAME set to
 * what was written to it since; nothing of that stays in it. */
struct buf *record_make(struct record *r);
void record_set_made(struct record *r, const char *name);
bool record_changed(const struct record *r);

/* Appends {tool, version, rules} to `trail`; RULES may be NULL. */
int record_add_trail(
    struct record *r, const char *tool, const char *rules, struct error *e);

/* The whole record as it stands now, without LF, behind what OUT has. */
void record_write(const struct record *r, struct buf *out);

/* A value as a Jansson tree (a new reference), for what is small; NULL where
 * Jansson cannot hold it (an integer past 2^63, a number past double). */
json_t *value_json(struct value v);
/* A JSON string with its quotes, behind what OUT has: only what RFC 8259 asks
 * for is escaped, and U+007F and bidi or terminal controls are left alone. */
void json_add_string(struct buf *out, const char *text, size_t len);
/* The same to AT, which has room for JSON_MOST(LEN) bytes; returns what is
 * behind it. */
#define JSON_MOST(len) (6 * (len) + 2)
char *json_put_string(char *at, const char *text, size_t len);

#endif
