/* SPDX-License-Identifier: ISC */
/* What a bundle says of a thread, beside what the folder has of it. */
#ifndef CLI_MERGE_H
#define CLI_MERGE_H

#include <jansson.h>

#include "cli/folder.h"

/*
 * A thread as an office said it: entries that the folder does not know are
 * added, nothing is taken away.  Says what is wrong.
 */
enum err cli_merge_thread(struct cli_folder *f, const char *name,
    const struct base_buf *theirs) MUST_USE;

/*
 * The office says that it stored a row's entry, of so many bytes: it is of the
 * thread from now on, so that one which it does not list is missed.  Says what
 * is wrong.
 */
enum err cli_merge_stored(struct cli_folder *f,
    const struct cli_outbox_row *row, size_t size) MUST_USE;

/* A list of headers, `len4 header` ...: those not known come first. */
enum err cli_merge_headers(struct cli_folder *f, const char *name,
    const struct base_buf *theirs) MUST_USE;

/* The entry of this id (hex) in the list of a thread, borrowed; else NULL. */
const json_t *cli_merge_find(const json_t *list, const char *id);
bool cli_merge_has(const json_t *list, const char *id);

/* A header of ours that is not in theirs: two lists as above. */
bool
cli_merge_lacks(const struct base_buf *ours, const struct base_buf *theirs);

/* The office has a row's entry, or header, as the folder's files show. */
bool
cli_merge_is_sent(const struct cli_folder *f, const struct cli_outbox_row *row);

#endif
