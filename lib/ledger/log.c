#include "ledger/log.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ledger/entry.h"

#define BLOCK (256 * 1024)

ssize_t
log_read(int fd, void *out, size_t len, off_t at)
{
	ssize_t n;

	do
		n = pread(fd, out, len, at);
	while (n == -1 && errno == EINTR);
	return n;
}

void
log_reader_open(struct log_reader *r, int fd, off_t from, off_t to)
{
	*r = (struct log_reader){
	    .fd = fd, .at = from, .to = to, .block_at = from};
}

void
log_reader_close(struct log_reader *r)
{
	buf_free(&r->block);
}

/* Drops what was used and reads on; 0 at the end. */
static int
reader_fill(struct log_reader *r, struct error *e)
{
	struct buf *b = &r->block;
	off_t behind;
	size_t room;
	ssize_t n;

	if (r->used > 0) {
		memmove(b->bytes, b->bytes + r->used, b->len - r->used);
		b->len -= r->used;
		r->block_at += (off_t)r->used;
		r->used = 0;
	}
	behind = r->block_at + (off_t)b->len;
	if (behind >= r->to)
		return 0;
	buf_reserve(b, BLOCK);
	room = b->cap - b->len;
	if ((off_t)room > r->to - behind)
		room = (size_t)(r->to - behind);
	n = log_read(r->fd, b->bytes + b->len, room, behind);
	if (n == -1)
		return error_set_errno(e, "log");
	b->len += (size_t)n;
	return n > 0;
}

int
log_next(struct log_reader *r, struct span *line, struct error *e)
{
	size_t seen = 0;

	for (;;) {
		const char *from = r->block.bytes + r->used;
		size_t left = r->block.len - r->used;
		const char *end = left == seen
				      ? NULL
				      : memchr(from + seen, '\n', left - seen);
		int filled;

		if (end != NULL) {
			*line = (struct span){from, (size_t)(end - from)};
			r->used += line->len + 1;
			r->at = r->block_at + (off_t)r->used;
			return 1;
		}
		seen = left;
		filled = reader_fill(r, e);
		if (filled != 1)
			return filled;
	}
}

int
log_next_counted(
    struct log_reader *r, uint64_t *left, struct span *line, struct error *e)
{
	int got = *left == 0 ? 0 : log_next(r, line, e);

	if (*left > 0 && got == 0)
		return error_set(e, "the log is shorter than its checkpoint");
	*left -= got == 1;
	return got;
}

off_t
log_size(int fd, struct error *e)
{
	struct stat st;

	if (fstat(fd, &st) == -1)
		return error_set_errno(e, "log");
	return st.st_size;
}

off_t
log_line_before(int fd, off_t end, struct error *e)
{
	char block[16384];
	off_t at = end - 1; /* the LF of the line, or the last byte */

	while (at > 0) {
		size_t len =
		    at < (off_t)sizeof(block) ? (size_t)at : sizeof(block);
		ssize_t n = log_read(fd, block, len, at - (off_t)len);

		if (n != (ssize_t)len)
			return error_set_errno(e, "log");
		for (size_t i = len; i > 0; i--)
			if (block[i - 1] == '\n')
				return at - (off_t)(len - i);
		at -= (off_t)len;
	}
	return 0;
}

int
log_line_from(int fd, off_t from, off_t to, off_t *begin, struct buf *line,
    struct error *e)
{
	struct log_reader r;
	struct span found;
	int got;

	/* From one byte before, so that a line that begins at FROM is seen. */
	log_reader_open(&r, fd, from == 0 ? 0 : from - 1, to);
	got = from == 0 ? 1 : log_next(&r, &found, e);
	*begin = r.at;
	if (got == 1)
		got = log_next(&r, &found, e);
	line->len = 0;
	if (got == 1)
		buf_add(line, found.bytes, found.len);
	log_reader_close(&r);
	return got;
}

int
log_find(int fd, off_t to, uint64_t index, struct buf *line, struct error *e)
{
	off_t low = 0, high = to; /* it begins in [low, high) */

	while (low < high) {
		off_t middle = low + (high - low) / 2, begin;
		int got = log_line_from(fd, middle, to, &begin, line, e);
		struct entry_head head;

		if (got == -1)
			return -1;
		if (got == 0 || begin >= high) {
			high = middle;
			continue;
		}
		if (!entry_head_read(
			&head, (struct span){line->bytes, line->len}))
			return error_set(e, "log: a line that is no entry");
		if (head.index == index)
			return 1;
		if (head.index < index)
			low = begin + (off_t)line->len + 1;
		else
			high = middle;
	}
	return 0;
}
