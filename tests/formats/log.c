/* SPDX-License-Identifier: ISC */
/* Commitments, the Merkle tree, and the audit's chain. */
#include "formats/formats.h"

#include "seal/object.h"
#include "sign/merkle.h"

#define LEAVES 5

static void
leaf(unsigned int i, uint8_t d[static 32], uint8_t out[static SIGN_HASH_LEN])
{
	char label[16];

	(void)snprintf(label, sizeof(label), "leaf %u", i);
	fixed_bytes(d, label);
	sign_merkle_leaf(d, 32, out);
}

static void
commitments(struct base_buf *out)
{
	static const struct {
		enum seal_commit_type type;
		const char *name;
	} rows[] = { { SEAL_COMMIT_ENTRY, "01 entry" },
		{ SEAL_COMMIT_HEADER, "02 header" },
		{ SEAL_COMMIT_NOTE, "03 note" },
		{ SEAL_COMMIT_RETENTION, "04 retention" },
		{ SEAL_COMMIT_PAGE, "05 page" } };
	uint8_t header[32], payload[32], d[32];

	fixed_bytes(header, "header");
	fixed_bytes(payload, "payload");
	say_hex(out, "SHA-256(header)", header, 32);
	say_hex(out, "SHA-256(payload)", payload, 32);
	for (size_t i = 0; i < N(rows); i++) {
		/* A note has one hash, which stands twice. */
		const uint8_t *second =
		    rows[i].type == SEAL_COMMIT_NOTE ? header : payload;

		seal_object_commit(HOST, rows[i].type, header, second, d);
		say_hex(out, rows[i].name, d, sizeof(d));
	}
}

static void
merkle(struct base_buf *out)
{
	uint8_t hashes[LEAVES * SIGN_HASH_LEN], d[32], root[SIGN_HASH_LEN];
	struct sign_merkle_leaves leaves = { hashes };
	struct sign_merkle_proof p;
	struct sign_merkle_tree t;
	char name[32];

	sign_merkle_tree_of_leaves(&t, &leaves, 0);
	must(sign_merkle_root(&t, root));
	say_hex(out, "root of nothing", root, sizeof(root));
	for (unsigned int i = 0; i < LEAVES; i++) {
		leaf(i, d, hashes + i * SIGN_HASH_LEN);
		(void)snprintf(name, sizeof(name), "d of leaf %u", i);
		say_hex(out, name, d, sizeof(d));
		(void)snprintf(name, sizeof(name), "hash of leaf %u", i);
		say_hex(out, name, hashes + i * SIGN_HASH_LEN, SIGN_HASH_LEN);
	}
	for (uint64_t size = 1; size <= LEAVES; size++) {
		sign_merkle_tree_of_leaves(&t, &leaves, size);
		must(sign_merkle_root(&t, root));
		(void)snprintf(
		    name, sizeof(name), "root of %u", (unsigned int)size);
		say_hex(out, name, root, sizeof(root));
	}
	must(sign_merkle_prove_inclusion(&t, 2, &p));
	assert_true(sign_merkle_includes(
	    hashes + 2 * SIGN_HASH_LEN, 2, LEAVES, &p, root));
	for (size_t i = 0; i < p.count; i++)
		say_hex(out, i == 0 ? "leaf 2 is in 5" : "", p.hash[i],
		    SIGN_HASH_LEN);
	must(sign_merkle_prove_consistency(&t, 3, &p));
	for (size_t i = 0; i < p.count; i++)
		say_hex(
		    out, i == 0 ? "3 begin 5" : "", p.hash[i], SIGN_HASH_LEN);
}

/* As qf.audit_append() of the schema does it. */
static void
audit(struct base_buf *out)
{
	static const struct {
		const char *date, *actor, *action;
	} rows[] = {
		{ "2026-11-23", "officer 01", "session opened" },
		{ "2026-11-23", "officer 02", "session opened" },
	};
	uint8_t chain[32] = { 0 };

	say_hex(out, "prev of number 1", chain, sizeof(chain));
	for (size_t i = 0; i < N(rows); i++) {
		crypto_hash_sha256_state st;
		char text[128], name[32];
		int n = snprintf(text, sizeof(text), "%s\n%s\n%s\n",
		    rows[i].date, rows[i].actor, rows[i].action);

		crypto_hash_sha256_init(&st);
		crypto_hash_sha256_update(&st, chain, sizeof(chain));
		crypto_hash_sha256_update(
		    &st, (const uint8_t *)text, (unsigned long long)n);
		crypto_hash_sha256_final(&st, chain);
		say(out, "%-16zu %s, %s, %s", i + 1, rows[i].date,
		    rows[i].actor, rows[i].action);
		(void)snprintf(name, sizeof(name), "chain of %zu", i + 1);
		say_hex(out, name, chain, sizeof(chain));
	}
}

const struct example formats_log[] = {
	{ "commitments", commitments },
	{ "merkle", merkle },
	{ "audit", audit },
	{ NULL, NULL },
};
