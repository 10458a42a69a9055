/* SPDX-License-Identifier: ISC */
#include "intake/start.h"

#include <string.h>

#include "intake/intake.h"
#include "intake/packed.h"
#include "sign/note.h"
#include "sign/roster.h"
#include "store/note.h"
#include "web/json.h"
#include "web/reply.h"
#include "web/service.h"
#include "web/watch.h"

static struct intake_packed published, english;

static bool told_roster; /* a bad roster is logged once, not every time */

/* {"format":1,"host":..,"site":..,"roots":[..],"roster":..} */
static enum err
body_write(const struct store_notes *notes, struct base_buf *out)
{
	const struct intake *in = intake_get();
	const struct store_note *roster = NULL;
	bool first = true;
	enum err e;

	if ((e = base_buf_add_str(out, "{\"format\":1,\"host\":")) != ERR_OK ||
	    (e = web_json_string(out, in->host, strlen(in->host))) != ERR_OK ||
	    (e = base_buf_add_str(out, ",\"site\":")) != ERR_OK ||
	    (e = base_buf_add(out, in->site.zh.data, in->site.zh.len)) !=
		ERR_OK ||
	    (e = base_buf_add_str(out, ",\"roots\":[")) != ERR_OK)
		return e;
	for (size_t i = 0; i < notes->count; i++) {
		const struct store_note *n = &notes->notes[i];

		if (n->kind == STORE_ROSTER) {
			roster = n;
			continue;
		}
		if ((!first && (e = base_buf_add_str(out, ",")) != ERR_OK) ||
		    (e = web_json_string(out, n->data, n->len)) != ERR_OK)
			return e;
		first = false;
	}
	if ((e = base_buf_add_str(out, "],\"roster\":")) != ERR_OK)
		return e;
	if (roster == NULL)
		e = base_buf_add_str(out, "null");
	else
		e = web_json_string(out, roster->data, roster->len);
	if (e == ERR_OK)
		e = base_buf_add_str(out, "}\n");
	return e;
}

/*
 * Office has verified the roster before it stored it; here only the slots and
 * our own promise key are looked up.
 */
static enum err
roster_read(const struct store_note *note, unsigned int *slots)
{
	const struct intake *in = intake_get();
	struct sign_roster *roster = NULL;
	struct sign_note parsed;
	enum err e;

	if ((e = sign_note_parse(note->data, note->len, &parsed)) != ERR_OK)
		return e;
	e = sign_roster_parse(in->host, parsed.text, &roster);
	if (e != ERR_OK)
		return e;
	e = ERR_PROMISE;
	for (size_t i = 0; i < roster->promise_count; i++) {
		if (sign_vkey_equal(&roster->promises[i], &in->promise->vkey))
			e = ERR_OK;
	}
	if (e == ERR_OK)
		*slots = roster->slots;
	sign_roster_free(&roster);
	return e;
}

/* Sets slots, or says once why nothing can be taken. */
static void
slots_refresh(const struct store_notes *notes)
{
	struct intake *in = intake_get();
	unsigned int slots = 0;
	enum err e = ERR_NOT_FOUND;

	for (size_t i = 0; i < notes->count; i++) {
		if (notes->notes[i].kind == STORE_ROSTER)
			e = roster_read(&notes->notes[i], &slots);
	}
	if (e != ERR_OK && !told_roster)
		web_log("taking no reports: %s",
		    e == ERR_NOT_FOUND ? "no roster is published"
		    : e == ERR_PROMISE
			? "the roster does not name this promise key"
			: err_text(e));
	told_roster = e != ERR_OK;
	in->slots = slots;
}

static enum err
body_publish(const struct store_notes *notes)
{
	struct base_buf raw;
	enum err e;

	base_buf_init(&raw, INTAKE_PACKED_LEN_MAX);
	if ((e = body_write(notes, &raw)) == ERR_OK)
		intake_packed_set(&published, &raw);
	base_buf_done(&raw);
	return e;
}

/* {"format":1,"site":..} */
static enum err
english_publish(void)
{
	const struct base_buf *site = &intake_get()->site.en;
	struct base_buf raw;
	enum err e;

	base_buf_init(&raw, INTAKE_PACKED_LEN_MAX);
	if ((e = base_buf_add_str(&raw, "{\"format\":1,\"site\":")) == ERR_OK &&
	    (e = base_buf_add(&raw, site->data, site->len)) == ERR_OK &&
	    (e = base_buf_add_str(&raw, "}\n")) == ERR_OK)
		intake_packed_set(&english, &raw);
	base_buf_done(&raw);
	return e;
}

/* At every turn of the watch. */
static void
notes_seen(const struct store_notes *notes)
{
	enum err e;

	slots_refresh(notes);
	if ((e = body_publish(notes)) != ERR_OK)
		web_log("cannot make the start page's data: %s", err_text(e));
	intake_budget_turn(&intake_get()->budget);
}

enum err
intake_start_begin(void)
{
	enum err e = english_publish();

	return e != ERR_OK ? e : web_watch_begin(intake_get()->db, notes_seen);
}

enum web_next
intake_start_step(struct web_call *call)
{
	return intake_packed_reply(call, &published);
}

enum web_next
intake_start_english(struct web_call *call)
{
	return intake_packed_reply(call, &english);
}
