/* SPDX-License-Identifier: ISC */
/*
 * Ed25519 by libsodium's rule (docs/protocol.md section 2), the cases in which
 * verifiers differ included: this program says whether the libsodium it is
 * linked with still keeps to the rule that the protocol names.
 */
#include "unit/sign_fixture.h"

static void
ed25519_vectors_agree(void **state)
{
	json_t *root = vectors_load("ed25519.json"), *c;
	size_t i, bad = 0, count = 0;

	(void)state;
	json_array_foreach(json_object_get(root, "cases"), i, c) {
		uint8_t pk[SIGN_PK_LEN], sig[SIGN_SIG_LEN], msg[4096];
		size_t len = strlen(get_text(c, "message")) / 2;
		bool want = json_is_true(json_object_get(c, "valid"));

		assert_true(len <= sizeof(msg));
		get_hex(c, "public", pk, sizeof(pk));
		get_hex(c, "signature", sig, sizeof(sig));
		get_hex(c, "message", msg, len);
		if (sign_ed25519_verify(pk, msg, len, sig) != want) {
			print_error("vector \"%s\" differs\n",
			    get_text(c, "name"));
			bad++;
		}
		count++;
	}
	assert_true(count > 10);
	assert_int_equal(bad, 0);
	json_decref(root);
}

/* 8 times anything is in the prime-order group; S is scalar arithmetic. */
static void
scalar_of(const char *label, uint8_t out[static 32])
{
	uint8_t wide[64];

	crypto_hash_sha512(wide, (const uint8_t *)label, strlen(label));
	crypto_core_ed25519_scalar_reduce(out, wide);
}

/* k = SHA-512(R || A || M) mod L */
static void
challenge(const uint8_t r[32], const uint8_t a[32], const char *msg,
    uint8_t k[static 32])
{
	crypto_hash_sha512_state st;
	uint8_t wide[64];

	crypto_hash_sha512_init(&st);
	crypto_hash_sha512_update(&st, r, 32);
	crypto_hash_sha512_update(&st, a, 32);
	crypto_hash_sha512_update(&st, (const uint8_t *)msg, strlen(msg));
	crypto_hash_sha512_final(&st, wide);
	crypto_core_ed25519_scalar_reduce(k, wide);
}

/* A point of order 8 (C2SP CCTV/ed25519, RFC 8032's curve). */
static void
order_eight(uint8_t out[static 32])
{
	static const char hex[] = "26e8958fc2b227b045c3f489f2ef98f0"
				  "d5dfac05d3c63339b13802886d53fc05";

	assert_err(base_hex_decode(out, 32, hex, 64), ERR_OK);
}

/*
 * Sign by hand: A = aB + ta T, R = rB + tr T, S = r + ka, with T of order 8.
 * Returns k mod 8, which says whether the cofactorless equation can hold.
 */
static unsigned int
forge(const char *msg, bool mixed_a, bool mixed_r, uint8_t pk[static 32],
    uint8_t sig[static 64])
{
	uint8_t a[32], r[32], t[32], k[32], ka[32];

	order_eight(t);
	scalar_of("a", a);
	scalar_of("r", r);
	assert_int_equal(
	    crypto_scalarmult_ed25519_base_noclamp(pk, a), 0);
	assert_int_equal(
	    crypto_scalarmult_ed25519_base_noclamp(sig, r), 0);
	if (mixed_a)
		assert_int_equal(crypto_core_ed25519_add(pk, pk, t), 0);
	if (mixed_r)
		assert_int_equal(crypto_core_ed25519_add(sig, sig, t), 0);
	challenge(sig, pk, msg, k);
	crypto_core_ed25519_scalar_mul(ka, k, a);
	crypto_core_ed25519_scalar_add(sig + 32, r, ka);
	return k[0] & 7;
}

static bool
verifies(const uint8_t pk[32], const char *msg, const uint8_t sig[64])
{
	return sign_ed25519_verify(pk, (const uint8_t *)msg, strlen(msg), sig);
}

static void
ed25519_by_hand_verifies(void **state)
{
	uint8_t pk[32], sig[64];

	(void)state;
	forge("m", false, false, pk, sig);
	assert_true(verifies(pk, "m", sig));
	assert_false(verifies(pk, "n", sig));
}

/*
 * With a mixed-order A the equation without cofactor holds for one message in
 * eight, where k is a multiple of 8; with the cofactor it would always hold.
 */
static void
ed25519_mixed_order_key_is_cofactorless(void **state)
{
	unsigned int held = 0, seen = 0;

	(void)state;
	for (int i = 0; i < 256; i++) {
		uint8_t pk[32], sig[64];
		char msg[32];
		unsigned int k8;

		(void)snprintf(msg, sizeof(msg), "message %d", i);
		k8 = forge(msg, true, false, pk, sig);
		assert_int_equal(verifies(pk, msg, sig), k8 == 0);
		held += k8 == 0;
		seen++;
	}
	assert_true(held > 0 && held < seen);
}

static void
ed25519_mixed_order_r_is_refused(void **state)
{
	uint8_t pk[32], sig[64];

	(void)state;
	forge("m", false, true, pk, sig);
	assert_false(verifies(pk, "m", sig));
}

/* S + L is the same scalar, and malleable. */
static void
ed25519_s_not_below_the_order_is_refused(void **state)
{
	static const uint8_t order[32] = { 0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63,
		0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
		[31] = 0x10 };
	uint8_t pk[32], sig[64];

	(void)state;
	forge("m", false, false, pk, sig);
	sodium_add(sig + 32, order, 32);
	assert_false(verifies(pk, "m", sig));
	/* The order itself and the largest number, for any key. */
	memcpy(sig + 32, order, 32);
	assert_false(verifies(pk, "m", sig));
	memset(sig + 32, 0xff, 32);
	assert_false(verifies(pk, "m", sig));
}

/* All encodings of the eight points of small order, canonical or not. */
#define SMALL_ORDER_COUNT 14
static uint8_t small_order[SMALL_ORDER_COUNT][32];

static void
small_order_load(void)
{
	json_t *root = vectors_load("ed25519.json");
	const json_t *list = json_object_get(root, "small_order");

	assert_int_equal(json_array_size(list), SMALL_ORDER_COUNT);
	for (size_t i = 0; i < SMALL_ORDER_COUNT; i++)
		assert_err(base_hex_decode(small_order[i], 32,
			       json_string_value(json_array_get(list, i)), 64),
		    ERR_OK);
	json_decref(root);
}

/*
 * With a small-order A of order n and S = 0, R = -kA, one message in n would
 * verify: whoever has no key at all could sign.
 */
static void
ed25519_small_order_key_signs_nothing(void **state)
{
	(void)state;
	small_order_load();
	for (size_t i = 0; i < SMALL_ORDER_COUNT; i++) {
		for (size_t j = 0; j < SMALL_ORDER_COUNT; j++) {
			uint8_t sig[64] = { 0 };

			memcpy(sig, small_order[j], 32);
			for (int m = 0; m < 16; m++) {
				char msg[32];

				(void)snprintf(msg, sizeof(msg), "%d", m);
				assert_false(
				    verifies(small_order[i], msg, sig));
			}
		}
	}
}

/* R of small order, S = ka + nothing: the equation would hold for R = 0. */
static void
ed25519_small_order_r_is_refused(void **state)
{
	(void)state;
	small_order_load();
	for (size_t i = 0; i < SMALL_ORDER_COUNT; i++) {
		uint8_t a[32], pk[32], sig[64], k[32];

		scalar_of("a", a);
		assert_int_equal(
		    crypto_scalarmult_ed25519_base_noclamp(pk, a), 0);
		memcpy(sig, small_order[i], 32);
		challenge(sig, pk, "m", k);
		crypto_core_ed25519_scalar_mul(sig + 32, k, a);
		assert_false(verifies(pk, "m", sig));
	}
}

/*
 * Encodings of y with y + p still below 2^255: y is 0 to 18.  Whatever points
 * they are, as A and as R they are refused.
 */
static void
ed25519_noncanonical_points_are_refused(void **state)
{
	(void)state;
	for (int y = 0; y < 19; y++) {
		uint8_t enc[32], pk[32], sig[64];

		memset(enc, 0xff, sizeof(enc));
		enc[0] = (uint8_t)(0xed + y);
		for (int sign = 0; sign < 2; sign++) {
			enc[31] = sign ? 0xff : 0x7f;
			forge("m", false, false, pk, sig);
			assert_false(verifies(enc, "m", sig));
			memcpy(sig, enc, 32);
			assert_false(verifies(pk, "m", sig));
			memset(sig + 32, 0, 32);
			assert_false(verifies(enc, "m", sig));
		}
	}
}

static void
ed25519_every_bit_of_a_signature_counts(void **state)
{
	struct sign_key *k = officer_key(1);
	uint8_t sig[SIGN_SIG_LEN];

	(void)state;
	sign_key_sign(k, (const uint8_t *)"m", 1, sig);
	assert_true(verifies(k->vkey.pk, "m", sig));
	for (size_t i = 0; i < sizeof(sig) * 8; i++) {
		sig[i / 8] ^= (uint8_t)(1u << (i % 8));
		assert_false(verifies(k->vkey.pk, "m", sig));
		sig[i / 8] ^= (uint8_t)(1u << (i % 8));
	}
	sign_key_free(&k);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ed25519_vectors_agree),
		cmocka_unit_test(ed25519_by_hand_verifies),
		cmocka_unit_test(ed25519_mixed_order_key_is_cofactorless),
		cmocka_unit_test(ed25519_mixed_order_r_is_refused),
		cmocka_unit_test(ed25519_s_not_below_the_order_is_refused),
		cmocka_unit_test(ed25519_small_order_key_signs_nothing),
		cmocka_unit_test(ed25519_small_order_r_is_refused),
		cmocka_unit_test(ed25519_noncanonical_points_are_refused),
		cmocka_unit_test(ed25519_every_bit_of_a_signature_counts),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
