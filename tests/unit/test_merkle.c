/* SPDX-License-Identifier: ISC */
#include "sign/merkle.h"

#include <ftw.h>

#include "unit/sign_fixture.h"

#define LEAVES_KNOWN 8
#define SIZE_MANY 70u
#define INCLUSION_VECTORS 75u
#define CONSISTENCY_VECTORS 63u

/* ---- the trees of merkle.json, of which merkle/ proves things ------------ */

struct known {
	uint8_t leaf[LEAVES_KNOWN][SIGN_HASH_LEN];
	uint8_t root[LEAVES_KNOWN][SIGN_HASH_LEN];
};

static void
hex_at(const json_t *list, size_t i, uint8_t *out, size_t len)
{
	const char *s = json_string_value(json_array_get(list, i));

	assert_non_null(s);
	assert_err(base_hex_decode(out, len, s, strlen(s)), ERR_OK);
}

static void
known_load(struct known *k)
{
	json_t *v = vectors_load("merkle.json");
	const json_t *leaves = json_object_get(v, "leaves");
	const json_t *roots = json_object_get(v, "roots");

	assert_int_equal(json_array_size(leaves), LEAVES_KNOWN);
	assert_int_equal(json_array_size(roots), LEAVES_KNOWN);
	for (size_t i = 0; i < LEAVES_KNOWN; i++) {
		uint8_t data[16];
		size_t len = json_string_length(json_array_get(leaves, i)) / 2;

		assert_true(len <= sizeof(data));
		hex_at(leaves, i, data, len);
		sign_merkle_leaf(data, len, k->leaf[i]);
		hex_at(roots, i, k->root[i], SIGN_HASH_LEN);
	}
	json_decref(v);
}

static void
root_of_leaves(
    const uint8_t *hashes, uint64_t count, uint8_t out[static SIGN_HASH_LEN])
{
	struct sign_merkle_leaves leaves = { hashes };
	struct sign_merkle_tree t;

	sign_merkle_tree_of_leaves(&t, &leaves, count);
	assert_err(sign_merkle_root(&t, out), ERR_OK);
}

static void
merkle_root_is_the_known_one(void **state)
{
	json_t *v = vectors_load("merkle.json");
	uint8_t got[SIGN_HASH_LEN];
	struct known k;

	(void)state;
	known_load(&k);
	root_of_leaves(k.leaf[0], 0, got);
	assert_hex(got, sizeof(got), get_text(v, "empty"));
	for (size_t n = 1; n <= LEAVES_KNOWN; n++) {
		root_of_leaves(k.leaf[0], n, got);
		assert_memory_equal(got, k.root[n - 1], sizeof(got));
	}
	json_decref(v);
}

/* ---- merkle/, file by file ----------------------------------------------- */

struct counted {
	size_t inclusion, consistency, made, differ;
} counted;

/* The largest number of all stands in one file; jansson has it as a real. */
static uint64_t
get_size(const json_t *o, const char *key)
{
	const json_t *v = json_object_get(o, key);

	assert_true(json_is_number(v));
	return json_number_value(v) >= 0x1p63 ? UINT64_MAX
					      : (uint64_t)json_number_value(v);
}

static bool
hash_from(const json_t *text, uint8_t out[static SIGN_HASH_LEN])
{
	return json_is_string(text) &&
	       base_base64_decode_exact(out, SIGN_HASH_LEN,
		   json_string_value(text), json_string_length(text),
		   BASE64_STD) == ERR_OK;
}

/*
 * A leaf's hash or a root.  The vectors' own verifier takes any bytes; some
 * that have not 32 stand in by their SHA-256, which keeps equal ones equal.
 */
static bool
get_hash(const json_t *o, const char *key, uint8_t out[static SIGN_HASH_LEN])
{
	const json_t *text = json_object_get(o, key);
	uint8_t bytes[64];
	size_t len = sizeof(bytes);

	if (hash_from(text, out))
		return true;
	assert_err(base_base64_decode(bytes, &len, json_string_value(text),
		       json_string_length(text), BASE64_STD),
	    ERR_OK);
	crypto_hash_sha256(out, bytes, len);
	return len > 0;
}

static bool
get_proof(const json_t *o, struct sign_merkle_proof *p)
{
	const json_t *list = json_object_get(o, "proof"), *text;
	size_t i;

	p->count = 0;
	json_array_foreach(list, i, text)
	{
		assert_true(i < SIGN_MERKLE_PROOF_MAX);
		if (!hash_from(text, p->hash[p->count++]))
			return false;
	}
	return true;
}

/* What a vector proves of a tree we know is what we prove of it. */
static void
check_made(const struct sign_merkle_proof *want, uint64_t size, uint64_t old,
    uint64_t index)
{
	struct sign_merkle_proof got;
	struct sign_merkle_tree t;
	struct sign_merkle_leaves leaves;
	struct known k;

	if (size > LEAVES_KNOWN)
		return;
	known_load(&k);
	leaves.hashes = k.leaf[0];
	sign_merkle_tree_of_leaves(&t, &leaves, size);
	assert_err(old > 0 ? sign_merkle_prove_consistency(&t, old, &got)
			   : sign_merkle_prove_inclusion(&t, index, &got),
	    ERR_OK);
	assert_int_equal(got.count, want->count);
	assert_memory_equal(got.hash, want->hash, SIGN_HASH_LEN * got.count);
	counted.made++;
}

static bool
inclusion_holds(const json_t *o)
{
	uint64_t index = get_size(o, "leafIdx"), size = get_size(o, "treeSize");
	uint8_t leaf[SIGN_HASH_LEN], root[SIGN_HASH_LEN];
	struct sign_merkle_proof p;

	counted.inclusion++;
	if (!get_proof(o, &p) || !get_hash(o, "leafHash", leaf) ||
	    !get_hash(o, "root", root) ||
	    !sign_merkle_includes(leaf, index, size, &p, root))
		return false;
	check_made(&p, size, 0, index);
	return true;
}

static bool
consistency_holds(const json_t *o)
{
	uint64_t old = get_size(o, "size1"), size = get_size(o, "size2");
	uint8_t old_root[SIGN_HASH_LEN], root[SIGN_HASH_LEN];
	struct sign_merkle_proof p;

	counted.consistency++;
	if (!get_proof(o, &p) || !get_hash(o, "root1", old_root) ||
	    !get_hash(o, "root2", root) ||
	    !sign_merkle_extends(old, old_root, size, root, &p))
		return false;
	check_made(&p, size, old, 0);
	return true;
}

static int
check_file(const char *path, const struct stat *st, int kind, struct FTW *f)
{
	size_t len = strlen(path);
	json_error_t je;
	json_t *o;
	bool holds;

	(void)st;
	(void)f;
	if (kind != FTW_F || len < 5 || strcmp(path + len - 5, ".json") != 0)
		return 0;
	o = json_load_file(path, JSON_DECODE_INT_AS_REAL, &je);
	if (o == NULL)
		fail_msg("%s: %s", path, je.text);
	holds = json_object_get(o, "leafIdx") != NULL ? inclusion_holds(o)
						      : consistency_holds(o);
	if (holds == json_is_true(json_object_get(o, "wantErr"))) {
		print_error("%s differs\n", path);
		counted.differ++;
	}
	json_decref(o);
	return 0;
}

static void
merkle_vectors_agree(void **state)
{
	(void)state;
	counted = (struct counted){ 0 };
	assert_int_equal(
	    nftw("tests/vectors/merkle", check_file, 8, FTW_PHYS), 0);
	assert_int_equal(counted.differ, 0);
	assert_int_equal(counted.inclusion, INCLUSION_VECTORS);
	assert_int_equal(counted.consistency, CONSISTENCY_VECTORS);
	assert_true(counted.made >= 5);
}

/* ---- every proof of every small tree ------------------------------------- */

static uint8_t many[SIZE_MANY][SIGN_HASH_LEN];
static uint8_t roots[SIZE_MANY + 1][SIGN_HASH_LEN];

static void
many_fill(void)
{
	for (size_t i = 0; i < SIZE_MANY; i++) {
		uint8_t d = (uint8_t)i;

		sign_merkle_leaf(&d, 1, many[i]);
	}
	for (uint64_t n = 0; n <= SIZE_MANY; n++)
		root_of_leaves(many[0], n, roots[n]);
}

/* MTH as RFC 6962 section 2.1 writes it. */
static void
mth(size_t begin, size_t n, uint8_t out[static SIGN_HASH_LEN])
{
	uint8_t left[SIGN_HASH_LEN], right[SIGN_HASH_LEN];
	size_t k = 1;

	if (n == 1) {
		memcpy(out, many[begin], SIGN_HASH_LEN);
		return;
	}
	while (k * 2 < n)
		k *= 2;
	mth(begin, k, left);
	mth(begin + k, n - k, right);
	sign_merkle_node(left, right, out);
}

static void
merkle_root_is_the_rfcs_recursion(void **state)
{
	uint8_t want[SIGN_HASH_LEN];

	(void)state;
	many_fill();
	for (size_t n = 1; n <= SIZE_MANY; n++) {
		mth(0, n, want);
		assert_memory_equal(roots[n], want, sizeof(want));
	}
}

/* A proof that was touched anywhere proves nothing. */
static void
spoil_inclusion(uint64_t i, uint64_t n, struct sign_merkle_proof *p)
{
	const uint8_t *leaf = many[i];

	assert_false(
	    sign_merkle_includes(many[(i + 1) % SIZE_MANY], i, n, p, roots[n]));
	assert_false(sign_merkle_includes(leaf, i, n, p, roots[n - 1]));
	assert_false(sign_merkle_includes(leaf, n, n, p, roots[n]));
	for (uint64_t other = 0; other < n; other++)
		assert_int_equal(
		    sign_merkle_includes(leaf, other, n, p, roots[n]),
		    other == i);
	for (size_t h = 0; h < p->count; h++) {
		p->hash[h][h % SIGN_HASH_LEN] ^= 0x10;
		assert_false(sign_merkle_includes(leaf, i, n, p, roots[n]));
		p->hash[h][h % SIGN_HASH_LEN] ^= 0x10;
	}
	memset(p->hash[p->count++], 0, SIGN_HASH_LEN);
	assert_false(sign_merkle_includes(leaf, i, n, p, roots[n]));
	p->count--;
	if (p->count > 0) {
		p->count--;
		assert_false(sign_merkle_includes(leaf, i, n, p, roots[n]));
	}
}

static void
merkle_inclusion_holds_for_its_leaf_only(void **state)
{
	struct sign_merkle_leaves leaves = { many[0] };
	struct sign_merkle_proof p;
	struct sign_merkle_tree t;

	(void)state;
	many_fill();
	for (uint64_t n = 1; n <= SIZE_MANY; n++) {
		sign_merkle_tree_of_leaves(&t, &leaves, n);
		for (uint64_t i = 0; i < n; i++) {
			assert_err(
			    sign_merkle_prove_inclusion(&t, i, &p), ERR_OK);
			assert_true(
			    sign_merkle_includes(many[i], i, n, &p, roots[n]));
			spoil_inclusion(i, n, &p);
		}
		assert_err(
		    sign_merkle_prove_inclusion(&t, n, &p), ERR_NOT_FOUND);
	}
}

static void
spoil_consistency(uint64_t m, uint64_t n, struct sign_merkle_proof *p)
{
	assert_false(sign_merkle_extends(m, roots[m - 1], n, roots[n], p));
	assert_false(sign_merkle_extends(m, roots[m], n, roots[n - 1], p));
	assert_false(sign_merkle_extends(0, roots[0], n, roots[n], p));
	assert_int_equal(
	    sign_merkle_extends(n, roots[n], m, roots[m], p), m == n);
	for (size_t h = 0; h < p->count; h++) {
		p->hash[h][31] ^= 1;
		assert_false(sign_merkle_extends(m, roots[m], n, roots[n], p));
		p->hash[h][31] ^= 1;
	}
	memset(p->hash[p->count++], 0, SIGN_HASH_LEN);
	assert_false(sign_merkle_extends(m, roots[m], n, roots[n], p));
	p->count--;
	if (p->count > 0) {
		p->count--;
		assert_false(sign_merkle_extends(m, roots[m], n, roots[n], p));
	}
}

static void
merkle_consistency_holds_for_its_sizes_only(void **state)
{
	struct sign_merkle_leaves leaves = { many[0] };
	struct sign_merkle_proof p;
	struct sign_merkle_tree t;

	(void)state;
	many_fill();
	for (uint64_t n = 1; n <= SIZE_MANY; n++) {
		sign_merkle_tree_of_leaves(&t, &leaves, n);
		for (uint64_t m = 1; m <= n; m++) {
			assert_err(
			    sign_merkle_prove_consistency(&t, m, &p), ERR_OK);
			assert_true(
			    sign_merkle_extends(m, roots[m], n, roots[n], &p));
			spoil_consistency(m, n, &p);
		}
		assert_err(
		    sign_merkle_prove_consistency(&t, 0, &p), ERR_NOT_FOUND);
		assert_err(sign_merkle_prove_consistency(&t, n + 1, &p),
		    ERR_NOT_FOUND);
	}
}

/* ---- the largest tree there can be ---------------------------------------- */

/* All leaves alike: a subtree's hash hangs on its level only. */
static enum err
node_alike(void *ctx, unsigned int level, uint64_t index,
    uint8_t out[static SIGN_HASH_LEN])
{
	const uint64_t *size = ctx;

	assert_true(index < *size >> level);
	memset(out, 0, SIGN_HASH_LEN);
	while (level-- > 0)
		sign_merkle_node(out, out, out);
	return ERR_OK;
}

static void
merkle_tree_of_any_size_is_proved(void **state)
{
	static const uint64_t sizes[] = { 1, 1ull << 32, (1ull << 53) - 1,
		1ull << 63, (1ull << 63) + 1, UINT64_MAX - 1, UINT64_MAX };
	uint8_t root[SIGN_HASH_LEN], old_root[SIGN_HASH_LEN];
	uint8_t leaf[SIGN_HASH_LEN] = { 0 };
	struct sign_merkle_proof p;

	(void)state;
	for (size_t i = 0; i < N(sizes); i++) {
		uint64_t size = sizes[i];
		struct sign_merkle_tree t = { size, node_alike, &size };

		assert_err(sign_merkle_root(&t, root), ERR_OK);
		for (size_t j = 0; j <= i; j++) {
			uint64_t old = sizes[j];
			struct sign_merkle_tree o = { old, node_alike, &old };

			assert_err(sign_merkle_root(&o, old_root), ERR_OK);
			assert_err(
			    sign_merkle_prove_consistency(&t, old, &p), ERR_OK);
			assert_true(p.count <= SIGN_MERKLE_PROOF_MAX);
			assert_true(
			    sign_merkle_extends(old, old_root, size, root, &p));
			assert_err(sign_merkle_prove_inclusion(&t, old - 1, &p),
			    ERR_OK);
			assert_true(sign_merkle_includes(
			    leaf, old - 1, size, &p, root));
		}
	}
}

/* The caller's error comes back, whichever subtree it was. */
struct failing {
	size_t calls, fails_at;
};

static enum err
node_failing(void *ctx, unsigned int level, uint64_t index,
    uint8_t out[static SIGN_HASH_LEN])
{
	struct failing *f = ctx;

	(void)level;
	(void)index;
	memset(out, 0, SIGN_HASH_LEN);
	return ++f->calls == f->fails_at ? ERR_IO : ERR_OK;
}

static void
merkle_passes_the_callers_error_on(void **state)
{
	struct failing f = { 0, 1 };
	struct sign_merkle_tree t = { 13, node_failing, &f };
	struct sign_merkle_proof p = { .count = 77 };
	uint8_t root[SIGN_HASH_LEN];

	(void)state;
	for (; f.fails_at <= 3; f.fails_at++, f.calls = 0)
		assert_err(sign_merkle_root(&t, root), ERR_IO);
	assert_err(sign_merkle_root(&t, root), ERR_OK);
	/* Leaf 4: 4-5 and 8-12 have two and three parts, 0-3 and 6-7 one. */
	for (f.fails_at = 1, f.calls = 0; f.fails_at <= 5;
	     f.fails_at++, f.calls = 0)
		assert_err(sign_merkle_prove_inclusion(&t, 4, &p), ERR_IO);
	/* 6 leaves: 8-12, 6-7, 0-3 and, not the old tree itself, 4-5. */
	for (f.fails_at = 1, f.calls = 0; f.fails_at <= 5;
	     f.fails_at++, f.calls = 0)
		assert_err(sign_merkle_prove_consistency(&t, 6, &p), ERR_IO);
	assert_int_equal(p.count, 77);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(merkle_root_is_the_known_one),
		cmocka_unit_test(merkle_root_is_the_rfcs_recursion),
		cmocka_unit_test(merkle_vectors_agree),
		cmocka_unit_test(merkle_inclusion_holds_for_its_leaf_only),
		cmocka_unit_test(merkle_consistency_holds_for_its_sizes_only),
		cmocka_unit_test(merkle_tree_of_any_size_is_proved),
		cmocka_unit_test(merkle_passes_the_callers_error_on),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
