/* SPDX-License-Identifier: ISC */
#include "store/schema.h"

#include "store/job.h"
#include "store/row.h"

static void
answer_schema(const struct store_job *job, enum err e, const PGresult *result)
{
	store_schema_fn done = (store_schema_fn)job->done;
	uint32_t number;

	if (e == ERR_OK && !store_row_u32(result, 0, 0, &number))
		e = ERR_DATABASE;
	if (e == ERR_OK && number != STORE_SCHEMA)
		e = ERR_SCHEMA;
	done(job->ctx, e);
}

enum err
store_schema_check(struct store_db *db, store_schema_fn done, void *ctx,
    struct store_job **out)
{
	struct store_call c;

	store_call_init(&c, STORE_SQL_SCHEMA_NUMBER);
	return store_call_submit(
	    &c, db, answer_schema, (store_done_fn)done, ctx, out);
}
