/* SPDX-License-Identifier: ISC */
/* What answers mean, and asking again for what may fare better later. */
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "cli/http.h"
#include "cli/say.h"

#define WAIT_MAX_S 30

enum err
cli_http_status(const struct cli_http_reply *r)
{
	if (r->status >= 200 && r->status < 300)
		return ERR_OK;
	switch (r->status) {
	case 401:
	case 403:
		return ERR_DENIED;
	case 404:
		return ERR_NOT_FOUND;
	case 409:
		return ERR_CONFLICT;
	case 503:
		return ERR_UNAVAILABLE;
	default:
		return ERR_PROTOCOL;
	}
}

bool
cli_http_is_problem(const struct cli_http_reply *r, const char *name)
{
	static const char prefix[] = "urn:qingfeng:error:";
	json_t *doc;
	const char *type;
	bool is;

	doc = json_loadb((const char *)r->body.data, r->body.len, 0, NULL);
	type = json_string_value(json_object_get(doc, "type"));
	is = type != NULL && strncmp(type, prefix, sizeof(prefix) - 1) == 0 &&
	     strcmp(type + sizeof(prefix) - 1, name) == 0;
	json_decref(doc);
	return is;
}

bool
cli_http_is_worth_repeating(enum err e, const struct cli_http_reply *r)
{
	if (e == ERR_NETWORK || e == ERR_TIMEOUT)
		return true;
	return e == ERR_OK && (r->status == 500 || r->status == 502 ||
				  r->status == 503 || r->status == 504);
}

void
cli_http_wait(enum err e, const struct cli_http_reply *r, unsigned try)
{
	unsigned wait = try < CLI_HTTP_TRIES ? 1u <<
	try : WAIT_MAX_S
		;

	if (e == ERR_OK && r->retry_after_s > wait)
		wait = r->retry_after_s;
	if (wait > WAIT_MAX_S)
		wait = WAIT_MAX_S;
	cli_note("not delivered yet, again in %u s", wait);
	(void)sleep(wait);
}

enum err
cli_http_persist(struct cli_http *h, const struct cli_http_req *req,
    struct cli_http_reply *reply)
{
	for (unsigned i = 0;; i++) {
		enum err e = cli_http_call(h, req, reply);

		if (!cli_http_is_worth_repeating(e, reply) ||
		    i + 1 == CLI_HTTP_TRIES)
			return e;
		cli_http_wait(e, reply, i);
		cli_http_reply_done(reply);
	}
}
