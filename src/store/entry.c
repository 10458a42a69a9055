/* SPDX-License-Identifier: ISC */
#include "store/entry.h"

#include "base/limits.h"
#include "store/job.h"
#include "store/outcome.h"
#include "store/row.h"

void
store_answer_added(
    const struct store_job *job, enum err e, const PGresult *result)
{
	store_added_fn done = (store_added_fn)job->done;
	struct store_added added = { 0 };

	if (e == ERR_OK &&
	    (PQntuples(result) != 1 ||
		!store_row_outcome(result, 0, 0, &added.outcome)))
		e = ERR_DATABASE;
	if (e == ERR_OK &&
	    (added.outcome == STORE_CREATED || added.outcome == STORE_SAME) &&
	    !store_row_date(result, 0, 1, &added.date))
		e = ERR_DATABASE;
	done(job->ctx, e, e == ERR_OK ? &added : NULL);
}

static bool
is_within_limits(const struct store_sealed *s)
{
	return s->header_len > 0 && s->header_len <= LIMIT_HEADER_LEN &&
	       s->payload_len > 0 && s->payload_len <= LIMIT_BODY_LEN;
}

/* The parameters that every function storing a sealed object ends with. */
static void
add_sealed(struct store_call *c, const struct store_sealed *s)
{
	store_call_bytes(c, s->id, sizeof(s->id));
	store_call_bytes(c, s->open, sizeof(s->open));
	store_call_bytes(c, s->d, sizeof(s->d));
	store_call_bytes(c, s->header, s->header_len);
	store_call_bytes(c, s->payload, s->payload_len);
}

enum err
store_thread_create(struct store_db *db, const struct store_thread *thread,
    store_added_fn done, void *ctx, struct store_job **out)
{
	struct store_call c;

	if (!is_within_limits(&thread->report))
		return ERR_LIMIT;
	store_call_init(&c, STORE_SQL_THREAD_CREATE);
	store_call_bytes(&c, thread->mailbox, sizeof(thread->mailbox));
	store_call_bytes(&c, thread->handle, sizeof(thread->handle));
	store_call_bytes(&c, thread->self, sizeof(thread->self));
	add_sealed(&c, &thread->report);
	return store_call_submit(
	    &c, db, store_answer_added, (store_done_fn)done, ctx, out);
}

enum err
store_box_entry_add(struct store_db *db,
    const uint8_t mailbox[static STORE_HASH_LEN],
    const struct store_sealed *entry, store_added_fn done, void *ctx,
    struct store_job **out)
{
	struct store_call c;

	if (!is_within_limits(entry))
		return ERR_LIMIT;
	store_call_init(&c, STORE_SQL_BOX_ENTRY_ADD);
	store_call_bytes(&c, mailbox, STORE_HASH_LEN);
	add_sealed(&c, entry);
	return store_call_submit(
	    &c, db, store_answer_added, (store_done_fn)done, ctx, out);
}

enum err
store_office_entry_add(struct store_db *db, const struct store_ref *report,
    enum store_audience audience, const struct store_sealed *entry,
    store_added_fn done, void *ctx, struct store_job **out)
{
	struct store_call c;

	if (!is_within_limits(entry))
		return ERR_LIMIT;
	store_call_init(&c, STORE_SQL_OFFICE_ENTRY_ADD);
	store_call_bytes(&c, report->id, sizeof(report->id));
	store_call_bytes(&c, report->open, sizeof(report->open));
	store_call_text(&c, store_audience_names[audience]);
	add_sealed(&c, entry);
	return store_call_submit(
	    &c, db, store_answer_added, (store_done_fn)done, ctx, out);
}

enum err
store_header_add(struct store_db *db, const struct store_ref *entry,
    const uint8_t *header, size_t header_len, store_added_fn done, void *ctx,
    struct store_job **out)
{
	struct store_call c;

	if (header_len == 0 || header_len > LIMIT_HEADER_LEN)
		return ERR_LIMIT;
	store_call_init(&c, STORE_SQL_HEADER_ADD);
	store_call_bytes(&c, entry->id, sizeof(entry->id));
	store_call_bytes(&c, entry->open, sizeof(entry->open));
	store_call_bytes(&c, header, header_len);
	return store_call_submit(
	    &c, db, store_answer_added, (store_done_fn)done, ctx, out);
}

enum err
store_entry_destroy(struct store_db *db, const struct store_ref *report,
    const uint8_t id[static STORE_ID_LEN],
    const uint8_t d[static STORE_HASH_LEN], const void *note, size_t len,
    store_added_fn done, void *ctx, struct store_job **out)
{
	struct store_call c;

	if (len == 0 || len > LIMIT_NOTE_LEN)
		return ERR_LIMIT;
	store_call_init(&c, STORE_SQL_ENTRY_DESTROY);
	store_call_bytes(&c, report->id, sizeof(report->id));
	store_call_bytes(&c, report->open, sizeof(report->open));
	store_call_bytes(&c, id, STORE_ID_LEN);
	store_call_bytes(&c, d, STORE_HASH_LEN);
	store_call_bytes(&c, note, len);
	return store_call_submit(
	    &c, db, store_answer_added, (store_done_fn)done, ctx, out);
}
