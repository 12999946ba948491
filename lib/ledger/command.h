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
	const char *incident;	  /* --incident */
	const char *keep;	  /* --keep */
	const char *by;		  /* --by */
	bool all, part2, null, entries;
	char **operands; /* behind the verb */
	int count;
	const struct practice *practice; /* NULL: none was named */
	/* Appends a PDF of TITLE and PARAGRAPHS to OUT. */
	int (*letter)(const struct command *c, const char *title,
	    char **paragraphs, size_t count, struct buf *out, struct error *e);
};

/* Each appends its output to OUT and returns the exit status: 0, or 1 where a
 * check found something (the error may say what); -1: wrong use or failure, the
 * error says why. */
int command_init(const struct command *c, struct buf *out, struct error *e);
int command_append(const struct command *c, struct buf *out, struct error *e);
int command_verify(const struct command *c, struct buf *out, struct error *e);
int command_account(const struct command *c, struct buf *out, struct error *e);
int command_prove(const struct command *c, struct buf *out, struct error *e);
int command_check(const struct command *c, struct buf *out, struct error *e);

int command_breach(const struct command *c, struct buf *out, struct error *e);
int command_due(const struct command *c, struct buf *out, struct error *e);
int command_access(const struct command *c, struct buf *out, struct error *e);

/* Shuts the process in to the files that VERB needs (base/sandbox.h). */
int command_shut_in(const struct command *c, const char *verb, struct error *e);

/* Whether there are LEAST to MOST operands and, save for `check`, a ledger. */
int command_usage(
    const struct command *c, int least, int most, struct error *e);
/* Whether --format is NDJSON; -1: neither that nor text. */
int command_ndjson(const struct command *c, struct error *e);

/* --from or --to: DATE_NONE where TEXT is NULL. */
int command_date(
    const char *option, const char *text, date_days *d, struct error *e);

#endif
