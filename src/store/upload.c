/* SPDX-License-Identifier: ISC */
#include "store/upload.h"

#include "base/limits.h"
#include "store/job.h"
#include "store/outcome.h"
#include "store/row.h"

enum err
store_upload_begin(struct store_db *db,
    const uint8_t name[static STORE_HASH_LEN], uint64_t length, bool crowded,
    store_added_fn done, void *ctx, struct store_job **out)
{
	uint8_t state[BASE_SUM_STATE_LEN];
	struct store_call c;

	if (length > STORE_UPLOAD_LEN_MAX)
		return ERR_LIMIT;
	base_sum_begin(state);
	store_call_init(&c, STORE_SQL_UPLOAD_BEGIN);
	store_call_bytes(&c, name, STORE_HASH_LEN);
	store_call_i64(&c, (int64_t)length);
	store_call_bytes(&c, state, sizeof(state));
	store_call_bool(&c, crowded);
	return store_call_submit(
	    &c, db, store_answer_added, (store_done_fn)done, ctx, out);
}

static void
answer_find(const struct store_job *job, enum err e, const PGresult *r)
{
	store_upload_fn done = (store_upload_fn)job->done;
	struct store_upload u = { 0 };

	if (e != ERR_OK || PQntuples(r) == 0) {
		done(job->ctx, e, NULL);
		return;
	}
	if (!store_row_u64(r, 0, 0, &u.length) ||
	    !store_row_u64(r, 0, 1, &u.at) ||
	    !store_row_bytes(r, 0, 2, u.state, sizeof(u.state)) ||
	    !store_row_date(r, 0, 3, &u.date))
		e = ERR_DATABASE;
	done(job->ctx, e, e == ERR_OK ? &u : NULL);
}

enum err
store_upload_find(struct store_db *db,
    const uint8_t name[static STORE_HASH_LEN], store_upload_fn done, void *ctx,
    struct store_job **out)
{
	struct store_call c;

	store_call_init(&c, STORE_SQL_UPLOAD_FIND);
	store_call_bytes(&c, name, STORE_HASH_LEN);
	return store_call_submit(
	    &c, db, answer_find, (store_done_fn)done, ctx, out);
}

static void
answer_append(const struct store_job *job, enum err e, const PGresult *r)
{
	store_appended_fn done = (store_appended_fn)job->done;
	struct store_appended a = { 0 };

	if (e == ERR_OK &&
	    (PQntuples(r) != 1 || !store_row_outcome(r, 0, 0, &a.outcome)))
		e = ERR_DATABASE;
	if (e == ERR_OK && a.outcome != STORE_UNKNOWN &&
	    (!store_row_u64(r, 0, 1, &a.at) ||
		!store_row_date(r, 0, 2, &a.date)))
		e = ERR_DATABASE;
	done(job->ctx, e, e == ERR_OK ? &a : NULL);
}

enum err
store_upload_append(struct store_db *db,
    const uint8_t name[static STORE_HASH_LEN], const struct store_part *part,
    store_appended_fn done, void *ctx, struct store_job **out)
{
	struct store_call c;

	if (part->len == 0 || part->len > STORE_PART_LEN_MAX ||
	    part->start > STORE_UPLOAD_LEN_MAX)
		return ERR_LIMIT;
	store_call_init(&c, STORE_SQL_UPLOAD_APPEND);
	store_call_bytes(&c, name, STORE_HASH_LEN);
	store_call_i64(&c, (int64_t)part->start);
	store_call_bytes(&c, part->data, part->len);
	store_call_bytes(&c, part->state, BASE_SUM_STATE_LEN);
	return store_call_submit(
	    &c, db, answer_append, (store_done_fn)done, ctx, out);
}

static void
answer_sweep(const struct store_job *job, enum err e, const PGresult *r)
{
	store_swept_fn done = (store_swept_fn)job->done;
	struct store_swept s = { 0 };

	if (e == ERR_OK && (!store_row_u64(r, 0, 0, &s.pending) ||
			       !store_row_u64(r, 0, 1, &s.bytes) ||
			       !store_row_bool(r, 0, 2, &s.more)))
		e = ERR_DATABASE;
	done(job->ctx, e, e == ERR_OK ? &s : NULL);
}

enum err
store_upload_sweep(
    struct store_db *db, store_swept_fn done, void *ctx, struct store_job **out)
{
	struct store_call c;

	store_call_init(&c, STORE_SQL_UPLOAD_SWEEP);
	return store_call_submit(
	    &c, db, answer_sweep, (store_done_fn)done, ctx, out);
}

/* The parameters that both posts end with. */
static void
add_uploaded(
    struct store_call *c, const struct store_sealed *s, const uint8_t *upload)
{
	store_call_bytes(c, s->id, sizeof(s->id));
	store_call_bytes(c, s->open, sizeof(s->open));
	store_call_bytes(c, s->d, sizeof(s->d));
	store_call_bytes(c, s->header, s->header_len);
	store_call_bytes(c, upload, STORE_HASH_LEN);
}

static bool
header_fits(const struct store_sealed *s)
{
	return s->header_len > 0 && s->header_len <= LIMIT_HEADER_LEN;
}

enum err
store_thread_create_uploaded(struct store_db *db,
    const struct store_thread *thread,
    const uint8_t upload[static STORE_HASH_LEN], store_added_fn done, void *ctx,
    struct store_job **out)
{
	struct store_call c;

	if (!header_fits(&thread->report))
		return ERR_LIMIT;
	store_call_init(&c, STORE_SQL_THREAD_CREATE_UPLOADED);
	store_call_bytes(&c, thread->mailbox, sizeof(thread->mailbox));
	store_call_bytes(&c, thread->handle, sizeof(thread->handle));
	store_call_bytes(&c, thread->self, sizeof(thread->self));
	add_uploaded(&c, &thread->report, upload);
	return store_call_submit(
	    &c, db, store_answer_added, (store_done_fn)done, ctx, out);
}

enum err
store_box_entry_add_uploaded(struct store_db *db,
    const uint8_t mailbox[static STORE_HASH_LEN],
    const struct store_sealed *entry,
    const uint8_t upload[static STORE_HASH_LEN], store_added_fn done, void *ctx,
    struct store_job **out)
{
	struct store_call c;

	if (!header_fits(entry))
		return ERR_LIMIT;
	store_call_init(&c, STORE_SQL_BOX_ENTRY_ADD_UPLOADED);
	store_call_bytes(&c, mailbox, STORE_HASH_LEN);
	add_uploaded(&c, entry, upload);
	return store_call_submit(
	    &c, db, store_answer_added, (store_done_fn)done, ctx, out);
}
