/* What is to be done about an incident, as text and as data for letters. */
#include "ledger/breach_rules.h"
#include "note/writer.h"

static void
line_date(struct buf *out, const char *label, date_days d, const char *citation)
{
	char date[DATE_TEXT];

	date_format(d, date);
	buf_addf(out, "%-13s by %s (%s)\n", label, date, citation);
}

static void
states_text(const struct breach *b, struct buf *out)
{
	for (size_t i = 0; i < b->state_count; i++) {
		struct span s = b->states[i].state;

		buf_addf(out, "%s%.*s %zu", i == 0 ? " (" : ", ",
		    s.bytes == NULL ? 7 : (int)s.len,
		    s.bytes == NULL ? "unknown" : s.bytes, b->states[i].count);
	}
	buf_add_string(out, b->state_count > 0 ? ")\n" : "\n");
}

static void
media_text(
    const struct breach_rules *r, const struct breach *b, struct buf *out)
{
	if (b->media) {
		line_date(out, "Media:", b->individuals_by, r->media.citation);
		for (size_t i = 0; i < b->state_count; i++)
			if (b->states[i].media)
				buf_addf(out, "%-13s of %.*s\n", "",
				    (int)b->states[i].state.len,
				    b->states[i].state.bytes);
	} else
		buf_addf(out, "%-13s %s (%s)\n", "Media:",
		    b->media_open ? "needs review: of some the state is not "
				    "known"
				  : "no",
		    r->media.citation);
}

static void
content_text(const struct incident *i, struct buf *out)
{
	const struct {
		const char *what;
		struct span text;
	} parts[] = {{"happened", i->happened}, {"types", i->types},
	    {"protect", i->protect}, {"doing", i->doing},
	    {"contact", i->contact}};
	bool any = false;

	for (size_t n = 0; n < sizeof(parts) / sizeof(*parts); n++)
		if (parts[n].text.len == 0) {
			buf_addf(out, "%s%s",
			    any ? ", " : "Letters lack: ", parts[n].what);
			any = true;
		}
	if (any)
		buf_add_string(out, " (45 CFR 164.404(c)(1))\n");
}

void
breach_text(const struct breach_rules *r, const struct incident *i,
    const struct breach *b, struct buf *out)
{
	char date[DATE_TEXT];

	date_format(i->discovered, date);
	buf_addf(out, "Incident:     %.*s\nDiscovered:   %s\n", (int)i->id.len,
	    i->id.bytes, date);
	buf_addf(out, "Unsecured:    %s\nNotify:       %s: %s (%s)\n",
	    b->unsecured ? "yes" : "no", b->notify ? "yes" : "no", b->why,
	    b->why_citation);
	buf_addf(out, "Individuals:  %zu", b->individuals);
	states_text(b, out);
	if (!b->notify)
		return;
	if (b->delayed_to != DATE_NONE)
		line_date(
		    out, "Delayed:", b->delayed_to, r->oral_delay.citation);
	line_date(out, "Individuals:", b->individuals_by,
	    i->associate == ANSWER_YES ? r->associate.citation
				       : r->individuals.citation);
	line_date(out, b->hhs_at_once ? "HHS at once:" : "HHS, log:", b->hhs_by,
	    r->hhs.citation);
	media_text(r, b, out);
	if (b->substitute)
		buf_addf(out, "%-13s %s (%s)\n", "Substitute:",
		    b->substitute_public
			? "90 days web or major media + toll-free"
			: "another form of notice",
		    r->substitute.citation);
	content_text(i, out);
}

static void
write_bool(struct writer *w, const char *key, bool value)
{
	write_value(
	    w, key, (struct value){.json = span_of(value ? "true" : "false")});
}

static void
states_write(struct writer *w, const struct breach *b)
{
	write_open(w, "states", '[');
	for (size_t i = 0; i < b->state_count; i++) {
		write_open(w, NULL, '{');
		write_text(w, "state", b->states[i].state);
		write_number(w, "count", (long)b->states[i].count);
		write_bool(w, "media", b->states[i].media);
		write_close(w, '{');
	}
	write_close(w, '[');
}

static void
letter_write(struct writer *w, const struct incident *i, const struct breach *b,
    const struct breach_person *p)
{
	w->comma = false;
	write_open(w, NULL, '{');
	write_word(w, "record", "letter/1");
	write_text(w, "incident", i->id);
	write_text(w, "patient", p->patient);
	write_text(w, "state", p->state);
	write_texts(w, "disclosures", p->disclosures);
	write_date(w, "discovered", i->discovered);
	write_date(w, "by", b->individuals_by);
	write_text(w, "happened", i->happened);
	write_text(w, "types", i->types);
	write_text(w, "protect", i->protect);
	write_text(w, "doing", i->doing);
	write_text(w, "contact", i->contact);
	write_close(w, '{');
	buf_add_byte(w->out, '\n');
}

void
breach_ndjson(const struct breach_rules *r, const struct incident *i,
    const struct breach *b, struct buf *out)
{
	struct writer w = {.out = out};

	(void)r;
	write_open(&w, NULL, '{');
	write_word(&w, "record", "breach/1");
	write_text(&w, "incident", i->id);
	write_date(&w, "discovered", i->discovered);
	write_bool(&w, "unsecured", b->unsecured);
	write_bool(&w, "notify", b->notify);
	write_word(&w, "reason", b->why);
	write_word(&w, "citation", b->why_citation);
	write_number(&w, "individuals", (long)b->individuals);
	states_write(&w, b);
	if (b->notify) {
		write_date(&w, "individuals_by", b->individuals_by);
		write_word(
		    &w, "hhs", b->hhs_at_once ? "contemporaneous" : "annual");
		write_date(&w, "hhs_by", b->hhs_by);
		write_bool(&w, "media", b->media);
		write_bool(&w, "media_open", b->media_open);
		if (b->substitute)
			write_word(&w, "substitute",
			    b->substitute_public
				? "90 days web or major media + toll-free"
				: "another form of notice");
	}
	write_close(&w, '{');
	buf_add_byte(out, '\n');
	for (size_t n = 0; b->notify && n < b->people_count; n++)
		letter_write(&w, i, b, &b->people[n]);
}
