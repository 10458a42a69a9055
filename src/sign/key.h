/* SPDX-License-Identifier: ISC */
/*
 * Ed25519 keys under a name, as C2SP signed-note has them: the verifier key
 * ("vkey", public) and the signing key; and the table that says which key may
 * sign which text (docs/protocol.md section 2).
 *
 * The name is part of the key: HOST/officer/01 may sign entries and nothing
 * else, so that a signature made for one purpose never serves another.
 */
#ifndef SIGN_KEY_H
#define SIGN_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/base64.h"
#include "base/err.h"
#include "base/hex.h"
#include "base/limits.h"
#include "base/secret.h"
#include "base/text.h"

#define SIGN_KEYID_LEN 4
#define SIGN_PK_LEN 32
#define SIGN_SEED_LEN 32
#define SIGN_SIG_LEN 64
#define SIGN_HASH_LEN 32 /* SHA-256 */
#define SIGN_HANDLE_LEN 16 /* thread handle, seal_receipt_thread() */

/* Signature type bytes of c2sp.org/signed-note. */
#define SIGN_TYPE_ED25519 0x01
#define SIGN_TYPE_COSIGNATURE 0x04 /* witnesses, c2sp.org/tlog-cosignature */

/* name "+" hex(keyid) "+" base64(type || pk), without a NUL. */
#define SIGN_VKEY_LEN                                                         \
	(LIMIT_NAME_LEN + 1 + HEX_LEN(SIGN_KEYID_LEN) + 1 +                   \
	    BASE64_LEN(1 + SIGN_PK_LEN))

/* A number below which officers and roles are known: two digits. */
#define SIGN_NUMBER_MAX 99

/*
 * Kinds of names below HOST; the table of section 2 has one row for each.
 */
enum sign_role {
	SIGN_ROLE_ROOT,	    /* HOST/root/<label> */
	SIGN_ROLE_OFFICER,  /* HOST/officer/NN */
	SIGN_ROLE_LOGIN,    /* HOST/login/NN */
	SIGN_ROLE_REPORTER, /* HOST/reporter */
	SIGN_ROLE_PROMISE,  /* HOST/promise */
	SIGN_ROLE_LOG,	    /* HOST/log1 */
	SIGN_ROLE_RELEASE,  /* HOST/release */
	SIGN_ROLE_COUNT
};

/* A verifier key.  Plain bytes, nothing to free. */
struct sign_vkey {
	char name[LIMIT_NAME_LEN + 1];
	uint8_t keyid[SIGN_KEYID_LEN];
	uint8_t type; /* SIGN_TYPE_... */
	uint8_t pk[SIGN_PK_LEN];
};

/* A signing key; from sign_key_new() to sign_key_free(). */
struct sign_key {
	struct sign_vkey vkey;
	struct base_secret *secret; /* libsodium's seed || pk, owned */
};

/* True for a site name: 1-200 of a-z 0-9 . - and no empty label. */
bool sign_host_valid(const char *host);

/* True for a key name as signed-note allows it: no white space, no plus. */
bool sign_name_valid(struct base_text name);

/*
 * Write the name of a key of ours: number for OFFICER and LOGIN (0-99), label
 * (1-64 of A-Z a-z 0-9 . _ -) for ROOT, both ignored otherwise.  Returns
 * ERR_OK or ERR_FORMAT (host or label unfit).
 */
enum err sign_name_write(char out[static LIMIT_NAME_LEN + 1], const char *host,
    enum sign_role role, unsigned int number, const char *label) MUST_USE;

/*
 * Say what name stands for under host.  number is set for OFFICER and LOGIN.
 * False when it is none of ours; role and number may be NULL.
 */
bool sign_name_read(const char *host, const char *name, enum sign_role *role,
    unsigned int *number);

/* True when a key of this name may sign a text that begins with first_line. */
bool sign_name_fits(const char *host, const char *name,
    struct base_text first_line);

/* Make an Ed25519 vkey of a name and a public key.  ERR_OK or ERR_FORMAT. */
enum err sign_vkey_init(struct sign_vkey *out, const char *name,
    const uint8_t pk[static SIGN_PK_LEN]) MUST_USE;

/*
 * Parse an Ed25519 vkey.  Returns ERR_OK or ERR_FORMAT: bad name, key id that
 * does not fit the key, other type, not canonical, or a public key that
 * libsodium refuses out of hand.  out is written only on ERR_OK.
 */
enum err sign_vkey_parse(struct base_text text, struct sign_vkey *out)
    MUST_USE;

/* The same, also taking the cosignature type of a log's witness. */
enum err sign_vkey_parse_witness(struct base_text text, struct sign_vkey *out)
    MUST_USE;

/* Write and NUL-terminate; returns the length. */
size_t sign_vkey_format(char out[static SIGN_VKEY_LEN + 1],
    const struct sign_vkey *k);

/* Name, type and public key are the same. */
bool sign_vkey_equal(const struct sign_vkey *a, const struct sign_vkey *b);

/*
 * Make a signing key of a name and a 32-byte seed.  The seed stays the
 * caller's.  ERR_OK, ERR_FORMAT (name), ERR_MEMORY.
 */
enum err sign_key_new(struct sign_key **out, const char *name,
    const uint8_t seed[static SIGN_SEED_LEN]) MUST_USE;

/* Wipe and free; takes NULL and pointers to NULL, nulls the pointer. */
void sign_key_free(struct sign_key **k);

/* Plain Ed25519 over len bytes. */
void sign_key_sign(const struct sign_key *k, const uint8_t *msg, size_t len,
    uint8_t sig[static SIGN_SIG_LEN]);

/*
 * Verify by libsodium's rule: canonical S, A and R, no small-order A or R,
 * cofactorless.  True when the signature holds.
 */
bool sign_ed25519_verify(const uint8_t pk[static SIGN_PK_LEN],
    const uint8_t *msg, size_t len, const uint8_t sig[static SIGN_SIG_LEN]);

#endif
