/* Any line is decided, checked or watched by what reads it: a note that goes on
 * has a decision that reads, whose whole is the severest of its scopes, and
 * that permits nothing of a note that nobody classified, and no psychotherapy
 * note without an authorization. */
#include "filter_frame.h"

#include "law/verdict.h"

static struct inputs in;
static struct verdict verdict = {.tool = "fuzz", .in = &in};
static atomic_bool found;
static void *scratch;
static struct record *rec, *again;

static void
open_all(void)
{
	const struct input_files files = {.rules = EXAMPLE("rules"),
	    .request = EXAMPLE("request.json"),
	    .practice = EXAMPLE("practice.json"),
	    .authorizations = EXAMPLE("authorizations.ndjson"),
	    .restrictions = EXAMPLE("restrictions.ndjson")};
	struct error e = {0};

	need(inputs_open(&in, &files, 1781535600, false, &e) == 0);
	verdict.found = &found;
	verdict.watch = watch_new(in.law, 1781535600);
	watch_authorizations(verdict.watch, 30 * 86400);
	watch_requests(verdict.watch, 30 * 86400);
	scratch = verdict_scratch_new(&verdict);
	rec = record_new();
	again = record_new();
}

static void
ruling_is_right(const struct ruling *r, const struct decision *d)
{
	if (!r->present)
		return;
	need(r->rule.len > 0 && r->citation.len > 0);
	need(d->whole.outcome <= r->outcome);
}

static void
decision_is_right(const struct buf *out)
{
	struct classification c;
	struct decision d;
	struct error e = {0};
	struct span kind;
	int s;

	need(record_read(again, out->bytes, out->len, &e) == 0);
	need(record_kind(again, &kind, &e) == 0);
	need(decision_read(&d, again, &e) == 0 && d.present);
	if (!span_is(kind, "note/1"))
		return;
	need(classification_read_scopes(&c, again, &e) == 0);
	need(c.present || !outcome_permits(d.whole.outcome));
	for (s = 0; s < SCOPE_COUNT; s++) {
		ruling_is_right(&d.scopes[s], &d);
		ruling_is_right(&d.part2[s], &d);
	}
	if (d.scopes[SCOPE_PSYCHOTHERAPY].present &&
	    outcome_permits(d.scopes[SCOPE_PSYCHOTHERAPY].outcome))
		need(d.scopes[SCOPE_PSYCHOTHERAPY].authorization.len > 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct buf copy = {0}, out = {0};
	struct error e = {0};
	struct span kind;

	if (rec == NULL)
		open_all();
	len = frame_line(bytes, len);
	buf_add(&copy, bytes, len);
	if (len > 0 && record_read(rec, copy.bytes, len, &e) == 0 &&
	    record_kind(rec, &kind, &e) == 0) {
		if (span_is(kind, "note/1") || span_is(kind, "question/1")) {
			if (frame_apply(verdict_decide, &verdict, scratch, rec,
				NULL, &out) == FILTER_KEEP)
				decision_is_right(&out);
		} else if (span_is(kind, "authorization/1")) {
			frame_apply(
			    verdict_watch, &verdict, NULL, rec, NULL, &out);
			need(record_read(rec, copy.bytes, len, &e) == 0);
			frame_apply(
			    verdict_check, &verdict, NULL, rec, NULL, &out);
		} else if (span_is(kind, "request/1")) {
			frame_apply(
			    verdict_watch, &verdict, NULL, rec, NULL, &out);
		}
	}
	buf_free(&copy);
	buf_free(&out);
	return 0;
}
