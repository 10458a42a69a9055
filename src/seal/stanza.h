/* SPDX-License-Identifier: ISC */
/*
 * One recipient stanza of an age header: a view into the header's bytes, and
 * the two kinds we make and open.  Other kinds are parsed and skipped.
 */
#ifndef SEAL_STANZA_H
#define SEAL_STANZA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/text.h"
#include "seal/identity.h"
#include "seal/io.h"

#define SEAL_FILE_KEY_LEN 16
#define SEAL_WRAPPED_KEY_LEN (SEAL_FILE_KEY_LEN + 16)
#define SEAL_SCRYPT_LOG_N 18 /* what `age -p` writes */

/* Lives no longer than the header it points into. */
struct seal_stanza {
	struct base_text args; /* kind and arguments, one SP between, checked */
	struct base_text body; /* base64 lines with their LFs, checked */
	size_t body_len;       /* decoded */
};

/*
 * Take one stanza from *rest, which begins with its "-> ".
 * Returns ERR_OK, ERR_AGE_HEADER (malformed or cut), ERR_AGE_LIMIT (over the
 * limits of base/limits.h); *rest moves and out is written only on ERR_OK.
 */
enum err
seal_stanza_parse(struct base_text *rest, struct seal_stanza *out) MUST_USE;

/* Argument i; 0 is the kind.  False when there are fewer. */
bool
seal_stanza_arg(const struct seal_stanza *s, size_t i, struct base_text *out);

/* True if the stanza's kind (its first argument) is exactly this. */
bool seal_stanza_is(const struct seal_stanza *s, const char *kind);

/* Decode the body; out holds LIMIT_STANZA_BODY_LEN bytes or body_len. */
void seal_stanza_body(const struct seal_stanza *s, uint8_t *out);

/* A well-formed X25519 stanza: one canonical 32-byte share, 32-byte body. */
bool seal_stanza_is_x25519(const struct seal_stanza *s);

/*
 * Try one identity on one X25519 stanza.  Returns ERR_OK, ERR_AGE_NO_MATCH,
 * ERR_AGE_HEADER (ill-formed stanza or an all-zero shared secret).
 */
enum err seal_stanza_open_x25519(const struct seal_stanza *s,
    const struct seal_identity *id,
    uint8_t file_key[static SEAL_FILE_KEY_LEN]) MUST_USE;

/*
 * Append an X25519 stanza.  Returns ERR_OK, ERR_AGE_RECIPIENT (a key of small
 * order, which nobody has), ERR_LIMIT, ERR_MEMORY, or the random source's.
 */
enum err
seal_stanza_write_x25519(const uint8_t file_key[static SEAL_FILE_KEY_LEN],
    const struct seal_recipient *to, const struct seal_random *rnd,
    struct base_buf *out) MUST_USE;

/*
 * The same for a passphrase.  Opening refuses a log_n over LIMIT_SCRYPT_LOG_N
 * (ERR_AGE_WORK) before any memory is taken; 2^20 takes 1 GiB.
 */
enum err
seal_stanza_open_scrypt(const struct seal_stanza *s, const char *passphrase,
    size_t passphrase_len, uint8_t file_key[static SEAL_FILE_KEY_LEN]) MUST_USE;
enum err
seal_stanza_write_scrypt(const uint8_t file_key[static SEAL_FILE_KEY_LEN],
    const char *passphrase, size_t passphrase_len, unsigned int log_n,
    const struct seal_random *rnd, struct base_buf *out) MUST_USE;

#endif
