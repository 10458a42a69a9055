/* SPDX-License-Identifier: ISC */
/* Releases: shuffled, dense, with decoys, once a day; cursors never skip. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "db/rig.h"

struct due_wait {
	bool done;
	bool due;
};

static void
on_due(void *ctx, enum err e, bool due)
{
	struct due_wait *w = ctx;

	assert_int_equal(e, ERR_OK);
	w->done = true;
	w->due = due;
}

static bool
due(struct rig *r, bool daily)
{
	struct due_wait w = { 0 };

	assert_int_equal(
	    store_release_due(r->office, daily, on_due, &w, NULL), ERR_OK);
	rig_wait(r, &w.done, 10000);
	return w.due;
}

static void
create(struct rig *r, struct store_thread *t)
{
	rig_thread(t, 300, 300);
	assert_int_equal(rig_create(r, t).outcome, STORE_CREATED);
	rig_forget(&t->report);
}

static void
immediate_runs_only_when_pending(void **state)
{
	struct rig *r = *state;
	struct store_thread t;

	assert_false(due(r, false));
	assert_int_equal(rig_release(r, false, 3), 0);
	assert_int_equal(rig_number(r, "SELECT count(*) FROM qf.thread"), 0);
	create(r, &t);
	assert_true(due(r, false));
	assert_int_equal(rig_release(r, false, 3), 1);
	assert_int_equal(rig_number(r, "SELECT count(*) FROM qf.thread"), 4);
	assert_false(due(r, false));
	create(r, &t);
	assert_int_equal(rig_release(r, false, 0), 2);
}

static void
daily_runs_once_a_day_also_when_nothing_came(void **state)
{
	struct rig *r = *state;
	struct store_thread t;

	assert_true(due(r, true));
	assert_int_equal(rig_release(r, true, 8), 1);
	assert_false(due(r, true));
	create(r, &t);
	assert_int_equal(rig_release(r, true, 8), 0);
	assert_int_equal(rig_number(r, "SELECT count(*) FROM qf.listing"), 8);
	rig_sql(r, "UPDATE qf.release SET date = date - 1");
	assert_true(due(r, true));
	assert_int_equal(rig_release(r, true, 8), 2);
	assert_int_equal(rig_number(r, "SELECT count(*) FROM qf.listing"), 17);
}

static void
positions_are_dense_over_releases(void **state)
{
	struct rig *r = *state;
	struct store_thread t;

	for (int i = 0; i < 5; i++) {
		for (int k = 0; k < 4; k++)
			create(r, &t);
		rig_release(r, false, 8);
	}
	assert_int_equal(
	    rig_number(r, "SELECT max(position) FROM qf.listing"), 5 * 12);
	assert_int_equal(
	    rig_number(r, "SELECT count(*) FROM qf.listing"), 5 * 12);
	/* Each thread once, decoys like the others. */
	assert_int_equal(
	    rig_number(r, "SELECT count(*) FROM qf.thread t JOIN qf.entry e"
			  " ON e.thread = t.handle AND e.first JOIN"
			  " qf.listing l ON l.entry = e.id AND"
			  " l.release = e.release WHERE"
			  " octet_length(t.self) = 1024"),
	    5 * 12);
}

/*
 * The place in a release says nothing about the order of arrival: over 40
 * releases of 8 the first to come must not always have the same place.  By
 * chance this fails once in 8^39.
 */
static void
order_is_shuffled(void **state)
{
	struct rig *r = *state;
	struct store_thread t;
	uint8_t handle[STORE_ID_LEN];
	char sql[256], hex[2 * STORE_ID_LEN + 1];
	unsigned int seen = 0;
	long place;

	for (int i = 0; i < 40; i++) {
		for (int k = 0; k < 8; k++) {
			create(r, &t);
			if (k == 0)
				memcpy(handle, t.handle, STORE_ID_LEN);
		}
		rig_release(r, false, 0);
		sodium_bin2hex(hex, sizeof(hex), handle, sizeof(handle));
		snprintf(sql, sizeof(sql),
		    "SELECT position - %d FROM qf.listing l JOIN qf.entry e"
		    " ON e.id = l.entry WHERE e.thread = '\\x%s'",
		    i * 8, hex);
		place = rig_number(r, sql);
		assert_in_range(place, 1, 8);
		seen |= 1u << place;
	}
	assert_true((seen & (seen - 1)) != 0);
}

/*
 * Nothing in a row, nor the order in which a dump lists the rows, tells decoys
 * from reports: same transaction and command order, same kind of dates.  By
 * chance the orders fail once in 10^13, the dates once in 10^20.
 */
static void
decoys_look_like_reports(void **state)
{
	static const char *const tables[] = { "thread", "entry" };
	struct rig *r = *state;
	struct store_thread t;
	char sql[512];

	assert_int_equal(rig_release(r, false, 0), 0);
	create(r, &t);
	assert_int_equal(rig_release(r, true, 0), 1);
	rig_sql(r, "UPDATE qf.release SET date = date - 9");
	rig_sql(r, "UPDATE qf.entry SET date = date - 9");
	for (int i = 0; i < 24; i++)
		create(r, &t);
	rig_sql(r, "CREATE TEMPORARY TABLE known AS SELECT e.thread FROM"
		   " qf.entry e WHERE e.release IS NULL");
	rig_sql(r, "UPDATE qf.entry SET date = date - 4 WHERE release IS NULL");
	assert_int_equal(rig_release(r, true, 24), 2);

	/* A row that was never touched again would be a decoy's. */
	assert_int_equal(rig_number(r, "SELECT count(DISTINCT x) FROM (SELECT"
				       " e.xmin::text FROM qf.entry e WHERE"
				       " e.release = 2 UNION ALL SELECT"
				       " t.xmin::text FROM qf.thread t JOIN"
				       " qf.entry e ON e.thread = t.handle"
				       " WHERE e.release = 2) x"),
	    1);
	for (size_t i = 0; i < 2; i++) {
		const char *key = i == 0 ? "handle" : "thread";

		for (int after = 0; after < 2; after++) {
			snprintf(sql, sizeof(sql),
			    "WITH o AS (SELECT row_number() OVER (ORDER BY"
			    " x.ctid) AS n, x.%s IN (SELECT k.thread FROM"
			    " known k) AS report FROM qf.%s x JOIN qf.entry e"
			    " ON e.thread = x.%s WHERE e.release = 2)"
			    " SELECT count(*) FROM o WHERE report = %s AND"
			    " n > (SELECT max(p.n) FROM o p WHERE p.report"
			    " <> o.report)",
			    key, tables[i], key, after ? "true" : "false");
			/* A short run at the end may be chance. */
			assert_in_range(rig_number(r, sql), 0, 20);
		}
	}
	assert_true(rig_number(r, "SELECT count(DISTINCT e.date) FROM qf.entry e"
				  " WHERE e.release = 2 AND e.thread NOT IN"
				  " (SELECT k.thread FROM known k)") > 2);
	assert_int_equal(
	    rig_number(r, "SELECT count(*) FROM qf.entry e JOIN qf.thread t ON"
			  " t.handle = e.thread WHERE e.release = 2 AND"
			  " e.thread NOT IN (SELECT k.thread FROM known k) AND"
			  " (e.date <> t.date OR e.date > qf.today() OR"
			  " e.date < qf.today() - 9)"),
	    0);
	rig_sql(r, "DROP TABLE known");
}

struct cursor_wait {
	bool done;
	uint64_t last;
	size_t count;
};

static void
on_reports(void *ctx, enum err e, const struct store_reports *reports)
{
	struct cursor_wait *w = ctx;

	assert_int_equal(e, ERR_OK);
	w->done = true;
	for (size_t i = 0; i < reports->count; i++) {
		assert_true(reports->reports[i].position > w->last);
		w->last = reports->reports[i].position;
		w->count++;
	}
}

/* Read on from the cursor. */
static void
advance(struct rig *r, struct cursor_wait *w)
{
	w->done = false;
	assert_int_equal(store_reports_after(r->office, w->last, 4096, 1 << 24,
			     on_reports, w, NULL),
	    ERR_OK);
	rig_wait(r, &w->done, 10000);
}

/* A statement of the intake in a transaction that stays open. */
static PGconn *
slow_insert(const struct store_thread *t)
{
	PGconn *c = PQconnectdb(rig_conninfo("qf_intake"));
	const struct store_sealed *s = &t->report;
	const char *values[] = { (const char *)t->mailbox,
		(const char *)t->handle, (const char *)t->self,
		(const char *)s->id, (const char *)s->open, (const char *)s->d,
		(const char *)s->header, (const char *)s->payload };
	const int lengths[] = { STORE_HASH_LEN, STORE_ID_LEN, STORE_SELF_LEN,
		STORE_ID_LEN, STORE_HASH_LEN, STORE_HASH_LEN,
		(int)s->header_len, (int)s->payload_len };
	const int formats[] = { 1, 1, 1, 1, 1, 1, 1, 1 };
	PGresult *res;

	assert_int_equal(PQstatus(c), CONNECTION_OK);
	PQclear(PQexec(c, "BEGIN"));
	res = PQexecParams(c,
	    "SELECT * FROM qf.thread_create($1::bytea, $2::bytea, $3::bytea,"
	    " $4::bytea, $5::bytea, $6::bytea, $7::bytea, $8::bytea)",
	    8, NULL, values, lengths, formats, 0);
	assert_int_equal(PQresultStatus(res), PGRES_TUPLES_OK);
	assert_string_equal(PQgetvalue(res, 0, 0), "created");
	PQclear(res);
	return c;
}

static void
commit(PGconn *c)
{
	PGresult *res = PQexec(c, "COMMIT");

	assert_int_equal(PQresultStatus(res), PGRES_COMMAND_OK);
	PQclear(res);
	PQfinish(c);
}

/*
 * Two transactions that begin first and commit last, in the other order, with
 * releases and reads in between: each row is read exactly once.
 */
static void
cursor_skips_no_slow_transaction(void **state)
{
	struct rig *r = *state;
	struct store_thread a, b, t;
	struct cursor_wait w = { 0 };
	PGconn *slow_a, *slow_b;

	rig_thread(&a, 300, 300);
	rig_thread(&b, 300, 300);
	slow_a = slow_insert(&a);
	slow_b = slow_insert(&b);
	create(r, &t);
	assert_int_equal(rig_release(r, false, 2), 1);
	advance(r, &w);
	assert_int_equal(w.count, 3);
	commit(slow_b);
	create(r, &t);
	assert_int_equal(rig_release(r, false, 2), 2);
	advance(r, &w);
	assert_int_equal(w.count, 7);
	commit(slow_a);
	assert_int_equal(rig_release(r, false, 0), 3);
	advance(r, &w);
	assert_int_equal(w.count, 8);
	assert_int_equal(w.last, 8);
	rig_forget(&a.report);
	rig_forget(&b.report);
}

struct release_wait {
	bool done;
	enum err e;
	enum store_release_outcome outcome;
};

static void
on_release(
    void *ctx, enum err e, enum store_release_outcome outcome, uint32_t number)
{
	struct release_wait *w = ctx;

	(void)number;
	*w = (struct release_wait){ true, e, outcome };
}

/* While one release is not committed no other runs, and no reader sees it. */
static void
release_at_work_keeps_others_out(void **state)
{
	struct rig *r = *state;
	struct store_thread t;
	struct cursor_wait w = { 0 };
	struct release_wait second = { 0 };
	PGconn *slow = PQconnectdb(rig_conninfo("qf_office"));
	PGresult *res;

	create(r, &t);
	PQclear(PQexec(slow, "BEGIN"));
	res = PQexec(slow,
	    "SELECT outcome FROM qf.release_run(false, '{}', '{}', '{}', '{}',"
	    " '{}', '{}', '{}', '{}')");
	assert_int_equal(PQresultStatus(res), PGRES_TUPLES_OK);
	assert_string_equal(PQgetvalue(res, 0, 0), "released");
	PQclear(res);
	create(r, &t);
	assert_int_equal(store_release_run(r->office, false, NULL, 0,
			     on_release, &second, NULL),
	    ERR_OK);
	rig_wait(r, &second.done, 10000);
	assert_int_equal(second.e, ERR_OK);
	assert_int_equal(second.outcome, STORE_RELEASE_BUSY);
	advance(r, &w);
	assert_int_equal(w.count, 0);
	commit(slow);
	assert_int_equal(rig_release(r, false, 0), 2);
	advance(r, &w);
	assert_int_equal(w.count, 2);
	assert_int_equal(w.last, 2);
}

/* Two offices release every moment while reports come; a reader follows. */
static void
cursor_is_complete_under_concurrent_releases(void **state)
{
	enum { REPORTS = 600 };
	static struct rig_added added[REPORTS];
	struct rig *r = *state;
	struct store_options o = { .role = STORE_ROLE_OFFICE };
	struct store_db *second = rig_open(r, &o);
	struct release_wait one, two;
	struct cursor_wait w = { 0 };
	struct store_thread t;
	size_t sent = 0;

	memset(added, 0, sizeof(added));
	while (sent < REPORTS) {
		for (size_t i = 0; i < 20; i++, sent++) {
			rig_thread(&t, 300, 300);
			assert_int_equal(store_thread_create(r->intake, &t,
					     rig_on_added, &added[sent], NULL),
			    ERR_OK);
			rig_forget(&t.report);
		}
		one.done = two.done = false;
		assert_int_equal(store_release_run(r->office, false, NULL, 0,
				     on_release, &one, NULL),
		    ERR_OK);
		assert_int_equal(store_release_run(second, false, NULL, 0,
				     on_release, &two, NULL),
		    ERR_OK);
		advance(r, &w);
		rig_wait(r, &one.done, 10000);
		rig_wait(r, &two.done, 10000);
		assert_int_equal(one.e, ERR_OK);
		assert_int_equal(two.e, ERR_OK);
	}
	rig_wait(r, &added[REPORTS - 1].done, 10000);
	rig_release(r, false, 0);
	advance(r, &w);
	assert_int_equal(w.count, REPORTS);
	assert_int_equal(w.last, REPORTS);
	store_db_close(&second);
}

static void
decoys_are_bounded(void **state)
{
	struct rig *r = *state;
	static struct store_thread d[STORE_DECOYS_MAX + 1];

	assert_int_equal(store_release_run(r->office, true, d,
			     STORE_DECOYS_MAX + 1, on_release, NULL, NULL),
	    ERR_LIMIT);
	assert_int_equal(
	    store_release_run(r->office, true, d, 1, on_release, NULL, NULL),
	    ERR_LIMIT); /* no header */
	assert_int_equal(rig_release(r, true, STORE_DECOYS_MAX), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup(name, rig_empty)
		T(immediate_runs_only_when_pending),
		T(daily_runs_once_a_day_also_when_nothing_came),
		T(positions_are_dense_over_releases),
		T(order_is_shuffled),
		T(decoys_look_like_reports),
		T(cursor_skips_no_slow_transaction),
		T(release_at_work_keeps_others_out),
		T(cursor_is_complete_under_concurrent_releases),
		T(decoys_are_bounded),
#undef T
	};

	return cmocka_run_group_tests(tests, rig_up, rig_down);
}
