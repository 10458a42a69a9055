/* SPDX-License-Identifier: ISC */
#include "cli/box.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "cli/chainfile.h"
#include "cli/json.h"
#include "sign/promise.h"

#define BOX_MAX (4u * 1024u * 1024u)
#define BOX_FORMAT 1

void
cli_box_free(struct cli_box **box)
{
	struct cli_box *b;

	if (box == NULL || *box == NULL)
		return;
	b = *box;
	sign_thread_free(&b->thread);
	for (size_t i = 0; i < b->entry_count; i++)
		cli_object_done(&b->entries[i].object);
	free(b->entries);
	free(b->items);
	json_decref(b->list);
	cli_reporter_done(&b->reporter);
	cli_site_done(&b->site);
	free(b);
	*box = NULL;
}

const struct cli_box_entry *
cli_box_find(const struct cli_box *b, const uint8_t id[static SEAL_ID_LEN])
{
	size_t i = 0;

	while (memcmp(b->entries[i].id, id, SEAL_ID_LEN) != 0) {
		i++;
		REQUIRE(i < b->entry_count);
	}
	return &b->entries[i];
}

static enum err
list_fetch(struct cli_box *b)
{
	struct cli_http_reply r;
	uint64_t format;
	enum err e;

	e = cli_site_get(&b->site, "/v1/box", b->reporter.mailbox, BOX_MAX, &r);
	if (e == ERR_OK && r.status == 404) {
		cli_error("there is no box for this receipt code");
		cli_hint("is it the code of this site?  Old boxes are "
			 "removed");
		e = ERR_NOT_FOUND;
	} else if (e != ERR_OK || cli_http_status(&r) != ERR_OK) {
		cli_http_say(b->site.http, e, &r, "cannot read the box");
		e = e == ERR_OK ? cli_http_status(&r) : e;
	} else if ((e = cli_json_parse(&r.body, &b->list)) != ERR_OK ||
		   (e = cli_json_number(
			b->list, "format", BOX_FORMAT, &format)) != ERR_OK) {
		(void)cli_fail(e, "the box");
	}
	cli_http_reply_done(&r);
	return e;
}

static enum err
self_open(struct cli_box *b)
{
	uint8_t sealed[SEAL_SELF_LEN];
	enum err e;

	e = cli_json_bytes(b->list, "self", sealed, sizeof(sealed));
	if (e == ERR_OK)
		e = sign_self_open(b->site.host, sealed,
		    &b->reporter.keys.identity, &b->reporter.sign->vkey,
		    &b->self);
	if (e != ERR_OK)
		(void)cli_fail(e, "what the box says of itself");
	return e;
}

/* The pin of self beats the command line's; two that differ are an alarm. */
static enum cli_exit
chain_check(struct cli_box *b, const struct cli_args *a)
{
	uint8_t pin[SIGN_HASH_LEN];
	enum cli_exit x;

	if ((x = cli_arg_pin(a, "pin", pin, &b->pinned)) != CLI_OK)
		return x;
	if (b->self.has_root) {
		if (b->pinned && memcmp(pin, b->self.root, sizeof(pin)) != 0) {
			cli_error("--pin is not the pin that the report was "
				  "sent under");
			return CLI_FAIL;
		}
		memcpy(pin, b->self.root, sizeof(pin));
		b->pinned = true;
	}
	if (cli_site_chain(&b->site, b->pinned ? pin : NULL,
		b->self.roster_version) != ERR_OK)
		return CLI_FAIL;
	/* Another roster by that number would be one that few were shown. */
	if (sign_chain_find(b->site.chain, b->self.roster_version,
		b->self.roster_hash) == NULL) {
		cli_error("the roster that the report was sent by is not the "
			  "one that is served");
		return CLI_FAIL;
	}
	if (!b->pinned)
		cli_warn_unpinned();
	return CLI_OK;
}

/* Promise keys may change: any roster of the chain may hold the right one. */
static bool
promise_holds(const struct cli_box *b, const char *note,
    const uint8_t d[static SIGN_HASH_LEN])
{
	for (size_t i = 0; i < sign_chain_roster_count(b->site.chain); i++) {
		const struct sign_roster *r =
		    sign_chain_roster_at(b->site.chain, i);

		if (sign_promise_verify(b->site.host, note, strlen(note),
			r->promises, r->promise_count, d, NULL, NULL) == ERR_OK)
			return true;
	}
	return false;
}

/* The sealed bytes of a reply, range by range. */
static enum err
reply_bytes(
    struct cli_box *b, const struct cli_box_entry *en, struct base_buf *out)
{
	char path[96], id[HEX_LEN(SEAL_ID_LEN) + 1], range[32];
	struct cli_http_req req = { .method = "GET",
		.path = path,
		.bearer = b->reporter.mailbox,
		.range = range,
		.reply_max = LIMIT_BODY_LEN + LIMIT_HEADER_LEN };
	struct cli_http_reply r;
	enum err e = ERR_OK;

	base_hex_encode(id, en->id, sizeof(en->id));
	(void)snprintf(path, sizeof(path), "/v1/box/entries/%s", id);
	while (e == ERR_OK && out->len < en->size) {
		(void)snprintf(range, sizeof(range), "%zu-", out->len);
		e = cli_http_call(b->site.http, &req, &r);
		if (e == ERR_OK)
			e = cli_http_status(&r);
		if (e == ERR_OK && r.body.len == 0)
			e = ERR_PROTOCOL;
		if (e == ERR_OK)
			e = base_buf_add(out, r.body.data, r.body.len);
		cli_http_reply_done(&r);
	}
	return e == ERR_OK && out->len != en->size ? ERR_PROTOCOL : e;
}

/* Fetch and open; prefix as in cli_object_open(). */
static enum err
reply_open(struct cli_box *b, const struct cli_box_entry *en,
    const char *prefix, struct cli_object *out)
{
	struct seal_memory memory;
	struct seal_source src = { seal_memory_read, &memory };
	struct base_buf sealed;
	struct seal_header h;
	size_t len;
	enum err e;

	base_buf_init(&sealed, LIMIT_UPLOAD_LEN * 2u);
	if ((e = reply_bytes(b, en, &sealed)) == ERR_OK &&
	    (e = seal_header_find(sealed.data, sealed.len, &len)) == ERR_OK &&
	    (e = seal_header_parse(sealed.data, len, &h)) == ERR_OK) {
		memory = (struct seal_memory){ sealed.data + len,
			sealed.len - len, 0 };
		e = cli_object_open(
		    out, &h, &b->reporter.keys.identity, 1, &src, prefix);
	}
	if (e == ERR_OK && memcmp(out->id, en->id, sizeof(en->id)) != 0)
		e = ERR_PROTOCOL;
	base_buf_done(&sealed);
	return e;
}

static enum err
reply_fetch(struct cli_box *b, struct cli_box_entry *en, const char *note)
{
	uint8_t d[SEAL_COMMIT_LEN];
	enum err e;

	if ((e = reply_open(b, en, NULL, &en->object)) != ERR_OK)
		return e;
	seal_object_commit(b->site.host, SEAL_COMMIT_ENTRY,
	    en->object.header_hash, en->object.payload_hash, d);
	en->promise_known = true;
	en->promised = promise_holds(b, note, d);
	return ERR_OK;
}

/* The attachments of one reply, each behind its entry's first digits. */
static enum err
reply_extract(
    struct cli_box *b, const struct cli_box_entry *en, const char *dir)
{
	char hex[HEX_LEN(SEAL_ID_LEN) + 1], *prefix = NULL;
	struct cli_object again;
	enum err e = ERR_MEMORY;

	base_hex_encode(hex, en->id, sizeof(en->id));
	cli_object_init(&again);
	if (asprintf(&prefix, "%s/%.*s-", dir, CLI_ID_SHOWN_LEN, hex) < 0)
		prefix = NULL;
	else
		e = reply_open(b, en, prefix, &again);
	free(prefix);
	cli_object_done(&again);
	return e;
}

enum err
cli_box_extract(struct cli_box *b, const char *dir)
{
	enum err e = ERR_OK;

	for (size_t i = 0; e == ERR_OK && i < b->thread->entry_count; i++) {
		const struct sign_thread_entry *te = &b->thread->entries[i];

		if (te->entry == NULL || te->entry->attach_count == 0)
			continue;
		if (te->trusted &&
		    !(te->alarms & SIGN_ALARM_BIT(SIGN_ALARM_ATTACHMENT)))
			e = reply_extract(
			    b, cli_box_find(b, te->item->id), dir);
		else
			cli_warn("attachments of a reply that cannot be "
				 "verified are not written");
	}
	if (e != ERR_OK && e != ERR_IO && e != ERR_EXISTS)
		(void)cli_fail(e, "cannot write the attachments");
	return e;
}

static enum err
entry_read(struct cli_box *b, const json_t *o, struct cli_box_entry *en)
{
	const char *side, *date, *note;
	enum err e;

	if ((e = cli_json_hex(o, "id", en->id, sizeof(en->id))) != ERR_OK ||
	    (e = cli_json_text(o, "side", &side)) != ERR_OK ||
	    (e = cli_json_text(o, "date", &date)) != ERR_OK ||
	    (e = cli_json_text(o, "promise", &note)) != ERR_OK ||
	    (e = cli_json_number(
		 o, "size", LIMIT_UPLOAD_LEN * 2ull, &en->size)) != ERR_OK)
		return e;
	if (base_date_parse(
		(struct base_text){ date, strlen(date) }, &en->date) != ERR_OK)
		return ERR_PROTOCOL;
	if (strcmp(side, "office") == 0) {
		en->side = CLI_SIDE_OFFICE;
		/* A reply that fails is shown as failing, never an end. */
		en->failed = reply_fetch(b, en, note);
		return ERR_OK;
	}
	if (strcmp(side, "reporter") != 0)
		return ERR_PROTOCOL;
	en->side = CLI_SIDE_REPORTER;
	/* Of what one sent, only the report's commitment is still known. */
	en->is_report = promise_holds(b, note, b->self.d);
	en->promise_known = en->promised = en->is_report;
	return ERR_OK;
}

/* Exactly one of the reporter's entries must be the report that self names. */
static void
mark_report(struct cli_box *b)
{
	struct cli_box_entry *oldest = NULL;

	for (size_t i = 0; i < b->entry_count; i++) {
		if (b->entries[i].is_report)
			return;
		if (oldest == NULL && b->entries[i].side == CLI_SIDE_REPORTER)
			oldest = &b->entries[i];
	}
	if (oldest != NULL) {
		oldest->is_report = true;
		oldest->promise_known = true;
		oldest->promised = false;
	}
}

static enum err
entries_read(struct cli_box *b)
{
	json_t *list;
	size_t count;
	enum err e;

	e = cli_json_list(b->list, "entries", LIMIT_THREAD_MAX, &list);
	if (e != ERR_OK)
		return e;
	count = json_array_size(list);
	b->entries = calloc(count + 1, sizeof(*b->entries));
	b->items = calloc(count + 1, sizeof(*b->items));
	if (b->entries == NULL || b->items == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; e == ERR_OK && i < count; i++) {
		cli_object_init(&b->entries[i].object);
		b->entry_count = i + 1;
		e = entry_read(b, json_array_get(list, i), &b->entries[i]);
	}
	mark_report(b);
	return e;
}

static enum err
thread_check(struct cli_box *b)
{
	struct sign_thread_input in = {
		.host = b->site.host,
		.chain = b->site.chain,
		.viewer = SIGN_VIEWER_REPORTER,
		.reporter = &b->reporter.sign->vkey,
		.to = b->self.to,
		.left_out = b->self.left_out,
		.items = b->items,
		.item_count = b->entry_count,
	};

	memcpy(in.handle, b->reporter.thread, sizeof(in.handle));
	for (size_t i = 0; i < b->entry_count; i++) {
		const struct cli_box_entry *en = &b->entries[i];
		struct sign_thread_item *item = &b->items[i];

		memcpy(item->id, en->id, sizeof(item->id));
		item->stored = en->date;
		if (en->side == CLI_SIDE_REPORTER || en->failed != ERR_OK)
			continue;
		memcpy(item->payload_hash, en->object.payload_hash,
		    sizeof(item->payload_hash));
		item->note = en->object.note.data;
		item->note_len = en->object.note.len;
		item->members = en->object.members;
		item->member_count = en->object.member_count;
		item->members_known = true;
	}
	return sign_thread_check(&in, &b->thread);
}

enum cli_exit
cli_box_open(struct cli_box *b, const struct cli_args *a,
    const char code[static SEAL_RECEIPT_LEN])
{
	enum cli_exit x;
	enum err e;

	if ((x = cli_site_connect(a, &b->site)) != CLI_OK)
		return x;
	if (cli_reporter_derive(&b->reporter, b->site.host, code) != ERR_OK ||
	    list_fetch(b) != ERR_OK || self_open(b) != ERR_OK)
		return CLI_FAIL;
	if ((x = chain_check(b, a)) != CLI_OK)
		return x;
	if ((e = entries_read(b)) != ERR_OK || (e = thread_check(b)) != ERR_OK)
		return cli_fail(e, "the box");
	return CLI_OK;
}
