/* SPDX-License-Identifier: ISC */
/*
 * What the console keeps between two unlocks: sealed and authenticated by the
 * page's worker with a key of the officer's, opaque here
 * (assets/desk/cache.ts).  One file for each name, in a folder of the user's
 * own.
 *
 *	cli_desk_cache_new -> (read, write, on any thread) -> cli_desk_cache_free
 */
#ifndef CLI_DESK_CACHE_H
#define CLI_DESK_CACHE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

#define CLI_DESK_CACHE_PATH "/cache/" /* behind it NAME */
#define CLI_DESK_CACHE_MAX (32u * 1024u * 1024u)

struct cli_desk_cache;

/* The name in a path "/cache/NAME": 32 hexadecimal digits; NULL: not one. */
const char *cli_desk_cache_name(const char *path);

/*
 * Nothing is made yet.
 *	dir	the folder, or NULL: below $XDG_CACHE_HOME or ~/.cache
 * Returns ERR_OK, ERR_NOT_FOUND (no such place), ERR_MEMORY.
 */
enum err
cli_desk_cache_new(struct cli_desk_cache **out, const char *dir) MUST_USE;

/* Takes NULL and nulls the pointer. */
void cli_desk_cache_free(struct cli_desk_cache **c);

/*
 * Append the file to out, whose ceiling is CLI_DESK_CACHE_MAX; nothing where
 * there is none or it cannot be read whole: then it is as good as lost.
 */
void cli_desk_cache_read(
    struct cli_desk_cache *c, const char *name, struct base_buf *out);

/*
 * Write it whole, mode 0600, in a folder of mode 0700.  Says what is wrong,
 * once: afterwards nothing is tried any more.  ERR_OK, ERR_IO, ERR_MEMORY.
 */
enum err cli_desk_cache_write(struct cli_desk_cache *c, const char *name,
    const struct base_buf *body) MUST_USE;

#endif
