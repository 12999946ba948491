/* A whole filter over one line, in process: what any verdict promises. */
#ifndef FUZZ_FILTER_FRAME_H
#define FUZZ_FILTER_FRAME_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "mutator.h"
#include "stream/filter.h"
#include "stream/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

#define EXAMPLE(name) SOURCE_DIR "/examples/" name

static inline void
need(bool right)
{
	if (!right)
		abort();
}

/* The loop cuts its input at line ends. */
static inline size_t
frame_line(const uint8_t *bytes, size_t len)
{
	const uint8_t *lf = len == 0 ? NULL : memchr(bytes, '\n', len);

	return lf == NULL ? len : (size_t)(lf - bytes);
}

/* No text of a record's: a word of a seed, or what became of one. */
static inline void
frame_quotes_nothing(const struct error *e)
{
	need(strstr(e->text, "zq") == NULL);
}

/* Runs APPLY over the line that REC was read from; OUT is the line that goes
 * on, where the verdict is FILTER_KEEP. */
static inline enum filter_verdict
frame_apply(enum filter_verdict (*apply)(const void *, struct record *,
		struct filter_task *, struct error *),
    const void *context, void *scratch, struct record *rec, struct buf *side,
    struct buf *out)
{
	struct buf extra = {0};
	struct filter_task task = {.scratch = scratch,
	    .side = side,
	    .extra = &extra,
	    .file = "input",
	    .line = 1};
	struct error e = {0};
	enum filter_verdict verdict = apply(context, rec, &task, &e);
	struct record *again;

	out->len = 0;
	if (verdict == FILTER_REJECT)
		need(e.text[0] != '\0');
	frame_quotes_nothing(&e);
	if (verdict == FILTER_KEEP) {
		again = record_new();
		e = (struct error){0};
		record_write(rec, out);
		need(record_read(again, out->bytes, out->len, &e) == 0);
		need(memchr(out->bytes, '\n', out->len) == NULL);
		record_free(again);
	}
	buf_free(&extra);
	return verdict;
}

#endif
