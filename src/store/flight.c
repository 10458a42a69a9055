/* SPDX-License-Identifier: ISC */
/*
 * Jobs on the wire.  A group is what one sync ends, hence one transaction:
 * many jobs on the write lane, one job on the read lane or when a batch failed
 * before.  Groups are read in the order sent:
 *
 *	result NULL  result NULL ...  [error NULL]  SYNC
 *	└ reading ┘                    └ commit ┘   └ the group ends: without
 *	an error all its jobs are answered; else a lone job's error is its own,
 *	and a batch goes back to the queue as lone jobs
 */
#include "store/lane.h"

#include <stdlib.h>
#include <string.h>

#include "store/schema.h"

#define GROUP_JOBS_MAX 64u
#define GROUP_BYTES_MAX (4u * 1024u * 1024u)
#define READ_GROUPS_MAX 16u
#define ALONE_GROUPS_MAX 64u
#define SENT_MAX 5u /* times a job may go out */

static void
note_error(struct store_lane *l, const PGresult *r)
{
	const char *s = PQresultErrorField(r, PG_DIAG_SQLSTATE);

	l->failed = true;
	if (l->sqlstate[0] == '\0' && s != NULL && strlen(s) == 5)
		memcpy(l->sqlstate, s, 6);
}

bool
store_flight_prologue(struct store_lane *l)
{
	const struct store_statement_info *s;

	REQUIRE(TAILQ_EMPTY(&l->flight));
	l->failed = false;
	l->foreign_schema = false;
	memset(l->sqlstate, 0, sizeof(l->sqlstate));
	s = &store_statements[STORE_SQL_SCHEMA_NUMBER];
	if (PQsendQueryParams(l->conn, s->sql, 0, NULL, NULL, NULL, NULL, 1) !=
	    1)
		return false;
	for (s = store_statements; s < store_statements + STORE_STATEMENTS;
	     s++) {
		if (s->lane != l->kind ||
		    (s->roles & (unsigned int)l->db->options.role) == 0)
			continue;
		if (PQsendPrepare(l->conn, s->name, s->sql, s->params, NULL) !=
		    1)
			return false;
	}
	return PQpipelineSync(l->conn) == 1;
}

/* The errors of a database without our schema, or without its functions. */
static bool
is_foreign(const char *sqlstate)
{
	return strcmp(sqlstate, "3F000") == 0 || /* no schema qf */
	       strcmp(sqlstate, "42883") == 0 || /* no such function */
	       strcmp(sqlstate, "42P01") == 0 || /* no such table */
	       strcmp(sqlstate, "42703") == 0;   /* no such column */
}

/* One result of the prologue.  false: the lane is lost. */
static bool
read_prologue(struct store_lane *l, const PGresult *r)
{
	const uint8_t *number;

	switch (PQresultStatus(r)) {
	case PGRES_TUPLES_OK:
		if (PQntuples(r) != 1 || PQnfields(r) != 1 ||
		    PQgetlength(r, 0, 0) != 4)
			return false;
		number = (const uint8_t *)PQgetvalue(r, 0, 0);
		if (number[0] != 0 || number[1] != 0 || number[2] != 0 ||
		    number[3] != STORE_SCHEMA)
			l->foreign_schema = true;
		return true;
	case PGRES_COMMAND_OK:
	case PGRES_PIPELINE_ABORTED:
		return true;
	case PGRES_PIPELINE_SYNC:
		if (l->failed && is_foreign(l->sqlstate))
			l->foreign_schema = true;
		l->db->foreign_schema = l->foreign_schema;
		if (l->foreign_schema)
			store_db_tell(
			    l->db, STORE_EVENT_SCHEMA, l, l->sqlstate);
		if (l->foreign_schema || l->failed)
			return false;
		l->state = STORE_LANE_READY;
		l->reading = NULL;
		l->groups = 0;
		store_db_tell(l->db, STORE_EVENT_CONNECTED, l, "");
		return true;
	default:
		note_error(l, r);
		return true;
	}
}

static bool
send_one(struct store_lane *l, struct store_job *job)
{
	static const int formats[STORE_PARAMS_MAX] = { 1, 1, 1, 1, 1, 1, 1, 1,
		1 };
	const struct store_statement_info *s = &store_statements[job->sql];

	TAILQ_REMOVE(&l->queued, job, link);
	TAILQ_INSERT_TAIL(&l->flight, job, link);
	job->state = STORE_JOB_FLIGHT;
	job->ends_group = false;
	job->sent++;
	if (l->reading == NULL && l->groups == 0)
		l->reading = job;
	return PQsendQueryPrepared(l->conn, s->name, s->params, job->values,
		   job->lengths, formats, 1) == 1;
}

/* End the group with its last job. */
static bool
send_sync(struct store_lane *l, struct store_job *last)
{
	last->ends_group = true;
	if (l->groups++ == 0)
		l->since_ms = store_db_now(l->db);
	return PQpipelineSync(l->conn) == 1;
}

/* As many queued jobs as one transaction may have, and their sync. */
static bool
send_group(struct store_lane *l)
{
	struct store_job *job, *last = NULL;
	size_t jobs = 0, bytes = 0;

	while ((job = TAILQ_FIRST(&l->queued)) != NULL && !job->alone &&
	       jobs < GROUP_JOBS_MAX &&
	       (jobs == 0 || bytes + job->bytes <= GROUP_BYTES_MAX)) {
		if (!send_one(l, job))
			return false;
		last = job;
		jobs++;
		bytes += job->bytes;
	}
	return last == NULL || send_sync(l, last);
}

bool
store_flight_send(struct store_lane *l)
{
	unsigned int max;
	struct store_job *job;

	if (l->state != STORE_LANE_READY)
		return true;
	job = TAILQ_FIRST(&l->queued);
	if (job == NULL)
		return true;
	if (l->kind == STORE_LANE_WRITE && !job->alone)
		return l->groups > 0 || send_group(l);
	/*
	 * Lone jobs follow each other without waiting; on the write lane they
	 * do not mix with a batch in flight.
	 */
	if (l->kind == STORE_LANE_WRITE && l->groups > 0)
		return true;
	max = l->kind == STORE_LANE_READ ? READ_GROUPS_MAX : ALONE_GROUPS_MAX;
	while (l->groups < max && (job = TAILQ_FIRST(&l->queued)) != NULL &&
	       (job->alone || l->kind == STORE_LANE_READ)) {
		if (!send_one(l, job) || !send_sync(l, job))
			return false;
	}
	return true;
}

/*
 * Errors after which the same job may well succeed: it lost a race, met a
 * deadlock or a lock, or a unique row came in between.
 */
static bool
is_race(const char *sqlstate)
{
	return strncmp(sqlstate, "40", 2) == 0 ||
	       strcmp(sqlstate, "55P03") == 0 || strcmp(sqlstate, "23505") == 0;
}

/* The server as a whole cannot serve: no fault of the job. */
static bool
is_outage(const char *sqlstate)
{
	return strncmp(sqlstate, "53", 2) == 0 || /* disk, memory, slots */
	       strncmp(sqlstate, "57", 2) == 0 || /* timeout, shutdown */
	       strncmp(sqlstate, "58", 2) == 0 || /* system error */
	       strcmp(sqlstate, "25006") == 0;    /* read-only standby */
}

/* What a lone job's error means for it: queue it again or answer. */
static void
judge(struct store_lane *l, struct store_job *job)
{
	if (is_race(l->sqlstate) && job->sent < SENT_MAX && !job->detached) {
		/* There is one when only the commit failed. */
		PQclear(job->result);
		job->result = NULL;
		job->alone = true;
		job->state = STORE_JOB_QUEUED;
		TAILQ_INSERT_HEAD(&l->queued, job, link);
		return;
	}
	if (is_race(l->sqlstate) || is_outage(l->sqlstate))
		job->outcome = ERR_UNAVAILABLE;
	else if (strcmp(l->sqlstate, "42501") == 0)
		job->outcome = ERR_DENIED;
	else
		job->outcome = ERR_DATABASE;
	store_db_tell(l->db, STORE_EVENT_JOB, l, l->sqlstate);
	store_job_answer(job);
}

/* The group's sync came.  Its jobs leave the flight before any is answered. */
static bool
end_group(struct store_lane *l)
{
	struct store_job_list group = TAILQ_HEAD_INITIALIZER(group);
	struct store_job *job;
	bool failed = l->failed, lone, outage, ends = false;

	if (l->reading != NULL || l->groups == 0)
		return false; /* a sync before its results: not our server */
	while (!ends && (job = TAILQ_FIRST(&l->flight)) != NULL) {
		ends = job->ends_group;
		TAILQ_REMOVE(&l->flight, job, link);
		TAILQ_INSERT_TAIL(&group, job, link);
		job->state = STORE_JOB_ANSWERING;
		job->outcome = ERR_OK;
	}
	l->groups--;
	l->since_ms = store_db_now(l->db);
	l->reading = TAILQ_FIRST(&l->flight);
	l->failed = false;
	job = TAILQ_FIRST(&group);
	lone = job->ends_group;
	/* A read-only server took over, or ours goes down: look for another. */
	outage = failed && (strcmp(l->sqlstate, "25006") == 0 ||
			       strncmp(l->sqlstate, "57P0", 4) == 0);
	if (failed && !lone)
		store_db_tell(l->db, STORE_EVENT_BATCH, l, l->sqlstate);
	while ((job = failed && !lone ? TAILQ_LAST(&group, store_job_list)
				      : TAILQ_FIRST(&group)) != NULL) {
		TAILQ_REMOVE(&group, job, link);
		if (!failed) {
			store_job_answer(job);
		} else if (job->detached) {
			store_job_free(job);
		} else if (lone && !outage) {
			judge(l, job);
		} else {
			PQclear(job->result);
			job->result = NULL;
			job->alone = true;
			job->state = STORE_JOB_QUEUED;
			TAILQ_INSERT_HEAD(&l->queued, job, link);
		}
	}
	if (!outage)
		memset(l->sqlstate, 0, sizeof(l->sqlstate));
	return !outage;
}

bool
store_flight_read(struct store_lane *l)
{
	unsigned int nulls = 0;
	PGresult *r;
	bool ok = true;

	while (ok && (l->state == STORE_LANE_PREPARING || l->groups > 0) &&
	       PQisBusy(l->conn) == 0) {
		if ((r = PQgetResult(l->conn)) == NULL) {
			if (++nulls > 2)
				return false; /* nothing more will come */
			if (l->state == STORE_LANE_READY && l->reading != NULL)
				l->reading = l->reading->ends_group
						 ? NULL
						 : TAILQ_NEXT(l->reading, link);
			continue;
		}
		nulls = 0;
		if (l->state == STORE_LANE_PREPARING) {
			ok = read_prologue(l, r);
		} else if (PQresultStatus(r) == PGRES_PIPELINE_SYNC) {
			ok = end_group(l);
		} else if (PQresultStatus(r) == PGRES_TUPLES_OK &&
			   l->reading != NULL && l->reading->result == NULL) {
			l->reading->result = r;
			continue; /* the job owns it */
		} else if (PQresultStatus(r) != PGRES_PIPELINE_ABORTED) {
			note_error(l, r);
		}
		PQclear(r);
	}
	return ok;
}

void
store_flight_requeue(struct store_lane *l)
{
	struct store_job_list hopeless = TAILQ_HEAD_INITIALIZER(hopeless);
	struct store_job *job;

	l->reading = NULL;
	l->groups = 0;
	l->failed = false;
	while ((job = TAILQ_LAST(&l->flight, store_job_list)) != NULL) {
		TAILQ_REMOVE(&l->flight, job, link);
		PQclear(job->result);
		job->result = NULL;
		/* One that met several crashes may be what caused them. */
		job->alone = job->alone || job->sent >= 2;
		if (job->detached || job->sent >= SENT_MAX) {
			job->state = STORE_JOB_ANSWERING;
			job->outcome = ERR_UNAVAILABLE;
			TAILQ_INSERT_HEAD(&hopeless, job, link);
		} else {
			job->state = STORE_JOB_QUEUED;
			TAILQ_INSERT_HEAD(&l->queued, job, link);
		}
	}
	while ((job = TAILQ_FIRST(&hopeless)) != NULL) {
		TAILQ_REMOVE(&hopeless, job, link);
		store_job_answer(job);
	}
}
