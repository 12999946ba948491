#include "note/classification.h"

#include <stdint.h>
#include <string.h>

#include "note/passages.h"
#include "note/place.h"
#include "note/writer.h"

static int
find_class(struct span word)
{
	enum note_class c = class_find(word);

	return c == CLASS_COUNT ? -1 : (int)c;
}

static int
find_protection(struct span word)
{
	enum protection p = protection_find(word);

	return p == PROTECTION_COUNT ? -1 : (int)p;
}

static int
find_label(struct span word)
{
	enum label l = label_find(word);

	return l == LABEL_NONE ? -1 : (int)l;
}

static int
find_scope(struct span word)
{
	enum scope s = scope_find(word);

	return s == SCOPE_NONE ? -1 : (int)s;
}

static int
find_sensitivity(struct span code)
{
	enum sensitivity s = sensitivity_find(code);

	return s == SENSITIVITY_NONE ? -1 : (int)s;
}

#define AT(member) .offset = offsetof(struct passage, member)
static const struct member_row passage_rows[] = {
    PLACE_ROWS(struct passage, place, MEMBER_REQUIRED),
    {"label", MEMBER_WORD, AT(label), MEMBER_REQUIRED, .find = find_label},
    {"scope", MEMBER_WORD, AT(scope), MEMBER_REQUIRED, .find = find_scope},
    {"score", MEMBER_SHARE, AT(score)},
    {"cues", MEMBER_TEXTS, AT(cues)},
    {"sensitivity", MEMBER_SET, AT(sensitivity), .find = find_sensitivity},
};
#undef AT
static const struct member_table passage_table =
    MEMBER_TABLE(passage_rows, struct passage);

#define AT(member) .offset = offsetof(struct classification, member)
static const struct member_row protection_rows[] = {
    {"status", MEMBER_WORD, AT(protection), MEMBER_REQUIRED,
	.find = find_protection},
    {"reason", MEMBER_TEXT, AT(protection_reason)},
    {"citation", MEMBER_TEXT, AT(protection_citation)},
};
static const struct member_table protection_table =
    MEMBER_TABLE(protection_rows, struct classification);

static const struct member_row classification_rows[] = {
    {"class", MEMBER_WORD, AT(note_class), MEMBER_REQUIRED, .find = find_class},
    {"confidence", MEMBER_SHARE, AT(confidence)},
    {"protection", MEMBER_OBJECT, 0, MEMBER_REQUIRED,
	.table = &protection_table},
    {"findings", MEMBER_TEXTS, AT(findings)},
    {"text", MEMBER_TEXT, AT(text)},
    {"passages", MEMBER_OBJECTS, AT(passages), MEMBER_REQUIRED, &passage_table},
};
#undef AT
static const struct member_table classification_table =
    MEMBER_TABLE_FLAG(classification_rows, struct classification, present);

/* What a decision needs of a passage. */
#define AT(member) .offset = offsetof(struct passage, member)
static const struct member_row scope_rows[] = {
    {"label", MEMBER_WORD, AT(label), MEMBER_REQUIRED, .find = find_label},
    {"scope", MEMBER_WORD, AT(scope), MEMBER_REQUIRED, .find = find_scope},
    {"sensitivity", MEMBER_SET, AT(sensitivity), .find = find_sensitivity},
};
#undef AT
static const struct member_table scope_table =
    MEMBER_TABLE(scope_rows, struct passage);

/* What a release needs of it: where it stands besides. */
#define AT(member) .offset = offsetof(struct passage, member)
static const struct member_row standing_rows[] = {
    PLACE_ROWS(struct passage, place, MEMBER_REQUIRED),
    {"label", MEMBER_WORD, AT(label), MEMBER_REQUIRED, .find = find_label},
    {"scope", MEMBER_WORD, AT(scope), MEMBER_REQUIRED, .find = find_scope},
    {"sensitivity", MEMBER_SET, AT(sensitivity), .find = find_sensitivity},
};
#undef AT
static const struct member_table standing_table =
    MEMBER_TABLE(standing_rows, struct passage);

#define AT(member) .offset = offsetof(struct classification, member)
static const struct member_row scopes_rows[] = {
    {"class", MEMBER_WORD, AT(note_class), MEMBER_REQUIRED, .find = find_class},
    {"passages", MEMBER_OBJECTS, AT(passages), MEMBER_REQUIRED, &scope_table},
};
static const struct member_row places_rows[] = {
    {"class", MEMBER_WORD, AT(note_class), MEMBER_REQUIRED, .find = find_class},
    {"passages", MEMBER_OBJECTS, AT(passages), MEMBER_REQUIRED,
	&standing_table},
};
#undef AT
static const struct member_table scopes_table =
    MEMBER_TABLE_FLAG(scopes_rows, struct classification, present);
static const struct member_table places_table =
    MEMBER_TABLE_FLAG(places_rows, struct classification, present);

/* By TABLE, whose last row are the passages; they are there already where they
 * are as our own filters write them. */
static int
read_by(const struct member_table *table, struct classification *c,
    struct record *rec, struct error *e)
{
	struct value v = record_member(rec, "classification");
	struct arena *arena = record_arena(rec);
	struct member_table rest = *table;
	const struct passages *passages;

	*c = (struct classification){.present = false};
	if (v.type == SCAN_NONE)
		return 0;
	passages = record_shaped(
	    rec, &passages_shape, value_member(v, "passages"), NULL);
	if (passages == NULL)
		return members_read(v, "classification", table, arena, c, e);
	rest.count--;
	if (members_read(v, "classification", &rest, arena, c, e) == -1)
		return -1;
	c->passages = passages->at;
	c->passage_count = passages->count;
	return 0;
}

int
classification_read_scopes(
    struct classification *c, struct record *rec, struct error *e)
{
	return read_by(&scopes_table, c, rec, e);
}

int
place_compare(const struct place *a, const struct place *b)
{
	if (a->section != b->section)
		return a->section < b->section ? -1 : 1;
	if (a->in_title != b->in_title)
		return a->in_title ? -1 : 1;
	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	return a->end == b->end ? 0 : a->end < b->end ? -1 : 1;
}

static int
passages_ordered(const struct classification *c, struct error *e)
{
	const struct place *p, *last = NULL;
	size_t i;

	for (i = 0; i < c->passage_count; i++) {
		p = &c->passages[i].place;
		if (p->end <= p->start || (p->section == -1 && p->in_title))
			return error_set(
			    e, "classification.passages[%zu]: not a place", i);
		if (last != NULL && last->section == p->section &&
			    last->in_title == p->in_title
			? p->start < last->end
			: last != NULL && place_compare(last, p) > 0)
			return error_set(e,
			    "classification.passages[%zu]: out of order or "
			    "overlapping",
			    i);
		last = p;
	}
	return 0;
}

int
classification_read(
    struct classification *c, struct record *rec, struct error *e)
{
	if (read_by(&classification_table, c, rec, e) == -1)
		return -1;
	return passages_ordered(c, e);
}

int
classification_read_places(
    struct classification *c, struct record *rec, struct error *e)
{
	if (read_by(&places_table, c, rec, e) == -1)
		return -1;
	return passages_ordered(c, e);
}

/* UTF-8 that the scanner has accepted: every byte but a continuation begins a
 * code point.  Most text is ASCII, 32 bytes at a time. */
static size_t
code_points(struct span text)
{
	const uint64_t high = UINT64_C(0x8080808080808080);
	uint64_t four[4];
	size_t i = 0, n = text.len, stop;

	while (i < text.len) {
		stop = text.len;
		if (text.len - i >= sizeof(four)) {
			stop = i + sizeof(four);
			memcpy(four, text.bytes + i, sizeof(four));
			if (((four[0] | four[1] | four[2] | four[3]) & high) ==
			    0)
				i = stop;
		}
		for (; i < stop; i++)
			n -= ((unsigned char)text.bytes[i] & 0xC0) == 0x80;
	}
	return n;
}

int
classification_fits(
    const struct classification *c, const struct note *n, struct error *e)
{
	const struct place *p, *last = NULL;
	size_t i, chars = 0;

	for (i = 0; i < c->passage_count; i++) {
		p = &c->passages[i].place;
		if (last == NULL || last->section != p->section ||
		    last->in_title != p->in_title)
			chars =
			    code_points(note_text(n, p->section, p->in_title));
		if (p->end > chars)
			return error_set(e,
			    "classification.passages[%zu]: past the end of "
			    "the text",
			    i);
		last = p;
	}
	return 0;
}

/* Names as they are copied: all bytes of one, of which `len` stand. */
struct name {
	char bytes[24];
	size_t len;
};
#define NAME(word)                                                             \
	{                                                                      \
		word, sizeof(word) - 1                                         \
	}
static const struct name label_names[LABEL_COUNT] = {
    [LABEL_NONE] = NAME("none"),
#define LABEL(name, word, excluded, rule) [LABEL_##name] = NAME(word),
#include "note/label.def"
#undef LABEL
};
static const struct name scope_names[SCOPE_COUNT] = {
    [SCOPE_NONE] = NAME("none"),
#define SCOPE(name, word) [SCOPE_##name] = NAME(word),
#include "note/scope.def"
#undef SCOPE
};

/* Bytes of a passage's members but its cues, at most: its three numbers, the
 * longest names, every sensitivity; with what a name's copy takes besides. */
#define PASSAGE_MOST 512

static inline char *
put(char *at, const char *bytes, size_t len)
{
	memcpy(at, bytes, len);
	return at + len;
}
#define PUT(at, literal) put(at, literal, sizeof(literal) - 1)

static inline char *
put_name(char *at, const struct name *name)
{
	memcpy(at, name->bytes, sizeof(name->bytes));
	return at + name->len;
}

static inline char *
put_number(char *at, size_t n)
{
	size_t len = 1, left = n;

	while ((left /= 10) > 0)
		len++;
	for (left = len; left > 0; n /= 10)
		at[--left] = (char)('0' + n % 10);
	return at + len;
}

static inline char *
put_share(char *at, unsigned thousandths)
{
	at[0] = (char)('0' + thousandths / 1000);
	at[1] = '.';
	at[2] = (char)('0' + thousandths / 100 % 10);
	at[3] = (char)('0' + thousandths / 10 % 10);
	at[4] = (char)('0' + thousandths % 10);
	return at + 5;
}

static char *
put_sensitivity(char *at, sensitivity_set set)
{
	const char *code;
	char before = '[';
	int s;

	at = PUT(at, ",\"sensitivity\":");
	for (s = 1; s < SENSITIVITY_COUNT; s++) {
		if ((set & SENSITIVITY_BIT(s)) == 0)
			continue;
		code = sensitivity_name((enum sensitivity)s);
		*at++ = before;
		before = ',';
		*at++ = '"';
		at = put(at, code, strlen(code));
		*at++ = '"';
	}
	*at++ = ']';
	return at;
}

static char *
put_cues(char *at, struct texts cues)
{
	size_t i;

	at = PUT(at, ",\"cues\":[");
	for (i = 0; i < cues.count; i++) {
		if (i > 0)
			*at++ = ',';
		at = json_put_string(at, cues.at[i].bytes, cues.at[i].len);
	}
	*at++ = ']';
	return at;
}

/* Half of what notes-classify writes are passages: their members go to the
 * buffer's end without a call for each. */
static void
write_passage(struct writer *w, const struct passage *p)
{
	const struct place *place = &p->place;
	size_t most = PASSAGE_MOST, i;
	char *at;

	for (i = 0; i < p->cues.count; i++)
		most += JSON_MOST(p->cues.at[i].len) + 1;
	at = buf_reserve(w->out, most);
	at = w->comma ? PUT(at, ",{\"section\":") : PUT(at, "{\"section\":");
	at = place->section < 0 ? PUT(at, "-1")
				: put_number(at, (size_t)place->section);
	if (place->in_title)
		at = PUT(at, ",\"in\":\"title\"");
	at = put_number(PUT(at, ",\"start\":"), place->start);
	at = put_number(PUT(at, ",\"end\":"), place->end);
	at = put_name(PUT(at, ",\"label\":\""), &label_names[p->label]);
	at = put_name(PUT(at, "\",\"scope\":\""), &scope_names[p->scope]);
	at = put_share(PUT(at, "\",\"score\":"), p->score);
	if (p->cues.count > 0)
		at = put_cues(at, p->cues);
	if (p->sensitivity != 0)
		at = put_sensitivity(at, p->sensitivity);
	*at++ = '}';
	w->out->len = (size_t)(at - w->out->bytes);
	w->comma = true;
}

void
classification_write(struct record *rec, const struct classification *c)
{
	struct writer w = {record_make(rec), false};
	size_t i;

	write_open(&w, NULL, '{');
	write_word(&w, "class", class_name(c->note_class));
	write_share(&w, "confidence", c->confidence);
	write_open(&w, "protection", '{');
	write_word(&w, "status", protection_name(c->protection));
	write_text(&w, "reason", c->protection_reason);
	write_text(&w, "citation", c->protection_citation);
	write_close(&w, '{');
	write_open(&w, "passages", '[');
	for (i = 0; i < c->passage_count; i++)
		write_passage(&w, &c->passages[i]);
	write_close(&w, '[');
	write_texts(&w, "findings", c->findings);
	write_text(&w, "text", c->text);
	write_close(&w, '{');
	record_set_made(rec, "classification");
}

bool
passage_part2(const struct passage *p, enum answer status)
{
	if (status != ANSWER_UNKNOWN)
		return status == ANSWER_YES;
	return p->label == LABEL_SUBSTANCE_USE ||
	       (sensitivity_implied(p->sensitivity) &
		   SENSITIVITY_BIT(SENSITIVITY_SUD)) != 0;
}
