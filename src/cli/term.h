/* SPDX-License-Identifier: ISC */
/*
 * Secrets as their user gives them: typed at the terminal without echo, or one
 * line from a file descriptor.  Never from arguments or the environment, which
 * other processes and shell histories can read.
 */
#ifndef CLI_TERM_H
#define CLI_TERM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/secret.h"
#include "cli/args.h"

#define CLI_PASSPHRASE_MAX 1024 /* bytes */
#define CLI_FD_NONE (-1)

/*
 * The descriptor that option `name` (passphrase-fd, receipt-fd) gives, or
 * CLI_FD_NONE.  Says what is wrong and returns CLI_MISUSE.
 */
enum cli_exit
cli_arg_fd(const struct cli_args *a, const char *name, int *out) MUST_USE;

/*
 * Read one secret: the next line from fd, or typed at the terminal under
 * prompt when fd is CLI_FD_NONE.  twice asks again to guard a new passphrase
 * against a slip (at the terminal only).  The secret has no newline and is not
 * empty; the caller frees.  Says what went wrong.  Returns ERR_OK, ERR_IO,
 * ERR_FORMAT (empty, too long, or two that differ), ERR_MEMORY.
 */
enum err cli_secret_read(
    struct base_secret **out, int fd, const char *prompt, bool twice) MUST_USE;

#endif
