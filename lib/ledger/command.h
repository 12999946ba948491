/* What the verbs of notes-ledger do, each as a function of the options. */
#ifndef LEDGER_COMMAND_H
#define LEDGER_COMMAND_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/error.h"
#include "note/document.h"
#include "note/practice.h"
#include "stream/options.h"

/* What the command line says; borrowed. */
struct command {
	const struct options *options;
	const char *ledger; /* --ledger */
	const char *key;    /* --key: of the signer, for `check` the verifier */
	const char *name;   /* --name */
	const char *from, *to;
	const char *format;
	const char *entry;	  /* --entry: `check` a line that is apart */
	struct option_list since; /* --since */
	bool all, part2;
	char **operands; /* behind the verb */
	int count;
	const struct practice *practice; /* NULL: none was named */
};

/* Each appends its output to OUT and returns the exit status: 0, or 1 where a
 * check found something; -1: wrong use or failure, the error says why. */
int command_init(const struct command *c, struct buf *out, struct error *e);
int command_append(const struct command *c, struct buf *out, struct error *e);
int command_verify(const struct command *c, struct buf *out, struct error *e);
int command_account(const struct command *c, struct buf *out, struct error *e);
int command_prove(const struct command *c, struct buf *out, struct error *e);
int command_check(const struct command *c, struct buf *out, struct error *e);

/* --from or --to: DATE_NONE where TEXT is NULL. */
int command_date(
    const char *option, const char *text, date_days *d, struct error *e);

#endif
