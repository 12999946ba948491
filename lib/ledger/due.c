#include "ledger/due.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "base/digest.h"
#include "base/safe_file.h"
#include "ledger/entry.h"
#include "ledger/ledger_files.h"
#include "ledger/log.h"
#include "note/writer.h"

#define MANIFEST_LIMIT (256 * 1024 * 1024)

/* A package, or an entry without one. */
struct kept {
	struct span id;	     /* of the entry, for those without a folder */
	struct span package; /* hex digest; absent: none */
	const char *folder;  /* NULL: none */
	date_days last;	     /* DATE_NONE: the ledger does not know it */
	struct span *patients;
	size_t patient_count;
};

struct hold_kept {
	struct span id, patient; /* patient absent: all */
	date_days from, until;
};

struct keeping {
	struct arena arena;
	struct kept *kept;
	size_t count, room;
	struct hold_kept *holds;
	size_t hold_count, hold_room;
};

static struct span
keep(struct keeping *k, struct span text)
{
	if (text.bytes == NULL)
		return text;
	return (struct span){
	    arena_string(&k->arena, text.bytes, text.len), text.len};
}

static struct kept *
kept_new(struct keeping *k)
{
	if (k->count == k->room) {
		k->room = k->room == 0 ? 64 : 2 * k->room;
		k->kept = alloc_resize(k->kept, k->room, sizeof(*k->kept));
	}
	k->kept[k->count] = (struct kept){.last = DATE_NONE};
	return &k->kept[k->count++];
}

static void
patient_add(struct keeping *k, struct kept *kept, struct span patient)
{
	struct span *more;

	for (size_t i = 0; i < kept->patient_count; i++)
		if (span_equal(kept->patients[i], patient))
			return;
	more = arena_zeroed(&k->arena, kept->patient_count + 1, sizeof(*more));
	if (kept->patient_count > 0)
		memcpy(
		    more, kept->patients, kept->patient_count * sizeof(*more));
	more[kept->patient_count++] = keep(k, patient);
	kept->patients = more;
}

/* The later of the day it was made and the day it was logged. */
static date_days
last_day(const struct disclosure *d)
{
	date_days logged = instant_date(d->recorded);

	return logged != DATE_NONE && logged > d->date ? logged : d->date;
}

static void
disclosure_take(struct keeping *k, const struct disclosure *d, bool folders)
{
	date_days last = last_day(d);

	if (!folders) {
		struct kept *kept = kept_new(k);

		kept->id = keep(k, d->id);
		kept->package = keep(k, d->package);
		kept->last = last;
		patient_add(k, kept, d->patient);
		return;
	}
	for (size_t i = 0; i < k->count; i++)
		if (span_equal(k->kept[i].package, d->package)) {
			if (k->kept[i].last < last)
				k->kept[i].last = last;
			patient_add(k, &k->kept[i], d->patient);
		}
}

static void
hold_take(struct keeping *k, const struct hold *h)
{
	/* It ends another the day before it begins. */
	for (size_t i = 0; i < k->hold_count; i++)
		if (span_equal(k->holds[i].id, h->ends))
			k->holds[i].until = h->from - 1;
	if (h->ends.bytes != NULL)
		return;
	if (k->hold_count == k->hold_room) {
		k->hold_room = k->hold_room == 0 ? 16 : 2 * k->hold_room;
		k->holds =
		    alloc_resize(k->holds, k->hold_room, sizeof(*k->holds));
	}
	k->holds[k->hold_count++] = (struct hold_kept){.id = keep(k, h->id),
	    .patient = keep(k, h->patient),
	    .from = h->from,
	    .until = h->until};
}

static int
log_take(struct ledger *l, struct keeping *k, bool folders, struct error *e)
{
	struct record *rec = record_new();
	struct log_reader r;
	struct span line;
	uint64_t left = l->checkpoint.size;
	int got = 0;

	log_reader_open(&r, l->log, 0, log_size(l->log, NULL));
	while ((got = log_next_counted(&r, &left, &line, e)) == 1) {
		struct entry entry;

		if (record_read(rec, line.bytes, line.len, e) == -1 ||
		    entry_read(&entry, rec, e) == -1) {
			got = -1;
			break;
		}
		if (entry.kind == ENTRY_DISCLOSURE)
			disclosure_take(k, &entry.disclosure, folders);
		else if (entry.kind == ENTRY_HOLD)
			hold_take(k, &entry.hold);
	}
	log_reader_close(&r);
	record_free(rec);
	return got == -1 ? -1 : 0;
}

static int
folder_take(struct keeping *k, const char *folder, struct error *e)
{
	struct buf path = {0}, manifest = {0};
	unsigned char digest[DIGEST_LEN];
	char hex[DIGEST_HEX];
	struct kept *kept;
	int result;

	buf_addf(&path, "%s/manifest.json", folder);
	result = file_read(buf_string(&path), MANIFEST_LIMIT, &manifest, e);
	if (result == 0) {
		digest_bytes(manifest.bytes, manifest.len, digest);
		digest_hex(digest, hex);
		kept = kept_new(k);
		kept->folder = folder;
		kept->package = keep(k, span_of(hex));
	}
	buf_free(&path);
	buf_free(&manifest);
	return result;
}

static bool
is_held(const struct keeping *k, const struct kept *kept, date_days asked)
{
	for (size_t i = 0; i < k->hold_count; i++) {
		const struct hold_kept *h = &k->holds[i];

		if (asked < h->from ||
		    (h->until != DATE_NONE && asked > h->until))
			continue;
		if (h->patient.bytes == NULL)
			return true;
		for (size_t n = 0; n < kept->patient_count; n++)
			if (span_equal(kept->patients[n], h->patient))
				return true;
	}
	return false;
}

/* The regular files under PATH, links not followed. */
static int
files_list(
    struct buf *path, char end, struct buf *out, size_t *found, struct error *e)
{
	DIR *d = opendir(buf_string(path));
	size_t len = path->len;
	struct dirent *entry;
	struct stat st;
	int result = 0;

	if (d == NULL)
		return error_set_errno(e, "%s", buf_string(path));
	while (result == 0 && (errno = 0, entry = readdir(d)) != NULL) {
		if (strcmp(entry->d_name, ".") == 0 ||
		    strcmp(entry->d_name, "..") == 0)
			continue;
		path->len = len;
		buf_addf(path, "/%s", entry->d_name);
		if (lstat(buf_string(path), &st) == -1)
			result = error_set_errno(e, "%s", buf_string(path));
		else if (S_ISDIR(st.st_mode))
			result = files_list(path, end, out, found, e);
		else if (S_ISREG(st.st_mode)) {
			if (end == '\n' &&
			    memchr(path->bytes, '\n', path->len) != NULL)
				result = error_set(e,
				    "a file's name has a line break; use "
				    "--null");
			buf_add(out, path->bytes, path->len);
			buf_add_byte(out, end);
			++*found;
		}
	}
	path->len = len;
	if (result == 0 && errno != 0)
		result = error_set_errno(e, "%s", buf_string(path));
	closedir(d);
	return result;
}

static int
kept_write(const struct due_request *q, const struct kept *kept,
    date_days until, struct buf *out, size_t *found, struct error *e)
{
	struct writer w = {.out = out};
	struct buf path = {0};
	int result;

	if (kept->folder != NULL) {
		buf_add_string(&path, kept->folder);
		while (path.len > 1 && path.bytes[path.len - 1] == '/')
			path.len--;
		result = files_list(&path, q->end, out, found, e);
		buf_free(&path);
		return result;
	}
	++*found;
	if (!q->ndjson) {
		/* A line is read by people, what NUL ends by programs. */
		if (q->end == '\0')
			buf_add(out, kept->id.bytes, kept->id.len);
		else
			buf_add_visible(out, kept->id.bytes, kept->id.len);
		buf_add_byte(out, q->end);
		return 0;
	}
	write_open(&w, NULL, '{');
	write_word(&w, "record", "due/1");
	write_text(&w, "id", kept->id);
	write_text(&w, "package", kept->package);
	write_date(&w, "last", kept->last);
	write_date(&w, "kept_until", until);
	write_close(&w, '{');
	buf_add_byte(out, '\n');
	return 0;
}

int
due_find(struct ledger *l, const struct accounting_rules *rules,
    const struct due_request *q, struct buf *out, size_t *found,
    struct error *e)
{
	int years = q->years == 0 ? accounting_keep_years(rules) : q->years;
	struct keeping k = {0};
	int result = 0;

	*found = 0;
	if (years < accounting_keep_years(rules))
		return error_set(e,
		    "--keep: less than the %d years that law "
		    "asks for",
		    accounting_keep_years(rules));
	for (int i = 0; i < q->count && result == 0; i++)
		result = folder_take(&k, q->folders[i], e);
	if (result == 0)
		result = log_take(l, &k, q->count > 0, e);
	for (size_t i = 0; i < k.count && result == 0; i++) {
		date_days until;

		if (k.kept[i].last == DATE_NONE)
			continue;
		until = date_add_years(k.kept[i].last, years);
		if (until != DATE_NONE && until < q->asked &&
		    !is_held(&k, &k.kept[i], q->asked))
			result =
			    kept_write(q, &k.kept[i], until, out, found, e);
	}
	free(k.kept);
	free(k.holds);
	arena_free(&k.arena);
	return result;
}
