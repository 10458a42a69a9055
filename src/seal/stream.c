/* SPDX-License-Identifier: ISC */
#include "seal/stream.h"

#include <sodium.h>

#include "base/secret.h"
#include "seal/hkdf.h"

_Static_assert(SEAL_TAG_LEN == crypto_aead_chacha20poly1305_ietf_ABYTES,
    "length of a tag");
_Static_assert(
    SEAL_CHUNK_NONCE_LEN == crypto_aead_chacha20poly1305_ietf_NPUBBYTES,
    "length of a chunk's nonce");

void
seal_stream_init(struct seal_stream *s,
    const uint8_t file_key[static SEAL_FILE_KEY_LEN],
    const uint8_t nonce[static SEAL_NONCE_LEN])
{
	seal_hkdf(s->key, sizeof(s->key), file_key, SEAL_FILE_KEY_LEN, nonce,
	    SEAL_NONCE_LEN, "payload");
}

void
seal_stream_done(struct seal_stream *s)
{
	sodium_memzero(s, sizeof(*s));
}

void
seal_chunk_nonce(
    uint64_t index, bool last, uint8_t nonce[static SEAL_CHUNK_NONCE_LEN])
{
	for (size_t i = 0; i < SEAL_CHUNK_NONCE_LEN; i++)
		nonce[i] = 0;
	for (size_t i = SEAL_CHUNK_NONCE_LEN - 1; i-- > 0 && index > 0;) {
		nonce[i] = (uint8_t)index;
		index >>= 8;
	}
	nonce[SEAL_CHUNK_NONCE_LEN - 1] = last;
}

bool
seal_chunk_possible(uint64_t index, bool last, size_t len)
{
	if (!last)
		return len == SEAL_CHUNK_LEN;
	return len <= SEAL_CHUNK_LEN && (len > 0 || index == 0);
}

void
seal_stream_seal(const struct seal_stream *s, uint64_t index, bool last,
    const uint8_t *in, size_t len, uint8_t *out)
{
	uint8_t nonce[SEAL_CHUNK_NONCE_LEN];

	REQUIRE(seal_chunk_possible(index, last, len));
	seal_chunk_nonce(index, last, nonce);
	(void)crypto_aead_chacha20poly1305_ietf_encrypt(
	    out, NULL, in, len, NULL, 0, NULL, nonce, s->key);
	base_secret_stack_wipe();
}

enum err
seal_stream_open(const struct seal_stream *s, uint64_t index, bool last,
    const uint8_t *in, size_t len, uint8_t *out)
{
	uint8_t nonce[SEAL_CHUNK_NONCE_LEN];
	enum err e;

	if (len < SEAL_TAG_LEN ||
	    !seal_chunk_possible(index, last, len - SEAL_TAG_LEN))
		return ERR_AGE_PAYLOAD;
	seal_chunk_nonce(index, last, nonce);
	e = crypto_aead_chacha20poly1305_ietf_decrypt(
		out, NULL, NULL, in, len, NULL, 0, nonce, s->key) == 0
		? ERR_OK
		: ERR_AGE_PAYLOAD;
	base_secret_stack_wipe();
	return e;
}

uint64_t
seal_stream_sealed_len(uint64_t plain_len)
{
	uint64_t chunks = plain_len / SEAL_CHUNK_LEN +
			  (plain_len % SEAL_CHUNK_LEN != 0 || plain_len == 0);

	REQUIRE(plain_len <= UINT64_MAX / 2);
	return SEAL_NONCE_LEN + plain_len + chunks * SEAL_TAG_LEN;
}

enum err
seal_stream_plain_len(uint64_t sealed_len, uint64_t *plain_len)
{
	uint64_t chunks, body, rest;

	if (sealed_len < SEAL_NONCE_LEN + SEAL_TAG_LEN ||
	    sealed_len > UINT64_MAX / 2)
		return ERR_AGE_PAYLOAD;
	body = sealed_len - SEAL_NONCE_LEN;
	chunks = body / SEAL_CHUNK_SEALED_LEN;
	rest = body % SEAL_CHUNK_SEALED_LEN;
	/* The last chunk holds something unless it is the only one. */
	if (rest != 0 && rest < SEAL_TAG_LEN + (chunks > 0))
		return ERR_AGE_PAYLOAD;
	*plain_len =
	    chunks * SEAL_CHUNK_LEN + (rest != 0 ? rest - SEAL_TAG_LEN : 0);
	return ERR_OK;
}

enum err
seal_stream_chunk(uint64_t sealed_len, uint64_t index, struct seal_chunk *out)
{
	uint64_t plain_len = 0, offset, left;
	enum err e;

	if ((e = seal_stream_plain_len(sealed_len, &plain_len)) != ERR_OK)
		return e;
	if (index > sealed_len / SEAL_CHUNK_SEALED_LEN)
		return ERR_NOT_FOUND;
	offset = SEAL_NONCE_LEN + index * SEAL_CHUNK_SEALED_LEN;
	if (offset >= sealed_len)
		return ERR_NOT_FOUND;
	left = sealed_len - offset;
	out->offset = offset;
	out->last = left <= SEAL_CHUNK_SEALED_LEN;
	out->len = out->last ? (size_t)left : SEAL_CHUNK_SEALED_LEN;
	return ERR_OK;
}
