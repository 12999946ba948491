/* MDM and ORU messages → notes.  Field numbers are those of HL7 v2.8. */
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "import/base64.h"
#include "import/charset.h"
#include "import/content.h"
#include "import/hl7_note.h"
#include "import/when.h"

struct span
hl7_text(struct reader *r, struct span field, size_t component)
{
	return component_text(
	    &r->message, field, component, &r->im->draft.arena);
}

/* Where each field of the segment at hand ends. */
static void
split_fields(struct reader *r)
{
	const char *p = r->segment->text.bytes;
	const char *end = p + r->segment->text.len;
	char separator = r->message.field;
	size_t n = 0;

	r->split = p;
	r->first = segment_is(r->segment, "MSH") ? 1 : 0;
#ifdef __SSE2__
	const __m128i wanted = _mm_set1_epi8(separator);

	/* Sixteen bytes have sixteen separators at most. */
	for (; end - p >= 16 && n + 17 < HL7_FIELDS; p += 16) {
		__m128i x = _mm_loadu_si128((const __m128i *)(const void *)p);
		unsigned marks =
		    (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(x, wanted));

		for (; marks != 0; marks &= marks - 1)
			r->ends[n++] = p + __builtin_ctz(marks);
	}
#endif
	for (; p < end && n + 1 < HL7_FIELDS; p++)
		if (*p == separator)
			r->ends[n++] = p;
	r->ends[n++] = hl7_mark(p, end, separator, separator);
	r->field_count = n;
}

struct span
hl7_field(struct reader *r, size_t n)
{
	const char *start;

	if (r->split != r->segment->text.bytes)
		split_fields(r);
	n -= r->first; /* wraps where it has none */
	if (n >= r->field_count)
		return (struct span){0};
	start = n == 0 ? r->split : r->ends[n - 1] + 1;
	return r->ends[n] == start
		   ? (struct span){0}
		   : (struct span){start, (size_t)(r->ends[n] - start)};
}

void
hl7_day(struct reader *r, enum field f, struct span ts)
{
	struct draft *d = &r->im->draft;
	struct when w;

	if (d->field[f].bytes == NULL && when_hl7(hl7_text(r, ts, 1), &w))
		d->field[f] = when_date(&w, d);
}

void
hl7_instant(struct reader *r, enum field f, struct span ts)
{
	struct draft *d = &r->im->draft;
	struct when w;

	if (when_hl7(hl7_text(r, ts, 1), &w))
		d->field[f] = when_instant(&w, r->im->zoned, d);
}

/* HL7 table 0270, as far as its words say what class a note is. */
static const struct {
	const char *code, *name;
} document_types[] = {
    {"AR", "Autopsy report"},
    {"CD", "Cardiodiagnostics"},
    {"CN", "Consultation"},
    {"DI", "Diagnostic imaging"},
    {"DS", "Discharge summary"},
    {"ED", "Emergency department report"},
    {"HP", "History and physical examination"},
    {"OP", "Operative report"},
    {"PC", "Psychiatric consultation"},
    {"PH", "Psychiatric history and physical examination"},
    {"PN", "Procedure note"},
    {"PR", "Progress note"},
    {"SP", "Surgical pathology"},
    {"TS", "Transfer summary"},
};

static void
read_document_type(struct reader *r, struct span type)
{
	struct draft *d = &r->im->draft;
	struct span code = hl7_text(r, type, 1), system = hl7_text(r, type, 3);
	size_t i;

	if (code.bytes == NULL)
		return;
	if (system.bytes == NULL)
		system = span_of("HL70270");
	draft_add(d, LIST_CODES, system, code);
	declare_class_code(d, system, code);
	if (d->field[FIELD_TITLE].bytes == NULL)
		d->field[FIELD_TITLE] = hl7_text(r, type, 2);
	for (i = 0; i < sizeof(document_types) / sizeof(*document_types); i++)
		if (d->field[FIELD_TITLE].bytes == NULL &&
		    span_is(code, document_types[i].code))
			d->field[FIELD_TITLE] = span_of(document_types[i].name);
	declare_class(d, d->field[FIELD_TITLE]);
}

static int
read_txa(struct reader *r, struct error *e)
{
	struct draft *d = &r->im->draft;
	struct span s = hl7_text(r, hl7_field(r, 19), 1);

	if (span_is(s, "CA"))
		return error_set(e, "TXA-19: deleted");
	if (span_is(s, "OB"))
		draft_add(d, LIST_CODES, span_of("HL70273"), s);
	d->source.id = hl7_text(r, hl7_field(r, 12), 1);
	d->field[FIELD_ID] = d->source.id;
	d->field[FIELD_TITLE] = hl7_text(r, hl7_field(r, 25), 1);
	read_document_type(r, hl7_field(r, 2));
	hl7_read_author(r, hl7_field(r, 9));
	hl7_read_author(r, hl7_field(r, 5));
	hl7_day(r, FIELD_DATE, hl7_field(r, 4));
	hl7_day(r, FIELD_DATE, hl7_field(r, 6));
	s = hl7_text(r, hl7_field(r, 17), 1);
	if (s.bytes != NULL)
		draft_add(d, LIST_CODES, span_of("HL70271"), s);
	s = hl7_text(r, hl7_field(r, 18), 1);
	if (span_is(s, "U"))
		s = span_of("N"); /* "usual control" */
	if (s.bytes != NULL)
		add_label(d, s);
	return 0;
}

/* RTF and HTML are sent as plain text, too; what cannot be read as such stays
 * as it stands. */
static void
add_section(struct reader *r, struct span text)
{
	struct content c = {
	    .bytes = text, .charset = span_of("utf-8"), .title = r->title};
	enum content_kind kind = content_kind(text, c.type);
	bool marked = kind == CONTENT_RTF || kind == CONTENT_HTML;
	struct error e = {0};

	if (marked && content_read(r->im, &c, &e) == 0) {
		import_warn(r->im, "RTF or HTML as plain text: read as what it "
				   "is");
		return;
	}
	if (marked)
		import_warn(r->im, "kept with its marks: %s", e.text);
	draft_add_section(&r->im->draft, r->title, text);
}

static void
close_section(struct reader *r)
{
	if (!r->open)
		return;
	r->open = false;
	if (r->lines == 0)
		return; /* its parts were encapsulated, or not read */
	add_section(r, draft_copy(&r->im->draft,
			   (struct span){buf_string(&r->text), r->text.len}));
	r->text.len = 0;
}

static void
open_section(struct reader *r, struct span code, struct span title)
{
	if (r->open && (span_equal(code, r->code) ||
			   (code.bytes == NULL && r->code.bytes == NULL)))
		return;
	close_section(r);
	r->open = true;
	r->code = code;
	r->title = title;
	r->lines = 0;
}

static void
read_obr(struct reader *r)
{
	struct draft *d = &r->im->draft;
	struct span service = hl7_field(r, 4), s;

	close_section(r); /* another order, another report */
	r->order_title = hl7_text(r, service, 2);
	if (r->order_title.bytes == NULL)
		r->order_title = hl7_text(r, service, 1);
	if (!r->results)
		return;
	if (d->field[FIELD_TITLE].bytes == NULL)
		d->field[FIELD_TITLE] = r->order_title;
	declare_class(d, r->order_title);
	s = hl7_text(r, service, 1);
	if (s.bytes != NULL)
		draft_add(d, LIST_CODES, hl7_text(r, service, 3), s);
	declare_class_code(d, hl7_text(r, service, 3), s);
	hl7_day(r, FIELD_DATE, hl7_field(r, 7));
	hl7_day(r, FIELD_DATE, hl7_field(r, 22));
	hl7_read_author(r, hl7_field(r, 32));
	hl7_read_author(r, hl7_field(r, 16));
}

/* An empty one is a blank line. */
static void
add_line(struct reader *r, struct span text)
{
	if (r->lines++ > 0)
		buf_add_byte(&r->text, '\n');
	buf_add(&r->text, text.bytes, text.len);
}

static void
add_result(struct reader *r, struct span name, struct span value,
    struct span unit, struct span flag)
{
	struct buf line = {0};

	buf_add(&line, name.bytes, name.len);
	buf_add_string(&line, ": ");
	buf_add(&line, value.bytes, value.len);
	if (unit.bytes != NULL) {
		buf_add_byte(&line, ' ');
		buf_add(&line, unit.bytes, unit.len);
	}
	if (flag.bytes != NULL) {
		buf_add_string(&line, " (");
		buf_add(&line, flag.bytes, flag.len);
		buf_add_byte(&line, ')');
	}
	add_line(r, (struct span){buf_string(&line), line.len});
	buf_wipe(&line);
	buf_free(&line);
}

/* "text/rtf", "AP^PDF", "TEXT^HTML": as a media type. */
static struct span
media_type(struct reader *r, struct span field)
{
	struct draft *d = &r->im->draft;
	struct span type = hl7_text(r, field, 2), sub = hl7_text(r, field, 3);

	if (type.bytes != NULL && memchr(type.bytes, '/', type.len) != NULL)
		return type;
	if (sub.len == 3 && strncasecmp(sub.bytes, "pdf", 3) == 0)
		return span_of("application/pdf");
	if (sub.bytes == NULL)
		return (struct span){0};
	return draft_printf(d, "%s/%.*s",
	    type.len >= 2 && strncasecmp(type.bytes, "im", 2) == 0 ? "image"
								   : "text",
	    (int)sub.len, sub.bytes);
}

/* ED: source^type^subtype^encoding^data */
static int
read_encapsulated(struct reader *r, struct span value, struct error *e)
{
	struct import *im = r->im;
	struct span encoding = hl7_text(r, value, 4);
	struct span data = field_component(&r->message, value, 5), rest;
	struct content c = {.type = media_type(r, value), .title = r->title};

	if (data.bytes == NULL)
		return error_set(e, "ED without data");
	/* Separators are not escaped by all: what follows is data too. */
	rest = (struct span){
	    data.bytes, value.len - (size_t)(data.bytes - value.bytes)};
	if (encoding.len >= 4 && strncasecmp(encoding.bytes, "base", 4) == 0) {
		if (base64_decode(
			field_text(&r->message, data, false, &im->draft.arena),
			&im->draft.arena, &c.bytes, e) == -1)
			return -1;
	} else if (encoding.len == 3 &&
		   strncasecmp(encoding.bytes, "hex", 3) == 0) {
		return error_set(e, "ED in hex: not read");
	} else {
		c.bytes = field_text(&r->message, rest, true, &im->draft.arena);
	}
	return content_read(im, &c, e);
}

/* A comment stands where it was made: behind a line, or by itself. */
static void
read_nte(struct reader *r)
{
	struct span text =
	    field_text(&r->message, hl7_field(r, 3), true, &r->im->draft.arena);

	if (text.len == 0)
		return;
	if (!r->open)
		open_section(r, (struct span){0}, span_of("Comment"));
	add_line(r, text);
}

/* SN: comparator^number^separator^number */
static struct span
number_text(struct reader *r, struct span value)
{
	struct draft *d = &r->im->draft;
	struct buf made = {0};
	struct span s;
	size_t i;

	for (i = 1; i <= 4; i++) {
		s = hl7_text(r, value, i);
		buf_add(&made, s.bytes, s.len);
	}
	s = draft_copy(d, (struct span){buf_string(&made), made.len});
	buf_free(&made);
	return s.len == 0 ? (struct span){0} : s;
}

/* DT, TS, DTM: as records spell days and instants; what is neither stays. */
static struct span
day_text(struct reader *r, struct span value)
{
	struct draft *d = &r->im->draft;
	struct span s = hl7_text(r, value, 1), made = {0};
	struct when w;

	if (!when_hl7(s, &w))
		return s;
	if (w.has_time)
		made = when_instant(&w, r->im->zoned, d);
	if (made.bytes == NULL && !w.has_time)
		made = when_date(&w, d);
	return made.bytes == NULL ? s : made;
}

static inline bool
is_word(struct span s, const char *a, const char *b)
{
	return span_is(s, a) || span_is(s, b);
}

/* CE, CWE: the text, else the code. */
static struct span
coded_text(struct reader *r, struct span value)
{
	struct span s = hl7_text(r, value, 2);

	if (s.bytes == NULL)
		s = hl7_text(r, value, 9);
	return s.bytes != NULL ? s : hl7_text(r, value, 1);
}

static int
read_value(struct reader *r, struct span type, struct span value,
    struct span name, struct error *e)
{
	struct message *m = &r->message;
	struct arena *arena = &r->im->draft.arena;
	bool coded = is_word(type, "CE", "CWE") || span_is(type, "CNE");
	struct span s;

	if (span_is(type, "ED")) {
		close_section(r);
		return read_encapsulated(r, value, e);
	}
	if (span_is(type, "RP") || span_is(type, "HD"))
		return error_set(e, "a reference to what is not in the input");
	if (span_is(type, "SN"))
		s = number_text(r, value);
	else if (is_word(type, "DT", "TS") || span_is(type, "DTM"))
		s = day_text(r, value);
	else
		s = coded ? coded_text(r, value)
			  : field_text(m, value, true, arena);
	if (is_word(type, "TX", "FT") || !r->results || type.bytes == NULL) {
		if (is_word(type, "NM", "SN") && s.bytes != NULL)
			add_result(r, name, s, hl7_text(r, hl7_field(r, 6), 1),
			    hl7_text(r, hl7_field(r, 8), 1));
		else
			add_line(r, s);
		return 0;
	}
	if (s.bytes != NULL)
		add_result(r, name, s, hl7_text(r, hl7_field(r, 6), 1),
		    hl7_text(r, hl7_field(r, 8), 1));
	return 0;
}

static void
read_obx(struct reader *r)
{
	struct span type = hl7_text(r, hl7_field(r, 2), 1);
	struct span code = hl7_field(r, 3), name, status;
	bool text = is_word(type, "TX", "FT") || !r->results;
	struct error e = {0};

	name = hl7_text(r, code, 2);
	if (name.bytes == NULL)
		name = hl7_text(r, code, 1);
	status = hl7_text(r, hl7_field(r, 11), 1);
	if (is_word(status, "D", "W")) {
		import_warn(r->im, "OBX %zu: deleted or wrong, left out",
		    r->segment->number);
		return;
	}
	hl7_day(r, FIELD_DATE, hl7_field(r, 14));
	if (text)
		open_section(r, code, name);
	else
		open_section(r, r->order_title, r->order_title);
	if (read_value(r, type, hl7_field(r, 5), name, &e) == 0)
		return;
	error_prefix(&e, "segment %zu (OBX)", r->segment->number);
	if (r->open && r->lines == 0)
		r->open = false;
	r->parts_rejected++;
	import_reject(r->im, &e);
}

/* Whose it all is must be one: text of two patients is never one note. */
static int
check_one(struct reader *r, struct error *e)
{
	struct message *m = &r->message;
	struct span first = {0}, ids;
	size_t i, documents = 0;

	for (i = 0; i < m->count; i++) {
		r->segment = &m->segments[i];
		if (segment_is(r->segment, "TXA") && ++documents > 1)
			return error_set(e, "TXA: more than one document");
		if (!segment_is(r->segment, "PID"))
			continue;
		ids = segment_field(m, r->segment, 3);
		if (first.bytes != NULL && !span_equal(ids, first))
			return error_set(e, "PID: more than one patient");
		first = ids.bytes == NULL ? span_of("") : ids;
	}
	return 0;
}

static int
read_segments(struct reader *r, struct error *e)
{
	struct draft *d = &r->im->draft;
	struct message *m = &r->message;
	size_t i;

	if (check_one(r, e) == -1)
		return -1;
	for (i = 0; i < m->count; i++) {
		r->segment = &m->segments[i];
		if (segment_is(r->segment, "OBX"))
			read_obx(r);
		else if (segment_is(r->segment, "PID") &&
			 d->field[FIELD_PATIENT_ID].bytes == NULL)
			hl7_read_pid(r);
		else if (segment_is(r->segment, "NK1"))
			hl7_read_nk1(r);
		else if (segment_is(r->segment, "PV1"))
			hl7_read_pv1(r);
		else if (segment_is(r->segment, "OBR"))
			read_obr(r);
		else if (segment_is(r->segment, "NTE"))
			read_nte(r);
		else if (segment_is(r->segment, "IN1"))
			d->field[FIELD_MEMBER_ID] =
			    hl7_text(r, hl7_field(r, 36), 1);
		else if (segment_is(r->segment, "TXA") && read_txa(r, e) == -1)
			return -1;
	}
	close_section(r);
	return 0;
}

/* What comes after this message in the input may make it void. */
static int
check_later(struct reader *r, size_t ordinal, struct error *e)
{
	struct draft *d = &r->im->draft;
	struct buf key = {0}, value = {0};
	struct span id = d->source.id;
	enum refs_found found;
	int failed = 0;

	if (id.bytes == NULL)
		return 0;
	buf_add_string(&key, "hl7|");
	buf_add(&key, id.bytes, id.len);
	found = refs_get(
	    r->im->refs, (struct span){buf_string(&key), key.len}, &value);
	if (found == REFS_FAILED)
		import_lost(r->im);
	if (found == REFS_FOUND) {
		const char *said = buf_string(&value);

		if (strcmp(said, "cancelled") == 0)
			failed = error_set(
			    e, "cancelled by another message of the input");
		else if (strcmp(said, "replaced") == 0 ||
			 strtoul(said, NULL, 10) != ordinal)
			failed = error_set(
			    e, "replaced by another message of the input");
	}
	buf_free(&key);
	buf_free(&value);
	return failed;
}

void
hl7_write(struct reader *r, size_t ordinal)
{
	struct import *im = r->im;
	struct draft *d = &im->draft;
	const struct segment *msh = &r->message.segments[0];
	struct span control, type;
	struct error e = {0};

	r->parts_rejected = 0;
	r->open = false;
	r->text.len = 0;
	r->order_title = (struct span){0};
	if (read_segments(r, &e) == -1 || check_later(r, ordinal, &e) == -1) {
		import_reject(im, &e);
		return;
	}
	if (d->list[LIST_SECTIONS].count == 0) {
		/* Its parts were named one by one, if it has any. */
		error_set(&e, "no text");
		if (r->parts_rejected == 0)
			import_reject(im, &e);
		return;
	}
	type = segment_field(&r->message, msh, 9);
	control = hl7_text(r, segment_field(&r->message, msh, 10), 1);
	if (d->field[FIELD_ID].bytes == NULL && control.bytes != NULL) {
		type = hl7_text(r, type, 1);
		d->field[FIELD_ID] = draft_printf(d, "%.*s/%.*s", (int)type.len,
		    type.bytes, (int)control.len, control.bytes);
		d->source.id = control;
	}
	if (d->field[FIELD_ID].bytes == NULL)
		draft_set_digest_id(d);
	hl7_day(r, FIELD_DATE, segment_field(&r->message, msh, 7));
	if (r->message.unknown_escape)
		import_warn(im, "an escape that is not known here: left as it "
				"stands");
	r->notes++;
	import_note(im);
}
