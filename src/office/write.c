/* SPDX-License-Identifier: ISC */
#include "office/write.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/limits.h"
#include "office/office.h"
#include "office/query.h"
#include "office/session.h"
#include "office/work.h"
#include "seal/object.h"
#include "sign/retention.h"
#include "store/entry.h"
#include "web/json.h"
#include "web/preamble.h"
#include "web/reply.h"

#define RETENTION_SLACK_DAYS 2

/* Stanzas that the newest roster asks for. */
static enum err
slots_now(size_t *slots)
{
	const struct sign_roster *roster;

	if (office_get()->chain == NULL ||
	    (roster = sign_chain_newest(office_get()->chain)) == NULL)
		return ERR_UNAVAILABLE;
	*slots = roster->slots;
	return ERR_OK;
}

static enum err
audience_read(struct base_text value, enum store_audience *out)
{
	if (base_text_is(value, "reporter"))
		*out = STORE_FOR_REPORTER;
	else if (base_text_is(value, "office"))
		*out = STORE_FOR_OFFICE;
	else
		return ERR_PREAMBLE;
	return ERR_OK;
}

/* A reply is sealed to the reporter too: the same slots for every entry. */
static enum err
object_read(struct base_text object, struct store_sealed *out)
{
	struct seal_object_view view;
	struct seal_object_sums sums;
	size_t slots = 0;
	enum err e;

	if (object.len > LIMIT_BODY_LEN)
		return ERR_LIMIT;
	if ((e = slots_now(&slots)) != ERR_OK ||
	    (e = seal_object_split((const uint8_t *)object.data, object.len,
		 slots, &view)) != ERR_OK)
		return e;
	seal_object_sum(view.header.data, view.header.len, view.payload,
	    view.payload_len, &sums);
	memcpy(out->id, sums.id, sizeof(out->id));
	seal_object_commit(office_get()->host, SEAL_COMMIT_ENTRY,
	    sums.header_hash, sums.payload_hash, out->d);
	out->header = view.header.data;
	out->header_len = view.header.len;
	out->payload = view.payload;
	out->payload_len = view.payload_len;
	return ERR_OK;
}

/* {"id":..,"date":..}, written when the id is known and the date is not. */
static enum web_next
added_answer(struct web_call *call)
{
	struct office_work *w = call->work;
	enum err e = w->e;

	if (e == ERR_OK)
		e = base_buf_addf(
		    &w->body, ",\"date\":\"%s\"}\n", w->added.date.text);
	if (e != ERR_OK)
		return office_work_problem(call, e);
	return web_reply(call, w->added.outcome == STORE_CREATED ? 201 : 200,
	    WEB_TYPE_JSON, WEB_CACHE_NEVER, w->body.data, w->body.len);
}

static enum err
id_write(struct office_work *w, const uint8_t id[static STORE_ID_LEN])
{
	enum err e;

	if ((e = base_buf_add_str(&w->body, "{\"id\":")) != ERR_OK)
		return e;
	return web_json_hex(&w->body, id, STORE_ID_LEN);
}

static enum web_next
entry_step(struct web_call *call)
{
	static const struct web_preamble_line lines[] = {
		{ "report", false },
		{ "report-open", false },
		{ "audience", false },
		{ "open", false },
	};
	struct office_work *w = call->work;
	struct base_text value[4], object;
	enum store_audience audience;
	struct store_sealed sealed;
	struct store_ref report;
	enum err e;

	if ((e = web_preamble_parse(call->body, call->body_len, lines, 4, value,
		 &object)) == ERR_OK &&
	    (e = office_query_ref(value[0], value[1], &report)) == ERR_OK &&
	    (e = audience_read(value[2], &audience)) == ERR_OK &&
	    (e = web_preamble_bytes(
		 value[3], sealed.open, sizeof(sealed.open))) == ERR_OK &&
	    (e = object_read(object, &sealed)) == ERR_OK &&
	    (e = id_write(w, sealed.id)) == ERR_OK)
		e = store_office_entry_add(office_get()->db, &report, audience,
		    &sealed, office_work_added, w, &w->job);
	web_call_body_drop(call);
	return office_work_wait(call, e, added_answer);
}

enum web_next
office_write_entry(struct web_call *call)
{
	return office_session_need(call, STORE_OFFICER, entry_step);
}

static enum web_next
header_step(struct web_call *call)
{
	static const struct web_preamble_line lines[] = {
		{ "entry", false },
		{ "open", false },
	};
	struct office_work *w = call->work;
	struct base_text value[2], rest;
	struct seal_header header;
	struct store_ref ref;
	size_t slots = 0;
	enum err e;

	if ((e = web_preamble_parse(call->body, call->body_len, lines, 2, value,
		 &rest)) == ERR_OK &&
	    (e = office_query_ref(value[0], value[1], &ref)) == ERR_OK &&
	    (e = slots_now(&slots)) == ERR_OK &&
	    (e = seal_header_parse(
		 (const uint8_t *)rest.data, rest.len, &header)) == ERR_OK &&
	    !seal_header_is_profile(&header, slots))
		e = ERR_SLOTS;
	if (e == ERR_OK && (e = id_write(w, ref.id)) == ERR_OK)
		e = store_header_add(office_get()->db, &ref, header.data,
		    header.len, office_work_added, w, &w->job);
	web_call_body_drop(call);
	return office_work_wait(call, e, added_answer);
}

enum web_next
office_write_header(struct web_call *call)
{
	return office_session_need(call, STORE_OFFICER, header_step);
}

/*
 * Enough officers of the roster in force that day signed, for this entry, by a
 * rule that is known, and not for a day long past or to come.
 */
static enum err
retention_check(struct base_text note, const struct sign_retention *r)
{
	struct base_date today;

	base_date_at((int64_t)time(NULL), &today);
	if (!sign_retention_is_complete(r))
		return ERR_THRESHOLD;
	if (strcmp(r->rule, SIGN_RULE_CONTACT) != 0 ||
	    note.len > LIMIT_NOTE_LEN)
		return ERR_RECORD;
	return abs(base_date_days(&r->date) - base_date_days(&today)) >
			RETENTION_SLACK_DAYS
		   ? ERR_EXPIRED
		   : ERR_OK;
}

static enum web_next
retention_step(struct web_call *call)
{
	static const struct web_preamble_line lines[] = {
		{ "report", false },
		{ "report-open", false },
	};
	const struct office *office = office_get();
	struct office_work *w = call->work;
	struct base_text value[2], note;
	struct sign_retention r;
	struct store_ref report;
	enum err e;

	if (office->chain == NULL)
		return office_work_problem(call, ERR_UNAVAILABLE);
	if ((e = web_preamble_parse(call->body, call->body_len, lines, 2, value,
		 &note)) == ERR_OK &&
	    (e = office_query_ref(value[0], value[1], &report)) == ERR_OK &&
	    (e = sign_retention_open(office->host, note.data, note.len,
		 office->chain, &r)) == ERR_OK &&
	    (e = retention_check(note, &r)) == ERR_OK &&
	    (e = id_write(w, r.id)) == ERR_OK)
		e = store_entry_destroy(office->db, &report, r.id, r.d,
		    note.data, note.len, office_work_added, w, &w->job);
	web_call_body_drop(call);
	return office_work_wait(call, e, added_answer);
}

enum web_next
office_write_retention(struct web_call *call)
{
	return office_session_need(call, STORE_OFFICER, retention_step);
}
