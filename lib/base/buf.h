/* A growing array of bytes.  Zeroed is a valid empty buf; the owner calls
 * buf_free, or sets len to 0 and uses it again. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stddef.h>
#include <string.h>

struct buf {
	char *bytes;
	size_t len;
	size_t cap;
};

void buf_free(struct buf *b);

/* Makes room for MORE bytes behind len and returns where they begin; the
 * caller fills them and adds to len.  What is outgrown is wiped. */
char *buf_grow(struct buf *b, size_t more);
static inline char *
buf_reserve(struct buf *b, size_t more)
{
	if (b->bytes == NULL || b->cap - b->len < more)
		return buf_grow(b, more);
	return b->bytes + b->len;
}

static inline void
buf_add(struct buf *b, const void *bytes, size_t len)
{
	if (len == 0)
		return;
	memcpy(buf_reserve(b, len), bytes, len);
	b->len += len;
}

static inline void
buf_add_string(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

static inline void
buf_add_byte(struct buf *b, char c)
{
	*buf_reserve(b, 1) = c;
	b->len++;
}

void buf_addf(struct buf *b, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The bytes of a character at TEXT that steers a terminal, turns the direction
 * of writing or has no look of its own; 0: none such.  LEN is above 0. */
size_t buf_hidden(const char *text, size_t len);
/* For a terminal or mail: control characters and what turns the direction of
 * writing (ids may hold anything) become '?'. */
void buf_add_visible(struct buf *b, const char *text, size_t len);

/* A NUL stands behind the last byte, not counted in len. */
const char *buf_string(struct buf *b);

/* Overwrites all bytes with zeros, also those behind len, and empties it: for
 * what held withheld text. */
void buf_wipe(struct buf *b);

/* Overwrites what an earlier use left behind len, up to END: for a buf that is
 * used again, when it was filled anew. */
void buf_wipe_behind(struct buf *b, size_t end);

#endif
