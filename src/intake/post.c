/* SPDX-License-Identifier: ISC */
#include "intake/post.h"

#include <string.h>

#include <sodium.h>

#include "base/limits.h"
#include "intake/intake.h"
#include "intake/work.h"
#include "seal/object.h"
#include "seal/self.h"
#include "sign/promise.h"
#include "store/entry.h"
#include "web/preamble.h"
#include "web/reply.h"

/* Room for a promise note: text, name and one signature. */
#define PROMISE_LEN_MAX 1024
#define MAILBOX_LEN 16

_Static_assert(SEAL_SELF_LEN == STORE_SELF_LEN, "self is the same everywhere");
_Static_assert(SEAL_ID_LEN == STORE_ID_LEN, "and an id");

/* Enough for every `value` of the two preambles. */
enum { VALUE_MAX = 4 };

struct post {
	struct base_text value[VALUE_MAX];
	uint8_t mailbox[STORE_HASH_LEN];
	struct store_sealed sealed;
};

/* The hash of the mailbox secret; the secret itself is gone again. */
static enum err
mailbox_read(struct base_text value, uint8_t hash[static STORE_HASH_LEN])
{
	uint8_t secret[MAILBOX_LEN];
	enum err e;

	if ((e = web_preamble_bytes(value, secret, sizeof(secret))) == ERR_OK)
		crypto_hash_sha256(hash, secret, sizeof(secret));
	sodium_memzero(secret, sizeof(secret));
	return e;
}

/* Split, check and sum the object; out borrows it. */
static enum err
object_read(
    const struct intake *in, struct base_text object, struct store_sealed *out)
{
	struct seal_object_view view;
	struct seal_object_sums sums;
	enum err e;

	if (object.len > LIMIT_BODY_LEN)
		return ERR_LIMIT;
	e = seal_object_split(
	    (const uint8_t *)object.data, object.len, in->slots, &view);
	if (e != ERR_OK)
		return e;
	seal_object_sum(view.header.data, view.header.len, view.payload,
	    view.payload_len, &sums);
	memcpy(out->id, sums.id, sizeof(out->id));
	seal_object_commit(in->host, SEAL_COMMIT_ENTRY, sums.header_hash,
	    sums.payload_hash, out->d);
	out->header = view.header.data;
	out->header_len = view.header.len;
	out->payload = view.payload;
	out->payload_len = view.payload_len;
	return ERR_OK;
}

/*
 * What both posts have in common.  lines: mailbox first; open_at: where `open`
 * is among them.
 */
static enum err
post_read(struct web_call *call, const struct web_preamble_line *lines,
    size_t count, size_t open_at, struct post *out)
{
	const struct intake *in = intake_get();
	struct base_text object;
	enum err e;

	if (in->slots == 0)
		return ERR_UNAVAILABLE;
	if ((e = intake_budget(in, call->body_len)) != ERR_OK)
		return e;
	e = web_preamble_parse(
	    call->body, call->body_len, lines, count, out->value, &object);
	if (e == ERR_OK)
		e = mailbox_read(out->value[0], out->mailbox);
	if (e == ERR_OK)
		e = web_preamble_bytes(out->value[open_at], out->sealed.open,
		    sizeof(out->sealed.open));
	if (e == ERR_OK)
		e = object_read(in, object, &out->sealed);
	return e;
}

/* The job is done: keep what the answer needs. */
static void
post_done(void *ctx, enum err e, const struct store_added *added)
{
	struct intake_work *w = ctx;

	if (e == ERR_OK)
		w->added = *added;
	intake_work_done(w, e);
}

static enum err
outcome_err(enum store_outcome outcome)
{
	switch (outcome) {
	case STORE_CREATED:
	case STORE_SAME:
		return ERR_OK;
	case STORE_CONFLICT:
		return ERR_CONFLICT;
	case STORE_UNKNOWN:
		return ERR_NOT_FOUND;
	case STORE_FULL:
		return ERR_FULL;
	case STORE_OUTCOMES:
		break;
	}
	err_require_failed("an outcome", __FILE__, __LINE__);
}

/* Committed: promise it, dated as stored, so that a resend gets the same. */
static enum web_next
post_answer(struct web_call *call)
{
	const struct intake *in = intake_get();
	struct intake_work *w = call->work;
	enum err e = w->e;

	if (e == ERR_OK)
		e = outcome_err(w->added.outcome);
	if (e == ERR_OK)
		e = sign_promise_sign(
		    in->host, in->promise, w->d, &w->added.date, &w->body);
	if (e != ERR_OK)
		return intake_work_problem(call, e);
	return web_reply(call, w->added.outcome == STORE_CREATED ? 201 : 200,
	    WEB_TYPE_NOTE, WEB_CACHE_NEVER, w->body.data, w->body.len);
}

static enum web_next
post_wait(struct web_call *call, enum err e)
{
	/* The store has its own copy, and the mailbox secret is in ours. */
	web_call_body_drop(call);
	if (e != ERR_OK)
		return intake_work_problem(call, e);
	return web_call_wait(call, post_answer);
}

enum web_next
intake_post_thread(struct web_call *call)
{
	static const struct web_preamble_line lines[] = {
		{ "mailbox", false },
		{ "thread", false },
		{ "open", false },
		{ "self", false },
	};
	struct store_thread thread;
	struct intake_work *w;
	struct post post;
	enum err e;

	e = post_read(call, lines, 4, 2, &post);
	if (e == ERR_OK)
		e = web_preamble_bytes(
		    post.value[1], thread.handle, sizeof(thread.handle));
	if (e == ERR_OK)
		e = web_preamble_bytes(
		    post.value[3], thread.self, sizeof(thread.self));
	if (e == ERR_OK && !seal_self_is(thread.self))
		e = ERR_SELF;
	if (e != ERR_OK)
		return post_wait(call, e);
	if ((w = intake_work_new(call, PROMISE_LEN_MAX)) == NULL)
		return post_wait(call, ERR_MEMORY);
	memcpy(w->d, post.sealed.d, sizeof(w->d));
	memcpy(thread.mailbox, post.mailbox, sizeof(thread.mailbox));
	thread.report = post.sealed;
	e = store_thread_create(
	    intake_get()->db, &thread, post_done, w, &w->job);
	return post_wait(call, e);
}

enum web_next
intake_post_entry(struct web_call *call)
{
	static const struct web_preamble_line lines[] = {
		{ "mailbox", false },
		{ "open", false },
	};
	struct intake_work *w;
	struct post post;
	enum err e;

	if ((e = post_read(call, lines, 2, 1, &post)) != ERR_OK)
		return post_wait(call, e);
	if ((w = intake_work_new(call, PROMISE_LEN_MAX)) == NULL)
		return post_wait(call, ERR_MEMORY);
	memcpy(w->d, post.sealed.d, sizeof(w->d));
	e = store_box_entry_add(intake_get()->db, post.mailbox, &post.sealed,
	    post_done, w, &w->job);
	return post_wait(call, e);
}
