/* SPDX-License-Identifier: ISC */
/*
 * One thread of a store folder, opened with the officer's key and checked
 * (docs/protocol.md section 5).
 *
 *	cli_case_load -> look at c->thread, c->triage -> cli_case_free
 */
#ifndef CLI_CASE_H
#define CLI_CASE_H

#include "cli/folder.h"
#include "cli/gone.h"
#include "cli/object.h"
#include "cli/officer.h"
#include "sign/thread.h"
#include "sign/triage.h"

struct cli_case_entry {
	uint8_t id[SEAL_ID_LEN];
	bool is_report;
	bool by_reporter; /* by which service it came in */
	bool for_reporter;
	struct base_date date; /* stored on */
	uint64_t size;         /* header and payload as first stored */
	bool here;             /* its payload is in the folder */
	bool unsent;           /* waits in the outbox */
	enum err failed;       /* why it did not open */
	bool gone;             /* two officers destroyed it: retention */
	struct sign_retention retention;
	struct cli_object object;
};

struct cli_case {
	uint8_t id[SEAL_ID_LEN];     /* of the report */
	uint8_t open[SEAL_OPEN_LEN]; /* of the report; wiped by free */
	uint8_t handle[SEAL_ID_LEN];
	struct cli_case_entry *entries;
	size_t entry_count;
	struct sign_thread_item *items;
	struct sign_thread *thread;
	struct sign_triage *triage;
};

/*
 * Set c->handle, which an office said, to what the thread's own report says:
 * the bytes that c->id was made of.  An office that gives another thread in
 * this one's place, report and all, would have the officer answer and hand on
 * what he did not name.  Where the own report does not open and another's does,
 * the handle is nobody's, and all of it is alarmed.
 */
void cli_case_handle(struct cli_case *c);

/*
 * Load, open and check.  An entry that fails is in the result with its alarms;
 * only a folder that cannot be read is an error.  Says what went wrong.
 */
enum err cli_case_load(struct cli_case **out, const struct cli_folder *f,
    const struct cli_officer *o, const uint8_t id[static SEAL_ID_LEN]) MUST_USE;

/* The same, with the right to the thread already at hand. */
enum err cli_case_load_open(struct cli_case **out, const struct cli_folder *f,
    const struct cli_officer *o, const uint8_t id[static SEAL_ID_LEN],
    const uint8_t open[static SEAL_OPEN_LEN]) MUST_USE;

/*
 * Write the attachments of the entries that are verified as
 * DIR/ENTRY-a01.EXT; none is ever replaced.  Says what went wrong.
 */
enum err cli_case_extract(const struct cli_case *c, const struct cli_folder *f,
    const struct cli_officer *o, const char *dir) MUST_USE;

/*
 * What would become of an entry that is written now: its note, and the hash of
 * the payload it was sealed to, are checked behind all that is there.
 * The result ends with cli_case_try_done(), also after an error.  Returns
 * ERR_OK, ERR_MEMORY, ERR_LIMIT.
 */
struct cli_case_try {
	uint32_t alarms;
	enum sign_verdict verdict;
	struct sign_thread_item *items;
	struct sign_thread *thread;
	struct sign_triage *triage;
};
enum err cli_case_try(const struct cli_case *c, const struct cli_folder *f,
    const struct base_buf *note, const uint8_t hash[static SEAL_HASH_LEN],
    const struct base_date *today, struct cli_case_try *out) MUST_USE;
void cli_case_try_done(struct cli_case_try *t);

/* Entries that do not open for this officer, those apart that are gone. */
size_t cli_case_closed_count(const struct cli_case *c);

/* Takes NULL and pointers to NULL, nulls the pointer. */
void cli_case_free(struct cli_case **c);

/* The entry of this id, which is one of the case. */
const struct cli_case_entry *
cli_case_find(const struct cli_case *c, const uint8_t id[static SEAL_ID_LEN]);

#endif
