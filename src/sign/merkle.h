/* SPDX-License-Identifier: ISC */
/*
 * The log's Merkle tree (docs/protocol.md section 8): RFC 6962 section 2.1,
 * with the verifiers that RFC 9162 sections 2.1.3.2 and 2.1.4.2 spell out.
 * Nothing is kept here: a proof is made from the hashes of whole subtrees that
 * the caller has (in memory, or as tiles), and is a plain list of hashes.
 */
#ifndef SIGN_MERKLE_H
#define SIGN_MERKLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "sign/key.h"

/* The longest proof there is: consistency of a tree of 2^64 - 1 leaves. */
#define SIGN_MERKLE_PROOF_MAX 65

/* From the leaf's (or the old tree's) sibling to the root's child. */
struct sign_merkle_proof {
	size_t count;
	uint8_t hash[SIGN_MERKLE_PROOF_MAX][SIGN_HASH_LEN];
};

/*
 * A tree of size leaves, known by its whole subtrees: node() writes the hash
 * over leaves index * 2^level to (index + 1) * 2^level - 1, all of which exist.
 */
struct sign_merkle_tree {
	uint64_t size;
	enum err (*node)(void *ctx, unsigned int level, uint64_t index,
	    uint8_t out[static SIGN_HASH_LEN]);
	void *ctx;
};

/* SHA-256(00 || data): the hash of a leaf, which is what trees are made of. */
void sign_merkle_leaf(
    const uint8_t *data, size_t len, uint8_t out[static SIGN_HASH_LEN]);

/* SHA-256(01 || left || right).  out may be either of them. */
void sign_merkle_node(const uint8_t left[static SIGN_HASH_LEN],
    const uint8_t right[static SIGN_HASH_LEN],
    uint8_t out[static SIGN_HASH_LEN]);

/*
 * The tree over count leaf hashes that the caller holds in memory.
 *	hashes	count * SIGN_HASH_LEN bytes, borrowed as long as leaves are
 *	leaves	borrowed as long as the tree lives
 */
struct sign_merkle_leaves {
	const uint8_t *hashes;
};
void sign_merkle_tree_of_leaves(struct sign_merkle_tree *out,
    struct sign_merkle_leaves *leaves, uint64_t count);

/*
 * The root; SHA-256("") of the empty tree.  ERR_OK or node()'s error; out is
 * written only on ERR_OK.
 */
enum err sign_merkle_root(const struct sign_merkle_tree *t,
    uint8_t out[static SIGN_HASH_LEN]) MUST_USE;

/*
 * Prove that leaf number index is in the tree.  Returns ERR_OK, ERR_NOT_FOUND
 * (no such leaf) or node()'s error.
 */
enum err sign_merkle_prove_inclusion(const struct sign_merkle_tree *t,
    uint64_t index, struct sign_merkle_proof *out) MUST_USE;

/*
 * Prove that the tree begins with its own first old_size leaves.  Returns
 * ERR_OK, ERR_NOT_FOUND (old_size is 0 or over the tree's) or node()'s error.
 */
enum err sign_merkle_prove_consistency(const struct sign_merkle_tree *t,
    uint64_t old_size, struct sign_merkle_proof *out) MUST_USE;

/* True if the leaf with this hash is number index in the tree with that root. */
bool sign_merkle_includes(const uint8_t leaf[static SIGN_HASH_LEN],
    uint64_t index, uint64_t size, const struct sign_merkle_proof *proof,
    const uint8_t root[static SIGN_HASH_LEN]);

/*
 * True if the tree of new_size leaves and new_root begins with the one of
 * old_size leaves and old_root.  Never for an empty old tree, of which there is
 * nothing to prove.
 */
bool sign_merkle_extends(uint64_t old_size,
    const uint8_t old_root[static SIGN_HASH_LEN], uint64_t new_size,
    const uint8_t new_root[static SIGN_HASH_LEN],
    const struct sign_merkle_proof *proof);

#endif
