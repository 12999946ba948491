#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "ledger/index.h"
#include "ledger/index_rows.h"
#include "ledger/ledger_files.h"

void
finds_free(struct finds *f)
{
	for (size_t i = 0; i < f->count; i++) {
		record_free(f->at[i].record);
		free(f->at[i].line);
	}
	free(f->at);
	*f = (struct finds){0};
}

enum bearing { BEARS_NOT, BEARS_KEY, BEARS_WORD };

/* Whether the entry bears the word, or one of the same key. */
static enum bearing
entry_bears(const struct entry *entry, enum index_word kind, struct span word)
{
	uint64_t key = index_key(kind, word);
	enum bearing bearing = BEARS_NOT;
	struct word words[3];
	size_t count = entry_words(entry, words);

	for (size_t i = 0; i < count; i++) {
		if (words[i].kind == kind && span_equal(words[i].text, word))
			return BEARS_WORD;
		if (index_key(words[i].kind, words[i].text) == key)
			bearing = BEARS_KEY;
	}
	return bearing;
}

/* Reads the entry from the log into F, which is zeroed. */
static int
found_read(struct ledger *l, uint64_t index, struct found *f, struct error *e)
{
	struct buf line = {0};

	if (ledger_entry(l, index, &line, e) == -1) {
		buf_free(&line);
		return -1;
	}
	buf_string(&line);
	f->line = line.bytes;
	f->index = index;
	f->record = record_new();
	if (ledger_entry_signed(
		l, index, (struct span){f->line, line.len}, e) == -1 ||
	    record_read(f->record, f->line, line.len, e) == -1 ||
	    entry_read(&f->entry, f->record, e) == -1)
		return error_prefix(e, "entry");
	return 0;
}

static void
found_free(struct found *f)
{
	record_free(f->record);
	free(f->line);
}

/* Adds the entry that a row says bears the word. */
static int
find_add(struct ledger *l, uint64_t index, enum index_word kind,
    struct span word, struct finds *out, struct error *e)
{
	struct found f = {0};
	enum bearing bearing;

	for (size_t i = 0; i < out->count; i++)
		if (out->at[i].index == index)
			return 0;
	if (found_read(l, index, &f, e) == -1) {
		found_free(&f);
		return -1;
	}
	bearing = entry_bears(&f.entry, kind, word);
	if (bearing != BEARS_WORD) {
		found_free(&f);
		return bearing == BEARS_KEY
			   ? 0
			   : error_set(e, "index: not that of this log; "
					  "remove it");
	}
	out->at = alloc_resize(out->at, out->count + 1, sizeof(*out->at));
	out->at[out->count++] = f;
	return 0;
}

static int
rows_find(struct ledger *l, sqlite3 *db, enum index_word kind, struct span word,
    struct finds *out, struct error *e)
{
	uint64_t key = index_key(kind, word), index;
	struct index_sum wanted, read = {0};
	sqlite3_stmt *q = NULL;
	int got = SQLITE_DONE, result = 0;

	if (index_tally(db, key, &wanted, e) == -1)
		return -1;
	if (sqlite3_prepare_v2(db,
		"SELECT entry FROM word WHERE key = ? ORDER BY entry", -1, &q,
		NULL) != SQLITE_OK)
		return index_error(db, e);
	sqlite3_bind_int64(q, 1, (sqlite3_int64)key);
	while (result == 0 && (got = sqlite3_step(q)) == SQLITE_ROW) {
		index = (uint64_t)sqlite3_column_int64(q, 0);
		read.count++;
		read.sum += index_weight(key, index);
		result = find_add(l, index, kind, word, out, e);
	}
	if (result == 0 && got != SQLITE_DONE)
		result = index_error(db, e);
	sqlite3_finalize(q);
	if (result == 0 && kind != INDEX_ID &&
	    (read.count != wanted.count || read.sum != wanted.sum))
		return error_set(e, "index: not that of this log; remove it");
	return result;
}

static int
compare_finds(const void *a, const void *b)
{
	const struct found *x = a, *y = b;

	return x->index < y->index ? -1 : x->index > y->index;
}

int
index_find(struct ledger *l, enum index_word kind, struct span word,
    struct finds *out, struct error *e)
{
	sqlite3 *db = index_open(l, e);
	int result;

	if (db == NULL)
		return -1;
	result = rows_find(l, db, kind, word, out, e);
	sqlite3_close(db);
	return result;
}

/* What corrects the entries from FROM on, and what corrects that. */
static int
corrections_find(
    struct ledger *l, sqlite3 *db, struct finds *out, struct error *e)
{
	for (size_t i = 0; i < out->count; i++) {
		const struct entry *entry = &out->at[i].entry;
		struct span id = entry->kind == ENTRY_DISCLOSURE
				     ? entry->disclosure.id
				 : entry->kind == ENTRY_HOLD ? entry->hold.id
							     : (struct span){0};

		if (id.bytes != NULL &&
		    rows_find(l, db, INDEX_CORRECTS, id, out, e) == -1)
			return -1;
	}
	return 0;
}

int
index_find_patient(
    struct ledger *l, struct span patient, struct finds *out, struct error *e)
{
	sqlite3 *db = index_open(l, e);
	int result;

	if (db == NULL)
		return -1;
	result = rows_find(l, db, INDEX_PATIENT, patient, out, e);
	if (result == 0)
		result = rows_find(l, db, INDEX_ALL, span_of(""), out, e);
	if (result == 0)
		result = corrections_find(l, db, out, e);
	sqlite3_close(db);
	if (out->count > 0)
		qsort(out->at, out->count, sizeof(*out->at), compare_finds);
	return result;
}

int
index_find_id(
    struct ledger *l, struct span id, uint64_t *index, struct error *e)
{
	struct finds finds = {0};
	int result = index_find(l, INDEX_ID, id, &finds, e);

	if (result == 0 && finds.count != 1)
		result = error_set(e, finds.count == 0
					  ? "no entry has this id"
					  : "several entries have this id");
	if (result == 0)
		*index = finds.at[0].index;
	finds_free(&finds);
	return result;
}
