/* SPDX-License-Identifier: ISC */
/*
 * One request on its way through a service.
 *
 *	state	    entered by				left by
 *	started	    web_dispatch() finds the route	the route's step
 *	waiting	    a step returns WEB_WAIT		web_call_wake()
 *	answered    a step returns WEB_DONE		Kore frees the request
 *
 * The call lives in Kore's request and dies with it, answered or not: when the
 * client hangs up while it waits, its work is let go by work_free, which only
 * detaches the database job; the job itself is the store's and runs to its end.
 * Steps never block, never log what a client sent, and touch no other request.
 */
#ifndef WEB_CALL_H
#define WEB_CALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/text.h"

struct http_request;
struct kore_buf;
struct web_call;
struct web_route;

/* A step answers and is WEB_DONE, or has made sure that it is woken. */
enum web_next { WEB_DONE, WEB_WAIT };
typedef enum web_next (*web_step_fn)(struct web_call *call);

enum web_state { WEB_STARTED, WEB_WAITING, WEB_ANSWERED };

struct web_call {
	struct http_request *req; /* Kore's; owns this call */
	const struct web_route *route;
	struct base_text id; /* the `:id` segment, len 0 without one */
	const uint8_t *body; /* body_len bytes; NULL when there is none */
	size_t body_len;
	struct kore_buf *taken; /* the body, stolen from Kore; wiped with us */
	enum web_state state;
	web_step_fn resume;            /* the step after waking */
	void *work;                    /* a step's own state */
	void (*work_free)(void *work); /* called once if work is not NULL */
	bool woken;
};

/*
 * Wait for web_call_wake() and then go on with resume.  For
 * `return web_call_wait(call, resume)` at the end of a step that has handed
 * over a job.
 */
enum web_next web_call_wait(struct web_call *call, web_step_fn resume);

/* Wake a waiting call; from the loop's callbacks.  Waking twice is harmless. */
void web_call_wake(struct web_call *call);

/* The value of a request header, or NULL. */
const char *web_call_header(const struct web_call *call, const char *name);

/* A request header as it came. */
struct web_header {
	const char *name;
	const char *value;
};

/* More than Kore takes. */
#define WEB_HEADERS_MAX 64

/* All of the request's headers, borrowed; returns how many. */
size_t web_call_headers(
    const struct web_call *call, struct web_header out[static WEB_HEADERS_MAX]);

/* What follows `?` in the target; NULL without one. */
const char *web_call_query(const struct web_call *call);

/*
 * Decode `Authorization: Bearer <b64url>` of exactly len bytes and wipe the
 * header where Kore keeps it, so that it is gone before the request is.
 * Returns ERR_OK or ERR_BEARER (missing, repeated, malformed, other length).
 */
enum err
web_call_bearer(struct web_call *call, uint8_t *out, size_t len) MUST_USE;

/* Wipe and give back the stolen body before the call ends. */
void web_call_body_drop(struct web_call *call);

#endif
