/* SPDX-License-Identifier: ISC */
#include "office/work.h"

#include <stdlib.h>

#include <sodium.h>

#include "web/reply.h"
#include "web/service.h"

static void
work_free(void *arg)
{
	struct office_work *w = arg;

	store_job_detach(&w->job);
	base_buf_done(&w->body);
	sign_chain_free(&w->chain);
	sodium_memzero(w, sizeof(*w));
	free(w);
}

struct office_work *
office_work_of(struct web_call *call)
{
	struct office_work *w = call->work;

	if (w != NULL)
		return w;
	if ((w = calloc(1, sizeof(*w))) == NULL)
		return NULL;
	w->call = call;
	base_buf_init(&w->body, OFFICE_BODY_LEN_MAX);
	call->work = w;
	call->work_free = work_free;
	return w;
}

void
office_work_done(struct office_work *w, enum err e)
{
	w->job = NULL;
	w->e = e;
	web_call_wake(w->call);
}

void
office_work_added(void *work, enum err e, const struct store_added *added)
{
	struct office_work *w = work;

	if (e == ERR_OK)
		w->added = *added;
	office_work_done(
	    w, e != ERR_OK ? e : office_outcome_err(added->outcome));
}

void
office_work_outcome(void *work, enum err e, enum store_outcome outcome)
{
	struct office_work *w = work;

	if (e == ERR_OK)
		w->outcome = outcome;
	office_work_done(w, e != ERR_OK ? e : office_outcome_err(outcome));
}

enum err
office_outcome_err(enum store_outcome outcome)
{
	switch (outcome) {
	case STORE_CREATED:
	case STORE_SAME:
		return ERR_OK;
	case STORE_CONFLICT:
		return ERR_CONFLICT;
	case STORE_UNKNOWN:
		return ERR_NOT_FOUND;
	case STORE_FULL:
		return ERR_FULL;
	case STORE_GONE: /* uploads are the intake's */
	case STORE_OUTCOMES:
		break;
	}
	err_require_failed("an outcome", __FILE__, __LINE__);
}

enum web_next
office_work_wait(struct web_call *call, enum err e, web_step_fn resume)
{
	if (e != ERR_OK)
		return office_work_problem(call, e);
	return web_call_wait(call, resume);
}

enum web_next
office_work_problem(struct web_call *call, enum err e)
{
	if (e == ERR_SCHEMA)
		web_service_fail(err_text(e));
	return web_reply_problem(call, e);
}
