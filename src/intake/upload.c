/* SPDX-License-Identifier: ISC */
#include "intake/upload.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "base/hex.h"
#include "intake/intake.h"
#include "intake/work.h"
#include "seal/bucket.h"
#include "seal/io.h"
#include "seal/stream.h"
#include "store/upload.h"
#include "web/reply.h"
#include "web/tus.h"

#define ID_LEN 16
#define LOCATION "/v1/uploads/"

/* Parts are 4 to 16 sealed chunks; the first may have the nonce besides. */
#define PART_LEN_MIN (4u * SEAL_CHUNK_SEALED_LEN)
#define PART_LEN_MAX (SEAL_NONCE_LEN + 16u * SEAL_CHUNK_SEALED_LEN)

/* What is smaller goes with its post. */
#define UPLOAD_LEN_MIN PART_LEN_MAX

_Static_assert(PART_LEN_MAX == STORE_PART_LEN_MAX, "a part fits its row");

enum err
intake_upload_name(struct base_text id, uint8_t name[static STORE_HASH_LEN])
{
	uint8_t bytes[ID_LEN];

	if (base_hex_decode(bytes, sizeof(bytes), id.data, id.len) != ERR_OK)
		return ERR_UPLOAD;
	crypto_hash_sha256(name, bytes, sizeof(bytes));
	sodium_memzero(bytes, sizeof(bytes));
	return ERR_OK;
}

static void
header_number(struct web_call *call, const char *name, uint64_t n)
{
	char text[24];

	(void)snprintf(text, sizeof(text), "%" PRIu64, n);
	web_reply_header(call, name, text);
}

/*
 * Upload-Expires: the end of the day after it was begun, as RFC 9110 (5.6.7)
 * writes dates.  Midnight in Asia/Shanghai is 16:00 of the day before in UTC.
 */
static void
header_expires(struct web_call *call, const struct base_date *begun)
{
	static const char days[7][4] = { "Thu", "Fri", "Sat", "Sun", "Mon",
		"Tue", "Wed" };
	static const char months[12][4] = { "Jan", "Feb", "Mar", "Apr", "May",
		"Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	int32_t last = base_date_days(begun) + 1;
	struct base_date d;
	char text[32];
	int month;

	base_date_from_days(last, &d);
	month = (d.text[5] - '0') * 10 + d.text[6] - '0';
	(void)snprintf(text, sizeof(text), "%s, %.2s %s %.4s 16:00:00 GMT",
	    days[last % 7], d.text + 8, months[month - 1], d.text);
	web_reply_header(call, "upload-expires", text);
}

/* Every answer of these routes says which tus it is. */
static void
header_version(struct web_call *call)
{
	web_reply_header(call, "tus-resumable", WEB_TUS_VERSION);
}

static enum web_next
problem(struct web_call *call, enum err e)
{
	header_version(call);
	if (e == ERR_TUS_VERSION)
		web_reply_header(call, "tus-version", WEB_TUS_VERSION);
	return intake_work_problem(call, e);
}

/* At another offset: tell which. */
static enum web_next
problem_offset(struct web_call *call, uint64_t at)
{
	header_number(call, "upload-offset", at);
	return problem(call, ERR_OFFSET);
}

static enum web_next
wait(struct web_call *call, enum err e, web_step_fn resume)
{
	return e == ERR_OK ? web_call_wait(call, resume) : problem(call, e);
}

static enum err
request_read(struct web_call *call, enum web_tus_kind kind, uint64_t *number)
{
	struct web_header headers[WEB_HEADERS_MAX];

	return web_tus_read(
	    kind, headers, web_call_headers(call, headers), number);
}

enum web_next
intake_upload_options(struct web_call *call)
{
	header_version(call);
	web_reply_header(call, "tus-version", WEB_TUS_VERSION);
	web_reply_header(call, "tus-extension", "creation,expiration");
	header_number(call, "tus-max-size", STORE_UPLOAD_LEN_MAX);
	return web_reply_nothing(call);
}

static void
create_done(void *ctx, enum err e, const struct store_added *added)
{
	struct intake_work *w = ctx;

	if (e == ERR_OK) {
		w->added = *added;
		intake_budget_took(&intake_get()->budget, 0);
	}
	intake_work_done(w, e);
}

static enum web_next
create_answer(struct web_call *call)
{
	struct intake_work *w = call->work;
	char location[sizeof(LOCATION) + HEX_LEN(ID_LEN)] = LOCATION;

	if (w->e != ERR_OK)
		return problem(call, w->e);
	base_hex_encode(location + sizeof(LOCATION) - 1, w->upload_id, ID_LEN);
	header_version(call);
	header_expires(call, &w->added.date);
	web_reply_header(call, "location", location);
	return web_reply(call, 201, NULL, WEB_CACHE_NEVER, NULL, 0);
}

/* Exactly a bucket's payload: its length is all that an upload tells. */
static enum err
length_check(uint64_t length)
{
	uint64_t bucket = 0;

	if (length > STORE_UPLOAD_LEN_MAX)
		return ERR_LIMIT;
	if (length < UPLOAD_LEN_MIN)
		return ERR_AGE_PAYLOAD;
	return seal_bucket_of_payload(length, &bucket);
}

enum web_next
intake_upload_create(struct web_call *call)
{
	struct intake *in = intake_get();
	uint8_t name[STORE_HASH_LEN];
	struct intake_work *w;
	uint64_t length = 0;
	enum err e;

	if ((e = request_read(call, WEB_TUS_CREATE, &length)) == ERR_OK)
		e = call->body_len > 0 ? ERR_LIMIT : length_check(length);
	if (e == ERR_OK)
		e = in->slots == 0 ? ERR_UNAVAILABLE
				   : intake_budget_upload(&in->budget, 0);
	if (e != ERR_OK)
		return problem(call, e);
	if ((w = intake_work_new(call, 0)) == NULL)
		return problem(call, ERR_MEMORY);
	e = seal_random_system.fill(
	    seal_random_system.ctx, w->upload_id, ID_LEN);
	if (e != ERR_OK)
		return problem(call, e);
	crypto_hash_sha256(name, w->upload_id, ID_LEN);
	e = store_upload_begin(in->db, name, length,
	    intake_budget_crowded(&in->budget), create_done, w, &w->job);
	return wait(call, e, create_answer);
}

static enum web_next
look_answer(struct web_call *call)
{
	struct intake_work *w = call->work;

	if (w->e != ERR_OK)
		return problem(call, w->e);
	header_version(call);
	header_number(call, "upload-offset", w->upload.at);
	header_number(call, "upload-length", w->upload.length);
	header_expires(call, &w->upload.date);
	return web_reply(call, 200, NULL, WEB_CACHE_NEVER, NULL, 0);
}

/* Look the upload of the path up, and go on with resume. */
static enum web_next
find(struct web_call *call, uint64_t offset, web_step_fn resume)
{
	struct intake_work *w;
	enum err e;

	if ((w = intake_work_new(call, 0)) == NULL)
		return problem(call, ERR_MEMORY);
	w->offset = offset;
	if ((e = intake_upload_name(call->id, w->upload_name)) == ERR_OK)
		e = store_upload_find(intake_get()->db, w->upload_name,
		    intake_work_found, w, &w->job);
	return wait(call, e, resume);
}

enum web_next
intake_upload_look(struct web_call *call)
{
	uint64_t none = 0;
	enum err e;

	if ((e = request_read(call, WEB_TUS_LOOK, &none)) != ERR_OK)
		return problem(call, e);
	return find(call, 0, look_answer);
}

static void
part_done(void *ctx, enum err e, const struct store_appended *appended)
{
	struct intake_work *w = ctx;

	if (e == ERR_OK) {
		w->added.outcome = appended->outcome;
		w->added.date = appended->date;
		w->upload.at = appended->at;
	}
	intake_work_done(w, e);
}

static enum web_next
part_answer(struct web_call *call)
{
	struct intake_work *w = call->work;

	if (w->e != ERR_OK)
		return problem(call, w->e);
	if (w->added.outcome == STORE_UNKNOWN)
		return problem(call, ERR_UPLOAD);
	if (w->added.outcome == STORE_CONFLICT)
		return problem_offset(call, w->upload.at);
	header_version(call);
	header_number(call, "upload-offset", w->upload.at);
	header_expires(call, &w->added.date);
	return web_reply_nothing(call);
}

/* The upload was looked up: is this its next part? */
static enum web_next
part_found(struct web_call *call)
{
	struct intake_work *w = call->work;
	struct intake *in = intake_get();
	const struct store_part part = {
		.start = w->offset,
		.data = call->body,
		.len = call->body_len,
		.state = w->upload.state,
	};
	enum err e;

	if (w->e != ERR_OK)
		return problem(call, w->e);
	if (w->upload.at != w->offset)
		return problem_offset(call, w->upload.at);
	if (part.len > w->upload.length - w->upload.at)
		return problem(call, ERR_LIMIT);
	if (part.len < PART_LEN_MIN &&
	    part.len != w->upload.length - w->upload.at)
		return problem(call, ERR_TUS);
	base_sum_add(w->upload.state, part.start, part.data, part.len);
	intake_budget_took(&in->budget, part.len);
	e = store_upload_append(
	    in->db, w->upload_name, &part, part_done, w, &w->job);
	web_call_body_drop(call);
	return wait(call, e, part_answer);
}

enum web_next
intake_upload_part(struct web_call *call)
{
	uint64_t offset = 0;
	enum err e;

	if ((e = request_read(call, WEB_TUS_PART, &offset)) == ERR_OK) {
		if (call->body_len > PART_LEN_MAX)
			e = ERR_LIMIT;
		else if (call->body_len == 0)
			e = ERR_TUS;
		else
			e = intake_budget_upload(
			    &intake_get()->budget, call->body_len);
	}
	if (e != ERR_OK)
		return problem(call, e);
	return find(call, offset, part_found);
}

enum web_next
intake_upload_override(struct web_call *call)
{
	struct web_header headers[WEB_HEADERS_MAX];

	if (web_tus_is_patch(headers, web_call_headers(call, headers)))
		return intake_upload_part(call);
	web_reply_header(call, "allow", "HEAD, PATCH, OPTIONS");
	return problem(call, ERR_METHOD);
}
