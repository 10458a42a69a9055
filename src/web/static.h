/* SPDX-License-Identifier: ISC */
/*
 * Files that are part of the program: embedded at build time (src/web/embed),
 * raw and compressed, and the same bytes for every visitor.  Nothing is read
 * from a disk to answer a request.
 */
#ifndef WEB_STATIC_H
#define WEB_STATIC_H

#include <stddef.h>
#include <stdint.h>

#include "web/call.h"

enum web_coding { WEB_RAW, WEB_BR, WEB_GZIP, WEB_CODINGS };

/* One body in one coding; len 0: there is none that is smaller. */
struct web_form {
	const uint8_t *data;
	size_t len;
};

struct web_asset {
	const char *path; /* "/" or "/name" */
	const char *type;
	const char *hash; /* SHA-256 of the raw bytes, lower-case hex */
	struct web_form form[WEB_CODINGS];
};

/* The table that src/web/embed makes; paths are unique. */
extern const struct web_asset web_assets[];
extern const size_t web_asset_count;

/*
 * The best coding for the request among those that form has: br, then gzip, if
 * Accept-Encoding takes them (RFC 9110, 12.5.3).
 */
enum web_coding web_static_coding(const struct web_call *call,
    const struct web_form form[static WEB_CODINGS]);

/*
 * Answer a GET or HEAD with one of forms, or 304 if the client has it already.
 * The ETag is hash and the coding; Vary says what it hangs on.  data must stay
 * until the program ends if fixed, else it is copied.
 */
enum web_next
web_static_reply(struct web_call *call, const char *type, const char *hash,
    const struct web_form form[static WEB_CODINGS], bool fixed);

/* The step for all paths without a route: an asset, or 404, or 405. */
enum web_next web_static_step(struct web_call *call);

#endif
