#include "import/sink.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/safe_file.h"

#define OUT_BLOCK ((size_t)256 << 10) /* bytes gathered before a write */

int
sink_open(struct sink *s, const struct options *o, struct error *e)
{
	*s = (struct sink){.options = o, .quarantine = -1};
	progress_start(&s->progress, o->tool, !o->quiet);
	if (o->quarantine != NULL &&
	    (s->quarantine = file_open_append(o->quarantine, e)) == -1)
		return -1;
	s->ids = refs_new();
	return 0;
}

void
sink_fail(struct sink *s, const struct error *why)
{
	error_set(&s->error, "%s", why->text);
	s->failed = s->stopped = true;
}

static void
sink_flush(struct sink *s)
{
	struct error e = {0};

	if (s->failed || s->out.len == 0 || s->hold)
		return;
	if (file_write(STDOUT_FILENO, s->out.bytes, s->out.len, &e) == -1) {
		error_prefix(&e, "<stdout>");
		sink_fail(s, &e);
	}
	s->out.len = 0;
}

/* One line on stderr, in one write.  Control characters of a hostile file name
 * must not reach a terminal. */
static void
print_line(struct sink *s, const struct place *at, const char *what)
{
	struct buf line = {0}, text = {0};

	progress_clear(&s->progress);
	if (at->part != NULL)
		buf_addf(&text, "%s %zu: ", at->part, at->number);
	buf_add_string(&text, what);
	error_say(
	    &line, s->options->tool, at->file, at->line, buf_string(&text));
	fwrite(line.bytes, 1, line.len, stderr);
	buf_free(&line);
	buf_free(&text);
}

void
sink_warn(struct sink *s, const struct place *at, const char *format, ...)
{
	char text[ERROR_TEXT];
	va_list ap;

	s->warnings++;
	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	print_line(s, at, text);
}

static void
quarantine_add(struct sink *s, const struct place *at, const char *why)
{
	struct buf line = {0};
	struct error e = {0};
	unsigned char digest[DIGEST_LEN];
	char hex[DIGEST_HEX];

	if (at->is_line && at->part == NULL && at->raw.len > 0) {
		buf_add(&line, at->raw.bytes, at->raw.len);
	} else {
		digest_bytes(at->raw.bytes == NULL ? "" : at->raw.bytes,
		    at->raw.len, digest);
		digest_hex(digest, hex);
		buf_add_string(
		    &line, "{\"record\":\"rejected/1\",\"source\":{\"file\":");
		json_add_string(&line, at->file, strlen(at->file));
		if (at->line > 0)
			buf_addf(&line, ",\"line\":%zu", at->line);
		if (at->part != NULL)
			buf_addf(&line, ",\"%s\":%zu", at->part, at->number);
		buf_addf(&line, ",\"sha256\":\"%s\"},\"reason\":", hex);
		json_add_string(&line, why, strlen(why));
		buf_add_byte(&line, '}');
	}
	buf_add_byte(&line, '\n');
	if (file_write(s->quarantine, line.bytes, line.len, &e) == -1) {
		error_prefix(&e, "quarantine");
		sink_fail(s, &e);
	}
	buf_wipe(&line);
	buf_free(&line);
}

void
sink_reject(struct sink *s, const struct place *at, const struct error *why)
{
	s->rejected++;
	print_line(s, at, why->text);
	if (s->quarantine != -1 && !s->failed)
		quarantine_add(s, at, why->text);
	if (s->options->fail)
		s->stopped = true;
}

bool
sink_is_new(struct sink *s, struct span id)
{
	struct buf had = {0};
	struct error e = {0};
	enum refs_found found = refs_get(s->ids, id, &had);

	buf_free(&had);
	if (found == REFS_FOUND)
		return false;
	if (found == REFS_FAILED)
		error_set(&e, "temporary file: not read");
	if (found == REFS_FAILED || refs_put(s->ids, id, span_of(""), &e) == -1)
		sink_fail(s, &e);
	return true;
}

bool
sink_note(struct sink *s, struct draft *d, const struct place *at)
{
	struct error e = {0};
	size_t start = s->out.len;

	if (draft_write(d, &s->out, &e) == -1) {
		s->out.len = start;
		sink_reject(s, at, &e);
		return false;
	}
	if (!sink_is_new(s, d->field[FIELD_ID])) {
		s->out.len = start;
		error_set(&e, "id: of a note that was read already");
		sink_reject(s, at, &e);
		return false;
	}
	s->notes++;
	if (s->out.len >= OUT_BLOCK)
		sink_flush(s);
	return true;
}

void
sink_line(struct sink *s, const struct buf *line)
{
	buf_add(&s->out, line->bytes, line->len);
	if (s->out.len >= OUT_BLOCK)
		sink_flush(s);
}

void
sink_record(struct sink *s, const struct record *r)
{
	record_write(r, &s->out);
	buf_add_byte(&s->out, '\n');
	if (s->out.len >= OUT_BLOCK)
		sink_flush(s);
}

int
sink_close(struct sink *s)
{
	struct error e = {0};

	/* What was rejected is kept before anything is said to be whole. */
	if (s->quarantine != -1 && close(s->quarantine) == -1) {
		error_set_errno(&e, "quarantine: closing");
		sink_fail(s, &e);
	}
	/* A run that stopped has no end: nobody takes it for whole. */
	if (!s->stopped)
		buf_addf(&s->out,
		    "{\"record\":\"end/1\",\"notes\":%" PRIu64
		    ",\"rejected\":%" PRIu64 "}\n",
		    s->notes, s->rejected + s->rejected_before);
	sink_flush(s);
	progress_clear(&s->progress);
	if (s->failed)
		options_fail(s->options, &s->error);
	buf_wipe(&s->out);
	buf_free(&s->out);
	refs_free(s->ids);
	if (s->failed)
		return 2;
	return s->rejected > 0 ? 1 : 0;
}
