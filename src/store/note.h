/* SPDX-License-Identifier: ISC */
/* Root and roster notes, every version (docs/protocol.md section 4). */
#ifndef STORE_NOTE_H
#define STORE_NOTE_H

#include <stddef.h>
#include <stdint.h>

#include "store/db.h"
#include "store/entry.h"
#include "store/sizes.h"

enum store_note_kind { STORE_ROOT, STORE_ROSTER };

struct store_note {
	enum store_note_kind kind;
	uint32_t version;
	const uint8_t *data; /* text and signatures, as stored */
	size_t len;
};

struct store_notes {
	const struct store_note *notes;
	size_t count;
};

typedef void (*store_notes_fn)(
    void *ctx, enum err e, const struct store_notes *notes);

/*
 * Both services: one version; count is 0 or 1.
 * SQL: qf.note_get(kind, version)
 */
enum err
store_note_get(struct store_db *db, enum store_note_kind kind, uint32_t version,
    store_notes_fn done, void *ctx, struct store_job **out) MUST_USE;

/*
 * Both services: all roots from version 1 on, then the newest roster (if any).
 * SQL: qf.notes_current()
 */
enum err store_notes_current(struct store_db *db, store_notes_fn done,
    void *ctx, struct store_job **out) MUST_USE;

/*
 * Office: store a note that the caller verified against the chain.  hash is
 * SHA-256 of its text.  CREATED, SAME, CONFLICT (not the newest version + 1).
 * SQL: qf.note_add(kind, version, hash, note)
 */
enum err store_note_add(struct store_db *db, const struct store_note *note,
    const uint8_t hash[static STORE_HASH_LEN], store_added_fn done, void *ctx,
    struct store_job **out) MUST_USE;

#endif
