/* SPDX-License-Identifier: ISC */
/*
 * Which thread of a store folder an entry's files lie in.  Starts as { 0 };
 * what _find() gives is valid until the next _add().
 */
#ifndef CLI_WHERE_H
#define CLI_WHERE_H

#include "cli/folder.h"

struct cli_where {
	struct cli_place_of {
		uint8_t entry[SEAL_ID_LEN]; /* first: it is the key */
		uint8_t thread[SEAL_ID_LEN];
	} * places; /* owned */
	size_t count, room;
	bool sorted;
};

void cli_where_done(struct cli_where *w);

/* Add what lies in one thread's folder.  Says what is wrong. */
enum err cli_where_scan(struct cli_where *w, const struct cli_folder *f,
    const uint8_t thread[static SEAL_ID_LEN]) MUST_USE;

/* ERR_OK, ERR_MEMORY. */
enum err
cli_where_add(struct cli_where *w, const uint8_t thread[static SEAL_ID_LEN],
    const uint8_t entry[static SEAL_ID_LEN]) MUST_USE;

/* The thread, or NULL. */
const uint8_t *
cli_where_find(struct cli_where *w, const uint8_t entry[static SEAL_ID_LEN]);

#endif
