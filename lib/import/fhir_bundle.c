/* Bundles that are too large for one record, in JSON: split into entries by
 * brackets and quotes alone.  Each entry is then scanned as a record is, and so
 * is, at the end, what stood around the entries, with nothing in their place.
 */
#include "import/fhir.h"

#define AROUND_MOST                                                            \
	((size_t)1 << 20) /* bytes of what stands around entries               \
			   */

struct splitter {
	struct import *im;
	struct origin *in;
	struct span block; /* what is left of the bytes that were peeked */
	size_t peeked;
	bool one_line;
	struct error *e; /* set: reading failed */
	struct buf around, entry;
};

static void
settle(struct splitter *s)
{
	origin_take(s->in, s->peeked - s->block.len);
	s->block = (struct span){0};
	s->peeked = 0;
}

/* Whether there are more bytes; the next of them are in `block`. */
static bool
more(struct splitter *s)
{
	const char *lf;

	if (s->block.len > 0)
		return true;
	settle(s);
	if (origin_peek(s->in, 65536, &s->block, s->e) == -1)
		s->block.len = 0;
	if (s->one_line && s->block.len > 0) {
		lf = memchr(s->block.bytes, '\n', s->block.len);
		if (lf != NULL)
			s->block.len = (size_t)(lf - s->block.bytes);
	}
	s->peeked = s->block.len;
	return s->block.len > 0;
}

static void
take(struct splitter *s, size_t len)
{
	s->block.bytes += len;
	s->block.len -= len;
}

/* The next byte that is not white space, left where it is; 0: the end. */
static char
next_token(struct splitter *s)
{
	while (more(s)) {
		char c = s->block.bytes[0];

		if (c != ' ' && c != '\t' && c != '\n' && c != '\r')
			return c;
		take(s, 1);
	}
	return 0;
}

struct nesting {
	size_t depth;
	bool string, escaped;
};

/* How many of BLOCK's bytes belong to the value; DONE where it ends there. */
static size_t
value_part(struct nesting *n, struct span block, bool *done)
{
	size_t i;

	for (i = 0; i < block.len; i++) {
		char c = block.bytes[i];

		while (n->string && !n->escaped && c != '"' && c != '\\') {
			if (++i == block.len)
				return i;
			c = block.bytes[i];
		}
		if (n->escaped) {
			n->escaped = false;
		} else if (n->string) {
			n->escaped = c == '\\';
			n->string = c != '"';
			*done = !n->string && n->depth == 0;
		} else if (c == '"') {
			n->string = true;
		} else if (c == '{' || c == '[') {
			n->depth++;
		} else if (c == '}' || c == ']' || c == ',' || c == ':') {
			*done = n->depth == 0; /* of what is around it */
			if (*done)
				return i;
			if (c == '}' || c == ']')
				*done = --n->depth == 0;
		}
		if (*done)
			return i + 1;
	}
	return block.len;
}

/* One value behind OUT, or as much of it as MOST lets in; it is taken all the
 * same.  False: it has no end. */
static bool
copy_value(struct splitter *s, struct buf *out, size_t most, bool *too_long)
{
	struct nesting n = {0};
	bool done = false;
	size_t len;

	while (!done && more(s)) {
		len = value_part(&n, s->block, &done);
		if (out->len + len > most)
			*too_long = true;
		else
			buf_add(out, s->block.bytes, len);
		take(s, len);
	}
	return done;
}

static void
read_entry(struct splitter *s, const struct fhir *f, size_t number, bool long_)
{
	struct import *im = s->im;
	struct span json = {buf_string(&s->entry), s->entry.len};
	struct error e = {0};

	im->at.part = "entry";
	im->at.number = number;
	im->at.raw = json;
	if (long_)
		error_set(&e, "more than %zu bytes", LINE_MOST);
	if (long_ || scan_line(im->scan, json.bytes, json.len, &e) == -1)
		import_reject(im, &e);
	else
		fhir_entry(f, (struct value){.json = json, .type = SCAN_OBJECT},
		    number, 1);
}

/* From '[' to ']'.  False: it is not an array, or has no end. */
static bool
read_entries(struct splitter *s)
{
	struct fhir f = {.im = s->im};
	struct place outer = s->im->at;
	char scope[FHIR_SCOPE], c;
	size_t number = 0;
	bool whole;

	fhir_scope(&f, scope);
	take(s, 1);
	c = next_token(s);
	whole = c == ']';
	while (!whole && c != 0 && import_goes_on(s->im)) {
		bool too_long = false;

		s->entry.len = 0;
		if (!copy_value(s, &s->entry, LINE_MOST, &too_long))
			break;
		read_entry(s, &f, ++number, too_long);
		c = next_token(s);
		whole = c == ']';
		if (c != ',' && !whole)
			break;
		take(s, 1);
		if (!whole)
			c = next_token(s);
	}
	s->im->at = outer;
	if (whole && number == 0)
		take(s, 1);
	buf_add_string(&s->around, "[]");
	return whole || !import_goes_on(s->im);
}

/* All of the object; false where it breaks off. */
static bool
split(struct splitter *s)
{
	bool too_long = false, whole = true;
	size_t key = 0;
	char c;

	while (whole && !too_long && (c = next_token(s)) != 0) {
		if (c == '[' && s->around.len - key == 8 &&
		    memcmp(s->around.bytes + key, "\"entry\":", 8) == 0) {
			whole = read_entries(s);
			if (!import_goes_on(s->im))
				return true;
		} else if (c == '{' && s->around.len == 0) {
			buf_add_byte(&s->around, c);
			take(s, 1);
		} else if (c == ',' || c == ':' || c == '}') {
			buf_add_byte(&s->around, c);
			take(s, 1);
			if (c == '}')
				return true;
		} else if (c == ']') {
			return false;
		} else {
			if (c == '"' && s->around.len > 0 &&
			    s->around.bytes[s->around.len - 1] != ':')
				key = s->around.len;
			whole =
			    copy_value(s, &s->around, AROUND_MOST, &too_long);
		}
	}
	return false;
}

static int
judge(struct splitter *s, bool whole, struct error *e)
{
	struct span json = {buf_string(&s->around), s->around.len};
	struct error why = {0};

	if (e->text[0] != '\0')
		return -1;
	if (!whole)
		return error_set(e,
		    "more than %zu bytes, and not a Bundle that can be read "
		    "entry by entry to its end",
		    LINE_MOST);
	if (scan_line(s->im->scan, json.bytes, json.len, &why) == -1)
		return error_set(e, "not JSON around the entries of a Bundle");
	if (!resource_is(
		(struct value){.json = json, .type = SCAN_OBJECT}, "Bundle"))
		return error_set(
		    e, "more than %zu bytes, and not a Bundle", LINE_MOST);
	if (next_token(s) != 0)
		return error_set(e, "more than a Bundle");
	return e->text[0] == '\0' ? 0 : -1;
}

int
fhir_bundle_json(
    struct import *im, struct origin *in, bool one_line, struct error *e)
{
	struct splitter s = {.im = im, .in = in, .one_line = one_line, .e = e};
	struct span mark;
	bool whole;
	int result;

	if (origin_peek(in, 3, &mark, e) == 0 && mark.len == 3 &&
	    memcmp(mark.bytes, "\xef\xbb\xbf", 3) == 0)
		origin_take(in, 3);
	whole = split(&s);
	result = import_goes_on(im) ? judge(&s, whole, e) : 0;
	settle(&s);
	buf_wipe(&s.entry);
	buf_free(&s.entry);
	buf_free(&s.around);
	return result;
}
