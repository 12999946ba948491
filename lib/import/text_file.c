/* A text file is one note: a header block of "Key: value" lines, a blank line,
 * the text.  Where the mapping gives a pattern, the file's name says more. */
#include <strings.h>

#include "import/charset.h"
#include "import/content.h"
#include "import/import.h"
#include "import/map.h"

#define HEADER_KEY 40 /* bytes of a key, at most */

static const struct {
	const char *key;
	const char *path;
} usual[] = {
#define HEADER(key, path) {key, path},
#include "import/header.def"
#undef HEADER
};

static struct span
trim(struct span s)
{
	while (s.len > 0 && (s.bytes[0] == ' ' || s.bytes[0] == '\t')) {
		s.bytes++;
		s.len--;
	}
	while (s.len > 0 && strchr(" \t\r", s.bytes[s.len - 1]) != NULL)
		s.len--;
	return s;
}

static bool
same_word(struct span s, const char *word)
{
	return s.len == strlen(word) && strncasecmp(s.bytes, word, s.len) == 0;
}

/* What a member's path and a value make of the draft. */
static int
set_path(struct import *im, struct span path, struct span value,
    const char *pattern, struct error *e)
{
	struct draft *d = &im->draft;
	enum field f = field_find(path);

	if (span_is(path, "patient.name")) {
		map_name(d, value);
		return 0;
	}
	if (span_is(path, "patient.phones") ||
	    span_is(path, "patient.emails")) {
		draft_add(d,
		    span_is(path, "patient.phones") ? LIST_PHONES : LIST_EMAILS,
		    value, (struct span){0});
		return 0;
	}
	if (f == FIELD_COUNT)
		return error_set(e, "a member that no note has");
	return map_field(im, f, value, pattern, e);
}

/* The path that a header's key stands for: the map's word, a usual one, or the
 * path itself.  Absent: not a key. */
static struct span
header_path(const struct import *im, struct span key)
{
	const struct map *m = im->map;
	size_t i, j;

	if (m != NULL && m->format == FORMAT_TEXT)
		for (i = 0; i < m->row_count; i++)
			for (j = 0; j < m->rows[i].from_count; j++)
				if (same_word(key, m->rows[i].from[j].bytes))
					return span_of(m->rows[i].path);
	for (i = 0; i < sizeof(usual) / sizeof(usual[0]); i++)
		if (same_word(key, usual[i].key))
			return span_of(usual[i].path);
	if (field_find(key) != FIELD_COUNT)
		return key;
	return (struct span){0};
}

static const char *
header_pattern(const struct import *im, struct span path)
{
	const struct map *m = im->map;
	size_t i;

	if (m != NULL && m->format == FORMAT_TEXT)
		for (i = 0; i < m->row_count; i++)
			if (span_is(path, m->rows[i].path))
				return m->rows[i].pattern;
	return NULL;
}

/* Times of day wait until the date is known, wherever it stands. */
struct waiting {
	struct span path[2];
	struct span value[2];
	int count;
};

/* Takes a header line off TEXT; false where the next line is none. */
static bool
take_line(
    struct import *im, struct span *text, struct waiting *late, struct error *e)
{
	const char *lf = memchr(text->bytes, '\n', text->len), *colon;
	size_t len = lf == NULL ? text->len : (size_t)(lf - text->bytes);
	struct span path, value;

	colon = memchr(text->bytes, ':', len < HEADER_KEY ? len : HEADER_KEY);
	if (colon == NULL || colon == text->bytes)
		return false;
	path = header_path(im,
	    trim((struct span){text->bytes, (size_t)(colon - text->bytes)}));
	if (path.bytes == NULL)
		return false;
	value = trim(
	    (struct span){colon + 1, len - (size_t)(colon + 1 - text->bytes)});
	if (value.len > 0 && (span_is(path, "encounter.start") ||
				 span_is(path, "encounter.end"))) {
		if (late->count == 2)
			error_set(e, "header: more than two times");
		else {
			late->path[late->count] = path;
			late->value[late->count++] = value;
		}
	} else if (value.len > 0) {
		set_path(im, path, value, header_pattern(im, path), e);
	}
	text->bytes += lf == NULL ? len : len + 1;
	text->len -= lf == NULL ? len : len + 1;
	return e->text[0] == '\0';
}

static int
read_header(struct import *im, struct span *text, struct error *e)
{
	struct waiting late = {0};
	struct span start = *text;
	int i;

	while (text->len > 0 && take_line(im, text, &late, e))
		;
	if (e->text[0] != '\0')
		return error_prefix(e, "header");
	for (i = 0; i < late.count; i++)
		if (set_path(im, late.path[i], late.value[i],
			header_pattern(im, late.path[i]), e) == -1)
			return error_prefix(e, "header");
	/* The blank line between belongs to neither. */
	if (text->bytes != start.bytes && text->len > 0 &&
	    text->bytes[0] == '\n') {
		text->bytes++;
		text->len--;
	}
	return 0;
}

/* "{patient.id}_{date:YYYYMMDD}_*.txt" against the file's last name. */
static int
read_name(struct import *im, const char *pattern, struct error *e)
{
	struct draft *d = &im->draft;
	const char *name = strrchr(im->at.file, '/');
	const char *close, *colon, *stop;
	struct span path, value;
	const char *format;

	name = name == NULL ? im->at.file : name + 1;
	while (*pattern != '\0') {
		if (*pattern != '{' && *pattern != '*') {
			if (*pattern++ != *name++)
				return error_set(e, "file name: not as the "
						    "mapping's pattern says");
			continue;
		}
		close = *pattern == '*' ? pattern : strchr(pattern, '}');
		if (close == NULL)
			return error_set(e, "file_name: a brace not closed");
		stop = close[1] == '\0' ? name + strlen(name)
					: strchr(name, close[1]);
		if (stop == NULL)
			return error_set(e, "file name: not as the mapping's "
					    "pattern says");
		if (*pattern == '{') {
			path = (struct span){
			    pattern + 1, (size_t)(close - pattern) - 1};
			format = NULL;
			colon = memchr(path.bytes, ':', path.len);
			if (colon != NULL) {
				format = draft_copy(
				    d, (struct span){colon + 1,
					   (size_t)(close - colon) - 1})
					     .bytes;
				path.len = (size_t)(colon - path.bytes);
			}
			value = draft_copy(
			    d, (struct span){name, (size_t)(stop - name)});
			if (set_path(im, path, value, format, e) == -1)
				return error_prefix(e, "file name");
		}
		name = stop;
		pattern = close + 1;
	}
	return *name == '\0' ? 0
			     : error_set(e, "file name: not as the mapping's "
					    "pattern says");
}

static int
read_file(struct import *im, struct span all, struct error *e)
{
	struct draft *d = &im->draft;
	struct content c = {.bytes = all};
	const struct map *m = im->map;
	enum content_kind kind = content_kind(all, (struct span){0});
	struct charset_remarks said = {0};
	struct span text;
	int f;

	if (m != NULL && m->format == FORMAT_TEXT) {
		for (f = 0; f < FIELD_COUNT; f++)
			d->field[f] = m->set[f];
		c.charset = m->charset;
		if (m->file_name != NULL &&
		    read_name(im, m->file_name, e) == -1)
			return -1;
	}
	if (kind != CONTENT_TEXT)
		return content_read(im, &c, e);
	if (charset_text(all, c.charset, &d->arena, &text, &said, e) == -1)
		return -1;
	if (said.contradicted != NULL)
		import_warn(im, "%s", said.contradicted);
	if (said.replaced != NULL)
		import_warn(im, "%s", said.replaced);
	if (read_header(im, &text, e) == -1)
		return -1;
	c.bytes = text;
	c.charset = span_of("utf-8");
	return content_read(im, &c, e);
}

/* PDF, RTF and HTML have no header block of their own: their text does. */
static int
header_of_text(struct import *im, struct error *e)
{
	struct pairs *p = &im->draft.list[LIST_SECTIONS];

	if (p->count == 0 || im->draft.field[FIELD_PATIENT_ID].bytes != NULL)
		return 0;
	return read_header(im, &p->at[0].second, e);
}

void
text_read(struct import *im, struct origin *in)
{
	struct draft *d = &im->draft;
	struct error e = {0};
	struct span all;

	if (origin_all(in, DOCUMENT_MOST, &all, &e) == -1) {
		import_reject(im, &e);
		return;
	}
	im->at.raw = all;
	draft_reset(d);
	import_begin(im, "text", all);
	if (read_file(im, all, &e) == -1 || header_of_text(im, &e) == -1) {
		import_reject(im, &e);
		return;
	}
	declare_class(d, d->field[FIELD_TITLE]);
	if (d->field[FIELD_ID].bytes == NULL)
		draft_set_digest_id(d, 1);
	import_note(im);
}
