/* SPDX-License-Identifier: ISC */
/*
 * The headers of a grant that was begun, as threads/ID/grant.NN has them:
 * `id16 len4 header` ..., one for each entry (cli/granting.h).
 */
#ifndef CLI_GRANTFILE_H
#define CLI_GRANTFILE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"
#include "seal/object.h"

/* One more.  ERR_OK, ERR_LIMIT over out's ceiling, ERR_MEMORY. */
enum err
cli_grantfile_add(struct base_buf *out, const uint8_t entry[static SEAL_ID_LEN],
    const struct base_buf *header) MUST_USE;

/*
 * The header at *at, lent; moves *at behind it.  False at the end, or where the
 * list is broken; then *at stays.
 */
bool cli_grantfile_next(const struct base_buf *all, size_t *at,
    uint8_t entry[static SEAL_ID_LEN], struct base_text *header);

/* Is it such a list to its last byte? */
bool cli_grantfile_is_whole(const struct base_buf *all);

#endif
