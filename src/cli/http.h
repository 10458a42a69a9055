/* SPDX-License-Identifier: ISC */
/*
 * HTTPS to one origin by libcurl: TLS 1.3, the system's certificates or one
 * given CA file, no redirects, no proxy but a given one, a time limit and a
 * ceiling for every answer that is known before its bytes arrive.
 *
 *	cli_http_new -> cli_http_call ... -> cli_http_free
 */
#ifndef CLI_HTTP_H
#define CLI_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

#define CLI_HTTP_TRIES 5 /* of one request */
#define CLI_LOCATION_LEN 128

struct cli_http;

struct cli_http_opts {
	const char *url;   /* https://HOST[:PORT][/], nothing behind */
	const char *ca;    /* PEM file, NULL: the system's */
	const char *proxy; /* e.g. socks5h://127.0.0.1:9050, NULL: none */
};

struct cli_http_req {
	const char *method; /* "GET", "HEAD", "POST" or "PATCH" */
	const char *path;   /* begins with a slash */
	const char *bearer; /* NULL: no Authorization */
	const char *type;   /* Content-Type of a POST or PATCH */
	const char *range;  /* "first-last", NULL: all */
	const char *coding; /* ask for and undo "br" or "gzip"; NULL: as is */
	const char *agent;  /* User-Agent; NULL: none */
	const char *const *headers; /* more, "Name: value"; ends with NULL */
	const void *body;
	size_t body_len;
	size_t reply_max;
};

struct cli_http_reply {
	long status;
	unsigned retry_after_s;          /* 0: not said */
	char location[CLI_LOCATION_LEN]; /* "" if not said, or longer */
	bool has_offset;
	uint64_t offset; /* Upload-Offset */
	struct base_buf body;
};

/*
 * A new connection holder; no byte is sent yet.  Says what is wrong with the
 * URL, or with QF_PATIENCE in the environment: seconds without an answer worth
 * the name after which a call is given up, else 30.  Returns ERR_OK,
 * ERR_FORMAT, ERR_MEMORY.
 */
enum err
cli_http_new(struct cli_http **out, const struct cli_http_opts *o) MUST_USE;
void cli_http_free(struct cli_http **h);

/* The origin as signed texts write it: https://host[:port], no slash. */
const char *cli_http_origin(const struct cli_http *h);

/*
 * One request.  Any complete answer is ERR_OK, whatever its status; the caller
 * frees with cli_http_reply_done() in every case.  Silent.  Nothing, or next to
 * nothing, for so long is a timeout (QF_PATIENCE), and so is a call of 120 s:
 * an answer that comes byte by byte would hold up everything for ever.  Returns ERR_OK,
 * ERR_NETWORK, ERR_TIMEOUT, ERR_LIMIT (answer over reply_max), ERR_MEMORY.
 */
enum err cli_http_call(struct cli_http *h, const struct cli_http_req *req,
    struct cli_http_reply *reply) MUST_USE;
void cli_http_reply_done(struct cli_http_reply *r);

/*
 * The same request again and again while the network or the service fails,
 * five times in all: for what is sealed once and may be stored once.  Notes on
 * standard error that it waits.
 */
enum err cli_http_persist(struct cli_http *h, const struct cli_http_req *req,
    struct cli_http_reply *reply) MUST_USE;

/*
 * Say why a call failed: the transport's reason for e, or, with e ERR_OK, the
 * status and the problem document's title.
 */
void cli_http_say(const struct cli_http *h, enum err e,
    const struct cli_http_reply *r, const char *doing);

/* Is it a problem document of this name (docs/errors.md)? */
bool cli_http_is_problem(const struct cli_http_reply *r, const char *name);

/* May the same request fare better a little later? */
bool cli_http_is_worth_repeating(enum err e, const struct cli_http_reply *r);

/*
 * Note that it waits, and wait: 1 s before the second try, then twice as long,
 * or what the answer asked for.  try counts from 0.
 */
void cli_http_wait(enum err e, const struct cli_http_reply *r, unsigned try);

/*
 * What a status means: 2xx ERR_OK, 401/403 ERR_DENIED, 404 ERR_NOT_FOUND, 409
 * ERR_CONFLICT, 503 ERR_UNAVAILABLE, else ERR_PROTOCOL.
 */
enum err cli_http_status(const struct cli_http_reply *r) MUST_USE;

#endif
