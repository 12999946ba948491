/* The loop of `append`: a filter whose output is what the log now holds. */
#include "ledger/append.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/safe_file.h"
#include "ledger/entry.h"
#include "note/writer.h"
#include "stream/count.h"
#include "stream/input.h"

#define BATCH_BYTES (8 * 1024 * 1024)

struct append {
	struct ledger *ledger;
	const struct options *options;
	struct record *rec;
	struct buf text;      /* of the entries that wait to be appended */
	struct span *entries; /* bytes: set when they are */
	size_t count, room;
	uint64_t rejected;
	int quarantine;
	bool stop;
};

static int
reject(struct append *a, const struct chunk *c, size_t line, struct span text,
    const struct error *why, struct error *e)
{
	struct buf said = {0};

	error_say(&said, a->options->tool, c->file, line, why->text);
	fwrite(said.bytes, 1, said.len, stderr);
	buf_free(&said);
	a->rejected++;
	a->stop = a->options->fail;
	if (a->quarantine == -1)
		return 0;
	if (file_write(a->quarantine, text.bytes, text.len, e) == -1 ||
	    file_write(a->quarantine, "\n", 1, e) == -1)
		return error_prefix(e, "%s", a->options->quarantine);
	return 0;
}

/* LINE without the carriage returns behind it. */
static struct span
entry_text(struct span line)
{
	while (line.len > 0 && line.bytes[line.len - 1] == '\r')
		line.len--;
	return line;
}

/* 1: an entry; 0: nothing to append; -1: the error says why not. */
static int
line_judge(struct append *a, struct span line, struct error *why)
{
	struct span kind;

	if (strspn(line.bytes, " \t\r") >= line.len)
		return 0;
	if (record_read(a->rec, line.bytes, line.len, why) == -1 ||
	    record_kind(a->rec, &kind, why) == -1)
		return -1;
	if (count_is_mark(kind))
		return 0;
	return entry_check(a->rec, entry_text(line), why) == -1 ? -1 : 1;
}

static void
entry_add(struct append *a, struct span line)
{
	if (a->count == a->room) {
		a->room = a->room == 0 ? 256 : 2 * a->room;
		a->entries =
		    alloc_resize(a->entries, a->room, sizeof(*a->entries));
	}
	line = entry_text(line);
	a->entries[a->count++].len = line.len;
	buf_add(&a->text, line.bytes, line.len);
}

/* A chunk's lines; each ends in LF save perhaps a file's last. */
static int
chunk_take(struct append *a, struct chunk *c, struct error *e)
{
	const char *at = buf_string(&c->bytes), *end = at + c->bytes.len;

	for (size_t line = c->first_line; at < end && !a->stop; line++) {
		const char *lf = memchr(at, '\n', (size_t)(end - at));
		struct span text = {at, (size_t)((lf == NULL ? end : lf) - at)};
		struct error why = {0};
		int got = c->piece ? error_set(&why, "line too long")
				   : line_judge(a, text, &why);

		if (got == 1)
			entry_add(a, text);
		else if (got == -1 && (!c->piece || c->first_piece) &&
			 reject(a, c, line, text, &why, e) == -1)
			return -1;
		at = lf == NULL ? end : lf + 1;
	}
	return 0;
}

/* One batch, one sync, one signature for all that wait. */
static int
batch_append(struct append *a, struct error *e)
{
	const char *at = a->text.bytes;
	struct span lines;

	for (size_t i = 0; i < a->count; i++) {
		a->entries[i].bytes = at;
		at += a->entries[i].len;
	}
	if (ledger_append_batch(a->ledger, a->entries, a->count, NULL, e) == -1)
		return -1;
	a->count = 0;
	a->text.len = 0;
	lines = ledger_appended(a->ledger);
	if (file_write(STDOUT_FILENO, lines.bytes, lines.len, e) == -1)
		return error_prefix(e, "<stdout>");
	return 0;
}

/* What comes without a pause is one batch, up to a limit: who waits for an
 * answer to one entry gets it.  Also without any entry the ledger is mended. */
static int
append_all(struct append *a, struct input *in, struct error *e)
{
	struct chunk c = {0};
	int got = 0;

	if (batch_append(a, e) == -1)
		return -1;
	while (!a->stop && (got = input_next(in, &c, e)) == 1) {
		got = chunk_take(a, &c, e);
		if (got == 0 && a->count > 0 &&
		    (a->text.len >= BATCH_BYTES || !input_ready(in)))
			got = batch_append(a, e);
		if (got == -1)
			break;
	}
	buf_free(&c.bytes);
	if (got == -1)
		return -1;
	return a->count > 0 ? batch_append(a, e) : 0;
}

int
append_run(struct ledger *l, const struct options *o, char **files, int count)
{
	struct append a = {.ledger = l, .options = o, .quarantine = -1};
	struct error e = {0};
	struct input *in;
	int result = 0;

	if (o->quarantine != NULL) {
		a.quarantine = file_open_append(o->quarantine, &e);
		result = a.quarantine == -1 ? -1 : 0;
	}
	a.rec = record_new();
	in = input_open(files, count);
	if (result == 0)
		result = append_all(&a, in, &e);
	input_close(in);
	if (a.quarantine != -1 &&
	    (fsync(a.quarantine) == -1 || close(a.quarantine) == -1))
		result = error_set_errno(&e, "%s", o->quarantine);
	record_free(a.rec);
	free(a.entries);
	buf_free(&a.text);
	if (result == -1)
		return options_fail(o, &e);
	return a.rejected > 0 ? (a.stop ? 2 : 1) : 0;
}

/* Asked once: a process that is shut in cannot look the name up any more. */
void
append_user(struct buf *out)
{
	static char name[256];
	const struct passwd *user;
	int len = 0;

	if (name[0] == '\0') {
		user = getpwuid(getuid());
		if (user != NULL)
			len = snprintf(name, sizeof(name), "%s", user->pw_name);
		if (user == NULL || (size_t)len >= sizeof(name))
			snprintf(
			    name, sizeof(name), "uid %ju", (uintmax_t)getuid());
	}
	buf_add_string(out, name);
}

int
append_compose(const char *command, struct texts patients, struct texts ids,
    struct buf *out, struct error *e)
{
	struct access access = {
	    .command = span_of(command), .patients = patients, .ids = ids};
	struct buf who = {0};

	if (instant_now(&access.when, e) == -1)
		return -1;
	append_user(&who);
	access.who = (struct span){who.bytes, who.len};
	access_write(&access, out);
	buf_free(&who);
	return 0;
}

int
append_access(struct ledger *l, const char *command, struct span patient,
    struct span id, struct error *e)
{
	struct texts patients = {&patient, patient.bytes != NULL};
	struct texts ids = {&id, id.bytes != NULL};
	struct buf json = {0};
	struct span entry;
	int result = append_compose(command, patients, ids, &json, e);

	if (result == 0) {
		entry = (struct span){json.bytes, json.len};
		result = ledger_append_batch(l, &entry, 1, NULL, e);
	}
	buf_free(&json);
	return result;
}
