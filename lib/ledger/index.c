#include "ledger/index.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/safe_file.h"
#include "ledger/index_rows.h"
#include "ledger/ledger_files.h"
#include "ledger/log.h"

#define BATCH (1 << 21) /* rows sorted before they are inserted */

struct row {
	uint64_t key;
	uint64_t index;
	bool tallied;
};

struct rows {
	struct row *at;
	size_t count, room;
};

static uint64_t
mix(uint64_t x)
{
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u; /* splitmix64 */
	x = (x ^ x >> 27) * 0x94d049bb133111ebu;
	return x ^ x >> 31;
}

uint64_t
index_key(enum index_word kind, struct span word)
{
	/* FNV-1a, from another start for each kind. */
	uint64_t h = mix(0xcbf29ce484222325u + (uint64_t)kind);

	for (size_t i = 0; i < word.len; i++)
		h = (h ^ (unsigned char)word.bytes[i]) * 0x100000001b3u;
	return mix(h);
}

size_t
entry_words(const struct entry *entry, struct word words[static 3])
{
	struct word all[3] = {{.kind = INDEX_ID}, {.kind = INDEX_PATIENT},
	    {.kind = INDEX_CORRECTS}};
	size_t count = 0;

	switch (entry->kind) {
	case ENTRY_DISCLOSURE:
		all[0].text = entry->disclosure.id;
		all[1].text = entry->disclosure.patient;
		all[2].text = entry->disclosure.corrects;
		break;
	case ENTRY_SUSPENSION:
		all[0].text = entry->suspension.id;
		all[1].text = entry->suspension.patient;
		break;
	case ENTRY_HOLD:
		all[0].text = entry->hold.id;
		all[1].text = entry->hold.patient;
		all[2].text = entry->hold.ends;
		break;
	case ENTRY_ACCESS:
	case ENTRY_NONE:
		return 0;
	}
	if (all[1].text.bytes == NULL)
		all[1] = (struct word){INDEX_ALL, span_of("")};
	for (size_t i = 0; i < 3; i++)
		if (all[i].text.bytes != NULL)
			words[count++] = all[i];
	return count;
}

uint64_t
index_weight(uint64_t key, uint64_t index)
{
	return mix(key ^ (index + 1) * 0x9e3779b97f4a7c15u);
}

void
index_sum_entry(struct index_sum *s, uint64_t index, const struct entry *entry)
{
	struct word words[3];
	size_t count = entry_words(entry, words);

	s->count += count;
	for (size_t i = 0; i < count; i++)
		s->sum += index_weight(
		    index_key(words[i].kind, words[i].text), index);
}

int
index_error(sqlite3 *db, struct error *e)
{
	return error_set(e, "index: %s", sqlite3_errstr(sqlite3_errcode(db)));
}

static int
run(sqlite3 *db, const char *sql, struct error *e)
{
	return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK
		   ? 0
		   : index_error(db, e);
}

static sqlite3 *
database_open(const char *path, struct error *e)
{
	int fd = file_open_update(path, e); /* ours, no link, 0600 */
	sqlite3 *db = NULL;

	if (fd == -1)
		return NULL;
	close(fd);
	if (sqlite3_open_v2(path, &db,
		SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW,
		NULL) != SQLITE_OK ||
	    run(db,
		"PRAGMA busy_timeout = 60000; PRAGMA synchronous = NORMAL;"
		"PRAGMA trusted_schema = OFF; PRAGMA cache_size = -65536;"
		"CREATE TABLE IF NOT EXISTS word (key INTEGER, entry INTEGER,"
		" PRIMARY KEY (key, entry)) WITHOUT ROWID;"
		"CREATE TABLE IF NOT EXISTS tally (key INTEGER PRIMARY KEY,"
		" count INTEGER, sum INTEGER);"
		"CREATE TABLE IF NOT EXISTS state (one INTEGER PRIMARY KEY,"
		" size INTEGER, place INTEGER, root BLOB,"
		" tallied INTEGER)",
		e) == -1) {
		error_set(e, "index: cannot open");
		sqlite3_close(db);
		return NULL;
	}
	return db;
}

struct state {
	uint64_t size;
	off_t place; /* where the next entry's line begins */
	struct tree_hash root;
};

/* 1: read, 0: there is none, -1. */
static int
state_read(sqlite3 *db, struct state *s)
{
	sqlite3_stmt *q = NULL;
	int got = -1;

	if (sqlite3_prepare_v2(db,
		"SELECT size, place, root, tallied FROM state", -1, &q,
		NULL) == SQLITE_OK)
		got = sqlite3_step(q);
	if (got == SQLITE_ROW &&
	    sqlite3_column_bytes(q, 2) == (int)sizeof(s->root)) {
		s->size = (uint64_t)sqlite3_column_int64(q, 0);
		s->place = (off_t)sqlite3_column_int64(q, 1);
		memcpy(&s->root, sqlite3_column_blob(q, 2), sizeof(s->root));
		got = 1;
	} else
		got = got == SQLITE_DONE ? 0 : -1;
	sqlite3_finalize(q);
	return got;
}

static int
state_write(sqlite3 *db, const struct state *s, struct error *e)
{
	sqlite3_stmt *q = NULL;
	int result = -1;

	if (sqlite3_prepare_v2(db,
		"INSERT OR REPLACE INTO state VALUES (1, ?, ?, ?, 1)", -1, &q,
		NULL) == SQLITE_OK &&
	    sqlite3_bind_int64(q, 1, (sqlite3_int64)s->size) == SQLITE_OK &&
	    sqlite3_bind_int64(q, 2, (sqlite3_int64)s->place) == SQLITE_OK &&
	    sqlite3_bind_blob(q, 3, &s->root, sizeof(s->root), SQLITE_STATIC) ==
		SQLITE_OK &&
	    sqlite3_step(q) == SQLITE_DONE)
		result = 0;
	sqlite3_finalize(q);
	return result == 0 ? 0 : index_error(db, e);
}

static int
row_compare(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	int64_t p = (int64_t)x->key, q = (int64_t)y->key; /* SQLite's order */

	if (p != q)
		return p < q ? -1 : 1;
	return x->index < y->index ? -1 : x->index > y->index;
}

int
index_tally(sqlite3 *db, uint64_t key, struct index_sum *out, struct error *e)
{
	sqlite3_stmt *q = NULL;
	int got = -1;

	*out = (struct index_sum){0};
	if (sqlite3_prepare_v2(db, "SELECT count, sum FROM tally WHERE key = ?",
		-1, &q, NULL) == SQLITE_OK &&
	    sqlite3_bind_int64(q, 1, (sqlite3_int64)key) == SQLITE_OK)
		got = sqlite3_step(q);
	if (got == SQLITE_ROW) {
		out->count = (uint64_t)sqlite3_column_int64(q, 0);
		out->sum = (uint64_t)sqlite3_column_int64(q, 1);
	}
	sqlite3_finalize(q);
	return got == SQLITE_ROW || got == SQLITE_DONE ? 0 : index_error(db, e);
}

static int
tally_add(
    sqlite3 *db, uint64_t key, const struct index_sum *more, struct error *e)
{
	sqlite3_stmt *q = NULL;
	struct index_sum sum;
	int got = -1;

	if (index_tally(db, key, &sum, e) == -1)
		return -1;
	sum.count += more->count;
	sum.sum += more->sum;
	if (sqlite3_prepare_v2(db,
		"INSERT OR REPLACE INTO tally VALUES (?, ?, ?)", -1, &q,
		NULL) == SQLITE_OK &&
	    sqlite3_bind_int64(q, 1, (sqlite3_int64)key) == SQLITE_OK &&
	    sqlite3_bind_int64(q, 2, (sqlite3_int64)sum.count) == SQLITE_OK &&
	    sqlite3_bind_int64(q, 3, (sqlite3_int64)sum.sum) == SQLITE_OK)
		got = sqlite3_step(q);
	sqlite3_finalize(q);
	return got == SQLITE_DONE ? 0 : index_error(db, e);
}

/* ROWS are sorted by key. */
static int
tallies_add(sqlite3 *db, const struct rows *rows, struct error *e)
{
	const struct row *row = rows->at, *end = row + rows->count;

	while (row < end) {
		const struct row *first = row;
		struct index_sum run = {0};

		for (; row < end && row->key == first->key; row++) {
			run.count++;
			run.sum += index_weight(row->key, row->index);
		}
		if (first->tallied && tally_add(db, first->key, &run, e) == -1)
			return -1;
	}
	return 0;
}

static int
rows_insert(sqlite3 *db, struct rows *rows, struct error *e)
{
	sqlite3_stmt *q = NULL;
	bool good =
	    sqlite3_prepare_v2(db, "INSERT OR IGNORE INTO word VALUES (?, ?)",
		-1, &q, NULL) == SQLITE_OK;

	if (rows->count > 0)
		qsort(rows->at, rows->count, sizeof(*rows->at), row_compare);
	for (size_t i = 0; i < rows->count && good; i++)
		good = sqlite3_bind_int64(
			   q, 1, (sqlite3_int64)rows->at[i].key) == SQLITE_OK &&
		       sqlite3_bind_int64(q, 2,
			   (sqlite3_int64)rows->at[i].index) == SQLITE_OK &&
		       sqlite3_step(q) == SQLITE_DONE &&
		       sqlite3_reset(q) == SQLITE_OK;
	if (!good)
		index_error(db, e);
	sqlite3_finalize(q);
	if (!good)
		return -1;
	if (rows->count > 0 && tallies_add(db, rows, e) == -1)
		return -1;
	rows->count = 0;
	return 0;
}

static void
rows_add(struct rows *rows, uint64_t index, const struct entry *entry)
{
	struct word words[3];
	size_t count = entry_words(entry, words);

	if (rows->room < rows->count + 3) {
		rows->room = rows->room == 0 ? 1024 : 2 * rows->room;
		rows->at =
		    alloc_resize(rows->at, rows->room, sizeof(*rows->at));
	}
	for (size_t i = 0; i < count; i++)
		rows->at[rows->count++] =
		    (struct row){index_key(words[i].kind, words[i].text), index,
			words[i].kind != INDEX_ID};
}

/* The tree of the first SIZE entries, as far as it grows. */
static int
edge_read(struct ledger *l, uint64_t size, struct tree_edge *edge)
{
	struct tree_source hashes = hashes_source(&l->hashes);

	edge->size = size;
	for (unsigned level = 0; level < TREE_LEVELS; level++)
		if ((size >> level & 1) != 0 &&
		    hashes.node(hashes.context, level, (size >> level) - 1,
			&edge->at[level]) == -1)
			return -1;
	return 0;
}

/* Adds the entries from STATE up to the checkpoint, which they must be those
 * of.  One that cannot be read could be a disclosure: without it there is no
 * index. */
static int
entries_add(struct ledger *l, sqlite3 *db, struct state *s, struct error *e)
{
	struct tree_edge edge;
	struct tree_hash root;
	struct record *rec = record_new();
	struct rows rows = {0};
	struct log_reader r;
	struct span line;
	int got = 1;

	if (edge_read(l, s->size, &edge) == -1)
		got = error_set_errno(e, "hashes");
	log_reader_open(&r, l->log, s->place, log_size(l->log, NULL));
	while (s->size < l->checkpoint.size && got == 1) {
		struct entry entry;

		got = log_next(&r, &line, e);
		if (got == 0)
			got = error_set(e, "the log is shorter than its "
					   "checkpoint");
		if (got == -1)
			break;
		if (record_read(rec, line.bytes, line.len, e) == -1 ||
		    entry_read(&entry, rec, e) == -1) {
			got =
			    error_prefix(e, "log: line %" PRIu64, s->size + 1);
			break;
		}
		rows_add(&rows, s->size, &entry);
		tree_edge_add(&edge, tree_leaf(line.bytes, line.len), NULL);
		s->size++;
		if (rows.count >= BATCH && rows_insert(db, &rows, e) == -1)
			got = -1;
	}
	root = tree_edge_root(&edge);
	if (got == 1 && !tree_hash_equal(&root, &l->checkpoint.root))
		got = error_set(e, "the log is not what its checkpoint says; "
				   "see notes-ledger verify");
	if (got == 1)
		got = rows_insert(db, &rows, e) == -1 ? -1 : 1;
	s->place = r.at;
	s->root = l->checkpoint.root;
	log_reader_close(&r);
	record_free(rec);
	free(rows.at);
	return got == 1 ? 0 : -1;
}

/* Whether what the state says is the beginning of this log. */
static bool
state_is_ours(struct ledger *l, const struct state *s)
{
	struct tree_source source = hashes_source(&l->hashes);
	struct tree_hash root;

	return s->size <= l->checkpoint.size &&
	       tree_root(&source, s->size, &root) == 0 &&
	       tree_hash_equal(&root, &s->root);
}

static int
database_follow(struct ledger *l, sqlite3 *db, struct error *e)
{
	struct state s = {0};

	if (run(db, "BEGIN IMMEDIATE", e) == -1)
		return -1;
	if (state_read(db, &s) != 1 || !state_is_ours(l, &s)) {
		s = (struct state){0};
		if (run(db,
			"DELETE FROM word; DELETE FROM tally;"
			"DELETE FROM state",
			e) == -1)
			return -1;
	}
	if (s.size < l->checkpoint.size &&
	    (entries_add(l, db, &s, e) == -1 || state_write(db, &s, e) == -1))
		return -1;
	return run(db, "COMMIT", e);
}

/* Opens the index, brought up to the checkpoint; a file that SQLite cannot use
 * is made again once.  The lock is held. */
static sqlite3 *
open_locked(struct ledger *l, struct error *e)
{
	off_t size = log_size(l->log, e), end;

	end = size == -1 ? -1 : ledger_counted_end(l, size, e);
	if (end == -1 || ledger_hashes_need(l, end, false, e) == -1)
		return NULL;
	for (int again = 0; again < 2; again++) {
		struct error why = {0};
		sqlite3 *db = database_open(ledger_path(l, "index"), &why);

		if (db != NULL && database_follow(l, db, &why) == 0)
			return db;
		sqlite3_close(db);
		if (again == 1)
			error_set(e, "%s", why.text);
		else if (unlink(ledger_path(l, "index")) == -1)
			error_set_errno(e, "index");
	}
	return NULL;
}

sqlite3 *
index_open(struct ledger *l, struct error *e)
{
	int lock = file_lock(ledger_path(l, "lock"), e);
	sqlite3 *db;

	if (lock == -1)
		return NULL;
	db = open_locked(l, e);
	close(lock);
	return db;
}

int
index_sum_rows(struct ledger *l, uint64_t size, struct index_sum *s)
{
	sqlite3_stmt *q = NULL;
	struct state state;
	sqlite3 *db = NULL;
	int got = 0;

	*s = (struct index_sum){0};
	if (sqlite3_open_v2(ledger_path(l, "index"), &db,
		SQLITE_OPEN_READONLY | SQLITE_OPEN_NOFOLLOW,
		NULL) != SQLITE_OK ||
	    state_read(db, &state) != 1 || state.size != size) {
		sqlite3_close(db);
		return 1;
	}
	if (sqlite3_prepare_v2(
		db, "SELECT key, entry FROM word", -1, &q, NULL) == SQLITE_OK)
		while ((got = sqlite3_step(q)) == SQLITE_ROW) {
			s->count++;
			s->sum +=
			    index_weight((uint64_t)sqlite3_column_int64(q, 0),
				(uint64_t)sqlite3_column_int64(q, 1));
		}
	sqlite3_finalize(q);
	sqlite3_close(db);
	return got == SQLITE_DONE ? 0 : -1;
}
