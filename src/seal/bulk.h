/* SPDX-License-Identifier: ISC */
/*
 * Many chunks of one payload by libcrypto's ChaCha20-Poly1305, which is faster
 * than libsodium's (docs/dependencies.md has the figures); the only file of
 * this room that knows libcrypto.  Same bytes as seal/stream.h, which does the
 * work where libcrypto has no such cipher (a FIPS-only set-up) or no memory.
 */
#ifndef SEAL_BULK_H
#define SEAL_BULK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "seal/stream.h"

/* Caller's storage; end with seal_bulk_done(). */
struct seal_bulk {
	struct seal_stream stream;
	void *cipher; /* NULL: libsodium does it */
};

/* Begin to seal, or to open, a payload: one of both for one struct. */
void seal_bulk_init(struct seal_bulk *b, bool seals,
    const uint8_t file_key[static SEAL_FILE_KEY_LEN],
    const uint8_t nonce[static SEAL_NONCE_LEN]);

/* Wipes; takes a zeroed struct. */
void seal_bulk_done(struct seal_bulk *b);

/* As seal_stream_seal(); out may be in. */
void seal_bulk_seal(struct seal_bulk *b, uint64_t index, bool last,
    const uint8_t *in, size_t len, uint8_t *out);

/* As seal_stream_open(), but out may not be in; wiped if not ERR_OK. */
enum err seal_bulk_open(struct seal_bulk *b, uint64_t index, bool last,
    const uint8_t *in, size_t len, uint8_t *out) MUST_USE;

#endif
