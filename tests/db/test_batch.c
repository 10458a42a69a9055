/* SPDX-License-Identifier: ISC */
/* The driver: group commit, a bad row among good ones, limits, detaching. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "db/rig.h"

#include "store/schema.h"

#define MANY 200

static struct rig_added answers[MANY];

static void
submit(struct store_db *db, struct store_thread *t, struct rig_added *w,
    struct store_job **job)
{
	memset(w, 0, sizeof(*w));
	assert_int_equal(
	    store_thread_create(db, t, rig_on_added, w, job), ERR_OK);
}

static void
wait_all(struct rig *r, size_t count)
{
	for (size_t i = 0; i < count; i++)
		rig_wait(r, &answers[i].done, 10000);
	assert_int_equal(store_db_jobs(r->intake), 0);
	assert_int_equal(store_db_bytes(r->intake), 0);
}

/* Transactions that committed a thread, by the rows' xmin. */
static long
transactions(struct rig *r)
{
	return rig_number(
	    r, "SELECT count(DISTINCT xmin::text) FROM qf.thread");
}

static void
submits_commit_in_groups(void **state)
{
	struct rig *r = *state;
	struct store_thread t;

	for (size_t i = 0; i < MANY; i++) {
		rig_thread(&t, 300, 300);
		submit(r->intake, &t, &answers[i], NULL);
		assert_false(answers[i].done); /* never from inside submit */
		rig_forget(&t.report);
	}
	wait_all(r, MANY);
	for (size_t i = 0; i < MANY; i++) {
		assert_int_equal(answers[i].e, ERR_OK);
		assert_int_equal(answers[i].added.outcome, STORE_CREATED);
	}
	assert_int_equal(rig_number(r, "SELECT count(*) FROM qf.entry"), MANY);
	/* One alone, then groups of 64 at most. */
	assert_int_equal(transactions(r), 1 + (MANY - 1 + 63) / 64);
}

static void
large_jobs_are_split_by_bytes(void **state)
{
	struct rig *r = *state;
	struct store_thread t;

	for (size_t i = 0; i < 13; i++) {
		rig_thread(&t, 300, 1024 * 1024);
		submit(r->intake, &t, &answers[i], NULL);
		rig_forget(&t.report);
	}
	wait_all(r, 13);
	for (size_t i = 0; i < 13; i++)
		assert_int_equal(answers[i].e, ERR_OK);
	assert_int_equal(transactions(r), 1 + 12 / 3);
}

/* A trigger refuses what begins with ff: a row that is bad for the server. */
static void
plant_trap(struct rig *r, const char *sqlstate)
{
	char sql[512];

	snprintf(sql, sizeof(sql),
	    "CREATE OR REPLACE FUNCTION qf.trap() RETURNS trigger LANGUAGE"
	    " plpgsql AS $$ BEGIN IF get_byte(NEW.payload, 0) = 255 THEN"
	    " RAISE EXCEPTION 'trap' USING ERRCODE = '%s'; END IF;"
	    " RETURN NEW; END $$; CREATE TRIGGER trap BEFORE INSERT ON"
	    " qf.entry FOR EACH ROW EXECUTE FUNCTION qf.trap()",
	    sqlstate);
	rig_sql(r, sql);
}

static void
remove_trap(struct rig *r)
{
	rig_sql(r, "DROP TRIGGER trap ON qf.entry; DROP FUNCTION qf.trap()");
}

static void
bad_row_does_not_fail_its_batch(void **state)
{
	struct rig *r = *state;
	uint8_t payload[300] = { 0 };
	struct store_thread t;

	plant_trap(r, "22000");
	memset(r->events, 0, sizeof(r->events));
	for (size_t i = 0; i < 50; i++) {
		rig_thread(&t, 300, 300);
		payload[0] = i == 20 || i == 37 ? 255 : 0;
		free((void *)(uintptr_t)t.report.payload);
		t.report.payload = payload;
		submit(r->intake, &t, &answers[i], NULL);
		free((void *)(uintptr_t)t.report.header);
	}
	wait_all(r, 50);
	for (size_t i = 0; i < 50; i++)
		assert_int_equal(
		    answers[i].e, i == 20 || i == 37 ? ERR_DATABASE : ERR_OK);
	assert_int_equal(rig_number(r, "SELECT count(*) FROM qf.thread"), 48);
	assert_int_equal(r->events[STORE_EVENT_BATCH], 1);
	assert_int_equal(r->events[STORE_EVENT_JOB], 2);
	assert_int_equal(r->events[STORE_EVENT_LOST], 0);
	remove_trap(r);
}

/* Errors that are the server's trouble are answered `unavailable`. */
static void
full_disk_is_unavailable(void **state)
{
	struct rig *r = *state;
	uint8_t payload[1] = { 255 };
	struct store_thread t;

	plant_trap(r, "53100");
	rig_thread(&t, 300, 300);
	free((void *)(uintptr_t)t.report.payload);
	t.report.payload = payload;
	t.report.payload_len = 1;
	submit(r->intake, &t, &answers[0], NULL);
	wait_all(r, 1);
	assert_int_equal(answers[0].e, ERR_UNAVAILABLE);
	assert_string_equal(r->sqlstate, "53100");
	remove_trap(r);
	free((void *)(uintptr_t)t.report.header);
}

/* Errors that only come at commit fail the group too. */
static void
error_at_commit_is_not_acknowledged(void **state)
{
	struct rig *r = *state;
	struct store_thread t;

	rig_sql(r, "CREATE FUNCTION qf.late() RETURNS trigger LANGUAGE plpgsql"
		   " AS $$ BEGIN IF get_byte(NEW.handle, 0) = 255 THEN RAISE"
		   " EXCEPTION 'late' USING ERRCODE = '22000'; END IF; RETURN"
		   " NULL; END $$; CREATE CONSTRAINT TRIGGER late AFTER INSERT"
		   " ON qf.thread DEFERRABLE INITIALLY DEFERRED FOR EACH ROW"
		   " EXECUTE FUNCTION qf.late()");
	for (size_t i = 0; i < 20; i++) {
		rig_thread(&t, 300, 300);
		t.handle[0] = i == 10 ? 255 : 0;
		submit(r->intake, &t, &answers[i], NULL);
		rig_forget(&t.report);
	}
	wait_all(r, 20);
	for (size_t i = 0; i < 20; i++)
		assert_int_equal(answers[i].e, i == 10 ? ERR_DATABASE : ERR_OK);
	assert_int_equal(rig_number(r, "SELECT count(*) FROM qf.thread"), 19);
	rig_sql(r, "DROP TRIGGER late ON qf.thread; DROP FUNCTION qf.late()");
}

/* A job alone that loses its race at the commit runs again like any other. */
static void
race_lost_at_commit_runs_again(void **state)
{
	struct rig *r = *state;
	struct store_thread t;

	rig_sql(r, "CREATE SEQUENCE qf.tries; CREATE FUNCTION qf.late() RETURNS"
		   " trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN IF"
		   " nextval('qf.tries') < 3 THEN RAISE EXCEPTION 'late' USING"
		   " ERRCODE = '40001'; END IF; RETURN NULL; END $$; CREATE"
		   " CONSTRAINT TRIGGER late AFTER INSERT ON qf.thread"
		   " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE"
		   " FUNCTION qf.late()");
	rig_thread(&t, 300, 300);
	submit(r->intake, &t, &answers[0], NULL);
	rig_forget(&t.report);
	wait_all(r, 1);
	rig_sql(r, "DROP TRIGGER late ON qf.thread; DROP FUNCTION qf.late();"
		   " DROP SEQUENCE qf.tries");
	assert_int_equal(answers[0].e, ERR_OK);
	assert_int_equal(answers[0].added.outcome, STORE_CREATED);
	assert_int_equal(rig_number(r, "SELECT count(*) FROM qf.thread"), 1);
}

/* The same report through two processes at once: one creates, one is same. */
static void
race_for_one_mailbox_is_created_once(void **state)
{
	struct rig *r = *state;
	struct store_options o = { .role = STORE_ROLE_INTAKE };
	struct store_db *second = rig_open(r, &o);
	struct store_thread t;
	static struct rig_added others[MANY];
	size_t created = 0, same = 0;

	while (!store_db_is_ready(second))
		rig_idle(r, 10);
	for (size_t i = 0; i < MANY; i++) {
		rig_thread(&t, 300, 300);
		submit(r->intake, &t, &answers[i], NULL);
		submit(second, &t, &others[i], NULL);
		rig_forget(&t.report);
	}
	wait_all(r, MANY);
	for (size_t i = 0; i < MANY; i++) {
		rig_wait(r, &others[i].done, 10000);
		assert_int_equal(answers[i].e, ERR_OK);
		assert_int_equal(others[i].e, ERR_OK);
		created += answers[i].added.outcome == STORE_CREATED;
		created += others[i].added.outcome == STORE_CREATED;
		same += answers[i].added.outcome == STORE_SAME;
		same += others[i].added.outcome == STORE_SAME;
	}
	assert_int_equal(created, MANY);
	assert_int_equal(same, MANY);
	store_db_close(&second);
}

/* Twice in one batch is no error either. */
static void
twin_in_one_batch_is_same(void **state)
{
	struct rig *r = *state;
	struct store_thread t;

	rig_thread(&t, 300, 300);
	for (size_t i = 0; i < 10; i++)
		submit(r->intake, &t, &answers[i], NULL);
	wait_all(r, 10);
	for (size_t i = 0; i < 10; i++)
		assert_int_equal(answers[i].added.outcome,
		    i == 0 ? STORE_CREATED : STORE_SAME);
	rig_forget(&t.report);
}

static void
detached_jobs_are_never_answered(void **state)
{
	struct rig *r = *state;
	struct store_job *jobs[100] = { NULL };
	struct store_thread t;

	for (size_t i = 0; i < 100; i++) {
		rig_thread(&t, 300, 300);
		submit(r->intake, &t, &answers[i], &jobs[i]);
		rig_forget(&t.report);
	}
	/* The first is in flight, the others wait. */
	for (size_t i = 0; i < 100; i += 2) {
		store_job_detach(&jobs[i]);
		assert_null(jobs[i]);
	}
	store_job_detach(&jobs[0]); /* takes NULL */
	for (size_t i = 1; i < 100; i += 2)
		rig_wait(r, &answers[i].done, 10000);
	rig_idle(r, 50);
	for (size_t i = 0; i < 100; i += 2)
		assert_false(answers[i].done);
	assert_int_equal(store_db_jobs(r->intake), 0);
	assert_int_equal(rig_number(r, "SELECT count(*) FROM qf.thread"), 51);
}

struct chain {
	struct rig *r;
	struct store_job *victim;
	bool done;
	struct rig_added next;
};

static void
on_chain(void *ctx, enum err e, const struct store_added *added)
{
	struct chain *c = ctx;
	struct store_thread t;

	(void)added;
	assert_int_equal(e, ERR_OK);
	store_job_detach(&c->victim);
	rig_thread(&t, 300, 300);
	submit(c->r->intake, &t, &c->next, NULL);
	assert_false(c->next.done);
	rig_forget(&t.report);
	c->done = true;
}

/* done() may submit, and detach a neighbour answered in the same breath. */
static void
done_may_submit_and_detach(void **state)
{
	struct rig *r = *state;
	struct chain c = { .r = r };
	struct store_thread t[3];

	for (size_t i = 0; i < 3; i++)
		rig_thread(&t[i], 300, 300);
	submit(r->intake, &t[0], &answers[0], NULL); /* so that the two batch */
	assert_int_equal(
	    store_thread_create(r->intake, &t[1], on_chain, &c, NULL), ERR_OK);
	submit(r->intake, &t[2], &answers[1], &c.victim);
	rig_wait(r, &c.next.done, 10000);
	assert_true(c.done);
	assert_false(answers[1].done);
	assert_int_equal(store_db_jobs(r->intake), 0);
	for (size_t i = 0; i < 3; i++)
		rig_forget(&t[i].report);
}

static void
queue_is_bounded_by_jobs_and_bytes(void **state)
{
	struct rig *r = *state;
	struct store_options o = {
		.role = STORE_ROLE_INTAKE, .jobs_max = 3, .bytes_max = 1000000
	};
	struct store_db *db = rig_open(r, &o);
	struct store_thread t;

	rig_thread(&t, 300, 300);
	for (size_t i = 0; i < 3; i++)
		submit(db, &t, &answers[i], NULL);
	assert_int_equal(store_thread_create(db, &t, rig_on_added, NULL, NULL),
	    ERR_UNAVAILABLE);
	for (size_t i = 0; i < 3; i++)
		rig_wait(r, &answers[i].done, 10000);
	rig_forget(&t.report);
	rig_thread(&t, 300, 600000);
	submit(db, &t, &answers[0], NULL);
	assert_int_equal(store_thread_create(db, &t, rig_on_added, NULL, NULL),
	    ERR_UNAVAILABLE);
	rig_wait(r, &answers[0].done, 10000);
	rig_forget(&t.report);
	store_db_close(&db);
}

static void
close_with_jobs_at_work_answers_nothing(void **state)
{
	struct rig *r = *state;
	struct store_options o = { .role = STORE_ROLE_INTAKE };
	struct store_db *db = rig_open(r, &o);
	struct store_thread t;

	while (!store_db_is_ready(db))
		rig_idle(r, 10);
	rig_thread(&t, 300, 300);
	for (size_t i = 0; i < 5; i++)
		submit(db, &t, &answers[i], NULL);
	store_db_close(&db);
	assert_null(db);
	rig_idle(r, 100);
	for (size_t i = 0; i < 5; i++)
		assert_false(answers[i].done);
	store_db_close(&db);
	rig_forget(&t.report);
}

struct box_answer {
	bool done;
};

static void
on_box(void *ctx, enum err e, const struct store_box *box)
{
	struct box_answer *w = ctx;

	assert_int_equal(e, ERR_OK);
	assert_non_null(box);
	w->done = true;
}

/* Reads go on while a write waits for somebody else's lock. */
static void
locked_write_holds_up_no_read(void **state)
{
	struct rig *r = *state;
	uint8_t mailbox[STORE_HASH_LEN] = { 1 };
	struct box_answer box = { false };
	struct store_thread t;
	uint64_t begin;

	rig_thread(&t, 300, 300);
	rig_sql(r, "BEGIN; LOCK TABLE qf.entry IN EXCLUSIVE MODE");
	submit(r->intake, &t, &answers[0], NULL);
	begin = rig_now(r);
	assert_int_equal(
	    store_box_list(r->intake, mailbox, on_box, &box, NULL), ERR_OK);
	rig_wait(r, &box.done, 1000);
	assert_false(answers[0].done);
	/* lock_timeout (2 s) ends the wait; the job is tried again. */
	rig_idle(r, 2500);
	assert_false(answers[0].done);
	rig_sql(r, "COMMIT");
	rig_wait(r, &answers[0].done, 5000);
	assert_int_equal(answers[0].e, ERR_OK);
	assert_true(rig_now(r) - begin < 6000);
	rig_forget(&t.report);
}

static void
lock_never_given_is_unavailable_in_time(void **state)
{
	struct rig *r = *state;
	struct store_thread t;

	rig_thread(&t, 300, 300);
	rig_sql(r, "BEGIN; LOCK TABLE qf.entry IN EXCLUSIVE MODE");
	submit(r->intake, &t, &answers[0], NULL);
	rig_wait(r, &answers[0].done, 9000);
	assert_int_equal(answers[0].e, ERR_UNAVAILABLE);
	rig_sql(r, "COMMIT");
	for (int i = 0; i < 50 && store_db_jobs(r->intake) > 0; i++)
		rig_idle(r, 100);
	assert_int_equal(store_db_jobs(r->intake), 0);
	rig_forget(&t.report);
}

struct schema_wait {
	bool done;
	enum err e;
};

static void
on_schema(void *ctx, enum err e)
{
	struct schema_wait *w = ctx;

	w->done = true;
	w->e = e;
}

static enum err
schema(struct rig *r, struct store_db *db)
{
	struct schema_wait w = { 0 };

	assert_int_equal(store_schema_check(db, on_schema, &w, NULL), ERR_OK);
	rig_wait(r, &w.done, 10000);
	return w.e;
}

/* A service meets a migration it does not know, and one it does again. */
static void
foreign_schema_is_refused(void **state)
{
	struct rig *r = *state;
	struct store_options o = { .role = STORE_ROLE_INTAKE };
	struct store_db *db;
	struct store_thread t;

	assert_int_equal(schema(r, r->intake), ERR_OK);
	rig_sql(r, "INSERT INTO qf.schema_migration"
		   " VALUES (900, '0900_x.sql', sha256(''))");
	db = rig_open(r, &o);
	assert_int_equal(schema(r, db), ERR_SCHEMA);
	rig_thread(&t, 300, 300);
	assert_int_equal(
	    store_thread_create(db, &t, rig_on_added, NULL, NULL), ERR_SCHEMA);
	assert_false(store_db_is_ready(db));
	rig_sql(r, "DELETE FROM qf.schema_migration WHERE number = 900");
	for (int i = 0; i < 60 && !store_db_is_ready(db); i++)
		rig_idle(r, 100);
	assert_int_equal(schema(r, db), ERR_OK);
	store_db_close(&db);
	rig_forget(&t.report);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup(name, rig_empty)
		T(submits_commit_in_groups),
		T(large_jobs_are_split_by_bytes),
		T(bad_row_does_not_fail_its_batch),
		T(full_disk_is_unavailable),
		T(error_at_commit_is_not_acknowledged),
		T(race_lost_at_commit_runs_again),
		T(race_for_one_mailbox_is_created_once),
		T(twin_in_one_batch_is_same),
		T(detached_jobs_are_never_answered),
		T(done_may_submit_and_detach),
		T(queue_is_bounded_by_jobs_and_bytes),
		T(close_with_jobs_at_work_answers_nothing),
		T(locked_write_holds_up_no_read),
		T(lock_never_given_is_unavailable_in_time),
		T(foreign_schema_is_refused),
#undef T
	};

	return cmocka_run_group_tests(tests, rig_up, rig_down);
}
