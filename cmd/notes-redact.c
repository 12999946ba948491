/* notes-redact: take out of notes what may not go, and say what was taken. */
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/digest.h"
#include "base/safe_file.h"
#include "redact/redact.h"
#include "stream/filter.h"
#include "stream/options.h"

static const char synopsis[] = "[options] [file ...]";
static const char purpose[] =
    "take text, identifiers and members out of notes, and say which";

/* The log of what was taken out: a file of the user's own, or a pipe to
 * whatever encrypts it. */
static int
open_withheld(const char *path, struct error *e)
{
	struct stat st;
	int fd;

	if (stat(path, &st) == -1 || !S_ISFIFO(st.st_mode))
		return file_open_append(path, e);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	return fd == -1 ? error_set_errno(e, "%s", path) : fd;
}

int
main(int argc, char **argv)
{
	static const char *const kinds[] = {"note/1", NULL};
	struct redact_options ro = {0};
	const char *withheld = NULL;
	const struct option_row rows[] = {
	    {"profile", 'p', OPTION_VALUE, "NAME|FILE",
		"what may stay (decision)", &ro.profile},
	    {"role", 'r', OPTION_VALUE, "NAME",
		"what someone of the practice may see", &ro.role},
	    {"withheld", 'w', OPTION_VALUE, "FILE", "write what was taken out",
		&withheld},
	    {"overrides", 0, OPTION_VALUE, "FILE",
		"a person's decisions, override/1", &ro.overrides},
	    {"request", 0, OPTION_VALUE, "FILE",
		"the request/1: labels it asks for", &ro.request},
	    {"rules", 0, OPTION_VALUE, "DIR",
		"overlays, for the field filters that they bring", &ro.rules},
	    {"known", 0, OPTION_VALUE, "FILE", "more identifiers of patients",
		&ro.known},
	    {"key", 0, OPTION_VALUE, "FILE",
		"secret of pseudonyms and shifted dates", &ro.key},
	    {"zip3", 0, OPTION_VALUE, "FILE",
		"population of each three-digit ZIP", &ro.zip3},
	    {0},
	};
	struct filter f = {.tool = "notes-redact",
	    .kinds = kinds,
	    .apply = redact_note,
	    .scratch_new = redact_scratch_new,
	    .scratch_free = redact_scratch_free,
	    .side = -1};
	struct options o;
	struct error e = {0};
	struct redact *r;
	int status;

	if (!options_begin(
		&o, f.tool, synopsis, purpose, rows, argc, argv, &status))
		return status;
	json_set_alloc_funcs(alloc_bytes, free);
	ro.practice = o.practice;
	ro.as_of = o.as_of;
	ro.withheld = withheld != NULL;
	if (digest_init(&e) == -1 || (r = redact_open(&ro, &e)) == NULL)
		return options_fail(&o, &e);
	if (withheld != NULL && (f.side = open_withheld(withheld, &e)) == -1)
		return options_fail(&o, &e);
	if (o.verbose && redact_was_compiled(r))
		fprintf(stderr, "%s: patterns compiled at start\n", f.tool);
	f.context = r;
	status = filter_run(&f, &o, NULL);
	redact_free(r);
	return status;
}
