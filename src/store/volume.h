/* SPDX-License-Identifier: ISC */
/* How big the database is. */
#ifndef STORE_VOLUME_H
#define STORE_VOLUME_H

#include <stdint.h>

#include "store/db.h"

/* bytes: on disk, with indexes and decoys; 0 unless e is ERR_OK. */
typedef void (*store_volume_fn)(void *ctx, enum err e, uint64_t bytes);

/*
 * Intake: a look at the files' sizes, some milliseconds.
 * SQL: qf.stored_bytes()
 */
enum err store_volume_read(struct store_db *db, store_volume_fn done, void *ctx,
    struct store_job **out) MUST_USE;

#endif
