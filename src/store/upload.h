/* SPDX-License-Identifier: ISC */
/*
 * Uploads (docs/protocol.md section 6): payloads that come part by part.  An
 * upload is named by SHA-256 of its ID; who does not know the ID can do
 * nothing with it.  The caller keeps the sum of what is there (base/sum.h) and
 * stores it beside the bytes, so that nobody ever reads them again to hash.
 */
#ifndef STORE_UPLOAD_H
#define STORE_UPLOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/sum.h"
#include "base/text.h"
#include "store/db.h"
#include "store/entry.h"
#include "store/sizes.h"

/* What there is of one.  date: begun; it lives to the end of the next day. */
struct store_upload {
	uint64_t length; /* of the whole payload */
	uint64_t at;     /* bytes that are here */
	uint8_t state[BASE_SUM_STATE_LEN];
	struct base_date date;
};

/* upload: NULL if e is not ERR_OK, or there is none (unknown, expired). */
typedef void (*store_upload_fn)(
    void *ctx, enum err e, const struct store_upload *upload);

/*
 * Begin one of length bytes.  crowded: there are so many that one without a
 * byte has to go.  CREATED, SAME.
 * SQL: qf.upload_begin(name, length, state, crowded)
 */
enum err store_upload_begin(struct store_db *db,
    const uint8_t name[static STORE_HASH_LEN], uint64_t length, bool crowded,
    store_added_fn done, void *ctx, struct store_job **out) MUST_USE;

/* SQL: qf.upload_find(name) */
enum err store_upload_find(struct store_db *db,
    const uint8_t name[static STORE_HASH_LEN], store_upload_fn done, void *ctx,
    struct store_job **out) MUST_USE;

/* One part, and the state of the sum behind it. */
struct store_part {
	uint64_t start;
	const uint8_t *data; /* borrowed until the call returns */
	size_t len;          /* 1 .. STORE_PART_LEN_MAX */
	const uint8_t *state;
};

struct store_appended {
	enum store_outcome outcome;
	uint64_t at; /* unless UNKNOWN */
	struct base_date date;
};

typedef void (*store_appended_fn)(
    void *ctx, enum err e, const struct store_appended *appended);

/*
 * Add a part.  CREATED, SAME (the same bytes are there), CONFLICT (the upload
 * is at another offset), UNKNOWN.
 * SQL: qf.upload_append(name, start, bytes, state)
 */
enum err store_upload_append(struct store_db *db,
    const uint8_t name[static STORE_HASH_LEN], const struct store_part *part,
    store_appended_fn done, void *ctx, struct store_job **out) MUST_USE;

struct store_swept {
	uint64_t pending; /* uploads that nobody posted yet */
	uint64_t bytes;   /* what they hold */
	bool more;        /* there is more to delete */
};

/* swept: NULL unless e is ERR_OK. */
typedef void (*store_swept_fn)(
    void *ctx, enum err e, const struct store_swept *swept);

/*
 * Delete some of what has expired and tell how much is pending.
 * SQL: qf.upload_sweep()
 */
enum err store_upload_sweep(struct store_db *db, store_swept_fn done, void *ctx,
    struct store_job **out) MUST_USE;

/*
 * store_thread_create() and store_box_entry_add() with an upload for a
 * payload; payload and payload_len are not looked at.  GONE: no such upload,
 * or it is not complete.
 * SQL: qf.thread_create_uploaded(mailbox, handle, self, id, open, d, header,
 * upload), qf.box_entry_add_uploaded(mailbox, id, open, d, header, upload)
 */
enum err store_thread_create_uploaded(struct store_db *db,
    const struct store_thread *thread,
    const uint8_t upload[static STORE_HASH_LEN], store_added_fn done, void *ctx,
    struct store_job **out) MUST_USE;
enum err store_box_entry_add_uploaded(struct store_db *db,
    const uint8_t mailbox[static STORE_HASH_LEN],
    const struct store_sealed *entry,
    const uint8_t upload[static STORE_HASH_LEN], store_added_fn done, void *ctx,
    struct store_job **out) MUST_USE;

#endif
