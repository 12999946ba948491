/* HL7 v2 input: messages, batches and MLLP frames, with any line ends. */
#include <stdio.h>

#include "import/charset.h"
#include "import/hl7_note.h"

#define MESSAGE_MOST ((size_t)64 << 20) /* bytes */
#define WINDOW ((size_t)1 << 20)

/* Events that carry no text: notifications alone. */
static bool
is_notification(struct span event)
{
	static const char *const none[] = {
	    "T01", "T03", "T05", "T07", "T09", "T11"};
	size_t i;

	for (i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		if (span_is(event, none[i]))
			return true;
	return false;
}

static bool
has_text(const struct message *m)
{
	size_t i;

	for (i = 0; i < m->count; i++)
		if (segment_is(&m->segments[i], "OBX"))
			return true;
	return false;
}

static int
put_later(struct reader *r, struct span id, const char *value, struct error *e)
{
	struct buf key = {0};
	int failed;

	if (id.bytes == NULL)
		return 0;
	buf_add_string(&key, "hl7|");
	buf_add(&key, id.bytes, id.len);
	failed = refs_replace(r->im->refs,
	    (struct span){buf_string(&key), key.len}, span_of(value), e);
	buf_free(&key);
	return failed;
}

/* First pass: which document numbers later messages replace or cancel. */
static int
index_message(
    struct reader *r, struct span event, size_t ordinal, struct error *e)
{
	struct message *m = &r->message;
	char number[24];
	size_t i;

	snprintf(number, sizeof(number), "%zu", ordinal);
	for (i = 0; i < m->count; i++) {
		struct span id, parent;

		if (!segment_is(&m->segments[i], "TXA"))
			continue;
		r->segment = &m->segments[i];
		id = hl7_text(r, hl7_field(r, 12), 1);
		parent = hl7_text(r, hl7_field(r, 13), 1);
		if (span_is(event, "T11"))
			return put_later(r, id, "cancelled", e);
		if ((span_is(event, "T08") || span_is(event, "T10")) &&
		    parent.bytes != NULL && !span_equal(parent, id) &&
		    put_later(r, parent, "replaced", e) == -1)
			return -1;
		if (has_text(m))
			return put_later(r, id, number, e);
	}
	return 0;
}

/* MSH-18 of the raw bytes, which must be known before they are text. */
static struct span
declared_charset(struct span raw)
{
	struct message m = {0};
	struct segment msh;
	struct span rest, one = {0};
	size_t len = 0;

	while (
	    len < raw.len && raw.bytes[len] != '\r' && raw.bytes[len] != '\n')
		len++;
	if (len < 8)
		return one;
	m.field = raw.bytes[3];
	m.repetition = raw.bytes[4] == m.field ? '~' : raw.bytes[5];
	msh = (struct segment){{raw.bytes, len}, 1};
	rest = segment_field(&m, &msh, 18);
	field_repetition(&m, &rest, &one);
	return one;
}

static void
read_message(struct reader *r, struct span raw, size_t ordinal)
{
	struct import *im = r->im;
	struct draft *d = &im->draft;
	struct message *m = &r->message;
	struct charset_remarks said = {0};
	struct span text, type, event;
	struct error e = {0};

	draft_reset(d);
	r->split = NULL; /* other bytes may stand where it stood */
	im->at.raw = raw;
	/* Numbers of documents are ASCII: the first pass needs no charset. */
	text = raw;
	if ((!im->indexing && charset_keep(raw, declared_charset(raw),
				  &d->arena, &text, &said, &e) == -1) ||
	    message_split(m, text, im->indexing, &e) == -1) {
		import_reject(im, &e);
		return;
	}
	r->segment = &m->segments[0];
	type = hl7_text(r, hl7_field(r, 9), 1);
	event = hl7_text(r, hl7_field(r, 9), 2);
	r->results = span_is(type, "ORU");
	if (!r->results && !(span_is(type, "MDM") &&
			       (!is_notification(event) || has_text(m)))) {
		im->passed_over++;
		if (im->indexing && span_is(type, "MDM") &&
		    index_message(r, event, ordinal, &e) == -1)
			sink_fail(&im->sink, &e);
		return;
	}
	if (im->indexing) {
		if (!r->results && index_message(r, event, ordinal, &e) == -1)
			sink_fail(&im->sink, &e);
		return;
	}
	if (said.contradicted != NULL)
		import_warn(im, "%s", said.contradicted);
	if (said.replaced != NULL)
		import_warn(im, "%s", said.replaced);
	import_begin(im, "hl7v2", raw);
	hl7_write(r, ordinal);
}

static bool
begins_message(const char *p, size_t left)
{
	static const char *const heads[] = {"MSH", "FHS", "BHS", "BTS", "FTS"};
	size_t i;

	if (left < 3 || (*p != 'M' && *p != 'F' && *p != 'B'))
		return false;
	for (i = 0; i < 5; i++)
		if (memcmp(p, heads[i], 3) == 0 &&
		    (left == 3 || !((p[3] >= 'A' && p[3] <= 'Z') ||
				      (p[3] >= 'a' && p[3] <= 'z'))))
			return true;
	return false;
}

/* Bytes up to where the next message or batch segment begins, or LEN.  Line
 * ends are counted. */
static size_t
message_end(struct span s, size_t *lines)
{
	const char *p = s.bytes, *end = s.bytes + s.len;

	for (; (p = hl7_line_end(p, end)) < end; p++) {
		if (*p == '\n' ||
		    (*p == '\r' && (p + 1 == end || p[1] != '\n')))
			++*lines;
		if (begins_message(p + 1, (size_t)(end - p - 1)))
			return (size_t)(p + 1 - s.bytes);
	}
	return s.len;
}

static struct span
trimmed(struct span s)
{
	while (s.len > 0 && strchr("\r\n\v\x1c ", s.bytes[s.len - 1]) != NULL &&
	       s.bytes[s.len - 1] != '\0')
		s.len--;
	return s;
}

static void
skip_start(struct origin *in, size_t *lines)
{
	struct error e = {0};
	struct span s;

	if (origin_peek(in, 3, &s, &e) == 0 && s.len == 3 &&
	    memcmp(s.bytes, "\xef\xbb\xbf", 3) == 0)
		origin_take(in, 3);
	while (origin_peek(in, 1, &s, &e) == 0 && s.len == 1 &&
	       strchr("\r\n\v ", s.bytes[0]) != NULL && s.bytes[0] != '\0') {
		if (s.bytes[0] == '\n')
			++*lines;
		origin_take(in, 1);
	}
}

/* One message off IN; false at the end or where reading failed. */
static bool
next_message(struct reader *r, struct origin *in, size_t *line, size_t ordinal)
{
	struct import *im = r->im;
	struct error e = {0};
	size_t want = WINDOW, end, lines = 0;
	struct span s;

	for (;;) {
		if (origin_peek(in, want, &s, &e) == -1) {
			import_reject(im, &e);
			return false;
		}
		if (s.len == 0)
			return false;
		lines = 0;
		end = message_end(s, &lines);
		if (end < s.len || s.len < want)
			break;
		if (want >= MESSAGE_MOST)
			break;
		want *= 2;
	}
	im->at.line = *line;
	*line += lines;
	if (end == s.len && s.len == want) {
		error_set(
		    &e, "a message of more than %zu MiB", MESSAGE_MOST >> 20);
		im->at.raw = s;
		import_reject(im, &e);
	} else if (begins_message(s.bytes, s.len) &&
		   memcmp(s.bytes, "MSH", 3) != 0) {
		; /* the head or tail of a batch */
	} else {
		read_message(r, trimmed((struct span){s.bytes, end}), ordinal);
	}
	origin_take(in, end);
	return true;
}

void
hl7_read(struct import *im, struct origin *in)
{
	struct reader r = {.im = im};
	size_t line = 1, before = im->passed_over;

	im->at.is_line = false;
	skip_start(in, &line);
	while (import_goes_on(im) &&
	       next_message(&r, in, &line, ++im->document_number))
		;
	if (r.notes == 0 && im->passed_over > before) {
		im->at.line = 0;
		import_warn(im, "no note: %zu messages of other types",
		    im->passed_over - before);
	}
	message_free(&r.message);
	buf_wipe(&r.text);
	buf_free(&r.text);
}
