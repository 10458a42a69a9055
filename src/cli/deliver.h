/* SPDX-License-Identifier: ISC */
/*
 * A reporter's sealed entry on its way to the site (docs/protocol.md section
 * 6): in one post, or, when it is too large for that, its payload uploaded
 * first.  The same bytes go out again until they are promised.
 */
#ifndef CLI_DELIVER_H
#define CLI_DELIVER_H

#include "cli/letter.h"
#include "cli/site.h"
#include "sign/promise.h"

/*
 * Send a parcel and hold the answer against the roster's promise keys.
 *	path	/v1/threads or /v1/box/entries
 *	lines	the preamble's lines, each with its LF
 *	out	written only on ERR_OK
 * Says what went wrong.
 */
enum err cli_deliver(struct cli_site *s, const struct sign_roster *roster,
    const char *path, const char *lines, const struct cli_parcel *parcel,
    struct sign_promise *out) MUST_USE;

#endif
