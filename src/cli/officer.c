/* SPDX-License-Identifier: ISC */
#include "cli/officer.h"

#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "cli/json.h"
#include "cli/keyfile.h"
#include "cli/site.h"
#include "cli/term.h"
#include "sign/login.h"

#define NOTE_TYPE "text/plain"

static enum err
key_make(struct cli_officer *o, enum sign_role role,
    const uint8_t seed[static SIGN_SEED_LEN], struct sign_key **out)
{
	char name[LIMIT_NAME_LEN + 1];
	enum err e;

	e = sign_name_write(name, o->host, role, o->number, NULL);
	return e == ERR_OK ? sign_key_new(out, name, seed) : e;
}

static enum cli_exit
keys_make(struct cli_officer *o)
{
	struct seal_officer_seeds seeds;
	enum err e;

	seal_officer_seeds(&o->id, &seeds);
	e = key_make(o, SIGN_ROLE_OFFICER, seeds.entry, &o->entry);
	if (e == ERR_OK)
		e = key_make(o, SIGN_ROLE_LOGIN, seeds.login, &o->login);
	seal_officer_seeds_done(&seeds);
	if (e != ERR_OK)
		return cli_fail(e, "cannot name the officer's keys");
	return CLI_OK;
}

enum cli_exit
cli_officer_unlock(struct cli_officer *o, const struct cli_args *a,
    const char *host, unsigned int number)
{
	const char *path;
	enum cli_exit x;
	int fd;

	*o = (struct cli_officer){ .number = number };
	(void)snprintf(o->host, sizeof(o->host), "%s", host);
	if ((x = cli_arg_must(a, "identity", &path)) != CLI_OK ||
	    (x = cli_arg_fd(a, "passphrase-fd", &fd)) != CLI_OK)
		return x;
	if (cli_identity_load(path, fd, &o->id) != ERR_OK)
		return CLI_FAIL;
	return keys_make(o);
}

enum cli_exit
cli_officer_from(struct cli_officer *o, const struct cli_officer *unlocked,
    unsigned int number)
{
	*o = (struct cli_officer){ .number = number, .id = unlocked->id };
	memcpy(o->host, unlocked->host, sizeof(o->host));
	return keys_make(o);
}

/* The client composes what it signs; the office only gives nonce and until. */
static enum err
compose(struct cli_officer *o, const struct cli_http_reply *challenge,
    struct base_buf *note)
{
	struct sign_login login = { .number = o->number };
	uint64_t until = 0;
	json_t *doc = NULL;
	enum err e;

	if ((e = cli_json_parse(&challenge->body, &doc)) == ERR_OK &&
	    (e = cli_json_bytes(
		 doc, "nonce", login.nonce, sizeof(login.nonce))) == ERR_OK)
		e = cli_json_number(doc, "until", INT64_MAX, &until);
	json_decref(doc);
	if (e != ERR_OK)
		return e;
	login.until = (int64_t)until;
	if (o->role != NULL)
		(void)snprintf(login.role, sizeof(login.role), "%s", o->role);
	(void)snprintf(
	    login.at, sizeof(login.at), "%s", cli_http_origin(o->http));
	return sign_login_sign(o->host, &login, o->login, note);
}

static enum err
token_read(struct cli_officer *o, const struct cli_http_reply *r)
{
	uint8_t raw[CLI_TOKEN_LEN];
	const char *token;
	json_t *doc = NULL;
	enum err e;

	if ((e = cli_json_parse(&r->body, &doc)) == ERR_OK &&
	    (e = cli_json_text(doc, "token", &token)) == ERR_OK) {
		if (base_base64_decode_exact(raw, sizeof(raw), token,
			strlen(token), BASE64_URL_RAW) != ERR_OK)
			e = ERR_PROTOCOL;
		else
			(void)snprintf(o->token, sizeof(o->token), "%s", token);
	}
	sodium_memzero(raw, sizeof(raw));
	json_decref(doc);
	return e;
}

static enum err
post(struct cli_officer *o, const char *path, const char *type,
    const void *body, size_t len, size_t max, struct cli_http_reply *reply)
{
	struct cli_http_req req = { .method = "POST",
		.path = path,
		.type = type,
		.bearer = o->token[0] == 0 ? NULL : o->token,
		.body = body,
		.body_len = len,
		.reply_max = max };

	return cli_http_call(o->http, &req, reply);
}

enum err
cli_officer_login(struct cli_officer *o, const struct cli_args *a,
    const char *url, const char *ca)
{
	struct cli_http_reply r = { 0 };
	struct base_buf note;
	enum err e;

	base_buf_init(&note, LIMIT_NOTE_LEN);
	if ((e = cli_http_from_args(a, url, ca, &o->http)) != ERR_OK)
		goto out;
	e = post(o, "/v1/session/challenge", NULL, NULL, 0, 4096, &r);
	if (e != ERR_OK || cli_http_status(&r) != ERR_OK) {
		cli_http_say(o->http, e, &r, "cannot reach the office");
		e = e == ERR_OK ? cli_http_status(&r) : e;
		goto out;
	}
	if ((e = compose(o, &r, &note)) != ERR_OK) {
		(void)cli_fail(e, "the office's challenge");
		goto out;
	}
	cli_http_reply_done(&r);
	e = post(o, "/v1/session", NOTE_TYPE, note.data, note.len, 4096, &r);
	if (e != ERR_OK || cli_http_status(&r) != ERR_OK) {
		cli_http_say(o->http, e, &r, "cannot log in");
		if (e == ERR_OK && cli_http_status(&r) == ERR_DENIED)
			cli_hint("is this the key of officer %02u in the "
				 "roster in force, and %s the office's own "
				 "address?",
			    o->number, cli_http_origin(o->http));
		e = e == ERR_OK ? cli_http_status(&r) : e;
		goto out;
	}
	if ((e = token_read(o, &r)) != ERR_OK)
		(void)cli_fail(e, "the office's session");
out:
	cli_http_reply_done(&r);
	base_buf_done(&note);
	return e;
}

enum err
cli_officer_open(const struct cli_officer *o, const struct seal_header *h,
    uint8_t file_key[static SEAL_FILE_KEY_LEN])
{
	return cli_keys_open(o->keys, &o->id, h, file_key);
}

void
cli_officer_done(struct cli_officer *o)
{
	struct cli_http_reply r = { 0 };

	/* Courtesy: the session would end by itself. */
	if (o->token[0] != 0) {
		if (post(o, "/v1/session/close", NULL, NULL, 0, 4096, &r) !=
		    ERR_OK)
			cli_warn("the session could not be closed; it ends in "
				 "15 minutes");
		cli_http_reply_done(&r);
	}
	sodium_memzero(o->token, sizeof(o->token));
	cli_keys_free(&o->keys);
	seal_identity_done(&o->id);
	sign_key_free(&o->entry);
	sign_key_free(&o->login);
	cli_http_free(&o->http);
}

static enum err
judge(struct cli_officer *o, enum err e, const struct cli_http_reply *r)
{
	if (e == ERR_OK && (e = cli_http_status(r)) == ERR_OK)
		return ERR_OK;
	if (e == ERR_NOT_FOUND)
		return e;
	cli_http_say(o->http, r->status == 0 ? e : ERR_OK, r, "the office");
	return e;
}

enum err
cli_officer_get(struct cli_officer *o, const char *path, size_t max,
    struct cli_http_reply *reply)
{
	struct cli_http_req req = { .method = "GET",
		.path = path,
		.bearer = o->token,
		.reply_max = max };

	return judge(o, cli_http_call(o->http, &req, reply), reply);
}

enum err
cli_officer_post(struct cli_officer *o, const char *path, const char *type,
    const void *body, size_t len, size_t max, struct cli_http_reply *reply)
{
	return judge(o, post(o, path, type, body, len, max, reply), reply);
}

enum err
cli_officer_send(struct cli_officer *o, const char *path, const char *type,
    const void *body, size_t len, size_t max, struct cli_http_reply *reply)
{
	struct cli_http_req req = { .method = "POST",
		.path = path,
		.type = type,
		.bearer = o->token,
		.body = body,
		.body_len = len,
		.reply_max = max };

	return judge(o, cli_http_persist(o->http, &req, reply), reply);
}
