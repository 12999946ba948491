#include "stream/input.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/safe_file.h"
#include "stream/scan.h"

#define INPUT_BLOCK (128u * 1024)
#define LINE_PART 512 /* bytes looked through at a time, from the end */

struct input {
	char **files;
	int count, next;
	int fd; /* -1: none is open */
	const char *name;
	size_t line;	   /* of the first byte that was not handed out */
	bool begun;	   /* a byte of this file was read */
	bool in_long_line; /* the rest of a line over the limit follows */
	struct buf carry;  /* a line's beginning, from the block before */
};

static char *input_stdin[] = {NULL};

struct input *
input_open(char **files, int count)
{
	struct input *in = alloc_zeroed(1, sizeof(*in));

	in->files = count == 0 ? input_stdin : files;
	in->count = count == 0 ? 1 : count;
	in->fd = -1;
	return in;
}

void
input_close(struct input *in)
{
	if (in == NULL)
		return;
	if (in->fd > STDIN_FILENO)
		close(in->fd);
	buf_wipe(&in->carry);
	buf_free(&in->carry);
	free(in);
}

static int
input_open_next(struct input *in, struct error *e)
{
	const char *path = in->files[in->next++];

	if (path == NULL || strcmp(path, "-") == 0) {
		in->fd = STDIN_FILENO;
		in->name = "<stdin>";
	} else {
		in->fd = file_open_input(path, e);
		in->name = path;
	}
	in->line = 1;
	in->begun = false;
	in->in_long_line = false;
	return in->fd == -1 ? -1 : 0;
}

static void
input_end_file(struct input *in)
{
	if (in->fd > STDIN_FILENO)
		close(in->fd);
	in->fd = -1;
}

static ssize_t
read_some(int fd, char *to, size_t len)
{
	struct pollfd wait = {.fd = fd, .events = POLLIN};
	ssize_t got;

	while ((got = read(fd, to, len)) == -1) {
		if (errno == EAGAIN || errno == EWOULDBLOCK)
			(void)poll(&wait, 1, -1);
		else if (errno != EINTR)
			return -1;
	}
	return got;
}

/* The last LF among the LEN bytes at P, or NULL. */
static const char *
last_line_end(const char *p, size_t len)
{
	const char *end = p + len, *at, *last = NULL;

	while (last == NULL && end > p) {
		len = (size_t)(end - p) < LINE_PART ? (size_t)(end - p)
						    : LINE_PART;
		for (at = end - len;
		     (at = memchr(at, '\n', (size_t)(end - at))) != NULL; at++)
			last = at;
		end -= len;
	}
	return last;
}

static size_t
count_lines(const char *p, size_t len)
{
	const char *end = p + len;
	size_t count = 0;

	while ((p = memchr(p, '\n', (size_t)(end - p))) != NULL) {
		count++;
		p++;
	}
	return count;
}

/* Hands out the first LEN bytes of C and carries the rest over, of which no
 * copy stays. */
static int
chunk_end(struct input *in, struct chunk *c, size_t len)
{
	size_t read = c->bytes.len;

	in->carry.len = 0;
	buf_add(&in->carry, c->bytes.bytes + len, read - len);
	c->bytes.len = len;
	buf_wipe_behind(&c->bytes, read);
	in->line += count_lines(c->bytes.bytes, len);
	return 1;
}

/* B has three bytes or more. */
static void
drop_byte_order_mark(struct buf *b)
{
	if (memcmp(b->bytes, "\xEF\xBB\xBF", 3) == 0) {
		b->len -= 3;
		memmove(b->bytes, b->bytes + 3, b->len);
	}
}

/* A piece of a line over the limit, up to its end if that was read. */
static int
chunk_piece(struct input *in, struct chunk *c, bool first)
{
	const char *end = memchr(c->bytes.bytes, '\n', c->bytes.len);

	c->piece = true;
	c->first_piece = first;
	in->in_long_line = end == NULL;
	return chunk_end(in, c,
	    end == NULL ? c->bytes.len : (size_t)(end - c->bytes.bytes) + 1);
}

static int
chunk_read(struct input *in, struct chunk *c, struct error *e)
{
	c->bytes.len = 0;
	c->piece = c->first_piece = false;
	for (;;) {
		const char *end;
		size_t had;
		ssize_t got;

		if (in->fd == -1) {
			if (in->next == in->count)
				return 0;
			if (input_open_next(in, e) == -1)
				return -1;
		}
		c->file = in->name;
		c->first_line = in->line;
		if (in->carry.len > 0) {
			buf_add(&c->bytes, in->carry.bytes, in->carry.len);
			in->carry.len = 0;
		}
		had = c->bytes.len;
		got = read_some(
		    in->fd, buf_reserve(&c->bytes, INPUT_BLOCK), INPUT_BLOCK);
		if (got == -1)
			return error_set_errno(e, "%s", in->name);
		c->bytes.len += (size_t)got;
		if (got == 0) {
			input_end_file(in);
			if (c->bytes.len == 0)
				continue;
			/* A line over the limit carries nothing over. */
			return chunk_end(in, c, c->bytes.len);
		}
		if (in->in_long_line)
			return chunk_piece(in, c, false);
		if (!in->begun && c->bytes.len >= 3) {
			drop_byte_order_mark(&c->bytes);
			in->begun = true;
			had = 0;
		}
		end = last_line_end(c->bytes.bytes + had, c->bytes.len - had);
		if (end != NULL)
			return chunk_end(
			    in, c, (size_t)(end - c->bytes.bytes) + 1);
		if (c->bytes.len > SCAN_LINE)
			return chunk_piece(in, c, true);
	}
}

int
input_next(struct input *in, struct chunk *c, struct error *e)
{
	size_t before = c->bytes.len, carried = in->carry.len;
	int got = chunk_read(in, c, e);

	buf_wipe_behind(&c->bytes, before);
	buf_wipe_behind(&in->carry, carried);
	return got;
}

bool
input_ready(const struct input *in)
{
	struct pollfd wait = {.fd = in->fd, .events = POLLIN};

	return in->fd == -1 || poll(&wait, 1, 0) != 0;
}
