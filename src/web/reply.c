/* SPDX-License-Identifier: ISC */
#include "web/reply.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <kore/kore.h>
#include <kore/http.h>

#include "base/text.h"
#include "web/problem.h"

struct header {
	const char *name;
	const char *value;
};

/*
 * On every answer.  Scripts, styles and requests come from here and nowhere
 * else; blob: and data: pictures are the ones a reporter is about to send.
 * require-trusted-types-for: no string becomes markup.  No includeSubDomains:
 * what else lives under the name is not ours to decide.
 */
#define CSP                                                                  \
	"default-src 'none'; script-src 'self'; worker-src 'self'; "         \
	"connect-src 'self'; style-src 'self'; img-src 'self' blob: data:; " \
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "      \
	"require-trusted-types-for 'script'; trusted-types 'none'"

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

static bool
number_read(struct base_text t, size_t *out)
{
	uint64_t n;

	/* A number too large for us is past every body's end. */
	if (t.len == 0)
		return false;
	for (size_t i = 0; i < t.len; i++) {
		if (t.data[i] < '0' || t.data[i] > '9')
			return false;
	}
	while (t.len > 1 && t.data[0] == '0') {
		t.data++;
		t.len--;
	}
	if (base_text_decimal(t, SIZE_MAX / 2, &n) != ERR_OK)
		n = SIZE_MAX / 2;
	*out = (size_t)n;
	return true;
}

enum err
web_reply_range(const struct web_call *call, size_t len, size_t *first,
    size_t *count, bool *partial)
{
	static const char unit[] = "bytes=";
	const char *text = web_call_header(call, "range"), *dash;
	struct base_text a, b;
	size_t from = 0, to = 0;
	bool has_from, has_to;

	*first = 0;
	*count = len;
	*partial = false;
	if (text == NULL || strncmp(text, unit, sizeof(unit) - 1) != 0)
		return ERR_OK;
	text += sizeof(unit) - 1;
	if ((dash = strchr(text, '-')) == NULL)
		return ERR_OK;
	a = (struct base_text){ text, (size_t)(dash - text) };
	b = (struct base_text){ dash + 1, strlen(dash + 1) };
	has_from = number_read(a, &from);
	has_to = number_read(b, &to);
	if ((!has_from && a.len > 0) || (!has_to && b.len > 0) ||
	    (!has_from && !has_to) || (has_from && has_to && to < from))
		return ERR_OK;
	if (!has_from) {
		/* The last `to` bytes. */
		if (to == 0 || len == 0)
			return ERR_RANGE;
		from = to < len ? len - to : 0;
		to = len - 1;
	} else if (from >= len) {
		return ERR_RANGE;
	} else if (!has_to || to >= len) {
		to = len - 1;
	}
	*first = from;
	*count = to - from + 1;
	*partial = true;
	return ERR_OK;
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
