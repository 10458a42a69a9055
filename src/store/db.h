/* SPDX-License-Identifier: ISC */
/*
 * The database driver: libpq without a blocking call, on somebody's loop.
 *
 * Two connections ("lanes") per store_db:
 *	write	group commit.  While one batch syncs the next one forms; an idle
 *		lane sends up to 64 jobs as one pipeline with one sync, which
 *		is one transaction.  A job is answered only after the sync came
 *		back without an error.  A failed batch runs again job by job, so
 *		one bad row costs its neighbours a moment and nothing else.
 *	read	pipelined, every job with a sync of its own.  Reads have their
 *		own connection so that a slow one (256 heads, a 1 MiB range)
 *		never stands between a reporter and the commit of a report.
 *
 * A lost connection is made again with back-off.  Jobs whose outcome is then
 * unknown run again: every statement is idempotent (store/statement.h).  What
 * is not answered within queue_ms is answered ERR_UNAVAILABLE; it may have
 * been stored all the same, and a client that sends it again learns `same`.
 *
 * Life of a job (struct store_job):
 *
 *	submit ──▶ queued ──▶ in flight ──▶ answered: done() is called once,
 *	             │  ▲         │         then the job is freed
 *	             │  └─────────┤ connection lost, batch failed, race lost:
 *	             │            │ queued again, at most 5 times
 *	             ├────────────┴─▶ too old or hopeless: done(ERR_...), freed
 *	             └ store_job_detach(): done() is never called; a queued job
 *	               is freed at once, one in flight when its result comes
 *
 * The db owns every job; the caller's pointer is only for detaching and is
 * dead once done() is called.  done() is never called from inside a submit or
 * a detach; it may submit and detach, it may not close the db.
 */
#ifndef STORE_DB_H
#define STORE_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "store/loop.h"

struct store_db;
struct store_job;

/* Which statements are prepared: what the role may call. */
enum store_role {
	STORE_ROLE_INTAKE = 1,
	STORE_ROLE_OFFICE = 2,
};

/* What the owner may log.  None carries a value of a row. */
enum store_event {
	STORE_EVENT_CONNECTED, /* a lane is ready */
	STORE_EVENT_LOST,    /* a lane lost its server or could not reach it */
	STORE_EVENT_TIMEOUT, /* the server gave no answer: lane given up */
	STORE_EVENT_SCHEMA,  /* the server's schema is not STORE_SCHEMA */
	STORE_EVENT_BATCH,   /* a batch failed and runs again one by one */
	STORE_EVENT_JOB,     /* a job failed for good */
};

/*
 * lane: "write" or "read"; sqlstate: five characters, or "" when the server
 * gave none.  PQerrorMessage() stays inside: it can carry values of rows.
 */
typedef void (*store_event_fn)(
    void *ctx, enum store_event event, const char *lane, const char *sqlstate);

struct store_options {
	const char *conninfo; /* libpq; a unix folder or hostaddr, no name */
	enum store_role role;
	store_event_fn event; /* may be NULL */
	void *event_ctx;
	/* 0 means the default */
	uint32_t statement_ms; /* statement_timeout, 5,000 */
	uint32_t lock_ms;      /* lock_timeout, 2,000 */
	uint32_t batch_ms;     /* in flight at most, statement_ms + 1,000 */
	uint32_t queue_ms;     /* from submit to an answer at most, 8,000 */
	uint32_t connect_ms;   /* until a connection is ready, 5,000 */
	size_t jobs_max;       /* waiting and in flight, 4,096 */
	size_t bytes_max;      /* of their parameters, 64 MiB */
};

/* A static text for a log line. */
const char *store_event_text(enum store_event event);

/*
 * Start.  Returns before any connection exists; options are copied, loop is
 * borrowed until store_db_close().
 * ERR_OK, ERR_MEMORY, ERR_LIMIT (the loop has no room), ERR_FORMAT (options).
 */
enum err store_db_open(struct store_loop *loop,
    const struct store_options *options, struct store_db **out) MUST_USE;

/*
 * Drop connections and jobs; no done() is called.  Not from a callback of this
 * db.  Takes NULL and pointers to NULL, nulls the pointer.
 */
void store_db_close(struct store_db **db);

/* Both lanes are connected and the schema is ours. */
bool store_db_is_ready(const struct store_db *db);

/* Jobs waiting or in flight, and the bytes they hold. */
size_t store_db_jobs(const struct store_db *db);
size_t store_db_bytes(const struct store_db *db);

/*
 * The caller no longer wants the answer: done() of *job is not called.  Takes
 * NULL and pointers to NULL, nulls the pointer.
 */
void store_job_detach(struct store_job **job);

/*
 * Every typed call of this room (thread.h, box.h, ...) has this shape:
 *
 *	enum err store_NOUN_VERB(struct store_db *db, ...,
 *	    store_NOUN_fn done, void *ctx, struct store_job **out) MUST_USE;
 *
 * What the arguments point to is copied before the call returns.  out may be
 * NULL when the caller never detaches.  Returns ERR_OK (done() will be called
 * once, later), ERR_UNAVAILABLE (queue full), ERR_SCHEMA, ERR_LIMIT (over a
 * limit of store/sizes.h or base/limits.h), ERR_MEMORY.
 *
 * done() gets ERR_OK and a result, else NULL and one of ERR_UNAVAILABLE (try
 * again later; it may have happened), ERR_SCHEMA, ERR_DATABASE (refused for
 * good), ERR_DENIED, ERR_MEMORY.  The result and what it points to live until
 * done() returns.
 */

/* What became of something to be stored. */
enum store_outcome {
	STORE_CREATED,  /* stored and committed */
	STORE_SAME,     /* stored before, the very same: as good as created */
	STORE_CONFLICT, /* the name is taken by something else */
	STORE_UNKNOWN,  /* no such mailbox, report or challenge; wrong open */
	STORE_FULL,     /* the thread or list has all it may have */
	STORE_GONE,     /* the upload is not there, or not complete */
	STORE_OUTCOMES
};

/* "created", "same", ...; static. */
const char *store_outcome_text(enum store_outcome outcome);

#endif
