/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <sodium.h>

#include "base/hex.h"
#include "cli/case.h"
#include "cli/case_key.h"
#include "cli/gone.h"
#include "cli/json.h"
#include "cli/merge.h"
#include "cli/pull.h"
#include "cli/report.h"

#define LOOKUP_MAX (64u * 1024u * 1024u)
#define THREAD_JSON_MAX (4u * 1024u * 1024u)
#define PAIRS_MAX 256u
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

/*
 * True when the entry's files are there, as large as the office says, and one
 * of its headers opens; or the note of its destruction is.
 */
static bool
entry_is_here(const struct cli_pull *p, const char *thread, const char *entry,
    const struct pair *pair, const json_t *listed)
{
	struct sign_retention gone;
	struct stat st;
	uint64_t size = 0;
	char *path;
	bool whole;

	if (cli_gone_find(p->folder, thread, pair->id, &gone))
		return true;
	path =
	    cli_folder_path(p->folder, "threads/%s/%s.payload", thread, entry);
	whole = path != NULL && stat(path, &st) == 0 &&
		cli_json_number(
		    listed, "size", LIMIT_UPLOAD_LEN * 2ull, &size) == ERR_OK &&
		size > (uint64_t)st.st_size;
	free(path);
	return whole && cli_case_opens(p->folder, p->officer, thread, entry);
}

/* What the list says is there must be there by now. */
static enum err
list_held(struct cli_pull *p, const char *thread, const json_t *list)
{
	char name[NAME_MAX_LEN];
	const char *entry;
	enum err e = ERR_OK;

	for (size_t i = 0; e == ERR_OK && i < json_array_size(list); i++) {
		e = cli_json_text(json_array_get(list, i), "id", &entry);
		if (e != ERR_OK)
			break;
		(void)snprintf(
		    name, sizeof(name), "threads/%s/%s.payload", thread, entry);
		if (cli_folder_has(p->folder, name))
			continue;
		(void)snprintf(name, sizeof(name), "threads/%s/%s.retention",
		    thread, entry);
		if (!cli_folder_has(p->folder, name))
			e = cli_lost_add(
			    p->folder, CLI_LOST_BYTES, thread, entry);
	}
	return e;
}

/* Ask for what the folder lacks of a thread's entries. */
static enum err
list_want(struct cli_pull *p, const struct pair *thread, const char *hex,
    const json_t *list, struct cli_wants *w)
{
	enum err e = ERR_OK;

	for (size_t i = 0; e == ERR_OK && i < json_array_size(list); i++) {
		const json_t *one = json_array_get(list, i);
		struct pair entry;
		const char *text;

		if ((e = cli_json_text(one, "id", &text)) == ERR_OK)
			e = cli_json_hex(one, "id", entry.id, sizeof(entry.id));
		if (e == ERR_OK && !entry_is_here(p, hex, text, &entry, one))
			e = cli_pull_want(
			    p, w, thread->id, thread->open, entry.id);
	}
	return e;
}

/* An entry that both have: the day on which it was stored is not to change. */
static enum err
date_held(struct cli_pull *p, const char *thread, const char *entry,
    const json_t *ours, const json_t *theirs)
{
	const char *was, *is;
	enum err e;

	if ((e = cli_json_text(ours, "date", &was)) != ERR_OK ||
	    (e = cli_json_text(theirs, "date", &is)) != ERR_OK ||
	    strcmp(was, is) == 0)
		return e;
	return cli_lost_add(p->folder, CLI_LOST_DATE, thread, entry);
}

/* Entries that the folder's list has and the office's has not any more. */
static enum err
entries_held(
    struct cli_pull *p, const char *thread, const char *name, json_t *list)
{
	json_t *doc = NULL, *ours;
	struct base_buf file;
	enum err e = ERR_OK;

	base_buf_init(&file, THREAD_JSON_MAX);
	if (!cli_folder_has(p->folder, name))
		return ERR_OK;
	if ((e = cli_folder_read(p->folder, name, &file)) == ERR_OK &&
	    (e = cli_json_parse(&file, &doc)) == ERR_OK)
		e = cli_json_list(doc, "entries", LIMIT_THREAD_MAX, &ours);
	for (size_t i = 0; e == ERR_OK && i < json_array_size(ours); i++) {
		json_t *one = json_array_get(ours, i);
		const json_t *theirs;
		const char *id;

		if ((e = cli_json_text(one, "id", &id)) != ERR_OK)
			break;
		if ((theirs = cli_merge_find(list, id)) != NULL) {
			e = date_held(p, thread, id, one, theirs);
			continue;
		}
		e = cli_lost_add(p->folder, CLI_LOST_ENTRY, thread, id);
		/* It stays readable here. */
		if (e == ERR_OK && json_array_append(list, one) != 0)
			e = ERR_MEMORY;
	}
	json_decref(doc);
	base_buf_done(&file);
	return e;
}

/* Has the folder this very answer?  Each write waits for the disk. */
static bool
is_kept(const struct cli_folder *f, const char *name, const char *text)
{
	struct base_buf file;
	bool same;

	base_buf_init(&file, THREAD_JSON_MAX);
	same = cli_folder_has(f, name) &&
	       cli_folder_read(f, name, &file) == ERR_OK &&
	       file.len == strlen(text) &&
	       memcmp(file.data, text, file.len) == 0;
	base_buf_done(&file);
	return same;
}

/*
 * What the folder keeps of an answer, to be freed; NULL without memory.  `ref`
 * is of the question: kept, it would change nearly every file whenever a
 * thread is added.
 */
static char *
kept_text(json_t *found)
{
	json_t *ref = json_incref(json_object_get(found, "ref"));
	char *text;

	(void)json_object_del(found, "ref");
	text = json_dumps(found, JSON_INDENT(1));
	if (json_object_set_new(found, "ref", ref) != 0) {
		free(text);
		text = NULL;
	}
	return text;
}

/* A thread as looked up: keep the answer, ask for what is lacking. */
static enum err
thread_pull(struct cli_pull *p, const struct pair *thread, json_t *found,
    struct cli_wants *w)
{
	char hex[HEX_LEN(SEAL_ID_LEN) + 1], name[NAME_MAX_LEN];
	json_t *list;
	char *text;
	enum err e;

	base_hex_encode(hex, thread->id, sizeof(thread->id));
	(void)snprintf(name, sizeof(name), "threads/%s/thread.json", hex);
	if ((e = cli_pull_shape(found, &list)) == ERR_OK)
		e = entries_held(p, hex, name, list);
	if (e != ERR_OK || (text = kept_text(found)) == NULL)
		return e == ERR_OK ? ERR_MEMORY : e;
	if (!is_kept(p->folder, name, text))
		e = cli_folder_write(p->folder, name, text, strlen(text));
	free(text);
	return e == ERR_OK ? list_want(p, thread, hex, list, w) : e;
}

/* All threads of one answer, and then the entries of all of them. */
static enum err
answer_take(
    struct cli_pull *p, const struct batch *b, const json_t *list, bool *found)
{
	struct cli_wants w = { .count = 0 };
	char hex[HEX_LEN(SEAL_ID_LEN) + 1];
	uint64_t ref = 0;
	enum err e = ERR_OK;

	for (size_t i = 0; e == ERR_OK && i < json_array_size(list); i++) {
		json_t *one = json_array_get(list, i);

		e = cli_json_number(one, "ref", PAIRS_MAX, &ref);
		if (e == ERR_OK && (ref >= b->count || found[ref]))
			e = ERR_PROTOCOL;
		if (e == ERR_OK &&
		    (e = thread_pull(p, &b->pairs[ref], one, &w)) == ERR_OK)
			found[ref] = true;
	}
	if (e == ERR_OK)
		e = cli_pull_entries(p, &w);
	for (size_t i = 0; e == ERR_OK && i < json_array_size(list); i++) {
		const json_t *one = json_array_get(list, i);

		/* It was read above. */
		REQUIRE(cli_json_number(one, "ref", PAIRS_MAX, &ref) == ERR_OK);
		base_hex_encode(hex, b->pairs[ref].id, SEAL_ID_LEN);
		e = list_held(p, hex, json_object_get(one, "entries"));
	}
	sodium_memzero(&w, sizeof(w));
	return e;
}

/* Ask for threads; found tells, by place, which ones the office has. */
static enum err
batch_ask(struct cli_pull *p, const struct batch *b, bool *found)
{
	struct cli_http_reply r = { 0 };
	json_t *doc = NULL, *list = NULL;
	enum err e;

	e = cli_officer_post(p->officer, "/v1/threads/lookup", CLI_PAIRS_TYPE,
	    b->pairs, b->count * sizeof(b->pairs[0]), LOOKUP_MAX, &r);
	if (e == ERR_NOT_FOUND) /* to others_ask() it would mean a header */
		e = cli_pull_refuse("the office's threads");
	if (e != ERR_OK)
		goto out;
	if ((e = cli_json_parse(&r.body, &doc)) == ERR_OK)
		e = cli_json_list(doc, "threads", PAIRS_MAX, &list);
	if (e == ERR_OK)
		e = answer_take(p, b, list, found);
	if (e == ERR_PROTOCOL)
		(void)cli_fail(e, "the office's threads");
out:
	json_decref(doc);
	cli_http_reply_done(&r);
	return e;
}

/*
 * The header that is used may be a forged one: try the others, newest first,
 * and use the one by which the office knows the thread.
 */
static enum err
others_ask(struct cli_pull *p, const uint8_t id[static SEAL_ID_LEN])
{
	char hex[HEX_LEN(SEAL_ID_LEN) + 1];
	struct batch *b = calloc(1, sizeof(*b));
	bool found = false;
	size_t n = 0;
	enum err e = b == NULL ? ERR_MEMORY : ERR_OK;

	while (e == ERR_OK && !found) {
		memcpy(b->pairs[0].id, id, SEAL_ID_LEN);
		b->count = 1;
		e = cli_report_other(
		    p->folder, p->officer, id, n, b->pairs[0].open);
		if (e == ERR_OK)
			e = batch_ask(p, b, &found);
		n++;
	}
	if (e == ERR_OK)
		e = cli_report_use(p->folder, id, n - 1);
	if (e == ERR_NOT_FOUND) {
		base_hex_encode(hex, id, SEAL_ID_LEN);
		e = cli_lost_add(p->folder, CLI_LOST_THREAD, hex, NULL);
	}
	if (b != NULL)
		sodium_memzero(b, sizeof(*b));
	free(b);
	return e;
}

static enum err
batch_pull(struct cli_pull *p, const struct batch *b)
{
	bool found[PAIRS_MAX] = { false };
	enum err e = ERR_OK;

	if (b->count > 0)
		e = batch_ask(p, b, found);
	for (size_t i = 0; e == ERR_OK && i < b->count; i++) {
		if (!found[i])
			e = others_ask(p, b->pairs[i].id);
	}
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
cli_pull_these(
    struct cli_pull *p, const uint8_t (*ids)[SEAL_ID_LEN], size_t count)
{
	struct batch *b = calloc(1, sizeof(*b));
	enum err e = b == NULL ? ERR_MEMORY : ERR_OK;

	for (size_t i = 0; e == ERR_OK && i < count; i++) {
		struct pair *pair = &b->pairs[b->count];

		memcpy(pair->id, ids[i], sizeof(pair->id));
		/* Kept under an older key of this officer: not ours to ask. */
		if (cli_case_open_value(
			p->folder, p->officer, ids[i], pair->open) != ERR_OK) {
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
	return e;
}

enum err
cli_pull_threads(struct cli_pull *p)
{
	struct cli_ids ids = { 0 };
	enum err e = cli_folder_threads(p->folder, &ids);

	p->threads = ids.count;
	if (e == ERR_OK)
		e = cli_pull_these(
		    p, (const uint8_t(*)[SEAL_ID_LEN])ids.list, ids.count);
	cli_ids_done(&ids);
	return e;
}
