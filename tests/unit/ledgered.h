/* A ledger in a folder of its own, with the accounting's rules. */
#ifndef TESTS_LEDGERED_H
#define TESTS_LEDGERED_H

#include <check.h>
#include <string.h>

#include "folder.h"
#include "ledger/account.h"

static struct ledger *ledger;
static struct accounting_rules *rules;

static inline void
ledger_enter(void)
{
	struct error e = {0};

	folder_enter();
	ck_assert_int_eq(ledger_init("ledger", "test", NULL, &e), 0);
	ledger = ledger_open("ledger", NULL, &e);
	ck_assert_msg(ledger != NULL, "%s", e.text);
	rules = accounting_rules_new(&e);
	ck_assert_msg(rules != NULL, "%s", e.text);
}

static inline void
ledger_leave(void)
{
	ledger_close(ledger);
	accounting_rules_free(rules);
	folder_leave();
}

static inline void
append(const char *json)
{
	struct span entry = span_of(json);
	struct error e = {0};

	ck_assert_msg(ledger_append_batch(ledger, &entry, 1, NULL, &e) == 0,
	    "%s: %s", e.text, json);
}

static inline date_days
day(const char *text)
{
	date_days d = date_parse(text, strlen(text));

	ck_assert(d != DATE_NONE);
	return d;
}

#endif
