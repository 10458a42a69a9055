/* SPDX-License-Identifier: ISC */
/* What officers' calls carry besides sealed objects. */
#ifndef OFFICE_QUERY_H
#define OFFICE_QUERY_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/text.h"
#include "store/entry.h"
#include "web/call.h"

#define OFFICE_PAIR_LEN 32u /* id16 open16 */

/* `?after=N`, 0 without a query.  ERR_OK, ERR_FORMAT. */
enum err
office_query_after(const struct web_call *call, uint64_t *after) MUST_USE;

/*
 * A body of 1 to STORE_REFS_MAX pairs `id16 open16`; open is hashed as the
 * store wants it.  No id twice.  ERR_OK, ERR_FORMAT.
 */
enum err office_query_pairs(const struct web_call *call,
    struct store_ref refs[static STORE_REFS_MAX], size_t *count) MUST_USE;

/* `<hex id>` and `<b64url open>` of a preamble.  ERR_OK, ERR_PREAMBLE. */
enum err office_query_ref(
    struct base_text id, struct base_text open, struct store_ref *out) MUST_USE;

#endif
