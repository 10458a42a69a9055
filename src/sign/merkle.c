/* SPDX-License-Identifier: ISC */
#include "sign/merkle.h"

#include <string.h>

#include <sodium.h>

void
sign_merkle_leaf(
    const uint8_t *data, size_t len, uint8_t out[static SIGN_HASH_LEN])
{
	static const uint8_t prefix = 0x00;
	crypto_hash_sha256_state st;

	crypto_hash_sha256_init(&st);
	crypto_hash_sha256_update(&st, &prefix, 1);
	crypto_hash_sha256_update(&st, data, len);
	crypto_hash_sha256_final(&st, out);
}

void
sign_merkle_node(const uint8_t left[static SIGN_HASH_LEN],
    const uint8_t right[static SIGN_HASH_LEN],
    uint8_t out[static SIGN_HASH_LEN])
{
	static const uint8_t prefix = 0x01;
	crypto_hash_sha256_state st;

	crypto_hash_sha256_init(&st);
	crypto_hash_sha256_update(&st, &prefix, 1);
	crypto_hash_sha256_update(&st, left, SIGN_HASH_LEN);
	crypto_hash_sha256_update(&st, right, SIGN_HASH_LEN);
	crypto_hash_sha256_final(&st, out);
}

/*
 * A whole subtree from leaves in memory: each leaf closes as many subtrees as
 * its number has ones at its end.
 */
static enum err
node_of_leaves(void *ctx, unsigned int level, uint64_t index,
    uint8_t out[static SIGN_HASH_LEN])
{
	const struct sign_merkle_leaves *leaves = ctx;
	uint8_t open[64][SIGN_HASH_LEN];
	uint8_t h[SIGN_HASH_LEN];

	for (uint64_t i = 0; i < (uint64_t)1 << level; i++) {
		unsigned int up = 0;

		memcpy(h,
		    leaves->hashes + ((index << level) + i) * SIGN_HASH_LEN,
		    sizeof(h));
		for (; (i >> up & 1) != 0; up++)
			sign_merkle_node(open[up], h, h);
		memcpy(open[up], h, sizeof(h));
	}
	memcpy(out, open[level], SIGN_HASH_LEN);
	return ERR_OK;
}

void
sign_merkle_tree_of_leaves(struct sign_merkle_tree *out,
    struct sign_merkle_leaves *leaves, uint64_t count)
{
	out->size = count;
	out->node = node_of_leaves;
	out->ctx = leaves;
}

/*
 * MTH of RFC 6962 section 2.1 over leaves begin to end - 1, of which begin is
 * where a subtree begins: the binary digits of their number are whole subtrees,
 * the smallest at the right, joined from there.
 */
static enum err
hash_range(const struct sign_merkle_tree *t, uint64_t begin, uint64_t end,
    uint8_t out[static SIGN_HASH_LEN])
{
	uint64_t count = end - begin, at = end;
	bool first = true;

	for (unsigned int level = 0; level < 64; level++) {
		uint8_t h[SIGN_HASH_LEN];
		enum err e;

		if ((count >> level & 1) == 0)
			continue;
		at -= (uint64_t)1 << level;
		if ((e = t->node(t->ctx, level, at >> level, h)) != ERR_OK)
			return e;
		if (first)
			memcpy(out, h, SIGN_HASH_LEN);
		else
			sign_merkle_node(h, out, out);
		first = false;
	}
	return ERR_OK;
}

enum err
sign_merkle_root(
    const struct sign_merkle_tree *t, uint8_t out[static SIGN_HASH_LEN])
{
	uint8_t root[SIGN_HASH_LEN];
	enum err e;

	if (t->size == 0) {
		crypto_hash_sha256(out, NULL, 0);
		return ERR_OK;
	}
	if ((e = hash_range(t, 0, t->size, root)) == ERR_OK)
		memcpy(out, root, sizeof(root));
	return e;
}

/* The largest power of two below n, which is at least 2. */
static uint64_t
split(uint64_t n)
{
	uint64_t k = 1;

	while (k <= (n - 1) / 2)
		k *= 2;
	return k;
}

/* The RFCs name the hashes from the leaf up, the walk finds them going down. */
static void
reverse(struct sign_merkle_proof *p)
{
	for (size_t i = 0; i < p->count / 2; i++) {
		uint8_t *a = p->hash[i], *b = p->hash[p->count - 1 - i];
		uint8_t h[SIGN_HASH_LEN];

		memcpy(h, a, sizeof(h));
		memcpy(a, b, sizeof(h));
		memcpy(b, h, sizeof(h));
	}
}

/*
 * Go down from the root towards leaf number `to`, until it is reached or a
 * range ends at `until` (0: never), noting every branch that is not taken;
 * *begin and *end are the range that is left.
 */
static enum err
walk(const struct sign_merkle_tree *t, uint64_t to, uint64_t until,
    uint64_t *begin, uint64_t *end, struct sign_merkle_proof *p)
{
	*begin = 0;
	*end = t->size;
	p->count = 0;
	while (*end - *begin > 1 && *end != until) {
		uint64_t middle = *begin + split(*end - *begin);
		uint8_t *h = p->hash[p->count++];
		enum err e;

		if (to < middle) {
			e = hash_range(t, middle, *end, h);
			*end = middle;
		} else {
			e = hash_range(t, *begin, middle, h);
			*begin = middle;
		}
		if (e != ERR_OK)
			return e;
	}
	return ERR_OK;
}

/* PATH of RFC 9162 section 2.1.3.1. */
enum err
sign_merkle_prove_inclusion(const struct sign_merkle_tree *t, uint64_t index,
    struct sign_merkle_proof *out)
{
	struct sign_merkle_proof p;
	uint64_t begin, end;
	enum err e;

	if (index >= t->size)
		return ERR_NOT_FOUND;
	if ((e = walk(t, index, 0, &begin, &end, &p)) != ERR_OK)
		return e;
	reverse(&p);
	*out = p;
	return ERR_OK;
}

/*
 * PROOF and SUBPROOF of RFC 9162 section 2.1.4.1: down to where the old tree
 * ends with a whole range of the new one.  That range is left out when it is
 * the old tree itself, which the verifier knows.
 */
enum err
sign_merkle_prove_consistency(const struct sign_merkle_tree *t,
    uint64_t old_size, struct sign_merkle_proof *out)
{
	struct sign_merkle_proof p;
	uint64_t begin, end;
	enum err e;

	if (old_size == 0 || old_size > t->size)
		return ERR_NOT_FOUND;
	if ((e = walk(t, old_size - 1, old_size, &begin, &end, &p)) != ERR_OK)
		return e;
	if (begin != 0 &&
	    (e = hash_range(t, begin, end, p.hash[p.count++])) != ERR_OK)
		return e;
	reverse(&p);
	*out = p;
	return ERR_OK;
}

/* RFC 9162 section 2.1.3.2; fn, sn and r are its names. */
bool
sign_merkle_includes(const uint8_t leaf[static SIGN_HASH_LEN], uint64_t index,
    uint64_t size, const struct sign_merkle_proof *proof,
    const uint8_t root[static SIGN_HASH_LEN])
{
	uint64_t fn = index, sn = size - 1;
	uint8_t r[SIGN_HASH_LEN];

	if (index >= size)
		return false;
	memcpy(r, leaf, sizeof(r));
	for (size_t i = 0; i < proof->count; i++) {
		const uint8_t *p = proof->hash[i];

		if (sn == 0)
			return false;
		if ((fn & 1) != 0 || fn == sn) {
			sign_merkle_node(p, r, r);
			while ((fn & 1) == 0 && fn != 0) {
				fn >>= 1;
				sn >>= 1;
			}
		} else {
			sign_merkle_node(r, p, r);
		}
		fn >>= 1;
		sn >>= 1;
	}
	return sn == 0 && memcmp(r, root, sizeof(r)) == 0;
}

/* Step 6 of RFC 9162 section 2.1.4.2 on the hashes from number `from` on. */
static bool
climb(uint64_t fn, uint64_t sn, const struct sign_merkle_proof *proof,
    size_t from, uint8_t fr[static SIGN_HASH_LEN],
    uint8_t sr[static SIGN_HASH_LEN])
{
	for (size_t i = from; i < proof->count; i++) {
		const uint8_t *c = proof->hash[i];

		if (sn == 0)
			return false;
		if ((fn & 1) != 0 || fn == sn) {
			sign_merkle_node(c, fr, fr);
			sign_merkle_node(c, sr, sr);
			while ((fn & 1) == 0 && fn != 0) {
				fn >>= 1;
				sn >>= 1;
			}
		} else {
			sign_merkle_node(sr, c, sr);
		}
		fn >>= 1;
		sn >>= 1;
	}
	return sn == 0;
}

/* RFC 9162 section 2.1.4.2, which begins where the sizes differ. */
bool
sign_merkle_extends(uint64_t old_size,
    const uint8_t old_root[static SIGN_HASH_LEN], uint64_t new_size,
    const uint8_t new_root[static SIGN_HASH_LEN],
    const struct sign_merkle_proof *proof)
{
	uint64_t fn = old_size - 1, sn = new_size - 1;
	uint8_t fr[SIGN_HASH_LEN], sr[SIGN_HASH_LEN];
	bool whole = (old_size & (old_size - 1)) == 0;

	if (old_size == 0 || old_size > new_size)
		return false;
	if (old_size == new_size)
		return proof->count == 0 &&
		       memcmp(old_root, new_root, SIGN_HASH_LEN) == 0;
	if (proof->count == 0)
		return false;
	while ((fn & 1) != 0) {
		fn >>= 1;
		sn >>= 1;
	}
	/* An old tree that is a whole subtree stands for the first hash. */
	memcpy(fr, whole ? old_root : proof->hash[0], sizeof(fr));
	memcpy(sr, fr, sizeof(sr));
	return climb(fn, sn, proof, whole ? 0 : 1, fr, sr) &&
	       memcmp(fr, old_root, sizeof(fr)) == 0 &&
	       memcmp(sr, new_root, sizeof(sr)) == 0;
}
