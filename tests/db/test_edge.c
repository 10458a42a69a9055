/* SPDX-License-Identifier: ISC */
/*
 * The driver on an edge-triggered loop that registers once for everything, as
 * Kore's does: nothing is told twice, so nothing may be left unread.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "db/rig.h"

#include "base/limits.h"

#define FDS 64

struct edge {
	struct store_loop loop; /* first */
	int epoll;
	struct {
		store_loop_fn fn;
		void *ctx;
	} fds[FDS];
	store_loop_fn tick;
	void *tick_ctx;
	uint32_t interval_ms;
	uint64_t due_ms;
};

static enum err
edge_watch(struct store_loop *loop, int fd, unsigned int want, store_loop_fn fn,
    void *ctx)
{
	struct edge *l = (struct edge *)(void *)loop;
	struct epoll_event ev = { .events =
				      EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET,
		.data.fd = fd };

	(void)want;
	if (fd >= FDS)
		return ERR_LIMIT;
	l->fds[fd].fn = fn;
	l->fds[fd].ctx = ctx;
	if (epoll_ctl(l->epoll, EPOLL_CTL_ADD, fd, &ev) != 0 &&
	    epoll_ctl(l->epoll, EPOLL_CTL_MOD, fd, &ev) != 0)
		return ERR_IO;
	return ERR_OK;
}

static void
edge_unwatch(struct store_loop *loop, int fd)
{
	struct edge *l = (struct edge *)(void *)loop;

	l->fds[fd].fn = NULL;
	epoll_ctl(l->epoll, EPOLL_CTL_DEL, fd, NULL);
}

static uint64_t
edge_now(struct store_loop *loop)
{
	struct timespec ts;

	(void)loop;
	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000u + (uint64_t)ts.tv_nsec / 1000000u;
}

static enum err
edge_timer(
    struct store_loop *loop, uint32_t interval_ms, store_loop_fn fn, void *ctx)
{
	struct edge *l = (struct edge *)(void *)loop;

	l->tick = fn;
	l->tick_ctx = ctx;
	l->interval_ms = interval_ms;
	l->due_ms = edge_now(loop) + interval_ms;
	return ERR_OK;
}

static void
edge_turn(struct edge *l)
{
	struct epoll_event ev[16];
	int n = epoll_wait(l->epoll, ev, 16, 10);

	for (int i = 0; i < n; i++) {
		int fd = ev[i].data.fd;

		if (l->fds[fd].fn != NULL)
			l->fds[fd].fn(
			    l->fds[fd].ctx, STORE_READABLE | STORE_WRITABLE);
	}
	if (l->interval_ms > 0 && edge_now(&l->loop) >= l->due_ms) {
		l->due_ms = edge_now(&l->loop) + l->interval_ms;
		l->tick(l->tick_ctx, 0);
	}
}

static struct edge *
edge_new(void)
{
	struct edge *l = calloc(1, sizeof(*l));

	assert_non_null(l);
	l->epoll = epoll_create1(EPOLL_CLOEXEC);
	assert_true(l->epoll >= 0);
	l->loop = (struct store_loop){ edge_watch, edge_unwatch, edge_timer,
		edge_now };
	return l;
}

static void
edge_wait(struct edge *l, const bool *flag, int ms)
{
	uint64_t end = edge_now(&l->loop) + (uint64_t)ms;

	while (!*flag && edge_now(&l->loop) < end)
		edge_turn(l);
	assert_true(*flag);
}

static void
on_event(
    void *ctx, enum store_event event, const char *lane, const char *sqlstate)
{
	struct rig *r = ctx;

	(void)lane;
	(void)sqlstate;
	r->events[event]++;
}

struct range_wait {
	bool done;
	size_t len;
	uint8_t sum;
};

static void
on_range(void *ctx, enum err e, const struct store_range *range)
{
	struct range_wait *w = ctx;

	assert_int_equal(e, ERR_OK);
	assert_true(range->found);
	w->done = true;
	w->len = range->len;
	for (size_t i = 0; i < range->len; i++)
		w->sum ^= range->data[i];
}

/*
 * 24 MiB out and in again in 1 MiB pieces, far more than a socket holds.  The
 * tick would hide a missed edge, at 100 ms a time: so time counts.
 */
static void
megabytes_flow_both_ways_without_the_tick(void **state)
{
	enum { PIECES = 24 };
	static struct rig_added added[PIECES];
	static struct range_wait got[PIECES];
	struct rig *r = *state;
	struct edge *l = edge_new();
	struct store_options o = { .role = STORE_ROLE_OFFICE,
		.conninfo = rig_conninfo("qf_office") };
	struct store_thread t;
	struct store_sealed s[PIECES];
	struct store_ref ref;
	struct store_db *db = NULL;
	uint64_t begin;
	uint8_t sum;

	rig_thread(&t, 900, 4096);
	rig_create(r, &t);
	rig_release(r, false, 0);
	ref = rig_ref(&t.report);
	assert_int_equal(store_db_open(&l->loop, &o, &db), ERR_OK);
	for (int i = 0; i < 1000 && !store_db_is_ready(db); i++)
		edge_turn(l);
	assert_true(store_db_is_ready(db));
	l->interval_ms = 0; /* from here on there is no tick */
	begin = edge_now(&l->loop);
	for (size_t i = 0; i < PIECES; i++) {
		rig_sealed(&s[i], 900, LIMIT_BODY_LEN);
		assert_int_equal(
		    store_office_entry_add(db, &ref, STORE_FOR_OFFICE, &s[i],
			rig_on_added, &added[i], NULL),
		    ERR_OK);
	}
	for (size_t i = 0; i < PIECES; i++) {
		edge_wait(l, &added[i].done, 20000);
		assert_int_equal(added[i].e, ERR_OK);
	}
	for (size_t i = 0; i < PIECES; i++) {
		struct store_ref one = rig_ref(&s[i]);

		assert_int_equal(store_entry_read(db, &one, true, 0,
				     LIMIT_BODY_LEN, on_range, &got[i], NULL),
		    ERR_OK);
	}
	for (size_t i = 0; i < PIECES; i++) {
		edge_wait(l, &got[i].done, 20000);
		assert_int_equal(got[i].len, LIMIT_BODY_LEN);
		sum = 0;
		for (size_t k = 0; k < LIMIT_BODY_LEN; k++)
			sum ^= s[i].payload[k];
		assert_int_equal(got[i].sum, sum);
		rig_forget(&s[i]);
	}
	print_message("# 24 MiB out and in: %llu ms\n",
	    (unsigned long long)(edge_now(&l->loop) - begin));
	store_db_close(&db);
	close(l->epoll);
	free(l);
	rig_forget(&t.report);
}

/*
 * A server that takes the connection and never says a word: the driver waits,
 * it does not turn in circles, and gives up in time.
 */
static void
silent_server_costs_no_turns(void **state)
{
	struct rig *r = *state;
	struct edge *l = edge_new();
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	char conninfo[256];
	struct store_options o = { .role = STORE_ROLE_INTAKE,
		.conninfo = conninfo,
		.connect_ms = 400,
		.event = on_event,
		.event_ctx = r };
	struct store_db *db = NULL;
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	uint64_t end;
	unsigned int turns = 0;

	memset(r->events, 0, sizeof(r->events));
	snprintf(sun.sun_path, sizeof(sun.sun_path), "%s/silent",
	    getenv("QF_DB_DIR"));
	assert_int_equal(mkdir(sun.sun_path, 0700), 0);
	snprintf(conninfo, sizeof(conninfo), "host=%s dbname=a user=b",
	    sun.sun_path);
	snprintf(sun.sun_path, sizeof(sun.sun_path), "%s/silent/.s.PGSQL.5432",
	    getenv("QF_DB_DIR"));
	assert_int_equal(bind(fd, (struct sockaddr *)&sun, sizeof(sun)), 0);
	assert_int_equal(listen(fd, 8), 0);
	assert_int_equal(store_db_open(&l->loop, &o, &db), ERR_OK);
	end = edge_now(&l->loop) + 1000;
	for (; edge_now(&l->loop) < end; turns++)
		edge_turn(l);
	assert_true(r->events[STORE_EVENT_TIMEOUT] >= 2); /* both lanes */
	assert_true(turns < 200); /* 100 of them are the loop's own 10 ms */
	store_db_close(&db);
	close(fd);
	close(l->epoll);
	free(l);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(silent_server_costs_no_turns, rig_empty),
		cmocka_unit_test_setup(
		    megabytes_flow_both_ways_without_the_tick, rig_empty),
	};

	return cmocka_run_group_tests(tests, rig_up, rig_down);
}
