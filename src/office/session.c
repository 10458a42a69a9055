/* SPDX-License-Identifier: ISC */
#include "office/session.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <sodium.h>

#include "base/base64.h"
#include "office/audit.h"
#include "office/office.h"
#include "office/work.h"
#include "sign/login.h"
#include "web/json.h"
#include "web/reply.h"

_Static_assert(SIGN_NONCE_LEN == STORE_NONCE_LEN, "a nonce is a nonce");

static const char *const role_words[STORE_SESSION_ROLES] = {
	[STORE_OFFICER] = "officer",
	[STORE_AUDITOR] = "auditor",
	[STORE_SUPERVISOR] = "supervisor",
};

/* The roster in force today; ERR_UNAVAILABLE until one is known. */
static enum err
roster_today(const struct sign_roster **out)
{
	const struct office *office = office_get();
	struct base_date today;

	if (office->chain == NULL)
		return ERR_UNAVAILABLE;
	base_date_at((int64_t)time(NULL), &today);
	return sign_chain_current(office->chain, &today, out);
}

static enum web_next
challenge_answer(struct web_call *call)
{
	struct office_work *w = call->work;

	if (w->e != ERR_OK)
		return office_work_problem(call, w->e);
	return web_reply(call, 200, WEB_TYPE_JSON, WEB_CACHE_NEVER,
	    w->body.data, w->body.len);
}

enum web_next
office_session_challenge(struct web_call *call)
{
	struct office_work *w = office_work_of(call);
	uint8_t nonce[STORE_NONCE_LEN];
	int64_t until = (int64_t)time(NULL) + OFFICE_CHALLENGE_S;
	enum err e;

	if (w == NULL)
		return web_reply_problem(call, ERR_MEMORY);
	randombytes_buf(nonce, sizeof(nonce));
	if ((e = base_buf_add_str(&w->body, "{\"nonce\":")) == ERR_OK &&
	    (e = web_json_base64(&w->body, nonce, sizeof(nonce))) == ERR_OK &&
	    (e = base_buf_addf(&w->body, ",\"until\":%" PRId64 "}\n", until)) ==
		ERR_OK)
		e = store_challenge_new(office_get()->db, nonce, until,
		    office_work_outcome, w, &w->job);
	return office_work_wait(call, e, challenge_answer);
}

/* {"token":..,"role":..,"number":..} */
static enum err
open_write(struct office_work *w, const uint8_t token[static OFFICE_TOKEN_LEN])
{
	char text[BASE64_LEN(OFFICE_TOKEN_LEN) + 1];
	enum err e;

	base_base64_encode(text, token, OFFICE_TOKEN_LEN, BASE64_URL_RAW);
	e = base_buf_addf(&w->body,
	    "{\"token\":\"%s\",\"role\":\"%s\",\"number\":\"%02u\"}\n", text,
	    role_words[w->role], w->number);
	sodium_memzero(text, sizeof(text));
	return e;
}

static enum web_next
open_answer(struct web_call *call)
{
	struct office_work *w = call->work;

	/* A spent, late or foreign nonce is told like a wrong signature. */
	if (w->e == ERR_NOT_FOUND)
		w->e = ERR_DENIED;
	if (w->e != ERR_OK)
		return office_work_problem(call, w->e);
	office_audit_actor(w->role, w->number, "session opened");
	return web_reply(call, 201, WEB_TYPE_JSON, WEB_CACHE_NEVER,
	    w->body.data, w->body.len);
}

/* Which kind of session a verified login may open. */
static enum err
login_role(const struct sign_login *login, enum store_session_role *out)
{
	if (login->role[0] == '\0') {
		*out = STORE_OFFICER;
		return ERR_OK;
	}
	for (int i = STORE_AUDITOR; i < STORE_SESSION_ROLES; i++) {
		if (strcmp(login->role, role_words[i]) == 0) {
			*out = (enum store_session_role)i;
			return ERR_OK;
		}
	}
	return ERR_DENIED;
}

enum web_next
office_session_open(struct web_call *call)
{
	const struct office *office = office_get();
	const struct sign_roster *roster;
	struct office_work *w = office_work_of(call);
	uint8_t token[OFFICE_TOKEN_LEN];
	struct sign_login login;
	enum err e;

	if (w == NULL)
		return web_reply_problem(call, ERR_MEMORY);
	if ((e = roster_today(&roster)) != ERR_OK ||
	    (e = sign_login_verify(office->host, call->body, call->body_len,
		 roster, office->origin, (int64_t)time(NULL), &login)) !=
		ERR_OK ||
	    (e = login_role(&login, &w->role)) != ERR_OK)
		return office_work_problem(call, e);
	w->number = login.number;
	randombytes_buf(token, sizeof(token));
	crypto_hash_sha256(w->token, token, sizeof(token));
	if ((e = open_write(w, token)) == ERR_OK)
		e = store_session_open(office->db, login.nonce, login.until,
		    w->token, w->role, w->number, office_work_outcome, w,
		    &w->job);
	sodium_memzero(token, sizeof(token));
	return office_work_wait(call, e, open_answer);
}

/* Hash the bearer's token; the token itself is gone again. */
static enum err
token_read(struct web_call *call, uint8_t hash[static STORE_HASH_LEN])
{
	uint8_t token[OFFICE_TOKEN_LEN];
	enum err e;

	if ((e = web_call_bearer(call, token, sizeof(token))) == ERR_OK)
		crypto_hash_sha256(hash, token, sizeof(token));
	sodium_memzero(token, sizeof(token));
	return e;
}

static enum web_next
close_answer(struct web_call *call)
{
	struct office_work *w = call->work;

	/* Closing what is closed is no error. */
	if (w->e != ERR_OK && w->e != ERR_NOT_FOUND)
		return office_work_problem(call, w->e);
	return web_reply(call, 200, WEB_TYPE_JSON, WEB_CACHE_NEVER, "{}\n", 3);
}

enum web_next
office_session_close(struct web_call *call)
{
	struct office_work *w = office_work_of(call);
	enum err e;

	if (w == NULL)
		return web_reply_problem(call, ERR_MEMORY);
	if ((e = token_read(call, w->token)) != ERR_OK)
		return web_reply_problem(call, e);
	e = store_session_close(
	    office_get()->db, w->token, office_work_outcome, w, &w->job);
	return office_work_wait(call, e, close_answer);
}

static void
need_done(void *ctx, enum err e, const struct store_session *session)
{
	struct office_work *w = ctx;

	if (e == ERR_OK && session->found) {
		w->found = true;
		w->role = session->role;
		w->number = session->number;
	}
	office_work_done(w, e);
}

/*
 * A session outlives nobody's place in the roster: who was revoked an hour ago
 * is refused now.  The roster's own dates do not end a session.
 */
static bool
still_enrolled(const struct office_work *w)
{
	const struct sign_roster *roster;

	if (office_get()->chain == NULL)
		return false;
	roster = sign_chain_newest(office_get()->chain);
	if (roster == NULL)
		return false;
	if (w->role == STORE_OFFICER)
		return sign_roster_officer(roster, w->number) != NULL;
	return sign_roster_holder(roster, role_words[w->role], w->number) !=
	       NULL;
}

static enum web_next
need_answer(struct web_call *call)
{
	struct office_work *w = call->work;
	bool found = w->found;

	w->found = false;
	if (w->e != ERR_OK)
		return office_work_problem(call, w->e);
	if (!found)
		return office_work_problem(call, ERR_BEARER);
	if (w->role != w->need || !still_enrolled(w))
		return office_work_problem(call, ERR_DENIED);
	return w->then(call);
}

enum web_next
office_session_need(
    struct web_call *call, enum store_session_role role, web_step_fn then)
{
	struct office_work *w = office_work_of(call);
	enum err e;

	if (w == NULL)
		return web_reply_problem(call, ERR_MEMORY);
	w->need = role;
	w->then = then;
	if ((e = token_read(call, w->token)) != ERR_OK)
		return web_reply_problem(call, e);
	e = store_session_use(
	    office_get()->db, w->token, need_done, w, &w->job);
	return office_work_wait(call, e, need_answer);
}
