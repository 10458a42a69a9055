/* SPDX-License-Identifier: ISC */
/* Sending what an outbox holds (docs/protocol.md section 7). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/base64.h"
#include "base/hex.h"
#include "cli/case.h"
#include "cli/case_key.h"
#include "cli/date.h"
#include "cli/headers.h"
#include "cli/json.h"
#include "cli/merge.h"
#include "cli/outbox.h"
#include "cli/site.h"

#define ANSWER_MAX 4096u
#define NAME_LEN_MAX 160

/* The entry's first header, and its payload. */
static enum err
object_add(const struct cli_folder *f, const struct cli_outbox_row *row,
    struct base_buf *body)
{
	char hex[HEX_LEN(SEAL_ID_LEN) + 1], id[HEX_LEN(SEAL_ID_LEN) + 1];
	char name[NAME_LEN_MAX];
	struct base_text oldest;
	struct base_buf header;
	enum err e;

	base_hex_encode(hex, row->thread, SEAL_ID_LEN);
	base_hex_encode(id, row->entry, SEAL_ID_LEN);
	base_buf_init(&header, LIMIT_HEADER_LEN + 4u);
	(void)snprintf(name, sizeof(name), "threads/%s/%s.headers", hex, id);
	if ((e = cli_folder_read(f, name, &header)) == ERR_OK)
		e = cli_headers_oldest(&header, &oldest);
	if (e == ERR_OK)
		e = base_buf_add(body, oldest.data, oldest.len);
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

/* It must say that it stored what was sent, and nothing else. */
static enum err
answer_check(const struct cli_http_reply *r, const struct cli_outbox_row *row)
{
	uint8_t id[SEAL_ID_LEN];
	json_t *doc = NULL;
	enum err e;

	if ((e = cli_json_parse(&r->body, &doc)) == ERR_OK)
		e = cli_json_hex(doc, "id", id, sizeof(id));
	if (e == ERR_OK && memcmp(id, row->entry, sizeof(id)) != 0)
		e = ERR_PROTOCOL;
	if (e != ERR_OK)
		(void)cli_fail(e, "what the office stored");
	json_decref(doc);
	return e;
}

/* Bytes of the object behind the lines. */
static size_t
object_len(const struct base_buf *body)
{
	const uint8_t *at = memmem(body->data, body->len, "\n\n", 2);

	REQUIRE(at != NULL);
	return body->len - (size_t)(at + 2 - body->data);
}

static enum err
row_send(struct cli_folder *f, struct cli_officer *o,
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
	if (e == ERR_OK && (e = answer_check(&r, row)) == ERR_OK &&
	    !row->is_header)
		e = cli_merge_stored(f, row, object_len(&body));
out:
	sodium_memzero(right, sizeof(right));
	sodium_memzero(open, sizeof(open));
	if (body.data != NULL)
		sodium_memzero(body.data, body.len);
	cli_http_reply_done(&r);
	base_buf_done(&body);
	return e;
}

/* A header that the office has belongs to the entry's list from now on. */
static enum err
header_keep(struct cli_folder *f, const struct cli_outbox_row *row)
{
	char hex[HEX_LEN(SEAL_ID_LEN) + 1], id[HEX_LEN(SEAL_ID_LEN) + 1];
	uint8_t len[4] = { (uint8_t)(row->header.len >> 24),
		(uint8_t)(row->header.len >> 16),
		(uint8_t)(row->header.len >> 8), (uint8_t)row->header.len };
	char name[NAME_LEN_MAX];
	struct base_buf list;
	enum err e;

	base_hex_encode(hex, row->thread, sizeof(row->thread));
	base_hex_encode(id, row->entry, sizeof(row->entry));
	(void)snprintf(name, sizeof(name), "threads/%s/%s.headers", hex, id);
	base_buf_init(&list, LIMIT_HEADER_LEN + sizeof(len));
	if ((e = base_buf_add(&list, len, sizeof(len))) == ERR_OK &&
	    (e = base_buf_add(&list, row->header.data, row->header.len)) ==
		ERR_OK)
		e = cli_merge_headers(f, name, &list);
	base_buf_done(&list);
	return e;
}

/*
 * Too old to be believed: it would be stored on a day that is not its own, or
 * names a roster that is no longer the newest (docs/protocol.md section 5).
 */
static bool
is_old(const struct cli_folder *f, const struct cli_outbox_row *row,
    const struct base_date *today)
{
	int32_t days = base_date_days(today) - base_date_days(&row->date);

	if (row->is_header)
		return false;
	if (days > SIGN_DATE_SLACK_DAYS || days < -SIGN_DATE_SLACK_DAYS)
		return true;
	for (size_t i = 0; i < sign_chain_roster_count(f->chain); i++) {
		const struct sign_roster *r = sign_chain_roster_at(f->chain, i);

		if (r->version == row->roster)
			return !sign_chain_newest_on(f->chain, r, today);
	}
	return true;
}

/* Behind one that is too old nothing of its thread can be sent either. */
static bool
is_held(const struct cli_folder *f, size_t at, const struct base_date *today)
{
	const struct cli_outbox_row *rows = f->outbox.rows;

	for (size_t i = 0; i <= at; i++) {
		if (memcmp(rows[i].thread, rows[at].thread, SEAL_ID_LEN) == 0 &&
		    !rows[i].look && is_old(f, &rows[i], today))
			return true;
	}
	return false;
}

/* Nothing hangs on a look: showing the thread again writes it down anew. */
static enum err
old_looks_drop(struct cli_folder *f, const struct base_date *today)
{
	size_t dropped = 0;
	enum err e = ERR_OK;

	for (size_t at = f->outbox.count; e == ERR_OK && at > 0; at--) {
		const struct cli_outbox_row *row = &f->outbox.rows[at - 1];

		if (!row->look || !is_old(f, row, today))
			continue;
		e = cli_outbox_drop(f, at - 1);
		dropped++;
	}
	if (dropped > 0)
		cli_warn("what you opened more than two days ago was not sent "
			 "in time: show those %zu threads again",
		    dropped);
	return e;
}

enum err
cli_outbox_send(struct cli_folder *f, struct cli_officer *o, size_t *sent)
{
	struct base_date today;
	size_t at = 0;
	enum err e = ERR_OK;

	cli_today(&today);
	*sent = 0;
	e = old_looks_drop(f, &today);
	while (e == ERR_OK && at < f->outbox.count) {
		if (is_held(f, at, &today)) {
			at++;
			continue;
		}
		e = row_send(f, o, &f->outbox.rows[at]);
		if (e == ERR_OK && f->outbox.rows[at].is_header)
			e = header_keep(f, &f->outbox.rows[at]);
		if (e == ERR_OK)
			e = cli_outbox_drop(f, at);
		if (e == ERR_OK)
			(*sent)++;
	}
	if (e != ERR_OK)
		cli_hint("%zu that you wrote are kept for the next sync",
		    f->outbox.count);
	if (e == ERR_OK && at > 0) {
		cli_error(
		    "%zu that you wrote are too old to be sent: everybody "
		    "would be alarmed",
		    at);
		cli_hint("read them with `qf show', `qf sync --drop-old', and "
			 "write them again");
		e = ERR_EXPIRED;
	}
	return e;
}

enum err
cli_outbox_drop_old(struct cli_folder *f, size_t *dropped)
{
	struct base_date today;
	enum err e = ERR_OK;

	cli_today(&today);
	*dropped = 0;
	/* From the end: what holds the others must be seen last. */
	for (size_t at = f->outbox.count; e == ERR_OK && at > 0; at--) {
		if (!is_held(f, at - 1, &today))
			continue;
		if ((e = cli_outbox_drop(f, at - 1)) == ERR_OK)
			(*dropped)++;
	}
	return e;
}
