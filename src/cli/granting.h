/* SPDX-License-Identifier: ISC */
/*
 * A grant that was begun in a store folder and not ended: whom a header is for
 * can be read from no header, so it is written down, in threads/ID/grant.NN.
 * Empty: the headers are still to be made.  Else all of them, made, as
 * `id16 len4 header` ...; what of them is not in the folder yet is put there.
 */
#ifndef CLI_GRANTING_H
#define CLI_GRANTING_H

#include "cli/folder.h"

/* Of one thread, all headers: a limit before anything is allocated. */
#define CLI_GRANTING_LEN (64u * 1024u * 1024u)

/* Was a grant to officer number begun and not ended? */
bool cli_granting_is(const struct cli_folder *f,
    const uint8_t thread[static SEAL_ID_LEN], unsigned number);

/* The grant begins: before its event.  Keeps what was there. */
enum err cli_granting_begin(struct cli_folder *f,
    const uint8_t thread[static SEAL_ID_LEN], unsigned number) MUST_USE;

/*
 * What was made in an earlier run, appended to out; empty if nothing was.
 * Says what is wrong.  ERR_FORMAT, ERR_IO, ERR_LIMIT, ERR_MEMORY.
 */
enum err cli_granting_load(const struct cli_folder *f,
    const uint8_t thread[static SEAL_ID_LEN], unsigned number,
    struct base_buf *out) MUST_USE;

/*
 * Write all headers down, put each into the outbox that is neither there nor
 * among its entry's headers, and end the grant.  *added counts them.
 */
enum err
cli_granting_end(struct cli_folder *f, const uint8_t thread[static SEAL_ID_LEN],
    unsigned number, const struct base_buf *all, size_t *added) MUST_USE;

#endif
