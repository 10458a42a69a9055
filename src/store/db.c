/* SPDX-License-Identifier: ISC */
#include "store/db.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/job.h"
#include "store/lane.h"

#define TICK_MS 100u

const char *
store_event_text(enum store_event event)
{
	switch (event) {
	case STORE_EVENT_CONNECTED:
		return "connected to the database";
	case STORE_EVENT_LOST:
		return "the database is not reachable";
	case STORE_EVENT_TIMEOUT:
		return "the database gave no answer in time";
	case STORE_EVENT_SCHEMA:
		return "the database has a schema this program does not know";
	case STORE_EVENT_BATCH:
		return "a batch failed and runs again one by one";
	case STORE_EVENT_JOB:
		return "a statement failed";
	}
	return "unknown event";
}

uint64_t
store_db_now(struct store_db *db)
{
	return db->loop->now(db->loop);
}

void
store_db_tell(struct store_db *db, enum store_event event,
    const struct store_lane *lane, const char *sqlstate)
{
	if (db->options.event != NULL)
		db->options.event(
		    db->options.event_ctx, event, lane->name, sqlstate);
}

static void
tick(void *ctx, unsigned int bits)
{
	struct store_db *db = ctx;

	(void)bits;
	for (int i = 0; i < STORE_LANES; i++)
		store_lane_tick(&db->lanes[i]);
}

static void
set_defaults(struct store_options *o)
{
	if (o->statement_ms == 0)
		o->statement_ms = 5000;
	if (o->lock_ms == 0)
		o->lock_ms = 2000;
	if (o->batch_ms == 0)
		o->batch_ms = o->statement_ms + 1000;
	if (o->queue_ms == 0)
		o->queue_ms = 8000;
	if (o->connect_ms == 0)
		o->connect_ms = 5000;
	if (o->jobs_max == 0)
		o->jobs_max = 4096;
	if (o->bytes_max == 0)
		o->bytes_max = 64u * 1024u * 1024u;
}

enum err
store_db_open(struct store_loop *loop, const struct store_options *options,
    struct store_db **out)
{
	struct store_db *db = NULL;
	enum err e = ERR_MEMORY;

	if (options->conninfo == NULL ||
	    (options->role != STORE_ROLE_INTAKE &&
		options->role != STORE_ROLE_OFFICE))
		return ERR_FORMAT;
	if ((db = calloc(1, sizeof(*db))) == NULL)
		goto out;
	db->loop = loop;
	db->options = *options;
	set_defaults(&db->options);
	store_lane_init(
	    &db->lanes[STORE_LANE_WRITE], db, STORE_LANE_WRITE, "write");
	store_lane_init(
	    &db->lanes[STORE_LANE_READ], db, STORE_LANE_READ, "read");
	if ((db->conninfo = strdup(options->conninfo)) == NULL)
		goto out;
	db->options.conninfo = db->conninfo;
	snprintf(db->settings, sizeof(db->settings),
	    "-c statement_timeout=%u -c lock_timeout=%u",
	    db->options.statement_ms, db->options.lock_ms);
	if ((e = loop->timer(loop, TICK_MS, tick, db)) != ERR_OK)
		goto out;
	*out = db;
	db = NULL;
	e = ERR_OK;
out:
	if (db != NULL)
		free(db->conninfo);
	free(db);
	return e;
}

void
store_db_close(struct store_db **db)
{
	struct store_db *d;

	if (db == NULL || (d = *db) == NULL)
		return;
	for (int i = 0; i < STORE_LANES; i++)
		REQUIRE(!d->lanes[i].turning);
	if (d->loop->timer(d->loop, 0, tick, d) != ERR_OK)
		REQUIRE(!"stopping a timer cannot fail");
	for (int i = 0; i < STORE_LANES; i++)
		store_lane_done(&d->lanes[i]);
	free(d->conninfo);
	free(d);
	*db = NULL;
}

bool
store_db_is_ready(const struct store_db *db)
{
	for (int i = 0; i < STORE_LANES; i++) {
		if (db->lanes[i].state != STORE_LANE_READY)
			return false;
	}
	return !db->foreign_schema;
}

size_t
store_db_jobs(const struct store_db *db)
{
	return db->jobs;
}

size_t
store_db_bytes(const struct store_db *db)
{
	return db->bytes;
}

enum err
store_db_admit(
    const struct store_db *db, enum store_statement sql, size_t bytes)
{
	REQUIRE((store_statements[sql].roles &
		    (unsigned int)db->options.role) != 0);
	if (db->foreign_schema)
		return ERR_SCHEMA;
	if (db->jobs >= db->options.jobs_max ||
	    bytes > db->options.bytes_max - db->bytes)
		return ERR_UNAVAILABLE;
	return ERR_OK;
}

void
store_db_take(struct store_db *db, struct store_job *job)
{
	struct store_lane *l = &db->lanes[store_statements[job->sql].lane];

	db->jobs++;
	db->bytes += job->bytes;
	job->submitted_ms = store_db_now(db);
	job->state = STORE_JOB_QUEUED;
	TAILQ_INSERT_TAIL(&l->queued, job, link);
	/* Only send; whatever can be answered is answered from the loop. */
	store_lane_kick(l);
}

void
store_db_give_back(struct store_db *db, const struct store_job *job)
{
	REQUIRE(db->jobs > 0 && db->bytes >= job->bytes);
	db->jobs--;
	db->bytes -= job->bytes;
}

void
store_job_detach(struct store_job **job)
{
	struct store_job *j;

	if (job == NULL || (j = *job) == NULL)
		return;
	*job = NULL;
	if (j->state == STORE_JOB_QUEUED) {
		TAILQ_REMOVE(
		    &j->db->lanes[store_statements[j->sql].lane].queued, j,
		    link);
		store_job_free(j);
	} else {
		j->detached = true;
	}
}
