/* SPDX-License-Identifier: ISC */
/*
 * qf contact: what reporters left to be reached by, and its end.  Contact data
 * is an entry of its own; 30 days after the case was closed two officers sign
 * that it is destroyed, and the office puts their note in its place
 * (docs/protocol.md section 8).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/base64.h"
#include "base/hex.h"
#include "cli/answer.h"
#include "cli/cmd.h"
#include "cli/date.h"
#include "cli/file.h"
#include "cli/gone.h"
#include "cli/headers.h"
#include "cli/json.h"
#include "cli/pull.h"

#define KEPT_DAYS 30 /* after the case was closed; the notice says so */
#define CLOSED_FROM 7 /* P7, P8 */
#define NAME_LEN_MAX 160
#define ANSWER_MAX 4096u
#define ENTRY_TYPE "application/vnd.qingfeng.entry"

/* ---- what is due ----------------------------------------------------------- */

/* The first contact entry from `at` on that is there to be destroyed. */
static const struct sign_thread_entry *
contact_find(const struct cli_case *c, size_t *at)
{
	for (size_t i = *at; i < c->thread->entry_count; i++) {
		const struct sign_thread_entry *te = &c->thread->entries[i];

		if (te->trusted && te->entry->kind == SIGN_KIND_CONTACT) {
			*at = i + 1;
			return te;
		}
	}
	return NULL;
}

/* The day on which the case was closed and has been since; false: it is not. */
static bool
closed_on(const struct cli_case *c, struct base_date *out)
{
	const struct sign_triage *t = c->triage;
	bool closed = false;

	for (size_t i = 0; i < t->move_count; i++) {
		const struct sign_move *m = &t->moves[i];
		bool was = closed;

		closed = sign_states[m->to].public_status >= CLOSED_FROM;
		if (closed && !was)
			*out = c->thread->entries[m->effect].entry->date;
	}
	return closed;
}

/* The last day on which it may be there; false while the case is open. */
static bool
due_on(const struct cli_case *c, struct base_date *out)
{
	struct base_date closed;

	if (!closed_on(c, &closed))
		return false;
	base_date_from_days(base_date_days(&closed) + KEPT_DAYS, out);
	return true;
}

static const struct cli_opt due_opts[] = {
	CLI_FOLDER_OPTS,
	{ "json", 0, NULL, "print as JSON", false },
	{ 0 },
};

/* One row for a thread that holds contact data. */
static void
row_add(const struct cli_case *c, const struct base_date *today, json_t *list)
{
	char hex[HEX_LEN(SEAL_ID_LEN) + 1];
	struct base_date due;
	bool closed = due_on(c, &due);

	base_hex_encode(hex, c->id, sizeof(c->id));
	(void)json_array_append_new(
	    list, json_pack("{s:s, s:s?, s:b}", "thread", hex, "due",
		      closed ? due.text : NULL, "overdue",
		      (int)(closed && base_date_days(&due) <
						  base_date_days(today))));
}

static void
rows_print(const json_t *list)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *o = json_array_get(list, i);
		const char *due =
		    json_string_value(json_object_get(o, "due"));

		(void)printf("%.12s %s%s\n",
		    json_string_value(json_object_get(o, "thread")),
		    due == NULL ? "open" : due,
		    json_is_true(json_object_get(o, "overdue")) ? " overdue"
								: "");
	}
}

static enum cli_exit
due_list(const struct cli_desktop *d, json_t *list)
{
	struct cli_ids ids = { 0 };
	struct base_date today;
	enum cli_exit x = CLI_OK;

	cli_today(&today);
	if (cli_folder_threads(&d->folder, &ids) != ERR_OK)
		return CLI_FAIL;
	for (size_t i = 0; i < ids.count; i++) {
		struct cli_case *c = NULL;
		size_t at = 0;

		if (cli_case_load(&c, &d->folder, &d->officer, ids.list[i]) !=
		    ERR_OK)
			x = CLI_FAIL;
		else if (contact_find(c, &at) != NULL)
			row_add(c, &today, list);
		cli_case_free(&c);
	}
	cli_ids_done(&ids);
	return x;
}

static enum cli_exit
due_run(const struct cli_args *a)
{
	json_t *list = json_array();
	struct cli_desktop d;
	enum cli_exit x;

	if ((x = cli_desktop_open(&d, a)) == CLI_OK)
		x = due_list(&d, list);
	if (x == CLI_OK && cli_flag(a, "json"))
		cli_json_print(json_incref(list));
	else if (x == CLI_OK)
		rows_print(list);
	json_decref(list);
	cli_desktop_done(&d);
	return x;
}

const struct cli_cmd cmd_contact_due = {
	.noun = "contact",
	.verb = "due",
	.operands = "",
	.help = "list the threads with contact data, and until when",
	.opts = due_opts,
	.example = "qf contact due -i officer-01.key",
	.run = due_run,
};

/* ---- destroying ------------------------------------------------------------ */

static const struct cli_opt destroy_opts[] = {
	CLI_ANSWER_OPTS,
	{ "early", 0, NULL, "the reporter asked for it: do not wait", false },
	{ "with", 0, "NOTE", "the first officer's note: sign it too, and do it",
	    false },
	{ "output", 'o', "FILE", "write the note here, not to standard output",
	    false },
	{ 0 },
};

/* The commitment of an entry, from the bytes that the folder has of it. */
static enum err
commitment(const struct cli_answer *w, const struct sign_thread_item *item,
    uint8_t d[static SEAL_COMMIT_LEN])
{
	char thread[HEX_LEN(SEAL_ID_LEN) + 1], hex[HEX_LEN(SEAL_ID_LEN) + 1];
	char name[NAME_LEN_MAX];
	uint8_t hash[SEAL_HASH_LEN];
	struct base_text oldest;
	struct base_buf headers;
	enum err e;

	base_hex_encode(thread, w->thread->id, SEAL_ID_LEN);
	base_hex_encode(hex, item->id, SEAL_ID_LEN);
	(void)snprintf(
	    name, sizeof(name), "threads/%s/%s.headers", thread, hex);
	base_buf_init(&headers, 65u * (LIMIT_HEADER_LEN + 4u));
	if ((e = cli_folder_read(&w->desk.folder, name, &headers)) == ERR_OK)
		e = cli_headers_oldest(&headers, &oldest);
	if (e == ERR_OK) {
		(void)crypto_hash_sha256(
		    hash, (const uint8_t *)oldest.data, oldest.len);
		seal_object_commit(w->desk.folder.host, SEAL_COMMIT_ENTRY,
		    hash, item->payload_hash, d);
	}
	base_buf_done(&headers);
	return e;
}

/* The day has come, or the reporter asked. */
static enum cli_exit
due_check(const struct cli_args *a, const struct cli_answer *w)
{
	struct base_date due;
	bool closed = due_on(w->thread, &due);

	if (cli_flag(a, "early") ||
	    (closed && base_date_days(&due) <= base_date_days(&w->today)))
		return CLI_OK;
	if (closed)
		cli_error("contact data is kept until %s", due.text);
	else
		cli_error("the case is not closed");
	cli_hint("--early when the reporter asks for it");
	return CLI_FAIL;
}

static enum err
first_sign(const struct cli_answer *w, const struct sign_retention *r,
    struct base_buf *note)
{
	struct base_buf text;
	enum err e;

	base_buf_init(&text, LIMIT_NOTE_LEN);
	if ((e = sign_retention_write(w->desk.folder.host, r, &text)) ==
	    ERR_OK)
		e = sign_note_sign(w->desk.folder.host,
		    (struct base_text){ (const char *)text.data, text.len },
		    w->author, note);
	base_buf_done(&text);
	return e;
}

/* The first officer's note, for this entry and this rule, with ours behind. */
static enum err
second_sign(const struct cli_answer *w, const struct sign_retention *r,
    const char *path, struct base_buf *note)
{
	struct sign_retention first;
	enum err e;

	if (cli_read_file(path, note) != ERR_OK)
		return ERR_IO;
	e = sign_retention_open(w->desk.folder.host, note->data, note->len,
	    w->desk.folder.chain, &first);
	if (e == ERR_OK && (memcmp(first.id, r->id, sizeof(r->id)) != 0 ||
			       memcmp(first.d, r->d, sizeof(r->d)) != 0 ||
			       strcmp(first.rule, r->rule) != 0))
		e = ERR_RECORD;
	if (e == ERR_OK)
		e = sign_note_add(w->desk.folder.host, w->author, note);
	if (e != ERR_OK)
		(void)cli_fail(e, "%s", path);
	if (e == ERR_EXISTS)
		cli_hint("another officer must sign it");
	return e;
}

static enum err
post(struct cli_answer *w, const struct base_buf *note)
{
	char open[BASE64_LEN(SEAL_OPEN_LEN) + 1],
	    report[HEX_LEN(SEAL_ID_LEN) + 1];
	struct cli_http_reply r = { 0 };
	struct base_buf body;
	enum err e;

	base_hex_encode(report, w->thread->id, SEAL_ID_LEN);
	base_base64_encode(
	    open, w->thread->open, SEAL_OPEN_LEN, BASE64_URL_RAW);
	base_buf_init(&body, LIMIT_NOTE_LEN + LIMIT_PREAMBLE_LEN);
	if ((e = base_buf_addf(&body, "report %s\nreport-open %s\n\n", report,
		 open)) == ERR_OK &&
	    (e = base_buf_add(&body, note->data, note->len)) == ERR_OK)
		e = cli_officer_post(&w->desk.officer, "/v1/retention",
		    ENTRY_TYPE, body.data, body.len, ANSWER_MAX, &r);
	if (e == ERR_NOT_FOUND)
		(void)cli_fail(e, "the thread at the office");
	cli_http_reply_done(&r);
	sodium_memzero(open, sizeof(open));
	base_buf_done(&body);
	return e;
}

/* Send it, and let the folder see what the office made of it. */
static enum cli_exit
destroy(struct cli_answer *w, const struct base_buf *note,
    const uint8_t id[static SEAL_ID_LEN])
{
	char thread[HEX_LEN(SEAL_ID_LEN) + 1];
	struct sign_retention gone;
	struct cli_pull p = { .folder = &w->desk.folder,
		.officer = &w->desk.officer };

	if (post(w, note) != ERR_OK ||
	    cli_pull_thread(&p, w->thread->id) != ERR_OK)
		return CLI_FAIL;
	base_hex_encode(thread, w->thread->id, SEAL_ID_LEN);
	if (!cli_gone_find(&w->desk.folder, thread, id, &gone)) {
		cli_error("the office says that it is destroyed, and does not "
			  "show the officers' note in its place");
		cli_hint("the store folder still has it; ask the "
			 "administrator");
		return CLI_FAIL;
	}
	cli_note("destroyed");
	return CLI_OK;
}

static enum cli_exit
draft_write(const struct cli_args *a, const struct base_buf *note)
{
	if (cli_write_file(cli_arg(a, "output"), note->data, note->len, 0644,
		true) != ERR_OK)
		return CLI_FAIL;
	cli_note("another officer does it: `qf contact destroy --with' this "
		 "note");
	return CLI_OK;
}

static enum cli_exit
one_destroy(const struct cli_args *a, struct cli_answer *w,
    const struct sign_thread_item *item)
{
	struct sign_retention r = { .rule = SIGN_RULE_CONTACT,
		.date = w->today };
	const char *with = cli_arg(a, "with");
	struct base_buf note;
	enum cli_exit x = CLI_FAIL;
	enum err e;

	base_buf_init(&note, LIMIT_NOTE_LEN);
	memcpy(r.id, item->id, sizeof(r.id));
	if ((e = commitment(w, item, r.d)) != ERR_OK)
		(void)cli_fail(e, "the contact data");
	else if (with != NULL) {
		if (second_sign(w, &r, with, &note) == ERR_OK)
			x = destroy(w, &note, r.id);
	} else if ((e = first_sign(w, &r, &note)) != ERR_OK)
		(void)cli_fail(e, "the note");
	else
		x = draft_write(a, &note);
	base_buf_done(&note);
	return x;
}

static enum cli_exit
destroy_run(const struct cli_args *a)
{
	static struct cli_answer w; /* too big for a stack */
	const struct sign_thread_entry *te;
	size_t at = 0;
	enum cli_exit x;

	if (cli_flag(a, "offline") && cli_arg(a, "with") != NULL)
		return cli_misuse("--with needs the office");
	if ((x = cli_answer_begin(a, &w)) != CLI_OK ||
	    (x = due_check(a, &w)) != CLI_OK)
		goto out;
	if ((te = contact_find(w.thread, &at)) == NULL) {
		cli_error("there is no contact data in this thread");
		x = CLI_FAIL;
		goto out;
	}
	x = one_destroy(a, &w, te->item);
out:
	cli_answer_end(&w);
	return x;
}

const struct cli_cmd cmd_contact_destroy = {
	.noun = "contact",
	.verb = "destroy",
	.operands = "THREAD",
	.operands_min = 1,
	.operands_max = 1,
	.help = "destroy a thread's contact data, two officers together",
	.opts = destroy_opts,
	.example = "qf contact destroy -i officer-02.key --with gone.note 3f5a",
	.run = destroy_run,
};
