#include "note/member.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define NAME_LEN 64  /* bytes of an unknown name that a message repeats */
#define PATH_LEN 160 /* bytes of a path in a message */
#define ELEMENTS 8   /* room for so many at first: a power of two */

/* Where the reader stands: a list up to the record, for messages alone. */
struct where {
	const struct where *up;
	const char *row;  /* a row's name; NULL: */
	struct span name; /* one that has no row; absent: an element */
	size_t index;
};

struct reader {
	struct arena *arena;
	const char *path;
	struct error *e;
};

static size_t
where_format(const struct where *w, char *out, size_t room)
{
	size_t at;
	int n;

	if (w == NULL)
		return 0;
	at = where_format(w->up, out, room);
	if (w->row != NULL)
		n = snprintf(
		    out + at, room - at, "%s%s", at > 0 ? "." : "", w->row);
	else if (w->name.bytes == NULL)
		n = snprintf(out + at, room - at, "[%zu]", w->index);
	else
		n = snprintf(out + at, room - at, "%s%.*s", at > 0 ? "." : "",
		    (int)w->name.len, w->name.bytes);
	return n < 0 || (size_t)n >= room - at ? room - 1 : at + (size_t)n;
}

static int
fail(const struct reader *r, const struct where *w, const char *what)
{
	char path[PATH_LEN];

	path[0] = '\0';
	where_format(w, path, sizeof(path));
	if (r->path == NULL)
		return error_set(r->e, "%s: %s", path, what);
	if (path[0] == '\0')
		return error_set(r->e, "%s: %s", r->path, what);
	return error_set(r->e, "%s.%s: %s", r->path, path, what);
}

/* The name itself is repeated only where it looks like one: it may hold
 * anything. */
static int
fail_unknown(const struct reader *r, const struct where *up, struct span name)
{
	struct where w = {up, "(member)", {NULL, 0}, 0};
	size_t i;
	char c;

	for (i = 0; i < name.len && i < NAME_LEN; i++) {
		c = name.bytes[i];
		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
		    c != '_' && c != '-')
			return fail(r, &w, "a name that is not known here");
	}
	if (i == name.len && i > 0)
		w = (struct where){up, NULL, name, 0};
	return fail(r, &w, "a name that is not known here");
}

static int read_members(const struct reader *r, const struct where *w,
    const struct value *v, const struct member_table *table,
    unsigned char *out);
static void table_default(const struct member_table *table, unsigned char *out);

static int
read_text(const struct reader *r, const struct where *w, const struct value *v,
    struct span *out)
{
	if (!value_text(*v, r->arena, out))
		return fail(r, w, "not a string");
	return 0;
}

static int
read_texts(const struct reader *r, const struct where *w, const struct value *v,
    void *out)
{
	struct where at = {w, NULL, {NULL, 0}, 0};
	struct texts texts = {NULL, 0};
	struct value element;
	struct cursor c;
	struct span *spans;

	if (v->type != SCAN_ARRAY)
		return fail(r, w, "not an array");
	texts.count = value_count(*v);
	if (texts.count > 0) {
		spans = arena_zeroed(r->arena, texts.count, sizeof(*spans));
		texts.at = spans;
		cursor_open(&c, *v);
		for (; cursor_next(&c, NULL, &element); at.index++)
			if (read_text(r, &at, &element, &spans[at.index]) == -1)
				return -1;
	}
	memcpy(out, &texts, sizeof(texts));
	return 0;
}

static int
read_set(const struct reader *r, const struct where *w, const struct value *v,
    int (*find)(struct span), void *out)
{
	struct where at = {w, NULL, {NULL, 0}, 0};
	struct value element;
	struct cursor c;
	struct span word;
	uint32_t set = 0;
	int bit;

	if (v->type != SCAN_ARRAY)
		return fail(r, w, "not an array");
	cursor_open(&c, *v);
	for (; cursor_next(&c, NULL, &element); at.index++) {
		if (read_text(r, &at, &element, &word) == -1)
			return -1;
		bit = find(word);
		if (bit == -1)
			return fail(r, &at, "a word that is not known here");
		set |= (uint32_t)1 << bit;
	}
	memcpy(out, &set, sizeof(set));
	return 0;
}

/* Room for COUNT elements and more, the first COUNT as they were.  Counting
 * them beforehand would walk over all of them once more. */
static unsigned char *
grow(struct arena *arena, unsigned char *old, size_t count, size_t size)
{
	size_t room = count == 0 ? ELEMENTS : 2 * count;
	unsigned char *more = arena_zeroed(arena, room, size);

	if (count > 0)
		memcpy(more, old, count * size);
	return more;
}

static int
read_objects(const struct reader *r, const struct where *w,
    const struct value *v, const struct member_table *table, unsigned char *out)
{
	struct where at = {w, NULL, {NULL, 0}, 0};
	unsigned char *array = NULL;
	struct value element;
	struct cursor c;
	size_t count;

	if (v->type != SCAN_ARRAY)
		return fail(r, w, "not an array");
	cursor_open(&c, *v);
	for (; cursor_next(&c, NULL, &element); at.index++) {
		count = at.index;
		if (count == 0 ||
		    (count >= ELEMENTS && (count & (count - 1)) == 0))
			array = grow(r->arena, array, count, table->size);
		if (read_members(r, &at, &element, table,
			array + count * table->size) == -1)
			return -1;
	}
	count = at.index;
	/* The struct has a pointer and behind it a count. */
	memcpy(out, &array, sizeof(array));
	memcpy(out + sizeof(array), &count, sizeof(count));
	return 0;
}

static int
read_answer(const struct reader *r, const struct where *w,
    const struct value *v, enum member_type type, void *out)
{
	enum answer answer = ANSWER_UNKNOWN;
	struct span word;
	bool yes;

	if (type == MEMBER_STATUS) {
		if (read_text(r, w, v, &word) == -1)
			return -1;
		if (span_is(word, "yes"))
			answer = ANSWER_YES;
		else if (span_is(word, "no"))
			answer = ANSWER_NO;
		else if (!span_is(word, "unknown"))
			return fail(r, w, "neither yes, no nor unknown");
	} else {
		if (!value_bool(*v, &yes))
			return fail(r, w, "neither true nor false");
		answer = yes ? ANSWER_YES : ANSWER_NO;
	}
	memcpy(out, &answer, sizeof(answer));
	return 0;
}

static int
read_bool(const struct reader *r, const struct where *w, const struct value *v,
    enum member_type type, void *out)
{
	struct span word;
	bool yes;

	if (type == MEMBER_IN_TITLE) {
		if (read_text(r, w, v, &word) == -1)
			return -1;
		yes = span_is(word, "title");
		if (!yes && !span_is(word, "text"))
			return fail(r, w, "neither title nor text");
	} else if (!value_bool(*v, &yes)) {
		return fail(r, w, "neither true nor false");
	}
	memcpy(out, &yes, sizeof(yes));
	return 0;
}

static int
read_time(const struct reader *r, const struct where *w, const struct value *v,
    enum member_type type, void *out)
{
	struct span text;
	date_days day;
	int64_t at;

	if (read_text(r, w, v, &text) == -1)
		return -1;
	if (type == MEMBER_DATE) {
		day = date_parse(text.bytes, text.len);
		if (day == DATE_NONE)
			return fail(r, w, "not a date (YYYY-MM-DD)");
		memcpy(out, &day, sizeof(day));
		return 0;
	}
	if (instant_parse(text.bytes, text.len, &at) == -1)
		return fail(r, w, "not an instant (RFC 3339 with an offset)");
	memcpy(out, &at, sizeof(at));
	return 0;
}

/* As our own filters write it, "0.875", without strtod; else through a
 * double. */
static bool
share_parse(const struct value *v, unsigned *out)
{
	const char *s = v->json.bytes;
	double d;

	if (v->type == SCAN_NUMBER && v->json.len == 5 && s[1] == '.' &&
	    (s[0] == '0' || s[0] == '1') && s[2] >= '0' && s[2] <= '9' &&
	    s[3] >= '0' && s[3] <= '9' && s[4] >= '0' && s[4] <= '9') {
		*out = (unsigned)(s[0] - '0') * 1000 +
		       (unsigned)(s[2] - '0') * 100 +
		       (unsigned)(s[3] - '0') * 10 + (unsigned)(s[4] - '0');
		return *out <= 1000;
	}
	if (!value_double(*v, &d) || !(d >= 0 && d <= 1))
		return false;
	*out = (unsigned)(d * 1000 + 0.5);
	return true;
}

static int
read_number(const struct reader *r, const struct where *w,
    const struct value *v, enum member_type type, void *out)
{
	int64_t n;
	unsigned share;
	size_t count;
	int section;

	if (type == MEMBER_SHARE) {
		if (!share_parse(v, &share))
			return fail(r, w, "not a number from 0 to 1");
		memcpy(out, &share, sizeof(share));
		return 0;
	}
	if (!value_integer(*v, &n) || n > INT32_MAX ||
	    n < (type == MEMBER_SECTION ? -1 : 0))
		return fail(r, w, "not a whole number that can be here");
	if (type == MEMBER_SECTION) {
		section = (int)n;
		memcpy(out, &section, sizeof(section));
	} else {
		count = (size_t)n;
		memcpy(out, &count, sizeof(count));
	}
	return 0;
}

static int
read_word(const struct reader *r, const struct where *w, const struct value *v,
    int (*find)(struct span), void *out)
{
	struct span word;
	int code;

	if (read_text(r, w, v, &word) == -1)
		return -1;
	code = find(word);
	if (code == -1)
		return fail(r, w, "a word that is not known here");
	memcpy(out, &code, sizeof(code));
	return 0;
}

/* OUT is the struct that the row's offset counts from. */
static int
read_row(const struct reader *r, const struct where *w, const struct value *v,
    const struct member_row *row, unsigned char *out)
{
	struct span text;

	out += row->offset;
	switch (row->type) {
	case MEMBER_TEXT:
		if (read_text(r, w, v, &text) == -1)
			return -1;
		if ((row->flags & MEMBER_FILLED) != 0 && text.len == 0)
			return fail(r, w, "empty");
		memcpy(out, &text, sizeof(text));
		return 0;
	case MEMBER_STRING:
		return v->type == SCAN_STRING ? 0 : fail(r, w, "not a string");
	case MEMBER_TEXTS:
		return read_texts(r, w, v, out);
	case MEMBER_ANSWER:
	case MEMBER_STATUS:
		return read_answer(r, w, v, row->type, out);
	case MEMBER_BOOL:
	case MEMBER_IN_TITLE:
		return read_bool(r, w, v, row->type, out);
	case MEMBER_DATE:
	case MEMBER_INSTANT:
		return read_time(r, w, v, row->type, out);
	case MEMBER_COUNT:
	case MEMBER_SHARE:
	case MEMBER_SECTION:
		return read_number(r, w, v, row->type, out);
	case MEMBER_WORD:
		return read_word(r, w, v, row->find, out);
	case MEMBER_SET:
		return read_set(r, w, v, row->find, out);
	case MEMBER_OBJECT:
		if (v->type == SCAN_STRING &&
		    (row->flags & MEMBER_SHORT) != 0) {
			table_default(row->table, out);
			return read_row(r, w, v, &row->table->rows[0], out);
		}
		return read_members(r, w, v, row->table, out);
	case MEMBER_OBJECTS:
		return read_objects(r, w, v, row->table, out);
	case MEMBER_VALUE:
		memcpy(out, v, sizeof(*v));
		return 0;
	}
	return fail(r, w, "not known here");
}

/* What absent is where it is not zero. */
static void
row_default(const struct member_row *row, unsigned char *out)
{
	static const date_days no_day = DATE_NONE;
	static const int64_t no_instant = INSTANT_NONE;

	if (row->type == MEMBER_DATE)
		memcpy(out + row->offset, &no_day, sizeof(no_day));
	else if (row->type == MEMBER_INSTANT)
		memcpy(out + row->offset, &no_instant, sizeof(no_instant));
	else if (row->type == MEMBER_OBJECT)
		table_default(row->table, out + row->offset);
}

static void
table_default(const struct member_table *table, unsigned char *out)
{
	size_t i;

	for (i = 0; i < table->count; i++)
		row_default(&table->rows[i], out);
}

/* The row of a key; members mostly come in the table's order, so the search
 * begins behind the last one found. */
static const struct member_row *
table_find(const struct member_table *table, struct span key, size_t *next)
{
	size_t i, k;

	for (k = 0; k < table->count; k++) {
		i = *next + k;
		if (i >= table->count)
			i -= table->count;
		if (key_is(key, table->rows[i].name)) {
			*next = i + 1 == table->count ? 0 : i + 1;
			return &table->rows[i];
		}
	}
	return NULL;
}

static int
read_member(const struct reader *r, const struct where *up, struct span key,
    const struct value *v, const struct member_table *table, size_t *next,
    uint64_t *seen, unsigned char *out)
{
	const struct member_row *row = table_find(table, key, next);
	struct where w = {up, NULL, {NULL, 0}, 0};

	if (row == NULL)
		return table->strict ? fail_unknown(r, up, key) : 0;
	if (v->type == SCAN_NULL)
		return 0;
	*seen |= (uint64_t)1 << (row - table->rows);
	w.row = row->name;
	return read_row(r, &w, v, row, out);
}

/* Of the rows that were not seen. */
static int
table_end(const struct reader *r, const struct where *up,
    const struct member_table *table, uint64_t seen, unsigned char *out)
{
	struct where w = {up, NULL, {NULL, 0}, 0};
	const struct member_row *row;
	size_t i;

	for (i = 0; i < table->count; i++) {
		if ((seen >> i & 1) != 0)
			continue;
		row = &table->rows[i];
		if ((row->flags & MEMBER_REQUIRED) != 0) {
			w.row = row->name;
			return fail(r, &w, "missing");
		}
		row_default(row, out);
	}
	return 0;
}

/* To OUT, which is zero. */
static int
read_members(const struct reader *r, const struct where *w,
    const struct value *v, const struct member_table *table, unsigned char *out)
{
	struct cursor c;
	struct value member;
	struct span key;
	uint64_t seen = 0;
	size_t next = 0;
	bool yes = true;

	if (v->type != SCAN_OBJECT)
		return fail(r, w, "not an object");
	if (table->has_flag)
		memcpy(out + table->flag, &yes, sizeof(yes));
	cursor_open(&c, *v);
	while (cursor_next(&c, &key, &member))
		if (read_member(r, w, key, &member, table, &next, &seen, out) ==
		    -1)
			return -1;
	return table_end(r, w, table, seen, out);
}

int
members_read(struct value object, const char *path,
    const struct member_table *table, struct arena *arena, void *out,
    struct error *e)
{
	struct reader r = {arena, path, e};

	memset(out, 0, table->size);
	return read_members(&r, NULL, &object, table, out);
}

int
members_read_record(struct record *rec, const struct member_table *table,
    void *out, struct error *e)
{
	struct reader r = {record_arena(rec), NULL, e};
	struct member m;
	uint64_t seen = 0;
	size_t i, next = 0;

	memset(out, 0, table->size);
	for (i = 0; record_at(rec, i, &m); i++) {
		if (m.value.type == SCAN_NONE || key_is(m.key, "record"))
			continue;
		if (read_member(&r, NULL, m.key, &m.value, table, &next, &seen,
			out) == -1)
			return -1;
	}
	return table_end(&r, NULL, table, seen, out);
}

#define AT(member) .offset = offsetof(struct period, member)
static const struct member_row period_rows[] = {
    {"from", MEMBER_DATE, AT(from)},
    {"to", MEMBER_DATE, AT(to)},
};
#undef AT
const struct member_table period_table =
    MEMBER_TABLE_STRICT(period_rows, struct period);

bool
texts_have(struct texts t, struct span text)
{
	size_t i;

	for (i = 0; i < t.count; i++)
		if (span_equal(t.at[i], text))
			return true;
	return false;
}

bool
period_has(struct period p, date_days d)
{
	if (d == DATE_NONE)
		return false;
	return (p.from == DATE_NONE || p.from <= d) &&
	       (p.to == DATE_NONE || d <= p.to);
}
