/* What need not be kept any longer: 45 CFR 164.530(j)(2).
 *
 * Six years at the least after it was made or last counted, and never while a
 * litigation hold on one of its patients lasts.  The ledger itself only grows:
 * entries whose time has ended are named, and stay. */
#ifndef LEDGER_DUE_H
#define LEDGER_DUE_H

#include <stddef.h>

#include "base/buf.h"
#include "base/date.h"
#include "base/error.h"
#include "ledger/accounting.h"
#include "ledger/ledger.h"

struct due_request {
	date_days asked;
	int years;	/* 0: the least */
	char **folders; /* packages; none: name entries */
	int count;
	bool ndjson; /* entries as due/1 */
	char end;    /* behind each path: LF or NUL */
};

/* Appends to OUT the paths of the files in those of the folders whose time has
 * ended, or a line for each such entry.  A folder whose manifest.json the
 * ledger does not know is never due.  FOUND counts what is due. */
int due_find(struct ledger *l, const struct accounting_rules *rules,
    const struct due_request *q, struct buf *out, size_t *found,
    struct error *e);

#endif
