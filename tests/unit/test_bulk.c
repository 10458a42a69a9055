/* SPDX-License-Identifier: ISC */
/*
 * libcrypto against libsodium: the same bytes, the same refusals, and where
 * libcrypto has nothing to offer libsodium does all (linked with --wrap).
 */
#include "seal/bulk.h"

#include <openssl/evp.h>

#include "unit/fixture.h"

static const uint8_t key[SEAL_FILE_KEY_LEN] = "0123456789abcdef";
static const uint8_t nonce[SEAL_NONCE_LEN] = "a nonce 16 bytes";
static uint8_t plain[SEAL_CHUNK_LEN], back[SEAL_CHUNK_LEN];
static uint8_t ours[SEAL_CHUNK_SEALED_LEN], theirs[SEAL_CHUNK_SEALED_LEN];

enum lack { LACK_NOTHING, LACK_MEMORY, LACK_CIPHER };
static enum lack lack;

EVP_CIPHER_CTX *__real_EVP_CIPHER_CTX_new(void);
EVP_CIPHER_CTX *__wrap_EVP_CIPHER_CTX_new(void);
int __real_EVP_CipherInit_ex2(EVP_CIPHER_CTX *c, const EVP_CIPHER *cipher,
    const unsigned char *k, const unsigned char *iv, int enc,
    const OSSL_PARAM *params);
int __wrap_EVP_CipherInit_ex2(EVP_CIPHER_CTX *c, const EVP_CIPHER *cipher,
    const unsigned char *k, const unsigned char *iv, int enc,
    const OSSL_PARAM *params);

EVP_CIPHER_CTX *
__wrap_EVP_CIPHER_CTX_new(void)
{
	return lack == LACK_MEMORY ? NULL : __real_EVP_CIPHER_CTX_new();
}

int
__wrap_EVP_CipherInit_ex2(EVP_CIPHER_CTX *c, const EVP_CIPHER *cipher,
    const unsigned char *k, const unsigned char *iv, int enc,
    const OSSL_PARAM *params)
{
	return lack == LACK_CIPHER
		   ? 0
		   : __real_EVP_CipherInit_ex2(c, cipher, k, iv, enc, params);
}

static const struct {
	uint64_t index;
	bool last;
	size_t len;
} chunks[] = { { 0, true, 0 }, { 0, true, 1 }, { 1, true, 65535 },
	{ 2, true, 65536 }, { 0, false, 65536 }, { 255, false, 65536 },
	{ 256, false, 65536 }, { UINT64_MAX, true, 4096 } };
#define CHUNKS (sizeof(chunks) / sizeof(chunks[0]))

/* Each chunk sealed by both, opened by the other, and refused when altered. */
static void
compare(void)
{
	struct seal_bulk seals, opens;
	struct seal_stream s;

	randombytes_buf(plain, sizeof(plain));
	seal_bulk_init(&seals, true, key, nonce);
	seal_bulk_init(&opens, false, key, nonce);
	assert_int_equal(seals.cipher == NULL, lack != LACK_NOTHING);
	seal_stream_init(&s, key, nonce);
	for (size_t i = 0; i < CHUNKS; i++) {
		uint64_t n = chunks[i].index;
		bool last = chunks[i].last;
		size_t len = chunks[i].len, sealed = len + SEAL_TAG_LEN;

		seal_stream_seal(&s, n, last, plain, len, theirs);
		seal_bulk_seal(&seals, n, last, plain, len, ours);
		assert_memory_equal(ours, theirs, sealed);
		memcpy(ours, plain, len);
		seal_bulk_seal(&seals, n, last, ours, len, ours);
		assert_memory_equal(ours, theirs, sealed);
		memset(back, 0, sizeof(back));
		assert_err(seal_bulk_open(&opens, n, last, ours, sealed, back),
		    ERR_OK);
		assert_memory_equal(back, plain, len);
		for (size_t at = 0; at < sealed; at += 4095) {
			memset(back, 0xff, sizeof(back));
			ours[at] ^= 1;
			assert_err(
			    seal_bulk_open(&opens, n, last, ours, sealed, back),
			    ERR_AGE_PAYLOAD);
			assert_true(sodium_is_zero(back, len));
			ours[at] ^= 1;
		}
		assert_err(seal_bulk_open(&opens, n, !last, ours, sealed, back),
		    ERR_AGE_PAYLOAD);
		assert_err(
		    seal_bulk_open(&opens, n + 1, last, ours, sealed, back),
		    ERR_AGE_PAYLOAD);
		/* A refusal does not spoil the next chunk. */
		assert_err(seal_bulk_open(&opens, n, last, ours, sealed, back),
		    ERR_OK);
	}
	assert_err(
	    seal_bulk_open(&opens, 0, true, ours, SEAL_TAG_LEN - 1, back),
	    ERR_AGE_PAYLOAD);
	assert_err(seal_bulk_open(&opens, 0, false, ours, 4096, back),
	    ERR_AGE_PAYLOAD);
	seal_bulk_done(&seals);
	seal_bulk_done(&opens);
	assert_true(sodium_is_zero((const uint8_t *)&seals, sizeof(seals)));
	seal_stream_done(&s);
}

static void
bulk_makes_and_opens_what_the_stream_does(void **state)
{
	(void)state;
	lack = LACK_NOTHING;
	compare();
}

static void
bulk_without_libcrypto_does_the_same(void **state)
{
	(void)state;
	lack = LACK_MEMORY;
	compare();
	lack = LACK_CIPHER;
	compare();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bulk_makes_and_opens_what_the_stream_does),
		cmocka_unit_test(bulk_without_libcrypto_does_the_same),
	};

	if (seal_init() != ERR_OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
