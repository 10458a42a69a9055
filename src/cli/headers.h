/* SPDX-License-Identifier: ISC */
/* The headers of an entry as a store folder keeps them. */
#ifndef CLI_HEADERS_H
#define CLI_HEADERS_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"

/*
 * The header at *at of a list `len4 header` ..., lent; moves *at behind it.
 * False at the end, or where the list is broken.
 */
bool cli_headers_next(
    const struct base_buf *list, size_t *at, struct base_text *out);

/* Is exactly this header in a list `len4 header` ...? */
bool cli_headers_has(const struct base_buf *list, struct base_text header);

/*
 * The oldest header of a list `len4 header` ... with the newest first: the one
 * that was first stored.  *out lends from list.  ERR_OK, ERR_FORMAT.
 */
enum err
cli_headers_oldest(const struct base_buf *list, struct base_text *out) MUST_USE;

#endif
