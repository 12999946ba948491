#include "package/disclose.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "ledger/append.h"
#include "note/disclosure.h"
#include "note/writer.h"

/* What goes out of one patient's records, gathered from his rows. */
struct gathered {
	struct span *notes;
	size_t note_count;
	struct override *overrides;
	size_t override_count;
	uint32_t scopes;
	const char *authorization, *state;
	bool accountable, part2;
};

static void
gather(
    const struct response *r, const struct index_patient *p, struct gathered *g)
{
	size_t i;

	g->notes = alloc_zeroed(r->count + 1, sizeof(g->notes[0]));
	for (i = 0; i < r->count; i++) {
		const struct index_row *row = &r->rows[i];

		if (row->patient != p ||
		    !disposition_releases(row->disposition))
			continue;
		g->notes[g->note_count++] = span_of(row->id);
		g->scopes |= row->scopes;
		g->accountable |= row->accountable;
		g->part2 |= row->part2;
		if (g->authorization == NULL)
			g->authorization = row->authorization;
		if (g->state == NULL)
			g->state = row->state;
		if (row->override_count == 0)
			continue;
		g->overrides = alloc_resize(g->overrides,
		    g->override_count + row->override_count,
		    sizeof(g->overrides[0]));
		memcpy(g->overrides + g->override_count, row->overrides,
		    row->override_count * sizeof(g->overrides[0]));
		g->override_count += row->override_count;
	}
}

/* The recipient's address, as the ledger may have it: an object's bytes. */
static void
address_write(const struct address *a, struct buf *out)
{
	struct writer w = {out, false};

	write_open(&w, NULL, '{');
	write_text(&w, "line", a->line);
	write_text(&w, "city", a->city);
	write_text(&w, "state", a->state);
	write_text(&w, "postal_code", a->postal_code);
	write_close(&w, '{');
}

/* An id that this package and patient have, and no other. */
static void
entry_id(const char *manifest, size_t number, struct buf *out)
{
	buf_addf(out, "D-%.16s-%zu", manifest, number);
}

static void
entry_write(const struct response *r, const struct index_patient *p,
    const char *manifest, size_t number, struct buf *out)
{
	const struct request *q = r->plan->request;
	struct buf id = {0}, address = {0}, what = {0};
	struct span scopes[SCOPE_COUNT];
	struct gathered g = {0};
	struct disclosure d = {0};
	enum scope s;

	gather(r, p, &g);
	d.what.scopes.at = scopes;
	for (s = SCOPE_NONE; s < SCOPE_COUNT; s++)
		if (g.scopes & (uint32_t)1 << s)
			scopes[d.what.scopes.count++] = span_of(scope_name(s));
	entry_id(manifest, number, &id);
	address_write(&q->requester.address, &address);
	buf_addf(&what, "%zu record%s of treatment", g.note_count,
	    g.note_count == 1 ? "" : "s");
	d.id = (struct span){id.bytes, id.len};
	d.patient = span_of(p->id);
	d.date = instant_date(r->plan->as_of);
	d.recipient.name = q->requester.name;
	if (q->requester.address.line.bytes != NULL)
		d.recipient.address = (struct value){
		    .json = {address.bytes, address.len}, .type = SCAN_OBJECT};
	d.what.description = (struct span){what.bytes, what.len};
	d.what.notes = (struct texts){g.notes, g.note_count};
	d.purpose = q->purpose;
	d.request = q->id;
	d.authorization = span_of(g.authorization);
	d.package = span_of(manifest);
	if (r->plan->practice != NULL)
		d.by = r->plan->practice->custodian.name;
	d.state = span_of(g.state);
	d.overrides = g.overrides;
	d.override_count = g.override_count;
	d.accountable = g.accountable ? ANSWER_YES : ANSWER_NO;
	d.part2 = g.part2 ? ANSWER_YES : ANSWER_UNKNOWN;
	d.recorded = INSTANT_NONE;
	disclosure_write(&d, out);
	free(g.notes);
	free(g.overrides);
	buf_free(&id);
	buf_free(&address);
	buf_free(&what);
}

static int
proofs_write(struct ledger *l, const struct response *r, uint64_t first,
    size_t count, struct error *e)
{
	struct span checkpoint = ledger_checkpoint(l);
	struct buf name = {0}, proof = {0};
	size_t i;
	int status;

	status = folder_write(r->folder, "ledger/checkpoint", checkpoint.bytes,
	    checkpoint.len, e);
	for (i = 0; status == 0 && i < count; i++) {
		name.len = proof.len = 0;
		buf_addf(&name, "ledger/disclosure-%03zu.proof", i + 1);
		status = ledger_prove(l, first + i, &proof, e);
		if (status == 0)
			status = folder_write(r->folder, buf_string(&name),
			    proof.bytes, proof.len, e);
	}
	buf_free(&name);
	buf_free(&proof);
	return status;
}

/* Rows of a patient stand together, but for a split by claim: patients are
 * taken in the order in which something of them first goes out. */
static size_t
patients_list(const struct response *r, const struct index_patient **list)
{
	size_t count = 0, i;

	for (i = 0; i < r->count; i++)
		if (disposition_releases(r->rows[i].disposition) &&
		    (count == 0 || list[count - 1] != r->rows[i].patient))
			list[count++] = r->rows[i].patient;
	return count;
}

/* Whose notes the run read, and which: released or not. */
static int
access_entry(const struct response *r, struct buf *out, struct error *e)
{
	struct span *ids = alloc_zeroed(r->count + 1, sizeof(*ids));
	struct span *patients = alloc_zeroed(r->count + 1, sizeof(*patients));
	const struct index_patient *last = NULL;
	size_t id_count = 0, count = 0, i;
	int status;

	for (i = 0; i < r->count; i++) {
		const struct index_row *row = &r->rows[i];

		if (row->id == NULL)
			continue;
		ids[id_count++] = span_of(row->id);
		/* A held-back line may be an id, and nothing more. */
		if (row->patient == NULL || row->patient == last)
			continue;
		last = row->patient;
		patients[count++] = span_of(last->id);
	}
	status = append_compose("notes-export", (struct texts){patients, count},
	    (struct texts){ids, id_count}, out, e);
	free(ids);
	free(patients);
	return status;
}

int
disclose(struct ledger *l, const struct response *r, const char *manifest,
    struct error *e)
{
	const struct index_patient **patients =
	    alloc_zeroed(r->count + 1, sizeof(*patients));
	size_t count = patients_list(r, patients), i;
	struct buf *lines = alloc_zeroed(count + 1, sizeof(*lines));
	struct span *entries = alloc_zeroed(count + 1, sizeof(*entries));
	uint64_t first = 0;
	int status;

	for (i = 0; i < count; i++) {
		entry_write(r, patients[i], manifest, i + 1, &lines[i]);
		entries[i] = (struct span){lines[i].bytes, lines[i].len};
	}
	status = access_entry(r, &lines[count], e);
	entries[count] = (struct span){lines[count].bytes, lines[count].len};
	if (status == 0)
		status = ledger_append_batch(l, entries, count + 1, &first, e);
	if (status == 0 && count > 0)
		status = folder_make(r->folder, "ledger", e);
	if (status == 0 && count > 0)
		status = proofs_write(l, r, first, count, e);
	for (i = 0; i <= count; i++)
		buf_free(&lines[i]);
	free(lines);
	free(entries);
	free(patients);
	return status;
}
