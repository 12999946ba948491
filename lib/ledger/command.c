#include "ledger/command.h"

#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/safe_file.h"
#include "ledger/account.h"
#include "ledger/append.h"
#include "ledger/index.h"
#include "ledger/verify.h"

#define PROOF_LIMIT (32 * 1024 * 1024)

static int
operands_are(const struct command *c, int least, int most, struct error *e)
{
	if (c->count < least)
		return error_set(e, "an operand is missing; see --help");
	if (c->count > most)
		return error_set(e, "too many operands; see --help");
	return 0;
}

int
command_usage(const struct command *c, int least, int most, struct error *e)
{
	if (c->ledger == NULL)
		return error_set(e, "--ledger=DIR is missing");
	return operands_are(c, least, most, e);
}

int
command_ndjson(const struct command *c, struct error *e)
{
	if (c->format == NULL || strcmp(c->format, "text") == 0)
		return 0;
	if (strcmp(c->format, "ndjson") == 0)
		return 1;
	return error_set(e, "--format: neither text nor ndjson");
}

int
command_date(
    const char *option, const char *text, date_days *d, struct error *e)
{
	*d = DATE_NONE;
	if (text == NULL)
		return 0;
	*d = date_parse(text, strlen(text));
	return *d == DATE_NONE
		   ? error_set(e, "%s: not a date such as 2026-03-14", option)
		   : 0;
}

int
command_init(const struct command *c, struct buf *out, struct error *e)
{
	(void)out;
	if (command_usage(c, 0, 0, e) == -1)
		return -1;
	return ledger_init(c->ledger, c->name, c->key, e);
}

int
command_append(const struct command *c, struct buf *out, struct error *e)
{
	struct ledger *l;
	int status;

	(void)out; /* each batch is written when it is on disk */
	if (command_usage(c, 0, INT_MAX, e) == -1 ||
	    (l = ledger_open(c->ledger, c->key, e)) == NULL)
		return -1;
	status = append_run(l, c->options, c->operands, c->count);
	ledger_close(l);
	return status;
}

/* The older checkpoints that --since names. */
static int
since_read(const struct command *c, struct buf *notes, struct span *spans,
    struct error *e)
{
	for (size_t i = 0; i < c->since.count; i++) {
		if (file_read(c->since.values[i], 64 * 1024, &notes[i], e) ==
		    -1)
			return -1;
		spans[i] = (struct span){notes[i].bytes, notes[i].len};
	}
	return 0;
}

static void
verification_write(
    const struct command *c, const struct verification *v, struct buf *out)
{
	buf_add(out, v->text.bytes, v->text.len);
	if (v->findings > 20)
		buf_addf(out, "%" PRIu64 " findings in all\n", v->findings);
	if (v->unsigned_ > 0 || v->torn > 0)
		buf_addf(out,
		    "%" PRIu64 " entries and %" PRIu64 " bytes behind the "
		    "checkpoint: an append was cut off; the next one mends "
		    "it\n",
		    v->unsigned_, v->torn);
	if (v->clock_steps > 0)
		buf_addf(out,
		    "%" PRIu64 " entries bear an earlier time than the one "
		    "before\n",
		    v->clock_steps);
	if (!c->options->quiet)
		buf_addf(out, "%" PRIu64 " entries: %s\n", v->entries,
		    v->findings > 0 ? "not as signed" : "as signed");
}

int
command_verify(const struct command *c, struct buf *out, struct error *e)
{
	struct buf *notes = alloc_zeroed(c->since.count, sizeof(*notes));
	struct span *spans = alloc_zeroed(c->since.count, sizeof(*spans));
	struct verification v = {0};
	struct ledger *l = NULL;
	int status = -1;

	if (command_usage(c, 0, 0, e) == 0 &&
	    since_read(c, notes, spans, e) == 0 &&
	    (l = ledger_open_reader(c->ledger, e)) != NULL &&
	    ledger_verify(l, c->entries, spans, c->since.count, &v, e) == 0) {
		verification_write(c, &v, out);
		status = v.findings > 0 || v.unsigned_ > 0 || v.torn > 0;
	}
	verification_free(&v);
	ledger_close(l);
	for (size_t i = 0; i < c->since.count; i++)
		buf_free(&notes[i]);
	free(notes);
	free(spans);
	return status;
}

static int
account_letter(const struct command *c, const struct account *a,
    struct buf *out, struct error *e)
{
	size_t count;
	char **paragraphs = account_paragraphs(a, &count);
	int result = c->letter(
	    c, "Accounting of Disclosures", paragraphs, count, out, e);

	for (size_t i = 0; i < count; i++)
		free(paragraphs[i]);
	free(paragraphs);
	return result;
}

static int
account_write(const struct command *c, const struct account *a, struct buf *out,
    struct error *e)
{
	const char *format = c->format == NULL ? "text" : c->format;

	if (strcmp(format, "text") == 0)
		account_text(a,
		    c->practice == NULL ? (struct span){0} : c->practice->name,
		    out);
	else if (strcmp(format, "csv") == 0)
		account_csv(a, out);
	else if (strcmp(format, "ndjson") == 0)
		account_ndjson(a, out);
	else if (strcmp(format, "pdf") == 0)
		return account_letter(c, a, out, e);
	else
		return error_set(e, "--format: not text, csv, ndjson or pdf");
	return 0;
}

int
command_account(const struct command *c, struct buf *out, struct error *e)
{
	struct account_request q = {.all = c->all, .part2 = c->part2};
	struct accounting_rules *rules = NULL;
	struct account a = {0};
	struct ledger *l = NULL;
	int result = -1;

	if (command_usage(c, 1, 1, e) == -1 ||
	    command_date("--from", c->from, &q.from, e) == -1 ||
	    command_date("--to", c->to, &q.to, e) == -1)
		return -1;
	q.patient = span_of(c->operands[0]);
	q.asked = instant_date(c->options->as_of);
	if ((l = ledger_open(c->ledger, c->key, e)) != NULL &&
	    (rules = accounting_rules_new(e)) != NULL &&
	    append_access(l, "notes-ledger account", q.patient,
		(struct span){0}, e) == 0 &&
	    account_make(l, rules, &q, &a, e) == 0)
		result = account_write(c, &a, out, e);
	account_free(&a);
	accounting_rules_free(rules);
	ledger_close(l);
	return result;
}

int
command_prove(const struct command *c, struct buf *out, struct error *e)
{
	struct ledger *l;
	uint64_t index;
	int result = -1;

	if (command_usage(c, 1, 1, e) == -1 ||
	    (l = ledger_open(c->ledger, c->key, e)) == NULL)
		return -1;
	if (index_find_id(l, span_of(c->operands[0]), &index, e) == 0 &&
	    append_access(l, "notes-ledger prove", (struct span){0},
		span_of(c->operands[0]), e) == 0)
		result = ledger_prove(l, index, out, e);
	ledger_close(l);
	return result;
}

int
command_check(const struct command *c, struct buf *out, struct error *e)
{
	struct buf proof = {0}, key = {0}, entry = {0};
	struct span line = {0};
	int result = -1;

	if (operands_are(c, 1, 1, e) == -1)
		return -1;
	if (c->key == NULL)
		return error_set(e, "--key=FILE is missing: the ledger's "
				    "key.pub");
	if (file_read(c->operands[0], PROOF_LIMIT, &proof, e) == 0 &&
	    file_read(c->key, 4096, &key, e) == 0 &&
	    (c->entry == NULL ||
		file_read(c->entry, PROOF_LIMIT, &entry, e) == 0)) {
		if (c->entry != NULL) {
			buf_string(&entry);
			line = (struct span){entry.bytes, entry.len};
			if (line.len > 0 && line.bytes[line.len - 1] == '\n')
				line.len--;
		}
		result = proof_check((struct span){proof.bytes, proof.len},
		    (struct span){key.bytes, key.len}, line, out, e);
		if (result == 0)
			buf_add_byte(out, '\n');
		else
			result = 1; /* found: it proves nothing */
	}
	buf_free(&proof);
	buf_free(&key);
	buf_free(&entry);
	return result;
}
