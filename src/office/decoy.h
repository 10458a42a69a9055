/* SPDX-License-Identifier: ISC */
/*
 * Decoys: whole threads like any other, sealed to keys that nobody keeps, so
 * that neither a count of the listing nor one of the database says how many
 * reports there are (docs/protocol.md section 7).
 */
#ifndef OFFICE_DECOY_H
#define OFFICE_DECOY_H

#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "seal/io.h"
#include "store/entry.h"

#define OFFICE_DECOYS_MIN 8
#define OFFICE_DECOYS_MAX 24

struct office_decoys {
	size_t count;
	struct store_thread threads[OFFICE_DECOYS_MAX]; /* borrow `bytes` */
	struct base_buf bytes[OFFICE_DECOYS_MAX][2];    /* header, payload */
};

/*
 * Make OFFICE_DECOYS_MIN to OFFICE_DECOYS_MAX of them, a random number, with
 * slots stanzas each.  Free with office_decoys_free(), NULL and half-made too.
 * Returns ERR_OK, ERR_MEMORY, or the random source's error.
 */
enum err office_decoys_new(const char *host, size_t slots,
    const struct seal_random *rnd, struct office_decoys **out) MUST_USE;

void office_decoys_free(struct office_decoys **decoys);

#endif
