/* SPDX-License-Identifier: ISC */
#include "store/box.h"

#include <stdlib.h>

#include "store/job.h"
#include "store/outcome.h"
#include "store/row.h"

/* Row 0 is the thread (id NULL), the others its entries; no row: no mailbox. */
static enum err
decode_box(
    const PGresult *r, struct store_box *box, struct store_box_entry *entries)
{
	int rows = PQntuples(r);
	struct store_box_entry *e = entries;
	unsigned int side;

	if (rows == 0)
		return ERR_OK;
	if (!store_row_null(r, 0, 0) || !store_row_date(r, 0, 2, &box->date) ||
	    !store_row_bytes(r, 0, 5, box->self, sizeof(box->self)))
		return ERR_DATABASE;
	for (int i = 1; i < rows; i++, e++) {
		if (!store_row_bytes(r, i, 0, e->id, sizeof(e->id)) ||
		    !store_row_name(r, i, 1, store_side_names, 2, &side) ||
		    !store_row_date(r, i, 2, &e->date) ||
		    !store_row_u64(r, i, 3, &e->size) ||
		    !store_row_bytes(r, i, 4, e->d, sizeof(e->d)))
			return ERR_DATABASE;
		e->side = (enum store_side)side;
	}
	box->found = true;
	box->entries = entries;
	box->entries_count = (size_t)(rows - 1);
	return ERR_OK;
}

static void
answer_box(const struct store_job *job, enum err e, const PGresult *result)
{
	store_box_fn done = (store_box_fn)job->done;
	struct store_box_entry *entries = NULL;
	struct store_box box = { 0 };

	/* One too many, so that none is not NULL. */
	if (e == ERR_OK &&
	    (entries = calloc(
		 (size_t)PQntuples(result) + 1, sizeof(*entries))) == NULL)
		e = ERR_MEMORY;
	if (e == ERR_OK)
		e = decode_box(result, &box, entries);
	done(job->ctx, e, e == ERR_OK ? &box : NULL);
	free(entries);
}

enum err
store_box_list(struct store_db *db,
    const uint8_t mailbox[static STORE_HASH_LEN], store_box_fn done, void *ctx,
    struct store_job **out)
{
	struct store_call c;

	store_call_init(&c, STORE_SQL_BOX_LIST);
	store_call_bytes(&c, mailbox, STORE_HASH_LEN);
	return store_call_submit(
	    &c, db, answer_box, (store_done_fn)done, ctx, out);
}

void
store_answer_range(
    const struct store_job *job, enum err e, const PGresult *result)
{
	store_range_fn done = (store_range_fn)job->done;
	struct store_range range = { 0 };
	uint32_t header_len;

	if (e == ERR_OK && PQntuples(result) > 0) {
		if (!store_row_u64(result, 0, 0, &range.size) ||
		    !store_row_u32(result, 0, 1, &header_len) ||
		    !store_row_view(result, 0, 2, &range.data, &range.len)) {
			e = ERR_DATABASE;
		} else {
			range.found = true;
			range.header_len = header_len;
		}
	}
	done(job->ctx, e, e == ERR_OK ? &range : NULL);
}

enum err
store_box_read(struct store_db *db,
    const uint8_t mailbox[static STORE_HASH_LEN],
    const uint8_t id[static STORE_ID_LEN], uint64_t offset, size_t len,
    store_range_fn done, void *ctx, struct store_job **out)
{
	struct store_call c;

	if (offset > INT64_MAX / 2 || len > STORE_READ_LEN)
		return ERR_LIMIT;
	store_call_init(&c, STORE_SQL_BOX_READ);
	store_call_bytes(&c, mailbox, STORE_HASH_LEN);
	store_call_bytes(&c, id, STORE_ID_LEN);
	store_call_i64(&c, (int64_t)offset);
	store_call_i32(&c, (uint32_t)len);
	return store_call_submit(
	    &c, db, store_answer_range, (store_done_fn)done, ctx, out);
}
