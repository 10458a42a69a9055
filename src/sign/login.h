/* SPDX-License-Identifier: ISC */
/*
 * HOST/login/v1: the text that an officer's client composes and signs to open
 * a session at office (docs/protocol.md section 7).
 *
 *	HOST/login/v1
 *	at https://office.example:9443
 *	officer 01			or: role auditor 11
 *	nonce <b64 of 32 bytes>
 *	until <seconds since 1970, decimal>
 */
#ifndef SIGN_LOGIN_H
#define SIGN_LOGIN_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/text.h"
#include "sign/key.h"
#include "sign/note.h"
#include "sign/roster.h"

#define SIGN_LOGIN_FIRST_LINE "/login/v1" /* behind HOST */
#define SIGN_NONCE_LEN 32
#define SIGN_ORIGIN_LEN 255

struct sign_login {
	char at[SIGN_ORIGIN_LEN + 1]; /* http(s)://host[:port], no path */
	char role[SIGN_WORD_LEN + 1]; /* empty: an officer */
	unsigned int number;
	uint8_t nonce[SIGN_NONCE_LEN];
	int64_t until;
};

/*
 * Append the note, signed by the login key HOST/login/NN of l->number.
 * ERR_OK, ERR_FORMAT, ERR_NOTE_KEY_NAME, ERR_LIMIT, ERR_MEMORY.
 */
enum err sign_login_sign(const char *host, const struct sign_login *l,
    const struct sign_key *key, struct base_buf *out) MUST_USE;

/*
 * Parse a login note: its grammar and that its one signature is by the key
 * HOST/login/NN of the number in it.  Nothing is verified yet; the parts tell
 * which nonce to look up.  ERR_OK, ERR_NOTE, ERR_FORMAT, ERR_LIMIT.
 */
enum err sign_login_parse(const char *host, const void *note, size_t len,
    struct sign_login *out) MUST_USE;

/*
 * Verify a login note against the roster in force.
 *	at	office's own origin
 *	now	seconds since 1970; the note holds up to and including `until`
 *	out	written only on ERR_OK
 * The caller has still to see that the nonce is one of its own and unused.
 * Returns ERR_OK, ERR_NOTE..., ERR_FORMAT, ERR_DENIED (other origin, not in
 * the roster, wrong signature), ERR_EXPIRED.
 */
enum err sign_login_verify(const char *host, const void *note, size_t len,
    const struct sign_roster *roster, const char *at, int64_t now,
    struct sign_login *out) MUST_USE;

#endif
