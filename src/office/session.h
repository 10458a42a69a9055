/* SPDX-License-Identifier: ISC */
/*
 * Who asks.  An officer logs in with a note that the officer's own client
 * composed and signed; the bearer token that comes back is kept hashed.
 */
#ifndef OFFICE_SESSION_H
#define OFFICE_SESSION_H

#include "store/session.h"
#include "web/call.h"

#define OFFICE_TOKEN_LEN 32
#define OFFICE_CHALLENGE_S 120

/* POST /v1/session/challenge, /v1/session, /v1/session/close */
enum web_next office_session_challenge(struct web_call *call);
enum web_next office_session_open(struct web_call *call);
enum web_next office_session_close(struct web_call *call);

/*
 * The first step of every call that wants a session: find out who asks, then
 * go on with then.  Whoever is not of this role, or no longer in the newest
 * roster, is ERR_DENIED; nobody, or no longer, is ERR_BEARER.
 */
enum web_next office_session_need(
    struct web_call *call, enum store_session_role role, web_step_fn then);

#endif
