/* One note through redact_note, as a test gives it. */
#ifndef TESTS_REDACTED_H
#define TESTS_REDACTED_H

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "note/note.h"
#include "redact/redact.h"

#define AS_OF 1781500000 /* 2026-06-15 */

static inline void
put(const char *name, const char *text)
{
	FILE *f = fopen(name, "w");

	ck_assert_ptr_nonnull(f);
	ck_assert_int_ge(fputs(text, f), 0);
	ck_assert_int_eq(fclose(f), 0);
}

/* JSON with the digest of its own text for each "DIGEST". */
static inline void
sign(const char *json, struct buf *out)
{
	struct record *rec = record_new();
	char digest[DIGEST_HEX];
	struct error e = {0};
	struct note n;
	const char *at;

	ck_assert_msg(record_read(rec, json, strlen(json), &e) == 0 &&
			  note_read(&n, rec, &e) == 0,
	    "%s", e.text);
	note_text_digest(&n, digest);
	record_free(rec);
	for (; (at = strstr(json, "DIGEST")) != NULL; json = at + 6) {
		buf_add(out, json, (size_t)(at - json));
		buf_add_string(out, digest);
	}
	buf_add_string(out, json);
}

/* What O makes of one note; "": it is dropped, "!why": it is rejected. */
static inline const char *
redacted(const struct redact_options *o, const char *json, struct buf *side)
{
	static struct buf out;
	struct filter_task task = {.side = side};
	struct error e = {0};
	struct redact *r = redact_open(o, &e);
	struct record *rec = record_new();
	struct buf note = {0};

	ck_assert_msg(r != NULL, "%s", e.text);
	sign(json, &note);
	ck_assert_int_eq(record_read(rec, note.bytes, note.len, &e), 0);
	task.scratch = redact_scratch_new(r);
	out.len = 0;
	switch (redact_note(r, rec, &task, &e)) {
	case FILTER_KEEP:
		record_write(rec, &out);
		break;
	case FILTER_REJECT:
		buf_addf(&out, "!%s", e.text);
		break;
	case FILTER_DROP:
		break;
	}
	redact_scratch_free(task.scratch);
	record_free(rec);
	redact_free(r);
	buf_free(&note);
	return buf_string(&out);
}

/* Text that stays as FROM and TO say, of a note with TEXT alone. */
static inline const char *
text_of(const struct redact_options *o, const char *patient, const char *text)
{
	struct buf note = {0};
	static char out[512];
	const char *at, *end;

	buf_addf(&note,
	    "{\"record\":\"note/1\",\"id\":\"n\",\"patient\":{\"id\":\"p-1\"%s}"
	    ",\"sections\":[{\"title\":\"\",\"text\":\"%s\"}]}",
	    patient, text);
	at = strstr(redacted(o, buf_string(&note), NULL), "\"text\":\"");
	ck_assert_ptr_nonnull(at);
	at += strlen("\"text\":\"");
	end = strstr(at, "\"}]");
	ck_assert_ptr_nonnull(end);
	snprintf(out, sizeof(out), "%.*s", (int)(end - at), at);
	buf_free(&note);
	return out;
}

static inline const char *
profile(const char *text, const char *identifiers, const char *members)
{
	static char made[1024];

	snprintf(made, sizeof(made),
	    "{\"name\":\"study\",\"citation\":\"45 CFR 164.514(e)\","
	    "\"text\":\"%s\",\"labels\":\"*\",\"protected_labels\":\"*\","
	    "\"identifiers\":{%s},\"members\":%s}",
	    text, identifiers, members);
	put("p.json", made);
	return "./p.json";
}

#endif
