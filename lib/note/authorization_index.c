#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
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
#define PARTS_MAX 16
#define PART_LEAST ((size_t)4 << 20) /* bytes worth a thread */

struct entry {
	uint64_t offset;
	uint32_t len;
	uint32_t next; /* of the same bucket, in the file's order */
	uint64_t id;   /* hashes */
	uint32_t patient;
	struct period covers;
};

struct authorization_index {
	const char *bytes;
	size_t len;
	bool mapped;
	struct buf read; /* where it is not mapped */
	struct entry *entries;
	size_t count;
	uint32_t *buckets; /* by patient: the first entry */
	size_t mask;
	struct member_form *form;
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

/* A part of the file that a thread reads: whole lines. */
struct part {
	const struct authorization_index *x;
	size_t start;
	size_t end;
	struct entry *entries;
	size_t count;
	size_t room;
	size_t lines; /* read, or up to and with the bad one */
	int status;
	struct error e;
};

static void
entry_add(
    struct part *p, size_t offset, size_t len, const struct authorization *a)
{
	if (p->count == p->room) {
		p->room = p->room == 0 ? 1024 : 2 * p->room;
		p->entries =
		    alloc_resize(p->entries, p->room, sizeof(*p->entries));
	}
	p->entries[p->count++] = (struct entry){
	    .offset = offset,
	    .len = (uint32_t)len,
	    .next = NO_ENTRY,
	    .id = hash_text(a->id),
	    .patient = (uint32_t)hash_text(a->patient),
	    .covers = a->covers,
	};
}

static int
read_line(struct part *p, struct record *rec, size_t offset, size_t len)
{
	struct authorization a;
	struct span kind;

	arena_reset(record_arena(rec));
	if (authorization_read_line(
		&a, p->x->form, p->x->bytes + offset, len, record_arena(rec))) {
		entry_add(p, offset, len, &a);
		return 0;
	}
	if (record_read(rec, p->x->bytes + offset, len, &p->e) == -1 ||
	    record_kind(rec, &kind, &p->e) == -1)
		return -1;
	if (span_is(kind, "end/1") || span_is(kind, "part/1"))
		return 0;
	if (!span_is(kind, "authorization/1"))
		return error_set(&p->e, "record: not authorization/1");
	if (authorization_read_record(&a, rec, &p->e) == -1)
		return -1;
	entry_add(p, offset, len, &a);
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

static void *
read_part(void *argument)
{
	struct part *p = argument;
	struct record *rec = record_new();
	const char *bytes = p->x->bytes, *lf;
	size_t at, len;

	for (at = p->start; at < p->end && p->status == 0; at += len + 1) {
		p->lines++;
		lf = memchr(bytes + at, '\n', p->end - at);
		len = lf == NULL ? p->end - at : (size_t)(lf - bytes) - at;
		if (!is_blank(bytes + at, len))
			p->status = read_line(p, rec, at, len);
	}
	record_free(rec);
	return NULL;
}

/* Where the line ends that AT, a place in the file, is in. */
static size_t
line_end(const struct authorization_index *x, size_t at)
{
	const char *lf = memchr(x->bytes + at, '\n', x->len - at);

	return lf == NULL ? x->len : (size_t)(lf - x->bytes) + 1;
}

/* One part a processor, where the file is large enough to be worth it. */
static size_t
split_parts(const struct authorization_index *x, struct part *parts)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	size_t count = processors < 1 ? 1 : (size_t)processors, i, at = 0;

	if (count > PARTS_MAX)
		count = PARTS_MAX;
	if (count > x->len / PART_LEAST + 1)
		count = x->len / PART_LEAST + 1;
	for (i = 0; i < count; i++) {
		parts[i].x = x;
		parts[i].start = at;
		at = i + 1 == count ? x->len
				    : line_end(x, x->len / count * (i + 1));
		parts[i].end = at;
	}
	return count;
}

static int
join_parts(struct authorization_index *x, struct part *parts, size_t count,
    const char *path, struct error *e)
{
	size_t i, line = 0;

	for (i = 0; i < count; i++) {
		line += parts[i].lines;
		if (parts[i].status == -1)
			return error_set(
			    e, "%s:%zu: %s", path, line, parts[i].e.text);
		x->count += parts[i].count;
	}
	if (x->count >= NO_ENTRY)
		return error_set(e, "%s: too many authorizations", path);
	x->entries = alloc_bytes((x->count + 1) * sizeof(*x->entries));
	x->count = 0;
	for (i = 0; i < count; i++) {
		if (parts[i].count > 0)
			memcpy(x->entries + x->count, parts[i].entries,
			    parts[i].count * sizeof(*x->entries));
		x->count += parts[i].count;
		free(parts[i].entries);
		parts[i].entries = NULL;
	}
	return 0;
}

static int
read_lines(struct authorization_index *x, const char *path, struct error *e)
{
	struct part parts[PARTS_MAX] = {0};
	pthread_t threads[PARTS_MAX];
	bool started[PARTS_MAX] = {false};
	size_t i, count = split_parts(x, parts);
	int status;

	for (i = 1; i < count; i++)
		started[i] = pthread_create(
				 &threads[i], NULL, read_part, &parts[i]) == 0;
	for (i = 0; i < count; i++)
		if (!started[i])
			read_part(&parts[i]);
	for (i = 1; i < count; i++)
		if (started[i])
			pthread_join(threads[i], NULL);
	status = join_parts(x, parts, count, path, e);
	for (i = 0; i < count; i++)
		free(parts[i].entries);
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
	const char *line = x->bytes + entry->offset;

	arena_reset(record_arena(rec));
	return authorization_read_line(
		   a, x->form, line, entry->len, record_arena(rec)) ||
	       (record_read(rec, line, entry->len, NULL) == 0 &&
		   authorization_read_record(a, rec, NULL) == 0);
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

	x->form = authorization_form_new();
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
	member_form_free(x->form);
	free(x);
}

size_t
authorization_index_count(const struct authorization_index *x)
{
	return x->count;
}

static bool
reaches(struct period covers, date_days day)
{
	return (covers.from == DATE_NONE && covers.to == DATE_NONE) ||
	       period_has(covers, day);
}

bool
authorization_index_next(const struct authorization_index *x,
    struct span patient, date_days day, size_t *at, struct record *scratch,
    struct authorization *out)
{
	uint32_t hash = (uint32_t)hash_text(patient), next;
	const struct entry *entry;

	/* One more than the entry found last, so that 0 is the start. */
	next = *at == 0 ? x->buckets[hash & x->mask] : x->entries[*at - 1].next;
	for (; next != NO_ENTRY; next = entry->next) {
		entry = &x->entries[next];
		if (entry->patient != hash || !reaches(entry->covers, day) ||
		    !read_entry(x, entry, scratch, out) ||
		    !span_equal(out->patient, patient))
			continue;
		*at = (size_t)next + 1;
		return true;
	}
	*at = 0;
	return false;
}
