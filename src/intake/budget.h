/* SPDX-License-Identifier: ISC */
/*
 * How much more may come in.  The disk must not fill up, and what is in flight
 * must not fill the memory: uploads are refused first, then large bodies, small
 * reports last.
 *
 *	of storage-gib	what is refused
 *	from 8/10 on	uploads
 *	from 9/10 on	bodies over 64 KiB
 *	the whole	everything
 *
 * Uploads that nobody posted yet hold 1/10 at most; from 3/4 of that on only
 * those that have begun may go on.  The figures are a moment old: each worker
 * asks every ten seconds, and adds what it took itself.
 */
#ifndef INTAKE_BUDGET_H
#define INTAKE_BUDGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "store/db.h"

struct intake_budget {
	struct store_db *db;
	uint64_t stored, stored_max;     /* bytes of the database */
	uint64_t pending, pending_bytes; /* uploads, and what they hold */
	unsigned int turns;
	bool sweeping; /* the last sweep left something */
};

/* db is borrowed for ever. */
void intake_budget_init(
    struct intake_budget *b, struct store_db *db, uint64_t stored_max);

/* Ask again how much there is; every two seconds. */
void intake_budget_turn(struct intake_budget *b);

/* Is there room for a body of len bytes?  ERR_OK, ERR_UNAVAILABLE. */
enum err intake_budget_body(const struct intake_budget *b, size_t len) MUST_USE;

/*
 * May an upload begin (len 0), or go on by len bytes?  ERR_OK,
 * ERR_UNAVAILABLE.
 */
enum err
intake_budget_upload(const struct intake_budget *b, size_t len) MUST_USE;

/* An upload was begun (len 0), or went on. */
void intake_budget_took(struct intake_budget *b, size_t len);

/* Are there so many uploads that an empty one has to go for a new one? */
bool intake_budget_crowded(const struct intake_budget *b);

#endif
