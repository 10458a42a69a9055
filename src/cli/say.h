/* SPDX-License-Identifier: ISC */
/*
 * How qf speaks: data goes to standard output, everything else through here
 * to standard error.  A message is lower case, has no full stop, and never
 * holds a secret.
 */
#ifndef CLI_SAY_H
#define CLI_SAY_H

#include "base/err.h"

/* The three exit codes of every command. */
enum cli_exit { CLI_OK = 0, CLI_FAIL = 1, CLI_MISUSE = 2 };

#define CLI_PRINTF(n) __attribute__((format(printf, n, (n) + 1)))

/* "qf: error: ...". */
void cli_error(const char *fmt, ...) CLI_PRINTF(1);

/* "qf: hint: ...": what to do about the error just said. */
void cli_hint(const char *fmt, ...) CLI_PRINTF(1);

/* "qf: warning: ...": the work goes on, but its user must know. */
void cli_warn(const char *fmt, ...) CLI_PRINTF(1);

/* "qf: ...": progress. */
void cli_note(const char *fmt, ...) CLI_PRINTF(1);

/* "qf: error: WHAT: text of e"; returns CLI_FAIL for `return cli_fail(...)`. */
enum cli_exit cli_fail(enum err e, const char *fmt, ...) CLI_PRINTF(2);

/* An error in how qf was called; returns CLI_MISUSE. */
enum cli_exit cli_misuse(const char *fmt, ...) CLI_PRINTF(1);

#endif
