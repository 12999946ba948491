/* Options: those that all programs share, and a table for a program's own.
 *
 * Parsed by getopt_long.  An option given twice, where one value makes sense,
 * is a wrong use. */
#ifndef STREAM_OPTIONS_H
#define STREAM_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/sandbox.h"

enum option_kind {
	OPTION_FLAG,  /* to: bool *                                    */
	OPTION_VALUE, /* to: const char **, borrowed from argv          */
	OPTION_LIST,  /* to: struct option_list *; may be given again   */
};

struct option_list {
	const char **values;
	size_t count;
};

/* One row of a program's table; a row without a name ends it. */
struct option_row {
	const char *name;
	char letter; /* 0: a long option only */
	enum option_kind kind;
	const char *argument; /* "FILE", for --help; NULL for a flag */
	const char *help;     /* a few lower-case words */
	void *to;
};

/* What all programs take. */
struct options {
	const char *tool;
	int64_t as_of; /* --as-of, else SOURCE_DATE_EPOCH, else now */
	bool as_of_given;
	int jobs;		/* -j, 1 to 256; 1 */
	const char *quarantine; /* --quarantine */
	bool fail;		/* --on-error=fail */
	bool part;		/* --part */
	bool quiet;		/* --quiet */
	bool verbose;		/* --verbose */
	bool require_sandbox;	/* --require-sandbox */
	const char *practice;	/* --practice */
	const char *time_zone;	/* --time-zone, as given; NULL: not given */
	char **files;		/* operands; none: stdin */
	int file_count;
};

enum options_outcome {
	OPTIONS_WRONG, /* the caller prints the error and exits 2 */
	OPTIONS_RUN,
	OPTIONS_DONE, /* help or version is printed; the caller exits 0 */
};

/* SYNOPSIS is the line behind the tool's name, PURPOSE one sentence; both are
 * for --help.  Sets the process's zone where --time-zone is given. */
enum options_outcome options_parse(struct options *o, const char *tool,
    const char *synopsis, const char *purpose, const struct option_row *rows,
    int argc, char **argv, struct error *e);

/* How every main begins: shuts the process off from others, then options_parse.
 * False where main is to return STATUS. */
bool options_begin(struct options *o, const char *tool, const char *synopsis,
    const char *purpose, const struct option_row *rows, int argc, char **argv,
    int *status);

/* "10d", "4w", "24h": seconds. */
int option_duration(const char *text, int64_t *seconds, struct error *e);

/* Prints "tool: what" to stderr and returns 2, for main to return. */
int options_fail(const struct options *o, const struct error *e);

/* Enters the sandbox S, says so with --verbose, and refuses what is less than
 * whole with --require-sandbox. */
int options_shut_in(
    const struct options *o, const struct sandbox *s, struct error *e);

#endif
