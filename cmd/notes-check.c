/* notes-check: what a payer's reviewer will find in each note, and what not. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/digest.h"
#include "base/safe_file.h"
#include "completeness/check_note.h"
#include "completeness/report.h"
#include "stream/filter.h"
#include "stream/options.h"

static const char synopsis[] = "[options] [file ...]";
static const char purpose[] =
    "say what a payer's reviewer will find in each note, and what not";

struct notes_check {
	const char *standard_name;
	const char *plan_file;
	const char *pass_text;
	const char *report_kind;
	struct standard *standard;
	struct plans *plans;
	struct checker *checker;
	struct report *report;
};

/* The loop calls it for one record after another: it remembers. */
static enum filter_verdict
check_one(const void *context, struct record *rec, struct filter_task *task,
    struct error *e)
{
	const struct notes_check *c = context;
	struct completeness found;
	struct note note;

	(void)task;
	if (note_read(&note, rec, e) == -1 ||
	    checker_check(c->checker, rec, &note, &found, e) == -1)
		return FILTER_REJECT;
	report_add(c->report, &note, &found);
	if (c->report_kind != NULL)
		return FILTER_DROP;
	if (!found.present)
		return FILTER_KEEP;
	completeness_write(rec, &found);
	if (record_add_trail(
		rec, "notes-check", standard_digest(c->standard), e) == -1)
		return FILTER_REJECT;
	return FILTER_KEEP;
}

static int
read_pass(const char *text, size_t *percent, struct error *e)
{
	char *end;
	unsigned long n;

	if (text == NULL)
		return 0;
	n = strtoul(text, &end, 10);
	if (text[0] < '0' || text[0] > '9' || *end != '\0' || n > 100)
		return error_set(e, "--pass: not a percentage");
	*percent = (size_t)n;
	return 0;
}

static int
check_open(struct notes_check *c, struct error *e)
{
	size_t pass;

	if (c->report_kind != NULL && strcmp(c->report_kind, "text") != 0 &&
	    strcmp(c->report_kind, "html") != 0)
		return error_set(e, "--report: neither text nor html");
	c->standard = standard_open(
	    c->standard_name == NULL ? "medicare" : c->standard_name, e);
	if (c->standard == NULL)
		return -1;
	pass = standard_pass(c->standard);
	if (read_pass(c->pass_text, &pass, e) == -1)
		return -1;
	if (c->plan_file != NULL &&
	    (c->plans = plans_open(c->plan_file, e)) == NULL)
		return -1;
	c->report = report_new(c->standard, pass, c->report_kind != NULL);
	c->checker = checker_new(c->standard, c->plans, e);
	return c->checker == NULL ? -1 : 0;
}

static int
print_report(const struct notes_check *c, struct error *e)
{
	struct buf out = {NULL, 0, 0};
	int result;

	if (strcmp(c->report_kind, "html") == 0)
		report_html(c->report, &out);
	else
		report_text(c->report, &out);
	result = file_write(STDOUT_FILENO, out.bytes, out.len, e);
	buf_free(&out);
	return result == -1 ? error_prefix(e, "<stdout>") : 0;
}

static void
check_close(struct notes_check *c)
{
	checker_free(c->checker);
	report_free(c->report);
	plans_free(c->plans);
	standard_free(c->standard);
}

int
main(int argc, char **argv)
{
	static const char *const kinds[] = {"note/1", NULL};
	struct notes_check c = {0};
	const struct option_row rows[] = {
	    {"standard", 's', OPTION_VALUE, "NAME|FILE",
		"medicare, commercial, telehealth, group, or a file",
		&c.standard_name},
	    {"plan", 0, OPTION_VALUE, "FILE", "treatment plans, plan/1",
		&c.plan_file},
	    {"pass", 0, OPTION_VALUE, "PERCENT",
		"exit 1 where a note scores less", &c.pass_text},
	    {"report", 'r', OPTION_VALUE, "text|html",
		"print a report, not the notes", &c.report_kind},
	    {0},
	};
	struct filter f = {.tool = "notes-check",
	    .kinds = kinds,
	    .apply = check_one,
	    .context = &c,
	    .side = -1};
	struct options o;
	struct error e = {0};
	int status;

	if (!options_begin(
		&o, f.tool, synopsis, purpose, rows, argc, argv, &status))
		return status;
	json_set_alloc_funcs(alloc_bytes, free);
	o.jobs = 1; /* a patient's notes are compared in their order */
	f.consume = c.report_kind != NULL;
	if (digest_init(&e) == -1 || check_open(&c, &e) == -1) {
		check_close(&c);
		return options_fail(&o, &e);
	}
	status = filter_run(&f, &o, NULL);
	if (status != 2 && f.consume && print_report(&c, &e) == -1)
		status = options_fail(&o, &e);
	if (status == 0 && (f.consume || c.pass_text != NULL) &&
	    report_below(c.report) > 0)
		status = 1;
	check_close(&c);
	return status;
}
