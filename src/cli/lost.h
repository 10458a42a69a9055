/* SPDX-License-Identifier: ISC */
/*
 * What the office had, or says it has, and did not give.  Kept in the store
 * folder's file `lost' until a person has looked at it, whether or not it
 * comes back: that it was withheld is the news.
 */
#ifndef CLI_LOST_H
#define CLI_LOST_H

#include "cli/folder.h"

enum cli_lost_what {
	CLI_LOST_THREAD,  /* it opens, and the office has no such thread */
	CLI_LOST_ROWS,    /* the list of reports has a gap; of no thread */
	CLI_LOST_LISTING, /* it is no longer in the list of reports */
	CLI_LOST_ENTRY,   /* it was in its thread, and is not */
	CLI_LOST_BYTES,   /* it is in its thread, and was not given */
	CLI_LOST_HEADER,  /* a header that was there is not */
	CLI_LOST_DATE,    /* it was stored on another day, so it said */
	CLI_LOST_COUNT
};

/*
 * Write it down unless it is known.  thread, entry: hex, entry NULL for a
 * thread's.  Says what the disk refused.  ERR_OK, ERR_IO, ERR_LIMIT,
 * ERR_MEMORY.
 */
enum err cli_lost_add(struct cli_folder *f, enum cli_lost_what what,
    const char *thread, const char *entry) MUST_USE;

/*
 * Say what nobody has looked at, of one thread (hex) or, with NULL, of all;
 * *count how many that is.
 */
enum err cli_lost_say(
    const struct cli_folder *f, const char *thread, size_t *count) MUST_USE;

/* How many that is, seen or not; nothing is said. */
enum err cli_lost_count(const struct cli_folder *f, size_t *count) MUST_USE;

/* A person has looked at it all: it is not said again, nor written anew. */
enum err cli_lost_seen(struct cli_folder *f) MUST_USE;

#endif
