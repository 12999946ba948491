/* Which disclosures an accounting lists: the rules of accounting.json. */
#ifndef LEDGER_ACCOUNTING_H
#define LEDGER_ACCOUNTING_H

#include <stdbool.h>

#include "base/date.h"
#include "base/error.h"
#include "note/disclosure.h"

struct accounting_rules; /* owner */

/* The rules that the program carries.  Refused: an unknown member, a rule
 * without id or citation, a purpose in two rules. */
struct accounting_rules *accounting_rules_new(struct error *e);
void accounting_rules_free(struct accounting_rules *r);

struct accounting_judgement {
	bool listed;
	bool summarised;      /* 164.528(b)(3) may summarise it */
	const char *citation; /* why it is listed or left out; of the rules */
	const char *reason;
};

/* Whether D is listed.  What it says of itself (`accountable`) counts, save
 * that no word of its own leaves out what a rule lists; what no rule knows is
 * listed. */
struct accounting_judgement accounting_judge(
    const struct accounting_rules *r, const struct disclosure *d);

/* The earliest day an accounting asked for on ASKED reaches back to. */
date_days accounting_begin(const struct accounting_rules *r, date_days asked);
/* The same for disclosures by a Part 2 consent. */
date_days accounting_part2_begin(
    const struct accounting_rules *r, date_days asked);
const char *accounting_part2_citation(const struct accounting_rules *r);
/* The last day on which the practice may answer. */
date_days accounting_reply(const struct accounting_rules *r, date_days asked);
/* The last day of an oral suspension that began on FROM. */
date_days accounting_oral_end(const struct accounting_rules *r, date_days from);
/* How long entries and what they speak of are kept at the least, in years from
 * the day they were made or last counted. */
int accounting_keep_years(const struct accounting_rules *r);

#endif
