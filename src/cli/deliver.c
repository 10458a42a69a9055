/* SPDX-License-Identifier: ISC */
#include "cli/deliver.h"

#include "base/limits.h"
#include "cli/upload.h"

#define TRIES_MAX 2 /* an upload may expire before it is posted */

static bool
is_small(const struct cli_parcel *p)
{
	return p->header.len + p->payload.len <= LIMIT_BODY_LEN;
}

/* Lines, and the object: all of it, or its header behind an upload's ID. */
static enum err
body_write(const char *lines, const struct cli_parcel *p, const char *upload,
    struct base_buf *out)
{
	enum err e;

	e = base_buf_add_str(out, lines);
	if (e == ERR_OK && upload != NULL)
		e = base_buf_addf(out, "upload %s\n", upload);
	if (e == ERR_OK)
		e = base_buf_add_str(out, "\n");
	if (e == ERR_OK)
		e = base_buf_add(out, p->header.data, p->header.len);
	if (e == ERR_OK && upload == NULL)
		e = base_buf_add(out, p->payload.data, p->payload.len);
	return e;
}

/* Upload if needed and post once; *gone when the upload no longer was there. */
static enum err
attempt(struct cli_site *s, const char *path, const char *lines,
    const struct cli_parcel *p, struct cli_http_reply *r, bool *gone)
{
	char upload[CLI_UPLOAD_ID_LEN + 1];
	struct base_buf body;
	enum err e = ERR_OK;

	*gone = false;
	base_buf_init(&body, LIMIT_BODY_LEN + LIMIT_PREAMBLE_LEN);
	if (!is_small(p))
		e = cli_upload(
		    s->http, p->payload.data, p->payload.len, upload);
	if (e != ERR_OK)
		goto out;
	e = body_write(lines, p, is_small(p) ? NULL : upload, &body);
	if (e != ERR_OK) {
		(void)cli_fail(e, "cannot send");
		goto out;
	}
	e = cli_site_post(s, path, body.data, body.len, r, gone);
	if (e == ERR_NETWORK || e == ERR_TIMEOUT)
		cli_hint("it may have arrived all the same, but nobody can "
			 "say so: send it again later");
out:
	base_buf_done(&body);
	return e;
}

enum err
cli_deliver(struct cli_site *s, const struct sign_roster *roster,
    const char *path, const char *lines, const struct cli_parcel *parcel,
    struct sign_promise *out)
{
	struct cli_http_reply r = { 0 };
	bool gone = true;
	enum err e = ERR_OK;

	for (int i = 0; gone && i < TRIES_MAX; i++) {
		cli_http_reply_done(&r);
		e = attempt(s, path, lines, parcel, &r, &gone);
	}
	if (gone)
		(void)cli_fail(ERR_UPLOAD, "cannot deliver");
	if (e == ERR_OK) {
		e = sign_promise_verify(s->host, r.body.data, r.body.len,
		    roster->promises, roster->promise_count, parcel->d,
		    &s->today, out);
		if (e != ERR_OK)
			(void)cli_fail(
			    e, "the site did not promise to keep it");
	}
	cli_http_reply_done(&r);
	return e;
}
