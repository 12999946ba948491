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

/* The row that a header's key stands for: the map's, a usual one, or that of
 * the path that the key is.  False: not a key. */
static bool
header_row(const struct import *im, struct span key, struct map_row *row)
{
	const struct map *m = im->map;
	size_t i, j;

	if (m != NULL && m->format == FORMAT_TEXT)
		for (i = 0; i < m->row_count; i++)
			for (j = 0; j < m->rows[i].from_count; j++)
				if (same_word(key, m->rows[i].from[j].bytes)) {
					*row = m->rows[i];
					return true;
				}
	for (i = 0; i < sizeof(usual) / sizeof(usual[0]); i++)
		if (same_word(key, usual[i].key))
			return map_row_of(row, span_of(usual[i].path)) == 0;
	return map_row_of(row, key) == 0;
}

/* Times of day wait until the date is known, wherever it stands. */
struct waiting {
	struct map_row row[2];
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
	struct map_row row = {0};
	struct span value;

	colon = memchr(text->bytes, ':', len < HEADER_KEY ? len : HEADER_KEY);
	if (colon == NULL || colon == text->bytes)
		return false;
	if (!header_row(im,
		trim((struct span){text->bytes, (size_t)(colon - text->bytes)}),
		&row))
		return false;
	value = trim(
	    (struct span){colon + 1, len - (size_t)(colon + 1 - text->bytes)});
	if (row.target != TARGET_FIELD ||
	    (row.field != FIELD_START && row.field != FIELD_END)) {
		map_put(im, &row, value, e);
	} else if (late->count == 2) {
		error_set(e, "more than two times");
	} else {
		late->row[late->count] = row;
		late->value[late->count++] = value;
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
	for (i = 0; i < late.count && e->text[0] == '\0'; i++)
		map_put(im, &late.row[i], late.value[i], e);
	if (e->text[0] != '\0')
		return error_prefix(e, "header");
	/* The blank line between belongs to neither. */
	if (text->bytes != start.bytes && text->len > 0 &&
	    text->bytes[0] == '\n') {
		text->bytes++;
		text->len--;
	}
	return 0;
}

static int
wrong_name(struct error *e)
{
	return error_set(e, "file name: not as the mapping's pattern says");
}

/* One "{member}" or "{member:date pattern}" and the part of the name that it
 * matched. */
static int
name_part(struct import *im, struct span in_braces, struct span value,
    struct error *e)
{
	struct draft *d = &im->draft;
	const char *colon = memchr(in_braces.bytes, ':', in_braces.len);
	struct map_row row = {0};
	struct span path = in_braces;

	if (colon != NULL) {
		path.len = (size_t)(colon - in_braces.bytes);
		row.pattern = draft_copy(
		    d, (struct span){colon + 1, in_braces.len - path.len - 1})
				  .bytes;
	}
	if (map_row_of(&row, path) == -1)
		return error_set(e, "file_name: a member that no note has");
	if (map_put(im, &row, draft_copy(d, value), e) == -1)
		return error_prefix(e, "file name");
	return 0;
}

/* "{patient.id}_{date:YYYYMMDD}_*.txt" against the file's last name. */
static int
read_name(struct import *im, const char *pattern, struct error *e)
{
	const char *name = strrchr(im->at.file, '/'), *close, *stop;

	name = name == NULL ? im->at.file : name + 1;
	while (*pattern != '\0') {
		if (*pattern != '{' && *pattern != '*') {
			if (*pattern++ != *name++)
				return wrong_name(e);
			continue;
		}
		close = *pattern == '*' ? pattern : strchr(pattern, '}');
		if (close == NULL)
			return error_set(e, "file_name: a brace not closed");
		stop = close[1] == '\0' ? name + strlen(name)
					: strchr(name, close[1]);
		if (stop == NULL)
			return wrong_name(e);
		if (*pattern == '{' &&
		    name_part(im,
			(struct span){
			    pattern + 1, (size_t)(close - pattern) - 1},
			(struct span){name, (size_t)(stop - name)}, e) == -1)
			return -1;
		name = stop;
		pattern = close + 1;
	}
	return *name == '\0' ? 0 : wrong_name(e);
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
		draft_set_digest_id(d);
	import_note(im);
}
