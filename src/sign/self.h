/* SPDX-License-Identifier: ISC */
/*
 * `self`: what the reporter needs later with nothing but the 24 digits
 * (docs/protocol.md section 5).  An age file of exactly 1,024 bytes with one
 * X25519 stanza to the reporter; inside, zero-filled, a note HOST/self/v1
 * signed by the reporter's key.
 */
#ifndef SIGN_SELF_H
#define SIGN_SELF_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"
#include "seal/self.h"
#include "sign/entry.h"
#include "sign/key.h"

#define SIGN_SELF_FIRST_LINE "/self/v1" /* behind HOST */

struct sign_self {
	uint8_t thread[SIGN_HANDLE_LEN];
	enum sign_form form;
	char class_name[SIGN_WORD_LEN + 1];
	bool has_root;		     /* false: "root -", keys unchecked */
	uint8_t root[SIGN_HASH_LEN]; /* the pin */
	uint32_t roster_version;
	uint8_t roster_hash[SIGN_HASH_LEN];
	struct sign_numbers to;
	struct sign_numbers left_out; /* no `not` line when empty */
	uint8_t d[SIGN_HASH_LEN];     /* commitment of the report */
};

/*
 * Text grammar, for tests and for what seals elsewhere.  ERR_OK, ERR_ENTRY,
 * ERR_LIMIT, ERR_MEMORY.
 */
enum err sign_self_parse(const char *host, struct base_text text,
    struct sign_self *out) MUST_USE;
enum err sign_self_write(const char *host, const struct sign_self *s,
    struct base_buf *out) MUST_USE;

/*
 * Sign and seal.
 *	key		the reporter's signing key, HOST/reporter
 *	recipient	the reporter's X25519 public key
 *	rnd		where the file key and the share come from
 *	out		written only on ERR_OK
 * Returns ERR_OK, ERR_ENTRY, ERR_LIMIT (does not fit 1,024 bytes),
 * ERR_MEMORY, or what rnd returned.
 */
enum err sign_self_seal(const char *host, const struct sign_self *s,
    const struct sign_key *key, const struct seal_recipient *recipient,
    const struct seal_random *rnd, uint8_t out[static SEAL_SELF_LEN]) MUST_USE;

/*
 * Open and verify.
 *	identity	the reporter's, from the receipt code
 *	reporter	the reporter's verifier key; `thread` must be its handle
 * Returns ERR_OK, ERR_AGE_..., ERR_NOTE..., ERR_ENTRY, ERR_MEMORY.
 */
enum err sign_self_open(const char *host,
    const uint8_t in[static SEAL_SELF_LEN],
    const struct seal_identity *identity, const struct sign_vkey *reporter,
    struct sign_self *out) MUST_USE;

#endif
