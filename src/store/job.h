/* SPDX-License-Identifier: ISC */
/*
 * One call of one statement, from submit to answer; its life is drawn in
 * store/db.h.  Inside this room only.
 */
#ifndef STORE_JOB_H
#define STORE_JOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

#include <libpq-fe.h>

#include "base/err.h"
#include "base/text.h"
#include "store/db.h"
#include "store/statement.h"

typedef void (*store_done_fn)(void);

/*
 * Decode the result and call the job's done() in its own type.  result is
 * NULL unless e is ERR_OK.
 */
typedef void (*store_answer_fn)(
    const struct store_job *job, enum err e, const PGresult *result);

enum store_job_state {
	STORE_JOB_QUEUED,
	STORE_JOB_FLIGHT,
	STORE_JOB_ANSWERING,
};

struct store_job {
	TAILQ_ENTRY(store_job) link; /* in the list its state says */
	struct store_db *db;
	enum store_statement sql;
	enum store_job_state state;
	bool detached;     /* nobody waits: do not call done() */
	bool alone;        /* its own transaction: a batch with it failed */
	bool ends_group;   /* a sync follows it */
	unsigned int sent; /* times */
	uint64_t submitted_ms;
	store_answer_fn answer;
	store_done_fn done;
	void *ctx;
	enum err outcome; /* while ANSWERING */
	PGresult *result; /* owned */
	char sqlstate[6];
	size_t bytes; /* of data, counted against the db's limit */
	const char *values[STORE_PARAMS_MAX]; /* into data */
	int lengths[STORE_PARAMS_MAX];
	uint8_t data[];
};

TAILQ_HEAD(store_job_list, store_job);

/* One element of an array parameter, borrowed. */
struct store_bytes {
	const void *data;
	size_t len;
};
typedef struct store_bytes (*store_item_fn)(const void *base, size_t i);

/*
 * A call being put together on the caller's stack.  Parameters are borrowed
 * until store_call_submit() copies them into the job.
 */
struct store_call {
	enum store_statement sql;
	int count;
	struct {
		struct store_bytes bytes;
		store_item_fn item; /* not NULL: an array of items of base */
		const void *base;
		size_t items;
		uint8_t scratch[8];
	} params[STORE_PARAMS_MAX];
};

void store_call_init(struct store_call *c, enum store_statement sql);
void store_call_bytes(struct store_call *c, const void *data, size_t len);
void store_call_text(struct store_call *c, const char *s);
void store_call_bool(struct store_call *c, bool v);
void store_call_i32(struct store_call *c, uint32_t v);
void store_call_i64(struct store_call *c, int64_t v);
void store_call_array(
    struct store_call *c, size_t items, store_item_fn item, const void *base);

/* As the typed calls of store/db.h promise. */
enum err store_call_submit(const struct store_call *c, struct store_db *db,
    store_answer_fn answer, store_done_fn done, void *ctx,
    struct store_job **out) MUST_USE;

/* Free a job that is in no list.  Gives its bytes back to the db's budget. */
void store_job_free(struct store_job *job);

/* Call done() unless detached, then free.  The job is in no list. */
void store_job_answer(struct store_job *job);

#endif
