/* SPDX-License-Identifier: ISC */
/*
 * age's payload: a nonce, then chunks of 64 KiB under ChaCha20-Poly1305, each
 * of which can be opened alone (docs/protocol.md section 1).  The caller keeps
 * count: a chunk's index and whether it is the last are part of its seal.
 */
#ifndef SEAL_STREAM_H
#define SEAL_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "seal/stanza.h"

#define SEAL_NONCE_LEN 16
#define SEAL_TAG_LEN 16
#define SEAL_CHUNK_NONCE_LEN 12
#define SEAL_CHUNK_LEN 65536u
#define SEAL_CHUNK_SEALED_LEN (SEAL_CHUNK_LEN + SEAL_TAG_LEN)

/* One payload's key; wipe with seal_stream_done(). */
struct seal_stream {
	uint8_t key[32];
};

void seal_stream_init(struct seal_stream *s,
    const uint8_t file_key[static SEAL_FILE_KEY_LEN],
    const uint8_t nonce[static SEAL_NONCE_LEN]);
void seal_stream_done(struct seal_stream *s);

/*
 * Seal chunk number index.  out holds len + SEAL_TAG_LEN bytes and may be in.
 * len is SEAL_CHUNK_LEN, or 1 to that in the last chunk, or 0 in the only one.
 * Never seal two texts under one index of one stream.
 */
void seal_stream_seal(const struct seal_stream *s, uint64_t index, bool last,
    const uint8_t *in, size_t len, uint8_t *out);

/*
 * Open chunk number index.  in is len sealed bytes; out holds
 * len - SEAL_TAG_LEN bytes, may be in, and means nothing unless ERR_OK.
 * Returns ERR_OK or ERR_AGE_PAYLOAD (altered, or its length cannot be).
 */
enum err seal_stream_open(const struct seal_stream *s, uint64_t index,
    bool last, const uint8_t *in, size_t len, uint8_t *out) MUST_USE;

/* The nonce of chunk number index: be88(index), then 1 in the last, else 0. */
void seal_chunk_nonce(
    uint64_t index, bool last, uint8_t nonce[static SEAL_CHUNK_NONCE_LEN]);

/* True if chunk number index may hold len bytes of plaintext. */
bool seal_chunk_possible(uint64_t index, bool last, size_t len);

/* Length of a whole payload (with nonce) for plain_len bytes of plaintext. */
uint64_t seal_stream_sealed_len(uint64_t plain_len);

/* The reverse.  ERR_AGE_PAYLOAD if no plaintext gives that length. */
enum err
seal_stream_plain_len(uint64_t sealed_len, uint64_t *plain_len) MUST_USE;

/* Where one chunk lies in a payload, for requests by range. */
struct seal_chunk {
	uint64_t offset; /* of its first sealed byte in the payload */
	size_t len;      /* sealed */
	bool last;
};

/*
 * Chunk number index of a payload of sealed_len bytes.  ERR_OK,
 * ERR_AGE_PAYLOAD (no such length), ERR_NOT_FOUND (no such chunk).
 */
enum err seal_stream_chunk(
    uint64_t sealed_len, uint64_t index, struct seal_chunk *out) MUST_USE;

#endif
