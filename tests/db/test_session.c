/* SPDX-License-Identifier: ISC */
/* Officers' challenges, sessions and the audit. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <sodium.h>

#include "db/rig.h"

struct outcome_wait {
	bool done;
	enum err e;
	enum store_outcome outcome;
};

static void
on_outcome(void *ctx, enum err e, enum store_outcome outcome)
{
	struct outcome_wait *w = ctx;

	*w = (struct outcome_wait){ true, e, outcome };
}

static enum store_outcome
wait_outcome(struct rig *r, struct outcome_wait *w, enum err submitted)
{
	assert_int_equal(submitted, ERR_OK);
	rig_wait(r, &w->done, 10000);
	assert_int_equal(w->e, ERR_OK);
	return w->outcome;
}

static enum store_outcome
challenge(struct rig *r, const uint8_t *nonce, int64_t until)
{
	struct outcome_wait w = { 0 };

	return wait_outcome(r, &w,
	    store_challenge_new(r->office, nonce, until, on_outcome, &w, NULL));
}

static enum store_outcome
open_session(struct rig *r, const uint8_t *nonce, int64_t until,
    const uint8_t *token, enum store_session_role role, uint32_t number)
{
	struct outcome_wait w = { 0 };

	return wait_outcome(r, &w,
	    store_session_open(r->office, nonce, until, token, role, number,
		on_outcome, &w, NULL));
}

struct session_wait {
	bool done;
	enum err e;
	struct store_session session;
};

static void
on_session(void *ctx, enum err e, const struct store_session *session)
{
	struct session_wait *w = ctx;

	w->done = true;
	w->e = e;
	if (e == ERR_OK)
		w->session = *session;
}

static struct store_session
use(struct rig *r, const uint8_t *token)
{
	struct session_wait w = { 0 };

	assert_int_equal(
	    store_session_use(r->office, token, on_session, &w, NULL), ERR_OK);
	rig_wait(r, &w.done, 10000);
	assert_int_equal(w.e, ERR_OK);
	return w.session;
}

static void
challenge_opens_one_session(void **state)
{
	struct rig *r = *state;
	uint8_t nonce[STORE_NONCE_LEN] = { 1 }, token[STORE_HASH_LEN] = { 2 };
	uint8_t other[STORE_HASH_LEN] = { 3 };
	int64_t until = time(NULL) + 120;
	struct store_session s;

	assert_int_equal(open_session(r, nonce, until, token, STORE_OFFICER, 1),
	    STORE_UNKNOWN);
	assert_false(use(r, token).found);
	assert_int_equal(challenge(r, nonce, until), STORE_CREATED);
	assert_int_equal(challenge(r, nonce, until), STORE_SAME);
	assert_int_equal(
	    open_session(r, nonce, until + 1, token, STORE_OFFICER, 1),
	    STORE_UNKNOWN);
	assert_int_equal(
	    open_session(r, nonce, until, token, STORE_AUDITOR, 11),
	    STORE_CREATED);
	assert_int_equal(
	    open_session(r, nonce, until, token, STORE_AUDITOR, 11),
	    STORE_SAME);
	/* Spent: nobody else gets in with it. */
	assert_int_equal(
	    open_session(r, nonce, until, other, STORE_AUDITOR, 11),
	    STORE_UNKNOWN);
	s = use(r, token);
	assert_true(s.found);
	assert_int_equal(s.role, STORE_AUDITOR);
	assert_int_equal(s.number, 11);
}

static void
late_challenge_opens_nothing(void **state)
{
	struct rig *r = *state;
	uint8_t nonce[STORE_NONCE_LEN] = { 1 }, token[STORE_HASH_LEN] = { 2 };
	int64_t until = time(NULL) - 1;

	challenge(r, nonce, until);
	assert_int_equal(open_session(r, nonce, until, token, STORE_OFFICER, 1),
	    STORE_UNKNOWN);
}

/* A flood of challenges neither fills the table nor keeps officers out. */
static void
challenges_are_bounded(void **state)
{
	struct rig *r = *state;
	uint8_t nonce[STORE_NONCE_LEN] = { 1 }, token[STORE_HASH_LEN] = { 2 };
	int64_t until = time(NULL) + 120;

	rig_sql(r, "INSERT INTO qf.challenge SELECT sha256(i::text::bytea),"
		   " now() + interval '1 minute' + i * interval '1 ms'"
		   " FROM generate_series(1, 10000) AS i");
	assert_int_equal(challenge(r, nonce, until), STORE_CREATED);
	assert_int_equal(
	    rig_number(r, "SELECT count(*) FROM qf.challenge"), 10000);
	assert_int_equal(
	    rig_number(r, "SELECT count(*) FROM qf.challenge WHERE nonce ="
			  " sha256('1'::bytea)"),
	    0);
	assert_int_equal(open_session(r, nonce, until, token, STORE_OFFICER, 1),
	    STORE_CREATED);
	rig_sql(r, "UPDATE qf.challenge SET until = now() - interval '1 s'");
	assert_int_equal(challenge(r, nonce, until), STORE_CREATED);
	assert_int_equal(rig_number(r, "SELECT count(*) FROM qf.challenge"), 1);
}

static void
login(struct rig *r, uint8_t seed, enum store_session_role role,
    uint32_t number, uint8_t token[STORE_HASH_LEN])
{
	uint8_t nonce[STORE_NONCE_LEN] = { seed };
	int64_t until = time(NULL) + 120;

	memset(token, seed, STORE_HASH_LEN);
	assert_int_equal(challenge(r, nonce, until), STORE_CREATED);
	assert_int_equal(
	    open_session(r, nonce, until, token, role, number), STORE_CREATED);
}

static void
session_ends_idle_old_or_closed(void **state)
{
	struct rig *r = *state;
	uint8_t token[STORE_HASH_LEN];
	struct outcome_wait w = { 0 };

	login(r, 1, STORE_OFFICER, 1, token);
	rig_sql(r, "UPDATE qf.session SET used = now() - interval '14 min'");
	assert_true(use(r, token).found);
	/* That was use: the 15 minutes begin anew. */
	assert_int_equal(rig_number(r, "SELECT count(*) FROM qf.session WHERE"
				       " used > now() - interval '1 min'"),
	    1);
	rig_sql(r, "UPDATE qf.session SET used = now() - interval '16 min'");
	assert_false(use(r, token).found);
	rig_sql(r, "UPDATE qf.session SET used = now(),"
		   " opened = now() - interval '481 min'");
	assert_false(use(r, token).found);
	rig_sql(r, "UPDATE qf.session SET opened = now()");
	assert_true(use(r, token).found);
	assert_int_equal(
	    wait_outcome(r, &w,
		store_session_close(r->office, token, on_outcome, &w, NULL)),
	    STORE_CREATED);
	assert_false(use(r, token).found);
}

static enum err
append(struct rig *r, uint8_t seed, const char *actor, const char *action,
    enum store_outcome *outcome)
{
	uint8_t id[STORE_ID_LEN] = { seed };
	struct base_text who = { actor, strlen(actor) };
	struct base_text what = { action, strlen(action) };
	struct outcome_wait w = { 0 };
	enum err e;

	e = store_audit_append(r->office, id, who, what, on_outcome, &w, NULL);
	if (e != ERR_OK)
		return e;
	rig_wait(r, &w.done, 10000);
	*outcome = w.outcome;
	return w.e;
}

struct audit_wait {
	bool done;
	enum err e;
	size_t count;
	struct store_audit_row rows[8];
	char text[8][256]; /* what chain hashes after prev */
};

static void
on_audit(void *ctx, enum err e, const struct store_audit *audit)
{
	struct audit_wait *w = ctx;

	w->done = true;
	w->e = e;
	if (e != ERR_OK) {
		assert_null(audit);
		return;
	}
	assert_true(audit->count <= 8);
	w->count = audit->count;
	for (size_t i = 0; i < w->count; i++) {
		const struct store_audit_row *p = &audit->rows[i];

		w->rows[i] = *p;
		snprintf(w->text[i], sizeof(w->text[i]), "%s\n%.*s\n%.*s\n",
		    p->date.text, (int)p->actor.len, p->actor.data,
		    (int)p->action.len, p->action.data);
	}
}

static const struct audit_wait *
audit(struct rig *r, const uint8_t *token, uint64_t after, uint32_t rows)
{
	static struct audit_wait w;

	memset(&w, 0, sizeof(w));
	assert_int_equal(
	    store_audit_read(r->office, token, after, rows, on_audit, &w, NULL),
	    ERR_OK);
	rig_wait(r, &w.done, 10000);
	return &w;
}

static void
audit_is_chained_and_read_by_auditors_only(void **state)
{
	struct rig *r = *state;
	uint8_t officer[STORE_HASH_LEN], auditor[STORE_HASH_LEN];
	uint8_t prev[STORE_HASH_LEN] = { 0 }, chain[STORE_HASH_LEN];
	crypto_hash_sha256_state hash;
	enum store_outcome o;
	const struct audit_wait *w;

	login(r, 1, STORE_OFFICER, 1, officer);
	login(r, 2, STORE_AUDITOR, 11, auditor);
	assert_int_equal(append(r, 1, "officer 01", "login", &o), ERR_OK);
	assert_int_equal(o, STORE_CREATED);
	assert_int_equal(append(r, 2, "officer 02", "审阅 fetch", &o), ERR_OK);
	assert_int_equal(append(r, 2, "officer 02", "审阅 fetch", &o), ERR_OK);
	assert_int_equal(o, STORE_SAME);
	assert_int_equal(append(r, 3, "admin", "roster 2", &o), ERR_OK);

	assert_int_equal(audit(r, officer, 0, 10)->e, ERR_DENIED);
	memset(officer, 9, sizeof(officer));
	assert_int_equal(audit(r, officer, 0, 10)->e, ERR_DENIED);
	w = audit(r, auditor, 0, 10);
	assert_int_equal(w->e, ERR_OK);
	assert_int_equal(w->count, 3);
	for (size_t i = 0; i < w->count; i++) {
		assert_int_equal(w->rows[i].number, i + 1);
		assert_memory_equal(w->rows[i].prev, prev, STORE_HASH_LEN);
		crypto_hash_sha256_init(&hash);
		crypto_hash_sha256_update(&hash, prev, sizeof(prev));
		crypto_hash_sha256_update(
		    &hash, (const uint8_t *)w->text[i], strlen(w->text[i]));
		crypto_hash_sha256_final(&hash, chain);
		assert_memory_equal(w->rows[i].chain, chain, STORE_HASH_LEN);
		memcpy(prev, chain, sizeof(prev));
	}
	assert_int_equal(audit(r, auditor, 1, 1)->count, 1);
	assert_int_equal(audit(r, auditor, 3, 10)->count, 0);
}

static void
audit_refuses_control_characters_and_length(void **state)
{
	struct rig *r = *state;
	enum store_outcome o;
	char longer[1100];

	assert_int_equal(append(r, 1, "officer 01", "a\nb", &o), ERR_DATABASE);
	assert_int_equal(append(r, 1, "", "a", &o), ERR_LIMIT);
	memset(longer, 'x', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	assert_int_equal(append(r, 1, "a", longer, &o), ERR_LIMIT);
	assert_int_equal(rig_number(r, "SELECT count(*) FROM qf.audit"), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup(name, rig_empty)
		T(challenge_opens_one_session),
		T(late_challenge_opens_nothing),
		T(challenges_are_bounded),
		T(session_ends_idle_old_or_closed),
		T(audit_is_chained_and_read_by_auditors_only),
		T(audit_refuses_control_characters_and_length),
#undef T
	};

	return cmocka_run_group_tests(tests, rig_up, rig_down);
}
