#include "import/origin.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "text/utf8.h"

#define BLOCK ((size_t)256 << 10) /* bytes asked for at once */

static ssize_t
read_descriptor(struct origin *in, void *to, size_t len, struct error *e)
{
	ssize_t n;

	do
		n = read(in->fd, to, len);
	while (n == -1 && errno == EINTR);
	if (n == -1) {
		error_set_errno(e, "reading");
		in->broken = true;
	}
	return n;
}

void
origin_open(struct origin *in, const char *name)
{
	struct buf plain = {0};
	size_t len = strlen(name), at = 0;
	uint32_t point;
	char bytes[UTF8_MAX];

	*in = (struct origin){.fd = -1, .read = read_descriptor};
	while (at < len) {
		at += utf8_decode(name + at, len - at, &point);
		buf_add(&plain, bytes, utf8_encode(point, bytes));
	}
	in->name = alloc_string(buf_string(&plain));
	buf_free(&plain);
}

static ssize_t
read_bytes(struct origin *in, void *to, size_t len, struct error *e)
{
	(void)e;
	if (len > in->bytes.len)
		len = in->bytes.len;
	if (len == 0)
		return 0;
	memcpy(to, in->bytes.bytes, len);
	in->bytes.bytes += len;
	in->bytes.len -= len;
	return (ssize_t)len;
}

void
origin_open_bytes(struct origin *in, const char *name, struct span bytes)
{
	origin_open(in, name);
	in->read = read_bytes;
	in->bytes = bytes;
}

void
origin_close(struct origin *in)
{
	if (in->fd != -1 && !in->outlines)
		close(in->fd);
	in->fd = -1;
	free((char *)(uintptr_t)in->name);
	in->name = NULL;
	buf_wipe(&in->window);
	buf_free(&in->window);
}

int
origin_rewind(struct origin *in)
{
	if (in->fd == -1 || lseek(in->fd, 0, SEEK_SET) == (off_t)-1)
		return -1;
	in->window.len = in->at = in->line = 0;
	in->taken = 0;
	in->end = false;
	return 0;
}

/* Reads one block more behind the window. */
static int
origin_fill(struct origin *in, struct error *e)
{
	ssize_t n;

	if (in->at > 0 && in->at >= in->window.len / 2) {
		memmove(in->window.bytes, in->window.bytes + in->at,
		    in->window.len - in->at);
		in->window.len -= in->at;
		in->at = 0;
	}
	n = in->read(in, buf_reserve(&in->window, BLOCK), BLOCK, e);
	if (n == -1)
		return -1;
	if (n == 0)
		in->end = true;
	in->window.len += (size_t)n;
	in->taken += (uint64_t)n;
	return 0;
}

int
origin_peek(struct origin *in, size_t len, struct span *out, struct error *e)
{
	while (!in->end && in->window.len - in->at < len)
		if (origin_fill(in, e) == -1)
			return -1;
	if (in->window.bytes == NULL)
		buf_reserve(&in->window, 1);
	*out =
	    (struct span){in->window.bytes + in->at, in->window.len - in->at};
	if (out->len > len)
		out->len = len;
	return 0;
}

void
origin_take(struct origin *in, size_t len)
{
	in->at += len;
}

int
origin_pass_line(struct origin *in, struct error *e)
{
	const char *lf;

	for (;;) {
		lf = memchr(
		    in->window.bytes + in->at, '\n', in->window.len - in->at);
		if (lf != NULL) {
			in->at = (size_t)(lf - in->window.bytes) + 1;
			return 0;
		}
		in->at = in->window.len;
		if (in->end)
			return 0;
		if (origin_fill(in, e) == -1)
			return -1;
	}
}

enum origin_line
origin_line(struct origin *in, size_t most, struct span *out, struct error *e)
{
	size_t looked = 0, left;
	const char *start, *lf;

	for (;;) {
		left = in->window.len - in->at;
		start = left == 0 ? "" : in->window.bytes + in->at;
		lf = memchr(start + looked, '\n', left - looked);
		if (lf != NULL && (size_t)(lf - start) <= most) {
			*out = (struct span){start, (size_t)(lf - start)};
			in->at += out->len + 1;
			in->line++;
			return ORIGIN_LINE;
		}
		looked = left;
		if (left > most) {
			*out = (struct span){NULL, 0};
			in->line++;
			return ORIGIN_TOO_LONG;
		}
		if (in->end) {
			*out = (struct span){start, left};
			in->at += left;
			in->line++;
			return left == 0 ? ORIGIN_END : ORIGIN_LINE;
		}
		if (origin_fill(in, e) == -1)
			return ORIGIN_FAILED;
	}
}

int
origin_all(struct origin *in, size_t limit, struct span *out, struct error *e)
{
	do {
		if (in->window.len - in->at > limit)
			return error_set(e, "more than %zu MiB", limit >> 20);
		if (!in->end && origin_fill(in, e) == -1)
			return -1;
	} while (!in->end);
	*out =
	    (struct span){in->window.bytes + in->at, in->window.len - in->at};
	in->at = in->window.len;
	return 0;
}
