/* SPDX-License-Identifier: ISC */
/* Today and date options. */
#ifndef CLI_DATE_H
#define CLI_DATE_H

#include "base/text.h"
#include "cli/args.h"

/* The calendar date in Asia/Shanghai by this machine's clock. */
void cli_today(struct base_date *out);

/* A date `days` after from. */
void
cli_date_add(const struct base_date *from, int32_t days, struct base_date *out);

/* A date option; absent keeps *out.  Says what is wrong: CLI_MISUSE. */
enum cli_exit cli_arg_date(
    const struct cli_args *a, const char *name, struct base_date *out) MUST_USE;

#endif
