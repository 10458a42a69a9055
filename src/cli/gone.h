/* SPDX-License-Identifier: ISC */
/*
 * Entries whose contents two officers destroyed: the retention note that the
 * office has in their place (docs/protocol.md section 8), kept in the store
 * folder as threads/ID/ENTRY.retention.
 */
#ifndef CLI_GONE_H
#define CLI_GONE_H

#include <stdbool.h>

#include "cli/folder.h"
#include "sign/retention.h"

/*
 * The note of an entry, if one is kept and holds: for this entry, by enough
 * officers.  Silent.
 */
bool cli_gone_find(const struct cli_folder *f, const char *thread,
    const uint8_t id[static SEAL_ID_LEN], struct sign_retention *out);

/*
 * Is what the office answered such a note?  Then keep it, and let go of what
 * the folder has of the entry.  *gone is false for anything else; a note that
 * does not hold is told as a warning and left alone.
 */
enum err cli_gone_take(const struct cli_folder *f, const char *thread,
    const uint8_t id[static SEAL_ID_LEN], const void *note, size_t len,
    bool *gone) MUST_USE;

#endif
