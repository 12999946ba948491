#include "classify/training/corrected.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/safe_file.h"
#include "note/correction.h"
#include "text/utf8.h"

#define FILE_MOST ((size_t)1 << 30) /* bytes */

struct row {
	struct correction correction;
	struct record *record; /* that it is a view of */
	size_t line;
	bool found;
};

struct rows {
	struct row *items;
	size_t count;
};

/* Who takes the lines of a file. */
typedef int line_taker(
    void *to, struct span line, size_t number, struct error *e);

static int
lines_read(struct span file, line_taker *take, void *to, struct error *e)
{
	const char *at = file.bytes, *end = at + file.len, *stop;
	size_t number = 0;

	for (; at < end; at = stop + 1) {
		stop = memchr(at, '\n', (size_t)(end - at));
		if (stop == NULL)
			stop = end;
		number++;
		if (stop > at &&
		    take(to, (struct span){at, (size_t)(stop - at)}, number,
			e) == -1)
			return error_prefix(e, "line %zu", number);
	}
	return 0;
}

static int
row_take(void *to, struct span line, size_t number, struct error *e)
{
	struct rows *rows = to;
	struct row *row;
	struct span kind;

	rows->items =
	    alloc_resize(rows->items, rows->count + 1, sizeof(*rows->items));
	row = &rows->items[rows->count++];
	*row = (struct row){.record = record_new(), .line = number};
	if (record_read(row->record, line.bytes, line.len, e) == -1 ||
	    record_kind(row->record, &kind, e) == -1)
		return -1;
	if (!span_is(kind, "correction/1"))
		return error_set(e, "not a correction/1");
	return correction_read(&row->correction, row->record, e);
}

static void
rows_free(struct rows *rows)
{
	size_t i;

	for (i = 0; i < rows->count; i++)
		record_free(rows->items[i].record);
	free(rows->items);
}

static struct span
copied(struct span s)
{
	return (struct span){alloc_string_len(s.bytes, s.len), s.len};
}

static struct corpus_note *
note_copied(struct corpus *c, const struct note *n)
{
	struct corpus_note *own = corpus_add_note(c);
	size_t i;

	own->id = alloc_string_len(n->id.bytes, n->id.len);
	own->clinician = c->clinician_count - 1;
	own->corrected = true;
	own->sections = alloc_zeroed(n->section_count, sizeof(*own->sections));
	for (i = 0; i < n->section_count; i++)
		own->sections[i] = (struct section){
		    copied(n->sections[i].title), copied(n->sections[i].text)};
	own->section_count = n->section_count;
	return own;
}

/* Adds what ROW says; one of the same place is forgotten. */
static int
gold_add(struct corpus_note *n, const struct row *row, struct error *e)
{
	struct place place = row->correction.place;
	struct utf8_offsets offsets;
	struct gold gold = {.section = (size_t)place.section,
	    .labels = LABEL_BIT(row->correction.label)};
	struct span text;
	size_t i;

	if (place.in_title || place.section < 0)
		return 0;
	if (gold.section >= n->section_count)
		return error_set(e, "section: not in the note");
	text = n->sections[gold.section].text;
	utf8_offsets_open(&offsets, text.bytes, text.len);
	if (place.end > utf8_point_at(&offsets, text.len))
		return error_set(e, "end: not in the section");
	gold.start = utf8_byte_at(&offsets, place.start);
	gold.end = utf8_byte_at(&offsets, place.end);
	for (i = 0; i < n->gold_count; i++)
		if (n->golds[i].section == gold.section &&
		    n->golds[i].start == gold.start &&
		    n->golds[i].end == gold.end) {
			n->golds[i] = gold;
			return 0;
		}
	n->golds = alloc_resize(n->golds, n->gold_count + 1, sizeof(*n->golds));
	n->golds[n->gold_count++] = gold;
	return 0;
}

/* Notes as they go by. */
struct reader {
	struct corpus *corpus;
	struct rows rows;
	struct record *record;
	const char *corrections; /* the file's path */
};

static int
note_correct(struct reader *r, const struct note *note, struct error *e)
{
	struct corpus_note *own = NULL;
	char digest[DIGEST_HEX];
	size_t i;

	for (i = 0; i < r->rows.count; i++) {
		struct row *row = &r->rows.items[i];
		int rc = 0;

		if (!span_equal(row->correction.note, note->id))
			continue;
		row->found = true;
		if (own == NULL) {
			note_text_digest(note, digest);
			own = note_copied(r->corpus, note);
		}
		if (!span_is(row->correction.text, digest))
			rc = error_set(e, "the note's text is another");
		if (rc == -1 || gold_add(own, row, e) == -1) {
			error_prefix(
			    e, "%s: line %zu", r->corrections, row->line);
			return -1;
		}
	}
	return 0;
}

static int
note_take(void *to, struct span line, size_t number, struct error *e)
{
	struct reader *r = to;
	struct note note;
	struct span kind;

	(void)number;
	if (record_read(r->record, line.bytes, line.len, e) == -1 ||
	    record_kind(r->record, &kind, e) == -1)
		return -1;
	if (!span_is(kind, "note/1"))
		return 0;
	if (note_read(&note, r->record, e) == -1)
		return -1;
	return note_correct(r, &note, e);
}

static int
all_found(const struct reader *r, struct error *e)
{
	size_t i;

	for (i = 0; i < r->rows.count; i++)
		if (!r->rows.items[i].found)
			return error_set(e, "%s: line %zu: no such note",
			    r->corrections, r->rows.items[i].line);
	return 0;
}

int
corrected_read(struct corpus *c, const char *notes, const char *corrections,
    struct error *e)
{
	struct reader r = {.corpus = c, .corrections = corrections};
	struct buf marks = {0}, texts = {0};
	int rc = -1;

	corpus_add_clinician(c, alloc_string("corrections"));
	r.record = record_new();
	if (file_read(corrections, FILE_MOST, &marks, e) == -1 ||
	    file_read(notes, FILE_MOST, &texts, e) == -1)
		goto out;
	if (lines_read((struct span){marks.bytes, marks.len}, row_take, &r.rows,
		e) == -1) {
		error_prefix(e, "%s", corrections);
		goto out;
	}
	if (lines_read((struct span){texts.bytes, texts.len}, note_take, &r,
		e) == -1) {
		error_prefix(e, "%s", notes);
		goto out;
	}
	rc = all_found(&r, e);
out:
	rows_free(&r.rows);
	record_free(r.record);
	buf_wipe(&texts);
	buf_free(&texts);
	buf_free(&marks);
	return rc;
}
