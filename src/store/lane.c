/* SPDX-License-Identifier: ISC */
#include "store/lane.h"

#include <poll.h>
#include <string.h>

#define BACKOFF_FIRST_MS 100u
#define BACKOFF_LAST_MS 2000u

void
store_lane_init(struct store_lane *l, struct store_db *db,
    enum store_lane_kind kind, const char *name)
{
	memset(l, 0, sizeof(*l));
	l->db = db;
	l->kind = kind;
	l->name = name;
	l->fd = -1;
	l->backoff_ms = BACKOFF_FIRST_MS;
	TAILQ_INIT(&l->queued);
	TAILQ_INIT(&l->flight);
}

static void
unwatch(struct store_lane *l)
{
	if (l->fd >= 0)
		l->db->loop->unwatch(l->db->loop, l->fd);
	l->fd = -1;
	l->want = 0;
}

static void
free_all(struct store_job_list *list)
{
	struct store_job *job;

	while ((job = TAILQ_FIRST(list)) != NULL) {
		TAILQ_REMOVE(list, job, link);
		store_job_free(job);
	}
}

void
store_lane_done(struct store_lane *l)
{
	unwatch(l);
	PQfinish(l->conn);
	l->conn = NULL;
	free_all(&l->queued);
	free_all(&l->flight);
}

void
store_lane_lost(struct store_lane *l, enum store_event event)
{
	unwatch(l);
	/*
	 * Does not block: on a non-blocking connection the farewell is sent as
	 * far as the socket takes it.  PQcancel would connect, and wait.
	 */
	PQfinish(l->conn);
	l->conn = NULL;
	l->broken = false;
	l->state = STORE_LANE_DOWN;
	l->retry_ms = store_db_now(l->db) + l->backoff_ms;
	l->backoff_ms *= 2;
	if (l->backoff_ms > BACKOFF_LAST_MS)
		l->backoff_ms = BACKOFF_LAST_MS;
	store_db_tell(l->db, event, l, l->sqlstate);
	memset(l->sqlstate, 0, sizeof(l->sqlstate));
	store_flight_requeue(l);
}

static void
ready(void *ctx, unsigned int bits)
{
	struct store_lane *l = ctx;

	(void)bits; /* every turn looks for itself */
	store_lane_turn(l);
}

/* Watch libpq's socket, which may be another one than before. */
static bool
watch(struct store_lane *l, unsigned int want, bool anew)
{
	struct store_loop *loop = l->db->loop;
	int fd = PQsocket(l->conn);

	if (fd < 0)
		return false;
	if (fd != l->fd)
		unwatch(l);
	if (fd == l->fd && want == l->want && !anew)
		return true;
	if (loop->watch(loop, fd, want, ready, l) != ERR_OK)
		return false;
	l->fd = fd;
	l->want = want;
	return true;
}

/* Is the socket ready this moment?  An edge-triggered loop never repeats. */
static bool
is_ready(int fd, short events)
{
	struct pollfd p = { .fd = fd, .events = events };

	return poll(&p, 1, 0) == 1;
}

/* libpq would print notices, which may carry values, on standard error. */
static void
ignore_notice(void *ctx, const PGresult *notice)
{
	(void)ctx;
	(void)notice;
}

static void
start(struct store_lane *l)
{
	const struct store_db *db = l->db;
	/* What comes after dbname overrides what conninfo says. */
	static const char *const names[] = { "dbname", "options",
		"target_session_attrs", "gssencmode", "client_encoding",
		"fallback_application_name", NULL };
	const char *const values[] = { db->conninfo, db->settings, "read-write",
		"disable", "UTF8", "qingfeng", NULL };

	l->conn = PQconnectStartParams(names, values, 1);
	if (l->conn == NULL || PQstatus(l->conn) == CONNECTION_BAD) {
		store_lane_lost(l, STORE_EVENT_LOST);
		return;
	}
	PQsetNoticeReceiver(l->conn, ignore_notice, NULL);
	l->state = STORE_LANE_CONNECTING;
	l->since_ms = store_db_now(l->db);
	l->want = STORE_WRITABLE; /* as libpq wants the first poll */
}

/*
 * PQconnectPoll() as often as it has something to do.  After each, libpq may
 * have closed its socket and opened another one with the same number, so it is
 * armed anew; but only then: arming tells at once that one can write, and
 * doing so at every call would turn without end.
 */
static void
connecting(struct store_lane *l)
{
	PostgresPollingStatusType st;
	bool anew = l->fd < 0;

	for (;;) {
		if (!is_ready(PQsocket(l->conn),
			l->want == STORE_READABLE ? POLLIN : POLLOUT)) {
			if (!watch(l, l->want, anew))
				store_lane_lost(l, STORE_EVENT_LOST);
			return;
		}
		st = PQconnectPoll(l->conn);
		anew = true;
		if (st == PGRES_POLLING_READING)
			l->want = STORE_READABLE;
		else if (st == PGRES_POLLING_WRITING)
			l->want = STORE_WRITABLE;
		else
			break;
	}
	if (st != PGRES_POLLING_OK || PQsetnonblocking(l->conn, 1) != 0 ||
	    PQenterPipelineMode(l->conn) != 1 || !store_flight_prologue(l) ||
	    !watch(l, STORE_READABLE, true)) {
		store_lane_lost(l, STORE_EVENT_LOST);
		return;
	}
	l->state = STORE_LANE_PREPARING;
}

/* Write what libpq holds; watch for room when the socket is full. */
static bool
flush(struct store_lane *l)
{
	int left = PQflush(l->conn);

	return left >= 0 &&
	       watch(l,
		   left > 0 ? STORE_READABLE | STORE_WRITABLE : STORE_READABLE,
		   false);
}

/* Read until the socket is empty, send, flush; until nothing is left to do. */
static void
working(struct store_lane *l)
{
	bool more, alive;

	do {
		more = is_ready(PQsocket(l->conn), POLLIN);
		alive = !more || PQconsumeInput(l->conn) == 1;
		/* What came before the end counts: a sync read is a commit. */
		if (!store_flight_read(l) || !alive || !store_flight_send(l) ||
		    !flush(l)) {
			store_lane_lost(l, STORE_EVENT_LOST);
			return;
		}
	} while (more);
}

void
store_lane_turn(struct store_lane *l)
{
	enum store_lane_state before;

	if (l->turning)
		return;
	l->turning = true;
	if (l->broken)
		store_lane_lost(l, STORE_EVENT_LOST);
	do {
		before = l->state;
		switch (l->state) {
		case STORE_LANE_DOWN:
			if (store_db_now(l->db) >= l->retry_ms)
				start(l);
			break;
		case STORE_LANE_CONNECTING:
			connecting(l);
			break;
		case STORE_LANE_PREPARING:
		case STORE_LANE_READY:
			working(l);
			break;
		}
	} while (l->state > before);
	if (l->state == STORE_LANE_READY)
		l->backoff_ms = BACKOFF_FIRST_MS;
	l->turning = false;
}

void
store_lane_kick(struct store_lane *l)
{
	if (l->turning || l->broken || l->state != STORE_LANE_READY)
		return;
	if (store_flight_send(l) && flush(l))
		return;
	/*
	 * libpq may have closed its socket: forget the number now, before
	 * somebody else's descriptor gets it.  The next turn does the rest.
	 */
	l->broken = true;
	unwatch(l);
}

/* Take expired jobs out of the queue, which is in the order of submission. */
static void
expire(struct store_lane *l, uint64_t now)
{
	uint32_t limit_ms = l->db->options.queue_ms;
	struct store_job *job;

	/* In flight: the answer is overdue, the job ends with its batch. */
	TAILQ_FOREACH(job, &l->flight, link)
	{
		if (job->detached || now - job->submitted_ms < limit_ms)
			continue;
		job->detached = true;
		job->answer(job, ERR_UNAVAILABLE, NULL);
	}
	while ((job = TAILQ_FIRST(&l->queued)) != NULL &&
	       (now - job->submitted_ms >= limit_ms || l->db->foreign_schema)) {
		TAILQ_REMOVE(&l->queued, job, link);
		job->outcome =
		    l->db->foreign_schema ? ERR_SCHEMA : ERR_UNAVAILABLE;
		store_job_answer(job);
	}
}

void
store_lane_tick(struct store_lane *l)
{
	const struct store_options *o = &l->db->options;
	uint64_t now = store_db_now(l->db);
	uint32_t limit_ms = 0; /* 0: nothing to wait for */

	l->turning = true; /* no send from a done() while lists are walked */
	expire(l, now);
	l->turning = false;
	if (l->state == STORE_LANE_CONNECTING ||
	    l->state == STORE_LANE_PREPARING)
		limit_ms = o->connect_ms;
	else if (l->state == STORE_LANE_READY && l->groups > 0)
		limit_ms = o->batch_ms;
	if (limit_ms > 0 && now - l->since_ms >= limit_ms)
		store_lane_lost(l, STORE_EVENT_TIMEOUT);
	store_lane_turn(l);
}
