#include "ledger/ledger.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/date.h"
#include "base/digest.h"
#include "base/safe_file.h"
#include "base/whole.h"
#include "ledger/entry.h"
#include "ledger/ledger_files.h"
#include "ledger/log.h"

/* A name that tells nothing of the practice, where none is given. */
static int
key_make(struct signer_key *key, const char *name, struct error *e)
{
	char made[KEY_NAME], hex[DIGEST_HEX];
	unsigned char random[16], digest[DIGEST_LEN];

	if (name == NULL) {
		digest_random(random, sizeof(random));
		digest_bytes(random, sizeof(random), digest);
		digest_hex(digest, hex);
		snprintf(made, sizeof(made), "notes-ledger/%.16s", hex);
		name = made;
	}
	return signer_key_new(key, name, e);
}

static int
key_load(struct signer_key *key, const char *path, struct error *e)
{
	struct secret text;
	int result = secret_read(&text, path, 4096, e);

	if (result == 0 && signer_key_read(key, text.bytes, text.len, e) == -1)
		result = error_prefix(e, "%s", path);
	secret_free(&text);
	return result;
}

static int
folder_fill(struct folder *f, const struct signer_key *key, bool own_key,
    struct error *e)
{
	const struct tree_edge empty = {0};
	struct tree_hash root = tree_edge_root(&empty);
	struct secret secret = {0};
	struct buf note = {0};
	char text[KEY_TEXT + 1];
	int result = -1;

	verifier_key_write(&key->public_key, text);
	strcat(text, "\n");
	if (own_key)
		signer_key_write(key, &secret);
	if (checkpoint_write(key, 0, &root, &note, e) == 0 &&
	    folder_write(f, LOG_FILE, "", 0, e) == 0 &&
	    folder_write(f, "lock", "", 0, e) == 0 &&
	    folder_write(f, "key.pub", text, strlen(text), e) == 0 &&
	    folder_write(f, "checkpoint", note.bytes, note.len, e) == 0 &&
	    (!own_key ||
		folder_write(f, "key", secret.bytes, secret.len, e) == 0))
		result = 0;
	secret_free(&secret);
	buf_free(&note);
	return result;
}

int
ledger_init(
    const char *dir, const char *name, const char *key_path, struct error *e)
{
	struct signer_key key = {0};
	struct folder *f = NULL;
	int result;

	if (digest_init(e) == -1)
		return -1;
	if (key_path == NULL)
		result = key_make(&key, name, e);
	else {
		result = key_load(&key, key_path, e);
		if (result == 0 && name != NULL &&
		    strcmp(name, key.public_key.name) != 0)
			result = error_set(
			    e, "%s: the key's name is another", key_path);
	}
	if (result == 0) {
		f = folder_begin(dir, e);
		result =
		    f == NULL ? -1 : folder_fill(f, &key, key_path == NULL, e);
	}
	signer_key_free(&key);
	if (result == -1) {
		folder_abort(f);
		return -1;
	}
	return folder_commit(f, e);
}

const char *
ledger_path(const struct ledger *l, const char *name)
{
	static struct buf path;

	path.len = 0;
	buf_addf(&path, "%s/%s", l->dir, name);
	return buf_string(&path);
}

int
ledger_checkpoint_read(struct ledger *l, struct error *e)
{
	struct buf note = {0};

	if (file_read(ledger_path(l, "checkpoint"), CHECKPOINT_LIMIT, &note,
		e) == -1) {
		buf_free(&note);
		return -1;
	}
	if (note.len == l->note.len && note.len > 0 &&
	    memcmp(note.bytes, l->note.bytes, note.len) == 0) {
		buf_free(&note); /* verified before */
		return 0;
	}
	buf_free(&l->note);
	if (checkpoint_read(&l->checkpoint, (struct span){note.bytes, note.len},
		&l->key.public_key, e) == -1) {
		buf_free(&note);
		return -1;
	}
	l->note = note;
	return 0;
}

static int
public_key_load(struct ledger *l, struct verifier_key *key, struct error *e)
{
	struct buf text = {0};
	int result = file_read(ledger_path(l, "key.pub"), 4096, &text, e);

	if (result == 0)
		result = verifier_key_read(key, text.bytes, text.len, e);
	buf_free(&text);
	return result;
}

static int
files_open(struct ledger *l, const char *key, struct error *e)
{
	struct verifier_key public_key;

	if (digest_init(e) == -1 || public_key_load(l, &public_key, e) == -1)
		return -1;
	if (!l->may_append)
		l->key.public_key = public_key;
	else if (key_load(&l->key, key == NULL ? ledger_path(l, "key") : key,
		     e) == -1)
		return -1;
	else if (strcmp(l->key.public_key.name, public_key.name) != 0 ||
		 memcmp(l->key.public_key.bytes, public_key.bytes, SIGN_KEY) !=
		     0)
		return error_set(e, "%s: not the key of this ledger",
		    key == NULL ? "key" : key);
	verifier_key_write(&public_key, l->public_text);
	l->log = l->may_append ? file_open_append(ledger_path(l, LOG_FILE), e)
			       : file_open_input(ledger_path(l, LOG_FILE), e);
	return l->log == -1 ? -1 : ledger_checkpoint_read(l, e);
}

static struct ledger *
ledger_new(const char *dir, const char *key, bool may_append, struct error *e)
{
	struct ledger *l = alloc_zeroed(1, sizeof(*l));

	l->dir = alloc_string(dir);
	l->log = l->hashes.fd = -1;
	l->may_append = may_append;
	if (files_open(l, key, e) == 0)
		return l;
	ledger_close(l);
	return NULL;
}

struct ledger *
ledger_open(const char *dir, const char *key, struct error *e)
{
	return ledger_new(dir, key, true, e);
}

struct ledger *
ledger_open_reader(const char *dir, struct error *e)
{
	return ledger_new(dir, NULL, false, e);
}

void
ledger_close(struct ledger *l)
{
	if (l == NULL)
		return;
	if (l->log != -1)
		close(l->log);
	hashes_close(&l->hashes);
	signer_key_free(&l->key);
	buf_free(&l->note);
	buf_free(&l->lines);
	free(l->dir);
	free(l);
}

struct span
ledger_checkpoint(const struct ledger *l)
{
	return l->checkpoint.note;
}

struct span
ledger_appended(const struct ledger *l)
{
	return (struct span){l->lines.bytes, l->lines.len};
}

uint64_t
ledger_size(const struct ledger *l)
{
	return l->checkpoint.size;
}

const char *
ledger_public_key(const struct ledger *l)
{
	return l->public_text;
}

/* All entries as lines, from index FIRST on. */
static int
compose_all(const struct span *entries, size_t count, uint64_t first,
    struct buf *lines, struct error *e)
{
	unsigned char *salts = alloc_zeroed(count, ENTRY_SALT);
	struct record *rec = record_new();
	char recorded[INSTANT_TEXT];
	int64_t now;
	int result = instant_now(&now, e);

	digest_random(salts, count * ENTRY_SALT);
	if (result == 0)
		instant_format(now, recorded);
	for (size_t i = 0; i < count && result == 0; i++)
		if (entry_compose(entries[i], first + i, salts + i * ENTRY_SALT,
			recorded, rec, lines, e) == -1)
			result = error_prefix(e, "entry %zu", i + 1);
	record_free(rec);
	free(salts);
	return result;
}

static int
log_append(
    struct ledger *l, const struct buf *lines, off_t end, struct error *e)
{
	struct error ignored = {0};

	if (file_write(l->log, lines->bytes, lines->len, e) == 0 &&
	    fdatasync(l->log) == 0)
		return 0;
	error_set_errno(e, "log");
	/* What is left of it, if this fails too, the next append mends. */
	if (ftruncate(l->log, end) == -1)
		error_set_errno(&ignored, "log");
	return error_prefix(e, "%s", l->dir);
}

static void
hashes_add_lines(struct hashes *h, const struct buf *lines)
{
	const char *at = lines->bytes, *end = lines->bytes + lines->len;

	while (at < end) {
		const char *lf = memchr(at, '\n', (size_t)(end - at));

		hashes_add(h, tree_leaf(at, (size_t)(lf - at)));
		at = lf + 1;
	}
}

/* Signs what the hashes now hold. */
static int
checkpoint_move(struct ledger *l, struct error *e)
{
	struct tree_hash root = tree_edge_root(&l->hashes.edge);
	struct buf note = {0};
	int result;

	/* A cache: where it cannot be written it is made again. */
	(void)hashes_flush(&l->hashes, NULL);
	result =
	    checkpoint_write(&l->key, l->hashes.edge.size, &root, &note, e);
	if (result == 0)
		result = file_replace(
		    ledger_path(l, "checkpoint"), note.bytes, note.len, e);
	buf_free(&note);
	return result == -1 ? -1 : ledger_checkpoint_read(l, e);
}

static int
append_locked(struct ledger *l, const struct span *entries, size_t count,
    uint64_t *first, struct error *e)
{
	struct buf *lines = &l->lines;
	uint64_t adopted;
	off_t end;
	int result;

	if (ledger_checkpoint_read(l, e) == -1 ||
	    ledger_mend(l, &adopted, &end, e) == -1)
		return -1;
	lines->len = 0;
	*first = l->hashes.edge.size;
	result = compose_all(entries, count, *first, lines, e);
	if (result == 0 && lines->len > 0) {
		result = log_append(l, lines, end, e);
		if (result == 0)
			hashes_add_lines(&l->hashes, lines);
	}
	if (result == 0 && adopted + count > 0)
		result = checkpoint_move(l, e);
	return result;
}

int
ledger_append_batch(struct ledger *l, const struct span *entries, size_t count,
    uint64_t *first, struct error *e)
{
	uint64_t ignored;
	int lock, result;

	if (!l->may_append)
		return error_set(e, "%s: open for reading alone", l->dir);
	lock = file_lock(ledger_path(l, "lock"), e);
	if (lock == -1)
		return -1;
	result = append_locked(
	    l, entries, count, first == NULL ? &ignored : first, e);
	close(lock);
	return result;
}

int
ledger_entry(struct ledger *l, uint64_t index, struct buf *out, struct error *e)
{
	off_t size = log_size(l->log, e);
	int found;

	out->len = 0;
	if (size == -1)
		return -1;
	found = index < l->checkpoint.size
		    ? log_find(l->log, size, index, out, e)
		    : 0;
	return found == 1 ? 0 : error_set(e, "no such entry");
}

/* Whether LINE is the entry that was signed as INDEX; PROOF then says so. */
static bool
entry_holds(struct ledger *l, uint64_t index, struct span line,
    struct tree_proof *proof)
{
	struct tree_source s = hashes_source(&l->hashes);
	struct tree_hash leaf = tree_leaf(line.bytes, line.len);

	return tree_inclusion(&s, index, l->checkpoint.size, proof) == 0 &&
	       tree_inclusion_holds(proof, index, l->checkpoint.size, &leaf,
		   &l->checkpoint.root);
}

/* The same by hashes that may be wrong, and are then made anew.  The lock is
 * held. */
static int
entry_prove(struct ledger *l, uint64_t index, struct span line,
    struct tree_proof *proof, struct error *e)
{
	off_t size = log_size(l->log, e), end;

	end = size == -1 ? -1 : ledger_counted_end(l, size, e);
	if (end == -1 || ledger_hashes_need(l, end, false, e) == -1)
		return -1;
	if (entry_holds(l, index, line, proof))
		return 0;
	if (ledger_hashes_need(l, end, true, e) == -1)
		return -1;
	return entry_holds(l, index, line, proof)
		   ? 0
		   : error_set(e, "entry is not what was signed");
}

static int
prove_locked(struct ledger *l, uint64_t index, struct buf *out, struct error *e)
{
	struct buf line = {0};
	struct tree_proof proof;
	int result = ledger_entry(l, index, &line, e);

	if (result == 0)
		result = entry_prove(
		    l, index, (struct span){line.bytes, line.len}, &proof, e);
	if (result == 0)
		proof_write((struct span){line.bytes, line.len}, index, &proof,
		    l->checkpoint.note, out);
	buf_free(&line);
	return result;
}

int
ledger_entry_signed(
    struct ledger *l, uint64_t index, struct span line, struct error *e)
{
	struct tree_proof proof;
	int lock, result;

	if (entry_holds(l, index, line, &proof))
		return 0;
	lock = file_lock(ledger_path(l, "lock"), e);
	if (lock == -1)
		return -1;
	result = entry_prove(l, index, line, &proof, e);
	close(lock);
	return result;
}

int
ledger_prove(struct ledger *l, uint64_t index, struct buf *out, struct error *e)
{
	int lock = file_lock(ledger_path(l, "lock"), e), result;

	if (lock == -1)
		return -1;
	result = prove_locked(l, index, out, e);
	close(lock);
	return result;
}
