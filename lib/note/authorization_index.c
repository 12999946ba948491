#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/safe_file.h"
#include "note/authorization.h"

#define NO_ENTRY UINT32_MAX
#define READ_BLOCK 65536 /* bytes, of a file that cannot be mapped */

struct entry {
	uint64_t offset;
	uint32_t len;
	uint32_t next; /* of the same bucket, in the file's order */
	uint64_t id;   /* hashes */
	uint32_t patient;
};

struct authorization_index {
	const char *bytes;
	size_t len;
	bool mapped;
	struct buf read; /* where it is not mapped */
	struct entry *entries;
	size_t count;
	size_t room;
	uint32_t *buckets; /* by patient: the first entry */
	size_t mask;
};

static uint64_t
hash_text(struct span s)
{
	uint64_t h = 14695981039346656037u;
	size_t i;

	for (i = 0; i < s.len; i++)
		h = (h ^ (unsigned char)s.bytes[i]) * 1099511628211u;
	return h ^ h >> 29;
}

static int
read_stream(struct authorization_index *x, int fd, struct error *e)
{
	ssize_t n;

	for (;;) {
		n = read(fd, buf_reserve(&x->read, READ_BLOCK), READ_BLOCK);
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return error_set_errno(e, "reading failed");
		if (n == 0)
			break;
		x->read.len += (size_t)n;
	}
	x->bytes = x->read.bytes;
	x->len = x->read.len;
	return 0;
}

static int
map_file(struct authorization_index *x, const char *path, struct error *e)
{
	struct stat st;
	void *at;
	int fd, status = 0;

	fd = file_open_input(path, e);
	if (fd == -1)
		return -1;
	if (fstat(fd, &st) == -1) {
		status = error_set_errno(e, "reading failed");
	} else if (!S_ISREG(st.st_mode)) {
		status = read_stream(x, fd, e);
	} else if (st.st_size > 0) {
		at = mmap(
		    NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
		if (at == MAP_FAILED) {
			status = error_set_errno(e, "mapping failed");
		} else {
			x->bytes = at;
			x->len = (size_t)st.st_size;
			x->mapped = true;
			madvise(at, x->len, MADV_SEQUENTIAL);
		}
	}
	close(fd);
	return status;
}

static void
entry_add(struct authorization_index *x, size_t offset, size_t len,
    const struct authorization *a)
{
	if (x->count == x->room) {
		x->room = x->room == 0 ? 1024 : 2 * x->room;
		x->entries =
		    alloc_resize(x->entries, x->room, sizeof(*x->entries));
	}
	x->entries[x->count++] = (struct entry){
	    .offset = offset,
	    .len = (uint32_t)len,
	    .next = NO_ENTRY,
	    .id = hash_text(a->id),
	    .patient = (uint32_t)hash_text(a->patient),
	};
}

static int
read_line(struct authorization_index *x, struct record *rec, size_t offset,
    size_t len, struct error *e)
{
	struct authorization a;
	struct span kind;

	if (record_read(rec, x->bytes + offset, len, e) == -1 ||
	    record_kind(rec, &kind, e) == -1)
		return -1;
	if (span_is(kind, "end/1") || span_is(kind, "part/1"))
		return 0;
	if (!span_is(kind, "authorization/1"))
		return error_set(e, "record: not authorization/1");
	if (authorization_read_record(&a, rec, e) == -1)
		return -1;
	if (x->count == NO_ENTRY)
		return error_set(e, "too many authorizations");
	entry_add(x, offset, len, &a);
	return 0;
}

static bool
is_blank(const char *bytes, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (bytes[i] != ' ' && bytes[i] != '\t' && bytes[i] != '\r')
			return false;
	return true;
}

static int
read_lines(struct authorization_index *x, const char *path, struct error *e)
{
	struct record *rec = record_new();
	size_t at, len, line = 0;
	const char *lf;
	int status = 0;

	for (at = 0; at < x->len && status == 0; at += len + 1) {
		line++;
		lf = memchr(x->bytes + at, '\n', x->len - at);
		len = lf == NULL ? x->len - at : (size_t)(lf - x->bytes) - at;
		if (is_blank(x->bytes + at, len))
			continue;
		status = read_line(x, rec, at, len, e);
	}
	record_free(rec);
	if (status == -1)
		error_prefix(e, "%s:%zu", path, line);
	return status;
}

/* From the last to the first, so that each chain is in the file's order. */
static void
build_buckets(struct authorization_index *x)
{
	size_t size = 1024, i;
	struct entry *entry;

	while (size < 2 * x->count)
		size *= 2;
	x->mask = size - 1;
	x->buckets = alloc_bytes(size * sizeof(*x->buckets));
	memset(x->buckets, 0xff, size * sizeof(*x->buckets));
	for (i = x->count; i-- > 0;) {
		entry = &x->entries[i];
		entry->next = x->buckets[entry->patient & x->mask];
		x->buckets[entry->patient & x->mask] = (uint32_t)i;
	}
}

/* What was read when the index was built reads again. */
static bool
read_entry(const struct authorization_index *x, const struct entry *entry,
    struct record *rec, struct authorization *a)
{
	return record_read(rec, x->bytes + entry->offset, entry->len, NULL) ==
		   0 &&
	       authorization_read_record(a, rec, NULL) == 0;
}

static bool
same_id(const struct authorization_index *x, const struct entry *a,
    const struct entry *b)
{
	struct record *one = record_new(), *other = record_new();
	struct authorization first, second;
	bool same;

	same = read_entry(x, a, one, &first) &&
	       read_entry(x, b, other, &second) &&
	       span_equal(first.id, second.id);
	record_free(one);
	record_free(other);
	return same;
}

static int
check_ids(
    const struct authorization_index *x, const char *path, struct error *e)
{
	size_t size = 1024, i, at;
	uint32_t *table;
	int status = 0;

	while (size < 2 * x->count)
		size *= 2;
	table = alloc_bytes(size * sizeof(*table));
	memset(table, 0xff, size * sizeof(*table));
	for (i = 0; i < x->count && status == 0; i++) {
		at = x->entries[i].id & (size - 1);
		for (; table[at] != NO_ENTRY; at = (at + 1) & (size - 1))
			if (x->entries[table[at]].id == x->entries[i].id &&
			    same_id(x, &x->entries[table[at]], &x->entries[i]))
				status = error_set(e,
				    "%s: id: it stands twice (the %zu. "
				    "document)",
				    path, i + 1);
		table[at] = (uint32_t)i;
	}
	free(table);
	return status;
}

struct authorization_index *
authorization_index_open(const char *path, struct error *e)
{
	struct authorization_index *x = alloc_zeroed(1, sizeof(*x));

	if (map_file(x, path, e) == -1) {
		error_prefix(e, "%s", path);
		authorization_index_close(x);
		return NULL;
	}
	if (read_lines(x, path, e) == -1 || check_ids(x, path, e) == -1) {
		authorization_index_close(x);
		return NULL;
	}
	build_buckets(x);
	if (x->mapped)
		posix_madvise(
		    (void *)(uintptr_t)x->bytes, x->len, POSIX_MADV_RANDOM);
	return x;
}

void
authorization_index_close(struct authorization_index *x)
{
	if (x == NULL)
		return;
	if (x->mapped)
		munmap((void *)(uintptr_t)x->bytes, x->len);
	buf_free(&x->read);
	free(x->entries);
	free(x->buckets);
	free(x);
}

size_t
authorization_index_count(const struct authorization_index *x)
{
	return x->count;
}

bool
authorization_index_find(const struct authorization_index *x,
    struct span patient, size_t i, struct record *scratch,
    struct authorization *out)
{
	uint32_t hash = (uint32_t)hash_text(patient);
	uint32_t at = x->buckets[hash & x->mask];
	const struct entry *entry;

	for (; at != NO_ENTRY; at = entry->next) {
		entry = &x->entries[at];
		if (entry->patient != hash ||
		    !read_entry(x, entry, scratch, out) ||
		    !span_equal(out->patient, patient))
			continue;
		if (i-- == 0)
			return true;
	}
	return false;
}
