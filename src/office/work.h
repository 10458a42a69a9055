/* SPDX-License-Identifier: ISC */
/*
 * One request's share in database jobs, one job at a time.
 *
 *	office_work_new -> hand to the store (done, ctx, &job) -> web_call_wait
 *	    done()	office_work_done(): the job is gone, the call is woken
 *	    client left	Kore frees the call, which frees this: job detached
 */
#ifndef OFFICE_WORK_H
#define OFFICE_WORK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "sign/chain.h"
#include "store/entry.h"
#include "store/note.h"
#include "store/session.h"
#include "web/call.h"

struct office_work {
	struct web_call *call;
	struct store_job *job; /* NULL before and after */
	enum err e;            /* what done() was given, or made of it */
	struct base_buf body;  /* of the answer */
	bool found;
	uint64_t total; /* of a range read */
	struct store_added added;
	enum store_outcome outcome;

	/* who asks, after office_session_need() */
	enum store_session_role role;
	unsigned int number;
	uint8_t token[STORE_HASH_LEN]; /* SHA-256 of the bearer token */
	enum store_session_role need;  /* whom the call is for */
	web_step_fn then;              /* what it is */

	/* of a root or roster */
	enum store_note_kind kind;
	bool newest; /* the newest roster, by no number */
	uint32_t version;
	struct sign_chain *chain; /* owned; what a new note is held against */
};

/* Ceiling of an answer: 256 heads of one chunk and their headers. */
#define OFFICE_BODY_LEN_MAX (24u * 1024u * 1024u)

/*
 * The call's one; made on first use, owned by the call and freed with it.
 * NULL when out of memory.
 */
struct office_work *office_work_of(struct web_call *call);

/* At the end of every done(): note e, forget the job, wake the call. */
void office_work_done(struct office_work *w, enum err e);

/* A store_added_fn and a store_outcome_fn that keep what they are told. */
void office_work_added(void *work, enum err e, const struct store_added *added);
void office_work_outcome(void *work, enum err e, enum store_outcome outcome);

/* CREATED and SAME are ERR_OK; UNKNOWN is ERR_NOT_FOUND. */
enum err office_outcome_err(enum store_outcome outcome);

/* Wait for the job that was submitted with e, or answer e. */
enum web_next
office_work_wait(struct web_call *call, enum err e, web_step_fn resume);

/* What a failed job is to the client; an unknown schema ends the service. */
enum web_next office_work_problem(struct web_call *call, enum err e);

#endif
