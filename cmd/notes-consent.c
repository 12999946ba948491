/* notes-consent: say what a request may have of each note, and why. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/digest.h"
#include "base/safe_file.h"
#include "law/consent.h"
#include "note/document.h"
#include "stream/filter.h"
#include "stream/options.h"

static const char tool[] = "notes-consent";
static const char synopsis[] = "[options] [file ...]";
static const char purpose[] =
    "say what a request may have of each note, and why";

struct task {
	struct consent consent;
	bool requested;
	bool zone; /* somebody named the practice's */
};

static enum filter_verdict
answer_question(const struct task *t, struct record *rec, struct error *e)
{
	struct decision d = {.present = true};
	struct question q;

	if (question_read(&q, rec, t->consent.as_of, e) == -1 ||
	    law_check_question(t->consent.law, &q, e) == -1)
		return FILTER_REJECT;
	question_set_today(&q, rec, t->zone);
	d.as_of = INSTANT_NONE;
	law_decide(t->consent.law, &q, record_arena(rec), &d.whole);
	decision_write(rec, &d);
	return FILTER_KEEP;
}

static enum filter_verdict
decide_note(const struct task *t, struct record *rec,
    struct consent_scratch *scratch, struct error *e)
{
	struct classification c;
	struct decision d;
	struct note n;

	if (!t->requested) {
		error_set(e, "a note, and no --request to decide it for");
		return FILTER_REJECT;
	}
	if (note_read(&n, rec, e) == -1 ||
	    classification_read(&c, rec, e) == -1 ||
	    consent_decide(
		&t->consent, &n, &c, scratch, record_arena(rec), &d, e) == -1)
		return FILTER_REJECT;
	decision_write(rec, &d);
	return FILTER_KEEP;
}

static enum filter_verdict
consent(const void *context, struct record *rec, struct filter_task *task,
    struct error *e)
{
	const struct task *t = context;
	enum filter_verdict verdict;
	struct span kind;

	if (record_kind(rec, &kind, e) == -1)
		return FILTER_REJECT;
	if (span_is(kind, "question/1"))
		verdict = answer_question(t, rec, e);
	else
		verdict = decide_note(t, rec, task->scratch, e);
	if (verdict == FILTER_KEEP &&
	    record_add_trail(rec, tool, law_digest(t->consent.law), e) == -1)
		return FILTER_REJECT;
	return verdict;
}

static void *
scratch_new(const void *context)
{
	(void)context;
	return consent_scratch_new();
}

static void
scratch_free(void *scratch)
{
	consent_scratch_free(scratch);
}

int
main(int argc, char **argv)
{
	static const char *const kinds[] = {"note/1", "question/1", NULL};
	const char *request = NULL, *authorizations = NULL;
	const char *restrictions = NULL, *rules = NULL;
	const struct option_row rows[] = {
	    {"request", 'r', OPTION_VALUE, "FILE",
		"the request/1 to decide for", &request},
	    {"authorizations", 'a', OPTION_VALUE, "FILE",
		"authorization/1 records", &authorizations},
	    {"restrictions", 0, OPTION_VALUE, "FILE", "restriction/1 records",
		&restrictions},
	    {"rules", 0, OPTION_VALUE, "DIR", "overlays and attestations",
		&rules},
	    {0},
	};
	struct filter f = {.tool = tool,
	    .kinds = kinds,
	    .apply = consent,
	    .scratch_new = scratch_new,
	    .scratch_free = scratch_free,
	    .side = -1};
	struct document asked = {0}, house = {0};
	struct request r;
	struct practice p;
	struct task t = {0};
	struct options o;
	struct error e = {0};
	int status;

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
	if (digest_init(&e) == -1)
		return options_fail(&o, &e);
	t.consent.as_of = o.as_of;
	t.zone = o.time_zone != NULL;
	t.consent.law = law_load(rules, &e);
	if (t.consent.law == NULL)
		return options_fail(&o, &e);
	if (request != NULL) {
		if (document_open(&asked, request, "request/1", &e) == -1 ||
		    request_read(&r, asked.record, &e) == -1)
			return options_fail(&o, &e);
		t.consent.request = &r;
		t.requested = true;
	}
	if (o.practice != NULL) {
		if (document_open(&house, o.practice, "practice/1", &e) == -1 ||
		    practice_read(&p, house.record, &e) == -1)
			return options_fail(&o, &e);
		t.consent.practice = &p;
		if (o.time_zone == NULL && p.time_zone.bytes != NULL &&
		    zone_use(
			alloc_string_len(p.time_zone.bytes, p.time_zone.len),
			&e) == -1)
			return options_fail(&o, &e);
		t.zone = t.zone || p.time_zone.bytes != NULL;
	}
	if (authorizations != NULL &&
	    (t.consent.authorizations =
		    authorization_index_open(authorizations, &e)) == NULL)
		return options_fail(&o, &e);
	if (restrictions != NULL &&
	    (t.consent.restrictions =
		    restriction_list_open(restrictions, &e)) == NULL)
		return options_fail(&o, &e);
	f.context = &t;
	status = filter_run(&f, &o, NULL);
	law_free((struct law *)(uintptr_t)t.consent.law);
	document_close(&asked);
	document_close(&house);
	return status;
}
