/* SPDX-License-Identifier: ISC */
#include "intake/work.h"

#include <stdlib.h>

#include <sodium.h>

#include "web/reply.h"
#include "web/service.h"

static void
work_free(void *arg)
{
	struct intake_work *w = arg;

	store_job_detach(&w->job);
	base_buf_done(&w->body);
	/* An upload's ID is the right to it. */
	sodium_memzero(w, sizeof(*w));
	free(w);
}

struct intake_work *
intake_work_new(struct web_call *call, size_t body_max)
{
	struct intake_work *w;

	REQUIRE(call->work == NULL);
	if ((w = calloc(1, sizeof(*w))) == NULL)
		return NULL;
	w->call = call;
	base_buf_init(&w->body, body_max);
	call->work = w;
	call->work_free = work_free;
	return w;
}

void
intake_work_done(struct intake_work *w, enum err e)
{
	w->job = NULL;
	w->e = e;
	web_call_wake(w->call);
}

void
intake_work_found(void *work, enum err e, const struct store_upload *upload)
{
	struct intake_work *w = work;

	if (e == ERR_OK && upload == NULL)
		e = ERR_UPLOAD;
	if (e == ERR_OK) {
		w->found = true;
		w->upload = *upload;
	}
	intake_work_done(w, e);
}

enum web_next
intake_work_problem(struct web_call *call, enum err e)
{
	if (e == ERR_SCHEMA)
		web_service_fail(err_text(e));
	return web_reply_problem(call, e);
}
