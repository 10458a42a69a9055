/* SPDX-License-Identifier: ISC */
#include "cli/desk_box.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "cli/date.h"
#include "cli/desk_post.h"
#include "cli/desk_read.h"

#define PAIRS_MAX 256u

enum err
cli_desk_box_new(struct cli_desk_box **out, struct cli_folder *f)
{
	struct cli_desk_box *b = calloc(1, sizeof(*b));
	enum err e;

	if (b == NULL)
		return ERR_MEMORY;
	b->folder = f;
	(void)snprintf(b->officer, sizeof(b->officer), "%02u", f->officer);
	e = cli_folder_threads(f, &b->threads);
	for (size_t i = 0; e == ERR_OK && i < b->threads.count; i++)
		e = cli_where_scan(&b->where, f, b->threads.list[i]);
	if (e == ERR_OK) {
		*out = b;
		b = NULL;
	}
	cli_desk_box_free(&b);
	return e;
}

void
cli_desk_box_free(struct cli_desk_box **b)
{
	if (b == NULL || *b == NULL)
		return;
	cli_ids_done(&(*b)->threads);
	cli_where_done(&(*b)->where);
	free(*b);
	*b = NULL;
}

const char *
cli_desk_box_officer(const struct cli_desk_box *b)
{
	return b->officer;
}

/* ---- writing -------------------------------------------------------------- */

static enum err
stored_answer(const uint8_t *id, bool is_new, struct cli_http_reply *r)
{
	char hex[HEX_LEN(SEAL_ID_LEN) + 1];
	struct base_date today;

	cli_today(&today);
	base_hex_encode(hex, id, SEAL_ID_LEN);
	r->status = is_new ? 201 : 200;
	return base_buf_addf(
	    &r->body, "{\"id\":\"%s\",\"date\":\"%s\"}\n", hex, today.text);
}

static enum err
entry_take(
    struct cli_desk_box *b, struct base_text body, struct cli_http_reply *r)
{
	uint8_t thread[SEAL_ID_LEN], id[SEAL_ID_LEN];
	bool is_new = false;
	enum err e;

	e = cli_desk_post_entry(b->folder, body, thread, id, &is_new);
	if (e == ERR_OK && is_new)
		e = cli_where_add(&b->where, thread, id);
	return e == ERR_OK ? stored_answer(id, is_new, r) : e;
}

static enum err
header_take(
    struct cli_desk_box *b, struct base_text body, struct cli_http_reply *r)
{
	static const char *const names[] = { "entry", "open" };
	struct base_text value[2], header;
	uint8_t id[SEAL_ID_LEN];
	const uint8_t *thread;
	enum err e;

	e = cli_desk_post_lines(body, names, 2, value, &header);
	if (e != ERR_OK || (e = cli_desk_post_id(value[0], id)) != ERR_OK)
		return e;
	if ((thread = cli_where_find(&b->where, id)) == NULL)
		return ERR_NOT_FOUND;
	e = cli_desk_post_header(b->folder, thread, id, header);
	return e == ERR_OK ? stored_answer(id, true, r) : e;
}

/* ---- calls ---------------------------------------------------------------- */

static bool
is_pairs(const struct cli_http_req *q)
{
	return q->body_len > 0 && q->body_len % CLI_DESK_PAIR_LEN == 0 &&
	       q->body_len / CLI_DESK_PAIR_LEN <= PAIRS_MAX;
}

static enum err
get_answer(struct cli_desk_box *b, const char *path, struct cli_http_reply *r)
{
	static const char list[] = "/v1/reports?after=";

	if (strncmp(path, list, sizeof(list) - 1) == 0)
		return cli_desk_read_reports(b, path + sizeof(list) - 1, r);
	if (strncmp(path, "/v1/roots/", 10) == 0 ||
	    strncmp(path, "/v1/roster/", 11) == 0 ||
	    strcmp(path, "/v1/roster") == 0)
		return cli_desk_read_note(b, path, r);
	return ERR_NETWORK;
}

static enum err
post_answer(struct cli_desk_box *b, const struct cli_http_req *q,
    struct cli_http_reply *r)
{
	struct base_text body = { q->body, q->body_len };

	if (strcmp(q->path, "/v1/threads/lookup") == 0)
		return is_pairs(q) ? cli_desk_read_threads(b, q, r)
				   : ERR_FORMAT;
	if (strcmp(q->path, "/v1/heads") == 0)
		return is_pairs(q) ? cli_desk_read_heads(b, q, r) : ERR_FORMAT;
	if (strcmp(q->path, "/v1/entries/fetch") == 0)
		return cli_desk_read_piece(b, body, r);
	if (strcmp(q->path, "/v1/entries") == 0)
		return entry_take(b, body, r);
	if (strcmp(q->path, "/v1/headers") == 0)
		return header_take(b, body, r);
	return ERR_NETWORK;
}

/* An error as the office would put it. */
static enum err
problem_answer(enum err e, struct cli_http_reply *r)
{
	const char *name = "internal";

	base_buf_done(&r->body);
	r->status = 500;
	if (e == ERR_NOT_FOUND) {
		name = "not-found";
		r->status = 404;
	} else if (e == ERR_PREAMBLE || e == ERR_FORMAT ||
		   e == ERR_AGE_HEADER || e == ERR_AGE_PAYLOAD ||
		   e == ERR_AGE_LIMIT) {
		name = "format";
		r->status = 422;
	}
	return base_buf_addf(&r->body,
	    "{\"type\":\"urn:qingfeng:error:%s\",\"title\":\"%s\","
	    "\"status\":%ld}\n",
	    name, err_text(e), r->status);
}

enum err
cli_desk_box_call(struct cli_desk_box *b, const struct cli_http_req *q,
    struct cli_http_reply *r)
{
	bool get = strcmp(q->method, "GET") == 0;
	enum err e;

	*r = (struct cli_http_reply){ .status = 200 };
	base_buf_init(&r->body, q->reply_max);
	e = get ? get_answer(b, q->path, r) : post_answer(b, q, r);
	if (e == ERR_OK || e == ERR_NETWORK)
		return e;
	return problem_answer(e, r);
}
