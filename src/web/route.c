/* SPDX-License-Identifier: ISC */
#include "web/route.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <kore/kore.h>
#include <kore/http.h>

#include "web/reply.h"

#define ID_LEN_MAX 64

static const struct web_route *routes;
static size_t route_count;
static web_step_fn fallback;

void
web_route_set(const struct web_route *list, size_t count, web_step_fn other)
{
	routes = list;
	route_count = count;
	fallback = other;
}

static bool
id_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/* Does path fit pattern?  Sets *id to the `:id` segment if it has one. */
static bool
path_fits(const char *pattern, const char *path, struct base_text *id)
{
	static const char mark[] = ":id";
	size_t n = 0;

	*id = (struct base_text){ 0 };
	while (*pattern != '\0' && *pattern != ':') {
		if (*pattern++ != *path++)
			return false;
	}
	if (*pattern == '\0')
		return *path == '\0';
	while (n <= ID_LEN_MAX && id_char(path[n]))
		n++;
	if (n == 0 || n > ID_LEN_MAX)
		return false;
	*id = (struct base_text){ path, n };
	return strcmp(pattern + sizeof(mark) - 1, path + n) == 0;
}

/* What a row must have to be the request's. */
static int
method_bits(int kore_method)
{
	switch (kore_method) {
	case HTTP_METHOD_GET:
		return WEB_GET;
	case HTTP_METHOD_HEAD:
		return WEB_GET | WEB_HEAD;
	case HTTP_METHOD_OPTIONS:
		return WEB_OPTIONS;
	case HTTP_METHOD_POST:
		return WEB_POST;
	case HTTP_METHOD_PATCH:
		return WEB_PATCH;
	default:
		return 0;
	}
}

/* 405 with the methods that the path does take (RFC 9110, 15.5.6). */
static enum web_next
reply_method(struct web_call *call, int allowed)
{
	char list[48];

	(void)snprintf(list, sizeof(list), "%s%s%s%s%s",
	    (allowed & WEB_GET) != 0 ? ", GET, HEAD" : "",
	    (allowed & WEB_HEAD) != 0 ? ", HEAD" : "",
	    (allowed & WEB_OPTIONS) != 0 ? ", OPTIONS" : "",
	    (allowed & WEB_POST) != 0 ? ", POST" : "",
	    (allowed & WEB_PATCH) != 0 ? ", PATCH" : "");
	web_reply_header(call, "allow", list + 2);
	return web_reply_problem(call, ERR_METHOD);
}

/* The media type without its parameters is what is compared. */
static bool
media_type_is(const struct web_call *call, const char *want)
{
	const char *have = web_call_header(call, "content-type");
	size_t len = strlen(want);

	return have != NULL && strncasecmp(have, want, len) == 0 &&
	       (have[len] == '\0' || have[len] == ';' || have[len] == ' ');
}

static void
body_take(struct web_call *call)
{
	struct kore_buf *body = call->req->http_body;

	/* Kore has rewound it: its offset is 0, not its length. */
	if (body == NULL)
		return;
	call->req->http_body = NULL;
	call->taken = body;
	call->body = body->data;
	call->body_len = call->req->http_body_length;
}

static enum web_next
call_start(struct web_call *call)
{
	int methods = method_bits(call->req->method), allowed = 0;
	struct base_text id;

	for (size_t i = 0; i < route_count; i++) {
		if (!path_fits(routes[i].path, call->req->path, &id))
			continue;
		allowed |= (int)routes[i].method;
		if (((int)routes[i].method & methods) == 0)
			continue;
		call->route = &routes[i];
		call->id = id;
	}
	body_take(call);
	if (call->route == NULL && allowed != 0)
		return reply_method(call, allowed);
	if (call->route == NULL)
		return fallback != NULL ? fallback(call)
					: web_reply_problem(call, ERR_ROUTE);
	if (call->body_len > call->route->body_max)
		return web_reply_problem(call, ERR_LIMIT);
	if (call->route->media_type != NULL &&
	    !media_type_is(call, call->route->media_type))
		return web_reply_problem(call, ERR_MEDIA_TYPE);
	return call->route->step(call);
}

/* Kore frees the request: let go of everything, whether answered or not. */
static void
call_free(struct http_request *req)
{
	struct web_call *call = req->hdlr_extra;

	if (call == NULL)
		return;
	if (call->work != NULL)
		call->work_free(call->work);
	call->work = NULL;
	web_call_body_drop(call);
}

int
web_dispatch(struct http_request *req)
{
	struct web_call *call = req->hdlr_extra;
	enum web_next next;

	if (call == NULL) {
		/* The answer is ours now, however long it takes. */
		req->owner->http_timeout = 0;
		call = http_state_create(req, sizeof(*call), call_free);
		call->req = req;
		next = call_start(call);
	} else if (!call->woken) {
		/* Kore runs requests for its own reasons too. */
		next = WEB_WAIT;
	} else {
		call->woken = false;
		next = call->resume(call);
	}
	/* A job may be done before its step returns. */
	while (next == WEB_WAIT && call->woken) {
		call->woken = false;
		next = call->resume(call);
	}
	if (next == WEB_DONE) {
		call->state = WEB_ANSWERED;
		return KORE_RESULT_OK;
	}
	REQUIRE(call->resume != NULL);
	call->state = WEB_WAITING;
	http_request_sleep(req);
	return KORE_RESULT_RETRY;
}
