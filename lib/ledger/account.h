/* An accounting of disclosures, 45 CFR 164.528: what the ledger says of one
 * patient, in the order of the dates. */
#ifndef LEDGER_ACCOUNT_H
#define LEDGER_ACCOUNT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "base/error.h"
#include "base/span.h"
#include "ledger/accounting.h"
#include "ledger/index.h"
#include "ledger/ledger.h"

struct account_request {
	struct span patient;
	date_days asked;    /* the day of the request */
	date_days from, to; /* DATE_NONE: as far as the law reaches */
	bool all;	    /* the practice's own view: also what is left out */
	bool part2; /* list what went by a Part 2 consent: 42 CFR 2.25 */
};

enum account_status {
	ACCOUNT_LISTED,
	ACCOUNT_EXEMPT,
	ACCOUNT_SUSPENDED,
	ACCOUNT_CORRECTED, /* another entry stands in its place */
	ACCOUNT_WITHDRAWN,
};

/* One line: a disclosure, or the first of several (164.528(b)(3)). */
struct account_row {
	const struct disclosure *first; /* of the finds */
	date_days last;
	size_t count;
	const char *frequency; /* "monthly", …; NULL: none */
	enum account_status status;
	const char *citation;
	const char *reason;
};

struct account {
	struct account_request request; /* from and to as they were used */
	date_days reply;
	struct account_row *rows;
	size_t count;
	struct finds finds; /* what rows point into */
};

int account_make(struct ledger *l, const struct accounting_rules *rules,
    const struct account_request *request, struct account *a, struct error *e);
void account_free(struct account *a);

/* For a person, with lines of at most 78 columns. */
void account_text(
    const struct account *a, struct span practice, struct buf *out);
void account_csv(const struct account *a, struct buf *out);
void account_ndjson(const struct account *a, struct buf *out);
/* The paragraphs of a letter; the caller frees each of the COUNT, and the
 * list. */
char **account_paragraphs(const struct account *a, size_t *count);

#endif
