#include "note/member_line.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "stream/plain.h"

#define LINE_MOST 65536 /* bytes; what is longer has passed no limit here */
#define TEXTS_MOST 32
#define KEYS_MOST 32 /* of an object that is kept as it stands */
#define DEPTH_MOST 8
#define DIGITS_MOST 15
#define NAME_WORDS 4 /* of 8 bytes, of a name and its closing quote */
#define NAME_BYTES (8 * NAME_WORDS)

/* A row, its name as words to compare. */
struct form_row {
	const struct member_row *row;
	struct member_form *inner; /* of MEMBER_OBJECT */
	size_t len;		   /* with the quote; 0: too long to be read */
	uint64_t words[NAME_WORDS];
	uint64_t masks[NAME_WORDS];
};

struct member_form {
	const struct member_table *table;
	unsigned char *blank; /* what members_read makes of {} */
	struct form_row *rows;
};

struct line {
	const char *at;
	const char *end;
	struct arena *arena;
};

static bool
take(struct line *l, char c)
{
	if (l->at == l->end || *l->at != c)
		return false;
	l->at++;
	return true;
}

static void
blanks(struct line *l)
{
	while (l->at < l->end && *l->at == ' ')
		l->at++;
}

static bool
take_word(struct line *l, const char *word, size_t len)
{
	if ((size_t)(l->end - l->at) < len || memcmp(l->at, word, len) != 0)
		return false;
	l->at += len;
	return true;
}

static bool
take_null(struct line *l)
{
	return l->at < l->end && *l->at == 'n' && take_word(l, "null", 4);
}

static bool
take_text(struct line *l, struct span *out)
{
	const char *close;

	if (!take(l, '"'))
		return false;
	close = (const char *)plain_run(
	    (const unsigned char *)l->at, (const unsigned char *)l->end);
	*out = (struct span){l->at, (size_t)(close - l->at)};
	l->at = close;
	return take(l, '"');
}

static bool
take_texts(struct line *l, struct texts *out)
{
	struct span texts[TEXTS_MOST], *kept;
	size_t n = 0;

	if (!take(l, '['))
		return false;
	blanks(l);
	if (!take(l, ']')) {
		do {
			blanks(l);
			if (n == TEXTS_MOST || !take_text(l, &texts[n++]))
				return false;
			blanks(l);
		} while (take(l, ','));
		if (!take(l, ']'))
			return false;
	}
	*out = (struct texts){NULL, n};
	if (n > 0) {
		kept = arena_bytes(l->arena, n * sizeof(*kept));
		memcpy(kept, texts, n * sizeof(*kept));
		out->at = kept;
	}
	return true;
}

static bool
take_answer(struct line *l, enum answer *out)
{
	if (take_word(l, "true", 4))
		*out = ANSWER_YES;
	else if (take_word(l, "false", 5))
		*out = ANSWER_NO;
	else
		return false;
	return true;
}

static bool
take_number(struct line *l)
{
	const char *first = l->at;

	while (l->at < l->end && *l->at >= '0' && *l->at <= '9')
		l->at++;
	return l->at - first == 1 || (l->at - first > 1 && *first != '0' &&
					 l->at - first <= DIGITS_MOST);
}

static bool skip_value(struct line *l, int depth, enum scan_type *type);

/* Its keys have no escapes, so two are one where their bytes are. */
static bool
skip_object(struct line *l, int depth)
{
	struct span keys[KEYS_MOST];
	enum scan_type type;
	size_t i, n = 0;

	blanks(l);
	if (take(l, '}'))
		return true;
	do {
		blanks(l);
		if (n == KEYS_MOST || !take_text(l, &keys[n]))
			return false;
		for (i = 0; i < n; i++)
			if (span_equal(keys[i], keys[n]))
				return false;
		n++;
		blanks(l);
		if (!take(l, ':'))
			return false;
		blanks(l);
		if (!skip_value(l, depth, &type))
			return false;
		blanks(l);
	} while (take(l, ','));
	return take(l, '}');
}

static bool
skip_array(struct line *l, int depth)
{
	enum scan_type type;

	blanks(l);
	if (take(l, ']'))
		return true;
	do {
		blanks(l);
		if (!skip_value(l, depth, &type))
			return false;
		blanks(l);
	} while (take(l, ','));
	return take(l, ']');
}

static bool
skip_value(struct line *l, int depth, enum scan_type *type)
{
	struct span text;
	enum answer answer;

	if (depth == DEPTH_MOST || l->at == l->end)
		return false;
	switch (*l->at) {
	case '"':
		*type = SCAN_STRING;
		return take_text(l, &text);
	case '{':
		*type = SCAN_OBJECT;
		l->at++;
		return skip_object(l, depth + 1);
	case '[':
		*type = SCAN_ARRAY;
		l->at++;
		return skip_array(l, depth + 1);
	case 'n':
		*type = SCAN_NULL;
		return take_null(l);
	case 't':
	case 'f':
		*type = *l->at == 't' ? SCAN_TRUE : SCAN_FALSE;
		return take_answer(l, &answer);
	default:
		*type = SCAN_NUMBER;
		return take_number(l);
	}
}

static bool take_object(struct line *l, const char *kind,
    const struct member_form *f, unsigned char *out);

static bool
take_date(struct line *l, date_days *out)
{
	struct span text;

	if (!take_text(l, &text))
		return false;
	*out = date_parse(text.bytes, text.len);
	return *out != DATE_NONE;
}

static bool
take_instant(struct line *l, int64_t *out)
{
	struct span text;

	return take_text(l, &text) &&
	       instant_parse(text.bytes, text.len, out) == 0;
}

static bool
take_found(struct line *l, int (*find)(struct span word), int *out)
{
	struct span text;

	if (!take_text(l, &text))
		return false;
	*out = find(text);
	return *out != -1;
}

static bool
take_value(struct line *l, struct value *out)
{
	const char *first = l->at;
	enum scan_type type;

	if (!skip_value(l, 0, &type))
		return false;
	*out = (struct value){
	    .json = {first, (size_t)(l->at - first)}, .type = type};
	return true;
}

/* Types that are not here are in no record that comes by the million. */
static bool
take_row(struct line *l, const struct form_row *r, unsigned char *out)
{
	const struct member_row *row = r->row;
	struct span text;

	out += row->offset;
	if (take_null(l))
		return true;
	switch (row->type) {
	case MEMBER_TEXT:
		if (!take_text(l, &text) ||
		    ((row->flags & MEMBER_FILLED) != 0 && text.len == 0))
			return false;
		memcpy(out, &text, sizeof(text));
		return true;
	case MEMBER_TEXTS:
		return take_texts(l, (struct texts *)(void *)out);
	case MEMBER_ANSWER:
		return take_answer(l, (enum answer *)(void *)out);
	case MEMBER_DATE:
		return take_date(l, (date_days *)(void *)out);
	case MEMBER_INSTANT:
		return take_instant(l, (int64_t *)(void *)out);
	case MEMBER_WORD:
		return take_found(l, row->find, (int *)(void *)out);
	case MEMBER_OBJECT:
		return take_object(l, NULL, r->inner, out);
	case MEMBER_VALUE:
		return take_value(l, (struct value *)(void *)out);
	case MEMBER_STRING:
	case MEMBER_STATUS:
	case MEMBER_BOOL:
	case MEMBER_IN_TITLE:
	case MEMBER_COUNT:
	case MEMBER_SHARE:
	case MEMBER_SECTION:
	case MEMBER_SET:
	case MEMBER_OBJECTS:
		break;
	}
	return false;
}

static bool
name_is(const struct form_row *r, const char *at)
{
	uint64_t word;
	size_t i;

	for (i = 0; 8 * i < r->len; i++) {
		memcpy(&word, at + 8 * i, sizeof(word));
		if (((word ^ r->words[i]) & r->masks[i]) != 0)
			return false;
	}
	return r->len > 0;
}

/* The name and the quote behind it; lines mostly have the table's order, so
 * the search begins behind the row found last. */
static const struct form_row *
take_name(struct line *l, const struct member_form *f, size_t *next)
{
	size_t count = f->table->count, left = (size_t)(l->end - l->at), i, k;
	char last[NAME_BYTES] = {0};
	const char *at = l->at;

	if (left < NAME_BYTES)
		at = memcpy(last, l->at, left);
	for (k = 0; k < count; k++) {
		i = *next + k < count ? *next + k : *next + k - count;
		if (name_is(&f->rows[i], at)) {
			l->at += f->rows[i].len;
			*next = i + 1;
			return &f->rows[i];
		}
	}
	return NULL;
}

static bool
take_kind(struct line *l, const char *kind)
{
	struct span text;

	blanks(l);
	if (!take(l, ':'))
		return false;
	blanks(l);
	return take_text(l, &text) && span_is(text, kind);
}

/* KIND: the value of a member `record` that has no row; NULL: there is none. */
static bool
take_object(struct line *l, const char *kind, const struct member_form *f,
    unsigned char *out)
{
	const struct form_row *row;
	const bool yes = true;
	bool kind_seen = kind == NULL;
	uint64_t seen = 0, bit;
	size_t next = 0;

	if (!take(l, '{'))
		return false;
	if (f->table->has_flag)
		memcpy(out + f->table->flag, &yes, sizeof(yes));
	blanks(l);
	if (take(l, '}'))
		return kind_seen;
	do {
		blanks(l);
		if (!take(l, '"'))
			return false;
		if (!kind_seen && take_word(l, "record\"", 7)) {
			kind_seen = true;
			if (!take_kind(l, kind))
				return false;
			blanks(l);
			continue;
		}
		row = take_name(l, f, &next);
		if (row == NULL)
			return false;
		bit = (uint64_t)1 << (row - f->rows);
		blanks(l);
		if ((seen & bit) != 0 || !take(l, ':'))
			return false;
		seen |= bit;
		blanks(l);
		if (!take_row(l, row, out))
			return false;
		blanks(l);
	} while (take(l, ','));
	return take(l, '}') && kind_seen;
}

static void
form_row_make(struct form_row *r, const struct member_row *row)
{
	char name[NAME_BYTES] = {0}, mask[NAME_BYTES] = {0};
	size_t len = strlen(row->name);

	r->row = row;
	if (row->type == MEMBER_OBJECT)
		r->inner = member_form_new(row->table);
	if (len >= NAME_BYTES)
		return;
	memcpy(name, row->name, len);
	name[len] = '"';
	memset(mask, 0xff, len + 1);
	memcpy(r->words, name, sizeof(name));
	memcpy(r->masks, mask, sizeof(mask));
	r->len = len + 1;
}

struct member_form *
member_form_new(const struct member_table *table)
{
	static const struct value empty = {
	    .json = {"{}", 2}, .type = SCAN_OBJECT};
	struct member_form *f = alloc_zeroed(1, sizeof(*f));
	struct arena arena = {NULL};
	size_t i;

	f->table = table;
	f->blank = alloc_zeroed(1, table->size);
	members_read(empty, NULL, table, &arena, f->blank, NULL);
	f->rows = alloc_zeroed(table->count, sizeof(*f->rows));
	for (i = 0; i < table->count; i++)
		form_row_make(&f->rows[i], &table->rows[i]);
	arena_free(&arena);
	return f;
}

void
member_form_free(struct member_form *f)
{
	size_t i;

	if (f == NULL)
		return;
	for (i = 0; i < f->table->count; i++)
		member_form_free(f->rows[i].inner);
	free(f->rows);
	free(f->blank);
	free(f);
}

bool
member_line_read(const struct member_form *f, const char *kind,
    const char *line, size_t len, struct arena *arena, void *out)
{
	struct line l = {line, line + len, arena};

	if (len > LINE_MOST)
		return false;
	memcpy(out, f->blank, f->table->size);
	if (!take_object(&l, kind, f, out))
		return false;
	blanks(&l);
	return l.at == l.end;
}
