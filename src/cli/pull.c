/* SPDX-License-Identifier: ISC */
#include "cli/pull.h"

#include <stdio.h>
#include <stdlib.h>

#include <sodium.h>

#include "base/hex.h"
#include "cli/file.h"

#define REPORTS_MAX (8u * 1024u * 1024u)
#define NAME_MAX_LEN 160

uint64_t
cli_pull_be(const uint8_t *p, size_t n)
{
	uint64_t v = 0;

	for (size_t i = 0; i < n; i++)
		v = v << 8 | p[i];
	return v;
}

/* A report that opens gets a folder; one that is there keeps its header. */
static enum err
report_keep(
    struct cli_pull *p, const uint8_t *id, const uint8_t *header, size_t len)
{
	char hex[HEX_LEN(SEAL_ID_LEN) + 1], name[NAME_MAX_LEN];
	char *path;
	enum err e;

	base_hex_encode(hex, id, SEAL_ID_LEN);
	(void)snprintf(name, sizeof(name), "threads/%s/report.header", hex);
	if (cli_folder_has(p->folder, name))
		return ERR_OK;
	if ((path = cli_folder_path(p->folder, "threads/%s", hex)) == NULL)
		return ERR_MEMORY;
	if ((e = cli_make_dirs(path)) == ERR_OK)
		e = cli_folder_write(p->folder, name, header, len);
	free(path);
	if (e == ERR_OK)
		p->new_threads++;
	return e;
}

/* One page: next8, then id16 len4 header ... */
static enum err
page_read(struct cli_pull *p, const struct base_buf *page, uint64_t *cursor,
    size_t *rows)
{
	uint8_t file_key[SEAL_FILE_KEY_LEN];
	const uint8_t *at = page->data;
	size_t left = page->len;
	struct seal_header h;
	enum err e = ERR_OK;

	if (left < 8)
		return ERR_PROTOCOL;
	*cursor = cli_pull_be(at, 8);
	at += 8;
	left -= 8;
	for (*rows = 0; e == ERR_OK && left > 0; (*rows)++) {
		size_t len;

		if (left < SEAL_ID_LEN + 4 ||
		    (len = (size_t)cli_pull_be(at + SEAL_ID_LEN, 4)) >
			left - SEAL_ID_LEN - 4)
			return ERR_PROTOCOL;
		if (seal_header_parse(at + SEAL_ID_LEN + 4, len, &h) ==
			ERR_OK &&
		    seal_header_open(&h, &p->officer->id, 1, file_key) ==
			ERR_OK)
			e = report_keep(p, at, at + SEAL_ID_LEN + 4, len);
		at += SEAL_ID_LEN + 4 + len;
		left -= SEAL_ID_LEN + 4 + len;
	}
	sodium_memzero(file_key, sizeof(file_key));
	return e;
}

static uint64_t
cursor_load(const struct cli_folder *f)
{
	struct base_buf file;
	uint64_t v = 0;

	base_buf_init(&file, 32);
	if (!cli_folder_has(f, "cursor") ||
	    cli_folder_read(f, "cursor", &file) != ERR_OK ||
	    base_text_decimal(
		(struct base_text){ (const char *)file.data, file.len },
		INT64_MAX, &v) != ERR_OK)
		v = 0; /* from the start: slower, never wrong */
	base_buf_done(&file);
	return v;
}

static enum err
cursor_save(const struct cli_folder *f, uint64_t v)
{
	char text[32];
	int n = snprintf(text, sizeof(text), "%ju", (uintmax_t)v);

	return cli_folder_write(f, "cursor", text, (size_t)n);
}

enum err
cli_pull_reports(struct cli_pull *p, bool from_start)
{
	uint64_t cursor = from_start ? 0 : cursor_load(p->folder);
	struct cli_http_reply r;
	size_t rows = 1;
	char path[64];
	enum err e = ERR_OK;

	while (e == ERR_OK && rows > 0) {
		uint64_t next = cursor;

		(void)snprintf(path, sizeof(path), "/v1/reports?after=%ju",
		    (uintmax_t)cursor);
		e = cli_officer_get(p->officer, path, REPORTS_MAX, &r);
		if (e == ERR_OK) {
			e = page_read(p, &r.body, &next, &rows);
			if (e == ERR_OK && rows > 0 && next <= cursor)
				e = ERR_PROTOCOL;
			if (e != ERR_OK)
				(void)cli_fail(e, "the listing of reports");
		}
		cli_http_reply_done(&r);
		if (e == ERR_OK && next != cursor)
			e = cursor_save(p->folder, next);
		cursor = next;
	}
	return e;
}
