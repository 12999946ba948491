/* A ruling in words, wrapped for a terminal or a letter. */
#include <string.h>

#include "law/rule.h"

#define WIDTH 78 /* bytes of a line */

struct prose {
	struct buf *out;
	size_t column;
	bool begun; /* a word stands in the line */
};

static void
add_words(struct prose *p, const char *bytes, size_t len)
{
	size_t at = 0, end;

	while (at < len) {
		for (end = at; end < len && bytes[end] != ' '; end++)
			;
		if (p->begun && p->column + 1 + end - at > WIDTH) {
			buf_add_string(p->out, "\n  ");
			p->column = 2;
		} else if (p->begun) {
			buf_add_byte(p->out, ' ');
			p->column++;
		}
		buf_add(p->out, bytes + at, end - at);
		p->column += end - at;
		p->begun = true;
		at = end + 1;
	}
}

static void
add(struct prose *p, const char *text)
{
	add_words(p, text, strlen(text));
}

static void
add_span(struct prose *p, struct span s)
{
	add_words(p, s.bytes, s.len);
}

static void
end_line(struct prose *p)
{
	buf_add_byte(p->out, '\n');
	p->column = 0;
	p->begun = false;
}

static void
start_item(struct prose *p, const char *what)
{
	end_line(p);
	buf_add_string(p->out, "  ");
	p->column = 2;
	p->begun = false;
	add(p, what);
}

static const char *
outcome_words(enum outcome o)
{
	switch (o) {
	case OUTCOME_PERMIT:
		return "may go out, within the basis.";
	case OUTCOME_PERMIT_MINIMUM:
		return "may go out, but only what is necessary.";
	case OUTCOME_NEEDS_REVIEW:
		return "is held until a named person decides and the reason is "
		       "logged.";
	case OUTCOME_NEEDS_AUTHORIZATION:
		return "is withheld for want of a valid authorization or "
		       "consent.";
	case OUTCOME_DENY:
	case OUTCOME_COUNT:
		break;
	}
	return "is withheld, and this requester cannot cure that.";
}

static const char *
verified_words(struct span mark)
{
	if (span_is(mark, "P"))
		return "its text was read";
	if (span_is(mark, "PS"))
		return "its text and a commentary were read";
	if (span_is(mark, "S"))
		return "it was read in a commentary alone";
	if (span_is(mark, "policy"))
		return "a policy of caution, not the law's words";
	if (span_is(mark, "reasoning"))
		return "it is reasoned, not read";
	return "it rests on memory: have counsel read it";
}

static void
add_rule(struct prose *p, const struct ruling *r)
{
	struct buf head = {NULL, 0, 0};

	start_item(p, "");
	buf_addf(&head, "%.*s [%.*s; %s]:", (int)r->rule.len, r->rule.bytes,
	    (int)r->citation.len, r->citation.bytes,
	    verified_words(r->verified));
	add_words(p, head.bytes, head.len);
	buf_free(&head);
	add_span(p, r->reasons[0].text);
}

static void
add_reasons(struct prose *p, const struct ruling *r)
{
	struct buf head = {NULL, 0, 0};
	const struct reason *one;
	size_t i;

	for (i = 1; i < r->reason_count; i++) {
		one = &r->reasons[i];
		if (span_is(one->code, "cure")) {
			start_item(p, "What would cure it:");
			add_span(p, one->text);
			continue;
		}
		start_item(p, "");
		buf_addf(&head, "%.*s", (int)one->code.len, one->code.bytes);
		if (one->citation.bytes != NULL)
			buf_addf(&head, " [%.*s]", (int)one->citation.len,
			    one->citation.bytes);
		buf_add_byte(&head, ':');
		add_words(p, head.bytes, head.len);
		head.len = 0;
		add_span(p, one->text);
	}
	buf_free(&head);
}

void
law_explain(const struct law *l, const struct ruling *r, const char *subject,
    struct buf *out)
{
	struct prose p = {out, 0, false};
	const struct field_filter *filter =
	    law_field_filter(l, r->field_filter);
	size_t i;

	add(&p, subject);
	add(&p, outcome_words(r->outcome));
	add_rule(&p, r);
	add_reasons(&p, r);
	if (filter != NULL) {
		start_item(&p, "Field filter");
		add_span(&p, filter->name);
		add(&p, "by");
		add_span(&p, filter->citation);
	}
	if (r->authorization.bytes != NULL) {
		start_item(&p, "Authorization:");
		add_span(&p, r->authorization);
	}
	if (r->attested.bytes != NULL) {
		start_item(&p, "It rests on an attestation:");
		add_span(&p, r->attested);
	}
	for (i = 0; i < r->obligations.count; i++) {
		start_item(&p, "To do:");
		add_span(&p, r->obligations.at[i]);
	}
	end_line(&p);
	end_line(&p);
}
