/* SPDX-License-Identifier: ISC */
#include "intake/start.h"

#include <stdlib.h>
#include <string.h>

#include <brotli/encode.h>
#include <sodium.h>
#include <zlib.h>

#include "base/hex.h"
#include "base/limits.h"
#include "intake/intake.h"
#include "sign/note.h"
#include "sign/roster.h"
#include "store/note.h"
#include "store/volume.h"
#include "web/json.h"
#include "web/reply.h"
#include "web/service.h"
#include "web/static.h"
#include "web/watch.h"

#define VOLUME_TURNS 5 /* of the watch, two seconds each */

/* Site, a chain of roots and one roster, all escaped. */
#define START_LEN_MAX (16u * 1024u * 1024u)
#define GZIP_WINDOW (15 + 16) /* zlib: the largest, in gzip's frame */

/* The body in force.  Replaced as a whole; nobody keeps a pointer into it. */
static struct {
	struct base_buf raw;
	struct base_buf brotli;
	struct base_buf gzip;
	char hash[HEX_LEN(crypto_hash_sha256_BYTES) + 1]; /* "" before */
} published;

static unsigned int turns; /* refreshes so far */
static bool told_roster; /* a bad roster is logged once, not every time */

/* Compress for those that take it; without memory it stays uncompressed. */
static void
gzip_write(const struct base_buf *raw, struct base_buf *out)
{
	z_stream z = { 0 };
	uint8_t *at;
	uLong room;

	if (deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED, GZIP_WINDOW, 8,
		Z_DEFAULT_STRATEGY) != Z_OK)
		return;
	room = deflateBound(&z, raw->len);
	if (base_buf_reserve(out, room, &at) == ERR_OK) {
		z.next_in = raw->data;
		z.avail_in = (uInt)raw->len;
		z.next_out = at;
		z.avail_out = (uInt)room;
		if (deflate(&z, Z_FINISH) == Z_STREAM_END)
			out->len = z.total_out;
	}
	(void)deflateEnd(&z);
}

static void
brotli_write(const struct base_buf *raw, struct base_buf *out)
{
	size_t room = BrotliEncoderMaxCompressedSize(raw->len);
	uint8_t *at;

	if (room == 0 || base_buf_reserve(out, room, &at) != ERR_OK)
		return;
	if (BrotliEncoderCompress(BROTLI_MAX_QUALITY, BROTLI_DEFAULT_WINDOW,
		BROTLI_MODE_TEXT, raw->len, raw->data, &room, at))
		out->len = room;
}

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
	    (e = base_buf_add(out, in->site.data, in->site.len)) != ERR_OK ||
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

/* Take a new body over if it differs from the one in force. */
static enum err
body_publish(const struct store_notes *notes)
{
	uint8_t sum[crypto_hash_sha256_BYTES];
	char hash[sizeof(published.hash)];
	struct base_buf raw;
	enum err e;

	base_buf_init(&raw, START_LEN_MAX);
	if ((e = body_write(notes, &raw)) != ERR_OK)
		goto out;
	crypto_hash_sha256(sum, raw.data, raw.len);
	base_hex_encode(hash, sum, sizeof(sum));
	if (strcmp(hash, published.hash) == 0)
		goto out;
	base_buf_done(&published.raw);
	base_buf_done(&published.brotli);
	base_buf_done(&published.gzip);
	published.raw = raw;
	base_buf_init(&raw, START_LEN_MAX);
	base_buf_init(&published.gzip, START_LEN_MAX);
	gzip_write(&published.raw, &published.gzip);
	base_buf_init(&published.brotli, START_LEN_MAX);
	brotli_write(&published.raw, &published.brotli);
	memcpy(published.hash, hash, sizeof(hash));
out:
	base_buf_done(&raw);
	return e;
}

static void
volume_done(void *ctx, enum err e, uint64_t bytes)
{
	(void)ctx;
	if (e == ERR_OK)
		intake_get()->stored = bytes;
}

/* At every turn of the watch. */
static void
notes_seen(const struct store_notes *notes)
{
	enum err e;

	slots_refresh(notes);
	if ((e = body_publish(notes)) != ERR_OK)
		web_log("cannot make the start page's data: %s", err_text(e));
	/* A look that cannot be taken now is taken later. */
	if (turns++ % VOLUME_TURNS == 0)
		(void)!store_volume_read(
		    intake_get()->db, volume_done, NULL, NULL);
}

enum err
intake_start_begin(void)
{
	base_buf_init(&published.raw, START_LEN_MAX);
	base_buf_init(&published.brotli, START_LEN_MAX);
	base_buf_init(&published.gzip, START_LEN_MAX);
	return web_watch_begin(intake_get()->db, notes_seen);
}

enum web_next
intake_start_step(struct web_call *call)
{
	const struct web_form form[WEB_CODINGS] = {
		[WEB_RAW] = { published.raw.data, published.raw.len },
		[WEB_BR] = { published.brotli.data, published.brotli.len },
		[WEB_GZIP] = { published.gzip.data, published.gzip.len },
	};

	if (published.hash[0] == '\0')
		return web_reply_problem(call, ERR_UNAVAILABLE);
	return web_static_reply(
	    call, WEB_TYPE_JSON, published.hash, form, false);
}
