/* SPDX-License-Identifier: ISC */
#include "office/read.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "office/office.h"
#include "office/query.h"
#include "office/session.h"
#include "office/work.h"
#include "store/report.h"
#include "web/json.h"
#include "web/preamble.h"
#include "web/reply.h"

#define REPORTS_MAX 4096
#define REPORTS_LEN_MAX (4u * 1024u * 1024u) /* of headers in one answer */

/* Append v as n big-endian bytes. */
static enum err
add_be(struct base_buf *out, uint64_t v, size_t n)
{
	uint8_t bytes[8];

	for (size_t i = 0; i < n; i++)
		bytes[i] = (uint8_t)(v >> 8 * (n - 1 - i));
	return base_buf_add(out, bytes, n);
}

static enum web_next
bytes_answer(struct web_call *call)
{
	struct office_work *w = call->work;

	if (w->e != ERR_OK)
		return office_work_problem(call, w->e);
	return web_reply(call, 200, WEB_TYPE_BYTES, WEB_CACHE_NEVER,
	    w->body.data, w->body.len);
}

static void
reports_done(void *ctx, enum err e, const struct store_reports *reports)
{
	struct office_work *w = ctx;

	/* The cursor of an empty answer is the one that was asked with. */
	if (e == ERR_OK && reports->count > 0)
		w->total = reports->reports[reports->count - 1].position;
	if (e == ERR_OK)
		e = add_be(&w->body, w->total, 8);
	for (size_t i = 0; e == ERR_OK && i < reports->count; i++) {
		const struct store_report *r = &reports->reports[i];

		if ((e = base_buf_add(&w->body, r->id, sizeof(r->id))) !=
			ERR_OK ||
		    (e = add_be(&w->body, r->header_len, 4)) != ERR_OK)
			break;
		e = base_buf_add(&w->body, r->header, r->header_len);
	}
	office_work_done(w, e);
}

static enum web_next
reports_step(struct web_call *call)
{
	struct office_work *w = call->work;
	enum err e;

	if ((e = office_query_after(call, &w->total)) != ERR_OK)
		return web_reply_problem(call, e);
	e = store_reports_after(office_get()->db, w->total, REPORTS_MAX,
	    REPORTS_LEN_MAX, reports_done, w, &w->job);
	return office_work_wait(call, e, bytes_answer);
}

enum web_next
office_read_reports(struct web_call *call)
{
	return office_session_need(call, STORE_OFFICER, reports_step);
}

static enum err
entry_write(struct base_buf *out, const struct store_thread_entry *entry)
{
	enum err e;

	if ((e = base_buf_add_str(out, "{\"id\":")) != ERR_OK ||
	    (e = web_json_hex(out, entry->id, sizeof(entry->id))) != ERR_OK ||
	    (e = base_buf_addf(out,
		 ",\"report\":%s,\"side\":\"%s\",\"audience\":\"%s\","
		 "\"date\":\"%s\",\"size\":%" PRIu64 ",\"d\":",
		 entry->is_report ? "true" : "false",
		 entry->side == STORE_BY_REPORTER ? "reporter" : "office",
		 entry->audience == STORE_FOR_REPORTER ? "reporter" : "office",
		 entry->date.text, entry->size)) != ERR_OK ||
	    (e = web_json_base64(out, entry->d, sizeof(entry->d))) != ERR_OK)
		return e;
	return base_buf_add_str(out, "}");
}

/* The thread of one asked pair: begins at its first entry. */
static enum err
thread_begin(
    struct base_buf *out, const struct store_thread_entry *entry, bool is_first)
{
	enum err e;

	if ((e = base_buf_addf(out, "%s{\"ref\":%zu,\"handle\":",
		 is_first ? "" : "]},", entry->ref)) != ERR_OK ||
	    (e = web_json_base64(out, entry->handle, sizeof(entry->handle))) !=
		ERR_OK)
		return e;
	return base_buf_addf(
	    out, ",\"date\":\"%s\",\"entries\":[", entry->thread_date.text);
}

static void
lookup_done(void *ctx, enum err e, const struct store_lookup *lookup)
{
	struct office_work *w = ctx;

	if (e == ERR_OK)
		e = base_buf_add_str(&w->body, "{\"threads\":[");
	for (size_t i = 0; e == ERR_OK && i < lookup->count; i++) {
		const struct store_thread_entry *entry = &lookup->entries[i];

		if (i == 0 || entry->ref != lookup->entries[i - 1].ref)
			e = thread_begin(&w->body, entry, i == 0);
		else
			e = base_buf_add_str(&w->body, ",");
		if (e == ERR_OK)
			e = entry_write(&w->body, entry);
	}
	if (e == ERR_OK)
		e = base_buf_add_str(
		    &w->body, lookup->count > 0 ? "]}]}\n" : "]}\n");
	office_work_done(w, e);
}

static enum web_next
lookup_answer(struct web_call *call)
{
	struct office_work *w = call->work;

	if (w->e != ERR_OK)
		return office_work_problem(call, w->e);
	return web_reply(call, 200, WEB_TYPE_JSON, WEB_CACHE_NEVER,
	    w->body.data, w->body.len);
}

static void
heads_done(void *ctx, enum err e, const struct store_heads *heads)
{
	struct office_work *w = ctx;

	for (size_t i = 0; e == ERR_OK && i < heads->count; i++) {
		const struct store_head *h = &heads->heads[i];

		if ((e = base_buf_add(&w->body, h->id, sizeof(h->id))) !=
			ERR_OK ||
		    (e = add_be(&w->body, h->size, 8)) != ERR_OK ||
		    (e = add_be(&w->body, h->headers_len, 4)) != ERR_OK ||
		    (e = base_buf_add(&w->body, h->headers, h->headers_len)) !=
			ERR_OK ||
		    (e = add_be(&w->body, h->head_len, 4)) != ERR_OK)
			break;
		e = base_buf_add(&w->body, h->head, h->head_len);
	}
	office_work_done(w, e);
}

/* Too big for a stack that is watched. */
static struct store_ref *
pairs_read(const struct web_call *call, size_t *count, enum err *e)
{
	struct store_ref *refs = calloc(STORE_REFS_MAX, sizeof(*refs));

	*e = refs == NULL ? ERR_MEMORY : office_query_pairs(call, refs, count);
	return refs;
}

static enum web_next
lookup_step(struct web_call *call)
{
	struct office_work *w = call->work;
	struct store_ref *refs;
	size_t count = 0;
	enum err e;

	refs = pairs_read(call, &count, &e);
	web_call_body_drop(call);
	if (e == ERR_OK)
		e = store_threads_lookup(
		    office_get()->db, refs, count, lookup_done, w, &w->job);
	free(refs);
	return office_work_wait(call, e, lookup_answer);
}

static enum web_next
heads_step(struct web_call *call)
{
	struct office_work *w = call->work;
	struct store_ref *refs;
	size_t count = 0;
	enum err e;

	refs = pairs_read(call, &count, &e);
	web_call_body_drop(call);
	if (e == ERR_OK)
		e = store_entry_heads(
		    office_get()->db, refs, count, heads_done, w, &w->job);
	free(refs);
	return office_work_wait(call, e, bytes_answer);
}

enum web_next
office_read_lookup(struct web_call *call)
{
	return office_session_need(call, STORE_OFFICER, lookup_step);
}

enum web_next
office_read_heads(struct web_call *call)
{
	return office_session_need(call, STORE_OFFICER, heads_step);
}

static void
fetch_done(void *ctx, enum err e, const struct store_range *range)
{
	struct office_work *w = ctx;

	if (e == ERR_OK && !range->found)
		e = ERR_NOT_FOUND;
	if (e == ERR_OK)
		e = base_buf_add(&w->body, range->data, range->len);
	office_work_done(w, e);
}

static enum web_next
fetch_step(struct web_call *call)
{
	static const struct web_preamble_line lines[] = {
		{ "entry", false },
		{ "open", false },
		{ "from", false },
		{ "len", false },
	};
	struct office_work *w = call->work;
	struct base_text value[4], rest;
	uint64_t from = 0, len = 0;
	struct store_ref ref;
	enum err e;

	if ((e = web_preamble_parse(call->body, call->body_len, lines, 4, value,
		 &rest)) == ERR_OK &&
	    (rest.len != 0 ||
		base_text_decimal(value[2], LIMIT_UPLOAD_LEN * 2ull, &from) !=
		    ERR_OK ||
		base_text_decimal(value[3], STORE_READ_LEN, &len) != ERR_OK))
		e = ERR_PREAMBLE;
	if (e == ERR_OK)
		e = office_query_ref(value[0], value[1], &ref);
	web_call_body_drop(call);
	if (e == ERR_OK)
		e = store_entry_read(office_get()->db, &ref, true, from,
		    (size_t)len, fetch_done, w, &w->job);
	return office_work_wait(call, e, bytes_answer);
}

enum web_next
office_read_fetch(struct web_call *call)
{
	return office_session_need(call, STORE_OFFICER, fetch_step);
}
