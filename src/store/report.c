/* SPDX-License-Identifier: ISC */
#include "store/report.h"

#include <stdlib.h>

#include "store/job.h"
#include "store/outcome.h"
#include "store/row.h"

static struct store_bytes
ref_id(const void *base, size_t i)
{
	const struct store_ref *refs = base;

	return (struct store_bytes){ refs[i].id, sizeof(refs[i].id) };
}

static struct store_bytes
ref_open(const void *base, size_t i)
{
	const struct store_ref *refs = base;

	return (struct store_bytes){ refs[i].open, sizeof(refs[i].open) };
}

/* An array for the rows; one too many, so that none is not NULL. */
static void *
rows_new(const PGresult *r, size_t size)
{
	return calloc((size_t)PQntuples(r) + 1, size);
}

/* ordinal counts from 1. */
static bool
row_ref(const PGresult *r, int row, int col, size_t *ref)
{
	uint32_t ordinal;

	if (!store_row_u32(r, row, col, &ordinal) || ordinal == 0)
		return false;
	*ref = ordinal - 1;
	return true;
}

static void
answer_reports(const struct store_job *job, enum err e, const PGresult *r)
{
	store_reports_fn done = (store_reports_fn)job->done;
	struct store_report *rows = NULL;
	struct store_reports all = { 0 };

	if (e == ERR_OK && (rows = rows_new(r, sizeof(*rows))) == NULL)
		e = ERR_MEMORY;
	for (int i = 0; e == ERR_OK && i < PQntuples(r); i++) {
		struct store_report *p = &rows[i];

		if (!store_row_u64(r, i, 0, &p->position) ||
		    !store_row_bytes(r, i, 1, p->id, sizeof(p->id)) ||
		    !store_row_view(r, i, 2, &p->header, &p->header_len))
			e = ERR_DATABASE;
		all.count++;
	}
	all.reports = rows;
	done(job->ctx, e, e == ERR_OK ? &all : NULL);
	free(rows);
}

enum err
store_reports_after(struct store_db *db, uint64_t after, uint32_t rows_max,
    uint32_t bytes_max, store_reports_fn done, void *ctx,
    struct store_job **out)
{
	struct store_call c;

	if (after > INT64_MAX || rows_max > INT32_MAX)
		return ERR_LIMIT;
	store_call_init(&c, STORE_SQL_REPORTS_AFTER);
	store_call_i64(&c, (int64_t)after);
	store_call_i32(&c, rows_max);
	store_call_i64(&c, bytes_max);
	return store_call_submit(
	    &c, db, answer_reports, (store_done_fn)done, ctx, out);
}

static bool
decode_thread_entry(const PGresult *r, int i, struct store_thread_entry *p)
{
	unsigned int side, audience;

	if (!row_ref(r, i, 0, &p->ref) ||
	    !store_row_bytes(r, i, 1, p->handle, sizeof(p->handle)) ||
	    !store_row_date(r, i, 2, &p->thread_date) ||
	    !store_row_bytes(r, i, 3, p->id, sizeof(p->id)) ||
	    !store_row_bool(r, i, 4, &p->is_report) ||
	    !store_row_name(r, i, 5, store_side_names, 2, &side) ||
	    !store_row_name(r, i, 6, store_audience_names, 2, &audience) ||
	    !store_row_date(r, i, 7, &p->date) ||
	    !store_row_u64(r, i, 8, &p->size) ||
	    !store_row_bytes(r, i, 9, p->d, sizeof(p->d)))
		return false;
	p->side = (enum store_side)side;
	p->audience = (enum store_audience)audience;
	return true;
}

static void
answer_lookup(const struct store_job *job, enum err e, const PGresult *r)
{
	store_lookup_fn done = (store_lookup_fn)job->done;
	struct store_thread_entry *rows = NULL;
	struct store_lookup all = { 0 };

	if (e == ERR_OK && (rows = rows_new(r, sizeof(*rows))) == NULL)
		e = ERR_MEMORY;
	for (int i = 0; e == ERR_OK && i < PQntuples(r); i++) {
		if (!decode_thread_entry(r, i, &rows[i]))
			e = ERR_DATABASE;
		all.count++;
	}
	all.entries = rows;
	done(job->ctx, e, e == ERR_OK ? &all : NULL);
	free(rows);
}

/* The calls that take a list of (id, open). */
static enum err
submit_refs(enum store_statement sql, struct store_db *db,
    const struct store_ref *refs, size_t count, store_answer_fn answer,
    store_done_fn done, void *ctx, struct store_job **out)
{
	struct store_call c;

	if (count == 0 || count > STORE_REFS_MAX)
		return ERR_LIMIT;
	store_call_init(&c, sql);
	store_call_array(&c, count, ref_id, refs);
	store_call_array(&c, count, ref_open, refs);
	return store_call_submit(&c, db, answer, done, ctx, out);
}

enum err
store_threads_lookup(struct store_db *db, const struct store_ref *refs,
    size_t count, store_lookup_fn done, void *ctx, struct store_job **out)
{
	return submit_refs(STORE_SQL_THREADS_LOOKUP, db, refs, count,
	    answer_lookup, (store_done_fn)done, ctx, out);
}

static void
answer_heads(const struct store_job *job, enum err e, const PGresult *r)
{
	store_heads_fn done = (store_heads_fn)job->done;
	struct store_head *rows = NULL;
	struct store_heads all = { 0 };

	if (e == ERR_OK && (rows = rows_new(r, sizeof(*rows))) == NULL)
		e = ERR_MEMORY;
	for (int i = 0; e == ERR_OK && i < PQntuples(r); i++) {
		struct store_head *p = &rows[i];

		if (!row_ref(r, i, 0, &p->ref) ||
		    !store_row_bytes(r, i, 1, p->id, sizeof(p->id)) ||
		    !store_row_u64(r, i, 2, &p->size) ||
		    !store_row_view(r, i, 3, &p->headers, &p->headers_len) ||
		    !store_row_view(r, i, 4, &p->head, &p->head_len))
			e = ERR_DATABASE;
		all.count++;
	}
	all.heads = rows;
	done(job->ctx, e, e == ERR_OK ? &all : NULL);
	free(rows);
}

enum err
store_entry_heads(struct store_db *db, const struct store_ref *refs,
    size_t count, store_heads_fn done, void *ctx, struct store_job **out)
{
	return submit_refs(STORE_SQL_ENTRY_HEADS, db, refs, count, answer_heads,
	    (store_done_fn)done, ctx, out);
}

enum err
store_entry_read(struct store_db *db, const struct store_ref *ref,
    bool payload_only, uint64_t offset, size_t len, store_range_fn done,
    void *ctx, struct store_job **out)
{
	struct store_call c;

	if (offset > INT64_MAX / 2 || len > STORE_READ_LEN)
		return ERR_LIMIT;
	store_call_init(&c, STORE_SQL_ENTRY_READ);
	store_call_bytes(&c, ref->id, sizeof(ref->id));
	store_call_bytes(&c, ref->open, sizeof(ref->open));
	store_call_bool(&c, payload_only);
	store_call_i64(&c, (int64_t)offset);
	store_call_i32(&c, (uint32_t)len);
	return store_call_submit(
	    &c, db, store_answer_range, (store_done_fn)done, ctx, out);
}
