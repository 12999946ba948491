/* What an append that was killed may leave, and how the next one mends it.
 *
 * Bytes that the checkpoint counts were synced before it was written, so only
 * what stands behind them can be torn: an unterminated or NUL-filled tail, or
 * whole entries that nobody signed yet. */
#include <string.h>
#include <unistd.h>

#include "base/safe_file.h"
#include "ledger/entry.h"
#include "ledger/ledger_files.h"
#include "ledger/log.h"

/* Where the last whole line ends. */
static off_t
whole_end(int fd, struct error *e)
{
	off_t size = log_size(fd, e);
	char last;

	if (size <= 0)
		return size;
	if (log_read(fd, &last, 1, size - 1) != 1)
		return error_set_errno(e, "log");
	return last == '\n' ? size : log_line_before(fd, size, e);
}

static int
line_head(int fd, off_t begin, off_t end, struct entry_head *head)
{
	char text[160]; /* a head is shorter */
	size_t len = (size_t)(end - begin);
	ssize_t n;

	n = log_read(fd, text, len < sizeof(text) ? len : sizeof(text), begin);
	if (n <= 0)
		return -1;
	return entry_head_read(head, (struct span){text, (size_t)n}) ? 0 : -1;
}

off_t
ledger_counted_end(const struct ledger *l, off_t end, struct error *e)
{
	uint64_t size = l->checkpoint.size;

	while (end > 0 && size > 0) {
		off_t begin = log_line_before(l->log, end, e);
		struct entry_head head;

		if (begin == -1)
			return -1;
		if (line_head(l->log, begin, end, &head) == 0) {
			if (head.index == size - 1)
				return end;
			if (head.index < size - 1)
				break;
		}
		end = begin;
	}
	if (size == 0)
		return 0;
	return error_set(e, "the log is shorter than its checkpoint");
}

static int
hashes_make(struct ledger *l, off_t end, struct error *e)
{
	struct log_reader r;
	struct span line;
	struct tree_hash root;
	int got = 0;

	hashes_restart(&l->hashes);
	log_reader_open(&r, l->log, 0, end);
	while (l->hashes.edge.size < l->checkpoint.size &&
	       (got = log_next(&r, &line, e)) == 1)
		hashes_add(&l->hashes, tree_leaf(line.bytes, line.len));
	log_reader_close(&r);
	if (got == -1)
		return -1;
	root = tree_edge_root(&l->hashes.edge);
	if (l->hashes.edge.size != l->checkpoint.size || r.at != end ||
	    !tree_hash_equal(&root, &l->checkpoint.root))
		return error_set(e, "the log is not what its checkpoint says; "
				    "see notes-ledger verify");
	return hashes_flush(&l->hashes, e);
}

int
ledger_hashes_need(struct ledger *l, off_t end, bool anew, struct error *e)
{
	if (l->hashes.fd == -1 &&
	    hashes_open(&l->hashes, ledger_path(l, "hashes"), e) == -1)
		return -1;
	if (!anew && hashes_seek(&l->hashes, l->checkpoint.size,
			 &l->checkpoint.root) == 0)
		return 0;
	return hashes_make(l, end, e);
}

/* Moves what stands from FROM on to DIR/quarantine and cuts the log there. */
static int
quarantine(struct ledger *l, off_t from, struct error *e)
{
	int fd = file_open_append(ledger_path(l, "quarantine"), e);
	char block[16384];
	off_t at = from;
	ssize_t n = 0;

	if (fd == -1)
		return -1;
	while ((n = log_read(l->log, block, sizeof(block), at)) != 0) {
		if (n == -1 || file_write(fd, block, (size_t)n, e) == -1)
			break;
		at += n;
	}
	if (n != 0 || fsync(fd) == -1 || ftruncate(l->log, from) == -1 ||
	    fdatasync(l->log) == -1) {
		error_set_errno(e, "quarantine");
		close(fd);
		return -1;
	}
	close(fd);
	return 0;
}

/* Whether LINE is the entry INDEX, so that it may be adopted. */
static bool
line_is_entry(struct span line, uint64_t index, struct record *rec)
{
	struct entry_head head;
	struct entry entry;

	return entry_head_read(&head, line) && head.index == index &&
	       record_read(rec, line.bytes, line.len, NULL) == 0 &&
	       entry_read(&entry, rec, NULL) == 0;
}

/* Adds the whole entries between COUNTED and WHOLE to the hashes; END is behind
 * the last that is one. */
static int
adopt(struct ledger *l, off_t counted, off_t whole, uint64_t *adopted,
    off_t *end, struct error *e)
{
	struct record *rec = record_new();
	struct log_reader r;
	struct span line;
	int got;

	*end = counted;
	*adopted = 0;
	log_reader_open(&r, l->log, counted, whole);
	while ((got = log_next(&r, &line, e)) == 1 &&
	       line_is_entry(line, l->hashes.edge.size, rec)) {
		hashes_add(&l->hashes, tree_leaf(line.bytes, line.len));
		++*adopted;
		*end = r.at;
	}
	log_reader_close(&r);
	record_free(rec);
	return got == -1 ? -1 : 0;
}

int
ledger_mend(struct ledger *l, uint64_t *adopted, off_t *end, struct error *e)
{
	off_t size = log_size(l->log, e), whole = whole_end(l->log, e), counted;

	if (size == -1 || whole == -1)
		return -1;
	counted = ledger_counted_end(l, whole, e);
	if (counted == -1 || ledger_hashes_need(l, counted, false, e) == -1 ||
	    adopt(l, counted, whole, adopted, end, e) == -1)
		return -1;
	if (*end == size)
		return 0;
	return quarantine(l, *end, e);
}
