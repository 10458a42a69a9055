/* SPDX-License-Identifier: ISC */
/*
 * The text of a roster in the making, mostly from the version before.
 *
 *	cli_draft_new -> cli_draft_days -> cli_draft_follow or cli_draft_take
 *	  -> change d->rows -> cli_draft_end -> cli_draft_free
 */
#ifndef CLI_DRAFT_H
#define CLI_DRAFT_H

#include "cli/args.h"
#include "cli/date.h"
#include "cli/rows.h"
#include "sign/roster.h"

struct cli_draft {
	struct cli_rows rows;
	char host[LIMIT_NAME_LEN + 1];
	struct base_date first, last;
	struct sign_roster *before; /* owned; NULL without cli_draft_follow */
};

/* Options of every command that makes a roster of the one before. */
/* clang-format off */
#define CLI_DRAFT_DAY_OPTS                                                    \
	{ "not-before", 0, "DATE", "first day, today if not said", false },   \
	{ "not-after", 0, "DATE", "last day, 30 days later if not said",      \
	    false }
/* clang-format on */

/* ERR_OK, ERR_MEMORY.  Says what went wrong. */
enum err cli_draft_new(struct cli_draft **out) MUST_USE;

/* The days asked for, else 31 from today on.  Says what is wrong. */
enum cli_exit
cli_draft_days(const struct cli_args *a, struct cli_draft *d) MUST_USE;

/*
 * All rows of a note or a text.  Its host is taken.  Says what went wrong.
 */
enum err cli_draft_take(struct cli_draft *d, const char *path) MUST_USE;

/* The same, and version, prev and days are those of what comes behind it. */
enum err cli_draft_follow(struct cli_draft *d, const char *path) MUST_USE;

/* first and last as rows. */
enum err cli_draft_put_days(struct cli_draft *d) MUST_USE;

/*
 * Write the text to --output.  What it would be refused for is said now: it
 * must parse.
 *	e	how the changes went; said, if that is not ERR_OK
 */
enum cli_exit cli_draft_end(
    const struct cli_args *a, const struct cli_draft *d, enum err e) MUST_USE;

/* Takes NULL and pointers to NULL, nulls the pointer. */
void cli_draft_free(struct cli_draft **d);

#endif
