/* The verbs that report: breach, due, access. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "ledger/access.h"
#include "ledger/append.h"
#include "ledger/breach.h"
#include "ledger/command.h"
#include "ledger/due.h"

/* The ids that stand on the command line are added to the incident's own. */
static void
disclosures_add(const struct command *c, struct incident *i, struct arena *a)
{
	size_t more = (size_t)c->count;
	struct span *ids =
	    arena_zeroed(a, i->disclosures.count + more, sizeof(*ids));

	if (i->disclosures.count > 0)
		memcpy(ids, i->disclosures.at,
		    i->disclosures.count * sizeof(*ids));
	for (size_t n = 0; n < more; n++)
		ids[i->disclosures.count + n] = span_of(c->operands[n]);
	i->disclosures.at = ids;
	i->disclosures.count += more;
}

static int
breach_make(const struct command *c, const struct breach_rules *rules,
    const struct incident *i, struct ledger *l, struct breach *b,
    struct error *e)
{
	if (breach_find(l, i, b, e) == -1)
		return -1;
	if (breach_reckon(rules, i, b, e) == -1)
		return error_prefix(e, "%s", c->incident);
	return 0;
}

static int
breach_report(const struct command *c, struct incident *i, struct ledger *l,
    struct buf *out, struct error *e)
{
	struct breach_rules *rules = breach_rules_new(e);
	struct breach b = {0};
	int status = -1, ndjson = command_ndjson(c, e);

	if (rules != NULL && ndjson != -1) {
		disclosures_add(c, i, &b.memory);
		if (breach_make(c, rules, i, l, &b, e) == 0) {
			(ndjson ? breach_ndjson : breach_text)(
			    rules, i, &b, out);
			status = b.notify ? 1 : 0;
		}
	}
	breach_free(&b);
	breach_rules_free(rules);
	return status;
}

int
command_breach(const struct command *c, struct buf *out, struct error *e)
{
	struct document d = {0};
	struct incident i;
	struct ledger *l = NULL;
	int status = -1;

	if (command_usage(c, 0, INT_MAX, e) == -1)
		return -1;
	if (c->incident == NULL)
		return error_set(e, "--incident=FILE is missing");
	if (document_open(&d, c->incident, "incident/1", e) == 0) {
		if (incident_read(&i, d.record, e) == -1)
			error_prefix(e, "%s", c->incident);
		else if ((l = ledger_open(c->ledger, c->key, e)) != NULL &&
			 append_access(l, "notes-ledger breach",
			     (struct span){0}, i.id, e) == 0)
			status = breach_report(c, &i, l, out, e);
	}
	ledger_close(l);
	document_close(&d);
	return status;
}

/* "7y", or a plain number of years. */
static int
years_read(const char *text, int *years, struct error *e)
{
	char *end;
	long n;

	*years = 0;
	if (text == NULL)
		return 0;
	errno = 0;
	n = strtol(text, &end, 10);
	if (errno != 0 || end == text || n < 1 || n > 1000 ||
	    strcmp(end, "y") != 0)
		return error_set(e, "--keep: not a number of years such as 7y");
	*years = (int)n;
	return 0;
}

int
command_due(const struct command *c, struct buf *out, struct error *e)
{
	struct due_request q = {.asked = instant_date(c->options->as_of),
	    .folders = c->operands,
	    .count = c->count,
	    .end = c->null ? '\0' : '\n'};
	struct accounting_rules *rules = NULL;
	struct ledger *l = NULL;
	size_t found = 0;
	int result = -1, ndjson = command_ndjson(c, e);

	if (ndjson == -1 || command_usage(c, 0, INT_MAX, e) == -1 ||
	    years_read(c->keep, &q.years, e) == -1)
		return -1;
	q.ndjson = ndjson == 1;
	if ((l = ledger_open_reader(c->ledger, e)) != NULL &&
	    (rules = accounting_rules_new(e)) != NULL)
		result = due_find(l, rules, &q, out, &found, e);
	accounting_rules_free(rules);
	ledger_close(l);
	return result == -1 ? -1 : found > 0;
}

int
command_access(const struct command *c, struct buf *out, struct error *e)
{
	struct access_request q = {0};
	struct ledger *l;
	int result, ndjson = command_ndjson(c, e);

	if (ndjson == -1 || command_usage(c, 0, 0, e) == -1 ||
	    command_date("--from", c->from, &q.from, e) == -1 ||
	    command_date("--to", c->to, &q.to, e) == -1)
		return -1;
	q.ndjson = ndjson == 1;
	q.by_day = c->by != NULL && strcmp(c->by, "day") == 0;
	if (c->by != NULL && !q.by_day && strcmp(c->by, "user") != 0)
		return error_set(e, "--by: neither user nor day");
	l = ledger_open_reader(c->ledger, e);
	if (l == NULL)
		return -1;
	result = access_review(l, &q, out, e);
	ledger_close(l);
	return result;
}
