/* notes-ledger: keep the accounting of disclosures, and prove what it says. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/digest.h"
#include "base/safe_file.h"
#include "ledger/command.h"
#include "package/letter.h"

static const char synopsis[] = "VERB --ledger=DIR [options] [operand ...]";
static const char purpose[] =
    "keep an accounting of disclosures that only grows, and prove it; VERB is\n"
    "init, append, verify, account PATIENT, prove ID, check PROOF, breach,\n"
    "due or access";

static const struct {
	const char *name;
	int (*run)(const struct command *, struct buf *, struct error *);
} verbs[] = {
    {"init", command_init},
    {"append", command_append},
    {"verify", command_verify},
    {"account", command_account},
    {"prove", command_prove},
    {"check", command_check},
    {"breach", command_breach},
    {"due", command_due},
    {"access", command_access},
};

static int
verb_run(struct command *c, struct buf *out, struct error *e)
{
	const char *verb;

	if (c->options->file_count == 0)
		return error_set(e, "a verb is missing; see --help");
	verb = c->options->files[0];
	if (digest_init(e) == -1 || command_shut_in(c, verb, e) == -1)
		return -1;
	for (size_t i = 0; i < sizeof(verbs) / sizeof(*verbs); i++)
		if (strcmp(verb, verbs[i].name) == 0)
			return verbs[i].run(c, out, e);
	return error_set(e, "not a verb; see --help");
}

static int
letter(const struct command *c, const char *title, char **paragraphs,
    size_t count, struct buf *out, struct error *e)
{
	const struct letter l = {.practice = c->practice,
	    .title = title,
	    .paragraphs = (const char *const *)paragraphs,
	    .count = count,
	    .written = c->options->as_of};

	return letter_pdf(&l, out, e);
}

/* The practice's zone is the process's, unless --time-zone names another. */
static int
practice_open(const struct options *o, struct document *d, struct practice *p,
    struct error *e)
{
	char zone[64] = "";

	if (document_open(d, o->practice, "practice/1", e) == -1)
		return -1;
	if (practice_read(p, d->record, e) == -1)
		return error_prefix(e, "%s", o->practice);
	if (o->time_zone != NULL || p->time_zone.bytes == NULL)
		return 0;
	if (p->time_zone.len < sizeof(zone))
		memcpy(zone, p->time_zone.bytes, p->time_zone.len);
	return zone_use(zone, e) == -1 ? error_prefix(e, "%s", o->practice) : 0;
}

int
main(int argc, char **argv)
{
	static const char tool[] = "notes-ledger";
	struct command c = {0};
	const struct option_row rows[] = {
	    {"ledger", 'l', OPTION_VALUE, "DIR", "the ledger's folder",
		&c.ledger},
	    {"key", 'k', OPTION_VALUE, "FILE",
		"signer key (DIR/key); for check: key.pub", &c.key},
	    {"name", 0, OPTION_VALUE, "NAME", "init: the log's public name",
		&c.name},
	    {"since", 0, OPTION_LIST, "CHECKPOINT",
		"verify: also that this older one still holds", &c.since},
	    {"entries", 0, OPTION_FLAG, NULL,
		"verify: read each entry, and compare the index", &c.entries},
	    {"from", 0, OPTION_VALUE, "DATE", "first day", &c.from},
	    {"to", 0, OPTION_VALUE, "DATE", "last day", &c.to},
	    {"all", 'a', OPTION_FLAG, NULL,
		"account: also what is left out, and why", &c.all},
	    {"part2", 0, OPTION_FLAG, NULL,
		"account: also disclosures by a Part 2 consent", &c.part2},
	    {"format", 'f', OPTION_VALUE, "FORMAT", "text, csv, ndjson or pdf",
		&c.format},
	    {"entry", 0, OPTION_VALUE, "FILE",
		"check: the entry, where the proof does not hold it", &c.entry},
	    {"incident", 0, OPTION_VALUE, "FILE",
		"breach: the incident/1 to judge", &c.incident},
	    {"keep", 0, OPTION_VALUE, "YEARS", "due: how long, such as 7y (6y)",
		&c.keep},
	    {"null", '0', OPTION_FLAG, NULL,
		"due: end each path with NUL, for xargs -0", &c.null},
	    {"by", 0, OPTION_VALUE, "user|day", "access: a row for each (user)",
		&c.by},
	    {0},
	};
	struct document document = {0};
	struct practice practice;
	struct options o;
	struct error e = {0};
	struct buf out = {0};
	int status = 0;

	json_object_seed(0); /* from /dev/urandom, while it can be opened */
	if (!options_begin(
		&o, tool, synopsis, purpose, rows, argc, argv, &status))
		return status;
	json_set_alloc_funcs(alloc_bytes, free);
	c.options = &o;
	c.letter = letter;
	c.operands = o.files + 1;
	c.count = o.file_count - 1;
	if (o.practice != NULL) {
		status = practice_open(&o, &document, &practice, &e);
		c.practice = &practice;
	}
	if (status == 0)
		status = verb_run(&c, &out, &e);
	if (status != -1 &&
	    file_write(STDOUT_FILENO, out.bytes, out.len, &e) == -1)
		status = error_prefix(&e, "<stdout>");
	if (e.text[0] != '\0')
		status = options_fail(&o, &e) == 2 && status == 1 ? 1 : 2;
	buf_free(&out);
	document_close(&document);
	free(c.since.values);
	return status;
}
