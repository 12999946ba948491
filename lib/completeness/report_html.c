#include <stdlib.h>

#include "completeness/report.h"
#include "completeness/tally.h"

/* No script, no network; the chart is of table cells whose numbers stand
 * beside the bars, so that nothing is said by length or colour alone. */
static const char head[] =
    "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" "
    "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
    "<meta name=\"viewport\" content=\"width=device-width\">\n"
    "<title>Completeness of notes</title>\n<style>\n"
    ":root{color-scheme:light dark;--bar:#1f5fa8;--gap:#b03a2e;"
    "--line:#8888}\n"
    "@media screen and "
    "(prefers-color-scheme:dark){:root{--bar:#7fb2ee;--gap:#f08a7c}}\n"
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:64rem;margin:1rem "
    "auto;padding:0 1rem}\n"
    "table{border-collapse:collapse;width:100%;margin:0 0 2rem}\n"
    "caption{text-align:left;font-weight:600;padding:.5rem 0}\n"
    "th,td{text-align:left;padding:.2rem .6rem;border-bottom:1px solid "
    "var(--line);vertical-align:top;overflow-wrap:break-word;"
    "max-width:24rem}\n"
    ".scroll{overflow-x:auto}\n"
    ".c{white-space:nowrap}\n"
    ".n{text-align:right;font-variant-numeric:tabular-nums}\n"
    "ul{margin:0;padding-left:1rem}\n"
    ".chart{width:35%;min-width:8rem}\n"
    "@media(max-width:40rem){.chart{display:none}th,td{padding:.2rem .3rem}"
    "}\n"
    "svg{display:block;width:100%;height:.8rem}\n"
    ".p{fill:var(--bar)}.a{fill:var(--gap)}\n"
    "@media print{:root{font-size:9pt}body{max-width:none}"
    ".scroll{overflow:visible}tr{break-inside:avoid}"
    "caption{break-after:avoid}svg{print-color-adjust:exact}}\n"
    "</style></head><body><main>\n";

static void
cell(struct buf *out, struct span text)
{
	buf_add_string(out, "<td>");
	plain_add(out, text.len > 0 ? text : span_of("(not said)"), true);
	buf_add_string(out, "</td>");
}

/* One that is not broken: a code, a date. */
static void
short_cell(struct buf *out, struct span text)
{
	buf_add_string(out, "<td class=\"c\">");
	plain_add(out, text, true);
	buf_add_string(out, "</td>");
}

/* A table that scrolls by itself where the window is narrow. */
static void
table_open(struct buf *out, const char *caption)
{
	buf_addf(out,
	    "<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
	    "aria-label=\"%s\"><table><caption>%s</caption><thead><tr>",
	    caption, caption);
}

static void
number(struct buf *out, uint64_t n)
{
	buf_addf(out, "<td class=\"n\">%ju</td>", (uintmax_t)n);
}

static void
html_tallies(struct buf *out, const char *caption, const char *of,
    const struct tallies *t)
{
	struct tally *rows = tallies_sorted(t);
	size_t i;
	int mean;

	table_open(out, caption);
	buf_addf(out,
	    "<th scope=\"col\">%s</th><th scope=\"col\" "
	    "class=\"n\">Notes</th><th scope=\"col\" "
	    "class=\"n\">Mean %%</th><th scope=\"col\" "
	    "class=\"n\">Below</th><th scope=\"col\" class=\"chart\">Mean"
	    "</th></tr></thead><tbody>\n",
	    of);
	for (i = 0; i < t->count; i++) {
		mean = tally_mean(&rows[i]);
		buf_add_string(out, "<tr>");
		cell(out, rows[i].name);
		number(out, rows[i].notes);
		if (mean < 0)
			buf_add_string(out, "<td class=\"n\">–</td>");
		else
			number(out, (uint64_t)mean);
		number(out, rows[i].below);
		buf_addf(out,
		    "<td class=\"chart\"><svg viewBox=\"0 0 100 8\" "
		    "preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect "
		    "class=\"p\" width=\"%d\" height=\"8\"/></svg></td></tr>\n",
		    mean < 0 ? 0 : mean);
	}
	buf_add_string(out, "</tbody></table></div>\n");
	free(rows);
}

/* Present and absent as two bars in one, of 100. */
static void
html_bars(struct buf *out, uint64_t present, uint64_t absent)
{
	uint64_t decided = present + absent;
	unsigned width = decided == 0 ? 0 : (unsigned)(present * 100 / decided);

	buf_addf(out,
	    "<td class=\"chart\"><svg viewBox=\"0 0 100 8\" "
	    "preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect "
	    "class=\"p\" width=\"%u\" height=\"8\"/><rect class=\"a\" "
	    "x=\"%u\" width=\"%u\" height=\"3\" y=\"5\"/></svg></td>",
	    width, width, decided == 0 ? 0 : 100 - width);
}

static void
html_items(struct buf *out, const struct report *r)
{
	const struct item *items;
	size_t i, total;

	items = standard_items(r->standard, &total);
	table_open(out, "By item");
	buf_add_string(out,
	    "<th scope=\"col\">Code</th><th scope=\"col\">Item</th><th "
	    "scope=\"col\" class=\"n\">Present</th><th scope=\"col\" "
	    "class=\"n\">Absent</th><th scope=\"col\" class=\"n\">Not "
	    "checkable</th><th scope=\"col\" class=\"chart\">Present, absent"
	    "</th></tr></thead><tbody>\n");
	for (i = 0; i < total; i++) {
		buf_add_string(out, "<tr>");
		short_cell(out, items[i].code);
		cell(out, items[i].says);
		number(out, r->items[i][ITEM_PRESENT]);
		number(out, r->items[i][ITEM_ABSENT]);
		number(out, r->items[i][ITEM_NOT_CHECKABLE]);
		html_bars(
		    out, r->items[i][ITEM_PRESENT], r->items[i][ITEM_ABSENT]);
		buf_add_string(out, "</tr>\n");
	}
	buf_add_string(out, "</tbody></table></div>\n");
}

static void
html_finding(
    struct buf *out, const struct found_note *f, const struct finding *one)
{
	buf_add_string(out, "<li>");
	plain_add(out, one->item->code, true);
	buf_add_string(out, " ");
	plain_add(out, one->item->says, true);
	if (one->why[0] != '\0') {
		buf_add_string(out, ": ");
		plain_add(out, span_of(one->why), true);
	}
	if (one->item->check == CHECK_CLONE && f->repeats != NULL) {
		buf_add_byte(out, ' ');
		plain_add(out, span_of(f->repeats), true);
	}
	buf_add_string(out, "</li>");
}

static void
html_notes(struct buf *out, const struct report *r)
{
	const struct found_note *f;
	char date[DATE_TEXT];
	size_t i, k;

	table_open(out, "Absent, by note");
	buf_add_string(out,
	    "<th scope=\"col\">Note</th><th scope=\"col\">Date</th><th "
	    "scope=\"col\">Clinician</th><th scope=\"col\" class=\"n\">%</th>"
	    "<th scope=\"col\">Absent</th></tr></thead><tbody>\n");
	for (i = 0; i < r->found_count; i++) {
		f = &r->found[i];
		date[0] = '\0';
		if (f->date != DATE_NONE)
			date_format(f->date, date);
		buf_add_string(out, "<tr>");
		cell(out, span_of(f->id));
		short_cell(out, span_of(date));
		cell(out, span_of(f->clinician));
		if (f->percent < 0)
			buf_add_string(out, "<td class=\"n\">–</td>");
		else
			buf_addf(out, "<td class=\"n\">%d%s</td>", f->percent,
			    f->below ? " below" : "");
		buf_add_string(out, "<td><ul>");
		for (k = 0; k < f->count; k++)
			html_finding(out, f, &f->findings[k]);
		buf_add_string(out, "</ul></td></tr>\n");
	}
	buf_add_string(out, "</tbody></table></div>\n");
}

void
report_html(const struct report *r, struct buf *out)
{
	buf_add_string(out, head);
	buf_add_string(out, "<h1>Completeness of notes</h1>\n<p>Standard: ");
	plain_add(out, standard_name(r->standard), true);
	if (standard_title(r->standard).len > 0) {
		buf_add_string(out, " (");
		plain_add(out, standard_title(r->standard), true);
		buf_add_string(out, ")");
	}
	buf_addf(out,
	    ".</p>\n<p>Notes checked: %ju. Kept apart or administrative: "
	    "%ju. Below %zu %%: %ju.</p>\n",
	    (uintmax_t)r->notes, (uintmax_t)r->passed_over, r->pass,
	    (uintmax_t)r->below);
	html_tallies(out, "By clinician", "Clinician", &r->clinicians);
	html_tallies(out, "By patient", "Patient", &r->patients);
	html_items(out, r);
	if (r->found_count > 0)
		html_notes(out, r);
	buf_add_string(out, "</main></body></html>\n");
}
