/* SPDX-License-Identifier: ISC */
#include "cli/database.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "cli/say.h"
#include "store/schema.h"

#define POLL_MS 1000
#define NOTES_MAX 4096

enum err
cli_database_open(struct cli_database *d, const char *conninfo)
{
	struct store_options options = {
		.conninfo = conninfo,
		.role = STORE_ROLE_OFFICE,
	};
	enum err e;

	*d = (struct cli_database){ 0 };
	if ((e = store_loop_poll_new(&d->loop)) == ERR_OK)
		e = store_db_open(
		    store_loop_poll_view(d->loop), &options, &d->db);
	if (e != ERR_OK) {
		(void)cli_fail(e, "cannot use the database");
		if (e == ERR_FORMAT)
			cli_hint("--database wants libpq's form: host=/run/"
				 "postgresql dbname=qingfeng user=qf_office");
	}
	return e;
}

void
cli_database_done(struct cli_database *d)
{
	store_db_close(&d->db);
	store_loop_poll_free(&d->loop);
}

enum err
cli_database_wait(struct cli_database *d, enum err submitted)
{
	enum err e;

	if (submitted != ERR_OK)
		return submitted;
	/* The driver answers every job in a bounded time (queue_ms). */
	while (!d->done) {
		e = store_loop_poll_once(d->loop, POLL_MS);
		if (e != ERR_OK)
			return e;
	}
	return d->e;
}

static void
begin(struct cli_database *d)
{
	d->done = false;
	d->e = ERR_OK;
}

static void
on_schema(void *ctx, enum err e)
{
	struct cli_database *d = ctx;

	d->done = true;
	d->e = e;
}

enum err
cli_database_schema(struct cli_database *d)
{
	begin(d);
	return cli_database_wait(
	    d, store_schema_check(d->db, on_schema, d, NULL));
}

/* A job's answer beside the database it belongs to. */
struct notes_job {
	struct cli_database *d;
	struct cli_notes *out;
};

static enum err
notes_copy(struct cli_notes *out, const struct store_notes *notes)
{
	enum err e = ERR_OK;

	if (notes->count > NOTES_MAX)
		return ERR_LIMIT;
	out->list = calloc(notes->count + 1, sizeof(*out->list));
	if (out->list == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; e == ERR_OK && i < notes->count; i++) {
		struct cli_note *n = &out->list[out->count++];

		n->kind = notes->notes[i].kind;
		n->version = notes->notes[i].version;
		base_buf_init(&n->data, LIMIT_NOTE_LEN);
		e = base_buf_add(
		    &n->data, notes->notes[i].data, notes->notes[i].len);
	}
	return e;
}

static void
on_notes(void *ctx, enum err e, const struct store_notes *notes)
{
	struct notes_job *job = ctx;

	if (e == ERR_OK)
		e = notes_copy(job->out, notes);
	job->d->done = true;
	job->d->e = e;
}

enum err
cli_database_notes(struct cli_database *d, struct cli_notes *out)
{
	struct notes_job job = { d, out };

	*out = (struct cli_notes){ 0 };
	begin(d);
	return cli_database_wait(
	    d, store_notes_current(d->db, on_notes, &job, NULL));
}

/* The same job shape for one note. */
struct note_job {
	struct cli_database *d;
	struct base_buf *out;
};

static void
on_note(void *ctx, enum err e, const struct store_notes *notes)
{
	struct note_job *job = ctx;

	if (e == ERR_OK)
		e = notes->count != 1
			? ERR_NOT_FOUND
			: base_buf_add(job->out, notes->notes[0].data,
			      notes->notes[0].len);
	job->d->done = true;
	job->d->e = e;
}

enum err
cli_database_note(struct cli_database *d, enum store_note_kind kind,
    uint32_t version, struct base_buf *out)
{
	struct note_job job = { d, out };

	begin(d);
	return cli_database_wait(
	    d, store_note_get(d->db, kind, version, on_note, &job, NULL));
}

void
cli_notes_done(struct cli_notes *n)
{
	for (size_t i = 0; i < n->count; i++)
		base_buf_done(&n->list[i].data);
	free(n->list);
	*n = (struct cli_notes){ 0 };
}

struct publish_job {
	struct cli_database *d;
	enum store_outcome outcome;
};

static void
on_added(void *ctx, enum err e, const struct store_added *added)
{
	struct publish_job *job = ctx;

	if (e == ERR_OK)
		job->outcome = added->outcome;
	job->d->done = true;
	job->d->e = e;
}

enum err
cli_database_publish(struct cli_database *d, const struct store_note *note,
    const uint8_t hash[static STORE_HASH_LEN], enum store_outcome *outcome)
{
	struct publish_job job = { d, STORE_OUTCOMES };
	enum err e;

	begin(d);
	e = cli_database_wait(
	    d, store_note_add(d->db, note, hash, on_added, &job, NULL));
	if (e == ERR_OK)
		*outcome = job.outcome;
	return e;
}
