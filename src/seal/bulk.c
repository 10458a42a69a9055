/* SPDX-License-Identifier: ISC */
#include "seal/bulk.h"

#include <string.h>

#include <openssl/evp.h>
#include <sodium.h>

#include "base/secret.h"

void
seal_bulk_init(struct seal_bulk *b, bool seals,
    const uint8_t file_key[static SEAL_FILE_KEY_LEN],
    const uint8_t nonce[static SEAL_NONCE_LEN])
{
	EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();

	seal_stream_init(&b->stream, file_key, nonce);
	if (c != NULL && EVP_CipherInit_ex2(c, EVP_chacha20_poly1305(),
			     b->stream.key, NULL, seals, NULL) != 1) {
		EVP_CIPHER_CTX_free(c);
		c = NULL;
	}
	b->cipher = c;
	base_secret_stack_wipe();
}

void
seal_bulk_done(struct seal_bulk *b)
{
	EVP_CIPHER_CTX_free(b->cipher);
	seal_stream_done(&b->stream);
	b->cipher = NULL;
}

void
seal_bulk_seal(struct seal_bulk *b, uint64_t index, bool last,
    const uint8_t *in, size_t len, uint8_t *out)
{
	uint8_t nonce[SEAL_CHUNK_NONCE_LEN];
	int n = 0;

	if (b->cipher == NULL) {
		seal_stream_seal(&b->stream, index, last, in, len, out);
		return;
	}
	REQUIRE(seal_chunk_possible(index, last, len));
	seal_chunk_nonce(index, last, nonce);
	REQUIRE(EVP_EncryptInit_ex2(b->cipher, NULL, NULL, nonce, NULL) == 1 &&
		EVP_EncryptUpdate(b->cipher, out, &n, in, (int)len) == 1 &&
		(size_t)n == len &&
		EVP_EncryptFinal_ex(b->cipher, out + len, &n) == 1 && n == 0 &&
		EVP_CIPHER_CTX_ctrl(b->cipher, EVP_CTRL_AEAD_GET_TAG,
		    SEAL_TAG_LEN, out + len) == 1);
	base_secret_stack_wipe();
}

/* The tag is compared in Final, when the plaintext is written already. */
static bool
opens(EVP_CIPHER_CTX *c, const uint8_t nonce[static SEAL_CHUNK_NONCE_LEN],
    const uint8_t *in, size_t len, uint8_t *out)
{
	uint8_t tag[SEAL_TAG_LEN];
	int n = 0;

	memcpy(tag, in + len, sizeof(tag));
	return EVP_DecryptInit_ex2(c, NULL, NULL, nonce, NULL) == 1 &&
	       EVP_CIPHER_CTX_ctrl(
		   c, EVP_CTRL_AEAD_SET_TAG, sizeof(tag), tag) == 1 &&
	       EVP_DecryptUpdate(c, out, &n, in, (int)len) == 1 &&
	       (size_t)n == len && EVP_DecryptFinal_ex(c, out + len, &n) == 1;
}

enum err
seal_bulk_open(struct seal_bulk *b, uint64_t index, bool last,
    const uint8_t *in, size_t len, uint8_t *out)
{
	uint8_t nonce[SEAL_CHUNK_NONCE_LEN];
	bool good;

	if (b->cipher == NULL)
		return seal_stream_open(&b->stream, index, last, in, len, out);
	if (len < SEAL_TAG_LEN ||
	    !seal_chunk_possible(index, last, len - SEAL_TAG_LEN))
		return ERR_AGE_PAYLOAD;
	len -= SEAL_TAG_LEN;
	seal_chunk_nonce(index, last, nonce);
	good = opens(b->cipher, nonce, in, len, out);
	base_secret_stack_wipe();
	if (good)
		return ERR_OK;
	sodium_memzero(out, len);
	return ERR_AGE_PAYLOAD;
}
