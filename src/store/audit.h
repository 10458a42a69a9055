/* SPDX-License-Identifier: ISC */
/*
 * What officers and administrators did, by day, hash-chained:
 *	chain = SHA-256(prev || date LF actor LF action LF)
 * with 32 zero bytes before the first.  No value that a reporter sent belongs
 * here.
 */
#ifndef STORE_AUDIT_H
#define STORE_AUDIT_H

#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "store/db.h"
#include "store/session.h"
#include "store/sizes.h"

/*
 * Append.  id: 16 random bytes of the caller, so that a repeated call writes
 * once.  actor ("officer 01") up to 64 bytes, action up to 1,024, UTF-8
 * without control characters (else ERR_DATABASE).  CREATED, SAME.
 * SQL: qf.audit_append(id, actor, action)
 */
enum err
store_audit_append(struct store_db *db, const uint8_t id[static STORE_ID_LEN],
    struct base_text actor, struct base_text action, store_outcome_fn done,
    void *ctx, struct store_job **out) MUST_USE;

struct store_audit_row {
	uint64_t number;
	struct base_date date;
	struct base_text actor;
	struct base_text action;
	uint8_t prev[STORE_HASH_LEN];
	uint8_t chain[STORE_HASH_LEN];
};

struct store_audit {
	const struct store_audit_row *rows; /* by number, rising */
	size_t count;
};

typedef void (*store_audit_fn)(
    void *ctx, enum err e, const struct store_audit *audit);

/*
 * Up to rows_max rows (1,000 at most) after a number.  token: SHA-256 of the
 * bearer; the database itself refuses anybody but a live auditor: ERR_DENIED.
 * SQL: qf.audit_read(token, after, rows)
 */
enum err store_audit_read(struct store_db *db,
    const uint8_t token[static STORE_HASH_LEN], uint64_t after,
    uint32_t rows_max, store_audit_fn done, void *ctx,
    struct store_job **out) MUST_USE;

#endif
