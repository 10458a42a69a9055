/* SPDX-License-Identifier: ISC */
#include "cli/upload.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "cli/say.h"
#include "seal/stream.h"

#define UPLOADS_PATH "/v1/uploads/"
#define PART_TYPE "application/offset+octet-stream"
#define VERSION "Tus-Resumable: 1.0.0"
#define HEADER_LEN 64
#define PROBLEM_LEN_MAX 4096

/* A part has so many sealed chunks: few on a slow line, as one is lost whole */
#define CHUNKS_MIN 4u
#define CHUNKS_MAX 16u
#define PART_FAST_S 4 /* sooner than this: the next one may be longer */
#define NOTE_EVERY_S 5
#define BEGINS_MAX 3 /* an upload may be taken back */
#define PARTS_EACH 8 /* of the shortest parts, how often each may be sent */
#define MIB (1024u * 1024u)

/* One upload on its way. */
struct sending {
	struct cli_http *http;
	const uint8_t *payload;
	size_t len;
	char path[sizeof(UPLOADS_PATH) + CLI_UPLOAD_ID_LEN];
	uint64_t at;
	unsigned chunks;
	unsigned failures; /* since the last part that arrived */
	unsigned begins;
	size_t parts; /* that may still be sent */
	time_t noted;
};

static time_t
seconds(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec;
}

/* "/v1/uploads/" and 32 lower-case hex digits. */
static bool
location_valid(const char *location)
{
	const char *id = location + sizeof(UPLOADS_PATH) - 1;

	return strncmp(location, UPLOADS_PATH, sizeof(UPLOADS_PATH) - 1) == 0 &&
	       strlen(id) == CLI_UPLOAD_ID_LEN &&
	       strspn(id, "0123456789abcdef") == CLI_UPLOAD_ID_LEN;
}

static enum err
begin(struct sending *s)
{
	char length[HEADER_LEN];
	const char *const headers[] = { VERSION, length, NULL };
	struct cli_http_req req = { .method = "POST",
		.path = "/v1/uploads",
		.headers = headers,
		.reply_max = PROBLEM_LEN_MAX };
	struct cli_http_reply r = { 0 };
	enum err e;

	(void)snprintf(length, sizeof(length), "Upload-Length: %zu", s->len);
	e = cli_http_persist(s->http, &req, &r);
	if (e != ERR_OK || cli_http_status(&r) != ERR_OK) {
		cli_http_say(s->http, e, &r, "cannot begin to upload");
		e = e == ERR_OK ? cli_http_status(&r) : e;
	} else if (!location_valid(r.location)) {
		e = ERR_PROTOCOL;
		(void)cli_fail(e, "cannot begin to upload");
	} else {
		memcpy(s->path, r.location, sizeof(s->path));
		s->at = 0;
		s->begins++;
	}
	cli_http_reply_done(&r);
	return e;
}

static void
note(struct sending *s)
{
	time_t now = seconds();

	if (now - s->noted < NOTE_EVERY_S || s->at == s->len)
		return;
	s->noted = now;
	cli_note("%u of %u MiB uploaded", (unsigned)(s->at / MIB),
	    (unsigned)(s->len / MIB));
}

/* A failure without any part since the last: wait, or give up. */
static enum err
failed(struct sending *s, enum err e, const struct cli_http_reply *r)
{
	s->chunks = CHUNKS_MIN;
	if (cli_http_is_worth_repeating(e, r) &&
	    s->failures + 1 < CLI_HTTP_TRIES) {
		cli_http_wait(e, r, s->failures++);
		return ERR_OK;
	}
	cli_http_say(s->http, e, r, "cannot upload");
	if (e == ERR_OK)
		e = cli_http_status(r);
	return e == ERR_OK ? ERR_PROTOCOL : e;
}

/* Where it stands, after a part of which nobody knows what became of it. */
static enum err
look(struct sending *s)
{
	static const char *const headers[] = { VERSION, NULL };
	struct cli_http_req req = { .method = "HEAD",
		.path = s->path,
		.headers = headers,
		.reply_max = PROBLEM_LEN_MAX };
	struct cli_http_reply r = { 0 };
	enum err e = ERR_OK;
	bool known = false;

	while (e == ERR_OK && !known) {
		e = cli_http_call(s->http, &req, &r);
		if (e == ERR_OK && r.status == 404 && s->begins < BEGINS_MAX) {
			e = begin(s);
			known = true;
		} else if (e == ERR_OK && r.status == 200 && r.has_offset &&
			   r.offset <= s->len) {
			s->at = r.offset;
			known = true;
		} else {
			e = failed(s, e, &r);
		}
		cli_http_reply_done(&r);
	}
	return e;
}

/* The part at s->at: chunks, and at first the nonce besides. */
static size_t
part_len(const struct sending *s)
{
	size_t want = (s->at == 0 ? SEAL_NONCE_LEN : 0) +
		      (size_t)s->chunks * SEAL_CHUNK_SEALED_LEN;

	return want < s->len - s->at ? want : (size_t)(s->len - s->at);
}

static enum err
part(struct sending *s)
{
	char offset[HEADER_LEN];
	const char *const headers[] = { VERSION, offset, NULL };
	struct cli_http_req req = { .method = "PATCH",
		.path = s->path,
		.type = PART_TYPE,
		.headers = headers,
		.body = s->payload + s->at,
		.body_len = part_len(s),
		.reply_max = PROBLEM_LEN_MAX };
	struct cli_http_reply r = { 0 };
	time_t began = seconds();
	uint64_t before = s->at;
	unsigned begins = s->begins;
	enum err e;

	/* A site that takes back what it said it has would go on for ever. */
	if (s->parts-- == 0) {
		cli_error("cannot upload: the site loses what it has taken");
		return ERR_PROTOCOL;
	}

	(void)snprintf(
	    offset, sizeof(offset), "Upload-Offset: %ju", (uintmax_t)s->at);
	e = cli_http_call(s->http, &req, &r);
	if (e == ERR_OK && r.status == 204 && r.has_offset &&
	    r.offset == s->at + req.body_len) {
		s->at = r.offset;
		s->failures = 0;
		if (seconds() - began < PART_FAST_S && s->chunks < CHUNKS_MAX)
			s->chunks *= 2;
		note(s);
	} else if (e == ERR_OK && (r.status == 409 || r.status == 404)) {
		/* A part whose answer was lost is there; or all is gone. */
		e = look(s);
		if (e == ERR_OK && s->at == before && s->begins == begins)
			e = failed(s, ERR_OK, &r);
	} else if ((e = failed(s, e, &r)) == ERR_OK) {
		e = look(s);
	}
	cli_http_reply_done(&r);
	return e;
}

enum err
cli_upload(struct cli_http *http, const uint8_t *payload, size_t len,
    char id[static CLI_UPLOAD_ID_LEN + 1])
{
	struct sending s = { .http = http,
		.payload = payload,
		.len = len,
		.chunks = CHUNKS_MIN,
		.noted = seconds() };
	enum err e;

	s.parts = PARTS_EACH * (2 + len / (CHUNKS_MIN * SEAL_CHUNK_SEALED_LEN));
	e = begin(&s);
	while (e == ERR_OK && s.at < s.len)
		e = part(&s);
	if (e == ERR_OK)
		memcpy(id, s.path + sizeof(UPLOADS_PATH) - 1,
		    CLI_UPLOAD_ID_LEN + 1);
	return e;
}
