/* Statements that must go with what is released: rows of statements.json, each
 * with its id, its citation and when it is due. */
#ifndef PACKAGE_STATEMENT_H
#define PACKAGE_STATEMENT_H

#include <stddef.h>

#include "base/error.h"
#include "package/index.h"

struct statement {
	const char *id;
	const char *citation;
	const char *state; /* NULL: due where 42 CFR Part 2 content goes out */
	const char *title;
	const char *text;
	const char *scope; /* what else the law asks to be said; may be NULL */
};

struct statements; /* owner */

/* Refuses a row without id, citation, title or text, and a member or `when`
 * that is not known. */
struct statements *statements_load(struct error *e);
void statements_free(struct statements *s);

/* The I-th statement that is due with ROWS; NULL past the last. */
const struct statement *statement_due(const struct statements *s,
    const struct index_row *rows, size_t count, size_t i);

#endif
