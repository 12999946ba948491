#include "import/refs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/safe_file.h"
#include "import/siphash.h"

#define IN_MEMORY                                                              \
	((size_t)8 << 20)    /* bytes of values before they are spilt          \
			      */
#define AMBIGUOUS UINT32_MAX /* as length of a value */

/* A stored value is preceded by its key: key bytes, then value bytes. */
struct slot {
	uint64_t hash; /* 0: free */
	uint64_t offset;
	uint32_t key_len;
	uint32_t value_len;
};

struct refs {
	struct siphash hash;
	struct slot *slots;
	size_t cap; /* a power of two */
	size_t count;
	struct buf tail; /* what is not in the file yet */
	uint64_t spilt;	 /* bytes in the file */
	int fd;		 /* -1: nothing was spilt */
	struct buf scratch;
};

struct refs *
refs_new(void)
{
	struct refs *r = alloc_zeroed(1, sizeof(*r));

	siphash_init(&r->hash);
	r->fd = -1;
	r->cap = 1024;
	r->slots = alloc_zeroed(r->cap, sizeof(*r->slots));
	return r;
}

void
refs_free(struct refs *r)
{
	if (r->fd != -1)
		close(r->fd);
	buf_wipe(&r->tail);
	buf_free(&r->tail);
	buf_wipe(&r->scratch);
	buf_free(&r->scratch);
	free(r->slots);
	free(r);
}

int
temporary_open(struct error *e)
{
	const char *dir = getenv("TMPDIR");
	char path[4096];
	int fd, n;

	if (dir == NULL || *dir == '\0')
		dir = "/tmp";
	n = snprintf(path, sizeof(path), "%s/notes-XXXXXX", dir);
	if ((size_t)n >= sizeof(path))
		return error_set(e, "TMPDIR: too long");
	fd = mkstemp(path); /* 0600 */
	if (fd == -1)
		return error_set_errno(e, "temporary file");
	if (unlink(path) == -1 || fcntl(fd, F_SETFD, FD_CLOEXEC) == -1) {
		error_set_errno(e, "temporary file");
		close(fd);
		return -1;
	}
	return fd;
}

/* Where it cannot be opened, that is said when it is needed. */
void
refs_prepare(struct refs *r)
{
	struct error e = {0};

	r->fd = temporary_open(&e);
}

static int
refs_read(struct refs *r, uint64_t offset, size_t len, char *to)
{
	size_t got = 0;
	ssize_t n;

	if (offset >= r->spilt) {
		memcpy(to, r->tail.bytes + (offset - r->spilt), len);
		return 0;
	}
	while (got < len) {
		n = pread(r->fd, to + got, len - got, (off_t)(offset + got));
		if (n == -1 && errno == EINTR)
			continue;
		if (n <= 0)
			return -1;
		got += (size_t)n;
	}
	return 0;
}

static int
refs_spill(struct refs *r, struct error *e)
{
	if (r->tail.len < IN_MEMORY)
		return 0;
	if (r->fd == -1 && (r->fd = temporary_open(e)) == -1)
		return -1;
	if (file_write(r->fd, r->tail.bytes, r->tail.len, e) == -1)
		return -1;
	r->spilt += r->tail.len;
	r->tail.len = 0;
	return 0;
}

static void
refs_grow(struct refs *r)
{
	struct slot *old = r->slots;
	size_t i, j, cap = r->cap;

	if (r->count < cap / 4 * 3)
		return;
	r->cap = 2 * cap;
	r->slots = alloc_zeroed(r->cap, sizeof(*r->slots));
	for (i = 0; i < cap; i++) {
		if (old[i].hash == 0)
			continue;
		j = old[i].hash & (r->cap - 1);
		while (r->slots[j].hash != 0)
			j = (j + 1) & (r->cap - 1);
		r->slots[j] = old[i];
	}
	free(old);
}

static uint64_t
refs_hash(const struct refs *r, struct span key)
{
	uint64_t hash = siphash_bytes(&r->hash, key.bytes, key.len);

	return hash == 0 ? 1 : hash;
}

/* The slot of KEY, or the free one where it belongs.  NULL: unreadable. */
static struct slot *
refs_slot(struct refs *r, struct span key, uint64_t hash)
{
	size_t i = hash & (r->cap - 1);

	for (; r->slots[i].hash != 0; i = (i + 1) & (r->cap - 1)) {
		struct slot *s = &r->slots[i];

		if (s->hash != hash || s->key_len != key.len)
			continue;
		r->scratch.len = 0;
		if (refs_read(r, s->offset, key.len,
			buf_reserve(&r->scratch, key.len)) == -1)
			return NULL;
		if (memcmp(r->scratch.bytes, key.bytes, key.len) == 0)
			return s;
	}
	return &r->slots[i];
}

static bool
refs_same(struct refs *r, const struct slot *s, struct span value)
{
	if (s->value_len != value.len)
		return false;
	r->scratch.len = 0;
	if (refs_read(r, s->offset + s->key_len, value.len,
		buf_reserve(&r->scratch, value.len)) == -1)
		return false;
	return memcmp(r->scratch.bytes, value.bytes, value.len) == 0;
}

static int
refs_store(struct refs *r, struct span key, struct span value, bool replace,
    struct error *e)
{
	uint64_t hash = refs_hash(r, key);
	struct slot *s;

	if (key.len > UINT32_MAX || value.len >= AMBIGUOUS)
		return error_set(e, "a reference that is too long");
	refs_grow(r);
	s = refs_slot(r, key, hash);
	if (s == NULL)
		return error_set_errno(e, "temporary file");
	if (s->hash != 0 && !replace) {
		if (s->value_len != AMBIGUOUS && !refs_same(r, s, value))
			s->value_len = AMBIGUOUS;
		return 0;
	}
	if (s->hash == 0)
		r->count++;
	*s = (struct slot){hash, r->spilt + r->tail.len, (uint32_t)key.len,
	    (uint32_t)value.len};
	buf_add(&r->tail, key.bytes, key.len);
	buf_add(&r->tail, value.bytes, value.len);
	return refs_spill(r, e);
}

int
refs_put(struct refs *r, struct span key, struct span value, struct error *e)
{
	return refs_store(r, key, value, false, e);
}

int
refs_replace(
    struct refs *r, struct span key, struct span value, struct error *e)
{
	return refs_store(r, key, value, true, e);
}

enum refs_found
refs_get(struct refs *r, struct span key, struct buf *out)
{
	struct slot *s;

	if (key.len == 0 || r->count == 0)
		return REFS_NONE;
	s = refs_slot(r, key, refs_hash(r, key));
	if (s == NULL)
		return REFS_FAILED;
	if (s->hash == 0)
		return REFS_NONE;
	if (s->value_len == AMBIGUOUS)
		return REFS_AMBIGUOUS;
	out->len = 0;
	if (refs_read(r, s->offset + s->key_len, s->value_len,
		buf_reserve(out, s->value_len + 1)) == -1)
		return REFS_FAILED;
	out->len = s->value_len;
	return REFS_FOUND;
}
