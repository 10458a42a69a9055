/* SPDX-License-Identifier: ISC */
/* The schema number this program knows, and asking the server for its own. */
#ifndef STORE_SCHEMA_H
#define STORE_SCHEMA_H

#include "base/err.h"
#include "store/db.h"

/* The number of the newest file in migrations/ (a test compares them). */
#define STORE_SCHEMA 6

/*
 * number: what the server has.  e is ERR_OK when it is STORE_SCHEMA,
 * ERR_SCHEMA when it is not (or no migration ran), ERR_UNAVAILABLE when no
 * server answered in queue_ms.
 */
typedef void (*store_schema_fn)(void *ctx, enum err e);

/*
 * For a service at start: it must end when e is ERR_SCHEMA.  The driver makes
 * the same check on every new connection and then answers all jobs
 * ERR_SCHEMA, so that a service outlived by a migration stores nothing.
 */
enum err store_schema_check(struct store_db *db, store_schema_fn done,
    void *ctx, struct store_job **out) MUST_USE;

#endif
