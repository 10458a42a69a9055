/* SPDX-License-Identifier: ISC */
/* What a bundle says of a thread, beside what the folder has of it. */
#ifndef CLI_MERGE_H
#define CLI_MERGE_H

#include "cli/folder.h"

/*
 * A thread as an office said it: entries that the folder does not know are
 * added, nothing is taken away.  Says what is wrong.
 */
enum err cli_merge_thread(struct cli_folder *f, const char *name,
    const struct base_buf *theirs) MUST_USE;

/* A list of headers, `len4 header` ...: those not known come first. */
enum err cli_merge_headers(struct cli_folder *f, const char *name,
    const struct base_buf *theirs) MUST_USE;

/* The office has a row's entry, or header, as the folder's files show. */
bool
cli_merge_is_sent(const struct cli_folder *f, const struct cli_outbox_row *row);

#endif
