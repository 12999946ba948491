#include "import/draft.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/date.h"
#include "note/writer.h"
#include "stream/record.h"
#include "stream/scan.h"

enum field_kind {
	KIND_TEXT,
	KIND_DATE,
	KIND_INSTANT,
	KIND_DECEASED,
	KIND_PAYER,
	KIND_STATE,
	KIND_STATUS,
	KIND_CLASS,
	KIND_ANSWER,
};

static const struct {
	const char *path;
	enum field_kind kind;
	bool settable;
} fields[] = {
#define FIELD(name, path, kind, settable) {path, KIND_##kind, settable},
#include "import/field.def"
#undef FIELD
};

enum field
field_find(struct span path)
{
	size_t i;

	for (i = 0; i < FIELD_COUNT; i++)
		if (span_is(path, fields[i].path))
			return (enum field)i;
	return FIELD_COUNT;
}

const char *
field_path(enum field f)
{
	return fields[f].path;
}

bool
field_settable(enum field f)
{
	return fields[f].settable;
}

static bool
is_true_or_false(struct span s)
{
	return span_is(s, "true") || span_is(s, "false");
}

static bool
is_date(struct span s)
{
	return date_parse(s.bytes, s.len) != DATE_NONE;
}

static bool
is_state(struct span s)
{
	return s.len == 2 && s.bytes[0] >= 'A' && s.bytes[0] <= 'Z' &&
	       s.bytes[1] >= 'A' && s.bytes[1] <= 'Z';
}

int
field_check(enum field f, struct span s, struct error *e)
{
	const char *path = fields[f].path;
	int64_t at;

	switch (fields[f].kind) {
	case KIND_TEXT:
		return s.len > 0 ? 0 : error_set(e, "%s: empty", path);
	case KIND_DATE:
		if (is_date(s))
			return 0;
		return error_set(e, "%s: not a date such as 2026-03-14", path);
	case KIND_INSTANT:
		if (instant_parse(s.bytes, s.len, &at) == 0)
			return 0;
		return error_set(e, "%s: not an instant with an offset", path);
	case KIND_DECEASED:
		if (is_true_or_false(s) || is_date(s))
			return 0;
		return error_set(e, "%s: not true, false or a date", path);
	case KIND_PAYER:
		if (span_is(s, "plan") || span_is(s, "self"))
			return 0;
		return error_set(e, "%s: neither plan nor self", path);
	case KIND_STATE:
		if (is_state(s))
			return 0;
		return error_set(e, "%s: not a state such as IL", path);
	case KIND_STATUS:
		if (span_is(s, "yes") || span_is(s, "no") ||
		    span_is(s, "unknown"))
			return 0;
		return error_set(e, "%s: not yes, no or unknown", path);
	case KIND_CLASS:
		if (span_is(s, "progress") || span_is(s, "psychotherapy") ||
		    span_is(s, "administrative"))
			return 0;
		return error_set(e,
		    "%s: not progress, psychotherapy or administrative", path);
	case KIND_ANSWER:
		if (is_true_or_false(s))
			return 0;
		return error_set(e, "%s: neither true nor false", path);
	}
	return error_set(e, "%s: a field of no kind", path);
}

void
draft_reset(struct draft *d)
{
	size_t i;

	arena_reset(&d->arena);
	d->index_count = 0;
	for (i = 0; i < FIELD_COUNT; i++)
		d->field[i] = (struct span){0};
	for (i = 0; i < LIST_COUNT; i++)
		d->list[i] = (struct pairs){0};
	d->source.id = (struct span){0};
	d->source.format = d->source.file = NULL;
	d->source.sha256[0] = '\0';
}

void
draft_free(struct draft *d)
{
	draft_reset(d);
	arena_free(&d->arena);
}

void
draft_add(struct draft *d, enum list l, struct span first, struct span second)
{
	struct pairs *p = &d->list[l];
	struct pair *grown;

	if (l != LIST_SECTIONS && first.len == 0 && second.len == 0)
		return;
	if (p->count == p->cap) {
		p->cap = p->cap == 0 ? 4 : 2 * p->cap;
		grown = arena_zeroed(&d->arena, p->cap, sizeof(*grown));
		if (p->count > 0)
			memcpy(grown, p->at, p->count * sizeof(*grown));
		p->at = grown;
	}
	p->at[p->count++] = (struct pair){first, second};
}

void
draft_add_section(struct draft *d, struct span title, struct span text)
{
	if (text.bytes == NULL)
		text = span_of("");
	draft_add(d, LIST_SECTIONS, title, text);
}

struct span
draft_copy(struct draft *d, struct span s)
{
	if (s.bytes == NULL)
		return s;
	return (struct span){arena_string(&d->arena, s.bytes, s.len), s.len};
}

struct span
draft_join(struct draft *d, struct span a, struct span b)
{
	size_t blank = a.len > 0 && b.len > 0;
	char *text = arena_bytes(&d->arena, a.len + blank + b.len + 1);

	if (a.len > 0)
		memcpy(text, a.bytes, a.len);
	if (blank)
		text[a.len] = ' ';
	if (b.len > 0)
		memcpy(text + a.len + blank, b.bytes, b.len);
	return (struct span){text, a.len + blank + b.len};
}

struct span
draft_printf(struct draft *d, const char *format, ...)
{
	va_list ap, again;
	char *text;
	int len;

	va_start(ap, format);
	va_copy(again, ap);
	len = vsnprintf(NULL, 0, format, ap);
	va_end(ap);
	text = arena_bytes(&d->arena, len < 0 ? 1 : (size_t)len + 1);
	len = vsnprintf(text, len < 0 ? 1 : (size_t)len + 1, format, again);
	va_end(again);
	return (struct span){text, len < 0 ? 0 : (size_t)len};
}

void
draft_set_digest_id(struct draft *d)
{
	d->field[FIELD_ID] = draft_printf(d, "sha256-%.16s", d->source.sha256);
}

void
draft_set_source(struct draft *d, const char *format, const char *file,
    const void *bytes, size_t len)
{
	unsigned char digest[DIGEST_LEN];

	digest_bytes(bytes, len, digest);
	digest_hex(digest, d->source.sha256);
	d->source.format = format;
	d->source.file = file;
}

/* The member's name is the last part of the field's path. */
static void
write_field(struct writer *w, const struct draft *d, enum field f)
{
	struct span s = d->field[f];
	const char *dot, *key;

	if (s.bytes == NULL)
		return;
	dot = strrchr(fields[f].path, '.');
	key = dot == NULL ? fields[f].path : dot + 1;
	if ((fields[f].kind == KIND_ANSWER ||
		fields[f].kind == KIND_DECEASED) &&
	    is_true_or_false(s))
		write_value(w, key,
		    (struct value){.json = s,
			.type = s.bytes[0] == 't' ? SCAN_TRUE : SCAN_FALSE});
	else
		write_text(w, key, s);
}

static void
write_list(struct writer *w, const char *key, const struct pairs *p)
{
	size_t i;

	if (p->count == 0)
		return;
	write_open(w, key, '[');
	for (i = 0; i < p->count; i++)
		write_text(w, NULL, p->at[i].first);
	write_close(w, '[');
}

static void
write_pairs(struct writer *w, const char *key, const struct pairs *p,
    const char *first, const char *second)
{
	size_t i;

	if (p->count == 0 && strcmp(key, "sections") != 0)
		return;
	write_open(w, key, '[');
	for (i = 0; i < p->count; i++) {
		write_open(w, NULL, '{');
		write_text(w, first, p->at[i].first);
		write_text(w, second, p->at[i].second);
		write_close(w, '{');
	}
	write_close(w, '[');
}

/* The fields from FIRST to LAST as one object; none of them: nothing. */
static void
write_group(struct writer *w, const char *key, const struct draft *d,
    enum field first, enum field last)
{
	bool any = false;
	int f;

	for (f = (int)first; f <= (int)last; f++)
		any = any || d->field[f].bytes != NULL;
	if (!any)
		return;
	write_open(w, key, '{');
	for (f = (int)first; f <= (int)last; f++)
		write_field(w, d, (enum field)f);
	write_close(w, '{');
}

static void
write_patient(struct writer *w, const struct draft *d)
{
	write_open(w, "patient", '{');
	write_field(w, d, FIELD_PATIENT_ID);
	if (d->field[FIELD_FAMILY].bytes != NULL ||
	    d->list[LIST_GIVEN].count > 0) {
		write_open(w, "name", '{');
		write_field(w, d, FIELD_FAMILY);
		write_list(w, "given", &d->list[LIST_GIVEN]);
		write_close(w, '{');
	}
	write_field(w, d, FIELD_BIRTH_DATE);
	write_field(w, d, FIELD_DECEASED);
	write_field(w, d, FIELD_MEMBER_ID);
	write_pairs(
	    w, "identifiers", &d->list[LIST_IDENTIFIERS], "system", "value");
	write_list(w, "phones", &d->list[LIST_PHONES]);
	write_list(w, "emails", &d->list[LIST_EMAILS]);
	write_group(w, "address", d, FIELD_LINE, FIELD_POSTAL_CODE);
	write_pairs(
	    w, "relatives", &d->list[LIST_RELATIVES], "name", "relation");
	write_field(w, d, FIELD_EMPLOYER);
	write_close(w, '{');
}

static void
write_source(struct writer *w, const struct draft *d)
{
	write_open(w, "source", '{');
	write_text(w, "format", span_of(d->source.format));
	write_text(w, "file", span_of(d->source.file));
	write_text(w, "id", d->source.id);
	write_text(w, "sha256", span_of(d->source.sha256));
	write_close(w, '{');
}

int
draft_write(const struct draft *d, struct buf *out, struct error *e)
{
	struct writer w = {out, false};
	size_t start = out->len;

	if (d->field[FIELD_ID].len == 0)
		return error_set(e, "id: missing");
	if (d->field[FIELD_PATIENT_ID].len == 0)
		return error_set(e, "patient.id: missing");
	write_open(&w, NULL, '{');
	write_text(&w, "record", span_of("note/1"));
	write_field(&w, d, FIELD_ID);
	write_patient(&w, d);
	write_group(&w, "author", d, FIELD_AUTHOR_NAME, FIELD_AUTHOR_ID);
	write_field(&w, d, FIELD_DATE);
	write_group(&w, "encounter", d, FIELD_ENCOUNTER_ID, FIELD_CLAIM);
	write_field(&w, d, FIELD_PAID_BY);
	write_field(&w, d, FIELD_STATE);
	write_group(&w, "part2", d, FIELD_PART2_STATUS, FIELD_PART2_STATUS);
	write_field(&w, d, FIELD_DECLARED_CLASS);
	write_field(&w, d, FIELD_FILED_SEPARATELY);
	write_field(&w, d, FIELD_TITLE);
	write_pairs(&w, "codes", &d->list[LIST_CODES], "system", "code");
	write_list(&w, "security_labels", &d->list[LIST_LABELS]);
	write_pairs(&w, "sections", &d->list[LIST_SECTIONS], "title", "text");
	write_source(&w, d);
	write_close(&w, '{');
	if (out->len - start > SCAN_LINE) {
		out->len = start;
		return error_set(e, "a note of more than %u bytes", SCAN_LINE);
	}
	buf_add_byte(out, '\n');
	return 0;
}
