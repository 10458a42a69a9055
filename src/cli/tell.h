/* SPDX-License-Identifier: ISC */
/* Telling reporters the public status of their case. */
#ifndef CLI_TELL_H
#define CLI_TELL_H

#include "cli/answer.h"

/*
 * The public status that the reporter of a case should read: the state's, or a
 * duplicate's first report's where this officer can open that.
 */
enum cli_exit cli_tell_status(const struct cli_desktop *d,
    const struct cli_case *c, unsigned *out) MUST_USE;

/*
 * Tell the reporter of the thread that w has taken up, if something else is
 * shown, and then those of its duplicates.  No word says that there are any.
 */
enum cli_exit cli_tell(struct cli_answer *w) MUST_USE;

#endif
