#include "ledger/tree.h"

#include <dirent.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "suite.h"

#define MOST 70

/* The definition of RFC 6962, section 2.1, over leaves of one byte each. */
static struct tree_hash
naive_root(unsigned from, unsigned to)
{
	struct tree_hash left, right;
	unsigned char byte = (unsigned char)from;
	unsigned k = 1;

	if (from == to) {
		digest_bytes("", 0, left.bytes);
		return left;
	}
	if (to - from == 1)
		return tree_leaf(&byte, 1);
	while (2 * k < to - from)
		k *= 2;
	left = naive_root(from, from + k);
	right = naive_root(from + k, to);
	return tree_node(&left, &right);
}

static int
naive_node(
    const void *context, unsigned level, uint64_t index, struct tree_hash *out)
{
	(void)context;
	*out = naive_root(
	    (unsigned)(index << level), (unsigned)((index + 1) << level));
	return 0;
}

static const struct tree_source naive = {.node = naive_node};

static void
is_hex(struct tree_hash h, const char *hex)
{
	char text[DIGEST_HEX];

	digest_hex(h.bytes, text);
	ck_assert_str_eq(text, hex);
}

/* Certificate Transparency's own reference values. */
START_TEST(roots_are_those_of_certificate_transparency)
{
	static const char *const leaves[] = {"", "\x00", "\x10", "\x20\x21",
	    "\x30\x31", "\x40\x41\x42\x43", "\x50\x51\x52\x53\x54\x55\x56\x57",
	    "\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f"};
	static const size_t lengths[] = {0, 1, 1, 2, 2, 4, 8, 16};
	struct tree_edge edge = {0};

	digest_init(NULL);
	is_hex(tree_edge_root(&edge),
	    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	for (int i = 0; i < 8; i++)
		tree_edge_add(&edge, tree_leaf(leaves[i], lengths[i]), NULL);
	is_hex(tree_edge_root(&edge),
	    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
}
END_TEST

START_TEST(an_edge_that_grows_has_the_root_of_the_definition)
{
	struct tree_edge edge = {0};

	digest_init(NULL);
	for (unsigned size = 0; size < MOST; size++) {
		unsigned char byte = (unsigned char)size;
		struct tree_hash a = tree_edge_root(&edge);
		struct tree_hash b = naive_root(0, size), c;

		ck_assert(tree_hash_equal(&a, &b));
		ck_assert_int_eq(tree_root(&naive, size, &c), 0);
		ck_assert(tree_hash_equal(&a, &c));
		tree_edge_add(&edge, tree_leaf(&byte, 1), NULL);
	}
}
END_TEST

START_TEST(every_inclusion_proof_holds_and_no_other_place_size_or_length)
{
	digest_init(NULL);
	for (unsigned size = 1; size < MOST; size++) {
		struct tree_hash root = naive_root(0, size);

		for (unsigned i = 0; i < size; i++) {
			struct tree_hash leaf = naive_root(i, i + 1);
			struct tree_proof p;

			ck_assert(tree_inclusion(&naive, i, size, &p) == 0);
			ck_assert(
			    tree_inclusion_holds(&p, i, size, &leaf, &root));
			for (unsigned k = 0; k < size; k++)
				ck_assert(k == i || !tree_inclusion_holds(&p, k,
							size, &leaf, &root));
			p.at[p.count] = leaf;
			p.count++;
			ck_assert(
			    !tree_inclusion_holds(&p, i, size, &leaf, &root));
			p.count--;
			if (p.count == 0)
				continue;
			p.at[0].bytes[5] ^= 4;
			ck_assert(
			    !tree_inclusion_holds(&p, i, size, &leaf, &root));
			p.at[0].bytes[5] ^= 4;
			p.count--;
			ck_assert(
			    !tree_inclusion_holds(&p, i, size, &leaf, &root));
		}
	}
}
END_TEST

START_TEST(every_consistency_proof_holds_and_none_with_a_bit_changed)
{
	digest_init(NULL);
	for (unsigned second = 1; second < MOST; second++) {
		struct tree_hash b = naive_root(0, second);

		for (unsigned first = 1; first <= second; first++) {
			struct tree_hash a = naive_root(0, first);
			struct tree_proof p;

			ck_assert(
			    tree_consistency(&naive, first, second, &p) == 0);
			ck_assert(
			    tree_consistency_holds(&p, first, second, &a, &b));
			if (first == second)
				continue;
			ck_assert(
			    !tree_consistency_holds(&p, first, second, &b, &b));
			for (size_t i = 0; i < p.count; i++) {
				p.at[i].bytes[i] ^= 1;
				ck_assert(!tree_consistency_holds(
				    &p, first, second, &a, &b));
				p.at[i].bytes[i] ^= 1;
			}
			p.at[p.count++] = a;
			ck_assert(
			    !tree_consistency_holds(&p, first, second, &a, &b));
		}
	}
}
END_TEST

START_TEST(a_node_is_no_leaf)
{
	struct tree_hash a = naive_root(0, 1), b = naive_root(1, 2);
	struct tree_hash root = naive_root(0, 4), leaf;
	unsigned char both[64];
	struct tree_proof p = {.count = 1};

	digest_init(NULL);
	a = naive_root(0, 1);
	b = naive_root(1, 2);
	root = naive_root(0, 4);
	memcpy(both, a.bytes, 32);
	memcpy(both + 32, b.bytes, 32);
	leaf = tree_leaf(both, 64); /* passed off as the first of two */
	p.at[0] = naive_root(2, 4);
	ck_assert(!tree_inclusion_holds(&p, 0, 2, &leaf, &root));
}
END_TEST

START_TEST(an_index_at_or_above_the_size_has_no_proof)
{
	struct tree_hash h = {0};
	struct tree_proof p = {0};

	digest_init(NULL);
	ck_assert_int_eq(tree_inclusion(&naive, 3, 3, &p), -1);
	ck_assert(!tree_inclusion_holds(&p, 0, 0, &h, &h));
	ck_assert(!tree_inclusion_holds(&p, UINT64_MAX, 1, &h, &h));
	ck_assert(!tree_inclusion_holds(&p, UINT64_MAX, UINT64_MAX, &h, &h));
	ck_assert(!tree_inclusion_holds(&p, 1, UINT64_MAX, &h, &h));
	ck_assert(!tree_consistency_holds(&p, UINT64_MAX, 1, &h, &h));
	ck_assert_int_eq(tree_consistency(&naive, 4, 3, &p), -1);
	ck_assert_int_eq(tree_consistency(&naive, 0, 3, &p), -1);
}
END_TEST

/* A tree without leaves is the beginning of every other, by no proof. */
START_TEST(nothing_is_the_beginning_of_every_tree)
{
	struct tree_hash none = naive_root(0, 0), some = naive_root(0, 3);
	struct tree_proof p = {0}, longer = {.count = 1};

	digest_init(NULL);
	none = naive_root(0, 0);
	some = naive_root(0, 3);
	ck_assert(tree_consistency_holds(&p, 0, 3, &none, &some));
	ck_assert(!tree_consistency_holds(&p, 0, 3, &some, &some));
	ck_assert(!tree_consistency_holds(&longer, 0, 3, &none, &some));
	ck_assert(tree_consistency_holds(&p, 3, 3, &some, &some));
	ck_assert(!tree_consistency_holds(&p, 3, 3, &some, &none));
	ck_assert(!tree_consistency_holds(&longer, 3, 3, &some, &some));
	/* Cut off: where the first is no power of two, and where it is one. */
	ck_assert(!tree_consistency_holds(&p, 3, 4, &some, &some));
	ck_assert(!tree_consistency_holds(&p, 2, 4, &some, &some));
}
END_TEST

/* The nodes of one level cannot be read: CONTEXT points to it. */
static int
failing_node(
    const void *context, unsigned level, uint64_t index, struct tree_hash *out)
{
	const unsigned *lost = context;

	return level == *lost ? -1 : naive_node(NULL, level, index, out);
}

START_TEST(where_a_node_cannot_be_read_there_is_no_proof_and_no_root)
{
	unsigned lost;
	const struct tree_source s = {.node = failing_node, .context = &lost};
	struct tree_hash root;
	struct tree_proof p;

	digest_init(NULL);
	for (lost = 0; lost < 3; lost++) { /* 7 is 4 and 2 and 1 */
		ck_assert_int_eq(tree_root(&s, 7, &root), -1);
		ck_assert_int_eq(
		    tree_inclusion(&s, 4, 7, &p), lost == 1 ? 0 : -1);
		/* 0 to 3, 6; and 4 to 5, which is not on the way. */
		ck_assert_int_eq(tree_consistency(&s, 6, 7, &p), -1);
	}
	ck_assert_int_eq(tree_inclusion(&s, 0, 1, &p), 0);
}
END_TEST

/* The vectors of transparency-dev/merkle. */

struct vector {
	json_t *json;
	struct tree_proof proof;
	bool representable;
};

static uint64_t
number(const struct vector *v, const char *name)
{
	double d = json_number_value(json_object_get(v->json, name));

	ck_assert(json_object_get(v->json, name) != NULL);
	return d >= 18446744073709551615.0 ? UINT64_MAX : (uint64_t)d;
}

/* False where it is not 32 bytes: our hashes have no other length. */
static bool
hash(json_t *text, struct tree_hash *out)
{
	const char *s = json_string_value(text);
	unsigned char bytes[2048];
	size_t len = s == NULL ? 0 : strlen(s);

	if (len > 2000 ||
	    digest_base64_decode(s == NULL ? "" : s, len, bytes) != DIGEST_LEN)
		return false;
	memcpy(out->bytes, bytes, DIGEST_LEN);
	return true;
}

static bool
named(struct vector *v, const char *name, struct tree_hash *out)
{
	bool good = hash(json_object_get(v->json, name), out);

	v->representable = v->representable && good;
	return good;
}

static void
vector_read(struct vector *v, const char *path)
{
	json_t *element;
	size_t i;

	v->json = json_load_file(path, JSON_DECODE_INT_AS_REAL, NULL);
	ck_assert_msg(v->json != NULL, "%s", path);
	v->representable = true;
	v->proof.count = 0;
	json_array_foreach (json_object_get(v->json, "proof"), i, element) {
		ck_assert_uint_lt(v->proof.count, TREE_MOST);
		if (!hash(element, &v->proof.at[v->proof.count++]))
			v->representable = false;
	}
}

static bool
vector_holds(struct vector *v, const char *kind)
{
	struct tree_hash a, b;

	if (strcmp(kind, "inclusion") == 0) {
		return named(v, "leafHash", &a) && named(v, "root", &b) &&
		       v->representable &&
		       tree_inclusion_holds(&v->proof, number(v, "leafIdx"),
			   number(v, "treeSize"), &a, &b);
	}
	if (strcmp(kind, "consistency") == 0) {
		return named(v, "root1", &a) && named(v, "root2", &b) &&
		       v->representable &&
		       tree_consistency_holds(&v->proof, number(v, "size1"),
			   number(v, "size2"), &a, &b);
	}
	if (strcmp(kind, "subtreeinclusion") == 0) {
		/* As in a tree of the subtree's own leaves. */
		uint64_t start = number(v, "start"), end = number(v, "end");
		uint64_t index = number(v, "leafIdx");

		return named(v, "leafHash", &a) && named(v, "root", &b) &&
		       v->representable && start <= index && start < end &&
		       tree_inclusion_holds(
			   &v->proof, index - start, end - start, &a, &b);
	}
	/* A subtree that begins with the log is an earlier log. */
	if (number(v, "start") != 0) {
		v->representable = false;
		return false;
	}
	return named(v, "root1", &a) && named(v, "root2", &b) &&
	       v->representable &&
	       tree_consistency_holds(
		   &v->proof, number(v, "end"), number(v, "size"), &a, &b);
}

static void
folder_run(const char *kind, const char *folder, unsigned counts[3])
{
	DIR *d = opendir(folder);
	struct dirent *entry;

	ck_assert_ptr_nonnull(d);
	while ((entry = readdir(d)) != NULL) {
		char path[700];
		struct vector v;
		bool wanted, holds;

		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		if (entry->d_type == DT_DIR) {
			folder_run(kind, path, counts);
			continue;
		}
		vector_read(&v, path);
		wanted = !json_is_true(json_object_get(v.json, "wantErr"));
		holds = vector_holds(&v, kind);
		if (!v.representable && wanted)
			counts[2]++;
		else {
			ck_assert_msg(holds == wanted, "%s", path);
			counts[wanted ? 0 : 1]++;
		}
		json_decref(v.json);
	}
	closedir(d);
}

START_TEST(good_vectors_hold_and_bad_ones_do_not)
{
	static const char *const kinds[] = {"inclusion", "consistency",
	    "subtreeinclusion", "subtreeconsistency"};
	const char *top = SHARED_DIR "/data/vectors/merkle";
	DIR *d = opendir(top);

	digest_init(NULL);
	if (d == NULL) {
		puts("skipped: ../shared is not there");
		return;
	}
	closedir(d);
	for (size_t i = 0; i < 4; i++) {
		unsigned counts[3] = {0};
		char folder[600];

		snprintf(folder, sizeof(folder), "%s/%s", top, kinds[i]);
		folder_run(kinds[i], folder, counts);
		printf("%s: %u accepted, %u refused, %u good ones that cannot "
		       "be said here\n",
		    kinds[i], counts[0], counts[1], counts[2]);
		ck_assert_uint_gt(counts[0], 0);
	}
}
END_TEST

SUITE("tree", roots_are_those_of_certificate_transparency,
    an_edge_that_grows_has_the_root_of_the_definition,
    every_inclusion_proof_holds_and_no_other_place_size_or_length,
    every_consistency_proof_holds_and_none_with_a_bit_changed,
    a_node_is_no_leaf, nothing_is_the_beginning_of_every_tree,
    where_a_node_cannot_be_read_there_is_no_proof_and_no_root,
    an_index_at_or_above_the_size_has_no_proof,
    good_vectors_hold_and_bad_ones_do_not)
