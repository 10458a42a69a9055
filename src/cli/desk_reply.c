/* SPDX-License-Identifier: ISC */
#include "cli/desk_reply.h"

#include <stdio.h>
#include <string.h>

#include "cli/desk_assets.h"

/*
 * connect-src 'self': all the console ever speaks to is this server.  Trusted
 * Types: its one policy, qf, names the worker's script.
 */
#define POLICY(script)                                                       \
	"default-src 'none'; script-src 'self'" script "; "                  \
	"worker-src 'self'; connect-src 'self'; style-src 'self'; "          \
	"img-src data:; base-uri 'none'; form-action 'none'; "               \
	"frame-ancestors 'none'; require-trusted-types-for 'script'; "       \
	"trusted-types qf"

static const char policy[] = POLICY("");
/* A worker has the policy of its own script: there libsodium may run. */
static const char worker_policy[] = POLICY(" 'wasm-unsafe-eval'");
static const char *const workers[] = { "/worker.js", "/opener.js" };

static const char *const security[][2] = {
	{ "Cache-Control", "no-store" },
	/* Connections kept for later would use up the few there are. */
	{ "Connection", "close" },
	{ "X-Content-Type-Options", "nosniff" },
	{ "Referrer-Policy", "no-referrer" },
	{ "Cross-Origin-Opener-Policy", "same-origin" },
	{ "Cross-Origin-Resource-Policy", "same-origin" },
	{ "Permissions-Policy",
	    "camera=(), geolocation=(), microphone=(), payment=(), usb=()" },
};

static enum MHD_Result
reply_under(struct MHD_Connection *c, const char *csp, unsigned int status,
    const char *type, struct MHD_Response *r)
{
	enum MHD_Result done;

	if (r == NULL)
		return MHD_NO;
	done = MHD_add_response_header(r, "Content-Security-Policy", csp);
	for (size_t i = 0; i < sizeof(security) / sizeof(security[0]); i++) {
		if (MHD_add_response_header(
			r, security[i][0], security[i][1]) != MHD_YES)
			done = MHD_NO;
	}
	if (done == MHD_YES)
		done = MHD_add_response_header(r, "Content-Type", type);
	/* Without its headers no answer leaves at all. */
	if (done == MHD_YES)
		done = MHD_queue_response(c, status, r);
	MHD_destroy_response(r);
	return done;
}

static enum MHD_Result
reply(struct MHD_Connection *c, unsigned int status, const char *type,
    struct MHD_Response *r)
{
	return reply_under(c, policy, status, type, r);
}

static const char *
policy_of(const char *path)
{
	for (size_t i = 0; i < sizeof(workers) / sizeof(workers[0]); i++) {
		if (strcmp(path, workers[i]) == 0)
			return worker_policy;
	}
	return policy;
}

enum MHD_Result
cli_desk_reply_text(struct MHD_Connection *c, unsigned int status,
    const char *type, const char *text)
{
	/* MHD takes the pointer without const and only reads. */
	return reply(c, status, type,
	    MHD_create_response_from_buffer(
		strlen(text), (void *)(uintptr_t)text, MHD_RESPMEM_MUST_COPY));
}

enum MHD_Result
cli_desk_reply_problem(struct MHD_Connection *c, unsigned int status,
    const char *name, const char *title)
{
	char text[256];

	(void)snprintf(text, sizeof(text),
	    "{\"type\":\"urn:qingfeng:error:%s\",\"title\":\"%s\","
	    "\"status\":%u}\n",
	    name, title, status);
	return cli_desk_reply_text(c, status, "application/problem+json", text);
}

enum MHD_Result
cli_desk_reply_file(struct MHD_Connection *c, const char *path)
{
	for (size_t i = 0; i < cli_desk_asset_count; i++) {
		const struct cli_desk_asset *a = &cli_desk_assets[i];

		if (strcmp(path, a->path) == 0)
			return reply_under(c, policy_of(path), MHD_HTTP_OK,
			    a->type,
			    MHD_create_response_from_buffer(a->len,
				(void *)(uintptr_t)a->data,
				MHD_RESPMEM_PERSISTENT));
	}
	return cli_desk_reply_problem(
	    c, MHD_HTTP_NOT_FOUND, "route", "nothing of the desk is here");
}

enum MHD_Result
cli_desk_reply_forwarded(
    struct MHD_Connection *c, const struct cli_http_reply *r)
{
	struct MHD_Response *out;
	char seconds[16];
	bool ok = r->status >= 200 && r->status < 300;

	out = MHD_create_response_from_buffer(
	    r->body.len, r->body.data, MHD_RESPMEM_MUST_COPY);
	if (out != NULL && r->retry_after_s != 0) {
		(void)snprintf(
		    seconds, sizeof(seconds), "%u", r->retry_after_s);
		if (MHD_add_response_header(out, "Retry-After", seconds) !=
		    MHD_YES) {
			MHD_destroy_response(out);
			return MHD_NO;
		}
	}
	return reply(c, (unsigned int)r->status,
	    ok ? "application/octet-stream" : "application/problem+json", out);
}
