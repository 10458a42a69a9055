/* SPDX-License-Identifier: ISC */
/*
 * One request's share in a database job.
 *
 *	intake_work_new -> hand to the store (done, ctx, &job) -> web_call_wait
 *	    done()	intake_work_done(): the job is gone, the call is woken
 *	    client left	Kore frees the call, which frees this: job detached
 */
#ifndef INTAKE_WORK_H
#define INTAKE_WORK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "store/db.h"
#include "store/entry.h"
#include "store/upload.h"
#include "web/call.h"

struct intake_work {
	struct web_call *call;
	struct store_job *job; /* NULL before and after */
	enum err e;            /* what done() was given, or made of it */
	struct base_buf body;  /* of the answer */
	bool found;
	uint8_t d[STORE_HASH_LEN];
	struct store_added added;
	uint64_t first, total; /* of a range read */

	/* of an upload */
	uint8_t upload_id[STORE_ID_LEN];     /* the new one's */
	uint8_t upload_name[STORE_HASH_LEN]; /* what it is stored under */
	uint64_t offset;            /* where the part claims to begin */
	struct store_upload upload; /* what was found */
};

/*
 * New, owned by the call and freed with it.  body_max: ceiling of the answer.
 * NULL when out of memory.
 */
struct intake_work *intake_work_new(struct web_call *call, size_t body_max);

/* At the end of every done(): note e, forget the job, wake the call. */
void intake_work_done(struct intake_work *w, enum err e);

/* A store_upload_fn that keeps what was found; none is ERR_UPLOAD. */
void
intake_work_found(void *work, enum err e, const struct store_upload *upload);

/*
 * What a failed job is to the client.  A job of an unknown schema also ends the
 * service.
 */
enum web_next intake_work_problem(struct web_call *call, enum err e);

#endif
