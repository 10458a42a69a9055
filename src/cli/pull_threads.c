/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/hex.h"
#include "cli/case.h"
#include "cli/json.h"
#include "cli/pull.h"

#define PAIRS_TYPE "application/vnd.qingfeng.pairs"
#define LOOKUP_MAX (64u * 1024u * 1024u)
#define HEADS_MAX (32u * 1024u * 1024u)
#define PAIRS_MAX 256u
#define HEADS_AT_ONCE 16u /* 65 KiB and headers each: about 1 MiB */
#define NAME_MAX_LEN 160

/* What a call names things by, as it goes over the wire. */
struct pair {
	uint8_t id[SEAL_ID_LEN];
	uint8_t open[SEAL_OPEN_LEN];
};

_Static_assert(sizeof(struct pair) == SEAL_ID_LEN + SEAL_OPEN_LEN, "packed");

/* Threads looked up in one call. */
struct batch {
	struct pair pairs[PAIRS_MAX];
	size_t count;
};

/* Entries of one thread asked for in one call. */
struct wants {
	struct pair pairs[HEADS_AT_ONCE];
	size_t count;
};

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
	return cli_folder_write(p->folder, name, h->headers, h->headers_len);
}

/* Entries of one thread that the folder lacks or cannot open yet. */
static enum err
entries_pull(struct cli_pull *p, const char *thread,
    const uint8_t open[static SEAL_OPEN_LEN], const struct wants *b)
{
	struct cli_http_reply r;
	const uint8_t *at;
	struct head h;
	size_t left;
	enum err e;

	if (b->count == 0)
		return ERR_OK;
	e = cli_officer_post(p->officer, "/v1/heads", PAIRS_TYPE, b->pairs,
	    b->count * sizeof(b->pairs[0]), HEADS_MAX, &r);
	at = r.body.data;
	left = r.body.len;
	while (e == ERR_OK && left > 0) {
		if ((e = head_next(&at, &left, &h)) == ERR_OK)
			e = entry_keep(p, thread, open, &h);
		if (e == ERR_PROTOCOL)
			(void)cli_fail(e, "the office's entries");
	}
	cli_http_reply_done(&r);
	return e;
}

/* True when the entry's files are there and one of its headers opens. */
static bool
entry_is_here(const struct cli_pull *p, const char *thread, const char *entry)
{
	char name[NAME_MAX_LEN];

	(void)snprintf(
	    name, sizeof(name), "threads/%s/%s.payload", thread, entry);
	return cli_folder_has(p->folder, name) &&
	       cli_case_opens(p->folder, p->officer, thread, entry);
}

/* Fetch what the folder lacks of a thread's entries. */
static enum err
list_pull(struct cli_pull *p, const struct pair *thread, const char *hex,
    const json_t *list)
{
	struct wants w = { .count = 0 };
	enum err e = ERR_OK;

	for (size_t i = 0; e == ERR_OK && i < json_array_size(list); i++) {
		struct pair *next = &w.pairs[w.count];
		const char *entry;

		e = cli_json_text(json_array_get(list, i), "id", &entry);
		if (e == ERR_OK)
			e = cli_json_hex(json_array_get(list, i), "id",
			    next->id, sizeof(next->id));
		if (e != ERR_OK || entry_is_here(p, hex, entry))
			continue;
		memcpy(next->open, thread->open, sizeof(next->open));
		if (++w.count == HEADS_AT_ONCE) {
			e = entries_pull(p, hex, thread->open, &w);
			w.count = 0;
		}
	}
	if (e == ERR_OK)
		e = entries_pull(p, hex, thread->open, &w);
	sodium_memzero(&w, sizeof(w));
	return e;
}

/* A thread as looked up: keep the answer, fetch what is lacking. */
static enum err
thread_pull(struct cli_pull *p, const struct pair *thread, const json_t *found)
{
	char hex[HEX_LEN(SEAL_ID_LEN) + 1], name[NAME_MAX_LEN];
	json_t *list;
	char *text;
	enum err e;

	base_hex_encode(hex, thread->id, sizeof(thread->id));
	e = cli_json_list(found, "entries", LIMIT_THREAD_MAX, &list);
	if (e != ERR_OK || (text = json_dumps(found, JSON_INDENT(1))) == NULL)
		return e == ERR_OK ? ERR_MEMORY : e;
	(void)snprintf(name, sizeof(name), "threads/%s/thread.json", hex);
	e = cli_folder_write(p->folder, name, text, strlen(text));
	free(text);
	return e == ERR_OK ? list_pull(p, thread, hex, list) : e;
}

static enum err
batch_pull(struct cli_pull *p, const struct batch *b)
{
	struct cli_http_reply r = { 0 };
	json_t *doc = NULL, *list = NULL;
	uint64_t ref = 0;
	enum err e;

	if (b->count == 0)
		return ERR_OK;
	e = cli_officer_post(p->officer, "/v1/threads/lookup", PAIRS_TYPE,
	    b->pairs, b->count * sizeof(b->pairs[0]), LOOKUP_MAX, &r);
	if (e != ERR_OK)
		goto out;
	if ((e = cli_json_parse(&r.body, &doc)) == ERR_OK)
		e = cli_json_list(doc, "threads", PAIRS_MAX, &list);
	for (size_t i = 0; e == ERR_OK && i < json_array_size(list); i++) {
		const json_t *one = json_array_get(list, i);

		e = cli_json_number(one, "ref", PAIRS_MAX, &ref);
		if (e == ERR_OK && ref >= b->count)
			e = ERR_PROTOCOL;
		if (e == ERR_OK)
			e = thread_pull(p, &b->pairs[ref], one);
	}
	if (e == ERR_PROTOCOL)
		(void)cli_fail(e, "the office's threads");
	if (e == ERR_OK && json_array_size(list) < b->count)
		cli_warn("%zu threads are no longer at the office",
		    b->count - json_array_size(list));
out:
	json_decref(doc);
	cli_http_reply_done(&r);
	return e;
}

enum err
cli_pull_thread(struct cli_pull *p, const uint8_t id[static SEAL_ID_LEN])
{
	struct batch *b = calloc(1, sizeof(*b));
	enum err e = ERR_MEMORY;

	if (b == NULL)
		return e;
	memcpy(b->pairs[0].id, id, SEAL_ID_LEN);
	b->count = 1;
	e = cli_case_open_value(p->folder, p->officer, id, b->pairs[0].open);
	if (e != ERR_OK)
		(void)cli_fail(e, "the thread");
	else
		e = batch_pull(p, b);
	sodium_memzero(b, sizeof(*b));
	free(b);
	return e;
}

enum err
cli_pull_threads(struct cli_pull *p)
{
	struct batch *b = calloc(1, sizeof(*b));
	struct cli_ids ids = { 0 };
	enum err e = b == NULL ? ERR_MEMORY : ERR_OK;

	if (e == ERR_OK)
		e = cli_folder_threads(p->folder, &ids);
	p->threads = ids.count;
	for (size_t i = 0; e == ERR_OK && i < ids.count; i++) {
		struct pair *pair = &b->pairs[b->count];

		memcpy(pair->id, ids.list[i], sizeof(pair->id));
		/* Kept under an older key of this officer: not ours to ask. */
		if (cli_case_open_value(p->folder, p->officer, ids.list[i],
			pair->open) != ERR_OK) {
			cli_warn("a kept thread does not open with this key");
			continue;
		}
		if (++b->count == PAIRS_MAX) {
			e = batch_pull(p, b);
			b->count = 0;
		}
	}
	if (e == ERR_OK)
		e = batch_pull(p, b);
	if (b != NULL)
		sodium_memzero(b, sizeof(*b));
	free(b);
	cli_ids_done(&ids);
	return e;
}
