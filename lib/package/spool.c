#include "package/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/safe_file.h"

#define BLOCK ((size_t)256 * 1024)

struct spool {
	int fd;
	int64_t size;
	struct buf pending; /* not written yet: the last bytes of size */
	struct buf read;    /* what stands from `from` on */
	int64_t from;
	int64_t next; /* behind the line that was asked for last */
	struct record *record;
};

struct spool *
spool_open(const char *folder, struct error *e)
{
	struct spool *s = alloc_zeroed(1, sizeof(*s));
	struct buf path = {0};

	buf_addf(&path, "%s/.records", folder);
	s->fd = open(buf_string(&path),
	    O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (s->fd == -1 || unlink(buf_string(&path)) == -1) {
		error_set_errno(e, "a file in the output folder");
		buf_free(&path);
		spool_free(s);
		return NULL;
	}
	buf_free(&path);
	s->record = record_new();
	return s;
}

void
spool_free(struct spool *s)
{
	if (s == NULL)
		return;
	if (s->fd != -1)
		close(s->fd);
	if (s->record != NULL)
		record_free(s->record);
	buf_wipe(&s->pending);
	buf_free(&s->pending);
	buf_wipe(&s->read);
	buf_free(&s->read);
	free(s);
}

static int
flush(struct spool *s, struct error *e)
{
	if (s->pending.len > 0 &&
	    file_write(s->fd, s->pending.bytes, s->pending.len, e) == -1)
		return -1;
	s->pending.len = 0;
	return 0;
}

int
spool_add(struct spool *s, const char *line, size_t len, int64_t *offset,
    struct error *e)
{
	*offset = s->size;
	buf_add(&s->pending, line, len);
	buf_add_byte(&s->pending, '\n');
	s->size += (int64_t)len + 1;
	return s->pending.len >= BLOCK ? flush(s, e) : 0;
}

static int
fill(struct spool *s, int64_t offset, size_t len, struct error *e)
{
	ssize_t n;

	s->from = offset;
	s->read.len = 0;
	buf_reserve(&s->read, len);
	while (s->read.len < len) {
		n = pread(s->fd, s->read.bytes + s->read.len, len - s->read.len,
		    offset + (int64_t)s->read.len);
		if (n == -1 && errno == EINTR)
			continue;
		if (n <= 0)
			return error_set_errno(
			    e, "the records in the output folder");
		s->read.len += (size_t)n;
	}
	return 0;
}

/* Lines are mostly asked for in the order in which they came: then a block is
 * read at a time. */
int
spool_line(struct spool *s, int64_t offset, size_t len, struct span *line,
    struct error *e)
{
	size_t more = len;

	if (flush(s, e) == -1)
		return -1;
	if (offset < s->from ||
	    offset + (int64_t)len > s->from + (int64_t)s->read.len) {
		if (offset == s->next && len < BLOCK)
			more = BLOCK;
		if ((int64_t)more > s->size - offset)
			more = (size_t)(s->size - offset);
		if (fill(s, offset, more > len ? more : len, e) == -1)
			return -1;
	}
	s->next = offset + (int64_t)len + 1;
	*line = (struct span){s->read.bytes + (offset - s->from), len};
	return 0;
}

int
spool_note(struct spool *s, int64_t offset, size_t len, struct note *n,
    struct record **rec, struct error *e)
{
	struct span line;

	if (spool_line(s, offset, len, &line, e) == -1 ||
	    record_read(s->record, line.bytes, line.len, e) == -1 ||
	    note_read(n, s->record, e) == -1)
		return -1;
	*rec = s->record;
	return 0;
}
