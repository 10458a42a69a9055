/* SPDX-License-Identifier: ISC */
/* Record notes from files, verified by rosters from files, and shown. */
#ifndef CLI_RECORDFILE_H
#define CLI_RECORDFILE_H

#include "base/buf.h"
#include "cli/chainfile.h"
#include "cli/json.h"
#include "sign/record.h"

/* What verifying takes. */
/* clang-format off */
#define CLI_RECORD_OPTS                                                       \
	{ "root", 0, "NOTE", "a root note, generation 1 first", true },       \
	{ "roster", 0, "NOTE", "a roster note, oldest first", true },         \
	{ "pin", 0, "PIN", "what the poster's link has behind r1=", false }
/* clang-format on */

struct cli_recordfile {
	struct cli_chain chain;
	struct base_buf note;
	struct sign_record *record; /* owned; lends from note */
};

/*
 * Load and verify one by --root, --roster and --pin.  Says what went wrong.
 * The caller ends *out with cli_record_done() in every case.
 */
enum cli_exit cli_record_load(const struct cli_args *a, const char *path,
    struct cli_recordfile *out) MUST_USE;
void cli_record_done(struct cli_recordfile *f);

/* On standard output, line by line; as JSON (NULL when out of memory). */
void cli_record_print(const struct sign_record *r);
json_t *cli_record_json(const struct sign_record *r);

/*
 * Append the wishes and answers of a record to a list of the page: the fields
 * `topic`, `wish`, `answer`, in this order for each.  Refuses what two
 * officers did not sign and check.  Says what is wrong with path.
 */
enum cli_exit cli_record_answers(const struct sign_record *r,
    const char *path, json_t *list) MUST_USE;

#endif
