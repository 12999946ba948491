/* An accounting as text, CSV and NDJSON. */
#include <string.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "ledger/account.h"
#include "note/writer.h"
#include "stream/cursor.h"

#define COLUMNS 78

static const char nothing[] =
    "In this period no disclosure was made that an accounting lists.";
static const char something[] =
    "These disclosures of your health information were made (45 CFR 164.528):";

static const char *const status_words[] = {
    [ACCOUNT_LISTED] = "listed",
    [ACCOUNT_EXEMPT] = "exempt",
    [ACCOUNT_SUSPENDED] = "suspended",
    [ACCOUNT_CORRECTED] = "corrected",
    [ACCOUNT_WITHDRAWN] = "withdrawn",
};

/* An address is a string, or an object whose texts stand in one line. */
static void
address_add(struct buf *out, struct value address)
{
	struct arena arena = {0};
	struct span text;
	struct cursor c;
	struct value v;
	bool first = true;

	if (value_text(address, &arena, &text))
		buf_add(out, text.bytes, text.len);
	else if (address.json.bytes != NULL) {
		cursor_open(&c, address);
		while (cursor_next(&c, NULL, &v)) {
			struct cursor lines;
			struct value line = v;

			cursor_open(&lines, v); /* a string reads as empty */
			do {
				if (!value_text(line, &arena, &text) ||
				    text.len == 0)
					continue;
				if (!first)
					buf_add_string(out, ", ");
				first = false;
				buf_add(out, text.bytes, text.len);
			} while (cursor_next(&lines, NULL, &line));
		}
	}
	arena_free(&arena);
}

/* TEXT with a space for each of those. */
static void
clean_add(struct buf *out, struct span text)
{
	for (size_t i = 0; i < text.len;) {
		size_t len = buf_hidden(text.bytes + i, text.len - i);

		if (len > 0)
			buf_add_byte(out, ' ');
		else
			buf_add_byte(out, text.bytes[i]);
		i += len > 0 ? len : 1;
	}
}

/* Words of TEXT behind LABEL, wrapped, later lines indented as far. */
static void
text_field(struct buf *out, const char *label, struct span text)
{
	struct buf clean = {0};
	size_t column = 17, i = 0;

	if (text.len == 0)
		return;
	clean_add(&clean, text);
	buf_addf(out, "    %-13s", label);
	while (i < clean.len) {
		size_t end = i;

		while (end < clean.len && clean.bytes[end] != ' ')
			end++;
		if (end > i) {
			if (column > 17 && column + 1 + (end - i) > COLUMNS) {
				buf_addf(out, "\n%17s", "");
				column = 17;
			} else if (column > 17) {
				buf_add_byte(out, ' ');
				column++;
			}
			buf_add(out, clean.bytes + i, end - i);
			column += end - i;
		}
		i = end + 1;
	}
	buf_add_byte(out, '\n');
	buf_free(&clean);
}

static void
date_text(struct buf *out, date_days d)
{
	char date[DATE_TEXT];

	date_format(d, date);
	buf_add_string(out, date);
}

static void
row_dates(const struct account_row *row, size_t number, struct buf *out)
{
	buf_addf(out, "%2zu. ", number);
	date_text(out, row->first->date);
	if (row->count == 1)
		return;
	buf_addf(out, ", then %s%s%zu in all, the last on ",
	    row->frequency == NULL ? "" : row->frequency,
	    row->frequency == NULL ? "" : ", ", row->count);
	date_text(out, row->last);
}

static void
row_text(
    const struct account_row *row, size_t number, bool all, struct buf *out)
{
	const struct disclosure *d = row->first;
	struct buf line = {0};

	row_dates(row, number, out);
	if (all)
		buf_addf(out, "  [%s]", status_words[row->status]);
	buf_add_byte(out, '\n');
	buf_add(&line, d->recipient.name.bytes, d->recipient.name.len);
	if (d->recipient.address.json.bytes != NULL) {
		buf_add_string(&line, ", ");
		address_add(&line, d->recipient.address);
	}
	text_field(out, "To:", (struct span){line.bytes, line.len});
	text_field(out, "What:", d->what.description);
	text_field(out, "Purpose:", d->purpose);
	text_field(out, "Basis:", d->basis);
	if (d->basis.bytes == NULL || all)
		text_field(
		    out, all ? "Rule:" : "Basis:", span_of(row->citation));
	if (all)
		text_field(out, "Because:", span_of(row->reason));
	buf_free(&line);
}

void
account_text(const struct account *a, struct span practice, struct buf *out)
{
	const struct account_request *q = &a->request;

	buf_add_string(out, "ACCOUNTING OF DISCLOSURES\n45 CFR 164.528\n\n");
	if (practice.bytes != NULL)
		text_field(out, "Practice:", practice);
	text_field(out, "Patient:", q->patient);
	buf_addf(out, "    %-13s", "Asked for:");
	date_text(out, q->asked);
	buf_addf(out, " (to be answered by ");
	date_text(out, a->reply);
	buf_addf(out, ")\n    %-13s", "Period:");
	date_text(out, q->from);
	buf_add_string(out, " to ");
	date_text(out, q->to);
	buf_add_string(out, "\n\n");
	if (a->count == 0)
		buf_addf(out, "%s\n", nothing);
	for (size_t i = 0; i < a->count; i++) {
		if (i > 0)
			buf_add_byte(out, '\n');
		row_text(&a->rows[i], i + 1, q->all, out);
	}
}

/* Quoted where it must be; a cell that a spreadsheet would run as a formula
 * begins with an apostrophe. */
static void
cell(struct buf *out, struct span text, bool last)
{
	bool formula =
	    text.len > 0 && strchr("=+-@\t\r", text.bytes[0]) != NULL;
	bool quoted = formula;

	for (size_t i = 0; i < text.len; i++)
		if (strchr(",\"\r\n", text.bytes[i]) != NULL)
			quoted = true;
	if (quoted)
		buf_add_byte(out, '"');
	if (formula)
		buf_add_byte(out, '\'');
	for (size_t i = 0; i < text.len; i++) {
		if (text.bytes[i] == '"')
			buf_add_byte(out, '"');
		buf_add_byte(out, text.bytes[i]);
	}
	if (quoted)
		buf_add_byte(out, '"');
	buf_add_string(out, last ? "\r\n" : ",");
}

static void
cell_date(struct buf *out, date_days d)
{
	date_text(out, d);
	buf_add_byte(out, ',');
}

void
account_csv(const struct account *a, struct buf *out)
{
	buf_add_string(out, "date,recipient,address,what,purpose,basis,"
			    "count,frequency,last,status,citation\r\n");
	for (size_t i = 0; i < a->count; i++) {
		const struct account_row *row = &a->rows[i];
		const struct disclosure *d = row->first;
		struct buf address = {0};

		address_add(&address, d->recipient.address);
		cell_date(out, d->date);
		cell(out, d->recipient.name, false);
		cell(out, (struct span){address.bytes, address.len}, false);
		cell(out, d->what.description, false);
		cell(out, d->purpose, false);
		cell(out, d->basis, false);
		buf_addf(out, "%zu,", row->count);
		cell(out, span_of(row->frequency), false);
		cell_date(out, row->last);
		cell(out, span_of(status_words[row->status]), false);
		cell(out, span_of(row->citation), true);
		buf_free(&address);
	}
}

void
account_ndjson(const struct account *a, struct buf *out)
{
	struct writer w = {.out = out};

	for (size_t i = 0; i < a->count; i++) {
		const struct account_row *row = &a->rows[i];
		const struct disclosure *d = row->first;

		w.comma = false;
		write_open(&w, NULL, '{');
		write_word(&w, "record", "accounting/1");
		write_text(&w, "id", d->id);
		write_text(&w, "patient", d->patient);
		write_date(&w, "date", d->date);
		write_open(&w, "recipient", '{');
		write_text(&w, "name", d->recipient.name);
		write_value(&w, "address", d->recipient.address);
		write_close(&w, '{');
		write_text(&w, "what", d->what.description);
		write_text(&w, "purpose", d->purpose);
		write_text(&w, "basis", d->basis);
		write_number(&w, "count", (long)row->count);
		write_word(&w, "frequency", row->frequency);
		if (row->count > 1)
			write_date(&w, "last", row->last);
		write_word(&w, "status", status_words[row->status]);
		write_word(&w, "citation", row->citation);
		write_close(&w, '{');
		buf_add_byte(out, '\n');
	}
}

static void
letter_field(struct buf *out, const char *label, struct span text)
{
	if (text.len == 0)
		return;
	buf_addf(out, "\n%s ", label);
	clean_add(out, text);
}

static void
letter_row(const struct account_row *row, size_t number, struct buf *out)
{
	const struct disclosure *d = row->first;
	struct buf to = {0};

	row_dates(row, number, out);
	buf_add(&to, d->recipient.name.bytes, d->recipient.name.len);
	if (d->recipient.address.json.bytes != NULL) {
		buf_add_string(&to, ", ");
		address_add(&to, d->recipient.address);
	}
	letter_field(out, "To:", (struct span){to.bytes, to.len});
	letter_field(out, "What:", d->what.description);
	letter_field(out, "Purpose:", d->purpose);
	letter_field(out, "Basis:",
	    d->basis.bytes != NULL ? d->basis : span_of(row->citation));
	buf_free(&to);
}

static char *
paragraph_end(struct buf *b)
{
	char *text;

	buf_string(b);
	text = b->bytes;
	*b = (struct buf){0}; /* the list's now */
	return text;
}

char **
account_paragraphs(const struct account *a, size_t *count)
{
	char **list = alloc_zeroed(a->count + 2, sizeof(*list));
	struct buf b = {0};
	size_t n = 0;

	buf_add_string(&b, "Patient: ");
	clean_add(&b, a->request.patient);
	buf_add_string(&b, "\nAsked for: ");
	date_text(&b, a->request.asked);
	buf_add_string(&b, "\nPeriod: ");
	date_text(&b, a->request.from);
	buf_add_string(&b, " to ");
	date_text(&b, a->request.to);
	list[n++] = paragraph_end(&b);
	buf_add_string(&b, a->count == 0 ? nothing : something);
	list[n++] = paragraph_end(&b);
	for (size_t i = 0; i < a->count; i++) {
		letter_row(&a->rows[i], i + 1, &b);
		list[n++] = paragraph_end(&b);
	}
	*count = n;
	return list;
}
