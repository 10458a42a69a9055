/* SPDX-License-Identifier: ISC */
/*
 * The one list of what a service answers, and the one handler that Kore calls.
 * Kore's own routing is not used: it knows no captures, no HEAD for GET, no 405
 * with Allow, and answers errors without our headers.
 */
#ifndef WEB_ROUTE_H
#define WEB_ROUTE_H

#include <stddef.h>

#include "web/call.h"

struct http_request;

#define WEB_EXPORT __attribute__((visibility("default")))

/* The methods that routes can name; HEAD comes with GET, or alone. */
enum web_method {
	WEB_GET = 1,
	WEB_POST = 2,
	WEB_PATCH = 4,
	WEB_HEAD = 8,
	WEB_OPTIONS = 16,
};

struct web_route {
	/*
	 * Literal, but one segment may be `:id` (1 to 64 of a-z 0-9 _ - and,
	 * as tokens have them, A-Z); more than one row may have the same path,
	 * one for each method.
	 */
	const char *path;
	enum web_method method;
	size_t body_max;        /* 0: a body is refused */
	const char *media_type; /* NULL: any, or no body */
	web_step_fn step;
};

/*
 * The service's routes and, for paths that no route has, what to try before the
 * answer is 404 (static files; may be NULL).  Set once, before the workers
 * start; borrowed for ever.
 */
void web_route_set(
    const struct web_route *routes, size_t count, web_step_fn fallback);

/* Kore's handler for every path (the name in web_config_kore()). */
WEB_EXPORT int web_dispatch(struct http_request *req);

#endif
