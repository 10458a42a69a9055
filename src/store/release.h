/* SPDX-License-Identifier: ISC */
/*
 * A release shows what came since the last one: reports and follow-ups to
 * officers, replies to reporters (docs/protocol.md section 7).
 */
#ifndef STORE_RELEASE_H
#define STORE_RELEASE_H

#include <stdbool.h>
#include <stddef.h>

#include "store/db.h"
#include "store/entry.h"

typedef void (*store_due_fn)(void *ctx, enum err e, bool due);

/*
 * daily: no release of today (Asia/Shanghai) is complete, pending or not.
 * Otherwise: something is pending.
 * SQL: qf.release_due(daily)
 */
enum err store_release_due(struct store_db *db, bool daily, store_due_fn done,
    void *ctx, struct store_job **out) MUST_USE;

enum store_release_outcome {
	STORE_RELEASED,
	STORE_NOTHING_DUE, /* another process was quicker, or nothing came */
	STORE_RELEASE_BUSY /* another process is at it now */
};

/* number: of the release, when RELEASED. */
typedef void (*store_release_fn)(
    void *ctx, enum err e, enum store_release_outcome outcome, uint32_t number);

/*
 * Run a release in one transaction: store the decoys (0 to STORE_DECOYS_MAX
 * whole threads), number what is pending, give reports and decoys shuffled
 * positions.  Safe to run from many processes and again after a lost answer.
 * SQL: qf.release_run(daily, handles, mailboxes, selves, ids, opens, ds,
 * headers, payloads)
 */
enum err store_release_run(struct store_db *db, bool daily,
    const struct store_thread *decoys, size_t decoys_count,
    store_release_fn done, void *ctx, struct store_job **out) MUST_USE;

#endif
