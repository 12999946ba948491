#include "redact/transform.h"

#include <stdio.h>
#include <string.h>

#include "base/digest.h"
#include "identify/lexicon.h"

#define OVER_89 90 /* 45 CFR 164.514(b)(2)(i)(C) */

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static struct span
own(struct work *w, const char *text)
{
	size_t len = strlen(text);

	return (struct span){arena_string(w->arena, text, len), len};
}

static struct span
source(const struct text *t, const struct identified *f)
{
	return (struct span){t->old.bytes + f->start, f->end - f->start};
}

/* "Mr." and "Dr." are anybody's. */
static bool
is_title(const char *word, size_t len)
{
	unsigned flags = lexicon_find(word, len);

	return (flags & LEXICON_TITLE) != 0 && (flags & LEXICON_FAMILY) == 0;
}

/* Whether two folded names have a word in common: Ana Ruiz and Ruiz. */
static bool
share_word(struct span a, struct span b)
{
	size_t i, j, len;

	for (i = 0; i < a.len; i += len + 1) {
		for (len = 0; i + len < a.len && a.bytes[i + len] != ' ';)
			len++;
		if (len < 2 || is_title(a.bytes + i, len))
			continue;
		for (j = 0; j + len <= b.len; j++)
			if (memcmp(a.bytes + i, b.bytes + j, len) == 0 &&
			    (j == 0 || b.bytes[j - 1] == ' ') &&
			    (j + len == b.len || b.bytes[j + len] == ' '))
				return true;
	}
	return false;
}

/* Letters folded, all else between them single spaces. */
static struct span
fold_name(struct work *w, struct span name)
{
	struct buf folded = {0};
	struct span out;
	size_t i, n = 0;

	utf8_fold_text(name.bytes, name.len, &folded);
	for (i = 0; i < folded.len; i++)
		if ((folded.bytes[i] >= 'a' && folded.bytes[i] <= 'z') ||
		    (unsigned char)folded.bytes[i] >= 0x80)
			folded.bytes[n++] = folded.bytes[i];
		else if (n > 0 && folded.bytes[n - 1] != ' ')
			folded.bytes[n++] = ' ';
	if (n > 0 && folded.bytes[n - 1] == ' ')
		n--;
	out = (struct span){arena_string(w->arena, folded.bytes, n), n};
	buf_wipe(&folded);
	buf_free(&folded);
	return out;
}

/* A person keeps the number within a note. */
static size_t
person_number(struct work *w, struct span name)
{
	struct span folded = fold_name(w, name), known;
	size_t i;

	/* A relative that the record names is one person by either name. */
	for (i = 0; i < w->note.patient.relative_count; i++) {
		known = w->note.patient.relatives[i].name;
		if (known.bytes == NULL)
			continue;
		known = fold_name(w, known);
		if (share_word(folded, known)) {
			folded = known;
			break;
		}
	}
	for (i = 0; i < w->person_count; i++)
		if (share_word(folded, w->persons[i]))
			return i + 1;
	if (w->person_count == w->person_cap) {
		w->person_cap = w->person_cap == 0 ? 8 : 2 * w->person_cap;
		w->persons = arena_grown(w->arena, w->persons, w->person_count,
		    w->person_cap, sizeof(*w->persons));
	}
	w->persons[w->person_count++] = folded;
	return w->person_count;
}

static struct span
marker(struct work *w, const struct text *t, const struct identified *f)
{
	char text[64];

	if (f->kind == IDENTIFIER_KIND_NAME && f->subject == SUBJECT_PATIENT)
		return own(w, "[patient]");
	if (f->kind == IDENTIFIER_KIND_NAME ||
	    f->kind == IDENTIFIER_KIND_PROVIDER)
		snprintf(text, sizeof(text), "[%s %zu]",
		    f->subject == SUBJECT_PROVIDER ? "clinician" : "person",
		    person_number(w, source(t, f)));
	else
		snprintf(text, sizeof(text), "[%s]",
		    identifier_kind_marker(f->kind));
	return own(w, text);
}

/* The four digits of a year in a date; 0: it has none. */
static int
year_in(struct span date)
{
	size_t i;

	for (i = 0; i + 4 <= date.len; i++)
		if (is_digit(date.bytes[i]) && is_digit(date.bytes[i + 1]) &&
		    is_digit(date.bytes[i + 2]) &&
		    is_digit(date.bytes[i + 3]) &&
		    (i == 0 || !is_digit(date.bytes[i - 1])) &&
		    (i + 4 == date.len || !is_digit(date.bytes[i + 4])))
			return (date.bytes[i] - '0') * 1000 +
			       (date.bytes[i + 1] - '0') * 100 +
			       (date.bytes[i + 2] - '0') * 10 +
			       (date.bytes[i + 3] - '0');
	return 0;
}

static struct span
to_year(struct work *w, const struct text *t, const struct identified *f,
    enum identifier_action *action)
{
	int year = year_in(source(t, f));
	char text[8];

	if (year == 0 || year <= w->year - OVER_89) {
		*action = IDENTIFIER_MARKER;
		return marker(w, t, f);
	}
	snprintf(text, sizeof(text), "%04d", year);
	return own(w, text);
}

/* A ZIP code becomes its first three digits where enough people live there. */
static struct span
to_zip3(struct work *w, const struct text *t, const struct identified *f,
    enum identifier_action *action)
{
	struct span zip = source(t, f);
	char text[4];
	size_t i;

	for (i = 0; i < 5 && i < zip.len && is_digit(zip.bytes[i]); i++)
		;
	if (i < 5 || (zip.len != 5 && zip.len != 10)) {
		*action = IDENTIFIER_MARKER;
		return marker(w, t, f);
	}
	zip3_make(w->redact, zip, text);
	return own(w, text);
}

static struct span
pseudonym(struct work *w, const struct text *t, const struct identified *f)
{
	char text[64], code[DIGEST_HEX];

	pseudonym_make(w->redact, identifier_kind_name(f->kind),
	    fold_name(w, source(t, f)), source(t, f), code);
	snprintf(text, sizeof(text), "[%s %.10s]",
	    identifier_kind_marker(f->kind), code);
	return own(w, text);
}

struct span
transform_make(struct work *w, const struct text *t, const struct identified *f,
    enum identifier_action *action)
{
	struct span out;

	switch (*action) {
	case IDENTIFIER_REMOVE:
		return (struct span){"", 0};
	case IDENTIFIER_YEAR:
		if (f->kind == IDENTIFIER_KIND_DATE)
			return to_year(w, t, f, action);
		break;
	case IDENTIFIER_ZIP3:
		return to_zip3(w, t, f, action);
	case IDENTIFIER_AGE90:
		return own(w, "90+");
	case IDENTIFIER_PSEUDONYM:
		return pseudonym(w, t, f);
	case IDENTIFIER_SHIFT:
		if (f->kind == IDENTIFIER_KIND_DATE &&
		    shift_make(w, source(t, f), &out))
			return out;
		break;
	case IDENTIFIER_REVIEW:
		return marker(w, t, f);
	case IDENTIFIER_MARKER:
	case IDENTIFIER_KEEP:
	case IDENTIFIER_ACTION_COUNT:
		break;
	}
	*action = IDENTIFIER_MARKER;
	return marker(w, t, f);
}
