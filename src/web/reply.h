/* SPDX-License-Identifier: ISC */
/*
 * Answers.  Every one carries the same security headers (web/reply.c), no
 * cookie, no address, and a Cache-Control that the caller names.
 */
#ifndef WEB_REPLY_H
#define WEB_REPLY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "web/call.h"

#define WEB_TYPE_JSON "application/json"
#define WEB_TYPE_NOTE "text/plain; charset=utf-8"
#define WEB_TYPE_BYTES "application/octet-stream"

enum web_cache {
	WEB_CACHE_NEVER,  /* no-store: whatever a mailbox or session names */
	WEB_CACHE_CHECK,  /* no-cache: kept, but asked for each time (ETag) */
	WEB_CACHE_FOREVER /* immutable: a numbered note, a hashed file */
};

/* Add a header to the answer that is about to be sent; value is copied. */
void
web_reply_header(struct web_call *call, const char *name, const char *value);

/*
 * Send status and a body, which is copied.  All replies return WEB_DONE, for
 * `return web_reply(...)`.
 */
enum web_next web_reply(struct web_call *call, int status, const char *type,
    enum web_cache cache, const void *body, size_t len);

/* The same with a body that stays as it is for ever: sent without a copy. */
enum web_next web_reply_static(struct web_call *call, int status,
    const char *type, enum web_cache cache, const void *body, size_t len);

/* 304: what the client has is still it. */
enum web_next web_reply_unchanged(struct web_call *call, enum web_cache cache);

/* 204: done, and nothing to say but headers. */
enum web_next web_reply_nothing(struct web_call *call);

/* The problem document of e; Retry-After with 503. */
enum web_next web_reply_problem(struct web_call *call, enum err e);

/*
 * The same, filled up with spaces to a multiple of pad bytes, so that its size
 * is no other than that of what it stands for.
 */
enum web_next
web_reply_problem_padded(struct web_call *call, enum err e, size_t pad);

/*
 * True if the request's If-None-Match names etag (with its quotes), or is *.
 * Weak comparison (RFC 9110, 13.1.2).
 */
bool web_reply_matches(const struct web_call *call, const char *etag);

/*
 * What Kore's own refusals carry: the headers of ours and a problem document.
 * For http_error_hook.
 */
struct http_error_page;
void web_reply_kore_error(int status, struct http_error_page *page);

#endif
