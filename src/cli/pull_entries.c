/* SPDX-License-Identifier: ISC */
/* Entries that the folder lacks, of many threads in one call. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/hex.h"
#include "cli/gone.h"
#include "cli/merge.h"
#include "cli/pull.h"

#define HEADS_MAX (32u * 1024u * 1024u)
#define HEADERS_MAX (65u * (LIMIT_HEADER_LEN + 4u))
#define PAIR_LEN (SEAL_ID_LEN + SEAL_OPEN_LEN)
#define NAME_MAX_LEN 160

/* One answer of /v1/heads. */
struct head {
	const uint8_t *id, *headers, *head;
	uint64_t size;
	size_t headers_len, head_len;
};

static enum err
head_next(const uint8_t **at, size_t *left, struct head *out)
{
	const uint8_t *p = *at;

	if (*left < SEAL_ID_LEN + 12)
		return ERR_PROTOCOL;
	out->id = p;
	out->size = cli_pull_be(p + SEAL_ID_LEN, 8);
	out->headers_len = (size_t)cli_pull_be(p + SEAL_ID_LEN + 8, 4);
	p += SEAL_ID_LEN + 12;
	*left -= SEAL_ID_LEN + 12;
	if (*left < 4 || out->headers_len > *left - 4)
		return ERR_PROTOCOL;
	out->headers = p;
	p += out->headers_len;
	*left -= out->headers_len;
	out->head_len = (size_t)cli_pull_be(p, 4);
	p += 4;
	*left -= 4;
	if (out->head_len > *left)
		return ERR_PROTOCOL;
	out->head = p;
	*at = p + out->head_len;
	*left -= out->head_len;
	return ERR_OK;
}

/* Length of the oldest header, the one that size counts. */
static enum err
oldest_len(const struct head *h, size_t *len)
{
	*len = 0;
	for (size_t at = 0; at < h->headers_len;) {
		if (h->headers_len - at < 4)
			return ERR_PROTOCOL;
		*len = (size_t)cli_pull_be(h->headers + at, 4);
		if (*len > h->headers_len - at - 4)
			return ERR_PROTOCOL;
		at += 4 + *len;
	}
	return *len == 0 || h->size <= *len ? ERR_PROTOCOL : ERR_OK;
}

/* What is there stays; one that is there no more is told. */
static enum err
headers_keep(struct cli_pull *p, const char *thread, const char *entry,
    const char *name, const struct head *h)
{
	struct base_buf ours, theirs;
	enum err e;

	base_buf_init(&ours, HEADERS_MAX);
	base_buf_init(&theirs, HEADERS_MAX);
	if (!cli_folder_has(p->folder, name))
		return cli_folder_write(
		    p->folder, name, h->headers, h->headers_len);
	if ((e = base_buf_add(&theirs, h->headers, h->headers_len)) == ERR_OK &&
	    (e = cli_folder_read(p->folder, name, &ours)) == ERR_OK &&
	    cli_merge_lacks(&ours, &theirs))
		e = cli_lost_add(p->folder, CLI_LOST_HEADER, thread, entry);
	if (e == ERR_OK)
		e = cli_merge_headers(p->folder, name, &theirs);
	base_buf_done(&ours);
	base_buf_done(&theirs);
	return e;
}

/* Keep the headers, and the whole payload if it is what its name says. */
static enum err
entry_keep(struct cli_pull *p, const char *thread,
    const uint8_t open[static SEAL_OPEN_LEN], const struct head *h)
{
	char hex[HEX_LEN(SEAL_ID_LEN) + 1], name[NAME_MAX_LEN];
	struct cli_payload want = { .id = h->id,
		.open = open,
		.head = h->head,
		.head_len = h->head_len };
	size_t header_len;
	bool is_new, kept = false;
	enum err e;

	base_hex_encode(hex, h->id, SEAL_ID_LEN);
	e = cli_gone_take(
	    p->folder, thread, h->id, h->head, h->head_len, &kept);
	if (e != ERR_OK || kept)
		return e;
	if ((e = oldest_len(h, &header_len)) != ERR_OK)
		return e;
	want.len = h->size - header_len;
	if (want.len > LIMIT_UPLOAD_LEN * 2ull || want.head_len > want.len)
		return ERR_PROTOCOL;
	(void)snprintf(
	    name, sizeof(name), "threads/%s/%s.payload", thread, hex);
	is_new = !cli_folder_has(p->folder, name);
	kept = !is_new;
	if (is_new && (e = cli_pull_payload(p, thread, &want, &kept)) != ERR_OK)
		return e;
	if (!kept)
		return ERR_OK;
	p->new_entries += is_new;
	(void)snprintf(
	    name, sizeof(name), "threads/%s/%s.headers", thread, hex);
	return headers_keep(p, thread, hex, name, h);
}

/* The one that was asked for, and is not answered yet. */
static struct cli_want *
want_find(struct cli_wants *w, const uint8_t id[static SEAL_ID_LEN])
{
	for (size_t i = 0; i < w->count; i++) {
		if (memcmp(w->list[i].id, id, SEAL_ID_LEN) == 0)
			return w->list[i].answered ? NULL : &w->list[i];
	}
	return NULL;
}

static enum err
answer_take(
    struct cli_pull *p, struct cli_wants *w, const struct base_buf *body)
{
	const uint8_t *at = body->data;
	size_t left = body->len;
	enum err e = ERR_OK;

	while (e == ERR_OK && left > 0) {
		char thread[HEX_LEN(SEAL_ID_LEN) + 1];
		struct cli_want *want = NULL;
		struct head h;

		e = head_next(&at, &left, &h);
		if (e == ERR_OK && (want = want_find(w, h.id)) == NULL)
			e = ERR_PROTOCOL;
		if (e == ERR_OK) {
			want->answered = true;
			base_hex_encode(thread, want->thread, SEAL_ID_LEN);
			e = entry_keep(p, thread, want->open, &h);
		}
		if (e == ERR_PROTOCOL)
			(void)cli_fail(e, "the office's entries");
	}
	return e;
}

enum err
cli_pull_entries(struct cli_pull *p, struct cli_wants *w)
{
	uint8_t pairs[CLI_WANTS_MAX][PAIR_LEN];
	struct cli_http_reply r = { 0 };
	enum err e;

	if (w->count == 0)
		return ERR_OK;
	for (size_t i = 0; i < w->count; i++) {
		memcpy(pairs[i], w->list[i].id, SEAL_ID_LEN);
		memcpy(pairs[i] + SEAL_ID_LEN, w->list[i].open, SEAL_OPEN_LEN);
	}
	e = cli_officer_post(p->officer, "/v1/heads", CLI_PAIRS_TYPE, pairs,
	    w->count * PAIR_LEN, HEADS_MAX, &r);
	if (e == ERR_NOT_FOUND) /* what is not there is left out instead */
		e = cli_pull_refuse("the office's entries");
	if (e == ERR_OK)
		e = answer_take(p, w, &r.body);
	cli_http_reply_done(&r);
	sodium_memzero(pairs, sizeof(pairs));
	sodium_memzero(w, sizeof(*w));
	return e;
}

enum err
cli_pull_want(struct cli_pull *p, struct cli_wants *w,
    const uint8_t thread[static SEAL_ID_LEN],
    const uint8_t open[static SEAL_OPEN_LEN],
    const uint8_t id[static SEAL_ID_LEN])
{
	struct cli_want *next;
	enum err e = ERR_OK;

	/* The office takes no id twice in one call. */
	if (w->count == CLI_WANTS_MAX || want_find(w, id) != NULL)
		e = cli_pull_entries(p, w);
	if (e != ERR_OK)
		return e;
	next = &w->list[w->count++];
	memcpy(next->thread, thread, SEAL_ID_LEN);
	memcpy(next->open, open, SEAL_OPEN_LEN);
	memcpy(next->id, id, SEAL_ID_LEN);
	return ERR_OK;
}
