/* CSV and TSV, by libcsv, with a mapping file: one row, one note. */
#include <csv.h>
#include <stdlib.h>
#include <strings.h>

#include "base/alloc.h"
#include "import/charset.h"
#include "import/import.h"
#include "import/map.h"

#define COLUMNS 10000		      /* of a row */
#define ROW ((size_t)16 << 20)	      /* bytes of a row */
#define CELL_STEP ((size_t)256 << 10) /* bytes by which a cell grows */

struct cell {
	size_t at; /* in `text` */
	size_t len;
};

struct table {
	struct import *im;
	const struct map *map;	 /* NULL: not known yet */
	const struct map *found; /* the same, where it is ours to close */
	struct buf text;	 /* the row's cells, one behind the other */
	struct cell *cells;
	size_t count, cap;
	struct buf raw;	 /* the row's bytes */
	size_t row_line; /* where it begins */
	size_t line;	 /* where we are */
	bool overflow;
	/* For each of the map's rows, the column of each of its sources. */
	size_t **columns;
	bool named; /* the line of names was read */
	bool refused;
};

static void
end_cell(void *bytes, size_t len, void *context)
{
	struct table *t = context;

	if (t->count == COLUMNS || t->text.len + len > ROW) {
		t->overflow = true;
		return;
	}
	if (t->count == t->cap) {
		t->cap = t->cap == 0 ? 32 : 2 * t->cap;
		t->cells = alloc_resize(t->cells, t->cap, sizeof(*t->cells));
	}
	t->cells[t->count++] = (struct cell){t->text.len, len};
	buf_add(&t->text, bytes, len);
}

static struct span
cell(const struct table *t, size_t column)
{
	if (column >= t->count || t->text.bytes == NULL)
		return (struct span){0};
	return (struct span){
	    t->text.bytes + t->cells[column].at, t->cells[column].len};
}

#define NO_COLUMN ((size_t)-1)

static size_t
column_find(const struct table *t, struct span name)
{
	size_t i, found = NO_COLUMN;
	const struct map *m = t->map;
	size_t count = m->column_count > 0 ? m->column_count : t->count;

	for (i = 0; i < count; i++)
		if (map_same_name(
			m->column_count > 0 ? m->columns[i] : cell(t, i),
			name)) {
			if (found != NO_COLUMN)
				return NO_COLUMN;
			found = i;
		}
	return found;
}

/* The map's names must be there: a column that was renamed would otherwise
 * leave its member out of every note. */
static void
bind_columns(struct table *t)
{
	const struct map *m = t->map;
	struct error e = {0};
	size_t i, j;

	t->named = true;
	t->columns = alloc_zeroed(m->row_count, sizeof(*t->columns));
	for (i = 0; i < m->row_count; i++) {
		t->columns[i] =
		    alloc_zeroed(m->rows[i].from_count, sizeof(*t->columns[i]));
		for (j = 0; j < m->rows[i].from_count; j++) {
			t->columns[i][j] = column_find(t, m->rows[i].from[j]);
			if (t->columns[i][j] == NO_COLUMN)
				error_set(&e,
				    "%s: its column is missing or there twice",
				    m->rows[i].path);
		}
	}
	if (e.text[0] != '\0') {
		import_reject(t->im, &e);
		t->refused = true;
	}
}

/* The ready mapping that the line of names asks for. */
static void
find_map(struct table *t)
{
	struct span *names = alloc_zeroed(t->count, sizeof(*names));
	const char *which = NULL;
	struct error e = {0};
	size_t i;

	for (i = 0; i < t->count; i++)
		names[i] = cell(t, i);
	t->map = t->found = map_ready(names, t->count, &which);
	free(names);
	if (t->map != NULL) {
		import_warn(t->im, "read by the mapping %s", which);
		return;
	}
	t->im->at.line = 0;
	error_set(&e, "a table: needs a mapping of format csv (--map)");
	import_reject(t->im, &e);
	t->refused = true;
}

static struct span
find_cell(void *context, size_t row, size_t i)
{
	const struct table *t = context;

	return cell(t, t->columns[row][i]);
}

/* Cells in UTF-8 with LF line ends, in place of those that were read. */
static int
cells_text(struct table *t, struct error *e)
{
	struct import *im = t->im;
	struct charset_remarks said = {0};
	struct buf text = {0};
	struct span s;
	size_t i;

	for (i = 0; i < t->count; i++) {
		if (charset_text(cell(t, i),
			t->map == NULL ? (struct span){0} : t->map->charset,
			&im->draft.arena, &s, &said, e) == -1) {
			buf_free(&text);
			return -1;
		}
		t->cells[i] = (struct cell){text.len, s.len};
		buf_add(&text, s.bytes, s.len);
	}
	buf_free(&t->text);
	t->text = text;
	if (said.contradicted != NULL)
		import_warn(im, "%s", said.contradicted);
	if (said.replaced != NULL)
		import_warn(im, "%s", said.replaced);
	return 0;
}

static void
write_row(struct table *t)
{
	struct import *im = t->im;
	struct draft *d = &im->draft;
	struct error e = {0};

	draft_reset(d);
	im->at.line = t->row_line;
	im->at.raw = (struct span){buf_string(&t->raw), t->raw.len};
	if (t->overflow) {
		error_set(&e, "a row of more than %d columns or %zu MiB",
		    COLUMNS, ROW >> 20);
		import_reject(im, &e);
		return;
	}
	if (cells_text(t, &e) == -1) {
		import_reject(im, &e);
		return;
	}
	if (!t->named) {
		if (t->map == NULL)
			find_map(t);
		if (t->map != NULL)
			bind_columns(t);
		return;
	}
	import_begin(im, "csv", im->at.raw);
	if (map_apply(im, t->map, find_cell, t, &e) == -1) {
		import_reject(im, &e);
		return;
	}
	if (d->list[LIST_SECTIONS].count == 0)
		draft_add_section(d, (struct span){0}, span_of(""));
	if (d->field[FIELD_ID].bytes == NULL)
		draft_set_digest_id(d);
	else
		d->source.id = d->field[FIELD_ID];
	import_note(im);
}

static bool
is_empty_row(const struct table *t)
{
	return t->count == 1 && t->cells[0].len == 0;
}

static void
end_row(int ended_by, void *context)
{
	struct table *t = context;

	(void)ended_by;
	if (t->overflow || !is_empty_row(t))
		write_row(t);
	t->count = t->text.len = 0;
	t->overflow = false;
	t->raw.len = 0;
	t->row_line = 0;
}

/* How long BLOCK's first line is with its LF, CR LF or CR, which ENDS says is
 * there.  A CR that is all there is left to see may have its LF behind it. */
static size_t
line_len(struct span block, bool *ends)
{
	const char *lf = memchr(block.bytes, '\n', block.len);
	size_t len = lf == NULL ? block.len : (size_t)(lf - block.bytes) + 1;
	const char *cr = memchr(block.bytes, '\r', len);
	size_t before = cr == NULL ? len : (size_t)(cr - block.bytes);

	*ends = lf != NULL;
	if (before + 2 > len || (lf != NULL && before + 2 == len))
		return len;
	*ends = true;
	return before + 1;
}

/* Line by line, so that each row's own bytes are known, and none is read behind
 * one that stops it all. */
static int
parse(struct table *t, struct csv_parser *p, struct origin *in, struct error *e)
{
	struct span block;
	size_t n;
	bool ends;

	for (;;) {
		if (origin_peek(in, 65536, &block, e) == -1)
			return -1;
		if (block.len == 0)
			return 0;
		n = line_len(block, &ends);
		if (t->row_line == 0)
			t->row_line = t->line;
		if (t->raw.len + n > ROW)
			t->overflow = true;
		else
			buf_add(&t->raw, block.bytes, n);
		if (csv_parse(p, block.bytes, n, end_cell, end_row, t) != n)
			return error_set(e, "not CSV");
		origin_take(in, n);
		if (ends)
			t->line++;
		if (t->refused || !import_goes_on(t->im))
			return 0;
		/* A quote that is never closed swallows the rest. */
		if (t->overflow && t->raw.len + n > ROW)
			return error_set(e,
			    "a row of more than %zu MiB: is a "
			    "quote never closed?",
			    ROW >> 20);
	}
}

/* Of a table that no mapping describes: what its line of names has most of. */
static char
delimiter_seen(struct origin *in)
{
	static const char candidates[] = ",;|\t";
	size_t i, k, best = 0, seen[4] = {0};
	struct error e = {0};
	struct span head;

	if (origin_peek(in, 65536, &head, &e) == -1)
		return ',';
	for (i = 0; i < head.len && head.bytes[i] != '\n'; i++)
		for (k = 0; k < 4; k++)
			seen[k] += head.bytes[i] == candidates[k];
	for (k = 1; k < 4; k++)
		if (seen[k] > seen[best])
			best = k;
	return candidates[best];
}

static char
delimiter_of(const struct map *m, struct origin *in)
{
	size_t len = strlen(in->name);

	if (m != NULL && m->delimiter != '\0')
		return m->delimiter;
	if (len > 4 && strcasecmp(in->name + len - 4, ".tsv") == 0)
		return '\t';
	return m == NULL ? delimiter_seen(in) : ',';
}

/* Whether the last row ended within quotes; libcsv's csv_fini says so in its
 * strict mode alone, so what is left open is looked for here. */
static bool
quote_is_open(const struct table *t)
{
	size_t i, quotes = 0;

	for (i = 0; i < t->raw.len; i++)
		if (t->raw.bytes[i] == '"')
			quotes++;
	return quotes % 2 == 1;
}

static void
skip_mark(struct origin *in)
{
	struct error e = {0};
	struct span head;

	if (origin_peek(in, 3, &head, &e) == 0 && head.len == 3 &&
	    memcmp(head.bytes, "\xef\xbb\xbf", 3) == 0)
		origin_take(in, 3);
}

/* "sep=;": what Excel puts before a table, and reads there.  0: none. */
static char
take_separator(struct origin *in)
{
	struct error e = {0};
	struct span head;
	size_t n = 5;
	char c;

	if (origin_peek(in, 7, &head, &e) == -1 || head.len < 6 ||
	    strncasecmp(head.bytes, "sep=", 4) != 0 || head.bytes[4] == '\0' ||
	    strchr(",;|\t", head.bytes[4]) == NULL)
		return '\0';
	c = head.bytes[4];
	n += head.bytes[n] == '\r';
	if (n == head.len || head.bytes[n] != '\n')
		return '\0';
	origin_take(in, n + 1);
	return c;
}

void
csv_read(struct import *im, struct origin *in)
{
	struct table t = {.im = im, .map = im->map, .line = 1};
	struct csv_parser parser;
	struct error e = {0};
	size_t i;
	char separator;

	if (im->map != NULL && im->map->format != FORMAT_CSV) {
		error_set(&e, "a table: needs a mapping of format csv (--map)");
		import_reject(im, &e);
		return;
	}
	if (im->map != NULL && im->map->column_count > 0)
		bind_columns(&t);
	skip_mark(in);
	separator = take_separator(in);
	t.line += separator != '\0';
	csv_init(&parser, 0);
	csv_set_blk_size(&parser, CELL_STEP);
	csv_set_delim(&parser,
	    (unsigned char)(separator != '\0' ? separator
					      : delimiter_of(im->map, in)));
	if (parse(&t, &parser, in, &e) == -1) {
		im->at.line = t.row_line;
		import_reject(im, &e);
	} else if (quote_is_open(&t)) {
		im->at.line = t.row_line;
		error_set(&e, "a quote that is never closed");
		import_reject(im, &e);
	} else {
		csv_fini(&parser, end_cell, end_row, &t);
	}
	csv_free(&parser);
	for (i = 0; t.columns != NULL && i < t.map->row_count; i++)
		free(t.columns[i]);
	free(t.columns);
	map_close(t.found);
	free(t.cells);
	buf_wipe(&t.text);
	buf_free(&t.text);
	buf_wipe(&t.raw);
	buf_free(&t.raw);
}
