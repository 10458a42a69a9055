/* SPDX-License-Identifier: ISC */
/*
 * `qf migrate`: run the numbered SQL files of a folder, in order, each in a
 * transaction of its own together with the row that remembers its number and
 * SHA-256.  Synchronous: this is a tool's work, never a service's.
 */
#ifndef STORE_MIGRATE_H
#define STORE_MIGRATE_H

#include <stddef.h>

#include "base/err.h"

struct store_migrate_report {
	int before; /* the schema number found, 0 for none */
	int after;  /* the number now */
	int failed; /* the migration that failed, 0 for none */
	char sqlstate[6];
	char why[256]; /* for people; "" when all went well */
};

/*
 * Bring the database to the newest file's number.
 *	conninfo	libpq, as a role that may become qf_owner, or qf_owner
 *	folder		holds NNNN_verb_noun.sql, numbered 1.. without a gap
 * Holds an advisory lock, so two at once do the work once.
 * Returns ERR_OK (also when there is nothing to do), ERR_FORMAT (folder: bad
 * name, gap, doubled number), ERR_IO, ERR_SCHEMA (a file that ran has another
 * checksum now, or the database is newer than the folder), ERR_DATABASE (SQL
 * failed: nothing of that file is left), ERR_UNAVAILABLE (no connection),
 * ERR_MEMORY.  report is always written.
 */
enum err store_migrate(const char *conninfo, const char *folder,
    struct store_migrate_report *report) MUST_USE;

#endif
