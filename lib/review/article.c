#include "review/article.h"

#include "base/date.h"
#include "review/html.h"
#include "text/utf8.h"

int
reviewed_read(struct reviewed *r, const struct law *law, struct record *rec,
    struct error *e)
{
	r->law = law;
	if (note_read(&r->note, rec, e) == -1 ||
	    classification_read(&r->classification, rec, e) == -1 ||
	    decision_read(&r->decision, rec, e) == -1 ||
	    redaction_read(&r->redaction, rec, e) == -1)
		return -1;
	return classification_fits(&r->classification, &r->note, e);
}

static void
add_fact(struct buf *out, const char *name, struct span value)
{
	if (value.bytes == NULL || value.len == 0)
		return;
	buf_addf(out, "<li><span class=quiet>%s</span> ", name);
	html_add(out, value);
	buf_add_string(out, "</li>");
}

static void
add_facts(struct buf *out, const struct reviewed *r)
{
	char day[DATE_TEXT] = "";

	if (r->note.date != DATE_NONE)
		date_format(r->note.date, day);
	buf_add_string(out, "<ul class=facts>");
	add_fact(out, "Patient", r->note.patient.id);
	add_fact(out, "Date of service", span_of(day));
	add_fact(out, "Author", r->note.author.name);
	add_fact(out, "Title", r->note.title);
	if (r->classification.present) {
		add_fact(out, "Class",
		    span_of(class_name(r->classification.note_class)));
		add_fact(out, "Protection",
		    span_of(protection_name(r->classification.protection)));
		add_fact(out, "because", r->classification.protection_reason);
	} else {
		add_fact(out, "Class", span_of("never classified"));
	}
	if (r->redaction.present)
		add_fact(out, "Redacted by profile", r->redaction.profile);
	buf_add_string(out, "</ul>");
}

static void
add_cell(struct buf *out, struct span text)
{
	buf_add_string(out, "<td>");
	html_add(out, text);
	buf_add_string(out, "</td>");
}

static void
add_ruling(struct buf *out, const char *what, const struct ruling *r)
{
	size_t i;

	buf_add_string(out, "<tr><th scope=row>");
	html_add(out, span_of(what));
	buf_add_string(out, "</th>");
	add_cell(out, span_of(outcome_name(r->outcome)));
	add_cell(out, r->rule);
	add_cell(out, r->citation);
	buf_add_string(out, "<td>");
	for (i = 0; i < r->reason_count; i++) {
		if (i > 0)
			buf_add_string(out, "<br>");
		html_add(out, r->reasons[i].code);
		buf_add_string(out, ": ");
		html_add(out, r->reasons[i].text);
	}
	buf_add_string(out, "</td></tr>");
}

/* A table that scrolls by itself where the window is narrow; a region must have
 * a name of its own. */
static void
open_table(struct buf *out, const char *what, size_t number)
{
	buf_addf(out,
	    "<div class=scroll tabindex=0 role=region aria-label=\"%s, note "
	    "%zu\"><table><caption>%s</caption>",
	    what, number, what);
}

static void
add_decision(struct buf *out, const struct decision *d, size_t number)
{
	int s;

	if (!d->present) {
		buf_add_string(out, "<p class=stays>Nobody has decided what a "
				    "request may have of this note: "
				    "nothing goes.</p>");
		return;
	}
	open_table(out, "Decision", number);
	buf_add_string(out,
	    "<tr><th scope=col>Scope<th scope=col>Outcome<th scope=col>Rule"
	    "<th scope=col>Citation<th scope=col>Reasons</tr>");
	add_ruling(out, "the note", &d->whole);
	for (s = 0; s < SCOPE_COUNT; s++)
		if (d->scopes[s].present)
			add_ruling(
			    out, scope_name((enum scope)s), &d->scopes[s]);
	for (s = 0; s < SCOPE_COUNT; s++)
		if (d->part2[s].present)
			add_ruling(out, "42 CFR Part 2", &d->part2[s]);
	buf_add_string(out, "</table></div>");
}

static void
add_withheld(struct buf *out, const struct redaction *r, size_t number)
{
	size_t i;

	if (r->withheld_count == 0 && r->field_count == 0)
		return;
	open_table(out, "Taken out", number);
	buf_add_string(out,
	    "<tr><th scope=col>What<th scope=col>Code<th scope=col>Citation"
	    "<th scope=col>Characters</tr>");
	for (i = 0; i < r->withheld_count; i++) {
		const struct withheld *w = &r->withheld[i];

		buf_addf(out, "<tr><td>%s</td>",
		    w->label == LABEL_NONE ? "text" : label_name(w->label));
		add_cell(out, w->code);
		add_cell(out, w->citation);
		buf_addf(out, "<td class=number>%zu</td></tr>", w->chars);
	}
	for (i = 0; i < r->field_count; i++) {
		buf_add_string(out, "<tr><td>member ");
		html_add(out, r->fields[i].path);
		buf_add_string(out, "</td>");
		add_cell(out, r->fields[i].code);
		add_cell(out, r->fields[i].citation);
		buf_add_string(out, "<td></td></tr>");
	}
	buf_add_string(out, "</table></div>");
}

static void
add_text(struct buf *out, const struct passage *p, struct span text)
{
	struct utf8_offsets offsets;
	size_t at, end;

	utf8_offsets_open(&offsets, text.bytes, text.len);
	at = utf8_byte_at(&offsets, p->place.start);
	end = utf8_byte_at(&offsets, p->place.end);
	html_add(out, (struct span){text.bytes + at, end - at});
}

/* What all passages of a note share stands on its article. */
static void
add_attributes(struct buf *out, const struct reviewed *r,
    const struct passage *p, enum fate fate)
{
	const char *state = fate_name(fate);

	buf_addf(out,
	    "<div class=\"passage %s\" data-state=%s data-label=%s "
	    "data-score=%u data-section=%d data-start=%zu data-end=%zu%s%s>",
	    state, state, label_name(p->label), p->score, p->place.section,
	    p->place.start, p->place.end,
	    passage_releasable(&r->decision, p) ? " data-release=yes" : "",
	    p->place.in_title ? " data-in=title" : "");
}

static const char *
fate_words(enum fate fate)
{
	switch (fate) {
	case FATE_GOES:
		return "Goes";
	case FATE_REVIEW:
		return "Waits for a person";
	case FATE_STAYS:
	case FATE_COUNT:
		break;
	}
	return "Stays";
}

static void
add_passage(struct buf *out, const struct reviewed *r, const struct passage *p,
    enum fate fate)
{
	const struct ruling *ruling =
	    r->decision.present ? decision_ruling(&r->decision, p) : NULL;
	struct span text =
	    note_text(&r->note, p->place.section, p->place.in_title);
	size_t i;

	add_attributes(out, r, p, fate);
	buf_addf(out,
	    "<span class=said><span class=word>%s</span> · %s, %u.%03u",
	    fate_words(fate), label_name(p->label), p->score / 1000,
	    p->score % 1000);
	for (i = 0; i < p->cues.count; i++) {
		buf_add_string(out, i == 0 ? " · cues: " : ", ");
		html_add(out, p->cues.at[i]);
	}
	if (ruling != NULL && !r->redaction.present) {
		buf_add_string(out, " · ");
		html_add(out, ruling->rule);
		buf_add_byte(out, ' ');
		html_add(out, ruling->citation);
	}
	buf_add_string(out, "</span><bdi>");
	add_text(out, p, text);
	buf_add_string(out, "</bdi></div>\n");
}

/* The section's title, where no passage stands for it. */
static void
add_heading(struct buf *out, const struct reviewed *r, int section)
{
	struct span title = r->note.sections[section].title;

	if (title.bytes == NULL || title.len == 0)
		return;
	buf_add_string(out, "<h4><bdi>");
	html_add(out, title);
	buf_add_string(out, "</bdi></h4>");
}

static void
add_unclassified(struct buf *out, const struct reviewed *r)
{
	size_t i;

	for (i = 0; i < r->note.section_count; i++) {
		add_heading(out, r, (int)i);
		buf_add_string(out, "<div class=\"passage stays\"><bdi>");
		html_add(out, r->note.sections[i].text);
		buf_add_string(out, "</bdi></div>\n");
	}
}

static void
add_record_side(struct buf *out, const struct reviewed *r, struct tally *t)
{
	const struct classification *c = &r->classification;
	int section = -1;
	size_t i;

	buf_add_string(out, "<section><h3>In the record</h3>");
	if (!c->present)
		add_unclassified(out, r);
	for (i = 0; i < c->passage_count; i++) {
		const struct passage *p = &c->passages[i];
		enum fate fate =
		    passage_fate(r->law, &r->decision, r->redaction.present, p);

		/* In their order: -1, the note's title, is the first. */
		if (p->place.section != section && !p->place.in_title)
			add_heading(out, r, p->place.section);
		section = p->place.section;
		add_passage(out, r, p, fate);
		tally_passage(t, p, fate);
	}
	buf_add_string(out, "</section>");
}

static void
add_going(struct buf *out, const struct reviewed *r)
{
	const struct classification *c = &r->classification;
	size_t i, stays = 0;

	for (i = 0; i <= c->passage_count; i++) {
		const struct passage *p = &c->passages[i];
		bool goes = i < c->passage_count &&
			    passage_fate(r->law, &r->decision,
				r->redaction.present, p) == FATE_GOES;

		if (stays > 0 && (goes || i == c->passage_count)) {
			buf_addf(out, "<p class=gone>[%zu %s here]</p>", stays,
			    stays == 1 ? "passage stays" : "passages stay");
			stays = 0;
		}
		if (i == c->passage_count)
			break;
		if (!goes) {
			stays++;
			continue;
		}
		buf_add_string(out, "<div class=\"passage goes\"><bdi>");
		add_text(out, p,
		    note_text(&r->note, p->place.section, p->place.in_title));
		buf_add_string(out, "</bdi></div>\n");
	}
}

/* Redacted, the record's text is what goes, markers and all. */
static void
add_going_side(struct buf *out, const struct reviewed *r)
{
	size_t i;

	buf_add_string(out, "<section><h3>What will go</h3>");
	if (!r->redaction.present) {
		add_going(out, r);
	} else {
		for (i = 0; i < r->note.section_count; i++) {
			add_heading(out, r, (int)i);
			buf_add_string(
			    out, "<div class=\"passage goes\"><bdi>");
			html_add(out, r->note.sections[i].text);
			buf_add_string(out, "</bdi></div>\n");
		}
	}
	buf_add_string(out, "</section>");
}

void
article_add(
    struct buf *out, const struct reviewed *r, size_t number, struct tally *t)
{
	buf_addf(out,
	    "<article id=note-%zu aria-labelledby=name-%zu data-patient=\"",
	    number, number);
	html_add(out, r->note.patient.id);
	buf_add_string(out, "\" data-note=\"");
	html_add(out, r->note.id);
	buf_add_string(out, "\" data-text=\"");
	html_add(out, r->classification.text);
	buf_addf(out, "\"><h2 id=name-%zu>Note ", number);
	html_add(out, r->note.id);
	buf_add_string(out, "</h2>");
	add_facts(out, r);
	add_decision(out, &r->decision, number);
	if (r->redaction.present)
		add_withheld(out, &r->redaction, number);
	buf_add_string(out, "<div class=sides>");
	add_record_side(out, r, t);
	add_going_side(out, r);
	buf_add_string(out, "</div></article>\n");
	t->notes++;
}
