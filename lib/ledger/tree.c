#include "ledger/tree.h"

#include <string.h>

bool
tree_hash_equal(const struct tree_hash *a, const struct tree_hash *b)
{
	return memcmp(a->bytes, b->bytes, sizeof(a->bytes)) == 0;
}

struct tree_hash
tree_leaf(const void *line, size_t len)
{
	const struct span parts[] = {{"\0", 1}, {line, len}};
	struct tree_hash h;

	digest_parts(parts, 2, h.bytes);
	return h;
}

struct tree_hash
tree_node(const struct tree_hash *left, const struct tree_hash *right)
{
	unsigned char bytes[1 + 2 * DIGEST_LEN] = {1};
	struct tree_hash h;

	memcpy(bytes + 1, left->bytes, DIGEST_LEN);
	memcpy(bytes + 1 + DIGEST_LEN, right->bytes, DIGEST_LEN);
	digest_bytes(bytes, sizeof(bytes), h.bytes);
	return h;
}

size_t
tree_edge_add(struct tree_edge *edge, struct tree_hash leaf,
    struct tree_hash nodes[TREE_LEVELS])
{
	struct tree_hash h = leaf;
	unsigned level = 0;

	if (nodes != NULL)
		nodes[0] = h;
	for (; (edge->size >> level & 1) != 0; level++) {
		h = tree_node(&edge->at[level], &h);
		if (nodes != NULL)
			nodes[level + 1] = h;
	}
	edge->at[level] = h;
	edge->size++;
	return level + 1;
}

static struct tree_hash
root_of_nothing(void)
{
	struct tree_hash h;

	digest_bytes("", 0, h.bytes);
	return h;
}

struct tree_hash
tree_edge_root(const struct tree_edge *edge)
{
	struct tree_hash root = root_of_nothing();
	bool begun = false;

	for (unsigned level = 0; level < TREE_LEVELS; level++) {
		if ((edge->size >> level & 1) == 0)
			continue;
		root = begun ? tree_node(&edge->at[level], &root)
			     : edge->at[level];
		begun = true;
	}
	return root;
}

/* The level of the largest complete subtree smaller than COUNT leaves (k of the
 * RFC is 2 to it); COUNT is 2 or more. */
static unsigned
split_level(uint64_t count)
{
	return 63 - (unsigned)__builtin_clzll(count - 1);
}

/* The root over the leaves [FROM, TO), FROM a multiple of a power of two that
 * is not smaller than their number. */
static int
range_root(const struct tree_source *s, uint64_t from, uint64_t to,
    struct tree_hash *out)
{
	struct tree_hash parts[TREE_LEVELS];
	size_t count = 0;

	while (from < to) {
		uint64_t left = to - from;
		unsigned level = 63 - (unsigned)__builtin_clzll(left);

		if (s->node(s->context, level, from >> level, &parts[count]) ==
		    -1)
			return -1;
		from += (uint64_t)1 << level;
		count++;
	}
	*out = parts[--count];
	while (count > 0)
		*out = tree_node(&parts[--count], out);
	return 0;
}

int
tree_root(const struct tree_source *s, uint64_t size, struct tree_hash *root)
{
	if (size == 0) {
		*root = root_of_nothing();
		return 0;
	}
	return range_root(s, 0, size, root);
}

static void
proof_turn(struct tree_proof *p)
{
	for (size_t i = 0; i < p->count / 2; i++) {
		struct tree_hash h = p->at[i];

		p->at[i] = p->at[p->count - 1 - i];
		p->at[p->count - 1 - i] = h;
	}
}

int
tree_inclusion(const struct tree_source *s, uint64_t index, uint64_t size,
    struct tree_proof *proof)
{
	uint64_t from = 0, to = size;

	proof->count = 0;
	if (index >= size)
		return -1;
	while (to - from > 1) { /* from the root down */
		uint64_t middle =
		    from + ((uint64_t)1 << split_level(to - from));
		bool left = index < middle;

		if (range_root(s, left ? middle : from, left ? to : middle,
			&proof->at[proof->count++]) == -1)
			return -1;
		if (left)
			to = middle;
		else
			from = middle;
	}
	proof_turn(proof);
	return 0;
}

/* SUBPROOF of RFC 9162, section 2.1.4.1. */
int
tree_consistency(const struct tree_source *s, uint64_t first, uint64_t second,
    struct tree_proof *proof)
{
	uint64_t from = 0, to = second;
	bool whole = true; /* the first tree's root is known to the verifier */

	proof->count = 0;
	if (first == 0 || first > second)
		return -1;
	while (first != to) {
		uint64_t middle =
		    from + ((uint64_t)1 << split_level(to - from));
		bool left = first <= middle;

		if (range_root(s, left ? middle : from, left ? to : middle,
			&proof->at[proof->count++]) == -1)
			return -1;
		if (left)
			to = middle;
		else {
			from = middle;
			whole = false;
		}
	}
	if (!whole && range_root(s, from, to, &proof->at[proof->count++]) == -1)
		return -1;
	proof_turn(proof);
	return 0;
}

/* RFC 9162, section 2.1.3.2. */
bool
tree_inclusion_holds(const struct tree_proof *proof, uint64_t index,
    uint64_t size, const struct tree_hash *leaf, const struct tree_hash *root)
{
	uint64_t fn = index, sn = size - 1;
	struct tree_hash r = *leaf;

	if (index >= size)
		return false;
	for (size_t i = 0; i < proof->count; i++) {
		if (sn == 0)
			return false;
		if ((fn & 1) == 0 && fn != sn)
			r = tree_node(&r, &proof->at[i]);
		else {
			r = tree_node(&proof->at[i], &r);
			while ((fn & 1) == 0 && fn != 0) {
				fn >>= 1;
				sn >>= 1;
			}
		}
		fn >>= 1;
		sn >>= 1;
	}
	return sn == 0 && tree_hash_equal(&r, root);
}

/* RFC 9162, section 2.1.4.2. */
bool
tree_consistency_holds(const struct tree_proof *proof, uint64_t first,
    uint64_t second, const struct tree_hash *first_root,
    const struct tree_hash *second_root)
{
	struct tree_hash none = root_of_nothing(), fr, sr;
	uint64_t fn = first - 1, sn = second - 1;
	size_t i = 0;

	if (first > second)
		return false;
	if (first == second)
		return proof->count == 0 &&
		       tree_hash_equal(first_root, second_root);
	if (first == 0)
		return proof->count == 0 && tree_hash_equal(first_root, &none);
	while ((fn & 1) != 0) {
		fn >>= 1;
		sn >>= 1;
	}
	if ((first & (first - 1)) == 0)
		fr = *first_root; /* a power of two: not in the proof */
	else if (proof->count > 0)
		fr = proof->at[i++];
	else
		return false;
	sr = fr;
	for (; i < proof->count; i++) {
		if (sn == 0)
			return false;
		if ((fn & 1) != 0 || fn == sn) {
			fr = tree_node(&proof->at[i], &fr);
			sr = tree_node(&proof->at[i], &sr);
			while ((fn & 1) == 0 && fn != 0) {
				fn >>= 1;
				sn >>= 1;
			}
		} else
			sr = tree_node(&sr, &proof->at[i]);
		fn >>= 1;
		sn >>= 1;
	}
	return sn == 0 && tree_hash_equal(&fr, first_root) &&
	       tree_hash_equal(&sr, second_root);
}
