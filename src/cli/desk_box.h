/* SPDX-License-Identifier: ISC */
/*
 * A store folder in the office's place: what `qf desk --offline` answers its
 * page with, sealed as the folder has it.  No key is here and nothing is
 * opened; what the page posts goes into the outbox (cli/outbox.h).
 *
 *	cli_desk_box_new (folder open and locked) -> _call ... -> _free
 */
#ifndef CLI_DESK_BOX_H
#define CLI_DESK_BOX_H

#include "cli/folder.h"
#include "cli/http.h"

struct cli_desk_box;

/*
 * Look through a folder, lent until cli_desk_box_free().  Says what is wrong.
 * Returns ERR_OK, ERR_IO, ERR_MEMORY.
 */
enum err
cli_desk_box_new(struct cli_desk_box **out, struct cli_folder *f) MUST_USE;
void cli_desk_box_free(struct cli_desk_box **b);

/* "01": whose folder it is; valid as long as the box. */
const char *cli_desk_box_officer(const struct cli_desk_box *b);

/*
 * One call of docs/protocol.md section 7, answered as the office would: the
 * caller frees the reply in every case.  What only an office can do is
 * ERR_NETWORK, as if none could be reached.  Not for several threads at once.
 */
enum err cli_desk_box_call(struct cli_desk_box *b,
    const struct cli_http_req *req, struct cli_http_reply *reply) MUST_USE;

#endif
