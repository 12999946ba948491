#include "ledger/verify.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/date.h"
#include "base/safe_file.h"
#include "ledger/entry.h"
#include "ledger/index.h"
#include "ledger/ledger_files.h"
#include "ledger/log.h"
#include "ledger/seen.h"

#define FINDINGS_TOLD 20

#define AHEAD 16 /* lines whose salts are on their way from memory */

struct walk {
	bool entries; /* read each as one of its kind */
	struct verification *v;
	struct ledger *l;
	bool index; /* there is one of this state, to be compared */
	const struct checkpoint *since; /* older ones, COUNT of them */
	size_t count;
	struct tree_edge edge;
	struct seen salts;
	struct {
		struct seen_value salt;
		uint64_t line;
	} waiting[AHEAD];
	uint64_t salted;
	char recorded_text[32]; /* of the line before */
	size_t recorded_len;
	struct index_sum words; /* what an index of it holds */
	struct record *rec;
	int64_t recorded; /* of the line before */
};

__attribute__((format(printf, 2, 3))) static void
found(struct verification *v, const char *format, ...)
{
	char line[ERROR_TEXT];
	va_list ap;

	if (v->findings++ >= FINDINGS_TOLD)
		return;
	va_start(ap, format);
	vsnprintf(line, sizeof(line), format, ap);
	va_end(ap);
	buf_add_string(&v->text, line);
	buf_add_byte(&v->text, '\n');
}

/* The I-th salt, once its memory has come. */
static void
salt_judge(struct walk *w, uint64_t i)
{
	if (!seen_add(&w->salts, w->waiting[i % AHEAD].salt))
		found(w->v, "line %" PRIu64 ": salt: used before",
		    w->waiting[i % AHEAD].line);
}

static void
salt_take(struct walk *w, const char *hex, uint64_t line)
{
	uint64_t i = w->salted++;

	if (i >= AHEAD)
		salt_judge(w, i - AHEAD);
	w->waiting[i % AHEAD].salt = seen_hex(hex);
	w->waiting[i % AHEAD].line = line;
	seen_prefetch(&w->salts, w->waiting[i % AHEAD].salt);
}

static void
salts_end(struct walk *w)
{
	uint64_t i = w->salted < AHEAD ? 0 : w->salted - AHEAD;

	for (; i < w->salted; i++)
		salt_judge(w, i);
}

/* A batch bears one time: most are spelt as the one before. */
static void
recorded_judge(struct walk *w, struct span text, uint64_t index)
{
	int64_t at;

	if (text.len == w->recorded_len &&
	    memcmp(text.bytes, w->recorded_text, text.len) == 0)
		return;
	if (instant_parse(text.bytes, text.len, &at) == -1) {
		found(w->v, "line %" PRIu64 ": recorded: not an instant",
		    index + 1);
		return;
	}
	if (at < w->recorded)
		w->v->clock_steps++;
	w->recorded = at;
	w->recorded_len = text.len;
	memcpy(w->recorded_text, text.bytes, text.len);
}

static void
entry_judge(struct walk *w, struct span line, uint64_t index)
{
	struct entry entry;
	struct error e = {0};

	if (record_read(w->rec, line.bytes, line.len, &e) == -1 ||
	    entry_read(&entry, w->rec, &e) == -1)
		found(w->v, "line %" PRIu64 ": %s", index + 1, e.text);
	else
		index_sum_entry(&w->words, index, &entry);
}

/* The line is the entry INDEX. */
static void
line_judge(struct walk *w, struct span line, uint64_t index)
{
	struct entry_head head;

	if (!entry_head_read(&head, line)) {
		found(w->v, "line %" PRIu64 ": not an entry", index + 1);
		return;
	}
	if (head.index != index)
		found(
		    w->v, "line %" PRIu64 ": index: not its place", index + 1);
	salt_take(w, head.salt.bytes, index + 1);
	recorded_judge(w, head.recorded, index);
	if (w->entries)
		entry_judge(w, line, index);
}

static void
roots_compare(struct walk *w)
{
	struct tree_hash root;

	for (size_t i = 0; i < w->count; i++) {
		if (w->since[i].size != w->edge.size)
			continue;
		root = tree_edge_root(&w->edge);
		if (!tree_hash_equal(&root, &w->since[i].root))
			found(w->v, "the log does not begin with what the "
				    "older checkpoint signed");
	}
}

static int
lines_judge(struct walk *w, off_t size, struct error *e)
{
	const struct checkpoint *c = &w->l->checkpoint;
	struct log_reader r;
	struct tree_hash root;
	struct span line;
	int got;

	roots_compare(w);
	log_reader_open(&r, w->l->log, 0, size);
	while ((got = log_next(&r, &line, e)) == 1) {
		if (w->edge.size == c->size) {
			w->v->unsigned_++;
			continue;
		}
		line_judge(w, line, w->edge.size);
		tree_edge_add(&w->edge, tree_leaf(line.bytes, line.len), NULL);
		roots_compare(w);
	}
	salts_end(w);
	w->v->torn = (uint64_t)(size - r.at);
	log_reader_close(&r);
	w->v->entries = w->edge.size;
	root = tree_edge_root(&w->edge);
	if (w->edge.size < c->size)
		found(w->v, "the log is shorter than its checkpoint");
	else if (!tree_hash_equal(&root, &c->root))
		found(w->v, "the log is not what its checkpoint signed");
	return got;
}

/* Reads the older checkpoints; those that are none of ours are findings. */
static size_t
since_read(struct ledger *l, const struct span *notes, size_t count,
    struct checkpoint *out, struct verification *v)
{
	size_t good = 0;

	for (size_t i = 0; i < count; i++) {
		struct error e = {0};

		if (checkpoint_read(
			&out[good], notes[i], &l->key.public_key, &e) == -1)
			found(v, "older %s", e.text);
		else if (out[good].size > l->checkpoint.size)
			found(v, "the ledger was rolled back: an older "
				 "checkpoint has more entries");
		else
			good++;
	}
	return good;
}

static int
all_judge(struct walk *w, struct error *e)
{
	off_t size = log_size(w->l->log, e);
	struct index_sum rows;

	seen_reserve(&w->salts, (size_t)w->l->checkpoint.size);
	w->index = w->entries &&
		   index_sum_rows(w->l, w->l->checkpoint.size, &rows) == 0;
	if (size == -1 || lines_judge(w, size, e) == -1)
		return -1;
	if (w->index &&
	    (rows.count != w->words.count || rows.sum != w->words.sum))
		found(w->v, "the index is not that of the log; remove it");
	return 0;
}

/* Nobody appends meanwhile, where we may lock: a reader without the right to
 * write looks at what is there. */
int
ledger_verify(struct ledger *l, bool entries, const struct span *since,
    size_t count, struct verification *v, struct error *e)
{
	struct checkpoint *older = alloc_zeroed(count, sizeof(*older));
	struct walk w = {
	    .entries = entries, .v = v, .l = l, .recorded = INT64_MIN};
	const char *path = ledger_path(l, "lock");
	int lock = access(path, W_OK) == 0 ? file_lock(path, NULL) : -1;
	int result = -1;

	*v = (struct verification){0};
	if (lock == -1 || ledger_checkpoint_read(l, e) == 0) {
		w.since = older;
		w.count = since_read(l, since, count, older, v);
		w.rec = record_new();
		result = all_judge(&w, e);
		record_free(w.rec);
		seen_free(&w.salts);
	}
	if (lock != -1)
		close(lock);
	free(older);
	return result;
}

void
verification_free(struct verification *v)
{
	buf_free(&v->text);
}

static int
inclusion_check(const struct inclusion *i, const struct verifier_key *key,
    struct span entry, struct error *e)
{
	struct tree_hash leaf = tree_leaf(entry.bytes, entry.len);
	struct checkpoint c;

	if (checkpoint_read(&c, i->note, key, e) == -1)
		return -1;
	if (!tree_inclusion_holds(&i->proof, i->index, c.size, &leaf, &c.root))
		return error_set(e, "proof: does not lead from this entry to "
				    "the checkpoint");
	return 0;
}

int
proof_check(struct span proof, struct span key_text, struct span entry,
    struct buf *out, struct error *e)
{
	struct inclusion i = {0};
	struct verifier_key key;
	int result = -1;

	if (digest_init(e) == 0 &&
	    verifier_key_read(&key, key_text.bytes, key_text.len, e) == 0 &&
	    proof_read(&i, proof, e) == 0) {
		if (entry.bytes == NULL && i.extra.bytes != NULL)
			entry = (struct span){i.extra.bytes, i.extra.len};
		if (entry.bytes == NULL)
			error_set(e, "proof: holds no entry");
		else
			result = inclusion_check(&i, &key, entry, e);
	}
	if (result == 0)
		buf_add(out, entry.bytes, entry.len);
	inclusion_free(&i);
	return result;
}
