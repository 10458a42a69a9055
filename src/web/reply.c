/* SPDX-License-Identifier: ISC */
#include "web/reply.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kore/kore.h>
#include <kore/http.h>

#include "web/problem.h"

struct header {
	const char *name;
	const char *value;
};

/*
 * On every answer.  Scripts, styles and requests come from here and nowhere
 * else; blob: and data: pictures are the ones a reporter is about to send.
 * require-trusted-types-for: no string becomes markup.  Its one policy, qf,
 * names the page's own two scripts (assets/reporter/trusted.ts): without a
 * policy a Worker cannot be started.  No includeSubDomains: what else lives
 * under the name is not ours to decide.
 */
#define CSP                                                                  \
	"default-src 'none'; script-src 'self'; worker-src 'self'; "         \
	"connect-src 'self'; style-src 'self'; img-src 'self' blob: data:; " \
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "      \
	"require-trusted-types-for 'script'; trusted-types qf"

#define SECURITY_HEADERS(X)                                \
	X("content-security-policy", CSP)                  \
	X("strict-transport-security", "max-age=31536000") \
	X("x-content-type-options", "nosniff")             \
	X("referrer-policy", "no-referrer")                \
	X("cross-origin-opener-policy", "same-origin")     \
	X("cross-origin-resource-policy", "same-origin")   \
	X("permissions-policy",                            \
	    "camera=(), geolocation=(), microphone=(), payment=(), usb=()")

static const struct header security[] = {
#define X(name, value) { name, value },
	SECURITY_HEADERS(X)
#undef X
};

#define SECURITY_COUNT (sizeof(security) / sizeof(security[0]))

static const char *
cache_text(enum web_cache cache)
{
	switch (cache) {
	case WEB_CACHE_NEVER:
		return "no-store";
	case WEB_CACHE_CHECK:
		return "no-cache";
	case WEB_CACHE_FOREVER:
		return "public, max-age=31536000, immutable";
	}
	err_require_failed("a cache rule", __FILE__, __LINE__);
}

void
web_reply_header(struct web_call *call, const char *name, const char *value)
{
	http_response_header(call->req, name, value);
}

static void
common_headers(struct web_call *call, enum web_cache cache)
{
	for (size_t i = 0; i < SECURITY_COUNT; i++)
		web_reply_header(call, security[i].name, security[i].value);
	web_reply_header(call, "cache-control", cache_text(cache));
}

enum web_next
web_reply(struct web_call *call, int status, const char *type,
    enum web_cache cache, const void *body, size_t len)
{
	common_headers(call, cache);
	if (type != NULL)
		web_reply_header(call, "content-type", type);
	http_response(call->req, status, len == 0 ? NULL : body, len);
	return WEB_DONE;
}

enum web_next
web_reply_static(struct web_call *call, int status, const char *type,
    enum web_cache cache, const void *body, size_t len)
{
	void *data;

	if (len == 0)
		return web_reply(call, status, type, cache, NULL, 0);
	common_headers(call, cache);
	web_reply_header(call, "content-type", type);
	/* Kore only reads a stream's bytes, but its type has no const. */
	memcpy(&data, &body, sizeof(data));
	http_response_stream(call->req, status, data, len, NULL, NULL);
	return WEB_DONE;
}

enum web_next
web_reply_unchanged(struct web_call *call, enum web_cache cache)
{
	/* A 304 has no body, and no length of one that it does not send. */
	call->req->flags |= HTTP_REQUEST_NO_CONTENT_LENGTH;
	return web_reply(call, 304, NULL, cache, NULL, 0);
}

enum web_next
web_reply_nothing(struct web_call *call)
{
	/* A 204 tells no length of what it cannot have (RFC 9110, 8.6). */
	call->req->flags |= HTTP_REQUEST_NO_CONTENT_LENGTH;
	return web_reply(call, 204, NULL, WEB_CACHE_NEVER, NULL, 0);
}

enum web_next
web_reply_problem(struct web_call *call, enum err e)
{
	char text[WEB_PROBLEM_LEN];
	size_t len = web_problem_write(e, text);
	int status = web_problem_status(e);

	if (status == 503)
		web_reply_header(call, "retry-after", WEB_RETRY_SECONDS);
	if (status == 401)
		web_reply_header(call, "www-authenticate", "Bearer");
	return web_reply(
	    call, status, WEB_PROBLEM_TYPE, WEB_CACHE_NEVER, text, len);
}

enum web_next
web_reply_problem_padded(struct web_call *call, enum err e, size_t pad)
{
	char text[WEB_PROBLEM_LEN], *body;
	size_t len = web_problem_write(e, text);
	size_t full = (len + pad - 1) / pad * pad;
	enum web_next next;

	if ((body = malloc(full)) == NULL)
		return web_reply_problem(call, ERR_MEMORY);
	memset(body, ' ', full);
	memcpy(body, text, len);
	next = web_reply(call, web_problem_status(e), WEB_PROBLEM_TYPE,
	    WEB_CACHE_NEVER, body, full);
	free(body);
	return next;
}

bool
web_reply_matches(const struct web_call *call, const char *etag)
{
	const char *list = web_call_header(call, "if-none-match");
	size_t len = strlen(etag);

	if (list == NULL)
		return false;
	if (strcmp(list, "*") == 0)
		return true;
	/* The quotes are part of etag, so it cannot match inside another. */
	for (const char *at = list; (at = strstr(at, etag)) != NULL;
	     at += len) {
		char after = at[len];

		if (after == '\0' || after == ',' || after == ' ')
			return true;
	}
	return false;
}

/* Kore's own refusals, which run no handler, look like ours. */
#define X(name, value) name ": " value "\r\n"
static const char error_headers[] =
    SECURITY_HEADERS(X) "cache-control: no-store\r\n"
			"content-type: " WEB_PROBLEM_TYPE "\r\n";
static const char busy_headers[] =
    SECURITY_HEADERS(X) "cache-control: no-store\r\n"
			"content-type: " WEB_PROBLEM_TYPE "\r\n"
			"retry-after: " WEB_RETRY_SECONDS "\r\n";
#undef X

void
web_reply_kore_error(int status, struct http_error_page *page)
{
	static char text[WEB_PROBLEM_LEN];

	page->headers = status == 503 ? busy_headers : error_headers;
	page->body_len = web_problem_write_status(status, text);
	page->body = text;
}
