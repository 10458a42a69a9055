/* SPDX-License-Identifier: ISC */
#include "store/session.h"

#include "store/job.h"
#include "store/outcome.h"
#include "store/row.h"

static const char *const role_names[STORE_SESSION_ROLES] = {
	[STORE_OFFICER] = "officer",
	[STORE_AUDITOR] = "auditor",
	[STORE_SUPERVISOR] = "supervisor",
};

enum err
store_challenge_new(struct store_db *db,
    const uint8_t nonce[static STORE_NONCE_LEN], int64_t until,
    store_outcome_fn done, void *ctx, struct store_job **out)
{
	struct store_call c;

	store_call_init(&c, STORE_SQL_CHALLENGE_NEW);
	store_call_bytes(&c, nonce, STORE_NONCE_LEN);
	store_call_i64(&c, until);
	return store_call_submit(
	    &c, db, store_answer_outcome, (store_done_fn)done, ctx, out);
}

enum err
store_session_open(struct store_db *db,
    const uint8_t nonce[static STORE_NONCE_LEN], int64_t until,
    const uint8_t token[static STORE_HASH_LEN], enum store_session_role role,
    uint32_t number, store_outcome_fn done, void *ctx, struct store_job **out)
{
	struct store_call c;

	REQUIRE((unsigned int)role < STORE_SESSION_ROLES);
	if (number > 99)
		return ERR_LIMIT;
	store_call_init(&c, STORE_SQL_SESSION_OPEN);
	store_call_bytes(&c, nonce, STORE_NONCE_LEN);
	store_call_i64(&c, until);
	store_call_bytes(&c, token, STORE_HASH_LEN);
	store_call_text(&c, role_names[role]);
	store_call_i32(&c, number);
	return store_call_submit(
	    &c, db, store_answer_outcome, (store_done_fn)done, ctx, out);
}

static void
answer_session(const struct store_job *job, enum err e, const PGresult *result)
{
	store_session_fn done = (store_session_fn)job->done;
	struct store_session session = { 0 };
	unsigned int role;

	if (e == ERR_OK && PQntuples(result) > 0) {
		if (!store_row_name(
			result, 0, 0, role_names, STORE_SESSION_ROLES, &role) ||
		    !store_row_u32(result, 0, 1, &session.number)) {
			e = ERR_DATABASE;
		} else {
			session.role = (enum store_session_role)role;
			session.found = true;
		}
	}
	done(job->ctx, e, e == ERR_OK ? &session : NULL);
}

enum err
store_session_use(struct store_db *db,
    const uint8_t token[static STORE_HASH_LEN], store_session_fn done,
    void *ctx, struct store_job **out)
{
	struct store_call c;

	store_call_init(&c, STORE_SQL_SESSION_USE);
	store_call_bytes(&c, token, STORE_HASH_LEN);
	return store_call_submit(
	    &c, db, answer_session, (store_done_fn)done, ctx, out);
}

enum err
store_session_close(struct store_db *db,
    const uint8_t token[static STORE_HASH_LEN], store_outcome_fn done,
    void *ctx, struct store_job **out)
{
	struct store_call c;

	store_call_init(&c, STORE_SQL_SESSION_CLOSE);
	store_call_bytes(&c, token, STORE_HASH_LEN);
	return store_call_submit(
	    &c, db, store_answer_outcome, (store_done_fn)done, ctx, out);
}
