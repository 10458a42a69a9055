/* SPDX-License-Identifier: ISC */
/*
 * The loopback server of `qf desk`: serves the embedded console to this
 * machine and forwards its API calls to one office, or answers them from a
 * store folder.  It holds no key of an officer and no session; both live in
 * the page.
 *
 *	cli_desk_start -> (requests, on threads of its own) -> cli_desk_stop
 *
 * What keeps others out (docs/protocol.md section 7): it listens on 127.0.0.1
 * only, takes no other Host (a name that resolves to loopback is a stranger's)
 * and no other Origin, and wants its token with all but its files.
 */
#ifndef CLI_DESK_H
#define CLI_DESK_H

#include <stdint.h>

#include <jansson.h>

#include "base/err.h"
#include "cli/desk_box.h"
#include "cli/desk_cache.h"
#include "cli/http.h"

struct cli_desk;

/*
 * Listen on 127.0.0.1.  Says what went wrong.
 *	http	the way to office, lent until cli_desk_stop()
 *	box	a store folder that answers in the office's place, lent as
 *		long; then http gives the office's name and is not used.  NULL:
 *		none
 *	cache	where the console's sealed cache lies, lent as long; NULL: it
 *		keeps nothing
 *	host	the site's name that the console must find, or NULL
 *	words	the operator's site.json for the console, lent; NULL: none
 *	port	0: one that is free
 * Returns ERR_OK, ERR_NETWORK (the port is taken), ERR_MEMORY.
 */
enum err cli_desk_start(struct cli_desk **out, struct cli_http *http,
    struct cli_desk_box *box, struct cli_desk_cache *cache, const char *host,
    const json_t *words, uint16_t port) MUST_USE;

/* Ends all requests first; takes NULL and nulls the pointer. */
void cli_desk_stop(struct cli_desk **d);

/*
 * The address to open, token and all: a secret of this run.  Valid until
 * cli_desk_stop().
 */
const char *cli_desk_url(const struct cli_desk *d);

#endif
