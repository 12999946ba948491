#include "package/cover.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "package/claim.h"
#include "package/letter.h"

static void
draw_span(struct pages *p, const char *label, struct span text)
{
	struct buf line = {0};

	if (text.len == 0)
		return;
	buf_addf(&line, "%s: ", label);
	buf_add(&line, text.bytes, text.len);
	pages_line(p, STYLE_NOTICE, buf_string(&line));
	buf_free(&line);
}

static void
draw_date(struct pages *p, const char *label, date_days d)
{
	char date[DATE_TEXT];

	if (d == DATE_NONE)
		return;
	date_format(d, date);
	draw_span(p, label, span_of(date));
}

static void
draw_text(struct pages *p, struct buf *text)
{
	pages_text(p, STYLE_NOTICE, (struct span){text->bytes, text->len});
	text->len = 0;
}

static void
recipient_draw(struct pages *p, const struct request *q)
{
	struct buf line = {0};

	pages_heading(p, 3, "To", NULL);
	buf_add(&line, q->requester.name.bytes, q->requester.name.len);
	pages_line(p, STYLE_NOTICE, buf_string(&line));
	line.len = 0;
	if (q->requester.role.len > 0) {
		buf_add(&line, q->requester.role.bytes, q->requester.role.len);
		pages_line(p, STYLE_NOTICE, buf_string(&line));
		line.len = 0;
	}
	address_line(&q->requester.address, &line);
	if (line.len > 0)
		pages_line(p, STYLE_NOTICE, buf_string(&line));
	buf_free(&line);
}

static void
sender_draw(struct pages *p, const struct practice *practice)
{
	struct buf line = {0};

	if (practice == NULL)
		return;
	pages_heading(p, 3, "From", NULL);
	buf_add(&line, practice->name.bytes, practice->name.len);
	pages_line(p, STYLE_NOTICE, buf_string(&line));
	line.len = 0;
	address_line(&practice->address, &line);
	pages_line(p, STYLE_NOTICE, buf_string(&line));
	draw_span(p, "Custodian of records", practice->custodian.name);
	draw_span(p, "Telephone", practice->custodian.phone);
	draw_span(p, "E-mail", practice->custodian.email);
	buf_free(&line);
}

/* The first and last date of service among the rows. */
static void
services_draw(struct pages *p, const struct response *r)
{
	date_days first = DATE_NONE, last = DATE_NONE, date;
	char from[DATE_TEXT], to[DATE_TEXT];
	struct buf line = {0};
	size_t i;

	for (i = 0; i < r->count; i++) {
		date = r->rows[i].date;
		if (date == DATE_NONE)
			continue;
		if (first == DATE_NONE || date < first)
			first = date;
		if (last == DATE_NONE || date > last)
			last = date;
	}
	if (first == DATE_NONE)
		return;
	date_format(first, from);
	date_format(last, to);
	buf_addf(&line, "%s to %s", from, to);
	draw_span(p, "Dates of service", (struct span){line.bytes, line.len});
	buf_free(&line);
}

/* A table of more claims than that nobody reads. */
#define CLAIMS_DRAWN 1000
#define NAMED 12 /* patients and claims listed on a cover; more are counted */

static void
patients_draw(struct pages *p, const struct response *r)
{
	const struct index_patient *last = NULL, *patient;
	struct buf line = {0};
	size_t count = 0, i;

	for (i = 0; i < r->count; i++) {
		patient = r->rows[i].patient;
		if (patient == NULL || patient == last)
			continue;
		last = patient;
		if (++count > NAMED)
			continue;
		line.len = 0;
		buf_add_string(
		    &line, patient->name == NULL ? patient->id : patient->name);
		if (patient->member_id != NULL)
			buf_addf(&line, ", member %s", patient->member_id);
		draw_span(p, "Patient", (struct span){line.bytes, line.len});
	}
	line.len = 0;
	if (count > NAMED) {
		buf_addf(&line, "and %zu more; see the index", count - NAMED);
		pages_line(p, STYLE_NOTICE, buf_string(&line));
	}
	buf_free(&line);
}

static void
claims_draw(struct pages *p, const struct response *r)
{
	size_t count, i, named = 0;
	struct claim *claims = claims_list(r, &count);
	struct buf line = {0};

	for (i = 0; i < count && named < NAMED; i++) {
		if (claims[i].name == NULL)
			continue;
		buf_addf(&line, "%s%s", named == 0 ? "" : ", ", claims[i].name);
		named++;
	}
	if (i < count)
		buf_addf(&line, " and %zu more; see the index", count - i);
	draw_span(p, "Claims", (struct span){line.bytes, line.len});
	buf_free(&line);
	free(claims);
}

static void
counts_text(const struct index_counts *c, struct buf *out)
{
	buf_addf(out,
	    "Asked for: %zu. Of these released %zu (%zu in part), withheld "
	    "%zu, held back for review %zu, not found %zu.",
	    c->requested, c->of[DISPOSITION_RELEASED] + c->of[DISPOSITION_PART],
	    c->of[DISPOSITION_PART], c->of[DISPOSITION_WITHHELD],
	    c->of[DISPOSITION_HELD_BACK], c->of[DISPOSITION_NOT_FOUND]);
}

void
cover_draw(struct pages *p, const struct response *r)
{
	const struct request *q = r->plan->request;
	struct buf text = {0};

	pages_part_begin(p, true);
	letterhead_draw(p, r->plan->practice);
	pages_heading(p, 1,
	    span_is(q->requester.type, "government_program")
		? "ADR Response"
		: "Response to a request for records",
	    "Cover");
	draw_span(p, "Your request", q->id);
	draw_date(p, "Received", q->received);
	draw_date(p, "Due", q->due);
	draw_date(p, "Answered", instant_date(r->plan->as_of));
	recipient_draw(p, q);
	sender_draw(p, r->plan->practice);
	pages_heading(p, 3, "About", NULL);
	patients_draw(p, r);
	claims_draw(p, r);
	services_draw(p, r);
	pages_heading(p, 3, "In this response", NULL);
	counts_text(&r->counts, &text);
	draw_text(p, &text);
	buf_add_string(&text,
	    "Behind this sheet stand the index of records, the records, the "
	    "withholding log and the custodian\xe2\x80\x99s certification.");
	draw_text(p, &text);
	buf_add_string(&text,
	    "These pages hold protected health information (45 CFR parts 160 "
	    "and 164) for the recipient named above. Whoever else receives "
	    "them is asked to tell the sender at once and to destroy them.");
	draw_text(p, &text);
	buf_free(&text);
	pages_part_end(p);
}

static void
index_row_draw(struct pages *p, const struct index_row *row)
{
	char date[DATE_TEXT] = "";
	const char *cells[7];

	if (row->date != DATE_NONE)
		date_format(row->date, date);
	cells[0] = row->id == NULL ? "\xe2\x80\x93" : row->id;
	cells[1] = row->patient == NULL		? ""
		   : row->patient->name == NULL ? row->patient->id
						: row->patient->name;
	cells[2] = date;
	cells[3] = row->claim == NULL ? "" : row->claim;
	cells[4] = row->service_code == NULL ? "" : row->service_code;
	cells[5] = disposition_name(row->disposition);
	cells[6] = row->pages == NULL ? "" : row->pages;
	pages_table_row(p, cells, row->page);
}

static void
claim_row_draw(struct pages *p, const struct claim *c)
{
	static const enum disposition order[] = {DISPOSITION_RELEASED,
	    DISPOSITION_PART, DISPOSITION_WITHHELD, DISPOSITION_HELD_BACK,
	    DISPOSITION_NOT_FOUND};
	char numbers[6][24];
	const char *cells[7];
	size_t i;

	cells[0] = c->name == NULL ? "none" : c->name;
	snprintf(numbers[0], sizeof(numbers[0]), "%zu", c->counts.requested);
	for (i = 0; i < 5; i++)
		snprintf(numbers[i + 1], sizeof(numbers[0]), "%zu",
		    c->counts.of[order[i]]);
	for (i = 0; i < 6; i++)
		cells[i + 1] = numbers[i];
	pages_table_row(p, cells, 0);
}

static void
claims_table_draw(struct pages *p, const struct response *r)
{
	static const struct pages_column columns[] = {{"Claim", 20},
	    {"Asked for", 12}, {"Released", 12}, {"In part", 12},
	    {"Withheld", 12}, {"Held back", 12}, {"Not found", 12}};
	size_t count, i;
	struct claim *claims = claims_list(r, &count);

	if (count <= CLAIMS_DRAWN) {
		pages_heading(p, 2, "By claim", NULL);
		pages_table_begin(p, columns, 7, count);
		for (i = 0; i < count; i++)
			claim_row_draw(p, &claims[i]);
		pages_table_end(p);
	} else if (r->plan->formats & 1u << FORMAT_CSV) {
		pages_line(p, STYLE_NOTICE,
		    "The counts by claim are in the file claims.csv.");
	}
	free(claims);
}

void
index_draw(struct pages *p, const struct response *r)
{
	static const struct pages_column columns[] = {{"Record", 13},
	    {"Patient", 20}, {"Date of service", 12}, {"Claim", 13},
	    {"Service", 9}, {"Outcome", 17}, {"Pages", 16}};
	struct buf text = {0};
	size_t i;

	pages_part_begin(p, true);
	pages_heading(p, 1, "Index of records", "Index of records");
	counts_text(&r->counts, &text);
	draw_text(p, &text);
	buf_free(&text);
	pages_table_begin(p, columns, 7, r->count);
	for (i = 0; i < r->count; i++)
		index_row_draw(p, &r->rows[i]);
	pages_table_end(p);
	claims_table_draw(p, r);
	pages_part_end(p);
}

static void
certified(const struct response *r, struct buf *out)
{
	size_t released =
	    r->counts.of[DISPOSITION_RELEASED] + r->counts.of[DISPOSITION_PART];

	buf_add_string(out, "I am the custodian of records");
	if (r->plan->practice != NULL) {
		buf_add_string(out, " of ");
		buf_add(out, r->plan->practice->name.bytes,
		    r->plan->practice->name.len);
	}
	buf_addf(out,
	    ". I certify that the %zu record%s in this response %s copied "
	    "from the records that the practice keeps in the regular course "
	    "of its business, made at or near the time of the services they "
	    "describe by persons with knowledge of them; and that nothing "
	    "was changed but what the withholding log and the marks in the "
	    "text say is withheld.",
	    released, released == 1 ? "" : "s", released == 1 ? "was" : "were");
}

void
certification_draw(struct pages *p, const struct response *r)
{
	static const char *const blank[] = {
	    "Signature", "Name and title", "Date"};
	struct buf text = {0}, name = {0};
	const char *labels[3] = {blank[0], blank[1], blank[2]};

	pages_heading(p, 1, "Certification of the custodian",
	    "Certification of the custodian");
	certified(r, &text);
	draw_text(p, &text);
	if (r->plan->practice != NULL &&
	    r->plan->practice->custodian.name.len > 0) {
		const struct custodian *c = &r->plan->practice->custodian;

		buf_add(&name, c->name.bytes, c->name.len);
		if (c->title.len > 0) {
			buf_add_string(&name, ", ");
			buf_add(&name, c->title.bytes, c->title.len);
		}
		labels[1] = buf_string(&name);
	}
	pages_signature(p, labels, 3);
	buf_free(&name);
	buf_free(&text);
}
