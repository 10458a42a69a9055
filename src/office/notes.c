/* SPDX-License-Identifier: ISC */
#include "office/notes.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/limits.h"
#include "office/audit.h"
#include "office/office.h"
#include "office/work.h"
#include "sign/note.h"
#include "store/note.h"
#include "web/reply.h"
#include "web/service.h"
#include "web/watch.h"

static bool told; /* a broken chain is logged once, not every time */

/* A chain of what is stored. */
static enum err
chain_make(const struct store_notes *notes, struct sign_chain **out)
{
	struct sign_chain *chain = NULL;
	enum err e;

	e = sign_chain_new(&chain, office_get()->host);
	for (size_t i = 0; e == ERR_OK && i < notes->count; i++) {
		const struct store_note *n = &notes->notes[i];

		if (n->kind == STORE_ROOT)
			e = sign_chain_add_root(chain, n->data, n->len, NULL);
		else
			e = sign_chain_add_roster(chain, n->data, n->len);
	}
	if (e == ERR_OK && sign_chain_root(chain) == NULL)
		e = ERR_NOT_FOUND;
	if (e == ERR_OK)
		*out = chain;
	else
		sign_chain_free(&chain);
	return e;
}

static void
notes_seen(const struct store_notes *notes)
{
	struct sign_chain *chain = NULL;
	enum err e;

	e = chain_make(notes, &chain);
	if (e != ERR_OK && !told)
		web_log("no chain of rosters: %s", err_text(e));
	told = e != ERR_OK;
	if (e != ERR_OK)
		return;
	sign_chain_free(&office_get()->chain);
	office_get()->chain = chain;
}

enum err
office_notes_begin(void)
{
	return web_watch_begin(office_get()->db, notes_seen);
}

/* Of the answer to notes_current or note_get: the last one. */
static void
note_done(void *ctx, enum err e, const struct store_notes *notes)
{
	struct office_work *w = ctx;

	if (e == ERR_OK && notes->count > 0) {
		const struct store_note *n = &notes->notes[notes->count - 1];

		w->found = !w->newest || n->kind == STORE_ROSTER;
		if (w->found)
			e = base_buf_add(&w->body, n->data, n->len);
	}
	office_work_done(w, e);
}

static enum web_next
note_answer(struct web_call *call)
{
	struct office_work *w = call->work;

	if (w->e == ERR_OK && !w->found)
		w->e = ERR_NOT_FOUND;
	if (w->e != ERR_OK)
		return office_work_problem(call, w->e);
	return web_reply(call, 200, WEB_TYPE_NOTE,
	    w->newest ? WEB_CACHE_NEVER : WEB_CACHE_FOREVER, w->body.data,
	    w->body.len);
}

static enum web_next
note_get(struct web_call *call, enum store_note_kind kind)
{
	struct office_work *w;
	uint64_t version;
	enum err e;

	if (base_text_decimal(call->id, INT32_MAX, &version) != ERR_OK ||
	    version == 0)
		return web_reply_problem(call, ERR_NOT_FOUND);
	if ((w = office_work_of(call)) == NULL)
		return web_reply_problem(call, ERR_MEMORY);
	e = store_note_get(
	    office_get()->db, kind, (uint32_t)version, note_done, w, &w->job);
	return office_work_wait(call, e, note_answer);
}

enum web_next
office_notes_root(struct web_call *call)
{
	return note_get(call, STORE_ROOT);
}

enum web_next
office_notes_roster(struct web_call *call)
{
	return note_get(call, STORE_ROSTER);
}

enum web_next
office_notes_newest(struct web_call *call)
{
	struct office_work *w = office_work_of(call);
	enum err e;

	if (w == NULL)
		return web_reply_problem(call, ERR_MEMORY);
	w->newest = true;
	e = store_notes_current(office_get()->db, note_done, w, &w->job);
	return office_work_wait(call, e, note_answer);
}

/*
 * The second half of adding: with the chain as the database has it now, verify
 * and store.  A chain that another office has moved on ends in CONFLICT there.
 */
struct added {
	uint32_t version;
	uint8_t hash[SIGN_HASH_LEN];
};

static enum err
note_verify(struct sign_chain *chain, enum store_note_kind kind,
    const uint8_t *note, size_t len, struct added *out)
{
	struct sign_note parsed;
	enum err e;

	if ((e = sign_note_parse(note, len, &parsed)) != ERR_OK)
		return e;
	sign_text_hash(parsed.text, out->hash);
	if (kind == STORE_ROOT) {
		e = sign_chain_add_root(chain, note, len, NULL);
		out->version = sign_chain_root(chain)->generation;
		return e;
	}
	e = sign_chain_add_roster(chain, note, len);
	/*
	 * Keys that the newest root has dropped may be in wrong hands: what
	 * they sign would be in nobody's force and lock everybody out.
	 */
	if (e == ERR_OK)
		e = sign_chain_newest_signed(chain);
	/* The newest once more: stored already, which the answer says. */
	if (e == ERR_EXISTS)
		e = ERR_OK;
	if (e == ERR_OK)
		out->version = sign_chain_newest(chain)->version;
	return e;
}

static enum web_next
add_answer(struct web_call *call)
{
	struct office_work *w = call->work;
	char action[64];
	enum err e = w->e;

	if (e == ERR_OK)
		e = base_buf_addf(&w->body,
		    "{\"version\":%" PRIu32 ",\"date\":\"%s\"}\n", w->version,
		    w->added.date.text);
	if (e != ERR_OK)
		return office_work_problem(call, e);
	if (w->added.outcome == STORE_CREATED) {
		(void)snprintf(action, sizeof(action), "%s %" PRIu32 " stored",
		    w->kind == STORE_ROOT ? "root" : "roster", w->version);
		office_audit("root keys", action);
		web_watch_look();
	}
	return web_reply(call, w->added.outcome == STORE_CREATED ? 201 : 200,
	    WEB_TYPE_JSON, WEB_CACHE_NEVER, w->body.data, w->body.len);
}

static enum web_next
add_step(struct web_call *call)
{
	struct office_work *w = call->work;
	struct store_note note = { 0 };
	struct added added = { 0 };
	enum err e = w->e;

	if (e == ERR_OK)
		e = note_verify(
		    w->chain, w->kind, call->body, call->body_len, &added);
	if (e != ERR_OK)
		return office_work_problem(call, e);
	w->version = added.version;
	note.kind = w->kind;
	note.version = added.version;
	note.data = call->body;
	note.len = call->body_len;
	e = store_note_add(
	    office_get()->db, &note, added.hash, office_work_added, w, &w->job);
	return office_work_wait(call, e, add_answer);
}

static void
add_chain_done(void *ctx, enum err e, const struct store_notes *notes)
{
	struct office_work *w = ctx;

	/* An empty chain has nothing to hold a note against. */
	if (e == ERR_OK)
		e = chain_make(notes, &w->chain) == ERR_OK ? ERR_OK : ERR_CHAIN;
	office_work_done(w, e);
}

static enum web_next
note_add(struct web_call *call, enum store_note_kind kind)
{
	struct office_work *w = office_work_of(call);
	enum err e;

	if (w == NULL)
		return web_reply_problem(call, ERR_MEMORY);
	w->kind = kind;
	e = store_notes_current(office_get()->db, add_chain_done, w, &w->job);
	return office_work_wait(call, e, add_step);
}

enum web_next
office_notes_roster_add(struct web_call *call)
{
	return note_add(call, STORE_ROSTER);
}

enum web_next
office_notes_root_add(struct web_call *call)
{
	return note_add(call, STORE_ROOT);
}
