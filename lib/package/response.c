/* The plain files of a response: records to load, records to read, tables. */
#include "package/response.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "package/claim.h"
#include "package/wording.h"

#define BLOCK ((size_t)256 * 1024) /* bytes written at once */

FILE *
response_open(const struct response *r, const char *name, struct error *e)
{
	struct buf path = {0};
	FILE *f;

	buf_addf(&path, "%s%s", r->prefix, name);
	f = folder_open(r->folder, buf_string(&path), e);
	buf_free(&path);
	return f;
}

char *
response_path(const struct response *r, const char *name)
{
	struct buf path = {0};

	buf_addf(&path, "%s/%s%s", folder_path(r->folder), r->prefix, name);
	buf_string(&path);
	return path.bytes;
}

int
response_ndjson(const struct response *r, struct error *e)
{
	FILE *f = response_open(r, "records.ndjson", e);
	struct buf block = {0}; /* stdio's own are a page each */
	struct span line;
	size_t i;

	if (f == NULL)
		return -1;
	for (i = 0; i < r->count; i++) {
		if (!disposition_releases(r->rows[i].disposition))
			continue;
		if (spool_line(r->spool, r->rows[i].offset, r->rows[i].length,
			&line, e) == -1)
			break;
		buf_add(&block, line.bytes, line.len);
		buf_add_byte(&block, '\n');
		if (block.len >= BLOCK) {
			fwrite(block.bytes, 1, block.len, f);
			block.len = 0;
		}
	}
	if (block.len > 0)
		fwrite(block.bytes, 1, block.len, f);
	buf_wipe(&block);
	buf_free(&block);
	if (i < r->count) {
		fclose(f);
		return -1;
	}
	return file_close(f, "records.ndjson", e);
}

static void
print_span(FILE *f, const char *label, struct span text)
{
	if (text.bytes == NULL)
		return;
	fprintf(f, "%s: ", label);
	fwrite(text.bytes, 1, text.len, f);
	putc('\n', f);
}

static void
print_sections(FILE *f, const struct note *n)
{
	size_t i;

	for (i = 0; i < n->section_count; i++) {
		const struct section *s = &n->sections[i];

		putc('\n', f);
		if (s->title.len > 0) {
			fwrite(s->title.bytes, 1, s->title.len, f);
			putc('\n', f);
		}
		fwrite(s->text.bytes, 1, s->text.len, f);
		putc('\n', f);
	}
}

static void
print_withheld(FILE *f, category_set set)
{
	enum category c;

	for (c = 0; c < CATEGORY_COUNT; c++)
		if (set & CATEGORY_BIT(c))
			fprintf(f, "\nWithheld in part: %s, %s\n",
			    category_name(c), category_citation(c));
}

static void
print_note(FILE *f, const struct index_row *row, const struct note *n)
{
	char date[DATE_TEXT];

	fputs("----------------------------------------"
	      "--------------------------------\n",
	    f);
	if (row->patient->name != NULL)
		fprintf(f, "Patient: %s\n", row->patient->name);
	if (n->patient.birth_date != DATE_NONE) {
		date_format(n->patient.birth_date, date);
		fprintf(f, "Born: %s\n", date);
	}
	print_span(f, "Member", n->patient.member_id);
	date_format(n->date, date);
	fprintf(f, "Date of service: %s\n", date);
	print_span(f, "Record", n->id);
	print_span(f, "Title", n->title);
	if (row->author != NULL)
		fprintf(f, "Author: %s\n", row->author);
	print_span(f, "Claim", n->encounter.claim);
	print_span(f, "Service", n->encounter.service_code);
	print_sections(f, n);
	print_withheld(f, row->categories);
	putc('\n', f);
}

int
response_text(const struct response *r, struct error *e)
{
	FILE *f = response_open(r, "records.txt", e);
	struct record *rec;
	struct note n;
	size_t i;

	if (f == NULL)
		return -1;
	for (i = 0; i < r->count; i++) {
		if (!disposition_releases(r->rows[i].disposition))
			continue;
		if (spool_note(r->spool, r->rows[i].offset, r->rows[i].length,
			&n, &rec, e) == -1)
			break;
		print_note(f, &r->rows[i], &n);
	}
	if (i < r->count) {
		fclose(f);
		return -1;
	}
	return file_close(f, "records.txt", e);
}

/* A cell that a spreadsheet would run as a formula begins with an
 * apostrophe. */
static void
csv_cell(FILE *f, const char *text)
{
	struct buf safe = {0};

	if (text == NULL)
		text = "";
	if (text[0] == '\0' || strchr("=+-@\t\r", text[0]) == NULL) {
		csv_fwrite(f, text, strlen(text));
		return;
	}
	buf_addf(&safe, "'%s", text);
	csv_fwrite(f, safe.bytes, safe.len);
	buf_free(&safe);
}

/* A line of RFC 4180; an absent field is an empty one. */
static void
csv_line(FILE *f, const char *const *fields, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (i > 0)
			putc(',', f);
		csv_cell(f, fields[i]);
	}
	fputs("\r\n", f);
}

static void
index_line(FILE *f, const struct index_row *row)
{
	char date[DATE_TEXT] = "", born[DATE_TEXT] = "";
	const struct index_patient *p = row->patient;
	const char *fields[11];

	if (row->date != DATE_NONE)
		date_format(row->date, date);
	if (p != NULL && p->birth_date != DATE_NONE)
		date_format(p->birth_date, born);
	fields[0] = p == NULL ? NULL : p->id;
	fields[1] = p == NULL ? NULL : p->name;
	fields[2] = born;
	fields[3] = p == NULL ? NULL : p->member_id;
	fields[4] = row->claim;
	fields[5] = date;
	fields[6] = row->id;
	fields[7] = row->service_code;
	fields[8] = row->author;
	fields[9] = disposition_name(row->disposition);
	fields[10] = row->pages;
	csv_line(f, fields, 11);
}

static int
index_csv(const struct response *r, struct error *e)
{
	static const char *const titles[] = {"patient", "name", "birth_date",
	    "member_id", "claim", "date_of_service", "record", "service_code",
	    "author", "outcome", "pages"};
	FILE *f = response_open(r, "index.csv", e);
	size_t i;

	if (f == NULL)
		return -1;
	csv_line(f, titles, sizeof(titles) / sizeof(titles[0]));
	for (i = 0; i < r->count; i++)
		index_line(f, &r->rows[i]);
	return file_close(f, "index.csv", e);
}

static int
withholding_csv(const struct response *r, struct error *e)
{
	static const char *const titles[] = {
	    "record", "date_of_service", "category", "reason", "citation"};
	FILE *f = response_open(r, "withholding-log.csv", e);
	const char *fields[5];
	char date[DATE_TEXT];
	enum category c;
	size_t i;

	if (f == NULL)
		return -1;
	csv_line(f, titles, 5);
	for (i = 0; i < r->count; i++)
		for (c = 0; c < CATEGORY_COUNT; c++) {
			if (!(r->rows[i].categories & CATEGORY_BIT(c)))
				continue;
			date[0] = '\0';
			if (r->rows[i].date != DATE_NONE)
				date_format(r->rows[i].date, date);
			fields[0] = r->rows[i].id;
			fields[1] = date;
			fields[2] = category_name(c);
			fields[3] = wording_withheld(c, r->rows[i].disposition);
			fields[4] = category_citation(c);
			csv_line(f, fields, 5);
		}
	return file_close(f, "withholding-log.csv", e);
}

static void
claim_line(FILE *f, const struct claim *c)
{
	static const enum disposition order[] = {DISPOSITION_RELEASED,
	    DISPOSITION_PART, DISPOSITION_WITHHELD, DISPOSITION_HELD_BACK,
	    DISPOSITION_NOT_FOUND};
	size_t i;

	csv_cell(f, c->name);
	fprintf(f, ",%zu", c->counts.requested);
	for (i = 0; i < sizeof(order) / sizeof(order[0]); i++)
		fprintf(f, ",%zu", c->counts.of[order[i]]);
	fputs("\r\n", f);
}

static int
claims_csv(const struct response *r, struct error *e)
{
	static const char *const titles[] = {"claim", "requested", "released",
	    "released_in_part", "withheld", "held_back", "not_found"};
	FILE *f = response_open(r, "claims.csv", e);
	struct claim *claims;
	size_t count, i;

	if (f == NULL)
		return -1;
	csv_line(f, titles, sizeof(titles) / sizeof(titles[0]));
	claims = claims_list(r, &count);
	for (i = 0; i < count; i++)
		claim_line(f, &claims[i]);
	free(claims);
	return file_close(f, "claims.csv", e);
}

int
response_csv(const struct response *r, struct error *e)
{
	if (index_csv(r, e) == -1 || claims_csv(r, e) == -1)
		return -1;
	return withholding_csv(r, e);
}
