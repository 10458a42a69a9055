/* SPDX-License-Identifier: ISC */
#include "cli/pull.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/hex.h"
#include "cli/report.h"

#define REPORTS_MAX (8u * 1024u * 1024u)

uint64_t
cli_pull_be(const uint8_t *p, size_t n)
{
	uint64_t v = 0;

	for (size_t i = 0; i < n; i++)
		v = v << 8 | p[i];
	return v;
}

enum err
cli_pull_refuse(const char *what)
{
	(void)cli_fail(ERR_PROTOCOL, "%s", what);
	return ERR_PROTOCOL;
}

/* A report that opens gets a folder; another header of it is kept as well. */
static enum err
report_keep(
    struct cli_pull *p, const uint8_t *id, const uint8_t *header, size_t len)
{
	bool is_new;
	enum err e;

	e = cli_report_add(p->folder, id,
	    (struct base_text){ (const char *)header, len }, &is_new);
	p->new_threads += e == ERR_OK && is_new;
	return e;
}

/* ---- what the listing had ------------------------------------------------- */

static int
compare_ids(const void *a, const void *b)
{
	return memcmp(a, b, SEAL_ID_LEN);
}

/* Known threads, and which of them a listing from the start shows. */
struct seen {
	struct cli_ids ids;
	bool *shown; /* owned */
};

static enum err
seen_begin(const struct cli_folder *f, struct seen *s)
{
	enum err e = cli_folder_threads(f, &s->ids);

	if (e == ERR_OK) {
		s->shown = calloc(s->ids.count + 1, sizeof(*s->shown));
		e = s->shown == NULL ? ERR_MEMORY : ERR_OK;
	}
	return e;
}

static void
seen_mark(struct seen *s, const uint8_t *id)
{
	uint8_t(*at)[SEAL_ID_LEN];

	if (s->ids.count == 0)
		return;
	at = bsearch(id, s->ids.list, s->ids.count, SEAL_ID_LEN, compare_ids);
	if (at != NULL)
		s->shown[at - s->ids.list] = true;
}

static enum err
seen_end(struct cli_pull *p, const struct seen *s)
{
	char hex[HEX_LEN(SEAL_ID_LEN) + 1];
	enum err e = ERR_OK;

	for (size_t i = 0; e == ERR_OK && i < s->ids.count; i++) {
		if (s->shown[i])
			continue;
		base_hex_encode(hex, s->ids.list[i], SEAL_ID_LEN);
		e = cli_lost_add(p->folder, CLI_LOST_LISTING, hex, NULL);
	}
	return e;
}

static void
seen_done(struct seen *s)
{
	cli_ids_done(&s->ids);
	free(s->shown);
}

/* One page: next8, then id16 len4 header ... */
static enum err
page_read(struct cli_pull *p, const struct base_buf *page, struct seen *seen,
    uint64_t *cursor, size_t *rows)
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
		seen_mark(seen, at);
		if (seal_header_parse(at + SEAL_ID_LEN + 4, len, &h) ==
			ERR_OK &&
		    cli_officer_open(p->officer, &h, file_key) == ERR_OK)
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
	uint64_t before = cursor_load(p->folder);
	uint64_t cursor = from_start ? 0 : before;
	struct cli_http_reply r;
	struct seen seen = { 0 };
	size_t rows = 1, pages = 0;
	char path[64];
	enum err e = ERR_OK;
	bool gap = false;

	/* Only a listing from the start must show what is known. */
	if (from_start)
		e = seen_begin(p->folder, &seen);
	while (e == ERR_OK && rows > 0) {
		uint64_t next = cursor;

		(void)snprintf(path, sizeof(path), "/v1/reports?after=%ju",
		    (uintmax_t)cursor);
		e = cli_officer_get(p->officer, path, REPORTS_MAX, &r);
		if (e == ERR_OK) {
			e = page_read(p, &r.body, &seen, &next, &rows);
			/* One without an end would be read for ever. */
			if (e == ERR_OK && rows > 0 &&
			    (next <= cursor || ++pages > LIMIT_LISTING_PAGES))
				e = ERR_PROTOCOL;
			if (e != ERR_OK)
				(void)cli_fail(e, "the listing of reports");
		}
		cli_http_reply_done(&r);
		/* Cursors count the rows. */
		gap = gap || (rows > 0 && next - cursor != rows);
		/* It says that all before it is kept. */
		if (e == ERR_OK && next != cursor &&
		    (e = cli_folder_settle(p->folder)) == ERR_OK)
			e = cursor_save(p->folder, next);
		cursor = next;
	}
	if (e == ERR_OK && (gap || cursor < before))
		e = cli_lost_add(p->folder, CLI_LOST_ROWS, "", NULL);
	if (e == ERR_OK)
		e = seen_end(p, &seen);
	seen_done(&seen);
	return e;
}
