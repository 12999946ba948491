#include "package/package.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/sandbox.h"
#include "ledger/append.h"
#include "ledger/ledger.h"
#include "package/disclose.h"
#include "package/heldback.h"
#include "package/manifest.h"
#include "package/readback.h"
#include "package/released.h"
#include "package/response.h"
#include "package/zip.h"

#define BATES 8 /* bytes of the prefix of page numbers, with its NUL */

struct package {
	struct package_plan plan;
	struct judge judge;
	struct index index;
	struct folder *folder; /* NULL: a dry run */
	struct spool *spool;
	struct helper *helper; /* NULL: no program is needed */
	struct statements *statements;
	struct ledger *ledger; /* NULL: none named */
	struct buf line;
	size_t refused;
	char bates[BATES];
};

static const char *const format_names[FORMAT_COUNT] = {
    [FORMAT_PDF] = "pdf",
    [FORMAT_NDJSON] = "ndjson",
    [FORMAT_FHIR] = "fhir",
    [FORMAT_CDEX] = "cdex",
    [FORMAT_CSV] = "csv",
    [FORMAT_TEXT] = "text",
    [FORMAT_ZIP] = "zip",
};

int
package_formats(const char *words, unsigned *formats, struct error *e)
{
	size_t len, i;

	*formats = 0;
	for (;; words += len + 1) {
		len = strcspn(words, ",");
		for (i = 0; i < FORMAT_COUNT; i++)
			if (span_is((struct span){words, len}, format_names[i]))
				break;
		if (i == FORMAT_COUNT)
			return error_set(e, "--format: not known");
		*formats |= 1u << i;
		if (words[len] == '\0')
			return 0;
	}
}

int
package_split(const char *word, enum package_split *split, struct error *e)
{
	if (strcmp(word, "patient") == 0)
		*split = SPLIT_PATIENT;
	else if (strcmp(word, "claim") == 0)
		*split = SPLIT_CLAIM;
	else
		return error_set(e, "--split-by: neither patient nor claim");
	return 0;
}

/* The initials of the practice, for the numbers of pages. */
static void
bates_prefix(const struct practice *p, char out[static BATES])
{
	size_t len = 0, i;
	bool start = true;

	for (i = 0; p != NULL && i < p->name.len && len < 4; i++) {
		unsigned char c = (unsigned char)p->name.bytes[i];

		if (start && c < 0x80 && isalpha(c))
			out[len++] = (char)toupper(c);
		if (c == ',')
			break; /* "…, LLC" */
		start = c == ' ' || c == '-';
	}
	if (len == 0)
		out[len++] = 'P';
	out[len] = '\0';
}

struct package *
package_open(const struct package_plan *plan, struct error *e)
{
	struct package *p = alloc_zeroed(1, sizeof(*p));
	struct buf user = {0};

	p->plan = *plan;
	p->judge.request = plan->request;
	p->judge.practice = plan->practice;
	p->judge.as_of = plan->as_of;
	p->judge.max_age = plan->max_age;
	p->judge.decisions = decisions_new();
	bates_prefix(plan->practice, p->bates);
	p->statements = statements_load(e);
	if (p->statements == NULL)
		goto fail;
	if (plan->dry_run)
		return p;
	p->folder = folder_begin(plan->output, e);
	if (p->folder == NULL)
		goto fail;
	p->spool = spool_open(folder_path(p->folder), e);
	if (p->spool == NULL)
		goto fail;
	if (plan->formats & 1u << FORMAT_PDF &&
	    (plan->cover != NULL || plan->withheld != NULL)) {
		p->helper =
		    helper_begin(folder_path(p->folder), plan->cover, e);
		if (p->helper == NULL)
			goto fail;
	}
	/* Behind the helper, which is to have no copy of its key. */
	if (plan->ledger != NULL) {
		p->ledger = ledger_open(plan->ledger, NULL, e);
		if (p->ledger == NULL)
			goto fail;
		append_user(&user); /* who exports is written down later */
		buf_free(&user);
	}
	return p;
fail:
	package_free(p);
	return NULL;
}

/* Where fonts and what they need may lie, and the zones of time. */
static const char *const installed[] = {"/etc/fonts", "/etc/localtime",
    "/usr/share/fontconfig", "/usr/share/fonts", "/usr/local/share/fonts",
    "/usr/share/libthai", "/usr/share/zoneinfo", "/var/cache/fontconfig"};
#define INSTALLED (sizeof(installed) / sizeof(installed[0]))

int
package_shut_in(
    const struct package *p, const struct options *o, struct error *e)
{
	const struct package_plan *plan = &p->plan;
	const char *const named[] = {
	    plan->withheld, plan->key, plan->password_file};
	char *folder = plan->output == NULL ? NULL : file_folder(plan->output);
	char *kept = o->quarantine == NULL ? NULL : file_folder(o->quarantine);
	const char *write[4] = {NULL};
	const char **read = alloc_zeroed(
	    INSTALLED + 4 + plan->held_back->count + (size_t)o->file_count,
	    sizeof(read[0]));
	struct sandbox s = {.read = read, .write = write};
	size_t count = INSTALLED, writes = 0, i;
	int status;

	memcpy(read, installed, sizeof(installed));
	for (i = 0; i < sizeof(named) / sizeof(named[0]); i++)
		if (named[i] != NULL)
			read[count++] = named[i];
	for (i = 0; i < plan->held_back->count; i++)
		read[count++] = plan->held_back->values[i];
	for (i = 0; i < (size_t)o->file_count; i++)
		read[count++] = o->files[i];
	if (folder != NULL)
		write[writes++] = folder;
	if (plan->ledger != NULL)
		write[writes++] = plan->ledger;
	if (kept != NULL)
		write[writes++] = kept;
	if (writes == 0 || (plan->dry_run && kept == NULL))
		s.write = NULL;
	status = options_shut_in(o, &s, e);
	free(folder);
	free(kept);
	free(read);
	return status;
}

void
package_free(struct package *p)
{
	if (p == NULL)
		return;
	helper_end(p->helper);
	spool_free(p->spool);
	folder_abort(p->folder);
	ledger_close(p->ledger);
	statements_free(p->statements);
	index_free(&p->index);
	decisions_free(p->judge.decisions);
	buf_wipe(&p->line);
	buf_free(&p->line);
	free(p);
}

int
package_take(struct package *p, struct record *rec, struct error *e)
{
	struct index_row row = {.date = DATE_NONE};
	struct note n;

	if (note_read(&n, rec, e) == -1) {
		p->refused++;
		return -1;
	}
	if (!judge_asked(&p->judge, &n)) {
		p->index.counts.not_asked++;
		return 0;
	}
	if (judge_note(&p->judge, rec, &n, &p->index, &row, e) == -1) {
		p->refused++;
		return -1;
	}
	if (disposition_releases(row.disposition) && p->spool != NULL) {
		p->line.len = 0;
		released_write(rec, row.categories, &p->line);
		row.length = p->line.len;
		if (spool_add(p->spool, p->line.bytes, p->line.len, &row.offset,
			e) == -1) {
			p->refused++;
			return -1;
		}
	}
	*index_add(&p->index) = row;
	return 0;
}

/* Is the stream whole, and does somebody answer for what was rejected? */
static int
account(struct package *p, const struct filter_totals *t, struct error *e)
{
	uint64_t rejected = t->rejected + t->upstream;
	size_t held = 0, i;

	if (p->refused > 0)
		return error_set(e, "no package: %zu record%s refused",
		    p->refused, p->refused == 1 ? "" : "s");
	if (!t->whole && !p->plan.no_end)
		return error_set(
		    e, "no package: the stream does not end with a true end/1");
	for (i = 0; i < p->plan.held_back->count; i++)
		if (heldback_read(p->plan.held_back->values[i], &p->judge,
			&p->index, &held, e) == -1)
			return -1;
	if (held != rejected)
		return error_set(e,
		    "no package: %llu records were rejected on the way, "
		    "--held-back accounts for %zu",
		    (unsigned long long)rejected, held);
	return 0;
}

/* A cell of the table: ids may hold anything. */
static void
cell_print(FILE *out, const char *text, char end)
{
	struct buf cell = {0};

	if (text == NULL)
		text = "-";
	buf_add_visible(&cell, text, strlen(text));
	buf_add_byte(&cell, end);
	fwrite(cell.bytes, 1, cell.len, out);
	buf_free(&cell);
}

static void
report(const struct package *p, FILE *out)
{
	const struct index_counts *c = &p->index.counts;
	char date[DATE_TEXT];
	size_t i;
	int d;

	for (i = 0; p->plan.dry_run && i < p->index.count; i++) {
		const struct index_row *row = &p->index.rows[i];

		snprintf(date, sizeof(date), "-");
		if (row->date != DATE_NONE)
			date_format(row->date, date);
		cell_print(
		    out, row->patient == NULL ? NULL : row->patient->id, '\t');
		cell_print(out, date, '\t');
		cell_print(out, row->claim, '\t');
		cell_print(out, row->id, '\t');
		cell_print(out, disposition_name(row->disposition), '\n');
	}
	fprintf(out, "requested %zu =", c->requested);
	for (d = DISPOSITION_COUNT - 1; d >= 0; d--)
		fprintf(out, " %s%zu %s",
		    d == DISPOSITION_COUNT - 1 ? "" : "+ ", c->of[d],
		    disposition_name((enum disposition)d));
	fprintf(out, "\n");
	if (c->not_asked > 0)
		fprintf(out, "not asked for: %zu\n", c->not_asked);
	if (c->unnamed > 0)
		fprintf(out,
		    "under a restriction, not named to the recipient: %zu\n",
		    c->unnamed);
}

static int
response_write(struct response *r, struct error *e)
{
	static int (*const writers[])(
	    const struct response *, struct error *) = {
	    [FORMAT_PDF] = response_pdf, /* first: it numbers the pages */
	    [FORMAT_NDJSON] = response_ndjson,
	    [FORMAT_TEXT] = response_text,
	    [FORMAT_FHIR] = response_fhir,
	    [FORMAT_CDEX] = response_cdex,
	    [FORMAT_CSV] = response_csv,
	};
	size_t i;

	for (i = 0; i < sizeof(writers) / sizeof(writers[0]); i++)
		if (r->plan->formats & 1u << i && writers[i](r, e) == -1)
			return -1;
	return 0;
}

static void
count_rows(struct response *r)
{
	size_t i;

	r->counts = (struct index_counts){.requested = r->count};
	for (i = 0; i < r->count; i++)
		r->counts.of[r->rows[i].disposition]++;
}

/* Whether the rows A and B go to one response. */
static bool
together(enum package_split split, const struct index_row *a,
    const struct index_row *b)
{
	if (split == SPLIT_NONE)
		return true;
	if (a->patient != b->patient)
		return false;
	if (split == SPLIT_PATIENT)
		return true;
	return index_text_order(a->claim, b->claim) == 0;
}

static int
claim_order(const void *a, const void *b)
{
	const struct index_row *r = a, *s = b;
	size_t p = r->patient == NULL ? SIZE_MAX : r->patient->order;
	size_t q = s->patient == NULL ? SIZE_MAX : s->patient->order;
	int order;

	order = (p > q) - (p < q);
	if (order == 0)
		order = index_text_order(r->claim, s->claim);
	if (order == 0)
		order = (r->date > s->date) - (r->date < s->date);
	return order != 0 ? order : index_text_order(r->id, s->id);
}

static int
responses_write(struct package *p, struct response *whole, struct error *e)
{
	enum package_split split = p->plan.split;
	struct buf prefix = {0};
	struct response part;
	size_t from, to, number = 0;
	int status = 0;

	if (split == SPLIT_CLAIM && p->index.count > 0)
		qsort(p->index.rows, p->index.count, sizeof(p->index.rows[0]),
		    claim_order);
	for (from = 0; status == 0 && (from < p->index.count || number == 0);
	     from = to) {
		for (to = from;
		     to < p->index.count &&
		     together(split, &p->index.rows[from], &p->index.rows[to]);
		     to++)
			continue;
		part = *whole;
		part.rows = p->index.rows + from;
		part.count = to - from;
		count_rows(&part);
		prefix.len = 0;
		number++;
		if (split != SPLIT_NONE) {
			buf_addf(&prefix, "%s-%03zu",
			    split == SPLIT_PATIENT ? "patient" : "claim",
			    number);
			status = folder_make(p->folder, buf_string(&prefix), e);
			buf_add_byte(&prefix, '/');
		}
		part.prefix = buf_string(&prefix);
		if (status == 0)
			status = response_write(&part, e);
	}
	buf_free(&prefix);
	return status;
}

int
package_finish(struct package *p, const struct filter_totals *t, FILE *out,
    struct error *e)
{
	struct response whole = {&p->plan, &p->judge, &p->index, NULL, 0,
	    {{0}, 0, 0, 0}, p->spool, p->statements, p->folder, "", p->bates,
	    p->helper};
	struct folder *folder;
	char manifest[DIGEST_HEX];

	if (account(p, t, e) == -1 ||
	    index_close(&p->index, p->plan.request, e) == -1)
		return -1;
	if (out != NULL)
		report(p, out);
	if (p->plan.dry_run)
		return 0;
	whole.rows = p->index.rows;
	whole.count = p->index.count;
	whole.counts = p->index.counts;
	if (responses_write(p, &whole, e) == -1)
		return -1;
	whole.rows = p->index.rows;
	if (manifest_write(&whole, manifest, e) == -1)
		return -1;
	if (p->plan.formats & 1u << FORMAT_ZIP && zip_write(&whole, e) == -1)
		return -1;
	if (letters_write(&whole, e) == -1)
		return -1;
	if (p->plan.withheld != NULL && readback(&whole, e) == -1)
		return -1;
	if (p->ledger != NULL && disclose(p->ledger, &whole, manifest, e) == -1)
		return -1;
	folder = p->folder;
	p->folder = NULL;
	return folder_commit(folder, e);
}
