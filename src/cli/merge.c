/* SPDX-License-Identifier: ISC */
#include "cli/merge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "cli/headers.h"
#include "cli/json.h"
#include "seal/header.h"

#define THREAD_JSON_MAX (4u * 1024u * 1024u)
#define HEADERS_MAX (65u * (LIMIT_HEADER_LEN + 4u))
#define NAME_LEN_MAX 160

/* Parse and hold against what a thread's file must have. */
static enum err
thread_parse(const struct base_buf *file, json_t **doc, json_t **list)
{
	uint8_t handle[SIGN_HANDLE_LEN];
	enum err e;

	if ((e = cli_json_parse(file, doc)) == ERR_OK &&
	    (e = cli_json_bytes(*doc, "handle", handle, sizeof(handle))) ==
		ERR_OK)
		e = cli_json_list(*doc, "entries", LIMIT_THREAD_MAX, list);
	return e;
}

const json_t *
cli_merge_find(const json_t *list, const char *id)
{
	const char *text;

	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *one = json_array_get(list, i);

		if (cli_json_text(one, "id", &text) == ERR_OK &&
		    strcmp(text, id) == 0)
			return one;
	}
	return NULL;
}

bool
cli_merge_has(const json_t *list, const char *id)
{
	return cli_merge_find(list, id) != NULL;
}

static enum err
entries_add(json_t *list, const json_t *theirs)
{
	for (size_t i = 0; i < json_array_size(theirs); i++) {
		json_t *one = json_array_get(theirs, i);
		uint8_t bytes[SEAL_ID_LEN];
		const char *id;

		if (cli_json_hex(one, "id", bytes, sizeof(bytes)) != ERR_OK ||
		    cli_json_text(one, "id", &id) != ERR_OK)
			return ERR_PROTOCOL;
		if (!cli_merge_has(list, id) &&
		    (json_array_size(list) >= LIMIT_THREAD_MAX ||
			json_array_append(list, one) != 0))
			return ERR_LIMIT;
	}
	return ERR_OK;
}

enum err
cli_merge_thread(
    struct cli_folder *f, const char *name, const struct base_buf *theirs)
{
	json_t *doc = NULL, *list = NULL, *ours = NULL, *kept = NULL;
	struct base_buf file;
	char *text = NULL;
	enum err e;

	base_buf_init(&file, THREAD_JSON_MAX);
	if ((e = thread_parse(theirs, &doc, &list)) != ERR_OK) {
		(void)cli_fail(e, "a thread of the bundle");
		goto out;
	}
	if (!cli_folder_has(f, name)) {
		e = cli_folder_write(f, name, theirs->data, theirs->len);
		goto out;
	}
	if ((e = cli_folder_read(f, name, &file)) != ERR_OK)
		goto out;
	if ((e = thread_parse(&file, &ours, &kept)) == ERR_OK &&
	    !json_equal(json_object_get(doc, "handle"),
		json_object_get(ours, "handle")))
		e = ERR_CONFLICT;
	if (e == ERR_OK)
		e = entries_add(kept, list);
	if (e != ERR_OK) {
		(void)cli_fail(e, "%s/%s", f->dir, name);
		goto out;
	}
	text = json_dumps(ours, JSON_INDENT(1));
	e = text == NULL ? ERR_MEMORY
			 : cli_folder_write(f, name, text, strlen(text));
out:
	free(text);
	json_decref(doc);
	json_decref(ours);
	base_buf_done(&file);
	return e;
}

enum err
cli_merge_stored(
    struct cli_folder *f, const struct cli_outbox_row *row, size_t size)
{
	char hex[HEX_LEN(SEAL_ID_LEN) + 1], name[NAME_LEN_MAX], *text = NULL;
	json_t *doc = NULL, *list = NULL;
	struct base_buf file;
	enum err e;

	base_hex_encode(hex, row->thread, sizeof(row->thread));
	(void)snprintf(name, sizeof(name), "threads/%s/thread.json", hex);
	base_hex_encode(hex, row->entry, sizeof(row->entry));
	base_buf_init(&file, THREAD_JSON_MAX);
	if ((e = cli_folder_read(f, name, &file)) == ERR_OK &&
	    (e = thread_parse(&file, &doc, &list)) != ERR_OK)
		(void)cli_fail(e, "%s/%s", f->dir, name);
	if (e != ERR_OK || cli_merge_has(list, hex))
		goto out;
	if (json_array_append_new(
		list, json_pack("{s:s, s:b, s:s, s:s, s:s, s:I}", "id", hex,
			  "report", 0, "side", "office", "audience",
			  row->for_reporter ? "reporter" : "office", "date",
			  row->date.text, "size", (json_int_t)size)) != 0 ||
	    (text = json_dumps(doc, JSON_INDENT(1))) == NULL)
		e = ERR_MEMORY;
	else
		e = cli_folder_write(f, name, text, strlen(text));
out:
	free(text);
	json_decref(doc);
	base_buf_done(&file);
	return e;
}

/* ---- headers -------------------------------------------------------------- */

enum err
cli_merge_headers(
    struct cli_folder *f, const char *name, const struct base_buf *theirs)
{
	struct base_buf ours, all;
	struct base_text one;
	struct seal_header h;
	size_t at = 0;
	enum err e = ERR_OK;

	base_buf_init(&ours, HEADERS_MAX);
	base_buf_init(&all, HEADERS_MAX);
	if (cli_folder_has(f, name))
		e = cli_folder_read(f, name, &ours);
	while (e == ERR_OK && cli_headers_next(theirs, &at, &one)) {
		e = seal_header_parse((const uint8_t *)one.data, one.len, &h);
		if (e == ERR_OK && !cli_headers_has(&ours, one))
			e = base_buf_add(&all, one.data - 4, one.len + 4);
	}
	if (e == ERR_OK && at != theirs->len)
		e = ERR_FORMAT;
	if (e != ERR_OK) {
		(void)cli_fail(e, "headers of the bundle");
		goto out;
	}
	if (all.len == 0)
		goto out;
	if ((e = base_buf_add(&all, ours.data, ours.len)) == ERR_OK)
		e = cli_folder_write(f, name, all.data, all.len);
out:
	base_buf_done(&ours);
	base_buf_done(&all);
	return e;
}

/* ---- what the office has -------------------------------------------------- */

static bool
entry_listed(const struct cli_folder *f, const struct cli_outbox_row *row)
{
	char hex[HEX_LEN(SEAL_ID_LEN) + 1], name[NAME_LEN_MAX];
	json_t *doc = NULL, *list = NULL;
	struct base_buf file;
	bool there;

	base_hex_encode(hex, row->thread, sizeof(row->thread));
	(void)snprintf(name, sizeof(name), "threads/%s/thread.json", hex);
	base_hex_encode(hex, row->entry, sizeof(row->entry));
	base_buf_init(&file, THREAD_JSON_MAX);
	there = cli_folder_has(f, name) &&
		cli_folder_read(f, name, &file) == ERR_OK &&
		thread_parse(&file, &doc, &list) == ERR_OK &&
		cli_merge_has(list, hex);
	json_decref(doc);
	base_buf_done(&file);
	return there;
}

static bool
header_listed(const struct cli_folder *f, const struct cli_outbox_row *row)
{
	char thread[HEX_LEN(SEAL_ID_LEN) + 1], hex[HEX_LEN(SEAL_ID_LEN) + 1];
	char name[NAME_LEN_MAX];
	struct base_buf file;
	bool there;

	base_hex_encode(thread, row->thread, sizeof(row->thread));
	base_hex_encode(hex, row->entry, sizeof(row->entry));
	(void)snprintf(
	    name, sizeof(name), "threads/%s/%s.headers", thread, hex);
	base_buf_init(&file, HEADERS_MAX);
	there = cli_folder_has(f, name) &&
		cli_folder_read(f, name, &file) == ERR_OK &&
		cli_headers_has(
		    &file, (struct base_text){ (const char *)row->header.data,
			       row->header.len });
	base_buf_done(&file);
	return there;
}

bool
cli_merge_lacks(const struct base_buf *ours, const struct base_buf *theirs)
{
	struct base_text one;

	for (size_t at = 0; cli_headers_next(ours, &at, &one);) {
		if (!cli_headers_has(theirs, one))
			return true;
	}
	return false;
}

bool
cli_merge_is_sent(const struct cli_folder *f, const struct cli_outbox_row *row)
{
	return row->is_header ? header_listed(f, row) : entry_listed(f, row);
}
