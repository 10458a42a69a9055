/* SPDX-License-Identifier: ISC */
#include "store/volume.h"

#include "store/job.h"
#include "store/row.h"

static void
answer_volume(const struct store_job *job, enum err e, const PGresult *result)
{
	store_volume_fn done = (store_volume_fn)job->done;
	uint64_t bytes = 0;

	if (e == ERR_OK && !store_row_u64(result, 0, 0, &bytes))
		e = ERR_DATABASE;
	done(job->ctx, e, e == ERR_OK ? bytes : 0);
}

enum err
store_volume_read(struct store_db *db, store_volume_fn done, void *ctx,
    struct store_job **out)
{
	struct store_call c;

	store_call_init(&c, STORE_SQL_STORED_BYTES);
	return store_call_submit(
	    &c, db, answer_volume, (store_done_fn)done, ctx, out);
}
