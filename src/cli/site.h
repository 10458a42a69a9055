/* SPDX-License-Identifier: ISC */
/*
 * A site as a reporter's program sees it: its start document, its chain of
 * roots and rosters, and posts that are repeated until they are answered
 * (docs/protocol.md section 6).
 *
 *	cli_site_connect -> cli_site_chain -> ... -> cli_site_done
 */
#ifndef CLI_SITE_H
#define CLI_SITE_H

#include <stdbool.h>

#include <jansson.h>

#include "base/err.h"
#include "cli/args.h"
#include "cli/http.h"
#include "sign/chain.h"

#define CLI_ENTRY_TYPE "application/vnd.qingfeng.entry"

/* Options of every command that talks to a service. */
#define CLI_HTTP_OPTS                                                      \
	{ "ca", 0, "FILE", "trust this CA (PEM) instead of the system's",  \
		false },                                                   \
	{                                                                  \
		"proxy", 0, "URL", "go through this proxy, socks5h://...", \
		    false                                                  \
	}

struct cli_site {
	struct cli_http *http;
	json_t *start;       /* owned: the start document */
	const json_t *words; /* its member `site` */
	char host[LIMIT_NAME_LEN + 1];
	struct sign_chain *chain; /* owned; NULL before cli_site_chain() */
	struct base_date today;
};

/*
 * An HTTP client for a URL, with --proxy and with --ca or else ca (may be
 * NULL).  Says what is wrong.
 */
enum err cli_http_from_args(const struct cli_args *a, const char *url,
    const char *ca, struct cli_http **out) MUST_USE;

/* Connect by --site and fetch the start document.  Says what is wrong. */
enum cli_exit
cli_site_connect(const struct cli_args *a, struct cli_site *s) MUST_USE;
void cli_site_done(struct cli_site *s);

/*
 * Verify roots and rosters, the latter from a version on (0: the newest one
 * only).  pin NULL trusts on first use; the caller has to say so.  Says what
 * is wrong.
 */
enum err cli_site_chain(
    struct cli_site *s, const uint8_t *pin, uint32_t first_roster) MUST_USE;

/* The roster in force today; refuses an expired one.  Says what is wrong. */
enum err cli_site_current(
    const struct cli_site *s, const struct sign_roster **out) MUST_USE;

/*
 * GET with an optional bearer.  Any complete answer is ERR_OK; the caller ends
 * reply in every case.
 */
enum err cli_site_get(struct cli_site *s, const char *path, const char *bearer,
    size_t max, struct cli_http_reply *reply) MUST_USE;

/*
 * Post the same bytes again and again while the network or the service fails,
 * five times in all.  ERR_OK means 200 or 201.  Says what went wrong, but when
 * the upload that the post names is *gone.
 */
enum err cli_site_post(struct cli_site *s, const char *path, const void *body,
    size_t len, struct cli_http_reply *reply, bool *gone) MUST_USE;

#endif
