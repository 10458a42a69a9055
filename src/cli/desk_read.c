/* SPDX-License-Identifier: ISC */
#include "cli/desk_read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hex.h"
#include "cli/desk_post.h"
#include "cli/file.h"
#include "cli/headers.h"
#include "cli/json.h"
#include "cli/merge.h"

#define NAME_LEN_MAX 160
#define PAGE_ROWS 4096u
#define PAGE_LEN (4u * 1024u * 1024u)
#define THREAD_JSON_MAX (4u * 1024u * 1024u)
#define HEADERS_MAX (65u * (LIMIT_HEADER_LEN + 4u))
#define FETCH_MAX (1024u * 1024u)

/* ---- reading -------------------------------------------------------------- */

static enum err
put_be(struct base_buf *out, uint64_t v, size_t n)
{
	uint8_t bytes[8];

	for (size_t i = 0; i < n; i++)
		bytes[i] = (uint8_t)(v >> 8 * (n - 1 - i));
	return base_buf_add(out, bytes, n);
}

/* A file of the folder, if it is there: ERR_NOT_FOUND without a word. */
static enum err
file_add(const struct cli_folder *f, const char *name, struct base_buf *out)
{
	return cli_folder_has(f, name) ? cli_folder_read(f, name, out)
				       : ERR_NOT_FOUND;
}

/* /v1/roots/N, /v1/roster/N; /v1/roster is the newest. */
enum err
cli_desk_read_note(
    struct cli_desk_box *b, const char *path, struct cli_http_reply *r)
{
	const char *number = strrchr(path, '/') + 1;
	bool newest = strcmp(path, "/v1/roster") == 0;
	char name[64];
	uint64_t n = b->folder->rosters;

	if (!newest &&
	    base_text_decimal((struct base_text){ number, strlen(number) },
		LIMIT_CHAIN_MAX, &n) != ERR_OK)
		return ERR_NOT_FOUND;
	(void)snprintf(name, sizeof(name), "%s/%u",
	    strncmp(path, "/v1/roots/", 10) == 0 ? "roots" : "roster",
	    (unsigned)n);
	return file_add(b->folder, name, &r->body);
}

static enum err
row_add(struct cli_desk_box *b, const uint8_t *id, struct base_buf *out)
{
	char hex[HEX_LEN(SEAL_ID_LEN) + 1], name[NAME_LEN_MAX];
	struct base_buf header;
	enum err e;

	base_hex_encode(hex, id, SEAL_ID_LEN);
	(void)snprintf(name, sizeof(name), "threads/%s/report.header", hex);
	base_buf_init(&header, LIMIT_HEADER_LEN);
	e = file_add(b->folder, name, &header);
	if (e == ERR_OK && (e = base_buf_add(out, id, SEAL_ID_LEN)) == ERR_OK &&
	    (e = put_be(out, header.len, 4)) == ERR_OK)
		e = base_buf_add(out, header.data, header.len);
	base_buf_done(&header);
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

/* The cursor counts threads. */
enum err
cli_desk_read_reports(
    struct cli_desk_box *b, const char *after, struct cli_http_reply *r)
{
	uint64_t at, end;
	enum err e;

	if (base_text_decimal((struct base_text){ after, strlen(after) },
		INT64_MAX, &at) != ERR_OK)
		return ERR_FORMAT;
	if (at > b->threads.count)
		at = b->threads.count;
	end = b->threads.count - at > PAGE_ROWS ? at + PAGE_ROWS
						: b->threads.count;
	if (end - at > PAGE_LEN / LIMIT_HEADER_LEN)
		end = at + PAGE_LEN / LIMIT_HEADER_LEN;
	e = put_be(&r->body, end, 8);
	for (; e == ERR_OK && at < end; at++)
		e = row_add(b, b->threads.list[at], &r->body);
	return e;
}

static uint64_t
file_len(const struct cli_folder *f, const char *name)
{
	char *path = cli_folder_path(f, "%s", name);
	struct stat st;
	uint64_t len = 0;

	if (path != NULL && stat(path, &st) == 0)
		len = (uint64_t)st.st_size;
	free(path);
	return len;
}

/* What waits in the outbox stands in its thread, as `qf show' shows it. */
static enum err
unsent_add(const struct cli_folder *f, const uint8_t *thread, json_t *list)
{
	char hex[HEX_LEN(SEAL_ID_LEN) + 1], id[HEX_LEN(SEAL_ID_LEN) + 1];
	char name[NAME_LEN_MAX];

	base_hex_encode(hex, thread, SEAL_ID_LEN);
	for (size_t i = 0; i < f->outbox.count; i++) {
		const struct cli_outbox_row *row = &f->outbox.rows[i];
		uint64_t len;

		base_hex_encode(id, row->entry, SEAL_ID_LEN);
		if (row->is_header || cli_merge_has(list, id) ||
		    memcmp(row->thread, thread, SEAL_ID_LEN) != 0)
			continue;
		(void)snprintf(
		    name, sizeof(name), "threads/%s/%s.payload", hex, id);
		len = file_len(f, name);
		(void)snprintf(
		    name, sizeof(name), "threads/%s/%s.headers", hex, id);
		/* One header, behind its length. */
		len += file_len(f, name) - 4;
		if (json_array_append_new(list,
			json_pack("{s:s, s:b, s:s, s:s, s:s, s:I, s:b}", "id",
			    id, "report", 0, "side", "office", "audience",
			    row->for_reporter ? "reporter" : "office", "date",
			    row->date.text, "size", (json_int_t)len, "unsent",
			    1)) != 0)
			return ERR_MEMORY;
	}
	return ERR_OK;
}

/* A thread as it was looked up, by the place it has in this question. */
static enum err
thread_answer(
    struct cli_desk_box *b, const uint8_t *id, size_t ref, json_t *out)
{
	char hex[HEX_LEN(SEAL_ID_LEN) + 1], name[NAME_LEN_MAX];
	json_t *doc = NULL, *list;
	struct base_buf file;
	enum err e;

	base_hex_encode(hex, id, SEAL_ID_LEN);
	(void)snprintf(name, sizeof(name), "threads/%s/thread.json", hex);
	base_buf_init(&file, THREAD_JSON_MAX);
	if ((e = file_add(b->folder, name, &file)) == ERR_OK &&
	    (e = cli_json_parse(&file, &doc)) == ERR_OK &&
	    (e = cli_json_list(doc, "entries", LIMIT_THREAD_MAX, &list)) ==
		ERR_OK &&
	    (e = unsent_add(b->folder, id, list)) == ERR_OK &&
	    (json_object_set_new(doc, "ref", json_integer((json_int_t)ref)) !=
		    0 ||
		json_array_append(out, doc) != 0))
		e = ERR_MEMORY;
	json_decref(doc);
	base_buf_done(&file);
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

enum err
cli_desk_read_threads(struct cli_desk_box *b, const struct cli_http_req *q,
    struct cli_http_reply *r)
{
	json_t *list = json_array(), *doc = NULL;
	const uint8_t *pair = q->body;
	char *text = NULL;
	enum err e = list == NULL ? ERR_MEMORY : ERR_OK;

	for (size_t i = 0; e == ERR_OK && i < q->body_len / CLI_DESK_PAIR_LEN;
	     i++)
		e = thread_answer(b, pair + i * CLI_DESK_PAIR_LEN, i, list);
	if (e == ERR_OK) {
		doc = json_pack("{s:O}", "threads", list);
		text = doc == NULL ? NULL : json_dumps(doc, JSON_COMPACT);
		e = text == NULL ? ERR_MEMORY
				 : base_buf_add_str(&r->body, text);
	}
	free(text);
	json_decref(doc);
	json_decref(list);
	return e;
}

/* ---- entries -------------------------------------------------------------- */

/* The beginning of a file: at most len bytes from a place in it. */
static enum err
piece_add(const struct cli_folder *f, const char *name, uint64_t from,
    size_t len, struct base_buf *out)
{
	char *path = cli_folder_path(f, "%s", name);
	uint8_t *at;
	ssize_t got = -1;
	enum err e;
	int fd;

	if (path == NULL)
		return ERR_MEMORY;
	if ((e = base_buf_reserve(out, len, &at)) == ERR_OK) {
		if ((fd = cli_open_input(path)) >= 0) {
			got = pread(fd, at, len, (off_t)from);
			cli_close_input(fd);
		}
		if (got < 0)
			e = ERR_IO;
		else
			out->len += (size_t)got;
	}
	free(path);
	return e;
}

/* The note of a destruction stands in the place of the payload. */
static enum err
gone_add(const struct cli_folder *f, const char *name, const uint8_t *id,
    struct base_buf *out)
{
	struct base_buf note;
	enum err e;

	base_buf_init(&note, LIMIT_NOTE_LEN);
	if ((e = cli_folder_read(f, name, &note)) == ERR_OK &&
	    (e = base_buf_add(out, id, SEAL_ID_LEN)) == ERR_OK &&
	    (e = put_be(out, note.len + 1, 8)) == ERR_OK &&
	    (e = put_be(out, 5, 4)) == ERR_OK &&
	    (e = put_be(out, 1, 4)) == ERR_OK &&
	    (e = base_buf_add(out, "-", 1)) == ERR_OK &&
	    (e = put_be(out, note.len, 4)) == ERR_OK)
		e = base_buf_add(out, note.data, note.len);
	base_buf_done(&note);
	return e;
}

static enum err
head_add(struct cli_desk_box *b, const uint8_t *id, struct base_buf *out)
{
	char hex[HEX_LEN(SEAL_ID_LEN) + 1], entry[HEX_LEN(SEAL_ID_LEN) + 1];
	const uint8_t *thread = cli_where_find(&b->where, id);
	const struct cli_folder *f = b->folder;
	char name[NAME_LEN_MAX];
	struct base_buf headers;
	struct base_text oldest;
	uint64_t len;
	size_t head;
	enum err e;

	if (thread == NULL)
		return ERR_OK;
	base_hex_encode(hex, thread, SEAL_ID_LEN);
	base_hex_encode(entry, id, SEAL_ID_LEN);
	(void)snprintf(
	    name, sizeof(name), "threads/%s/%s.retention", hex, entry);
	if (cli_folder_has(f, name))
		return gone_add(f, name, id, out);
	(void)snprintf(name, sizeof(name), "threads/%s/%s.headers", hex, entry);
	base_buf_init(&headers, HEADERS_MAX);
	e = file_add(f, name, &headers);
	(void)snprintf(name, sizeof(name), "threads/%s/%s.payload", hex, entry);
	len = file_len(f, name);
	head = len < SEAL_OBJECT_HEAD_LEN ? (size_t)len : SEAL_OBJECT_HEAD_LEN;
	if (e == ERR_OK &&
	    (e = cli_headers_oldest(&headers, &oldest)) == ERR_OK &&
	    (e = base_buf_add(out, id, SEAL_ID_LEN)) == ERR_OK &&
	    (e = put_be(out, oldest.len + len, 8)) == ERR_OK &&
	    (e = put_be(out, headers.len, 4)) == ERR_OK &&
	    (e = base_buf_add(out, headers.data, headers.len)) == ERR_OK &&
	    (e = put_be(out, head, 4)) == ERR_OK)
		e = piece_add(f, name, 0, head, out);
	base_buf_done(&headers);
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

enum err
cli_desk_read_heads(struct cli_desk_box *b, const struct cli_http_req *q,
    struct cli_http_reply *r)
{
	const uint8_t *pair = q->body;
	enum err e = ERR_OK;

	for (size_t i = 0; e == ERR_OK && i < q->body_len / CLI_DESK_PAIR_LEN;
	     i++)
		e = head_add(b, pair + i * CLI_DESK_PAIR_LEN, &r->body);
	return e;
}

enum err
cli_desk_read_piece(
    struct cli_desk_box *b, struct base_text body, struct cli_http_reply *r)
{
	static const char *const names[] = { "entry", "open", "from", "len" };
	char hex[HEX_LEN(SEAL_ID_LEN) + 1], entry[HEX_LEN(SEAL_ID_LEN) + 1];
	struct base_text value[4], rest;
	uint8_t id[SEAL_ID_LEN];
	const uint8_t *thread;
	char name[NAME_LEN_MAX];
	uint64_t from, len;
	enum err e;

	if ((e = cli_desk_post_lines(body, names, 4, value, &rest)) != ERR_OK ||
	    (e = cli_desk_post_id(value[0], id)) != ERR_OK)
		return e;
	if (base_text_decimal(value[2], INT64_MAX, &from) != ERR_OK ||
	    base_text_decimal(value[3], FETCH_MAX, &len) != ERR_OK)
		return ERR_PREAMBLE;
	if ((thread = cli_where_find(&b->where, id)) == NULL)
		return ERR_NOT_FOUND;
	base_hex_encode(hex, thread, SEAL_ID_LEN);
	base_hex_encode(entry, id, SEAL_ID_LEN);
	(void)snprintf(name, sizeof(name), "threads/%s/%s.payload", hex, entry);
	if (!cli_folder_has(b->folder, name))
		return ERR_NOT_FOUND;
	return piece_add(b->folder, name, from, (size_t)len, &r->body);
}
