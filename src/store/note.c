/* SPDX-License-Identifier: ISC */
#include "store/note.h"

#include <stdlib.h>

#include "base/limits.h"
#include "store/job.h"
#include "store/outcome.h"
#include "store/row.h"

static const char *const kind_names[] = {
	[STORE_ROOT] = "root",
	[STORE_ROSTER] = "roster",
};

static void
answer_notes(const struct store_job *job, enum err e, const PGresult *r)
{
	store_notes_fn done = (store_notes_fn)job->done;
	struct store_note *rows = NULL;
	struct store_notes all = { 0 };
	unsigned int kind;

	if (e == ERR_OK &&
	    (rows = calloc((size_t)PQntuples(r) + 1, sizeof(*rows))) == NULL)
		e = ERR_MEMORY;
	for (int i = 0; e == ERR_OK && i < PQntuples(r); i++) {
		struct store_note *p = &rows[i];

		if (!store_row_name(r, i, 0, kind_names, 2, &kind) ||
		    !store_row_u32(r, i, 1, &p->version) ||
		    !store_row_view(r, i, 2, &p->data, &p->len)) {
			e = ERR_DATABASE;
		} else {
			p->kind = (enum store_note_kind)kind;
			all.count++;
		}
	}
	all.notes = rows;
	done(job->ctx, e, e == ERR_OK ? &all : NULL);
	free(rows);
}

enum err
store_note_get(struct store_db *db, enum store_note_kind kind, uint32_t version,
    store_notes_fn done, void *ctx, struct store_job **out)
{
	struct store_call c;

	if (version > INT32_MAX)
		return ERR_LIMIT;
	store_call_init(&c, STORE_SQL_NOTE_GET);
	store_call_text(&c, kind_names[kind]);
	store_call_i32(&c, version);
	return store_call_submit(
	    &c, db, answer_notes, (store_done_fn)done, ctx, out);
}

enum err
store_notes_current(
    struct store_db *db, store_notes_fn done, void *ctx, struct store_job **out)
{
	struct store_call c;

	store_call_init(&c, STORE_SQL_NOTES_CURRENT);
	return store_call_submit(
	    &c, db, answer_notes, (store_done_fn)done, ctx, out);
}

enum err
store_note_add(struct store_db *db, const struct store_note *note,
    const uint8_t hash[static STORE_HASH_LEN], store_added_fn done, void *ctx,
    struct store_job **out)
{
	struct store_call c;

	if (note->version == 0 || note->version > INT32_MAX || note->len == 0 ||
	    note->len > LIMIT_NOTE_LEN)
		return ERR_LIMIT;
	store_call_init(&c, STORE_SQL_NOTE_ADD);
	store_call_text(&c, kind_names[note->kind]);
	store_call_i32(&c, note->version);
	store_call_bytes(&c, hash, STORE_HASH_LEN);
	store_call_bytes(&c, note->data, note->len);
	return store_call_submit(
	    &c, db, store_answer_added, (store_done_fn)done, ctx, out);
}
