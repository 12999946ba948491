/* Any line that reads as a note is redacted: by its decision, and for a safe
 * harbor.  What goes on is a note whose redaction reads and whose digest is
 * that of its text, the same again when it is redacted again; and no word that
 * stands in a passage that may not go, and in none that may, is left in it. */
#include "filter_frame.h"

#include <stdio.h>

#include "note/classification.h"
#include "note/decision.h"
#include "note/note.h"
#include "note/redaction.h"
#include "redact/redact.h"
#include "text/utf8.h"

static struct redact *by_decision, *safe_harbor;
static void *decision_scratch, *harbor_scratch;
static struct record *rec, *in;

static void
open_all(void)
{
	struct redact_options o = {.withheld = true, .as_of = 1781535600};
	struct error e = {0};

	need(digest_init(&e) == 0);
	by_decision = redact_open(&o, &e);
	o.profile = "safe-harbor";
	safe_harbor = redact_open(&o, &e);
	need(by_decision != NULL && safe_harbor != NULL);
	decision_scratch = redact_scratch_new(by_decision);
	harbor_scratch = redact_scratch_new(safe_harbor);
	rec = record_new();
	in = record_new();
}

static size_t
count(struct span text, const char *word, size_t len)
{
	size_t i, n = 0;

	for (i = 0; i + len <= text.len; i++)
		n += memcmp(text.bytes + i, word, len) == 0;
	return n;
}

/* The next word zq…qz of TEXT from AT on, or false. */
static bool
canary_next(struct span text, size_t *at, struct span *word)
{
	size_t i, end;

	for (i = *at; i + 4 <= text.len; i++) {
		if (memcmp(text.bytes + i, "zq", 2) != 0)
			continue;
		for (end = i + 2; end < text.len && end < i + 20 &&
				  text.bytes[end] >= '0' &&
				  text.bytes[end] <= '9';)
			end++;
		if (end < i + 5 || end + 2 > text.len ||
		    memcmp(text.bytes + end, "qz", 2) != 0)
			continue;
		*at = end + 2;
		*word = (struct span){text.bytes + i, end + 2 - i};
		return true;
	}
	return false;
}

static struct span
passage_text(const struct note *n, const struct place *p)
{
	struct span text = note_text(n, p->section, p->in_title);
	struct utf8_offsets o;
	size_t start, end;

	utf8_offsets_open(&o, text.bytes, text.len);
	start = utf8_byte_at(&o, p->start);
	end = utf8_byte_at(&o, p->end);
	return (struct span){text.bytes + start, end - start};
}

static bool
may_go(const struct decision *d, const struct passage *p)
{
	const struct ruling *r = decision_ruling(d, p);

	return r != NULL && outcome_permits(r->outcome);
}

/* A word may be in what may not go and in `classification`, which says it once
 * more, and nowhere else; then OUT has it nowhere. */
static void
withheld_is_gone(struct span line, const struct buf *out)
{
	struct classification c;
	struct decision d;
	struct redaction before;
	struct note n;
	struct error e = {0};
	struct span word;
	size_t i, j, at, hidden;

	if (record_read(in, line.bytes, line.len, &e) == -1 ||
	    note_read(&n, in, &e) == -1 ||
	    classification_read(&c, in, &e) == -1 || !c.present ||
	    decision_read(&d, in, &e) == -1 || !d.present ||
	    redaction_read(&before, in, &e) == -1 || before.present ||
	    classification_fits(&c, &n, &e) == -1)
		return;
	for (i = 0; i < c.passage_count; i++) {
		struct span text = passage_text(&n, &c.passages[i].place);

		if (may_go(&d, &c.passages[i]))
			continue;
		for (at = 0; canary_next(text, &at, &word);) {
			hidden = count(record_member(in, "classification").json,
			    word.bytes, word.len);
			for (j = 0; j < c.passage_count; j++)
				if (!may_go(&d, &c.passages[j]))
					hidden +=
					    count(passage_text(
						      &n, &c.passages[j].place),
						word.bytes, word.len);
			if (count(line, word.bytes, word.len) == hidden)
				need(count((struct span){out->bytes, out->len},
					 word.bytes, word.len) == 0);
		}
	}
}

static void
goes_on_whole(const struct buf *out)
{
	struct redaction r;
	struct note n;
	struct error e = {0};
	char digest[DIGEST_HEX];

	need(record_read(in, out->bytes, out->len, &e) == 0);
	need(note_read(&n, in, &e) == 0);
	need(redaction_read(&r, in, &e) == 0 && r.present);
	note_text_digest(&n, digest);
	need(span_is(r.text, digest));
}

static void
redact_line(
    const struct redact *r, void *scratch, struct span line, bool decided)
{
	struct buf out = {0}, side = {0}, again = {0};
	struct error e = {0};

	if (record_read(rec, line.bytes, line.len, &e) == 0 &&
	    frame_apply(redact_note, r, scratch, rec, &side, &out) ==
		FILTER_KEEP) {
		goes_on_whole(&out);
		if (decided)
			withheld_is_gone(line, &out);
		need(record_read(rec, out.bytes, out.len, &e) == 0);
		side.len = 0;
		need(frame_apply(redact_note, r, scratch, rec, &side, &again) ==
		     FILTER_KEEP);
		need(again.len == out.len &&
		     memcmp(again.bytes, out.bytes, out.len) == 0);
	}
	buf_free(&out);
	buf_free(&side);
	buf_free(&again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct span line = {NULL, len = frame_line(bytes, len)};
	struct buf copy = {0};

	if (rec == NULL)
		open_all();
	if (len == 0)
		return 0;
	buf_add(&copy, bytes, len); /* read beyond: the sanitizer sees it */
	line.bytes = copy.bytes;
	redact_line(by_decision, decision_scratch, line, true);
	redact_line(safe_harbor, harbor_scratch, line, false);
	buf_free(&copy);
	return 0;
}
