/* SPDX-License-Identifier: ISC */
/*
 * Receipt codes: 24 decimal digits a reporter keeps, and all that is derived
 * from them (docs/protocol.md section 3).  A code is a secret: the caller wipes
 * it and never logs it.
 */
#ifndef SEAL_RECEIPT_H
#define SEAL_RECEIPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "seal/identity.h"
#include "seal/io.h"

#define SEAL_RECEIPT_LEN 24       /* digits, without NUL */
#define SEAL_RECEIPT_SHOWN_LEN 29 /* six groups of four */
#define SEAL_RECEIPT_SECRET_LEN 32
#define SEAL_MAILBOX_LEN 16
#define SEAL_MAILBOX_HASH_LEN 32
#define SEAL_THREAD_LEN 16
#define SEAL_SIGN_PUBLIC_LEN 32

/* A new code and a NUL.  ERR_OK or the random source's error. */
enum err seal_receipt_new(const struct seal_random *rnd,
    char code[static SEAL_RECEIPT_LEN + 1]) MUST_USE;

/* True if code's check digits are right.  Constant time in the digits. */
bool seal_receipt_check(const char code[static SEAL_RECEIPT_LEN]);

/*
 * Take a code as a person types it: ASCII and full-width digits; spaces (also
 * full-width), tabs, line ends and hyphens between them do not count.
 *	code	24 ASCII digits and a NUL; written only on ERR_OK
 * Returns ERR_OK, ERR_FORMAT (not 24 digits), ERR_RECEIPT (wrong check).
 */
enum err seal_receipt_normalise(const char *text, size_t text_len,
    char code[static SEAL_RECEIPT_LEN + 1]) MUST_USE;

/* "4071 9365 ..." and a NUL. */
void seal_receipt_show(const char code[static SEAL_RECEIPT_LEN],
    char out[static SEAL_RECEIPT_SHOWN_LEN + 1]);

/* Wipe with seal_receipt_keys_done(). */
struct seal_receipt_keys {
	struct seal_identity identity;    /* replies are sealed to it */
	uint8_t sign_seed[SEAL_SEED_LEN]; /* HOST/reporter */
	uint8_t sign_public[SEAL_SIGN_PUBLIC_LEN]; /* of sign_seed */
	uint8_t mailbox[SEAL_MAILBOX_LEN];         /* secret */
};

/*
 * S, by Argon2id with 19 MiB; some 20 ms.  Returns ERR_OK or ERR_MEMORY.  Only
 * tests need it alone.
 */
enum err
seal_receipt_secret(const char *host, const char code[static SEAL_RECEIPT_LEN],
    uint8_t secret[static SEAL_RECEIPT_SECRET_LEN]) MUST_USE;

/*
 * Everything a code gives at the site called host.  The code must have passed
 * the check.  Returns ERR_OK or ERR_MEMORY.
 */
enum err
seal_receipt_derive(const char *host, const char code[static SEAL_RECEIPT_LEN],
    struct seal_receipt_keys *out) MUST_USE;
void seal_receipt_keys_done(struct seal_receipt_keys *keys);

/* SHA-256(mailbox), the only form of it that is stored. */
void seal_receipt_mailbox_hash(const uint8_t mailbox[static SEAL_MAILBOX_LEN],
    uint8_t hash[static SEAL_MAILBOX_HASH_LEN]);

/* thread handle = SHA-256(HOST "/thread/v1" LF Ed25519 key)[0:16]. */
void seal_receipt_thread(const char *host,
    const uint8_t sign_public[static SEAL_SIGN_PUBLIC_LEN],
    uint8_t thread[static SEAL_THREAD_LEN]);

#endif
