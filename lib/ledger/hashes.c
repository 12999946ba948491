#include "ledger/hashes.h"

#include <errno.h>
#include <unistd.h>

#include "base/safe_file.h"

#define PENDING (1 << 20) /* bytes after which they are written */

/* How many subtrees SIZE leaves complete: 2 SIZE less the bits of SIZE. */
static uint64_t
subtree_count(uint64_t size)
{
	return 2 * size - (uint64_t)__builtin_popcountll(size);
}

int
hashes_open(struct hashes *h, const char *path, struct error *e)
{
	*h = (struct hashes){.fd = file_open_update(path, e)};
	return h->fd == -1 ? -1 : 0;
}

void
hashes_close(struct hashes *h)
{
	if (h->fd != -1)
		close(h->fd);
	buf_free(&h->pending);
	h->fd = -1;
}

static int
hash_read(
    const void *context, unsigned level, uint64_t index, struct tree_hash *out)
{
	const struct hashes *h = context;
	uint64_t last = ((index + 1) << level) - 1; /* the leaf that ends it */
	uint64_t at = subtree_count(last) + level;
	ssize_t n;

	do
		n = pread(h->fd, out->bytes, sizeof(out->bytes),
		    (off_t)(at * sizeof(out->bytes)));
	while (n == -1 && errno == EINTR);
	return n == (ssize_t)sizeof(out->bytes) ? 0 : -1;
}

struct tree_source
hashes_source(const struct hashes *h)
{
	return (struct tree_source){.node = hash_read, .context = h};
}

int
hashes_seek(struct hashes *h, uint64_t size, const struct tree_hash *root)
{
	struct tree_edge edge = {.size = size};
	struct tree_hash got;

	for (unsigned level = 0; level < TREE_LEVELS; level++)
		if ((size >> level & 1) != 0 &&
		    hash_read(h, level, (size >> level) - 1, &edge.at[level]) ==
			-1)
			return -1;
	got = tree_edge_root(&edge);
	if (!tree_hash_equal(&got, root))
		return -1;
	h->edge = edge;
	h->pending.len = 0;
	return 0;
}

void
hashes_restart(struct hashes *h)
{
	h->edge.size = 0;
	h->pending.len = 0;
}

static uint64_t
written_count(const struct hashes *h)
{
	return subtree_count(h->edge.size) -
	       h->pending.len / sizeof(struct tree_hash);
}

void
hashes_add(struct hashes *h, struct tree_hash leaf)
{
	struct tree_hash nodes[TREE_LEVELS];
	size_t count = tree_edge_add(&h->edge, leaf, nodes);

	buf_add(&h->pending, nodes, count * sizeof(nodes[0]));
	/* A failure shows at the flush that must come. */
	if (h->pending.len >= PENDING)
		(void)hashes_flush(h, NULL);
}

int
hashes_flush(struct hashes *h, struct error *e)
{
	uint64_t at = written_count(h) * sizeof(struct tree_hash);
	size_t done = 0;

	while (done < h->pending.len) {
		ssize_t n = pwrite(h->fd, h->pending.bytes + done,
		    h->pending.len - done, (off_t)(at + done));

		if (n == -1 && errno != EINTR)
			return error_set_errno(e, "hashes");
		if (n > 0)
			done += (size_t)n;
	}
	h->pending.len = 0;
	return 0;
}
