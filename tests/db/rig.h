/* SPDX-License-Identifier: ISC */
/*
 * What the database tests share: a poll loop, both services' drivers, the
 * owner's plain connection, and calls that wait for their answer.  The cluster
 * is the one that tests/db/run started, in the folder QF_DB_DIR.
 */
#ifndef TESTS_DB_RIG_H
#define TESTS_DB_RIG_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <libpq-fe.h>

#include "store/audit.h"
#include "store/box.h"
#include "store/db.h"
#include "store/entry.h"
#include "store/loop_poll.h"
#include "store/note.h"
#include "store/release.h"
#include "store/report.h"
#include "store/session.h"

struct rig {
	struct store_loop_poll *loop;
	struct store_db *intake;
	struct store_db *office;
	PGconn *owner;
	unsigned int events[8]; /* how many of each enum store_event */
	char sqlstate[6];       /* of the last */
	uint64_t gap_max_ms;    /* longest turn of the loop */
	uint64_t turns;
	uint64_t slow_turns; /* over 50 ms */
};

/* cmocka group fixtures: everything connected, every table empty. */
int rig_up(void **state);
int rig_down(void **state);

/* One test's fixture: empty every table. */
int rig_empty(void **state);

/* libpq string for a role of the cluster under test. */
const char *rig_conninfo(const char *role);

struct store_db *rig_open(struct rig *r, const struct store_options *options);

/* Run the loop until *flag, at most timeout_ms; fails the test then. */
void rig_wait(struct rig *r, const bool *flag, int timeout_ms);

/* Run the loop for a while. */
void rig_idle(struct rig *r, int ms);

uint64_t rig_now(struct rig *r);

/* A thread (or entry) of random bytes; rig_forget() frees what it points to. */
void rig_thread(struct store_thread *t, size_t header_len, size_t payload_len);
void rig_sealed(struct store_sealed *s, size_t header_len, size_t payload_len);
void rig_forget(struct store_sealed *s);

/* The right to name a thread's report. */
struct store_ref rig_ref(const struct store_sealed *s);

/* As the owner: run, or ask for one number. */
void rig_sql(struct rig *r, const char *sql);
long rig_number(struct rig *r, const char *sql);

/* Calls that wait.  Each asserts ERR_OK unless it returns an enum err. */
struct rig_added {
	bool done;
	enum err e;
	struct store_added added;
};
void rig_on_added(void *ctx, enum err e, const struct store_added *added);
struct store_added rig_create(struct rig *r, const struct store_thread *t);
struct store_added rig_follow(
    struct rig *r, const struct store_thread *t, const struct store_sealed *s);
struct store_added rig_reply(struct rig *r, struct store_ref report,
    enum store_audience audience, const struct store_sealed *s);

/* Release what is pending, with decoys; returns the release's number, or 0. */
uint32_t rig_release(struct rig *r, bool daily, size_t decoys);

#endif
