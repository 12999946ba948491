/* breach.json, read. */
#ifndef LEDGER_BREACH_RULES_H
#define LEDGER_BREACH_RULES_H

#include <jansson.h>
#include <stddef.h>

#include "base/span.h"
#include "ledger/breach.h"

/* A citation and its thresholds; what a row does not have is 0. */
struct breach_row {
	const char *citation, *reason;
	int days, least, more_than, days_after_year;
};

struct breach_rules {
	json_t *json; /* what all strings point into */
	json_t *secured, *unsecured, *exclusions;
	struct breach_row low_probability, presumed, individuals, associate,
	    substitute, media, hhs, oral_delay;
};

/* The row of LIST whose member KEY is WORD: its citation and reason. */
bool breach_row_of(
    json_t *list, const char *key, struct span word, struct breach_row *row);

#endif
