/* SPDX-License-Identifier: ISC */
/*
 * Many small files that become durable together.  Each is written beside its
 * name; then the disk is waited for once, and only then do all take their
 * names, in the order in which they came.  A power cut leaves old files or
 * whole new ones, as cli_write_file() does, and NAME.new of what had no name
 * yet, which the same write later replaces.
 *
 *	cli_batch_new -> write, put ... -> cli_batch_settle -> cli_batch_free
 *
 * What fails fails every later call too.
 */
#ifndef CLI_BATCH_H
#define CLI_BATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/*
 * Files that wait for their names.  A busy disk is waited for a tenth of a
 * second and more: for thousands of files at a time, not for hundreds.
 */
#define CLI_BATCH_MAX 4096u

struct cli_batch;

/* For files below dir.  Says what went wrong.  ERR_OK, ERR_IO, ERR_MEMORY. */
enum err cli_batch_new(struct cli_batch **out, const char *dir) MUST_USE;

/*
 * A file of mode 0600 that will replace what stands at path.  Says what went
 * wrong.  ERR_OK, ERR_IO, ERR_MEMORY.
 */
enum err cli_batch_write(struct cli_batch *b, const char *path,
    const void *data, size_t len) MUST_USE;

/* The same for what was written at temp already, and closed. */
enum err
cli_batch_put(struct cli_batch *b, const char *temp, const char *path) MUST_USE;

/* Does a file wait for this name? */
bool cli_batch_has(const struct cli_batch *b, const char *path);

/*
 * Give all that wait their names; what is still lacking is that the names are
 * durable.  cli_batch_settle() sees to that too: what is written afterwards
 * may count on them.  Say what went wrong.  ERR_OK, ERR_IO, ERR_MEMORY.
 */
enum err cli_batch_flush(struct cli_batch *b) MUST_USE;
enum err cli_batch_settle(struct cli_batch *b) MUST_USE;

/* What still waits stays as it is.  Takes NULL and pointers to NULL. */
void cli_batch_free(struct cli_batch **b);

#endif
