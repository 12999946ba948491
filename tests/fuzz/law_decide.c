/* Any line that reads as a question is decided: with a rule and a citation, the
 * same each time, and never permitted where it says something that no rule
 * knows; psychotherapy notes never go to a payer without an authorization. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "mutator.h"
#include "law/law.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static struct law *law;
static struct record *rec;

static void
need(bool right)
{
	if (!right)
		abort();
}

static bool
is_payer(struct span type)
{
	return span_is(type, "health_plan") ||
	       span_is(type, "plan_contractor") ||
	       span_is(type, "medicare_contractor") ||
	       span_is(type, "government_program");
}

static void
judge(const struct question *q, bool understood)
{
	struct ruling one, again;
	struct buf words = {NULL, 0, 0};
	struct texts codes;

	law_decide(law, q, record_arena(rec), &one);
	law_decide(law, q, record_arena(rec), &again);
	need(one.present && one.rule.len > 0 && one.citation.len > 0);
	need(one.outcome == again.outcome && span_equal(one.rule, again.rule));
	need(understood || !outcome_permits(one.outcome));
	if (q->note.content == CONTENT_PSY && is_payer(q->requester.type) &&
	    outcome_permits(one.outcome))
		need(q->authorization.present && one.codes.count == 0);
	law_explain(law, &one, "it", &words);
	need(words.len > 0);
	buf_free(&words);
	law_check_authorization(
	    law, &q->authorization, q->as_of, record_arena(rec), &codes);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct buf line = {NULL, 0, 0};
	struct error e = {{0}};
	struct question q;

	if (law == NULL) {
		need(digest_init(&e) == 0);
		law = law_load(NULL, &e);
		need(law != NULL);
		rec = record_new();
	}
	buf_add(&line, bytes, len);
	if (len > 0 && record_read(rec, line.bytes, line.len, &e) == 0 &&
	    question_read(&q, rec, 0, &e) == 0)
		judge(&q, law_check_question(law, &q, &e) == 0);
	buf_free(&line);
	return 0;
}
