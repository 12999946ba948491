/* notes-consent: say what a request may have of each note, and why; and watch
 * over the authorizations it rests on. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/safe_file.h"
#include "law/verdict.h"
#include "stream/options.h"

static const char tool[] = "notes-consent";
static const char synopsis[] = "[options] [file ...]";
static const char purpose[] =
    "say what a request may have of each note, and why";

struct chosen {
	struct input_files files;
	const char *expiring;
	const char *due;
	const char *format;
	const char *once;
	bool explain;
	bool check;
};

static int
run_watch(struct verdict *v, const struct chosen *c, const struct options *o,
    struct error *e)
{
	static const char *const kinds[] = {
	    "authorization/1", "request/1", NULL};
	const bool ndjson =
	    c->format != NULL && strcmp(c->format, "ndjson") == 0;
	struct filter f = {.tool = tool,
	    .kinds = kinds,
	    .apply = verdict_watch,
	    .context = v,
	    .side = -1,
	    .consume = true,
	    .writes = c->once};
	int64_t within;
	int status;

	if (c->expiring != NULL) {
		if (option_duration(c->expiring, &within, e) == -1)
			return -1;
		watch_authorizations(v->watch, within);
	}
	if (c->due != NULL) {
		if (option_duration(c->due, &within, e) == -1)
			return -1;
		watch_requests(v->watch, within);
	}
	if (c->once != NULL && watch_open_seen(v->watch, c->once, e) == -1)
		return -1;
	status = filter_run(&f, o, NULL);
	if (status == 2 || watch_finish(v->watch) == 0)
		return status;
	return watch_say(v->watch, ndjson, STDOUT_FILENO, "<stdout>", e) == -1
		   ? -1
		   : 1;
}

static int
run_check(struct verdict *v, const struct options *o)
{
	static const char *const kinds[] = {"authorization/1", NULL};
	atomic_bool found = false;
	struct filter f = {.tool = tool,
	    .kinds = kinds,
	    .apply = verdict_check,
	    .context = v,
	    .side = -1};
	int status;

	v->found = &found;
	status = filter_run(&f, o, NULL);
	return status == 0 && atomic_load(&found) ? 1 : status;
}

static int
run_filter(struct verdict *v, const struct options *o)
{
	static const char *const kinds[] = {"note/1", "question/1", NULL};
	struct filter f = {.tool = tool,
	    .kinds = kinds,
	    .apply = verdict_decide,
	    .context = v,
	    .scratch_new = verdict_scratch_new,
	    .scratch_free = verdict_scratch_free,
	    .side = v->explain ? STDOUT_FILENO : -1,
	    .consume = v->explain};

	return filter_run(&f, o, NULL);
}

static int
check_chosen(const struct chosen *c, struct error *e)
{
	bool watch = c->expiring != NULL || c->due != NULL;

	if (c->check + c->explain + watch > 1)
		return error_set(e,
		    "--check, --explain and --expiring or --due exclude each "
		    "other");
	if (c->once != NULL && !watch)
		return error_set(e, "--once is of --expiring and --due");
	if (c->format != NULL &&
	    (!watch || (strcmp(c->format, "text") != 0 &&
			   strcmp(c->format, "ndjson") != 0)))
		return error_set(
		    e, "--format is text or ndjson, of --expiring and --due");
	return 0;
}

static int
run(struct chosen *c, const struct options *o, struct error *e)
{
	struct inputs *in = alloc_zeroed(1, sizeof(*in));
	struct verdict v = {.tool = tool, .in = in, .explain = c->explain};
	int status;

	c->files.practice = o->practice;
	status = inputs_open(in, &c->files, o->as_of, o->time_zone != NULL, e);
	if (status == 0 && (c->expiring != NULL || c->due != NULL)) {
		v.watch = watch_new(in->law, o->as_of);
		status = run_watch(&v, c, o, e);
		watch_free(v.watch);
	} else if (status == 0) {
		status = c->check ? run_check(&v, o) : run_filter(&v, o);
	}
	inputs_close(in);
	free(in);
	return status == -1 ? options_fail(o, e) : status;
}

int
main(int argc, char **argv)
{
	struct chosen c = {0};
	const struct option_row rows[] = {
	    {"request", 'r', OPTION_VALUE, "FILE",
		"the request/1 to decide for", &c.files.request},
	    {"authorizations", 'a', OPTION_VALUE, "FILE",
		"authorization/1 records", &c.files.authorizations},
	    {"restrictions", 0, OPTION_VALUE, "FILE", "restriction/1 records",
		&c.files.restrictions},
	    {"rules", 0, OPTION_VALUE, "DIR", "overlays and attestations",
		&c.files.rules},
	    {"explain", 0, OPTION_FLAG, NULL,
		"write paragraphs for a person instead of records", &c.explain},
	    {"check", 0, OPTION_FLAG, NULL,
		"add its defects to each authorization/1", &c.check},
	    {"expiring", 0, OPTION_VALUE, "TIME",
		"report authorizations that end within TIME, or are not good",
		&c.expiring},
	    {"due", 0, OPTION_VALUE, "TIME",
		"report requests that are due within TIME", &c.due},
	    {"format", 0, OPTION_VALUE, "text|ndjson", "of such a report",
		&c.format},
	    {"once", 0, OPTION_VALUE, "FILE",
		"report nothing twice; FILE remembers", &c.once},
	    {0},
	};
	struct options o;
	struct error e = {0};
	int status;

	if (!options_begin(
		&o, tool, synopsis, purpose, rows, argc, argv, &status))
		return status;
	json_set_alloc_funcs(alloc_bytes, free);
	if (check_chosen(&c, &e) == -1)
		return options_fail(&o, &e);
	return run(&c, &o, &e);
}
