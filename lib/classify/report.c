#include "classify/report.h"

#include <stdint.h>
#include <string.h>

#include "text/utf8.h"

#define WIDTH 80  /* columns */
#define MARGIN 26 /* of them, for label and score */

static const char *
colour_of(enum label l)
{
	if (l == LABEL_CONVERSATION)
		return "\033[31m"; /* red: stays here */
	if (label_excluded(l))
		return "\033[32m"; /* green: the ten items */
	return l == LABEL_ADMINISTRATIVE ? "\033[36m" : "\033[33m";
}

static void
add_shown(struct buf *out, const char *text, size_t len)
{
	char bytes[UTF8_MAX];
	uint32_t point;
	size_t n;

	while (len > 0) {
		n = utf8_decode(text, len, &point);
		text += n;
		len -= n;
		n = utf8_encode(
		    utf8_is_hidden(point) ? UTF8_REPLACEMENT : point, bytes);
		buf_add(out, bytes, n);
	}
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/* TEXT folded at spaces, each further line with an empty margin before it. */
static void
add_folded(struct buf *out, struct span text)
{
	size_t at = 0, column = 0;

	while (at < text.len) {
		size_t start = at, width;

		while (at < text.len && !is_space(text.bytes[at]))
			at++;
		width = utf8_count(text.bytes + start, at - start);
		if (column > 0 && MARGIN + column + 1 + width > WIDTH) {
			buf_addf(out, "\n%*s| ", MARGIN - 2, "");
			column = 0;
		} else if (column > 0) {
			buf_add_byte(out, ' ');
			column++;
		}
		add_shown(out, text.bytes + start, at - start);
		column += width;
		while (at < text.len && is_space(text.bytes[at]))
			at++;
	}
	buf_add_byte(out, '\n');
}

static void
add_passage(
    struct buf *out, const struct passage *p, struct span text, bool colour)
{
	struct utf8_offsets o;
	size_t start, end;

	utf8_offsets_open(&o, text.bytes, text.len);
	start = utf8_byte_at(&o, p->place.start);
	end = utf8_byte_at(&o, p->place.end);
	buf_addf(out, "%s%-17s %u.%03u%s | ", colour ? colour_of(p->label) : "",
	    label_name(p->label), p->score / 1000, p->score % 1000,
	    colour ? "\033[0m" : "");
	add_folded(out, (struct span){text.bytes + start, end - start});
}

static void
add_texts(struct buf *out, const char *what, struct texts t)
{
	size_t i;

	for (i = 0; i < t.count; i++) {
		buf_addf(out, "%s: ", what);
		add_shown(out, t.at[i].bytes, t.at[i].len);
		buf_add_byte(out, '\n');
	}
}

static void
add_head(struct buf *out, const struct note *n, const struct classification *c)
{
	char date[DATE_TEXT] = "";

	if (n->date != DATE_NONE)
		date_format(n->date, date);
	buf_add_string(out, "== ");
	add_shown(out, n->id.bytes, n->id.len);
	buf_addf(out, "  %s  %s %u.%03u, %s: ", date, class_name(c->note_class),
	    c->confidence / 1000, c->confidence % 1000,
	    protection_name(c->protection));
	add_shown(out, c->protection_reason.bytes, c->protection_reason.len);
	buf_add_byte(out, '\n');
	add_texts(out, "finding", c->findings);
}

void
report_note(struct buf *out, const struct note *n,
    const struct classification *c, bool colour)
{
	int section = -1;
	size_t i;

	add_head(out, n, c);
	for (i = 0; i < c->passage_count; i++) {
		const struct passage *p = &c->passages[i];

		if (p->place.section != section && p->place.section >= 0) {
			section = p->place.section;
			buf_add_byte(out, '[');
			add_shown(out, n->sections[section].title.bytes,
			    n->sections[section].title.len);
			buf_add_string(out, "]\n");
		}
		if (!p->place.in_title)
			add_passage(out, p,
			    note_text(n, p->place.section, false), colour);
	}
	buf_add_byte(out, '\n');
}
