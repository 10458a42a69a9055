/* SPDX-License-Identifier: ISC */
#include "store/release.h"

#include "base/limits.h"
#include "store/job.h"
#include "store/row.h"
#include "store/sizes.h"

static void
answer_due(const struct store_job *job, enum err e, const PGresult *result)
{
	store_due_fn done = (store_due_fn)job->done;
	bool due = false;

	if (e == ERR_OK && !store_row_bool(result, 0, 0, &due))
		e = ERR_DATABASE;
	done(job->ctx, e, due);
}

enum err
store_release_due(struct store_db *db, bool daily, store_due_fn done, void *ctx,
    struct store_job **out)
{
	struct store_call c;

	store_call_init(&c, STORE_SQL_RELEASE_DUE);
	store_call_bool(&c, daily);
	return store_call_submit(
	    &c, db, answer_due, (store_done_fn)done, ctx, out);
}

static void
answer_release(const struct store_job *job, enum err e, const PGresult *result)
{
	static const char *const names[] = {
		[STORE_RELEASED] = "released",
		[STORE_NOTHING_DUE] = "nothing",
		[STORE_RELEASE_BUSY] = "busy",
	};
	store_release_fn done = (store_release_fn)job->done;
	unsigned int outcome = STORE_NOTHING_DUE;
	uint32_t number = 0;

	if (e == ERR_OK && !store_row_name(result, 0, 0, names, 3, &outcome))
		e = ERR_DATABASE;
	if (e == ERR_OK && outcome == STORE_RELEASED &&
	    !store_row_u32(result, 0, 1, &number))
		e = ERR_DATABASE;
	done(job->ctx, e, (enum store_release_outcome)outcome, number);
}

/* One function per array: the columns of the decoys. */
#define COLUMN(name, expr, size)                                           \
	static struct store_bytes decoy_##name(const void *base, size_t i) \
	{                                                                  \
		const struct store_thread *t =                             \
		    (const struct store_thread *)base + i;                 \
                                                                           \
		return (struct store_bytes){ t->expr, size };              \
	}
COLUMN(handle, handle, STORE_ID_LEN)
COLUMN(mailbox, mailbox, STORE_HASH_LEN)
COLUMN(self, self, STORE_SELF_LEN)
COLUMN(id, report.id, STORE_ID_LEN)
COLUMN(open, report.open, STORE_HASH_LEN)
COLUMN(d, report.d, STORE_HASH_LEN)
COLUMN(header, report.header, t->report.header_len)
COLUMN(payload, report.payload, t->report.payload_len)
#undef COLUMN

enum err
store_release_run(struct store_db *db, bool daily,
    const struct store_thread *decoys, size_t decoys_count,
    store_release_fn done, void *ctx, struct store_job **out)
{
	static const store_item_fn columns[] = { decoy_handle, decoy_mailbox,
		decoy_self, decoy_id, decoy_open, decoy_d, decoy_header,
		decoy_payload };
	struct store_call c;

	if (decoys_count > STORE_DECOYS_MAX)
		return ERR_LIMIT;
	for (size_t i = 0; i < decoys_count; i++) {
		if (decoys[i].report.header_len == 0 ||
		    decoys[i].report.header_len > LIMIT_HEADER_LEN ||
		    decoys[i].report.payload_len == 0 ||
		    decoys[i].report.payload_len > LIMIT_BODY_LEN)
			return ERR_LIMIT;
	}
	store_call_init(&c, STORE_SQL_RELEASE_RUN);
	store_call_bool(&c, daily);
	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		store_call_array(&c, decoys_count, columns[i], decoys);
	return store_call_submit(
	    &c, db, answer_release, (store_done_fn)done, ctx, out);
}
