/* SPDX-License-Identifier: ISC */
/* What the page posts to `qf desk --offline`: into the outbox. */
#ifndef CLI_DESK_POST_H
#define CLI_DESK_POST_H

#include "cli/folder.h"

#define CLI_DESK_LINES_MAX 5

/*
 * The lines `name value` at the front of a post, in the order of names, each
 * once, then an empty line.
 *	names	count of them; a last one that begins with "?" may be left out
 *	value	count values, lent from body; data NULL for one left out
 *	rest	what follows the empty line
 * Returns ERR_OK or ERR_PREAMBLE.
 */
enum err cli_desk_post_lines(struct base_text body, const char *const *names,
    size_t count, struct base_text *value, struct base_text *rest) MUST_USE;

/* An id as 32 hex digits.  ERR_OK or ERR_PREAMBLE. */
enum err cli_desk_post_id(
    struct base_text value, uint8_t id[static SEAL_ID_LEN]) MUST_USE;

/*
 * Keep a sealed entry of a thread that the folder has; *is_new is false when
 * it was there.  Says what the disk refused.  Returns ERR_OK, ERR_PREAMBLE,
 * ERR_NOT_FOUND (no such thread), ERR_AGE_..., ERR_IO, ERR_LIMIT, ERR_MEMORY.
 */
enum err cli_desk_post_entry(struct cli_folder *f, struct base_text body,
    uint8_t thread[static SEAL_ID_LEN], uint8_t id[static SEAL_ID_LEN],
    bool *is_new) MUST_USE;

/* Keep a header for an entry of that thread.  As above. */
enum err cli_desk_post_header(struct cli_folder *f,
    const uint8_t thread[static SEAL_ID_LEN],
    const uint8_t id[static SEAL_ID_LEN], struct base_text header) MUST_USE;

#endif
