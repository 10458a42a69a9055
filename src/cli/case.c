/* SPDX-License-Identifier: ISC */
#include "cli/case.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/hex.h"
#include "cli/case_key.h"
#include "cli/file.h"
#include "cli/json.h"

#define THREAD_JSON_MAX (4u * 1024u * 1024u)
#define PATH_NAME_MAX 128

void
cli_case_free(struct cli_case **out)
{
	struct cli_case *c;

	if (out == NULL || *out == NULL)
		return;
	c = *out;
	sign_triage_free(&c->triage);
	sign_thread_free(&c->thread);
	for (size_t i = 0; i < c->entry_count; i++)
		cli_object_done(&c->entries[i].object);
	free(c->entries);
	free(c->items);
	sodium_memzero(c->open, sizeof(c->open));
	free(c);
	*out = NULL;
}

const struct cli_case_entry *
cli_case_find(const struct cli_case *c, const uint8_t id[static SEAL_ID_LEN])
{
	size_t i = 0;

	while (memcmp(c->entries[i].id, id, SEAL_ID_LEN) != 0) {
		i++;
		REQUIRE(i < c->entry_count);
	}
	return &c->entries[i];
}

size_t
cli_case_closed_count(const struct cli_case *c)
{
	size_t n = c->thread->unopened_count;

	for (size_t i = 0; i < c->entry_count; i++)
		n -= c->entries[i].gone && c->entries[i].failed != ERR_OK;
	return n;
}

static enum err
entry_json(const json_t *o, struct cli_case_entry *en)
{
	const char *side, *audience, *date;
	enum err e;

	if ((e = cli_json_hex(o, "id", en->id, sizeof(en->id))) != ERR_OK ||
	    (e = cli_json_text(o, "side", &side)) != ERR_OK ||
	    (e = cli_json_text(o, "audience", &audience)) != ERR_OK ||
	    (e = cli_json_text(o, "date", &date)) != ERR_OK ||
	    (e = cli_json_number(
		 o, "size", LIMIT_UPLOAD_LEN * 2ull, &en->size)) != ERR_OK)
		return e;
	en->is_report = json_is_true(json_object_get(o, "report"));
	en->by_reporter = strcmp(side, "reporter") == 0;
	en->for_reporter = strcmp(audience, "reporter") == 0;
	return base_date_parse(
	    (struct base_text){ date, strlen(date) }, &en->date);
}

static enum err
payload_hash(const char *path, uint8_t hash[static SEAL_HASH_LEN])
{
	crypto_hash_sha256_state st;
	uint8_t buf[4096];
	size_t got;
	enum err e;
	int fd;

	if ((fd = cli_open_input(path)) < 0)
		return ERR_IO;
	crypto_hash_sha256_init(&st);
	while (
	    (e = cli_fd_read(&fd, buf, sizeof(buf), &got)) == ERR_OK && got > 0)
		crypto_hash_sha256_update(&st, buf, got);
	crypto_hash_sha256_final(&st, hash);
	cli_close_input(fd);
	return e;
}

static enum err
object_open(const char *path, const uint8_t file_key[static SEAL_FILE_KEY_LEN],
    const char *prefix, struct cli_object *out)
{
	struct seal_source src;
	enum err e;
	int fd;

	if ((fd = cli_open_input(path)) < 0)
		return ERR_IO;
	src = (struct seal_source){ cli_fd_read, &fd };
	e = cli_object_open_key(out, file_key, &src, prefix);
	cli_close_input(fd);
	return e;
}

/* Open one entry's files; the outcome is en->failed. */
static void
entry_open(const struct cli_folder *f, const struct cli_officer *o,
    const char *thread, struct cli_case_entry *en)
{
	uint8_t file_key[SEAL_FILE_KEY_LEN];
	char hex[HEX_LEN(SEAL_ID_LEN) + 1], *path = NULL;
	enum err e;

	base_hex_encode(hex, en->id, sizeof(en->id));
	en->gone = cli_gone_find(f, thread, en->id, &en->retention);
	e = cli_case_key(f, o, thread, hex, &path, file_key, NULL);
	if (path == NULL || e == ERR_NOT_FOUND)
		goto out;
	if (e == ERR_OK)
		e = object_open(path, file_key, NULL, &en->object);
	en->here = e == ERR_OK;
	/* Opening hashes it as well; what does not open is hashed alone. */
	if (e != ERR_OK)
		en->here =
		    payload_hash(path, en->object.payload_hash) == ERR_OK;
	else if (memcmp(en->object.id, en->id, sizeof(en->id)) != 0)
		e = ERR_PROTOCOL;
out:
	sodium_memzero(file_key, sizeof(file_key));
	en->failed = e;
	free(path);
}

/* The attachments of one entry, each behind its entry's first digits. */
static enum err
entry_extract(const struct cli_case *c, const struct cli_folder *f,
    const struct cli_officer *o, const uint8_t id[static SEAL_ID_LEN],
    const char *dir)
{
	char thread[HEX_LEN(SEAL_ID_LEN) + 1], hex[HEX_LEN(SEAL_ID_LEN) + 1];
	uint8_t file_key[SEAL_FILE_KEY_LEN];
	char *path = NULL, *prefix = NULL;
	struct cli_object again;
	enum err e;

	base_hex_encode(thread, c->id, sizeof(c->id));
	base_hex_encode(hex, id, SEAL_ID_LEN);
	cli_object_init(&again);
	if (asprintf(&prefix, "%s/%.*s-", dir, CLI_ID_SHOWN_LEN, hex) < 0) {
		prefix = NULL;
		e = ERR_MEMORY;
		goto out;
	}
	e = cli_case_key(f, o, thread, hex, &path, file_key, NULL);
	if (e == ERR_OK)
		e = object_open(path, file_key, prefix, &again);
	/* The file is on our own disk, and might be another by now. */
	if (e == ERR_OK && memcmp(again.id, id, SEAL_ID_LEN) != 0)
		e = ERR_PROTOCOL;
out:
	sodium_memzero(file_key, sizeof(file_key));
	cli_object_done(&again);
	free(prefix);
	free(path);
	return e;
}

enum err
cli_case_extract(const struct cli_case *c, const struct cli_folder *f,
    const struct cli_officer *o, const char *dir)
{
	enum err e = ERR_OK;

	for (size_t i = 0; e == ERR_OK && i < c->thread->entry_count; i++) {
		const struct sign_thread_entry *te = &c->thread->entries[i];

		if (te->entry == NULL || te->entry->attach_count == 0)
			continue;
		if (te->trusted &&
		    !(te->alarms & SIGN_ALARM_BIT(SIGN_ALARM_ATTACHMENT)))
			e = entry_extract(c, f, o, te->item->id, dir);
		else
			cli_warn("attachments of an entry that is not verified "
				 "are not written");
	}
	if (e != ERR_OK && e != ERR_IO && e != ERR_EXISTS)
		(void)cli_fail(e, "cannot write the attachments");
	return e;
}

static bool
case_has(const struct cli_case *c, const uint8_t *id)
{
	for (size_t i = 0; i < c->entry_count; i++) {
		if (memcmp(c->entries[i].id, id, SEAL_ID_LEN) == 0)
			return true;
	}
	return false;
}

/* What this officer wrote and the office has not yet. */
static void
unsent_load(struct cli_case *c, const struct cli_folder *f,
    const struct cli_officer *o, const char *thread)
{
	for (size_t i = 0; i < f->outbox.count; i++) {
		const struct cli_outbox_row *row = &f->outbox.rows[i];
		struct cli_case_entry *en = &c->entries[c->entry_count];

		if (row->is_header || case_has(c, row->entry) ||
		    memcmp(row->thread, c->id, sizeof(c->id)) != 0)
			continue;
		cli_object_init(&en->object);
		memcpy(en->id, row->entry, sizeof(en->id));
		en->for_reporter = row->for_reporter;
		en->date = row->date;
		en->unsent = true;
		c->entry_count++;
		entry_open(f, o, thread, en);
	}
}

static enum err
entries_load(struct cli_case *c, const struct cli_folder *f,
    const struct cli_officer *o, const char *thread)
{
	char name[PATH_NAME_MAX];
	struct base_buf file;
	json_t *doc = NULL, *list;
	size_t count;
	enum err e;

	(void)snprintf(name, sizeof(name), "threads/%s/thread.json", thread);
	base_buf_init(&file, THREAD_JSON_MAX);
	if ((e = cli_folder_read(f, name, &file)) != ERR_OK ||
	    (e = cli_json_parse(&file, &doc)) != ERR_OK ||
	    (e = cli_json_bytes(doc, "handle", c->handle, sizeof(c->handle))) !=
		ERR_OK ||
	    (e = cli_json_list(doc, "entries", LIMIT_THREAD_MAX, &list)) !=
		ERR_OK)
		goto out;
	count = json_array_size(list);
	c->entries = calloc(count + f->outbox.count + 1, sizeof(*c->entries));
	c->items = calloc(count + f->outbox.count + 1, sizeof(*c->items));
	if (c->entries == NULL || c->items == NULL)
		e = ERR_MEMORY;
	for (size_t i = 0; e == ERR_OK && i < count; i++) {
		cli_object_init(&c->entries[i].object);
		c->entry_count = i + 1;
		e = entry_json(json_array_get(list, i), &c->entries[i]);
		if (e == ERR_OK)
			entry_open(f, o, thread, &c->entries[i]);
	}
	if (e == ERR_OK)
		unsent_load(c, f, o, thread);
out:
	json_decref(doc);
	base_buf_done(&file);
	return e;
}

static struct sign_thread_input
input_of(const struct cli_case *c, const struct cli_folder *f,
    const struct sign_thread_item *items, size_t count)
{
	struct sign_thread_input in = {
		.host = f->host,
		.chain = f->chain,
		.viewer = (int)f->officer,
		.items = items,
		.item_count = count,
	};

	memcpy(in.handle, c->handle, sizeof(in.handle));
	return in;
}

static enum err
check(struct cli_case *c, const struct cli_folder *f)
{
	struct sign_thread_input in = input_of(c, f, c->items, c->entry_count);
	enum err e;

	for (size_t i = 0; i < c->entry_count; i++) {
		const struct cli_case_entry *en = &c->entries[i];
		struct sign_thread_item *item = &c->items[i];

		memcpy(item->id, en->id, sizeof(item->id));
		memcpy(item->payload_hash, en->object.payload_hash,
		    sizeof(item->payload_hash));
		item->stored = en->date;
		if (en->failed != ERR_OK)
			continue;
		item->note = en->object.note.data;
		item->note_len = en->object.note.len;
		item->members = en->object.members;
		item->member_count = en->object.member_count;
		item->members_known = true;
	}
	if ((e = sign_thread_check(&in, &c->thread)) == ERR_OK)
		e = sign_triage_read(c->thread, &c->triage);
	return e;
}

void
cli_case_try_done(struct cli_case_try *t)
{
	sign_triage_free(&t->triage);
	sign_thread_free(&t->thread);
	free(t->items);
	t->items = NULL;
}

enum err
cli_case_try(const struct cli_case *c, const struct cli_folder *f,
    const struct base_buf *note, const uint8_t hash[static SEAL_HASH_LEN],
    const struct base_date *today, struct cli_case_try *out)
{
	size_t count = c->entry_count;
	struct sign_thread_input in;
	struct sign_thread_item *fresh;
	enum err e;

	*out = (struct cli_case_try){ .alarms = 0 };
	if ((out->items = calloc(count + 1, sizeof(*out->items))) == NULL)
		return ERR_MEMORY;
	memcpy(out->items, c->items, count * sizeof(*out->items));
	fresh = &out->items[count];
	memcpy(fresh->payload_hash, hash, SEAL_HASH_LEN);
	memcpy(fresh->id, hash, sizeof(fresh->id));
	fresh->stored = *today;
	fresh->note = note->data;
	fresh->note_len = note->len;
	in = input_of(c, f, out->items, count + 1);
	if ((e = sign_thread_check(&in, &out->thread)) != ERR_OK ||
	    (e = sign_triage_read(out->thread, &out->triage)) != ERR_OK)
		return e;
	for (size_t i = 0; i < out->thread->entry_count; i++) {
		if (out->thread->entries[i].item != fresh)
			continue;
		out->alarms = out->thread->entries[i].alarms;
		out->verdict = out->triage->verdicts[i];
	}
	return ERR_OK;
}

enum err
cli_case_load_open(struct cli_case **out, const struct cli_folder *f,
    const struct cli_officer *o, const uint8_t id[static SEAL_ID_LEN],
    const uint8_t open[static SEAL_OPEN_LEN])
{
	char hex[HEX_LEN(SEAL_ID_LEN) + 1];
	struct cli_case *c = calloc(1, sizeof(*c));
	enum err e = ERR_MEMORY;

	base_hex_encode(hex, id, SEAL_ID_LEN);
	if (c == NULL)
		goto out;
	memcpy(c->id, id, sizeof(c->id));
	memcpy(c->open, open, sizeof(c->open));
	if ((e = entries_load(c, f, o, hex)) != ERR_OK)
		goto out;
	cli_case_handle(c);
	if ((e = check(c, f)) != ERR_OK)
		goto out;
	*out = c;
	c = NULL;
out:
	if (e != ERR_OK)
		(void)cli_fail(e, "thread %s", hex);
	cli_case_free(&c);
	return e;
}
