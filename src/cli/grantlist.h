/* SPDX-License-Identifier: ISC */
/* qf grant --list: what was handed over, by the signed grants themselves. */
#ifndef CLI_GRANTLIST_H
#define CLI_GRANTLIST_H

#include "cli/args.h"

/*
 * Every grant in the store folder that opens: of the number that the first
 * operand names, of the threads that the others do.  Says what is wrong.
 */
enum cli_exit cli_grantlist(const struct cli_args *a) MUST_USE;

#endif
