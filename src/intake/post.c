/* SPDX-License-Identifier: ISC */
#include "intake/post.h"

#include <string.h>

#include <sodium.h>

#include "base/limits.h"
#include "base/sum.h"
#include "intake/intake.h"
#include "intake/upload.h"
#include "intake/work.h"
#include "seal/object.h"
#include "seal/self.h"
#include "sign/promise.h"
#include "store/entry.h"
#include "store/upload.h"
#include "web/preamble.h"
#include "web/reply.h"

/* Room for a promise note: text, name and one signature. */
#define PROMISE_LEN_MAX 1024
#define MAILBOX_LEN 16

_Static_assert(SEAL_SELF_LEN == STORE_SELF_LEN, "self is the same everywhere");
_Static_assert(SEAL_ID_LEN == STORE_ID_LEN, "and an id");

/* Enough for every `value` of the two preambles. */
enum { VALUE_MAX = 5 };

struct post {
	struct base_text value[VALUE_MAX];
	uint8_t mailbox[STORE_HASH_LEN];
	struct store_sealed sealed;
	const uint8_t *upload; /* its name; NULL: the object is in the body */
	bool look;             /* find the upload first, then read again */
};

/* Which of `value` is what; `upload` is optional and always the last. */
struct places {
	const struct web_preamble_line *lines;
	size_t count;
	size_t open;
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

/* Name and commitment of an object. */
static void
object_name(const struct intake *in, const struct seal_object_sums *sums,
    struct store_sealed *out)
{
	memcpy(out->id, sums->id, sizeof(out->id));
	seal_object_commit(in->host, SEAL_COMMIT_ENTRY, sums->header_hash,
	    sums->payload_hash, out->d);
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
	object_name(in, &sums, out);
	out->header = view.header.data;
	out->header_len = view.header.len;
	out->payload = view.payload;
	out->payload_len = view.payload_len;
	return ERR_OK;
}

/* The same of an object whose payload was uploaded; out borrows the header. */
static enum err
header_read(const struct intake *in, struct base_text text,
    const struct store_upload *upload, struct store_sealed *out)
{
	struct seal_object_sums sums;
	struct seal_header header;
	enum err e;

	e = seal_header_parse((const uint8_t *)text.data, text.len, &header);
	if (e != ERR_OK)
		return e;
	if (!seal_header_is_profile(&header, in->slots))
		return ERR_SLOTS;
	out->header = header.data;
	out->header_len = header.len;
	if (upload == NULL)
		return ERR_OK;
	if (upload->at != upload->length)
		return ERR_OFFSET;
	crypto_hash_sha256(sums.header_hash, header.data, header.len);
	base_sum_end(upload->state, upload->length, sums.payload_hash);
	seal_object_id(sums.payload_hash, sums.id);
	object_name(in, &sums, out);
	return ERR_OK;
}

/* What both posts have in common; w is NULL until the upload is looked up. */
static enum err
post_read(struct web_call *call, const struct places *at, struct intake_work *w,
    struct post *out)
{
	const struct intake *in = intake_get();
	struct base_text rest;
	enum err e;

	if (in->slots == 0)
		return ERR_UNAVAILABLE;
	if ((e = intake_budget_body(&in->budget, call->body_len)) != ERR_OK)
		return e;
	e = web_preamble_parse(call->body, call->body_len, at->lines, at->count,
	    out->value, &rest);
	if (e == ERR_OK)
		e = mailbox_read(out->value[0], out->mailbox);
	if (e == ERR_OK)
		e = web_preamble_bytes(out->value[at->open], out->sealed.open,
		    sizeof(out->sealed.open));
	if (e != ERR_OK)
		return e;
	out->upload = NULL;
	out->look = false;
	if (out->value[at->count - 1].data == NULL)
		return object_read(in, rest, &out->sealed);
	out->look = w == NULL;
	if (w != NULL)
		out->upload = w->upload_name;
	return header_read(
	    in, rest, w != NULL ? &w->upload : NULL, &out->sealed);
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
	case STORE_GONE:
		return ERR_UPLOAD;
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

/* Look the upload up, and then take the step once more; the body stays. */
static enum web_next
post_look(struct web_call *call, struct base_text id, web_step_fn again)
{
	struct intake_work *w;
	enum err e;

	if ((w = intake_work_new(call, PROMISE_LEN_MAX)) == NULL)
		return post_wait(call, ERR_MEMORY);
	if ((e = intake_upload_name(id, w->upload_name)) == ERR_OK)
		e = store_upload_find(intake_get()->db, w->upload_name,
		    intake_work_found, w, &w->job);
	return e == ERR_OK ? web_call_wait(call, again) : post_wait(call, e);
}

/* The call's work: new, or that which found the upload.  NULL: no memory. */
static struct intake_work *
post_work(struct web_call *call, const struct post *post)
{
	struct intake_work *w = call->work;

	if (w == NULL && (w = intake_work_new(call, PROMISE_LEN_MAX)) == NULL)
		return NULL;
	memcpy(w->d, post->sealed.d, sizeof(w->d));
	return w;
}

static enum err
thread_read(const struct post *post, struct store_thread *out)
{
	enum err e;

	if ((e = web_preamble_bytes(
		 post->value[1], out->handle, sizeof(out->handle))) != ERR_OK ||
	    (e = web_preamble_bytes(
		 post->value[3], out->self, sizeof(out->self))) != ERR_OK)
		return e;
	memcpy(out->mailbox, post->mailbox, sizeof(out->mailbox));
	out->report = post->sealed;
	return seal_self_is(out->self) ? ERR_OK : ERR_SELF;
}

enum web_next
intake_post_thread(struct web_call *call)
{
	static const struct web_preamble_line lines[] = {
		{ "mailbox", false },
		{ "thread", false },
		{ "open", false },
		{ "self", false },
		{ "upload", true },
	};
	static const struct places places = { lines, 5, 2 };
	struct intake_work *w = call->work;
	struct store_thread thread;
	struct post post;
	enum err e;

	if (w != NULL && w->e != ERR_OK)
		return post_wait(call, w->e);
	if ((e = post_read(call, &places, w, &post)) == ERR_OK)
		e = thread_read(&post, &thread);
	if (e != ERR_OK)
		return post_wait(call, e);
	if (post.look)
		return post_look(call, post.value[4], intake_post_thread);
	if ((w = post_work(call, &post)) == NULL)
		return post_wait(call, ERR_MEMORY);
	if (post.upload != NULL)
		e = store_thread_create_uploaded(intake_get()->db, &thread,
		    post.upload, post_done, w, &w->job);
	else
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
		{ "upload", true },
	};
	static const struct places places = { lines, 3, 1 };
	struct intake_work *w = call->work;
	struct post post;
	enum err e;

	if (w != NULL && w->e != ERR_OK)
		return post_wait(call, w->e);
	if ((e = post_read(call, &places, w, &post)) != ERR_OK)
		return post_wait(call, e);
	if (post.look)
		return post_look(call, post.value[2], intake_post_entry);
	if ((w = post_work(call, &post)) == NULL)
		return post_wait(call, ERR_MEMORY);
	if (post.upload != NULL)
		e = store_box_entry_add_uploaded(intake_get()->db, post.mailbox,
		    &post.sealed, post.upload, post_done, w, &w->job);
	else
		e = store_box_entry_add(intake_get()->db, post.mailbox,
		    &post.sealed, post_done, w, &w->job);
	return post_wait(call, e);
}
