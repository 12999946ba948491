/* response.pdf: cover, index, records, withholding log, certification and the
 * statements that must go with them.  Cover and index are drawn last, when the
 * pages of every record are known, and moved to the front. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "package/cover.h"
#include "package/front.h"
#include "package/letter.h"
#include "package/pages.h"
#include "package/response.h"
#include "package/wording.h"

#define LANGUAGE "en-US"

/* Behind what OUT has, between it and the part before a middle dot. */
static void
add_fact(struct buf *out, const char *label, struct span fact)
{
	if (fact.len == 0)
		return;
	if (out->len > 0)
		buf_add_string(out, " \xc2\xb7 ");
	buf_add_string(out, label);
	buf_add(out, fact.bytes, fact.len);
}

static void
head_set(struct pages *p, const struct index_row *row, const struct note *n)
{
	struct buf left = {0}, right = {0};
	char date[DATE_TEXT];

	add_fact(&left, "", span_of(row->patient->name));
	if (n->patient.birth_date != DATE_NONE) {
		date_format(n->patient.birth_date, date);
		add_fact(&left, "born ", span_of(date));
	}
	add_fact(&left, "member ", n->patient.member_id);
	if (left.len == 0)
		add_fact(&left, "patient ", n->patient.id);
	date_format(n->date, date);
	buf_addf(&right, "Date of service %s", date);
	pages_head(p, buf_string(&left), buf_string(&right));
	buf_free(&left);
	buf_free(&right);
}

/* "10:02 to 10:49": the session's times where both are given. */
static void
add_times(struct buf *facts, const struct encounter *encounter)
{
	char start[INSTANT_TEXT], end[INSTANT_TEXT], times[40];

	if (encounter->start == INSTANT_NONE || encounter->end == INSTANT_NONE)
		return;
	instant_format(encounter->start, start);
	instant_format(encounter->end, end);
	snprintf(times, sizeof(times), "%.5s to %.5s", start + 11, end + 11);
	add_fact(facts, "", span_of(times));
}

static void
facts_draw(struct pages *p, const struct index_row *row, const struct note *n)
{
	struct buf facts = {0};
	char date[DATE_TEXT];

	date_format(n->date, date);
	add_fact(&facts, "Date of service ", span_of(date));
	if (n->encounter.present) {
		add_times(&facts, &n->encounter);
		add_fact(&facts, "Service ", n->encounter.service_code);
		add_fact(&facts, "", n->encounter.modality);
		add_fact(&facts, "", n->encounter.place);
		add_fact(&facts, "Claim ", n->encounter.claim);
	}
	buf_add_string(&facts, "\nRecord ");
	buf_add(&facts, n->id.bytes, n->id.len);
	add_fact(&facts, "Author ", span_of(row->author));
	pages_line(p, STYLE_SMALL, buf_string(&facts));
	pages_space(p, 4);
	buf_free(&facts);
}

static void
withheld_draw(struct pages *p, category_set set)
{
	struct buf line = {0};
	enum category c;

	for (c = 0; c < CATEGORY_COUNT; c++)
		if (set & CATEGORY_BIT(c))
			buf_addf(&line, "%s%s (%s)",
			    line.len == 0 ? "Withheld from this record: "
					  : "; ",
			    category_name(c), category_citation(c));
	if (line.len == 0)
		return;
	buf_add_string(&line, ". See the withholding log.");
	pages_rule(p);
	pages_line(p, STYLE_SMALL, buf_string(&line));
	buf_free(&line);
}

static void
record_outline(
    const struct index_row *row, const struct note *n, struct buf *out)
{
	char date[DATE_TEXT];

	date_format(n->date, date);
	add_fact(out, "", span_of(date));
	add_fact(out, "", span_of(row->patient->name));
	add_fact(out, "", n->id);
}

/* "THC000001" or "THC000001 to THC000003". */
static const char *
page_range(const struct response *r, const char *first, const char *last)
{
	struct buf range = {0};
	const char *kept;

	buf_add_string(&range, first);
	if (strcmp(first, last) != 0)
		buf_addf(&range, " to %s", last);
	kept = index_string(r->index, (struct span){range.bytes, range.len});
	buf_free(&range);
	return kept;
}

static void
record_draw(struct pages *p, const struct response *r, struct index_row *row,
    const struct note *n)
{
	struct buf title = {0}, outline = {0};
	char *first;
	size_t i;

	head_set(p, row, n);
	pages_break(p);
	pages_division_begin(p);
	if (n->title.len > 0 && n->title.bytes[0] != '[') /* no marker */
		buf_add(&title, n->title.bytes, n->title.len);
	else
		buf_add_string(&title, "Record of service");
	record_outline(row, n, &outline);
	pages_heading(p, 2, buf_string(&title), buf_string(&outline));
	row->page = pages_count(p) + 1;
	facts_draw(p, row, n);
	first = alloc_string(pages_label(p));
	for (i = 0; i < n->section_count; i++) {
		title.len = 0;
		buf_add(&title, n->sections[i].title.bytes,
		    n->sections[i].title.len);
		if (title.len > 0)
			pages_heading(p, 3, buf_string(&title), NULL);
		pages_text(p, STYLE_TEXT, n->sections[i].text);
	}
	withheld_draw(p, row->categories);
	pages_division_end(p);
	row->pages = page_range(r, first, pages_label(p));
	free(first);
	buf_free(&title);
	buf_free(&outline);
}

static int
records_draw(struct pages *p, const struct response *r, struct error *e)
{
	struct record *rec;
	struct note n;
	size_t i;

	pages_part_begin(p, false);
	pages_number(p, r->bates);
	for (i = 0; i < r->count; i++) {
		struct index_row *row = &r->rows[i];

		if (!disposition_releases(row->disposition))
			continue;
		if (spool_note(
			r->spool, row->offset, row->length, &n, &rec, e) == -1)
			return -1;
		record_draw(p, r, row, &n);
	}
	pages_part_end(p);
	return 0;
}

static void
log_row(struct pages *p, const struct index_row *row, enum category c)
{
	const char *cells[5];
	char date[DATE_TEXT] = "";

	if (row->date != DATE_NONE)
		date_format(row->date, date);
	cells[0] = row->id;
	cells[1] = date;
	cells[2] = category_name(c);
	cells[3] = wording_withheld(c, row->disposition);
	cells[4] = category_citation(c);
	pages_table_row(p, cells, 0);
}

static void
log_draw(struct pages *p, const struct response *r)
{
	static const struct pages_column columns[] = {{"Record", 14},
	    {"Date of service", 13}, {"Category", 16}, {"Reason", 35},
	    {"Citation", 22}};
	enum category c;
	size_t i, rows = 0;

	pages_part_begin(p, false);
	pages_heading(p, 1, "Withholding log", "Withholding log");
	for (i = 0; i < r->count; i++)
		rows += r->rows[i].categories != 0;
	if (rows == 0) {
		pages_line(p, STYLE_NOTICE,
		    "Nothing was withheld from the records in this response.");
	} else {
		pages_table_begin(p, columns, 5, rows);
		for (i = 0; i < r->count; i++)
			for (c = 0; c < CATEGORY_COUNT; c++)
				if (r->rows[i].categories & CATEGORY_BIT(c))
					log_row(p, &r->rows[i], c);
		pages_table_end(p);
	}
	pages_part_end(p);
}

static void
statements_draw(struct pages *p, const struct response *r)
{
	const struct statement *s;
	size_t i;

	for (i = 0;
	     (s = statement_due(r->statements, r->rows, r->count, i)) != NULL;
	     i++) {
		pages_heading(p, 2, s->title, s->title);
		pages_text(p, STYLE_NOTICE, span_of(s->text));
		if (s->scope != NULL)
			pages_text(p, STYLE_NOTICE, span_of(s->scope));
		pages_line(p, STYLE_SMALL, s->citation);
	}
}

static int
draw(struct pages *p, const struct response *r, struct error *e)
{
	struct buf foot = {0};

	if (r->plan->practice != NULL)
		add_fact(&foot, "", r->plan->practice->name);
	add_fact(&foot, "Request ", r->plan->request->id);
	pages_foot(p, buf_string(&foot));
	buf_free(&foot);
	if (records_draw(p, r, e) == -1)
		return -1;
	pages_head(p, NULL, NULL);
	log_draw(p, r);
	pages_part_begin(p, false);
	certification_draw(p, r);
	statements_draw(p, r);
	pages_part_end(p);
	pages_number(p, NULL);
	if (r->plan->cover == NULL)
		cover_draw(p, r);
	index_draw(p, r);
	return 0;
}

int
response_pdf(const struct response *r, struct error *e)
{
	FILE *f = response_open(r, "response.pdf", e);
	struct buf title = {0}, author = {0};
	struct pages_title about = {0};
	struct pages *p;
	char *path;
	int status;

	if (f == NULL)
		return -1;
	buf_add_string(&title, "Response to request ");
	buf_add(&title, r->plan->request->id.bytes, r->plan->request->id.len);
	if (r->plan->practice != NULL)
		buf_add(&author, r->plan->practice->name.bytes,
		    r->plan->practice->name.len);
	about = (struct pages_title){
	    buf_string(&title), buf_string(&author), LANGUAGE, r->plan->as_of};
	p = pages_begin(f, &about);
	path = response_path(r, "response.pdf");
	status = draw(p, r, e);
	if (status == 0)
		status = pages_finish(p, path, e);
	pages_free(p);
	if (status == 0 && r->plan->cover != NULL)
		status = front_add(r->helper, path, e);
	free(path);
	buf_free(&title);
	buf_free(&author);
	if (status == -1) {
		fclose(f);
		return -1;
	}
	return file_close(f, "response.pdf", e);
}
