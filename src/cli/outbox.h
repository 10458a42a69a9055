/* SPDX-License-Identifier: ISC */
/*
 * What an officer wrote and the office has not yet: sealed, in a store folder,
 * in the order in which it is to be sent.
 *
 *	cli_outbox_add_entry, _add_header  (files first, the row last)
 *	  -> cli_outbox_send (row by row; one that is stored leaves)
 *
 * A row is outbox/NUMBER.json; an entry's header and payload lie among the
 * thread's files from the start, so that it is read like any other.  Neither
 * holds an `open` value: sending derives it from the report's header.
 */
#ifndef CLI_OUTBOX_H
#define CLI_OUTBOX_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"
#include "cli/letter.h"
#include "seal/object.h"

struct cli_folder;
struct cli_officer;

#define CLI_OUTBOX_MAX 4096u

struct cli_outbox_row {
	unsigned number;
	bool is_header; /* a header for an entry that is stored, or before it */
	uint8_t thread[SEAL_ID_LEN]; /* its report */
	uint8_t entry[SEAL_ID_LEN];
	/* Of an entry: */
	bool look; /* says only what was opened: nothing names it in `after` */
	bool for_reporter;
	uint8_t open_hash[SEAL_HASH_LEN];
	struct base_date date; /* on which it was written */
	uint32_t roster;       /* that it names */
	/* Of a header: */
	struct base_buf header;
};

struct cli_outbox {
	struct cli_outbox_row *rows; /* owned; rising numbers */
	size_t count;
};

/* Read all rows of a folder.  Says what is wrong with one. */
enum err
cli_outbox_load(const struct cli_folder *f, struct cli_outbox *out) MUST_USE;
void cli_outbox_done(struct cli_outbox *o);

/*
 * Keep a sealed entry of a thread for sending.  Says what went wrong.  The
 * folder's outbox has it then.
 */
enum err cli_outbox_add_entry(struct cli_folder *f,
    const uint8_t thread[static SEAL_ID_LEN], const struct cli_parcel *p,
    bool for_reporter, bool look, const struct base_date *date,
    uint32_t roster) MUST_USE;

/*
 * Keep a header for an entry of a thread, once: who was cut off says it again.
 * Says what went wrong.
 */
enum err cli_outbox_add_header(struct cli_folder *f,
    const uint8_t thread[static SEAL_ID_LEN],
    const uint8_t entry[static SEAL_ID_LEN],
    const struct base_buf *header) MUST_USE;

/*
 * Add a row as another folder's bundle had it; its number is new.  ERR_EXISTS
 * when the folder has it already, which is not said.
 */
enum err cli_outbox_adopt(
    struct cli_folder *f, const struct cli_outbox_row *row) MUST_USE;

/* A row's text, as in its file and in bundles; NULL when out of memory. */
char *cli_outbox_write(const struct cli_outbox_row *row);

/* Parse it again; the caller frees row->header.  ERR_OK, ERR_PROTOCOL. */
enum err cli_outbox_parse(
    const struct base_buf *text, struct cli_outbox_row *row) MUST_USE;

/* Take a row out: the office has what it says.  Its files stay. */
enum err cli_outbox_drop(struct cli_folder *f, size_t i) MUST_USE;

/*
 * Send what is kept, oldest first, in an open session.  What is too old to be
 * believed is not sent, stays and is told (docs/protocol.md section 5: an
 * entry is dated and names the newest roster within two days of its storing).
 * Says what went wrong.  *sent counts.
 */
enum err cli_outbox_send(
    struct cli_folder *f, struct cli_officer *o, size_t *sent) MUST_USE;

/* Forget what is too old to be sent, and what stands behind it. */
enum err cli_outbox_drop_old(struct cli_folder *f, size_t *dropped) MUST_USE;

#endif
