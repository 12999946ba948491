/* Any line that the scanner accepts is read by every reader of lib/note, and
 * what was read and is written again reads the same.  Readers trust the
 * scanner alone: whatever a record says, they refuse it or make a view of
 * it. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "note/attest.h"
#include "note/authorization.h"
#include "note/classification.h"
#include "note/correction.h"
#include "note/decision.h"
#include "note/disclosure.h"
#include "note/override.h"
#include "note/plan.h"
#include "note/practice.h"
#include "note/question.h"
#include "note/redaction.h"
#include "note/request.h"
#include "note/restriction.h"
#include "mutator.h"
#include "same_authorization.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static struct record *rec, *again;

/* Writes REC to OUT as a line and reads it as AGAIN. */
static void
reread(struct buf *out)
{
	struct error e = {{0}};

	out->len = 0;
	record_write(rec, out);
	if (record_read(again, out->bytes, out->len, &e) == -1)
		abort();
}

static void
need(bool right)
{
	if (!right)
		abort();
}

static void
classification_stays(const struct classification *c, struct buf *out)
{
	struct classification d;
	struct error e = {{0}};
	size_t i;

	classification_write(rec, c);
	reread(out);
	need(classification_read(&d, again, &e) == 0);
	need(d.present && d.passage_count == c->passage_count);
	need(d.note_class == c->note_class && d.protection == c->protection);
	need(d.confidence == c->confidence);
	for (i = 0; i < c->passage_count; i++) {
		need(place_compare(
			 &c->passages[i].place, &d.passages[i].place) == 0);
		need(c->passages[i].label == d.passages[i].label);
		need(c->passages[i].scope == d.passages[i].scope);
		need(c->passages[i].score == d.passages[i].score);
		need(c->passages[i].sensitivity == d.passages[i].sensitivity);
		need(c->passages[i].cues.count == d.passages[i].cues.count);
	}
}

static void
decision_stays(const struct decision *d, struct buf *out)
{
	struct decision f;
	struct error e = {{0}};
	int s;

	decision_write(rec, d);
	reread(out);
	need(decision_read(&f, again, &e) == 0);
	need(f.whole.outcome == d->whole.outcome && f.as_of == d->as_of);
	for (s = 0; s < SCOPE_COUNT; s++) {
		need(f.scopes[s].present == d->scopes[s].present);
		need(f.scopes[s].outcome == d->scopes[s].outcome);
		need(f.part2[s].present == d->part2[s].present);
		need(f.scopes[s].reason_count == d->scopes[s].reason_count);
	}
}

static void
redaction_stays(const struct redaction *r, struct buf *out)
{
	struct redaction s;
	struct error e = {{0}};

	redaction_write(rec, r);
	reread(out);
	need(redaction_read(&s, again, &e) == 0);
	need(s.withheld_count == r->withheld_count);
	need(s.field_count == r->field_count);
	need(s.identifier_count == r->identifier_count);
	need(s.override_count == r->override_count);
	need(span_equal(s.text, r->text));
}

static void
read_note(struct buf *out)
{
	struct classification c;
	struct redaction r;
	struct decision d;
	struct note n;
	struct error e = {{0}};
	char digest[DIGEST_HEX];
	size_t i;
	bool has_note = note_read(&n, rec, &e) == 0;

	if (has_note)
		note_text_digest(&n, digest);
	if (classification_read(&c, rec, &e) == 0 && c.present) {
		if (has_note)
			classification_fits(&c, &n, &e);
		classification_stays(&c, out);
	}
	if (decision_read(&d, rec, &e) == 0 && d.present) {
		if (classification_read(&c, rec, &e) == 0)
			for (i = 0; i < c.passage_count; i++)
				decision_ruling(&d, &c.passages[i]);
		decision_stays(&d, out);
	}
	if (redaction_read(&r, rec, &e) == 0 && r.present)
		redaction_stays(&r, out);
}

/* Every reader, whatever the kind says: none may rely on it. */
static void
read_others(void)
{
	struct error e = {{0}};
	union {
		struct attest attest;
		struct access access;
		struct authorization authorization;
		struct correction correction;
		struct disclosure disclosure;
		struct override override;
		struct plan plan;
		struct practice practice;
		struct question question;
		struct request request;
		struct restriction restriction;
	} u;

	attest_read(&u.attest, rec, &e);
	access_read(&u.access, rec, &e);
	authorization_read_record(&u.authorization, rec, &e);
	correction_read(&u.correction, rec, &e);
	disclosure_read(&u.disclosure, rec, &e);
	override_read(&u.override, rec, &e);
	plan_read(&u.plan, rec, &e);
	practice_read(&u.practice, rec, &e);
	question_read(&u.question, rec, 0, &e);
	request_read(&u.request, rec, &e);
	restriction_read_record(&u.restriction, rec, &e);
}

/* What one pass accepts, the scanner and the table accept, and read the
 * same. */
static void
one_pass_is_right(const struct buf *line)
{
	static struct member_form *form;
	struct arena arena = {NULL};
	struct authorization a, b;
	struct error e = {{0}};
	struct span kind;

	if (form == NULL)
		form = authorization_form_new();
	if (authorization_read_line(&a, form, line->bytes, line->len, &arena)) {
		need(record_read(rec, line->bytes, line->len, &e) == 0);
		need(record_kind(rec, &kind, &e) == 0);
		need(span_is(kind, "authorization/1"));
		need(authorization_read_record(&b, rec, &e) == 0);
		need(same_authorization(&a, &b));
	}
	arena_free(&arena);
}

static int
read_and_write(
    struct record *r, const struct buf *line, struct buf *out, struct error *e)
{
	struct classification c;
	struct decision d;

	if (record_read(r, line->bytes, line->len, e) == -1 ||
	    classification_read(&c, r, e) == -1 ||
	    decision_read(&d, r, e) == -1)
		return -1;
	if (c.present)
		classification_write(r, &c);
	if (d.present)
		decision_write(r, &d);
	record_write(r, out);
	return 0;
}

/* A record that has met others reads a line as a new one does. */
static void
shapes_change_nothing(const struct buf *line)
{
	struct record *fresh = record_new();
	struct buf one = {NULL, 0, 0}, other = {NULL, 0, 0};
	struct error e = {{0}}, f = {{0}};

	need(read_and_write(fresh, line, &one, &e) ==
	     read_and_write(rec, line, &other, &f));
	need(strcmp(e.text, f.text) == 0 && one.len == other.len);
	need(one.len == 0 || memcmp(one.bytes, other.bytes, one.len) == 0);
	record_free(fresh);
	buf_free(&one);
	buf_free(&other);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct buf line = {NULL, 0, 0}, out = {NULL, 0, 0};
	struct error e = {{0}};

	if (rec == NULL) {
		rec = record_new();
		again = record_new();
	}
	buf_add(&line, bytes, len);
	if (len > 0) {
		one_pass_is_right(&line);
		shapes_change_nothing(&line);
	}
	if (len > 0 && record_read(rec, line.bytes, line.len, &e) == 0) {
		read_others();
		read_note(&out);
	}
	buf_free(&line);
	buf_free(&out);
	return 0;
}
