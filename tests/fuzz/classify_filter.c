/* Any line that reads as a note is classified: what goes on has passages that
 * lie within the text and in order, and the digest of what was read; twice
 * gives the same. */
#include "filter_frame.h"

#include "classify/classify.h"

static struct classifier *classifier;
static void *scratch;
static struct record *rec, *again;

static enum filter_verdict
classify(const void *context, struct record *r, struct filter_task *task,
    struct error *e)
{
	struct classification found = {0};
	struct note note;

	(void)context;
	if (note_read(&note, r, e) == -1)
		return FILTER_REJECT;
	classify_find(
	    classifier, task->scratch, &note, record_arena(r), &found);
	classification_write(r, &found);
	return record_add_trail(r, "fuzz", classifier_rules(classifier), e) ==
		       -1
		   ? FILTER_REJECT
		   : FILTER_KEEP;
}

static void
is_right(const struct buf *out)
{
	struct classification c;
	struct error e = {0};
	struct note n;
	char digest[DIGEST_HEX];

	need(record_read(again, out->bytes, out->len, &e) == 0);
	need(note_read(&n, again, &e) == 0);
	need(classification_read(&c, again, &e) == 0 && c.present);
	need(classification_fits(&c, &n, &e) == 0);
	note_text_digest(&n, digest);
	need(span_is(c.text, digest));
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct classify_options o = {0};
	struct buf copy = {0}, out = {0}, second = {0};
	struct error e = {0};

	if (rec == NULL) {
		need(digest_init(&e) == 0);
		classifier = classifier_open(&o, &e);
		need(classifier != NULL);
		scratch = classify_scratch_new(classifier);
		rec = record_new();
		again = record_new();
	}
	len = frame_line(bytes, len);
	buf_add(&copy, bytes, len);
	if (len > 0 && record_read(rec, copy.bytes, len, &e) == 0 &&
	    frame_apply(classify, NULL, scratch, rec, NULL, &out) ==
		FILTER_KEEP) {
		is_right(&out);
		need(record_read(rec, copy.bytes, len, &e) == 0);
		need(frame_apply(classify, NULL, scratch, rec, NULL, &second) ==
		     FILTER_KEEP);
		need(out.len == second.len &&
		     memcmp(out.bytes, second.bytes, out.len) == 0);
	}
	buf_free(&copy);
	buf_free(&out);
	buf_free(&second);
	return 0;
}
