/* SPDX-License-Identifier: ISC */
/* What a reporter may read: the box of a mailbox (docs/protocol.md section 6). */
#ifndef STORE_BOX_H
#define STORE_BOX_H

#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "store/db.h"
#include "store/entry.h"
#include "store/sizes.h"

struct store_box_entry {
	uint8_t id[STORE_ID_LEN];
	enum store_side side;
	struct base_date date;
	uint64_t size; /* sealed object as first stored: header and payload */
	uint8_t d[STORE_HASH_LEN];
};

struct store_box {
	bool found; /* false: no such mailbox; the rest is empty */
	struct base_date date;
	uint8_t self[STORE_SELF_LEN];
	const struct store_box_entry *entries; /* by date, then id */
	size_t entries_count;
};

typedef void (*store_box_fn)(
    void *ctx, enum err e, const struct store_box *box);

/*
 * Intake: everything of a mailbox (SHA-256 of its secret): the reporter's own
 * report and follow-ups at once, replies once released.
 * SQL: qf.box_list(mailbox)
 */
enum err store_box_list(struct store_db *db,
    const uint8_t mailbox[static STORE_HASH_LEN], store_box_fn done, void *ctx,
    struct store_job **out) MUST_USE;

/* A range of something sealed. */
struct store_range {
	bool found;
	uint64_t size;       /* of the whole; the range is cut to it */
	size_t header_len;   /* of the first header */
	const uint8_t *data; /* len bytes from the asked offset on */
	size_t len;          /* less than asked at the end; 0 beyond it */
};

typedef void (*store_range_fn)(
    void *ctx, enum err e, const struct store_range *range);

/*
 * Intake: len bytes (at most STORE_READ_LEN) from offset on of the sealed
 * object `first header || payload` of a released reply in this mailbox;
 * anything else is not found.
 * SQL: qf.box_read(mailbox, id, from, len)
 */
enum err store_box_read(struct store_db *db,
    const uint8_t mailbox[static STORE_HASH_LEN],
    const uint8_t id[static STORE_ID_LEN], uint64_t offset, size_t len,
    store_range_fn done, void *ctx, struct store_job **out) MUST_USE;

#endif
