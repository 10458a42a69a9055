/* SPDX-License-Identifier: ISC */
/*
 * Adding threads and entries (docs/protocol.md sections 6 and 7).  The caller
 * has checked header, payload and slots; the database checks lengths and
 * uniqueness.  d, id and open are the caller's to compute.
 */
#ifndef STORE_ENTRY_H
#define STORE_ENTRY_H

#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "store/db.h"
#include "store/sizes.h"

enum store_audience { STORE_FOR_OFFICE, STORE_FOR_REPORTER };
enum store_side { STORE_BY_REPORTER, STORE_BY_OFFICER };

/* One sealed object. */
struct store_sealed {
	uint8_t id[STORE_ID_LEN];     /* SHA-256(payload), first 16 bytes */
	uint8_t open[STORE_HASH_LEN]; /* SHA-256(open) */
	uint8_t d[STORE_HASH_LEN];
	const uint8_t *header; /* borrowed until the call returns */
	size_t header_len;     /* 1 .. LIMIT_HEADER_LEN */
	const uint8_t *payload;
	size_t payload_len; /* 1 .. LIMIT_BODY_LEN */
};

struct store_thread {
	uint8_t mailbox[STORE_HASH_LEN]; /* SHA-256(mailbox secret) */
	uint8_t handle[STORE_ID_LEN];
	uint8_t self[STORE_SELF_LEN];
	struct store_sealed report;
};

/* date: of the stored entry; "" unless outcome is CREATED or SAME. */
struct store_added {
	enum store_outcome outcome;
	struct base_date date;
};

typedef void (*store_added_fn)(
    void *ctx, enum err e, const struct store_added *added);

/*
 * Intake: a thread with its report, both or neither.  CREATED, SAME, CONFLICT
 * (mailbox, handle or id is taken by something that differs in any byte).
 * SQL: qf.thread_create(mailbox, handle, self, id, open, d, header, payload)
 */
enum err
store_thread_create(struct store_db *db, const struct store_thread *thread,
    store_added_fn done, void *ctx, struct store_job **out) MUST_USE;

/*
 * Intake: a follow-up for a mailbox (SHA-256 of its secret).  CREATED, SAME,
 * UNKNOWN (no such mailbox), CONFLICT, FULL (1,000 entries).
 * SQL: qf.box_entry_add(mailbox, id, open, d, header, payload)
 */
enum err store_box_entry_add(struct store_db *db,
    const uint8_t mailbox[static STORE_HASH_LEN],
    const struct store_sealed *entry, store_added_fn done, void *ctx,
    struct store_job **out) MUST_USE;

/* The right to name something: an id and SHA-256(open) beside it. */
struct store_ref {
	uint8_t id[STORE_ID_LEN];
	uint8_t open[STORE_HASH_LEN];
};

/*
 * Office: an officer's entry in the thread of a report.  CREATED, SAME,
 * UNKNOWN (unknown report and wrong open alike), CONFLICT, FULL.
 * SQL: qf.office_entry_add(report, report_open, audience, id, open, d, header,
 * payload)
 */
enum err
store_office_entry_add(struct store_db *db, const struct store_ref *report,
    enum store_audience audience, const struct store_sealed *entry,
    store_added_fn done, void *ctx, struct store_job **out) MUST_USE;

/*
 * Office: append a re-wrapped header to an entry, named with its report's open
 * or its own.  CREATED, SAME, UNKNOWN, FULL (64 re-wraps).
 * SQL: qf.header_add(id, open, header)
 */
enum err store_header_add(struct store_db *db, const struct store_ref *entry,
    const uint8_t *header, size_t header_len, store_added_fn done, void *ctx,
    struct store_job **out) MUST_USE;

/*
 * Office: put a retention note, verified by the caller, into the place of an
 * entry that the reporter sent to the office behind the report.
 *	report	names the thread
 *	note	len bytes, at most LIMIT_NOTE_LEN
 * CREATED, SAME (destroyed before), UNKNOWN, CONFLICT (the entry has another
 * commitment than d).
 * SQL: qf.entry_destroy(report, report_open, id, d, note)
 */
enum err store_entry_destroy(struct store_db *db,
    const struct store_ref *report, const uint8_t id[static STORE_ID_LEN],
    const uint8_t d[static STORE_HASH_LEN], const void *note, size_t len,
    store_added_fn done, void *ctx, struct store_job **out) MUST_USE;

#endif
