/* The Merkle tree of RFC 6962, section 2.1, and the proofs of RFC 9162,
 * sections 2.1.3 and 2.1.4.
 *
 * A leaf is SHA-256(0x00 ‖ line), a node SHA-256(0x01 ‖ left ‖ right); the root
 * of no leaves is SHA-256 of nothing. */
#ifndef LEDGER_TREE_H
#define LEDGER_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"

#define TREE_LEVELS 64	   /* of any tree that a size can count */
#define TREE_MOST (1 << 7) /* hashes that a proof can hold */

struct tree_hash {
	unsigned char bytes[DIGEST_LEN];
};

bool tree_hash_equal(const struct tree_hash *a, const struct tree_hash *b);
struct tree_hash tree_leaf(const void *line, size_t len);
struct tree_hash tree_node(
    const struct tree_hash *left, const struct tree_hash *right);

/* The right edge of a tree that grows: at[K] is the root of the complete
 * subtree of 2^K leaves that bit K of SIZE stands for.  Zeroed: no leaves. */
struct tree_edge {
	uint64_t size;
	struct tree_hash at[TREE_LEVELS];
};

/* Adds a leaf.  NODES (may be NULL) gets the subtrees that it completes, from
 * the leaf itself upwards; returns how many. */
size_t tree_edge_add(struct tree_edge *edge, struct tree_hash leaf,
    struct tree_hash nodes[TREE_LEVELS]);
struct tree_hash tree_edge_root(const struct tree_edge *edge);

struct tree_proof {
	struct tree_hash at[TREE_MOST];
	size_t count;
};

/* Gives the complete subtree of 2^LEVEL leaves that begins at leaf
 * INDEX << LEVEL, or -1. */
struct tree_source {
	int (*node)(const void *context, unsigned level, uint64_t index,
	    struct tree_hash *out);
	const void *context;
};

/* -1 where the index is not below the size, the first size above the second or
 * zero, or the source has no such node. */
int tree_inclusion(const struct tree_source *s, uint64_t index, uint64_t size,
    struct tree_proof *proof);
int tree_consistency(const struct tree_source *s, uint64_t first,
    uint64_t second, struct tree_proof *proof);
int tree_root(
    const struct tree_source *s, uint64_t size, struct tree_hash *root);

/* Whether the proof leads from the leaf to the root, or says that the first
 * tree is the beginning of the second.  Of an empty first tree nothing can be
 * proved but that its root is that of no leaves. */
bool tree_inclusion_holds(const struct tree_proof *proof, uint64_t index,
    uint64_t size, const struct tree_hash *leaf, const struct tree_hash *root);
bool tree_consistency_holds(const struct tree_proof *proof, uint64_t first,
    uint64_t second, const struct tree_hash *first_root,
    const struct tree_hash *second_root);

#endif
