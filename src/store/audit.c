/* SPDX-License-Identifier: ISC */
#include "store/audit.h"

#include <stdlib.h>

#include "store/job.h"
#include "store/outcome.h"
#include "store/row.h"

#define ACTOR_LEN_MAX 64u
#define ACTION_LEN_MAX 1024u

enum err
store_audit_append(struct store_db *db, const uint8_t id[static STORE_ID_LEN],
    struct base_text actor, struct base_text action, store_outcome_fn done,
    void *ctx, struct store_job **out)
{
	struct store_call c;

	if (actor.len == 0 || actor.len > ACTOR_LEN_MAX || action.len == 0 ||
	    action.len > ACTION_LEN_MAX)
		return ERR_LIMIT;
	store_call_init(&c, STORE_SQL_AUDIT_APPEND);
	store_call_bytes(&c, id, STORE_ID_LEN);
	store_call_bytes(&c, actor.data, actor.len);
	store_call_bytes(&c, action.data, action.len);
	return store_call_submit(
	    &c, db, store_answer_outcome, (store_done_fn)done, ctx, out);
}

static bool
row_text(const PGresult *r, int row, int col, struct base_text *out)
{
	const uint8_t *data;

	if (!store_row_view(r, row, col, &data, &out->len))
		return false;
	out->data = (const char *)data;
	return true;
}

static void
answer_audit(const struct store_job *job, enum err e, const PGresult *r)
{
	store_audit_fn done = (store_audit_fn)job->done;
	struct store_audit_row *rows = NULL;
	struct store_audit all = { 0 };

	if (e == ERR_OK &&
	    (rows = calloc((size_t)PQntuples(r) + 1, sizeof(*rows))) == NULL)
		e = ERR_MEMORY;
	for (int i = 0; e == ERR_OK && i < PQntuples(r); i++) {
		struct store_audit_row *p = &rows[i];

		if (!store_row_u64(r, i, 0, &p->number) ||
		    !store_row_date(r, i, 1, &p->date) ||
		    !row_text(r, i, 2, &p->actor) ||
		    !row_text(r, i, 3, &p->action) ||
		    !store_row_bytes(r, i, 4, p->prev, sizeof(p->prev)) ||
		    !store_row_bytes(r, i, 5, p->chain, sizeof(p->chain)))
			e = ERR_DATABASE;
		all.count++;
	}
	all.rows = rows;
	done(job->ctx, e, e == ERR_OK ? &all : NULL);
	free(rows);
}

enum err
store_audit_read(struct store_db *db,
    const uint8_t token[static STORE_HASH_LEN], uint64_t after,
    uint32_t rows_max, store_audit_fn done, void *ctx, struct store_job **out)
{
	struct store_call c;

	if (after > INT64_MAX || rows_max > INT32_MAX)
		return ERR_LIMIT;
	store_call_init(&c, STORE_SQL_AUDIT_READ);
	store_call_bytes(&c, token, STORE_HASH_LEN);
	store_call_i64(&c, (int64_t)after);
	store_call_i32(&c, rows_max);
	return store_call_submit(
	    &c, db, answer_audit, (store_done_fn)done, ctx, out);
}
