#include "import/content.h"

#include <strings.h>

#include "import/charset.h"
#include "text/utf8.h"

static bool
begins(struct span s, const char *prefix)
{
	size_t len = strlen(prefix);

	return s.len >= len && strncasecmp(s.bytes, prefix, len) == 0;
}

static bool
contains(struct span s, const char *word)
{
	size_t i, len = strlen(word);

	for (i = 0; i + len <= s.len; i++)
		if ((s.bytes[i] | 0x20) == (word[0] | 0x20) &&
		    strncasecmp(s.bytes + i, word, len) == 0)
			return true;
	return false;
}

/* Past a byte order mark and white space. */
static struct span
beginning(struct span s)
{
	if (s.len >= 3 && memcmp(s.bytes, "\xef\xbb\xbf", 3) == 0) {
		s.bytes += 3;
		s.len -= 3;
	}
	while (s.len > 0 && strchr(" \t\r\n", s.bytes[0]) != NULL &&
	       s.bytes[0] != '\0') {
		s.bytes++;
		s.len--;
	}
	return s;
}

static bool
is_image(struct span s)
{
	static const struct {
		const char *bytes;
		size_t len;
	} signs[] = {
	    {"\x89PNG\r\n\x1a\n", 8},
	    {"\xff\xd8\xff", 3},
	    {"GIF8", 4},
	    {"II*\0", 4},
	    {"MM\0*", 4},
	    {"\0\0\0\x0cjP", 6},
	};
	size_t i;

	for (i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (s.len >= signs[i].len &&
		    memcmp(s.bytes, signs[i].bytes, signs[i].len) == 0)
			return true;
	return false;
}

/* "<section>": markup, of HTML or not; prose may begin "<3 days ago". */
static enum content_kind
kind_of_tag(struct span s)
{
	static const char *const tags[] = {"html", "body", "head", "div", "p",
	    "span", "table", "b", "i", "u", "em", "strong", "ul", "ol", "h1",
	    "h2", "h3", "h4", "h5", "h6", "pre", "br", "br/", "font", "center",
	    "meta", "style", "title", "!--"};
	size_t i, len = 1;
	bool closed;

	if (s.len < 3 || s.bytes[0] != '<' ||
	    !((s.bytes[1] >= 'a' && s.bytes[1] <= 'z') ||
		(s.bytes[1] >= 'A' && s.bytes[1] <= 'Z') || s.bytes[1] == '!'))
		return CONTENT_UNKNOWN;
	while (len < s.len && strchr(" \t\r\n>", s.bytes[len]) == NULL)
		len++;
	for (i = 0; i < sizeof(tags) / sizeof(tags[0]); i++)
		if (strlen(tags[i]) == len - 1 &&
		    strncasecmp(s.bytes + 1, tags[i], len - 1) == 0)
			return CONTENT_HTML;
	closed = memchr(s.bytes, '>', s.len) != NULL &&
		 contains((struct span){s.bytes + len, s.len - len}, "</");
	return closed ? CONTENT_XML : CONTENT_UNKNOWN;
}

enum content_kind
content_kind(struct span bytes, struct span type)
{
	struct span start = beginning(bytes), head = start;

	/* Most of what says nothing of its type is prose. */
	if (type.len == 0 && !is_image(bytes) &&
	    (start.len == 0 || strchr("%{<", start.bytes[0]) == NULL))
		return CONTENT_TEXT;
	if (head.len > 8192)
		head.len = 8192;
	if (begins(start, "%PDF-"))
		return CONTENT_PDF;
	if (is_image(bytes))
		return CONTENT_IMAGE;
	if (begins(start, "{\\rtf"))
		return CONTENT_RTF;
	if (begins(start, "<?xml") || begins(start, "<ClinicalDocument") ||
	    begins(type, "text/xml") || begins(type, "application/xml") ||
	    begins(type, "application/hl7-") ||
	    begins(type, "application/cda") || begins(type, "text/cda")) {
		if (contains(head, "ClinicalDocument"))
			return CONTENT_CCDA;
		if (contains(head, "<html"))
			return CONTENT_HTML;
		if (begins(start, "<"))
			return CONTENT_XML;
	}
	if (begins(start, "<!doctype html"))
		return CONTENT_HTML;
	if (kind_of_tag(start) != CONTENT_UNKNOWN)
		return kind_of_tag(start);
	if (begins(type, "text/html") || begins(type, "application/xhtml"))
		return CONTENT_HTML;
	if (begins(type, "image/"))
		return CONTENT_IMAGE;
	if (begins(type, "text/") || type.len == 0 ||
	    begins(type, "application/octet-stream") ||
	    begins(type, "application/pdf") ||
	    begins(type, "application/rtf") ||
	    begins(type, "application/txt") || begins(type, "application/xml"))
		return CONTENT_TEXT;
	return CONTENT_UNKNOWN;
}

/* The kind that the declared type names; UNKNOWN: none of ours. */
static enum content_kind
kind_declared(struct span type)
{
	if (contains(type, "html"))
		return CONTENT_HTML;
	if (contains(type, "rtf"))
		return CONTENT_RTF;
	if (contains(type, "pdf"))
		return CONTENT_PDF;
	if (contains(type, "xml") || contains(type, "cda"))
		return CONTENT_CCDA;
	if (begins(type, "text/"))
		return CONTENT_TEXT;
	return CONTENT_UNKNOWN;
}

/* Text that no person wrote: what was decoded is not what it says it is.  Its
 * line ends are LF. */
static bool
is_binary(struct span s)
{
	size_t i, odd = 0, most = s.len < 4096 ? s.len : 4096;

	for (i = 0; i < most; i++) {
		unsigned char c = (unsigned char)s.bytes[i];

		if (c < 0x20 && c != '\n' && c != '\t' && c != '\f' &&
		    c != 0x1b)
			odd++;
	}
	return odd > most / 32 + 1;
}

/* "<meta charset=windows-1252>", or in its http-equiv; absent: none. */
static struct span
charset_of_meta(struct span page)
{
	static const char tag[] = "<meta";
	struct span rest, charset;
	size_t i;

	if (page.len > 2048)
		page.len = 2048;
	for (i = 0; i + sizeof(tag) <= page.len; i++) {
		if (strncasecmp(page.bytes + i, tag, sizeof(tag) - 1) != 0)
			continue;
		rest = (struct span){page.bytes + i, page.len - i};
		if (memchr(rest.bytes, '>', rest.len) != NULL)
			rest.len = (size_t)((const char *)memchr(
						rest.bytes, '>', rest.len) -
					    rest.bytes);
		charset = charset_of_type(rest);
		if (charset.len > 0)
			return charset;
	}
	return (struct span){0};
}

static int
plain_text(struct import *im, const struct content *c, bool page,
    struct span *out, struct error *e)
{
	struct charset_remarks said = {0};
	struct span charset = c->charset;

	if (charset.len == 0)
		charset = charset_of_type(c->type);
	if (charset.len == 0 && page)
		charset = charset_of_meta(c->bytes);
	if (charset_text(c->bytes, charset, &im->draft.arena, out, &said, e) ==
	    -1)
		return -1;
	if (said.contradicted != NULL)
		import_warn(im, "%s", said.contradicted);
	if (said.replaced != NULL)
		import_warn(im, "%s", said.replaced);
	if (is_binary(*out))
		return error_set(e, "not text");
	return 0;
}

/* What one form of a document has and another has not, though they say the
 * same: white space, a table's bars, bullets, the shape of quotes. */
static bool
is_layout(uint32_t point, char next)
{
	static const uint32_t points[] = {' ', '\t', '\n', '\r', '\f', '|', '"',
	    '\'', '*', 0xa0, 0xb7, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
	    0x25aa, 0x25cf, 0xf0b7};
	size_t i;

	for (i = 0; i < sizeof(points) / sizeof(*points); i++)
		if (point == points[i])
			return true;
	return point == '-' && (next == ' ' || next == '\t');
}

/* The next code point that is not layout; 0: the end. */
static uint32_t
next_point(struct span *s)
{
	uint32_t point;
	size_t n;

	while (s->len > 0) {
		n = utf8_decode(s->bytes, s->len, &point);
		s->bytes += n;
		s->len -= n;
		if (!is_layout(point, s->len > 0 ? s->bytes[0] : '\0'))
			return point;
	}
	return 0;
}

static bool
same_words(struct span a, struct span b)
{
	uint32_t point;

	do {
		point = next_point(&a);
		if (point != next_point(&b))
			return false;
	} while (point != 0);
	return true;
}

bool
content_had(const struct draft *d, struct span text)
{
	const struct pairs *p = &d->list[LIST_SECTIONS];
	size_t i;

	for (i = 0; i < p->count; i++)
		if (same_words(p->at[i].second, text))
			return true;
	return false;
}

static int
read_text(struct import *im, const struct content *c, enum content_kind kind,
    struct span *out, struct error *e)
{
	switch (kind) {
	case CONTENT_TEXT:
		return plain_text(im, c, false, out, e);
	case CONTENT_HTML:
		if (plain_text(im, c, true, out, e) == -1)
			return -1;
		return html_text(&im->draft, *out, out, e);
	case CONTENT_RTF:
		return rtf_text(im, c->bytes, out, e);
	case CONTENT_PDF:
		return pdf_text(im, c->bytes, out, e);
	case CONTENT_IMAGE:
		return error_set(e, "an image: needs OCR");
	case CONTENT_XML:
		return error_set(e, "XML of a kind that is not known here");
	case CONTENT_CCDA:
	case CONTENT_UNKNOWN:
		break;
	}
	return error_set(e, "content of a type that is not known here");
}

int
content_read(struct import *im, const struct content *c, struct error *e)
{
	enum content_kind declared = kind_declared(c->type);
	enum content_kind kind = content_kind(c->bytes, c->type);
	struct span text;

	if (declared != CONTENT_UNKNOWN && kind != CONTENT_UNKNOWN &&
	    declared != kind &&
	    !(declared == CONTENT_CCDA && kind == CONTENT_HTML))
		import_warn(im, "content is not of the type that it declares: "
				"read as what it is");
	if (kind == CONTENT_CCDA)
		return ccda_draft(im, c->bytes, false, e);
	if (read_text(im, c, kind, &text, e) == -1)
		return -1;
	if (!content_had(&im->draft, text))
		draft_add_section(&im->draft, c->title, text);
	return 0;
}

void
declare_class(struct draft *d, struct span title)
{
	struct span *class = &d->field[FIELD_DECLARED_CLASS];

	if (class->bytes != NULL || title.bytes == NULL)
		return;
	if (contains(title, "psychotherapy note") ||
	    contains(title, "process note"))
		*class = span_of("psychotherapy");
	else if (contains(title, "progress note"))
		*class = span_of("progress");
}

static const char *const loinc_progress[] = {
#define LOINC_PROGRESS(code, display) code,
#include "import/loinc.def"
#undef LOINC_PROGRESS
};

void
declare_class_code(struct draft *d, struct span system, struct span code)
{
	size_t i;

	if (d->field[FIELD_DECLARED_CLASS].bytes != NULL ||
	    !(span_is(system, "http://loinc.org") ||
		span_is(system, "2.16.840.1.113883.6.1") ||
		span_is(system, "urn:oid:2.16.840.1.113883.6.1") ||
		span_is(system, "LN")))
		return;
	for (i = 0; i < sizeof(loinc_progress) / sizeof(*loinc_progress); i++)
		if (span_is(code, loinc_progress[i]))
			d->field[FIELD_DECLARED_CLASS] = span_of("progress");
}

void
add_label(struct draft *d, struct span code)
{
	const struct pairs *p = &d->list[LIST_LABELS];
	size_t i;

	for (i = 0; i < p->count; i++)
		if (span_equal(p->at[i].first, code))
			return;
	draft_add(d, LIST_LABELS, code, (struct span){0});
	if (span_is(code, "42CFRPart2"))
		d->field[FIELD_PART2_STATUS] = span_of("yes");
	if (span_is(code, "PSYTHPN"))
		d->field[FIELD_DECLARED_CLASS] = span_of("psychotherapy");
}
