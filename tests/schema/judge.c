/* judge: reads records, one a line, with the C readers of lib/note and
 * lib/ledger, and prints "ok" or "no: " and why for each. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/breach.h"
#include "ledger/entry.h"
#include "note/attest.h"
#include "note/authorization.h"
#include "note/classification.h"
#include "note/completeness.h"
#include "note/correction.h"
#include "note/decision.h"
#include "note/disclosure.h"
#include "note/override.h"
#include "note/plan.h"
#include "note/practice.h"
#include "note/question.h"
#include "note/redaction.h"
#include "note/request.h"
#include "note/restriction.h"
#include "stream/count.h"

static int
judge_note(struct record *rec, struct error *e)
{
	struct classification c;
	struct redaction r;
	struct completeness f;
	struct decision d;
	struct note n;

	return note_read(&n, rec, e) == -1 ||
		       classification_read(&c, rec, e) == -1 ||
		       decision_read(&d, rec, e) == -1 ||
		       redaction_read(&r, rec, e) == -1 ||
		       completeness_read(&f, rec, e) == -1
		   ? -1
		   : 0;
}

static int
judge_mark(struct record *rec, struct error *e)
{
	struct count c = {0};
	struct span kind;

	if (record_kind(rec, &kind, e) == -1)
		return -1;
	return count_mark(&c, rec, kind, e);
}

static int
judge_question(struct record *rec, struct error *e)
{
	struct question q;
	struct decision d;

	if (question_read(&q, rec, INSTANT_NONE, e) == -1)
		return -1;
	return decision_read(&d, rec, e);
}

/* Words of media and exclusions are the rules' to know. */
static int
judge_incident(struct record *rec, struct error *e)
{
	struct breach_rules *rules = breach_rules_new(e);
	struct breach b = {0};
	struct incident i;
	int result = -1;

	if (rules != NULL && incident_read(&i, rec, e) == 0)
		result = breach_reckon(rules, &i, &b, e);
	breach_free(&b);
	breach_rules_free(rules);
	return result;
}

#define JUDGE(kind, type, reader)                                              \
	static int judge_##kind(struct record *rec, struct error *e)           \
	{                                                                      \
		type one;                                                      \
                                                                               \
		return reader(&one, rec, e);                                   \
	}
JUDGE(practice, struct practice, practice_read)
JUDGE(authorization, struct authorization, authorization_read_record)
JUDGE(restriction, struct restriction, restriction_read_record)
JUDGE(request, struct request, request_read)
JUDGE(override, struct override, override_read)
JUDGE(correction, struct correction, correction_read)
JUDGE(plan, struct plan, plan_read)
JUDGE(attest, struct attest, attest_read)
JUDGE(disclosure, struct disclosure, disclosure_read)
JUDGE(access, struct access, access_read)
JUDGE(entry, struct entry, entry_read)

static const struct {
	const char *kind;
	int (*judge)(struct record *rec, struct error *e);
} judges[] = {
    {"note/1", judge_note},
    {"end/1", judge_mark},
    {"part/1", judge_mark},
    {"question/1", judge_question},
    {"practice/1", judge_practice},
    {"authorization/1", judge_authorization},
    {"restriction/1", judge_restriction},
    {"request/1", judge_request},
    {"override/1", judge_override},
    {"correction/1", judge_correction},
    {"plan/1", judge_plan},
    {"attest/1", judge_attest},
    {"disclosure/1", judge_disclosure},
    {"access/1", judge_access},
    {"suspension/1", judge_entry},
    {"hold/1", judge_entry},
    {"incident/1", judge_incident},
};

static int
judge(struct record *rec, const char *line, size_t len, struct error *e)
{
	struct span kind;
	size_t i;

	if (record_read(rec, line, len, e) == -1 ||
	    record_kind(rec, &kind, e) == -1)
		return -1;
	for (i = 0; i < sizeof(judges) / sizeof(judges[0]); i++)
		if (span_is(kind, judges[i].kind))
			return judges[i].judge(rec, e);
	return error_set(e, "record: a kind that is not known here");
}

int
main(void)
{
	struct record *rec = record_new();
	struct error e;
	char *line = NULL;
	size_t room = 0;
	ssize_t len;

	while ((len = getline(&line, &room, stdin)) > 0) {
		if (line[len - 1] == '\n')
			len--;
		memset(&e, 0, sizeof(e));
		if (judge(rec, line, (size_t)len, &e) == -1)
			printf("no: %s\n", e.text);
		else
			puts("ok");
	}
	record_free(rec);
	free(line);
	return 0;
}
