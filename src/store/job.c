/* SPDX-License-Identifier: ISC */
#include "store/job.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "store/lane.h"

/* pg_type.dat: the element type of a bytea[] in binary. */
#define OID_BYTEA 17u
#define ARRAY_HEAD_LEN 20u /* dimensions, nulls, type, length, lower bound */

static uint8_t *
put_be32(uint8_t *p, uint32_t v)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		*p++ = (uint8_t)(v >> shift);
	return p;
}

void
store_call_init(struct store_call *c, enum store_statement sql)
{
	memset(c, 0, sizeof(*c));
	c->sql = sql;
}

void
store_call_bytes(struct store_call *c, const void *data, size_t len)
{
	REQUIRE(c->count < store_statements[c->sql].params);
	c->params[c->count].bytes.data = data;
	c->params[c->count++].bytes.len = len;
}

void
store_call_text(struct store_call *c, const char *s)
{
	store_call_bytes(c, s, strlen(s));
}

void
store_call_bool(struct store_call *c, bool v)
{
	uint8_t *p = c->params[c->count].scratch;

	p[0] = v;
	store_call_bytes(c, p, 1);
}

void
store_call_i32(struct store_call *c, uint32_t v)
{
	uint8_t *p = c->params[c->count].scratch;

	put_be32(p, v);
	store_call_bytes(c, p, 4);
}

void
store_call_i64(struct store_call *c, int64_t v)
{
	uint8_t *p = c->params[c->count].scratch;

	put_be32(put_be32(p, (uint32_t)((uint64_t)v >> 32)), (uint32_t)v);
	store_call_bytes(c, p, 8);
}

void
store_call_array(
    struct store_call *c, size_t items, store_item_fn item, const void *base)
{
	size_t len = ARRAY_HEAD_LEN;

	c->params[c->count].item = item;
	c->params[c->count].base = base;
	c->params[c->count].items = items;
	for (size_t i = 0; i < items; i++)
		len += 4 + item(base, i).len;
	store_call_bytes(c, NULL, len);
}

/* The array of parameter i in PostgreSQL's binary form (array_recv). */
static void
write_array(const struct store_call *c, int i, uint8_t *p)
{
	struct store_bytes b;

	p = put_be32(p, c->params[i].items > 0); /* dimensions */
	p = put_be32(p, 0);                      /* no NULL inside */
	p = put_be32(p, OID_BYTEA);
	p = put_be32(p, (uint32_t)c->params[i].items);
	p = put_be32(p, 1);
	for (size_t k = 0; k < c->params[i].items; k++) {
		b = c->params[i].item(c->params[i].base, k);
		p = put_be32(p, (uint32_t)b.len);
		memcpy(p, b.data, b.len);
		p += b.len;
	}
}

/* An empty array has no dimension, hence no length and lower bound. */
static size_t
param_len(const struct store_call *c, int i)
{
	if (c->params[i].item != NULL && c->params[i].items == 0)
		return ARRAY_HEAD_LEN - 8;
	return c->params[i].bytes.len;
}

enum err
store_call_submit(const struct store_call *c, struct store_db *db,
    store_answer_fn answer, store_done_fn done, void *ctx,
    struct store_job **out)
{
	struct store_job *job;
	size_t bytes = 0;
	uint8_t *p;
	enum err e;

	REQUIRE(c->count == store_statements[c->sql].params);
	for (int i = 0; i < c->count; i++)
		bytes += param_len(c, i);
	if ((e = store_db_admit(db, c->sql, bytes)) != ERR_OK)
		return e;
	if ((job = calloc(1, sizeof(*job) + bytes)) == NULL)
		return ERR_MEMORY;
	job->db = db;
	job->sql = c->sql;
	job->answer = answer;
	job->done = done;
	job->ctx = ctx;
	job->bytes = bytes;
	p = job->data;
	for (int i = 0; i < c->count; i++) {
		size_t len = param_len(c, i);

		job->values[i] = (const char *)p;
		job->lengths[i] = (int)len;
		if (c->params[i].item != NULL && c->params[i].items > 0)
			write_array(c, i, p);
		else if (c->params[i].item != NULL)
			put_be32(p + 8, OID_BYTEA); /* calloc zeroed the rest */
		else if (len > 0)
			memcpy(p, c->params[i].bytes.data, len);
		p += len;
	}
	/* libpq takes a NULL value for SQL's NULL, never an empty one. */
	store_db_take(db, job);
	if (out != NULL)
		*out = job;
	return ERR_OK;
}

void
store_job_free(struct store_job *job)
{
	store_db_give_back(job->db, job);
	PQclear(job->result);
	/* It may hold a session's token hash or somebody's sealed words. */
	sodium_memzero(job->data, job->bytes);
	free(job);
}

void
store_job_answer(struct store_job *job)
{
	job->state = STORE_JOB_ANSWERING;
	if (!job->detached)
		job->answer(job, job->outcome,
		    job->outcome == ERR_OK ? job->result : NULL);
	store_job_free(job);
}
