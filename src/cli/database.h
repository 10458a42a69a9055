/* SPDX-License-Identifier: ISC */
/*
 * The database straight from the command line, for what must work before any
 * officer can log in: the store's driver run to its answer on poll().
 */
#ifndef CLI_DATABASE_H
#define CLI_DATABASE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "store/db.h"
#include "store/loop_poll.h"
#include "store/note.h"

struct cli_database {
	struct store_loop_poll *loop;
	struct store_db *db;
	bool done; /* the answer to the one job under way is in */
	enum err e;
};

/* Connect as qf_office (or a role that may be it).  Says what is wrong. */
enum err
cli_database_open(struct cli_database *d, const char *conninfo) MUST_USE;
void cli_database_done(struct cli_database *d);

/* Wait for the job just submitted: submitted's error, or the answer's. */
enum err cli_database_wait(struct cli_database *d, enum err submitted) MUST_USE;

/* ERR_OK when the schema is ours, else ERR_SCHEMA, ERR_UNAVAILABLE. */
enum err cli_database_schema(struct cli_database *d) MUST_USE;

/* All roots and the newest roster, into an array the caller frees by _done. */
struct cli_notes {
	struct cli_note {
		enum store_note_kind kind;
		uint32_t version;
		struct base_buf data;
	} * list;
	size_t count;
};
enum err
cli_database_notes(struct cli_database *d, struct cli_notes *out) MUST_USE;

/* One version, appended to out; ERR_NOT_FOUND when there is none. */
enum err cli_database_note(struct cli_database *d, enum store_note_kind kind,
    uint32_t version, struct base_buf *out) MUST_USE;

void cli_notes_done(struct cli_notes *n);

/* Store a note that was verified.  *outcome is set on ERR_OK. */
enum err cli_database_publish(struct cli_database *d,
    const struct store_note *note, const uint8_t hash[static STORE_HASH_LEN],
    enum store_outcome *outcome) MUST_USE;

#endif
