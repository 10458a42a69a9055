/* SPDX-License-Identifier: ISC */
#include "db/rig.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

static const char *
folder(void)
{
	const char *dir = getenv("QF_DB_DIR");

	assert_non_null(dir);
	return dir;
}

const char *
rig_conninfo(const char *role)
{
	static char text[4][512];
	static unsigned int next;
	char *p = text[next++ % 4];

	snprintf(p, sizeof(text[0]), "host=%s/sock dbname=qingfeng user=%s",
	    folder(), role);
	return p;
}

static void
on_event(
    void *ctx, enum store_event event, const char *lane, const char *sqlstate)
{
	struct rig *r = ctx;

	(void)lane;
	r->events[event]++;
	memcpy(r->sqlstate, sqlstate, strlen(sqlstate) + 1);
}

struct store_db *
rig_open(struct rig *r, const struct store_options *options)
{
	struct store_options o = *options;
	struct store_db *db = NULL;

	if (o.conninfo == NULL)
		o.conninfo = rig_conninfo(
		    o.role == STORE_ROLE_INTAKE ? "qf_intake" : "qf_office");
	o.event = on_event;
	o.event_ctx = r;
	assert_int_equal(
	    store_db_open(store_loop_poll_view(r->loop), &o, &db), ERR_OK);
	return db;
}

uint64_t
rig_now(struct rig *r)
{
	struct store_loop *l = store_loop_poll_view(r->loop);

	return l->now(l);
}

static void
turn(struct rig *r)
{
	uint64_t before = rig_now(r), took;

	assert_int_equal(store_loop_poll_once(r->loop, 10), ERR_OK);
	took = rig_now(r) - before;
	r->turns++;
	if (took > r->gap_max_ms)
		r->gap_max_ms = took;
	if (took > 50)
		r->slow_turns++;
}

void
rig_wait(struct rig *r, const bool *flag, int timeout_ms)
{
	uint64_t end = rig_now(r) + (uint64_t)timeout_ms;

	while (!*flag && rig_now(r) < end)
		turn(r);
	assert_true(*flag);
}

void
rig_idle(struct rig *r, int ms)
{
	uint64_t end = rig_now(r) + (uint64_t)ms;

	while (rig_now(r) < end)
		turn(r);
}

int
rig_up(void **state)
{
	struct rig *r = calloc(1, sizeof(*r));
	struct store_options o = { .role = STORE_ROLE_INTAKE };
	uint64_t end;

	if (r == NULL || sodium_init() < 0 ||
	    store_loop_poll_new(&r->loop) != ERR_OK)
		return -1;
	r->intake = rig_open(r, &o);
	o.role = STORE_ROLE_OFFICE;
	r->office = rig_open(r, &o);
	r->owner = PQconnectdb(rig_conninfo("qf_owner"));
	if (PQstatus(r->owner) != CONNECTION_OK)
		return -1;
	end = rig_now(r) + 10000;
	while (!store_db_is_ready(r->intake) || !store_db_is_ready(r->office)) {
		if (rig_now(r) > end)
			return -1;
		turn(r);
	}
	*state = r;
	return rig_empty(state);
}

int
rig_down(void **state)
{
	struct rig *r = *state;

	store_db_close(&r->intake);
	store_db_close(&r->office);
	PQfinish(r->owner);
	store_loop_poll_free(&r->loop);
	free(r);
	return 0;
}

int
rig_empty(void **state)
{
	struct rig *r = *state;

	if (PQstatus(r->owner) != CONNECTION_OK)
		PQreset(r->owner);
	rig_sql(*state,
	    "TRUNCATE qf.thread, qf.entry, qf.part, qf.destroyed, qf.upload, qf.header,"
	    " qf.release, qf.listing, qf.note, qf.challenge, qf.session, "
	    "qf.audit");
	return 0;
}

void
rig_sql(struct rig *r, const char *sql)
{
	PGresult *res = PQexec(r->owner, sql);
	ExecStatusType st = PQresultStatus(res);

	if (st != PGRES_COMMAND_OK && st != PGRES_TUPLES_OK)
		print_error("%s: %s", sql, PQresultErrorMessage(res));
	assert_true(st == PGRES_COMMAND_OK || st == PGRES_TUPLES_OK);
	PQclear(res);
}

long
rig_number(struct rig *r, const char *sql)
{
	PGresult *res = PQexec(r->owner, sql);
	long n;

	if (PQresultStatus(res) != PGRES_TUPLES_OK)
		print_error("%s: %s", sql, PQresultErrorMessage(res));
	assert_int_equal(PQresultStatus(res), PGRES_TUPLES_OK);
	assert_int_equal(PQntuples(res), 1);
	n = atol(PQgetvalue(res, 0, 0));
	PQclear(res);
	return n;
}

void
rig_sealed(struct store_sealed *s, size_t header_len, size_t payload_len)
{
	uint8_t *header = malloc(header_len), *payload = malloc(payload_len);

	assert_non_null(header);
	assert_non_null(payload);
	randombytes_buf(header, header_len);
	randombytes_buf(payload, payload_len);
	memset(s, 0, sizeof(*s));
	randombytes_buf(s->id, sizeof(s->id));
	randombytes_buf(s->open, sizeof(s->open));
	randombytes_buf(s->d, sizeof(s->d));
	s->header = header;
	s->header_len = header_len;
	s->payload = payload;
	s->payload_len = payload_len;
}

void
rig_thread(struct store_thread *t, size_t header_len, size_t payload_len)
{
	randombytes_buf(t->mailbox, sizeof(t->mailbox));
	randombytes_buf(t->handle, sizeof(t->handle));
	randombytes_buf(t->self, sizeof(t->self));
	rig_sealed(&t->report, header_len, payload_len);
}

void
rig_forget(struct store_sealed *s)
{
	union {
		const uint8_t *borrowed;
		void *owned;
	} header = { .borrowed = s->header },
	  payload = { .borrowed = s->payload };

	free(header.owned);
	free(payload.owned);
	memset(s, 0, sizeof(*s));
}

struct store_ref
rig_ref(const struct store_sealed *s)
{
	struct store_ref ref;

	memcpy(ref.id, s->id, sizeof(ref.id));
	memcpy(ref.open, s->open, sizeof(ref.open));
	return ref;
}

void
rig_on_added(void *ctx, enum err e, const struct store_added *added)
{
	struct rig_added *w = ctx;

	assert_false(w->done);
	w->done = true;
	w->e = e;
	if (e == ERR_OK)
		w->added = *added;
	else
		assert_null(added);
}

static struct store_added
wait_added(struct rig *r, struct rig_added *w)
{
	rig_wait(r, &w->done, 10000);
	assert_int_equal(w->e, ERR_OK);
	return w->added;
}

struct store_added
rig_create(struct rig *r, const struct store_thread *t)
{
	struct rig_added w = { 0 };

	assert_int_equal(
	    store_thread_create(r->intake, t, rig_on_added, &w, NULL), ERR_OK);
	return wait_added(r, &w);
}

struct store_added
rig_follow(
    struct rig *r, const struct store_thread *t, const struct store_sealed *s)
{
	struct rig_added w = { 0 };

	assert_int_equal(store_box_entry_add(
			     r->intake, t->mailbox, s, rig_on_added, &w, NULL),
	    ERR_OK);
	return wait_added(r, &w);
}

struct store_added
rig_reply(struct rig *r, struct store_ref report, enum store_audience audience,
    const struct store_sealed *s)
{
	struct rig_added w = { 0 };

	assert_int_equal(store_office_entry_add(r->office, &report, audience, s,
			     rig_on_added, &w, NULL),
	    ERR_OK);
	return wait_added(r, &w);
}

struct released {
	bool done;
	enum err e;
	enum store_release_outcome outcome;
	uint32_t number;
};

static void
on_release(
    void *ctx, enum err e, enum store_release_outcome outcome, uint32_t number)
{
	struct released *w = ctx;

	*w = (struct released){ true, e, outcome, number };
}

uint32_t
rig_release(struct rig *r, bool daily, size_t decoys)
{
	static struct store_thread d[STORE_DECOYS_MAX];
	struct released w = { 0 };

	assert_true(decoys <= STORE_DECOYS_MAX);
	for (size_t i = 0; i < decoys; i++)
		rig_thread(&d[i], 1200, 4096);
	assert_int_equal(store_release_run(
			     r->office, daily, d, decoys, on_release, &w, NULL),
	    ERR_OK);
	for (size_t i = 0; i < decoys; i++)
		rig_forget(&d[i].report);
	rig_wait(r, &w.done, 10000);
	assert_int_equal(w.e, ERR_OK);
	assert_int_not_equal(w.outcome, STORE_RELEASE_BUSY);
	return w.outcome == STORE_RELEASED ? w.number : 0;
}
