#include "package/letter.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/date.h"

#define LANGUAGE "en-US"

void
date_words(date_days d, char out[static DATE_WORDS])
{
	static const char *const months[] = {"January", "February", "March",
	    "April", "May", "June", "July", "August", "September", "October",
	    "November", "December"};
	struct civil c = date_civil(d);

	snprintf(out, DATE_WORDS, "%s %d, %d", months[(c.month - 1) % 12],
	    c.day, c.year);
}

static void
add_part(struct buf *out, size_t start, const char *between, struct span part)
{
	if (part.len == 0)
		return;
	if (out->len > start)
		buf_add_string(out, between);
	buf_add(out, part.bytes, part.len);
}

void
address_line(const struct address *a, struct buf *out)
{
	size_t start = out->len;

	add_part(out, start, ", ", a->line);
	add_part(out, start, ", ", a->city);
	add_part(out, start, ", ", a->state);
	add_part(out, start, " ", a->postal_code);
}

void
letterhead_draw(struct pages *p, const struct practice *practice)
{
	struct buf line = {0};
	size_t i;

	if (practice == NULL)
		return;
	for (i = 0; i < practice->letterhead.count; i++) {
		line.len = 0;
		buf_add(&line, practice->letterhead.at[i].bytes,
		    practice->letterhead.at[i].len);
		pages_line(
		    p, i == 0 ? STYLE_STRONG : STYLE_SMALL, buf_string(&line));
	}
	if (practice->letterhead.count == 0) {
		buf_add(&line, practice->name.bytes, practice->name.len);
		pages_line(p, STYLE_STRONG, buf_string(&line));
		line.len = 0;
		address_line(&practice->address, &line);
		pages_line(p, STYLE_SMALL, buf_string(&line));
	}
	buf_free(&line);
	pages_rule(p);
}

int
letter_pdf(const struct letter *l, struct buf *out, struct error *e)
{
	char *bytes = NULL, *author = NULL, date[DATE_WORDS];
	struct pages_title title = {l->title, NULL, LANGUAGE, l->written};
	struct pages *p;
	size_t len, i;
	FILE *f = open_memstream(&bytes, &len);
	int status;

	if (f == NULL)
		return error_set_errno(e, "a letter");
	if (l->practice != NULL)
		author = alloc_string_len(
		    l->practice->name.bytes, l->practice->name.len);
	title.author = author;
	p = pages_begin(f, &title);
	pages_foot(p, l->title);
	pages_number(p, "");
	pages_part_begin(p, false);
	letterhead_draw(p, l->practice);
	pages_space(p, 14);
	date_words(instant_date(l->written), date);
	pages_line(p, STYLE_NOTICE, date);
	pages_heading(p, 1, l->title, NULL);
	for (i = 0; i < l->count; i++)
		pages_text(p, STYLE_NOTICE, span_of(l->paragraphs[i]));
	pages_part_end(p);
	status = pages_finish_memory(p, &bytes, &len, out, e);
	pages_free(p);
	fclose(f);
	free(bytes);
	free(author);
	return status;
}
