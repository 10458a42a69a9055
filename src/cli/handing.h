/* SPDX-License-Identifier: ISC */
/*
 * New headers for what an officer is to read: same file key, for all who read
 * an entry so far and for him (docs/protocol.md section 5).
 */
#ifndef CLI_HANDING_H
#define CLI_HANDING_H

#include "cli/answer.h"

/*
 * Headers for every entry of the thread taken up that opens, the grant's own
 * event among them, and was not sealed to him from the start: he must see who
 * made him a reader.
 *	to	whom it is handed, of w's roster
 *	all	gets them, as cli_grantfile_add() writes
 *	closed	counts those that do not open for the officer
 * Says what went wrong.  ERR_OK, ERR_LIMIT, ERR_MEMORY, ERR_IO, ...
 */
enum err cli_handing_make(struct cli_answer *w, const struct sign_officer *to,
    struct base_buf *all, size_t *closed) MUST_USE;

/* How many headers that would be, an event's that is not there apart. */
size_t cli_handing_count(const struct cli_answer *w, unsigned number);

#endif
