/* SPDX-License-Identifier: ISC */
/* Officers' logins (docs/protocol.md section 7).  Times are unix seconds. */
#ifndef STORE_SESSION_H
#define STORE_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "store/db.h"
#include "store/sizes.h"

enum store_session_role {
	STORE_OFFICER,
	STORE_AUDITOR,
	STORE_SUPERVISOR,
	STORE_SESSION_ROLES
};

typedef void (*store_outcome_fn)(
    void *ctx, enum err e, enum store_outcome outcome);

/*
 * Remember a challenge until a time.  CREATED, SAME, FULL (10,000 wait).
 * SQL: qf.challenge_new(nonce, until)
 */
enum err store_challenge_new(struct store_db *db,
    const uint8_t nonce[static STORE_NONCE_LEN], int64_t until,
    store_outcome_fn done, void *ctx, struct store_job **out) MUST_USE;

/*
 * Spend a challenge on a session, after the caller verified the signed login.
 * token is SHA-256 of the bearer token.  CREATED, SAME (it is open already),
 * UNKNOWN (no such challenge, another until, spent, or too late).
 * SQL: qf.session_open(nonce, until, token, role, number)
 */
enum err store_session_open(struct store_db *db,
    const uint8_t nonce[static STORE_NONCE_LEN], int64_t until,
    const uint8_t token[static STORE_HASH_LEN], enum store_session_role role,
    uint32_t number, store_outcome_fn done, void *ctx,
    struct store_job **out) MUST_USE;

struct store_session {
	bool found; /* false: unknown, idle for 15 minutes, or 8 hours old */
	enum store_session_role role;
	uint32_t number;
};

typedef void (*store_session_fn)(
    void *ctx, enum err e, const struct store_session *session);

/*
 * Who holds this token; counts as use.
 * SQL: qf.session_use(token)
 */
enum err store_session_use(struct store_db *db,
    const uint8_t token[static STORE_HASH_LEN], store_session_fn done,
    void *ctx, struct store_job **out) MUST_USE;

/*
 * Log out.  CREATED (closed now) or UNKNOWN.
 * SQL: qf.session_close(token)
 */
enum err store_session_close(struct store_db *db,
    const uint8_t token[static STORE_HASH_LEN], store_outcome_fn done,
    void *ctx, struct store_job **out) MUST_USE;

#endif
