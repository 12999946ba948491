#include "law/verdict.h"

#include "note/writer.h"

static enum filter_verdict
answer_question(const struct verdict *v, struct record *rec, struct decision *d,
    struct error *e)
{
	struct question q;

	if (question_read(&q, rec, v->in->consent.as_of, e) == -1 ||
	    law_check_question(v->in->consent.law, &q, e) == -1)
		return FILTER_REJECT;
	question_set_today(&q, rec, v->in->zone);
	*d = (struct decision){.present = true, .as_of = INSTANT_NONE};
	law_decide(v->in->consent.law, &q, record_arena(rec), &d->whole);
	return FILTER_KEEP;
}

static enum filter_verdict
decide_note(const struct verdict *v, struct record *rec,
    struct consent_scratch *scratch, struct decision *d, struct error *e)
{
	struct classification c;
	struct note n;

	if (v->in->consent.request == NULL) {
		error_set(e, "a note, and no --request to decide it for");
		return FILTER_REJECT;
	}
	if (note_read_about(&n, rec, e) == -1 ||
	    classification_read_scopes(&c, rec, e) == -1 ||
	    consent_decide(&v->in->consent, &n, &c, scratch, record_arena(rec),
		d, e) == -1)
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
explain(const struct verdict *v, struct record *rec, const struct decision *d,
    struct buf *out)
{
	const struct law *l = v->in->consent.law;
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

enum filter_verdict
verdict_decide(const void *context, struct record *rec,
    struct filter_task *task, struct error *e)
{
	const struct verdict *v = context;
	enum filter_verdict verdict;
	struct decision d;
	struct span kind;

	if (record_kind(rec, &kind, e) == -1)
		return FILTER_REJECT;
	if (span_is(kind, "question/1"))
		verdict = answer_question(v, rec, &d, e);
	else
		verdict = decide_note(v, rec, task->scratch, &d, e);
	if (verdict != FILTER_KEEP)
		return verdict;
	if (v->explain) {
		explain(v, rec, &d, task->side);
		return FILTER_DROP;
	}
	decision_write(rec, &d);
	if (record_add_trail(rec, v->tool, law_digest(v->in->consent.law), e) ==
	    -1)
		return FILTER_REJECT;
	return FILTER_KEEP;
}

enum filter_verdict
verdict_check(const void *context, struct record *rec, struct filter_task *task,
    struct error *e)
{
	const struct verdict *v = context;
	struct buf json = {NULL, 0, 0};
	struct writer w = {&json, false};
	struct authorization a;
	struct reason reason;
	struct texts codes;
	size_t i;

	(void)task;
	if (authorization_read_record(&a, rec, e) == -1)
		return FILTER_REJECT;
	law_check_authorization(v->in->consent.law, &a, v->in->consent.as_of,
	    record_arena(rec), &codes);
	write_open(&w, NULL, '[');
	for (i = 0; i < codes.count; i++) {
		reason = law_reason(v->in->consent.law, codes.at[i]);
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
		atomic_store(v->found, true);
	return FILTER_KEEP;
}

enum filter_verdict
verdict_watch(const void *context, struct record *rec, struct filter_task *task,
    struct error *e)
{
	const struct verdict *v = context;
	struct authorization a;
	struct request r;
	struct span kind;

	(void)task;
	if (record_kind(rec, &kind, e) == -1)
		return FILTER_REJECT;
	if (span_is(kind, "request/1")) {
		if (request_read(&r, rec, e) == -1)
			return FILTER_REJECT;
		watch_request(v->watch, &r);
	} else {
		if (authorization_read_record(&a, rec, e) == -1)
			return FILTER_REJECT;
		watch_authorization(v->watch, &a);
	}
	return FILTER_DROP;
}

void *
verdict_scratch_new(const void *context)
{
	const struct verdict *v = context;

	return consent_scratch_new(&v->in->consent);
}

void
verdict_scratch_free(void *scratch)
{
	consent_scratch_free(scratch);
}
