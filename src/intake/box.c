/* SPDX-License-Identifier: ISC */
#include "intake/box.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "base/hex.h"
#include "intake/intake.h"
#include "intake/work.h"
#include "sign/promise.h"
#include "store/box.h"
#include "web/json.h"
#include "web/range.h"
#include "web/reply.h"

/* 1,000 entries of less than 2 KiB each, and some. */
#define BOX_LEN_MAX (4u * 1024u * 1024u)
#define PROMISE_LEN_MAX 1024
#define MAILBOX_LEN 16

static enum err
mailbox_read(struct web_call *call, uint8_t hash[static STORE_HASH_LEN])
{
	uint8_t secret[MAILBOX_LEN];
	enum err e;

	if ((e = web_call_bearer(call, secret, sizeof(secret))) == ERR_OK)
		crypto_hash_sha256(hash, secret, sizeof(secret));
	sodium_memzero(secret, sizeof(secret));
	return e;
}

static const char *
side_text(enum store_side side)
{
	switch (side) {
	case STORE_BY_REPORTER:
		return "reporter";
	case STORE_BY_OFFICER:
		return "office";
	}
	err_require_failed("a side", __FILE__, __LINE__);
}

/* The promise is not stored: the same key says the same of the same entry. */
static enum err
promise_write(struct base_buf *out, const struct store_box_entry *entry)
{
	const struct intake *in = intake_get();
	struct base_buf note;
	enum err e;

	base_buf_init(&note, PROMISE_LEN_MAX);
	e = sign_promise_sign(
	    in->host, in->promise, entry->d, &entry->date, &note);
	if (e == ERR_OK)
		e = web_json_string(out, note.data, note.len);
	base_buf_done(&note);
	return e;
}

static enum err
entry_write(struct base_buf *out, const struct store_box_entry *entry)
{
	enum err e;

	if ((e = base_buf_add_str(out, "{\"id\":")) != ERR_OK ||
	    (e = web_json_hex(out, entry->id, sizeof(entry->id))) != ERR_OK ||
	    (e = base_buf_addf(out,
		 ",\"side\":\"%s\",\"date\":\"%s\",\"size\":%" PRIu64
		 ",\"promise\":",
		 side_text(entry->side), entry->date.text, entry->size)) !=
		ERR_OK ||
	    (e = promise_write(out, entry)) != ERR_OK)
		return e;
	return base_buf_add_str(out, ",\"proof\":null}");
}

/* `"pad":"   "}` so long that the whole is a multiple of INTAKE_BOX_PAD. */
static enum err
pad_write(struct base_buf *out)
{
	static const char before[] = "],\"pad\":\"", after[] = "\"}\n";
	size_t fill, len;
	uint8_t *at;
	enum err e;

	len = out->len + strlen(before) + strlen(after);
	fill = (INTAKE_BOX_PAD - len % INTAKE_BOX_PAD) % INTAKE_BOX_PAD;
	if ((e = base_buf_add_str(out, before)) != ERR_OK ||
	    (e = base_buf_reserve(out, fill, &at)) != ERR_OK)
		return e;
	memset(at, ' ', fill);
	out->len += fill;
	return base_buf_add_str(out, after);
}

static enum err
box_write(struct base_buf *out, const struct store_box *box)
{
	enum err e;

	if ((e = base_buf_add_str(out, "{\"format\":1,\"self\":")) != ERR_OK ||
	    (e = web_json_base64(out, box->self, sizeof(box->self))) !=
		ERR_OK ||
	    (e = base_buf_add_str(out, ",\"entries\":[")) != ERR_OK)
		return e;
	for (size_t i = 0; i < box->entries_count; i++) {
		if ((i > 0 && (e = base_buf_add_str(out, ",")) != ERR_OK) ||
		    (e = entry_write(out, &box->entries[i])) != ERR_OK)
			return e;
	}
	return pad_write(out);
}

static void
list_done(void *ctx, enum err e, const struct store_box *box)
{
	struct intake_work *w = ctx;

	if (e == ERR_OK && box->found) {
		w->found = true;
		e = box_write(&w->body, box);
	}
	intake_work_done(w, e);
}

static enum web_next
list_answer(struct web_call *call)
{
	struct intake_work *w = call->work;

	if (w->e != ERR_OK)
		return intake_work_problem(call, w->e);
	if (!w->found)
		return web_reply_problem_padded(
		    call, ERR_NOT_FOUND, INTAKE_BOX_PAD);
	return web_reply(call, 200, WEB_TYPE_JSON, WEB_CACHE_NEVER,
	    w->body.data, w->body.len);
}

enum web_next
intake_box_list(struct web_call *call)
{
	uint8_t mailbox[STORE_HASH_LEN];
	struct intake_work *w;
	enum err e;

	if ((e = mailbox_read(call, mailbox)) != ERR_OK)
		return web_reply_problem(call, e);
	if ((w = intake_work_new(call, BOX_LEN_MAX)) == NULL)
		return web_reply_problem(call, ERR_MEMORY);
	e = store_box_list(intake_get()->db, mailbox, list_done, w, &w->job);
	if (e != ERR_OK)
		return intake_work_problem(call, e);
	return web_call_wait(call, list_answer);
}

static void
range_done(void *ctx, enum err e, const struct store_range *range)
{
	struct intake_work *w = ctx;

	if (e == ERR_OK && range->found) {
		w->found = true;
		w->total = range->size;
		e = base_buf_add(&w->body, range->data, range->len);
	}
	intake_work_done(w, e);
}

static enum web_next
range_answer(struct web_call *call)
{
	struct intake_work *w = call->work;

	if (w->e == ERR_OK && !w->found)
		w->e = ERR_NOT_FOUND;
	if (w->e != ERR_OK)
		return intake_work_problem(call, w->e);
	return web_range_reply(
	    call, w->body.data, w->first, w->body.len, w->total);
}

enum web_next
intake_box_entry(struct web_call *call)
{
	uint8_t mailbox[STORE_HASH_LEN], id[STORE_ID_LEN];
	struct web_range range;
	struct intake_work *w;
	size_t len;
	enum err e;

	if ((e = mailbox_read(call, mailbox)) != ERR_OK)
		return web_reply_problem(call, e);
	if (base_hex_decode(id, sizeof(id), call->id.data, call->id.len) !=
	    ERR_OK)
		return web_reply_problem(call, ERR_NOT_FOUND);
	if ((w = intake_work_new(call, STORE_READ_LEN)) == NULL)
		return web_reply_problem(call, ERR_MEMORY);
	web_range_read(call, &range);
	web_range_wants(&range, STORE_READ_LEN, &w->first, &len);
	e = store_box_read(intake_get()->db, mailbox, id, w->first, len,
	    range_done, w, &w->job);
	if (e != ERR_OK)
		return intake_work_problem(call, e);
	return web_call_wait(call, range_answer);
}
