/* What stays of a psychotherapy note as a note of its own for the chart: 45
 * CFR 164.501 says that these items never were a part of the other. */
#include <string.h>

#include "redact/work.h"

#define SUFFIX "-addendum"

static void
set_text(struct work *w, const char *name, const char *text, size_t len,
    const char *suffix)
{
	struct buf value = {0}, json = {0};

	buf_add(&value, text, len);
	buf_add_string(&value, suffix);
	json_add_string(&json, value.bytes, value.len);
	record_set(w->record, name, json.bytes, json.len);
	buf_free(&value);
	buf_free(&json);
}

static void
set_source(struct work *w)
{
	struct buf json = {0};

	buf_add_string(&json, "{\"format\":\"note/1\",\"id\":");
	json_add_string(&json, w->note.id.bytes, w->note.id.len);
	buf_add_byte(&json, '}');
	record_set(w->record, "source", json.bytes, json.len);
	buf_free(&json);
}

/* It is classified as it stands: the labels are known. */
static void
classify(struct work *w, const char *digest)
{
	struct classification *c = &w->classification;
	struct passage *p;
	size_t i;

	p = arena_zeroed(w->arena, c->passage_count, sizeof(*p));
	for (i = 0; i < c->passage_count; i++) {
		p[i] = c->passages[i];
		p[i].scope =
		    scope_of(p[i].label, PROTECTION_NOT_PROTECTED, false);
	}
	c->passages = p;
	c->note_class = CLASS_PROGRESS;
	c->protection = PROTECTION_NOT_PROTECTED;
	c->protection_reason = span_of("excluded from psychotherapy notes");
	c->protection_citation = span_of("45 CFR 164.501");
	c->text = span_of(digest);
	classification_write(w->record, c);
}

void
addendum_make(struct work *w, const char *digest)
{
	set_text(w, "id", w->note.id.bytes, w->note.id.len, SUFFIX);
	set_source(w);
	record_set(w->record, "declared_class", "\"progress\"", 10);
	record_set(w->record, "filed_separately", "false", 5);
	classify(w, digest);
	w->after.withheld = NULL; /* places in the other note */
	w->after.withheld_count = 0;
}
