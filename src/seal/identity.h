/* SPDX-License-Identifier: ISC */
/*
 * X25519 keys of age: recipients ("age1...", public) and identities
 * ("AGE-SECRET-KEY-1...", secret), the text of identity files, and what
 * an officer has from the identity beside it (docs/protocol.md section 4).
 */
#ifndef SEAL_IDENTITY_H
#define SEAL_IDENTITY_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "seal/io.h"

#define SEAL_KEY_LEN 32            /* X25519 secrets and public keys */
#define SEAL_SEED_LEN 32           /* Ed25519 seeds */
#define SEAL_RECIPIENT_TEXT_LEN 62 /* "age1" and 58 characters */
#define SEAL_IDENTITY_TEXT_LEN 74  /* "AGE-SECRET-KEY-1" and 58 characters */
#define SEAL_IDENTITIES_MAX 64     /* keys in one identity file */

struct seal_recipient {
	uint8_t key[SEAL_KEY_LEN];
};

/* Wipe with seal_identity_done(). */
struct seal_identity {
	uint8_t secret[SEAL_KEY_LEN];
	struct seal_recipient recipient; /* always that of secret */
};

/* A draw from rnd.  Returns ERR_OK or the random source's error. */
enum err seal_identity_new(
    const struct seal_random *rnd, struct seal_identity *out) MUST_USE;

/* The identity whose secret is these 32 bytes; every value is one. */
void seal_identity_from_secret(
    const uint8_t secret[static SEAL_KEY_LEN], struct seal_identity *out);

void seal_identity_done(struct seal_identity *id);

/*
 * Parse exactly one string, without white space.  Upper and lower case are
 * taken, mixed case is not.  Return ERR_OK, ERR_AGE_IDENTITY or
 * ERR_AGE_RECIPIENT; out is written only on ERR_OK.
 */
enum err seal_identity_parse(
    const char *text, size_t text_len, struct seal_identity *out) MUST_USE;
enum err seal_recipient_parse(
    const char *text, size_t text_len, struct seal_recipient *out) MUST_USE;

/* Write the canonical string and a NUL. */
void seal_identity_format(const struct seal_identity *id,
    char out[static SEAL_IDENTITY_TEXT_LEN + 1]);
void seal_recipient_format(const struct seal_recipient *r,
    char out[static SEAL_RECIPIENT_TEXT_LEN + 1]);

/* The keys of one identity file; list is sodium_malloc()ed. */
struct seal_identities {
	struct seal_identity *list;
	size_t count; /* at least 1 after a parse */
};

/*
 * Parse the text of an identity file as age does: empty lines, comments from
 * `#` on, one identity a line; LF or CR LF.
 *	text	text_len bytes, untrusted, no NUL needed
 *	out	written only on ERR_OK; caller ends with seal_identities_done()
 * Returns ERR_OK, ERR_AGE_IDENTITY (another kind of key, or none),
 * ERR_LIMIT (over LIMIT_IDENTITY_FILE_LEN or SEAL_IDENTITIES_MAX), ERR_MEMORY.
 */
enum err seal_identities_parse(
    const char *text, size_t text_len, struct seal_identities *out) MUST_USE;

/* Wipe and free; leaves list NULL and count 0.  Takes a zeroed struct. */
void seal_identities_done(struct seal_identities *ids);

/*
 * Append the text of an identity file: "# comment" (one line, NULL for none),
 * "# public key: age1...", and the identity.  Returns ERR_OK, ERR_FORMAT (the
 * comment is more than one line), ERR_LIMIT, ERR_MEMORY; out is unchanged on an
 * error.
 */
enum err seal_identity_file(const struct seal_identity *id, const char *comment,
    struct base_buf *out) MUST_USE;

/* An officer's Ed25519 seeds, and keys of a cache; wipe with seal_officer_seeds_done(). */
struct seal_officer_seeds {
	uint8_t entry[SEAL_SEED_LEN]; /* key name HOST/officer/NN */
	uint8_t login[SEAL_SEED_LEN]; /* key name HOST/login/NN */
	uint8_t keys[2 * SEAL_SEED_LEN]; /* to seal and to name file keys */
};

void seal_officer_seeds(
    const struct seal_identity *id, struct seal_officer_seeds *out);
void seal_officer_seeds_done(struct seal_officer_seeds *seeds);

#endif
