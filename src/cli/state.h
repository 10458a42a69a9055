/* SPDX-License-Identifier: ISC */
/*
 * The fine state of a thread, R00-R22 for concerns and Q0-Q8 for feedback: it
 * lives in signed events and nowhere else (docs/protocol.md section 5).
 */
#ifndef CLI_STATE_H
#define CLI_STATE_H

#include <stdbool.h>

#include "sign/thread.h"

#define CLI_STATE_LEN 3 /* "R09" */

/* Walk the trusted events in order; void ones have no effect. */
void
cli_state_of(const struct sign_thread *t, char out[static CLI_STATE_LEN + 1]);

/*
 * True for an event of t that says `from` and `to`, but whose `from` was not
 * the state at its place, or whose step does not exist.
 */
bool cli_state_is_void(
    const struct sign_thread *t, const struct sign_thread_entry *event);

/* Whether a step exists; names need not be known. */
bool cli_state_step(const char *from, const char *to);

/* The states one can go to, "R10 R17"; "" for none. */
const char *cli_state_next(const char *from);

#endif
