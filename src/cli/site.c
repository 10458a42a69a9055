/* SPDX-License-Identifier: ISC */
#include "cli/site.h"

#include <stdio.h>
#include <string.h>

#include "cli/date.h"
#include "cli/json.h"
#include "sign/note.h"

#define START_MAX (1024u * 1024u)
#define SITE_FORMAT 1

enum err
cli_http_from_args(const struct cli_args *a, const char *url, const char *ca,
    struct cli_http **out)
{
	struct cli_http_opts o = {
		.url = url,
		.ca = cli_arg(a, "ca") != NULL ? cli_arg(a, "ca") : ca,
		.proxy = cli_arg(a, "proxy"),
	};

	return cli_http_new(out, &o);
}

static enum err
start_read(struct cli_site *s, const struct cli_http_reply *r)
{
	const char *host;
	uint64_t format;
	enum err e;

	if ((e = cli_json_parse(&r->body, &s->start)) != ERR_OK ||
	    (e = cli_json_number(s->start, "format", SITE_FORMAT, &format)) !=
		ERR_OK ||
	    (e = cli_json_text(s->start, "host", &host)) != ERR_OK)
		return e;
	if (format != SITE_FORMAT || !sign_host_valid(host))
		return ERR_PROTOCOL;
	(void)snprintf(s->host, sizeof(s->host), "%s", host);
	s->words = json_object_get(s->start, "site");
	return json_is_object(s->words) ? ERR_OK : ERR_PROTOCOL;
}

enum cli_exit
cli_site_connect(const struct cli_args *a, struct cli_site *s)
{
	struct cli_http_reply r;
	const char *url;
	enum cli_exit x;
	enum err e;

	*s = (struct cli_site){ 0 };
	cli_today(&s->today);
	if ((x = cli_arg_must(a, "site", &url)) != CLI_OK)
		return x;
	if (cli_http_from_args(a, url, NULL, &s->http) != ERR_OK)
		return CLI_FAIL;
	e = cli_site_get(s, "/v1/start", NULL, START_MAX, &r);
	if (e != ERR_OK || cli_http_status(&r) != ERR_OK) {
		cli_http_say(s->http, e, &r, "cannot reach the site");
		x = CLI_FAIL;
	} else if ((e = start_read(s, &r)) != ERR_OK) {
		x = cli_fail(e, "the site's start document");
	}
	cli_http_reply_done(&r);
	return x;
}

void
cli_site_done(struct cli_site *s)
{
	cli_http_free(&s->http);
	json_decref(s->start);
	sign_chain_free(&s->chain);
	s->start = NULL;
	s->words = NULL;
}

enum err
cli_site_get(struct cli_site *s, const char *path, const char *bearer,
    size_t max, struct cli_http_reply *reply)
{
	struct cli_http_req req = { .method = "GET",
		.path = path,
		.bearer = bearer,
		.reply_max = max };

	return cli_http_call(s->http, &req, reply);
}

static enum err
add_roots(struct cli_site *s, const uint8_t *pin)
{
	json_t *roots, *one;
	enum err e;

	e = cli_json_list(s->start, "roots", LIMIT_CHAIN_MAX, &roots);
	for (size_t i = 0; e == ERR_OK && i < json_array_size(roots); i++) {
		one = json_array_get(roots, i);
		if (!json_is_string(one))
			return ERR_PROTOCOL;
		e = sign_chain_add_root(s->chain, json_string_value(one),
		    json_string_length(one), pin);
	}
	return e;
}

/* Versions from first up to, not including, the newest, from the site. */
static enum err
add_history(struct cli_site *s, uint32_t first, uint32_t newest)
{
	struct cli_http_reply r;
	char path[64];
	enum err e = ERR_OK;

	if (newest - first > LIMIT_CHAIN_MAX)
		return ERR_LIMIT;
	for (uint32_t v = first; e == ERR_OK && v < newest; v++) {
		(void)snprintf(
		    path, sizeof(path), "/v1/roster/%u", (unsigned)v);
		e = cli_site_get(s, path, NULL, LIMIT_NOTE_LEN, &r);
		if (e == ERR_OK)
			e = cli_http_status(&r);
		if (e == ERR_OK)
			e = sign_chain_add_roster(
			    s->chain, r.body.data, r.body.len);
		cli_http_reply_done(&r);
	}
	return e;
}

/* The newest roster's version, before anything of it is believed. */
static enum err
peek_version(
    const struct cli_site *s, const char *note, size_t len, uint32_t *version)
{
	struct sign_roster *r = NULL;
	struct sign_note n;
	enum err e;

	if ((e = sign_note_parse(note, len, &n)) != ERR_OK ||
	    (e = sign_roster_parse(s->host, n.text, &r)) != ERR_OK)
		return e;
	*version = r->version;
	sign_roster_free(&r);
	return ERR_OK;
}

enum err
cli_site_chain(struct cli_site *s, const uint8_t *pin, uint32_t first_roster)
{
	const json_t *roster = json_object_get(s->start, "roster");
	const char *note = json_string_value(roster);
	uint32_t newest = 0;
	enum err e = ERR_PROTOCOL;

	if (note == NULL)
		goto out;
	if ((e = sign_chain_new(&s->chain, s->host)) != ERR_OK ||
	    (e = add_roots(s, pin)) != ERR_OK ||
	    (e = peek_version(s, note, json_string_length(roster), &newest)) !=
		ERR_OK)
		goto out;
	if (first_roster > newest) {
		/* What was newest once can never become older. */
		e = ERR_CHAIN;
		goto out;
	}
	if (first_roster > 0)
		e = add_history(s, first_roster, newest);
	if (e == ERR_OK)
		e = sign_chain_add_roster(
		    s->chain, note, json_string_length(roster));
out:
	if (e != ERR_OK) {
		(void)cli_fail(e, "the site's keys");
		cli_hint("do not use this site until it is explained");
	}
	return e;
}

enum err
cli_site_current(const struct cli_site *s, const struct sign_roster **out)
{
	enum err e = sign_chain_current(s->chain, &s->today, out);

	if (e == ERR_OK)
		return ERR_OK;
	(void)cli_fail(e, "the site's roster");
	if (e == ERR_EXPIRED)
		cli_hint("it holds from %s to %s, and today is %s",
		    sign_chain_newest(s->chain)->not_before.text,
		    sign_chain_newest(s->chain)->not_after.text, s->today.text);
	return e;
}

enum err
cli_site_post(struct cli_site *s, const char *path, const void *body,
    size_t len, struct cli_http_reply *reply, bool *gone)
{
	struct cli_http_req req = { .method = "POST",
		.path = path,
		.type = CLI_ENTRY_TYPE,
		.body = body,
		.body_len = len,
		.reply_max = LIMIT_NOTE_LEN };
	enum err e = cli_http_persist(s->http, &req, reply);

	if (e == ERR_OK && cli_http_status(reply) == ERR_OK)
		return ERR_OK;
	*gone = e == ERR_OK && cli_http_is_problem(reply, "upload");
	if (!*gone)
		cli_http_say(s->http, e, reply, "cannot deliver");
	return e == ERR_OK ? cli_http_status(reply) : e;
}
