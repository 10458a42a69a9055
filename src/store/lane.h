/* SPDX-License-Identifier: ISC */
/*
 * One connection to the server and the jobs that go over it.  Inside this
 * room only; store/db.h says what the two lanes are for.
 *
 *	DOWN ──tick──▶ CONNECTING ──▶ PREPARING ──▶ READY ⇄ (jobs in flight)
 *	 ▲                │               │            │
 *	 └────────────────┴───────────────┴────────────┘
 *	   refused, lost, over connect_ms or batch_ms: lane_lost() drops the
 *	   connection, queues what was in flight again and waits (100 ms,
 *	   doubled up to 2 s) before the next try
 *
 * lane.c moves the state, flight.c sends jobs and reads their results.
 */
#ifndef STORE_LANE_H
#define STORE_LANE_H

#include <stdbool.h>
#include <stdint.h>

#include <libpq-fe.h>

#include "base/err.h"
#include "store/job.h"
#include "store/loop.h"
#include "store/statement.h"

enum store_lane_state {
	STORE_LANE_DOWN,
	STORE_LANE_CONNECTING,
	STORE_LANE_PREPARING,
	STORE_LANE_READY,
};

struct store_lane {
	struct store_db *db;
	const char *name;
	enum store_lane_kind kind;
	enum store_lane_state state;
	PGconn *conn;
	int fd;              /* being watched, -1 for none */
	unsigned int want;   /* what fd is watched for */
	bool broken;         /* found by a kick; the next turn sees to it */
	bool turning;        /* inside store_lane_turn(): do not enter again */
	bool failed;         /* the group being read has failed */
	bool foreign_schema; /* what PREPARING found */
	char sqlstate[6];    /* of the first error of the group or prologue */
	uint64_t since_ms;   /* CONNECTING and PREPARING: entered; READY: last
				progress of what is in flight */
	uint64_t retry_ms;   /* DOWN: not before */
	uint32_t backoff_ms;
	struct store_job_list queued;
	struct store_job_list flight; /* in the order sent */
	struct store_job *reading;    /* in flight; whose result comes next;
					 NULL: the group's sync comes next */
	unsigned int groups;          /* in flight */
};

struct store_db {
	struct store_loop *loop;
	struct store_options options;
	char *conninfo;
	char settings[128]; /* libpq's `options` */
	bool foreign_schema;
	size_t jobs;
	size_t bytes;
	struct store_lane lanes[STORE_LANES];
};

/* db.c */
enum err store_db_admit(
    const struct store_db *db, enum store_statement sql, size_t bytes) MUST_USE;
void store_db_take(struct store_db *db, struct store_job *job);
void store_db_give_back(struct store_db *db, const struct store_job *job);
void store_db_tell(struct store_db *db, enum store_event event,
    const struct store_lane *lane, const char *sqlstate);
uint64_t store_db_now(struct store_db *db);

/* lane.c */
void store_lane_init(struct store_lane *l, struct store_db *db,
    enum store_lane_kind kind, const char *name);

/* Drop the connection and free all jobs without answering. */
void store_lane_done(struct store_lane *l);

/*
 * Do whatever can be done now without waiting: connect, read, answer, send.
 * Called by the loop, by the tick and after a submit; entered again from a
 * done(), it does nothing, for the outer call sends what was added.
 */
void store_lane_turn(struct store_lane *l);

/* Send what may go now; answers nothing, so a submit may call it. */
void store_lane_kick(struct store_lane *l);

/* Answer what waited too long; give up a server that does not answer. */
void store_lane_tick(struct store_lane *l);

/* The connection is of no use any more. */
void store_lane_lost(struct store_lane *l, enum store_event event);

/* flight.c */

/* Send the prologue: schema number and prepared statements.  false: lost. */
bool store_flight_prologue(struct store_lane *l) MUST_USE;

/* Send queued jobs, as many as may go now.  false: lost. */
bool store_flight_send(struct store_lane *l) MUST_USE;

/* Take what the server has answered, and answer jobs.  false: lost. */
bool store_flight_read(struct store_lane *l) MUST_USE;

/* Put what was in flight back to the queue's head; answer the hopeless. */
void store_flight_requeue(struct store_lane *l);

#endif
