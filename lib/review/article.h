/* One note of the page. */
#ifndef REVIEW_ARTICLE_H
#define REVIEW_ARTICLE_H

#include "base/buf.h"
#include "law/law.h"
#include "note/classification.h"
#include "note/decision.h"
#include "note/note.h"
#include "note/redaction.h"
#include "review/tally.h"

/* All views of one record. */
struct reviewed {
	const struct law *law;
	struct note note;
	struct classification classification;
	struct decision decision;
	struct redaction redaction;
};

/* -1 where a view cannot be read, or a passage lies outside the text. */
int reviewed_read(struct reviewed *r, const struct law *law, struct record *rec,
    struct error *e);

/* Adds the note to OUT and what becomes of its passages to T.  NUMBER counts
 * the page's notes from 1. */
void article_add(
    struct buf *out, const struct reviewed *r, size_t number, struct tally *t);

#endif
