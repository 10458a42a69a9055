/* SPDX-License-Identifier: ISC */
#include "intake/notes.h"

#include "base/limits.h"
#include "intake/intake.h"
#include "intake/work.h"
#include "store/note.h"
#include "web/reply.h"

static void
note_done(void *ctx, enum err e, const struct store_notes *notes)
{
	struct intake_work *w = ctx;

	if (e == ERR_OK && notes->count == 1) {
		w->found = true;
		e = base_buf_add(
		    &w->body, notes->notes[0].data, notes->notes[0].len);
	}
	intake_work_done(w, e);
}

static enum web_next
note_answer(struct web_call *call)
{
	struct intake_work *w = call->work;

	if (w->e == ERR_OK && !w->found)
		w->e = ERR_NOT_FOUND;
	if (w->e != ERR_OK)
		return intake_work_problem(call, w->e);
	return web_reply(call, 200, WEB_TYPE_NOTE, WEB_CACHE_FOREVER,
	    w->body.data, w->body.len);
}

static enum web_next
note_get(struct web_call *call, enum store_note_kind kind)
{
	struct intake_work *w;
	uint64_t version;
	enum err e;

	if (base_text_decimal(call->id, INT32_MAX, &version) != ERR_OK ||
	    version == 0)
		return web_reply_problem(call, ERR_NOT_FOUND);
	if ((w = intake_work_new(call, LIMIT_NOTE_LEN)) == NULL)
		return web_reply_problem(call, ERR_MEMORY);
	e = store_note_get(
	    intake_get()->db, kind, (uint32_t)version, note_done, w, &w->job);
	if (e != ERR_OK)
		return intake_work_problem(call, e);
	return web_call_wait(call, note_answer);
}

enum web_next
intake_notes_root(struct web_call *call)
{
	return note_get(call, STORE_ROOT);
}

enum web_next
intake_notes_roster(struct web_call *call)
{
	return note_get(call, STORE_ROSTER);
}
