/* SPDX-License-Identifier: ISC */
#include "office/audit.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "office/office.h"
#include "office/query.h"
#include "office/session.h"
#include "office/work.h"
#include "store/audit.h"
#include "web/json.h"
#include "web/reply.h"
#include "web/service.h"

#define ROWS_MAX 1000

static void
append_done(void *ctx, enum err e, enum store_outcome outcome)
{
	(void)ctx;
	(void)outcome;
	if (e != ERR_OK)
		web_log("an audit line was not written: %s", err_text(e));
}

void
office_audit(const char *actor, const char *action)
{
	uint8_t id[STORE_ID_LEN];
	enum err e;

	randombytes_buf(id, sizeof(id));
	e = store_audit_append(office_get()->db, id,
	    (struct base_text){ actor, strlen(actor) },
	    (struct base_text){ action, strlen(action) }, append_done, NULL,
	    NULL);
	if (e != ERR_OK)
		append_done(NULL, e, STORE_UNKNOWN);
}

void
office_audit_actor(
    enum store_session_role role, unsigned int number, const char *action)
{
	static const char *const words[STORE_SESSION_ROLES] = {
		[STORE_OFFICER] = "officer",
		[STORE_AUDITOR] = "role auditor",
		[STORE_SUPERVISOR] = "role supervisor",
	};
	char actor[32];

	(void)snprintf(actor, sizeof(actor), "%s %02u", words[role], number);
	office_audit(actor, action);
}

static enum err
row_write(struct base_buf *out, const struct store_audit_row *row)
{
	enum err e;

	if ((e = base_buf_addf(out,
		 "{\"number\":%" PRIu64 ",\"date\":\"%s\",\"actor\":",
		 row->number, row->date.text)) != ERR_OK ||
	    (e = web_json_string(out, row->actor.data, row->actor.len)) !=
		ERR_OK ||
	    (e = base_buf_add_str(out, ",\"action\":")) != ERR_OK ||
	    (e = web_json_string(out, row->action.data, row->action.len)) !=
		ERR_OK ||
	    (e = base_buf_add_str(out, ",\"prev\":")) != ERR_OK ||
	    (e = web_json_base64(out, row->prev, sizeof(row->prev))) !=
		ERR_OK ||
	    (e = base_buf_add_str(out, ",\"chain\":")) != ERR_OK ||
	    (e = web_json_base64(out, row->chain, sizeof(row->chain))) !=
		ERR_OK)
		return e;
	return base_buf_add_str(out, "}");
}

static void
read_done(void *ctx, enum err e, const struct store_audit *audit)
{
	struct office_work *w = ctx;

	if (e == ERR_OK)
		e = base_buf_add_str(&w->body, "{\"rows\":[");
	for (size_t i = 0; e == ERR_OK && i < audit->count; i++) {
		if (i > 0)
			e = base_buf_add_str(&w->body, ",");
		if (e == ERR_OK)
			e = row_write(&w->body, &audit->rows[i]);
	}
	if (e == ERR_OK)
		e = base_buf_add_str(&w->body, "]}\n");
	office_work_done(w, e);
}

static enum web_next
read_answer(struct web_call *call)
{
	struct office_work *w = call->work;

	if (w->e != ERR_OK)
		return office_work_problem(call, w->e);
	return web_reply(call, 200, WEB_TYPE_JSON, WEB_CACHE_NEVER,
	    w->body.data, w->body.len);
}

static enum web_next
read_step(struct web_call *call)
{
	struct office_work *w = call->work;
	uint64_t after;
	enum err e;

	if ((e = office_query_after(call, &after)) != ERR_OK)
		return web_reply_problem(call, e);
	e = store_audit_read(
	    office_get()->db, w->token, after, ROWS_MAX, read_done, w, &w->job);
	return office_work_wait(call, e, read_answer);
}

enum web_next
office_audit_read(struct web_call *call)
{
	return office_session_need(call, STORE_AUDITOR, read_step);
}
