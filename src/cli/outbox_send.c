/* SPDX-License-Identifier: ISC */
/* Sending what an outbox holds (docs/protocol.md section 7). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/base64.h"
#include "base/hex.h"
#include "cli/case.h"
#include "cli/outbox.h"
#include "cli/site.h"

#define ANSWER_MAX 4096u
#define NAME_LEN_MAX 160

/* The entry's first header, which stands behind its length, and payload. */
static enum err
object_add(const struct cli_folder *f, const struct cli_outbox_row *row,
    struct base_buf *body)
{
	char hex[HEX_LEN(SEAL_ID_LEN) + 1], id[HEX_LEN(SEAL_ID_LEN) + 1];
	char name[NAME_LEN_MAX];
	struct base_buf header;
	enum err e;

	base_hex_encode(hex, row->thread, SEAL_ID_LEN);
	base_hex_encode(id, row->entry, SEAL_ID_LEN);
	base_buf_init(&header, LIMIT_HEADER_LEN + 4u);
	(void)snprintf(name, sizeof(name), "threads/%s/%s.headers", hex, id);
	if ((e = cli_folder_read(f, name, &header)) == ERR_OK)
		e = header.len <= 4
			? ERR_FORMAT
			: base_buf_add(body, header.data + 4, header.len - 4);
	(void)snprintf(name, sizeof(name), "threads/%s/%s.payload", hex, id);
	if (e == ERR_OK)
		e = cli_folder_read(f, name, body);
	base_buf_done(&header);
	return e;
}

static enum err
entry_body(const struct cli_folder *f, const struct cli_outbox_row *row,
    const char *right, struct base_buf *body)
{
	char report[HEX_LEN(SEAL_ID_LEN) + 1];
	char hash[BASE64_LEN(SEAL_HASH_LEN) + 1];
	enum err e;

	base_hex_encode(report, row->thread, sizeof(row->thread));
	base_base64_encode(
	    hash, row->open_hash, sizeof(row->open_hash), BASE64_URL_RAW);
	e = base_buf_addf(body,
	    "report %s\nreport-open %s\naudience %s\nopen %s\n\n", report,
	    right, row->for_reporter ? "reporter" : "office", hash);
	return e == ERR_OK ? object_add(f, row, body) : e;
}

static enum err
header_body(
    const struct cli_outbox_row *row, const char *right, struct base_buf *body)
{
	char entry[HEX_LEN(SEAL_ID_LEN) + 1];
	enum err e;

	base_hex_encode(entry, row->entry, sizeof(row->entry));
	e = base_buf_addf(body, "entry %s\nopen %s\n\n", entry, right);
	if (e == ERR_OK)
		e = base_buf_add(body, row->header.data, row->header.len);
	return e;
}

static enum err
row_send(const struct cli_folder *f, struct cli_officer *o,
    const struct cli_outbox_row *row)
{
	char right[BASE64_LEN(SEAL_OPEN_LEN) + 1];
	uint8_t open[SEAL_OPEN_LEN];
	struct cli_http_reply r = { 0 };
	struct base_buf body;
	enum err e;

	base_buf_init(&body, LIMIT_BODY_LEN + LIMIT_PREAMBLE_LEN);
	if ((e = cli_case_open_value(f, o, row->thread, open)) != ERR_OK) {
		(void)cli_fail(e, "a thread with something to be sent");
		goto out;
	}
	base_base64_encode(right, open, sizeof(open), BASE64_URL_RAW);
	e = row->is_header ? header_body(row, right, &body)
			   : entry_body(f, row, right, &body);
	if (e == ERR_OK)
		e = cli_officer_send(o,
		    row->is_header ? "/v1/headers" : "/v1/entries",
		    CLI_ENTRY_TYPE, body.data, body.len, ANSWER_MAX, &r);
	if (e == ERR_NOT_FOUND)
		cli_error("the office no longer has this thread");
out:
	sodium_memzero(right, sizeof(right));
	sodium_memzero(open, sizeof(open));
	if (body.data != NULL)
		sodium_memzero(body.data, body.len);
	cli_http_reply_done(&r);
	base_buf_done(&body);
	return e;
}

enum err
cli_outbox_send(struct cli_folder *f, struct cli_officer *o, size_t *sent)
{
	enum err e = ERR_OK;

	*sent = 0;
	while (e == ERR_OK && f->outbox.count > 0) {
		e = row_send(f, o, &f->outbox.rows[0]);
		if (e == ERR_OK)
			e = cli_outbox_drop(f, 0);
		if (e == ERR_OK)
			(*sent)++;
	}
	if (e != ERR_OK && f->outbox.count > 0)
		cli_hint("%zu that you wrote are kept for the next sync",
		    f->outbox.count);
	return e;
}
