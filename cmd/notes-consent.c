/* notes-consent: say what a request may have of each note, and why; and watch
 * over the authorizations it rests on. */
#include <errno.h>
#include <jansson.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/digest.h"
#include "base/safe_file.h"
#include "law/consent.h"
#include "law/watch.h"
#include "note/document.h"
#include "note/writer.h"
#include "stream/filter.h"
#include "stream/options.h"

static const char tool[] = "notes-consent";
static const char synopsis[] = "[options] [file ...]";
static const char purpose[] =
    "say what a request may have of each note, and why";

/* What the program was asked to do, and with what. */
struct task {
	struct consent consent;
	bool zone; /* somebody named the practice's */
	bool explain;
	atomic_bool *found;  /* of --check: a document was not good */
	struct watch *watch; /* of --expiring and --due */
	struct law *law;     /* what `consent` borrows */
	struct authorization_index *authorizations;
	struct restriction_list *restrictions;
	struct document request_file;
	struct request request;
	struct document practice_file;
	struct practice practice;
};

struct chosen {
	const char *request;
	const char *authorizations;
	const char *restrictions;
	const char *rules;
	const char *expiring;
	const char *due;
	const char *format;
	const char *once;
	bool explain;
	bool check;
};

static enum filter_verdict
answer_question(const struct task *t, struct record *rec, struct decision *d,
    struct error *e)
{
	struct question q;

	if (question_read(&q, rec, t->consent.as_of, e) == -1 ||
	    law_check_question(t->consent.law, &q, e) == -1)
		return FILTER_REJECT;
	question_set_today(&q, rec, t->zone);
	*d = (struct decision){.present = true, .as_of = INSTANT_NONE};
	law_decide(t->consent.law, &q, record_arena(rec), &d->whole);
	return FILTER_KEEP;
}

static enum filter_verdict
decide_note(const struct task *t, struct record *rec,
    struct consent_scratch *scratch, struct decision *d, struct error *e)
{
	struct classification c;
	struct note n;

	if (t->consent.request == NULL) {
		error_set(e, "a note, and no --request to decide it for");
		return FILTER_REJECT;
	}
	if (note_read(&n, rec, e) == -1 ||
	    classification_read_scopes(&c, rec, e) == -1 ||
	    consent_decide(
		&t->consent, &n, &c, scratch, record_arena(rec), d, e) == -1)
		return FILTER_REJECT;
	return FILTER_KEEP;
}

static void
explain_one(const struct law *l, struct span id, const char *scope,
    const struct ruling *r, struct buf *out)
{
	struct buf subject = {NULL, 0, 0};

	if (!r->present)
		return;
	buf_add_visible(&subject, id.bytes, id.len);
	if (scope != NULL)
		buf_addf(&subject, ", %s", scope);
	law_explain(l, r, buf_string(&subject), out);
	buf_free(&subject);
}

/* Scope by scope; a question has one answer. */
static void
explain(const struct task *t, struct record *rec, const struct decision *d,
    struct buf *out)
{
	const struct law *l = t->consent.law;
	struct span id = {NULL, 0};
	size_t before = out->len;
	const char *name;
	int s;

	record_text(rec, "id", &id, NULL);
	for (s = 0; s < SCOPE_COUNT; s++) {
		name = scope_name((enum scope)s);
		explain_one(l, id, name, &d->scopes[s], out);
		explain_one(l, id, name, &d->part2[s], out);
	}
	if (out->len == before)
		explain_one(l, id, NULL, &d->whole, out);
}

static enum filter_verdict
decide(const void *context, struct record *rec, struct filter_task *task,
    struct error *e)
{
	const struct task *t = context;
	enum filter_verdict verdict;
	struct decision d;
	struct span kind;

	if (record_kind(rec, &kind, e) == -1)
		return FILTER_REJECT;
	if (span_is(kind, "question/1"))
		verdict = answer_question(t, rec, &d, e);
	else
		verdict = decide_note(t, rec, task->scratch, &d, e);
	if (verdict != FILTER_KEEP)
		return verdict;
	if (t->explain) {
		explain(t, rec, &d, task->side);
		return FILTER_DROP;
	}
	decision_write(rec, &d);
	if (record_add_trail(rec, tool, law_digest(t->consent.law), e) == -1)
		return FILTER_REJECT;
	return FILTER_KEEP;
}

/* Adds `defects`: [{code, name, citation}], empty where there are none. */
static enum filter_verdict
check(const void *context, struct record *rec, struct filter_task *task,
    struct error *e)
{
	const struct task *t = context;
	struct buf json = {NULL, 0, 0};
	struct writer w = {&json, false};
	struct authorization a;
	struct reason reason;
	struct texts codes;
	size_t i;

	(void)task;
	if (authorization_read_record(&a, rec, e) == -1)
		return FILTER_REJECT;
	law_check_authorization(
	    t->consent.law, &a, t->consent.as_of, record_arena(rec), &codes);
	write_open(&w, NULL, '[');
	for (i = 0; i < codes.count; i++) {
		reason = law_reason(t->consent.law, codes.at[i]);
		write_open(&w, NULL, '{');
		write_text(&w, "code", reason.code);
		write_text(&w, "name", reason.text);
		write_text(&w, "citation", reason.citation);
		write_close(&w, '{');
	}
	write_close(&w, '[');
	record_set(rec, "defects", json.bytes, json.len);
	buf_free(&json);
	if (codes.count > 0)
		atomic_store(t->found, true);
	return FILTER_KEEP;
}

static enum filter_verdict
look(const void *context, struct record *rec, struct filter_task *task,
    struct error *e)
{
	const struct task *t = context;
	struct authorization a;
	struct request r;
	struct span kind;

	(void)task;
	if (record_kind(rec, &kind, e) == -1)
		return FILTER_REJECT;
	if (span_is(kind, "request/1")) {
		if (request_read(&r, rec, e) == -1)
			return FILTER_REJECT;
		watch_request(t->watch, &r);
	} else {
		if (authorization_read_record(&a, rec, e) == -1)
			return FILTER_REJECT;
		watch_authorization(t->watch, &a);
	}
	return FILTER_DROP;
}

static void *
scratch_new(const void *context)
{
	const struct task *t = context;

	return consent_scratch_new(&t->consent);
}

static void
scratch_free(void *scratch)
{
	consent_scratch_free(scratch);
}

/* The practice's, where --time-zone names none. */
static int
use_zone(struct task *t, struct error *e)
{
	struct span zone = t->practice.time_zone;
	char *name;
	int status;

	if (t->zone || zone.bytes == NULL)
		return 0;
	t->zone = true;
	name = alloc_string_len(zone.bytes, zone.len);
	status = zone_use(name, e);
	free(name);
	return status;
}

static void
task_free(struct task *t)
{
	watch_free(t->watch);
	restriction_list_close(t->restrictions);
	authorization_index_close(t->authorizations);
	document_close(&t->practice_file);
	document_close(&t->request_file);
	law_free(t->law);
	free(t);
}

/* Reads what stands, and sets the practice's zone. */
static int
task_open(struct task *t, const struct chosen *c, const struct options *o,
    struct error *e)
{
	struct consent *with = &t->consent;

	with->as_of = o->as_of;
	t->zone = o->time_zone != NULL;
	t->explain = c->explain;
	if (digest_init(e) == -1 || (t->law = law_load(c->rules, e)) == NULL)
		return -1;
	with->law = t->law;
	if (c->request != NULL) {
		if (document_open(
			&t->request_file, c->request, "request/1", e) == -1 ||
		    request_read(&t->request, t->request_file.record, e) == -1)
			return -1;
		with->request = &t->request;
	}
	if (o->practice != NULL) {
		if (document_open(&t->practice_file, o->practice, "practice/1",
			e) == -1 ||
		    practice_read(&t->practice, t->practice_file.record, e) ==
			-1)
			return -1;
		with->practice = &t->practice;
		if (use_zone(t, e) == -1)
			return -1;
	}
	if (c->authorizations != NULL &&
	    (t->authorizations =
		    authorization_index_open(c->authorizations, e)) == NULL)
		return -1;
	if (c->restrictions != NULL && (t->restrictions = restriction_list_open(
					    c->restrictions, e)) == NULL)
		return -1;
	with->authorizations = t->authorizations;
	with->restrictions = t->restrictions;
	return 0;
}

/* The report is out, on disk where it is a file, before anything is written
 * down as reported. */
static int
say_report(struct watch *w, const struct chosen *c, struct error *e)
{
	bool ndjson = c->format != NULL && strcmp(c->format, "ndjson") == 0;
	struct buf out = {NULL, 0, 0};
	int status;

	watch_report(w, ndjson, &out);
	status = file_write(STDOUT_FILENO, out.bytes, out.len, e);
	buf_free(&out);
	if (status == -1)
		return error_prefix(e, "<stdout>");
	if (fsync(STDOUT_FILENO) == -1 && errno != EINVAL && errno != EROFS)
		return error_set_errno(e, "<stdout>");
	return watch_write_seen(w, e);
}

static int
run_watch(struct task *t, const struct chosen *c, const struct options *o,
    struct error *e)
{
	static const char *const kinds[] = {
	    "authorization/1", "request/1", NULL};
	struct filter f = {.tool = tool,
	    .kinds = kinds,
	    .apply = look,
	    .context = t,
	    .side = -1,
	    .consume = true,
	    .writes = c->once};
	int64_t within;
	int status;

	t->watch = watch_new(t->consent.law, o->as_of);
	if (c->expiring != NULL) {
		if (option_duration(c->expiring, &within, e) == -1)
			return -1;
		watch_authorizations(t->watch, within);
	}
	if (c->due != NULL) {
		if (option_duration(c->due, &within, e) == -1)
			return -1;
		watch_requests(t->watch, within);
	}
	if (c->once != NULL && watch_open_seen(t->watch, c->once, e) == -1)
		return -1;
	status = filter_run(&f, o, NULL);
	if (status == 2)
		return 2;
	if (watch_finish(t->watch) > 0) {
		if (say_report(t->watch, c, e) == -1)
			return -1;
		status = 1;
	}
	return status;
}

static int
run_check(struct task *t, const struct options *o)
{
	static const char *const kinds[] = {"authorization/1", NULL};
	atomic_bool found = false;
	struct filter f = {.tool = tool,
	    .kinds = kinds,
	    .apply = check,
	    .context = t,
	    .side = -1};
	int status;

	t->found = &found;
	status = filter_run(&f, o, NULL);
	return status == 0 && atomic_load(&found) ? 1 : status;
}

static int
run_filter(struct task *t, const struct options *o)
{
	static const char *const kinds[] = {"note/1", "question/1", NULL};
	struct filter f = {.tool = tool,
	    .kinds = kinds,
	    .apply = decide,
	    .context = t,
	    .scratch_new = scratch_new,
	    .scratch_free = scratch_free,
	    .side = t->explain ? STDOUT_FILENO : -1,
	    .consume = t->explain};

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
run(const struct chosen *c, const struct options *o, struct error *e)
{
	struct task *t = alloc_zeroed(1, sizeof(*t));
	int status = task_open(t, c, o, e);

	if (status == 0) {
		if (c->check)
			status = run_check(t, o);
		else if (c->expiring != NULL || c->due != NULL)
			status = run_watch(t, c, o, e);
		else
			status = run_filter(t, o);
	}
	task_free(t);
	return status == -1 ? options_fail(o, e) : status;
}

int
main(int argc, char **argv)
{
	struct chosen c = {0};
	const struct option_row rows[] = {
	    {"request", 'r', OPTION_VALUE, "FILE",
		"the request/1 to decide for", &c.request},
	    {"authorizations", 'a', OPTION_VALUE, "FILE",
		"authorization/1 records", &c.authorizations},
	    {"restrictions", 0, OPTION_VALUE, "FILE", "restriction/1 records",
		&c.restrictions},
	    {"rules", 0, OPTION_VALUE, "DIR", "overlays and attestations",
		&c.rules},
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

	process_protect();
	alloc_init(tool);
	json_set_alloc_funcs(alloc_bytes, free);
	switch (
	    options_parse(&o, tool, synopsis, purpose, rows, argc, argv, &e)) {
	case OPTIONS_DONE:
		return 0;
	case OPTIONS_WRONG:
		return options_fail(&o, &e);
	case OPTIONS_RUN:
		break;
	}
	if (check_chosen(&c, &e) == -1)
		return options_fail(&o, &e);
	return run(&c, &o, &e);
}
