/* SPDX-License-Identifier: ISC */
/* What the office reads (docs/protocol.md section 7). */
#ifndef STORE_REPORT_H
#define STORE_REPORT_H

#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "store/box.h"
#include "store/db.h"
#include "store/entry.h"
#include "store/sizes.h"

/*
 * One line of the opaque listing.  An id comes again, at a later position,
 * with a newer header when its report was re-wrapped: a client tries each.
 */
struct store_report {
	uint64_t position;
	uint8_t id[STORE_ID_LEN];
	const uint8_t *header;
	size_t header_len;
};

struct store_reports {
	const struct store_report *reports; /* by position, rising */
	size_t count;                       /* 0: nothing after the cursor */
};

typedef void (*store_reports_fn)(
    void *ctx, enum err e, const struct store_reports *reports);

/*
 * Reports and decoys released, after a position (0: from the start): at most
 * rows_max of them (4,096 at most), and no more than bytes_max of headers
 * need, but one at least.  The cursor for the next call is the last position.
 * SQL: qf.reports_after(after, rows, bytes)
 */
enum err store_reports_after(struct store_db *db, uint64_t after,
    uint32_t rows_max, uint32_t bytes_max, store_reports_fn done, void *ctx,
    struct store_job **out) MUST_USE;

struct store_thread_entry {
	size_t ref; /* index of the asked pair */
	uint8_t handle[STORE_ID_LEN];
	struct base_date thread_date;
	uint8_t id[STORE_ID_LEN];
	bool is_report;
	enum store_side side;
	enum store_audience audience;
	struct base_date date;
	uint64_t size;
	uint8_t d[STORE_HASH_LEN];
};

struct store_lookup {
	const struct store_thread_entry *entries; /* grouped by ref, rising */
	size_t count;
};

typedef void (*store_lookup_fn)(
    void *ctx, enum err e, const struct store_lookup *lookup);

/*
 * Entries of the threads of 1 to STORE_REFS_MAX reports.  A pair whose id is
 * unknown or whose open is wrong has no row.
 * SQL: qf.threads_lookup(ids, opens)
 */
enum err store_threads_lookup(struct store_db *db, const struct store_ref *refs,
    size_t count, store_lookup_fn done, void *ctx,
    struct store_job **out) MUST_USE;

struct store_head {
	size_t ref;
	uint8_t id[STORE_ID_LEN];
	uint64_t size;
	/* newest first, each a 4-byte big-endian length and its bytes */
	const uint8_t *headers;
	size_t headers_len;
	const uint8_t *head; /* payload's first bytes, at most STORE_HEAD_LEN */
	size_t head_len;
};

struct store_heads {
	const struct store_head *heads;
	size_t count;
};

typedef void (*store_heads_fn)(
    void *ctx, enum err e, const struct store_heads *heads);

/*
 * Headers and first chunks of 1 to STORE_REFS_MAX entries, each named by its
 * own id and the open of its thread's report (or its own).  No row: unknown,
 * wrong open, not yet released.  A row is up to 65 KiB and its headers:
 * callers that stream ask for 16 or so at a time.
 * SQL: qf.entry_heads(ids, opens)
 */
enum err store_entry_heads(struct store_db *db, const struct store_ref *refs,
    size_t count, store_heads_fn done, void *ctx,
    struct store_job **out) MUST_USE;

/*
 * len bytes (at most STORE_READ_LEN) of an entry.  payload_only: offset and
 * size count from the payload's first byte, else over `first header ||
 * payload`.
 * SQL: qf.entry_read(id, open, payload_only, from, len)
 */
enum err store_entry_read(struct store_db *db, const struct store_ref *ref,
    bool payload_only, uint64_t offset, size_t len, store_range_fn done,
    void *ctx, struct store_job **out) MUST_USE;

#endif
