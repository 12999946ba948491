#include "review/terminal.h"

#include "base/date.h"
#include "text/utf8.h"

#define MARGIN 26 /* columns for label and fate */

static const char *
colour_of(enum fate f)
{
	switch (f) {
	case FATE_GOES:
		return "\033[32m";
	case FATE_REVIEW:
		return "\033[33m";
	case FATE_STAYS:
	case FATE_COUNT:
		break;
	}
	return "\033[31m";
}

static void
add_span(struct buf *out, struct span text)
{
	if (text.bytes != NULL)
		buf_add_visible(out, text.bytes, text.len);
}

static void
add_head(struct buf *out, const struct reviewed *r)
{
	char day[DATE_TEXT] = "no date";

	if (r->note.date != DATE_NONE)
		date_format(r->note.date, day);
	buf_add_string(out, "== ");
	add_span(out, r->note.id);
	buf_add_string(out, "  patient ");
	add_span(out, r->note.patient.id);
	buf_addf(out, "  %s  %s", day,
	    r->classification.present ? class_name(r->classification.note_class)
				      : "never classified");
	if (r->decision.present) {
		buf_addf(out, "  %s ", outcome_name(r->decision.whole.outcome));
		add_span(out, r->decision.whole.rule);
		buf_add_string(out, ", ");
		add_span(out, r->decision.whole.citation);
	} else {
		buf_add_string(out, "  not decided");
	}
	buf_add_byte(out, '\n');
}

/* Lines of text behind the margin. */
static void
add_text(struct buf *out, struct span text)
{
	size_t at;

	for (at = 0; at < text.len; at++) {
		size_t line = at;

		while (line < text.len && text.bytes[line] != '\n')
			line++;
		if (at > 0)
			buf_addf(out, "%*s", MARGIN, "");
		buf_add_visible(out, text.bytes + at, line - at);
		buf_add_byte(out, '\n');
		at = line;
	}
}

static void
add_passage(struct buf *out, const struct reviewed *r, const struct passage *p,
    enum fate fate, bool colour)
{
	struct span whole =
	    note_text(&r->note, p->place.section, p->place.in_title);
	struct utf8_offsets o;
	size_t from, to;

	utf8_offsets_open(&o, whole.bytes, whole.len);
	from = utf8_byte_at(&o, p->place.start);
	to = utf8_byte_at(&o, p->place.end);
	if (colour)
		buf_add_string(out, colour_of(fate));
	buf_addf(out, "%-18s%-*s", label_name(p->label), MARGIN - 18,
	    fate_name(fate));
	if (colour)
		buf_add_string(out, "\033[0m");
	add_text(out, (struct span){whole.bytes + from, to - from});
}

void
terminal_add(
    struct buf *out, const struct reviewed *r, bool colour, struct tally *t)
{
	const struct classification *c = &r->classification;
	size_t i;

	add_head(out, r);
	for (i = 0; i < c->passage_count; i++) {
		enum fate fate = passage_fate(r->law, &r->decision,
		    r->redaction.present, &c->passages[i]);

		add_passage(out, r, &c->passages[i], fate, colour);
		tally_passage(t, &c->passages[i], fate);
	}
	for (i = 0; !c->present && i < r->note.section_count; i++) {
		buf_addf(out, "%-*s", MARGIN, "not classified");
		add_text(out, r->note.sections[i].text);
	}
	for (i = 0; i < r->redaction.withheld_count; i++) {
		const struct withheld *w = &r->redaction.withheld[i];

		buf_addf(out, "%-18s%-*s%zu characters, ",
		    w->label == LABEL_NONE ? "text" : label_name(w->label),
		    MARGIN - 18, "taken", w->chars);
		add_span(out, w->code);
		buf_add_byte(out, ' ');
		add_span(out, w->citation);
		buf_add_byte(out, '\n');
	}
	buf_add_byte(out, '\n');
	t->notes++;
}

void
terminal_add_counts(struct buf *out, const struct tally *t)
{
	int l;

	buf_addf(out, "%zu note%s%*s%8s%8s%8s\n", t->notes,
	    t->notes == 1 ? "" : "s", 10, "", "goes", "review", "stays");
	for (l = 0; l < LABEL_COUNT; l++)
		if (tally_label(t, (enum label)l) > 0)
			buf_addf(out, "%-18s%8zu%8zu%8zu\n",
			    label_name((enum label)l),
			    t->passages[l][FATE_GOES],
			    t->passages[l][FATE_REVIEW],
			    t->passages[l][FATE_STAYS]);
}
