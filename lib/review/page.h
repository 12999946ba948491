/* One HTML page of notes for the person who signs for what goes out: each
 * passage with its label, what becomes of it and why, and what will go beside
 * it.  It loads nothing and sends nothing: its content security policy names
 * its own style and script by digest, and forbids the rest. */
#ifndef REVIEW_PAGE_H
#define REVIEW_PAGE_H

#include "base/buf.h"
#include "base/error.h"
#include "law/law.h"
#include "note/note.h"
#include "review/tally.h"

struct review_page; /* owner of what was added */

/* LAW is borrowed; digest_init was called. */
struct review_page *review_page_open(const struct law *law);
void review_page_free(struct review_page *p);

/* A note/1, classified, decided and redacted or not. */
int review_page_add(struct review_page *p, struct record *rec, struct error *e);

/* The whole page, behind what OUT has; AS_OF is how its head dates it. */
void review_page_write(
    const struct review_page *p, const char *as_of, struct buf *out);

#endif
