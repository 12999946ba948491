/* notes-export: the response a payer accepts and a custodian signs. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/date.h"
#include "base/digest.h"
#include "base/safe_file.h"
#include "note/document.h"
#include "package/package.h"
#include "stream/filter.h"
#include "stream/options.h"

struct export
{
	struct options o;
	struct package_plan plan;
	struct option_list held_back;
	const char *request, *format, *split_by, *max_age;
	struct document request_file, practice_file;
	struct request asked;
	struct practice practice;
};

/* The loop takes one record after another: the package is not const, and there
 * is one thread. */
static enum filter_verdict
take(const void *context, struct record *rec, struct filter_task *task,
    struct error *e)
{
	struct package *const *p = context;

	(void)task;
	return package_take(*p, rec, e) == -1 ? FILTER_REJECT : FILTER_KEEP;
}

/* The practice's day is the day of its letters. */
static int
practice_zone(const struct practice *p, struct error *e)
{
	char *zone;
	int status;

	if (p->time_zone.bytes == NULL)
		return 0;
	zone = alloc_string_len(p->time_zone.bytes, p->time_zone.len);
	status = zone_use(zone, e);
	free(zone);
	return status;
}

static int
plan_make(struct export *x, struct error *e)
{
	struct package_plan *plan = &x->plan;

	if (x->request == NULL)
		return error_set(e, "--request: missing");
	if (x->o.part)
		return error_set(e, "--part: a response is of a whole stream");
	if (plan->output == NULL && !plan->dry_run)
		return error_set(e, "--output: missing");
	if (option_duration(x->max_age, &plan->max_age, e) == -1 ||
	    package_formats(x->format, &plan->formats, e) == -1 ||
	    (x->split_by != NULL &&
		package_split(x->split_by, &plan->split, e) == -1))
		return -1;
	if (document_open(&x->request_file, x->request, "request/1", e) == -1 ||
	    request_read(&x->asked, x->request_file.record, e) == -1)
		return -1;
	plan->request = &x->asked;
	plan->held_back = &x->held_back;
	plan->as_of = x->o.as_of;
	if (x->o.practice == NULL)
		return 0;
	if (document_open(&x->practice_file, x->o.practice, "practice/1", e) ==
		-1 ||
	    practice_read(&x->practice, x->practice_file.record, e) == -1)
		return -1;
	plan->practice = &x->practice;
	return x->o.time_zone == NULL ? practice_zone(&x->practice, e) : 0;
}

static int
run(struct export *x, struct error *e)
{
	static const char *const kinds[] = {"note/1", NULL};
	struct filter_totals totals = {0};
	struct package *p = package_open(&x->plan, e);
	struct filter f = {.tool = "notes-export",
	    .kinds = kinds,
	    .apply = take,
	    .context = &p,
	    .side = -1,
	    .consume = true,
	    .opens_later = true};
	FILE *report = x->plan.dry_run ? stdout : x->o.verbose ? stderr : NULL;
	int status;

	if (p == NULL || package_shut_in(p, &x->o, e) == -1) {
		package_free(p);
		return options_fail(&x->o, e);
	}
	x->o.jobs = 1;
	if (x->o.verbose && x->plan.ledger == NULL)
		fprintf(stderr, "notes-export: no --ledger: it is not written "
				"down who read what\n");
	status = filter_run(&f, &x->o, &totals);
	if (status != 2 && package_finish(p, &totals, report, e) == -1)
		status = options_fail(&x->o, e);
	package_free(p);
	if (x->plan.dry_run && fflush(stdout) == EOF)
		status = 2;
	return status;
}

int
main(int argc, char **argv)
{
	struct export x = {.format = "pdf,ndjson,csv", .max_age = "24h"};
	const struct option_row rows[] = {{"request", 'r', OPTION_VALUE, "FILE",
					      "what was asked", &x.request},
	    {"output", 'o', OPTION_VALUE, "DIR", "the folder to make",
		&x.plan.output},
	    {"format", 'f', OPTION_VALUE, "LIST",
		"pdf,ndjson,fhir,cdex,csv,text,zip", &x.format},
	    {"split-by", 0, OPTION_VALUE, "patient|claim", "a response each",
		&x.split_by},
	    {"ledger", 'l', OPTION_VALUE, "DIR", "where disclosures are kept",
		&x.plan.ledger},
	    {"held-back", 0, OPTION_LIST, "FILE", "quarantined records or ids",
		&x.held_back},
	    {"cover", 0, OPTION_VALUE, "PDF", "the payer's letter, in front",
		&x.plan.cover},
	    {"withheld", 0, OPTION_VALUE, "FILE",
		"what must not be found in it", &x.plan.withheld},
	    {"key", 0, OPTION_VALUE, "FILE", "signs the manifest", &x.plan.key},
	    {"password-file", 0, OPTION_VALUE, "FILE", "encrypts the zip",
		&x.plan.password_file},
	    {"max-age", 0, OPTION_VALUE, "TIME",
		"how old a decision may be; 24h", &x.max_age},
	    {"dry-run", 'n', OPTION_FLAG, NULL, "index and counts only",
		&x.plan.dry_run},
	    {"no-end", 0, OPTION_FLAG, NULL, "take a stream without its end",
		&x.plan.no_end},
	    {0}};
	struct error e = {0};
	int status;

	if (!options_begin(&x.o, "notes-export",
		"[options] --request=FILE --output=DIR [file ...]",
		"make the response to a records request", rows, argc, argv,
		&status))
		return status;
	json_set_alloc_funcs(alloc_bytes, free);
	if (digest_init(&e) == -1 || plan_make(&x, &e) == -1)
		status = options_fail(&x.o, &e);
	else
		status = run(&x, &e);
	document_close(&x.request_file);
	document_close(&x.practice_file);
	free(x.held_back.values);
	return status;
}
