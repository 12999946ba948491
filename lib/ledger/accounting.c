#include "ledger/accounting.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

extern const unsigned char ledger_accounting[];
extern const size_t ledger_accounting_len;

struct rule {
	const char *id, *citation, *reason, *accounting;
	json_t *purposes;
	int summarise;
};

struct accounting_rules {
	json_t *json; /* what all strings point into */
	struct rule *rules;
	size_t count;
	struct rule authorized, part2;
	int part2_years, period_years, reply_days, oral_days, keep_years;
};

static int
rule_read(struct rule *r, json_t *json, struct error *e)
{
	*r = (struct rule){0};
	if (json_unpack_ex(json, NULL, JSON_STRICT,
		"{s:s, s:s, s:s, s:s, s:o, s?b}", "id", &r->id, "citation",
		&r->citation, "reason", &r->reason, "accounting",
		&r->accounting, "purposes", &r->purposes, "summarise",
		&r->summarise) == -1 ||
	    !json_is_array(r->purposes) || *r->id == '\0' ||
	    *r->citation == '\0')
		return error_set(e, "not a rule with id and citation");
	if (strcmp(r->accounting, "exempt") != 0 &&
	    strcmp(r->accounting, "required") != 0)
		return error_set(e, "accounting: neither exempt nor required");
	return 0;
}

static const struct rule *
rule_of(const struct accounting_rules *r, struct span purpose)
{
	for (size_t i = 0; i < r->count; i++) {
		json_t *word;
		size_t n;

		json_array_foreach (r->rules[i].purposes, n, word)
			if (span_is(purpose, json_string_value(word)))
				return &r->rules[i];
	}
	return NULL;
}

static int
rules_read(struct accounting_rules *r, json_t *list, struct error *e)
{
	json_t *json, *word;
	size_t i, n;

	if (!json_is_array(list))
		return error_set(e, "rules: not a list");
	r->rules = alloc_zeroed(json_array_size(list), sizeof(*r->rules));
	json_array_foreach (list, i, json) {
		struct rule rule;

		if (rule_read(&rule, json, e) == -1)
			return error_prefix(e, "rules[%zu]", i);
		json_array_foreach (rule.purposes, n, word)
			if (!json_is_string(word) ||
			    rule_of(r, span_of(json_string_value(word))) !=
				NULL)
				return error_set(e,
				    "rules[%zu]: purposes[%zu]: not a string, "
				    "or of two rules",
				    i, n);
		r->rules[r->count++] = rule;
	}
	return 0;
}

static int
all_read(struct accounting_rules *r, struct error *e)
{
	const char *ignored[4];
	json_t *list;

	if (json_unpack_ex(r->json, NULL, JSON_STRICT,
		"{s:o, s:{s:s, s:s, s:s}, s:{s:s, s:s, s:s, s:i},"
		" s:{s:s, s:i}, s:{s:s, s:i}, s:{s:s, s:i}, s:{s:s, s:i}}",
		"rules", &list, "authorized", "id", &r->authorized.id,
		"citation", &r->authorized.citation, "reason",
		&r->authorized.reason, "part2", "id", &r->part2.id, "citation",
		&r->part2.citation, "reason", &r->part2.reason, "years",
		&r->part2_years, "period", "citation", &ignored[0], "years",
		&r->period_years, "reply", "citation", &ignored[1], "days",
		&r->reply_days, "keep", "citation", &ignored[3], "years",
		&r->keep_years, "oral_suspension", "citation", &ignored[2],
		"days", &r->oral_days) == -1)
		return error_set(e, "a member is missing or unknown");
	return rules_read(r, list, e);
}

struct accounting_rules *
accounting_rules_new(struct error *e)
{
	struct accounting_rules *r = alloc_zeroed(1, sizeof(*r));

	r->json = json_loadb((const char *)ledger_accounting,
	    ledger_accounting_len, JSON_REJECT_DUPLICATES, NULL);
	if (r->json != NULL && all_read(r, e) == 0)
		return r;
	error_set(e, "not JSON");
	error_prefix(e, "accounting rules");
	accounting_rules_free(r);
	return NULL;
}

void
accounting_rules_free(struct accounting_rules *r)
{
	if (r == NULL)
		return;
	json_decref(r->json);
	free(r->rules);
	free(r);
}

struct accounting_judgement
accounting_judge(const struct accounting_rules *r, const struct disclosure *d)
{
	const struct rule *rule = rule_of(r, d->purpose);
	bool required =
	    rule != NULL && strcmp(rule->accounting, "required") == 0;
	struct accounting_judgement j = {.listed = true,
	    .summarised = required && rule->summarise,
	    .citation = rule == NULL ? "45 CFR 164.528(a)(1)" : rule->citation,
	    .reason = rule == NULL ? "no exemption is known" : rule->reason};

	if (d->accountable == ANSWER_YES)
		return j;
	if (d->authorization.bytes != NULL) {
		j.listed = false;
		j.citation = r->authorized.citation;
		j.reason = r->authorized.reason;
	} else if (rule != NULL && !required)
		j.listed = false;
	else if (rule == NULL && d->accountable == ANSWER_NO) {
		j.listed = false;
		j.reason = "exempt, as logged";
	}
	return j;
}

date_days
accounting_begin(const struct accounting_rules *r, date_days asked)
{
	return date_add_years(asked, -r->period_years);
}

date_days
accounting_part2_begin(const struct accounting_rules *r, date_days asked)
{
	return date_add_years(asked, -r->part2_years);
}

const char *
accounting_part2_citation(const struct accounting_rules *r)
{
	return r->part2.citation;
}

date_days
accounting_reply(const struct accounting_rules *r, date_days asked)
{
	return asked + r->reply_days;
}

date_days
accounting_oral_end(const struct accounting_rules *r, date_days from)
{
	return from + r->oral_days;
}

int
accounting_keep_years(const struct accounting_rules *r)
{
	return r->keep_years;
}
