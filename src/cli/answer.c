/* SPDX-License-Identifier: ISC */
#include "cli/answer.h"

#include <string.h>

#include <sodium.h>

#include "base/base64.h"
#include "cli/caseview.h"
#include "cli/date.h"
#include "cli/lost.h"
#include "cli/pull.h"
#include "cli/render.h"

enum cli_exit
cli_answer_home(const struct cli_args *a, struct cli_answer *w)
{
	*w = (struct cli_answer){ .desk = { .folder = { .lock = -1 } },
		.offline = true };
	cli_today(&w->today);
	return cli_desktop_open(&w->desk, a);
}

enum cli_exit
cli_answer_ready(struct cli_answer *w)
{
	struct cli_desktop *d = &w->desk;
	enum err e;

	if (d->folder.lock < 0 && cli_folder_lock(&d->folder) != ERR_OK)
		return CLI_FAIL;
	e = sign_chain_current(d->folder.chain, &w->today, &w->roster);
	if (e != ERR_OK) {
		(void)cli_fail(e, "the roster");
		if (w->offline)
			cli_hint("a newer one comes with `qf sync' or "
				 "`qf import'");
		return CLI_FAIL;
	}
	w->author = d->officer.entry;
	w->number = d->officer.number;
	return CLI_OK;
}

enum cli_exit
cli_answer_open(const struct cli_args *a, struct cli_answer *w)
{
	struct cli_desktop *d = &w->desk;
	enum cli_exit x;
	enum err e;

	if ((x = cli_answer_home(a, w)) != CLI_OK)
		return x;
	w->offline = cli_flag(a, "offline");
	if (cli_folder_lock(&d->folder) != ERR_OK)
		return CLI_FAIL;
	if (!w->offline) {
		e = cli_officer_login(
		    &d->officer, a, d->folder.office, d->folder.ca);
		if (e == ERR_NETWORK || e == ERR_TIMEOUT)
			cli_hint("--offline keeps it for the next sync");
		if (e != ERR_OK ||
		    cli_pull_notes(&d->folder, d->officer.http) != ERR_OK)
			return CLI_FAIL;
	}
	return cli_answer_ready(w);
}

enum cli_exit
cli_answer_take(struct cli_answer *w, const uint8_t id[static SEAL_ID_LEN])
{
	struct cli_desktop *d = &w->desk;

	cli_parcel_done(&w->parcel);
	w->parcel = (struct cli_parcel){ 0 };
	cli_letter_done(&w->letter);
	cli_case_free(&w->thread);
	w->readers_count = 0;
	if (cli_letter_init(&w->letter) != ERR_OK ||
	    cli_case_load(&w->thread, &d->folder, &d->officer, id) != ERR_OK)
		return CLI_FAIL;
	return CLI_OK;
}

static enum err
pull(struct cli_answer *w, const uint8_t id[static SEAL_ID_LEN])
{
	struct cli_pull p = { .folder = &w->desk.folder,
		.officer = &w->desk.officer };

	return w->offline ? ERR_OK : cli_pull_thread(&p, id);
}

enum cli_exit
cli_answer_reload(struct cli_answer *w)
{
	uint8_t id[SEAL_ID_LEN];

	memcpy(id, w->thread->id, sizeof(id));
	return cli_answer_take(w, id);
}

enum cli_exit
cli_answer_missed(const struct cli_folder *f, size_t before, const char *hint)
{
	size_t now;

	if (cli_lost_count(f, &now) != ERR_OK)
		return CLI_FAIL;
	if (now <= before || cli_lost_say(f, NULL, &now) != ERR_OK)
		return now <= before ? CLI_OK : CLI_FAIL;
	cli_error("the office withholds what it had or lists");
	if (hint != NULL)
		cli_hint("%s", hint);
	return CLI_FAIL;
}

enum cli_exit
cli_answer_thread(struct cli_answer *w, const char *prefix)
{
	const struct cli_folder *f = &w->desk.folder;
	uint8_t id[SEAL_ID_LEN];
	size_t lost = 0;

	if (cli_folder_find(f, prefix, id) != ERR_OK ||
	    cli_lost_count(f, &lost) != ERR_OK || pull(w, id) != ERR_OK)
		return CLI_FAIL;
	/* Nobody signs by what he has not looked at. */
	if (cli_answer_missed(f, lost, "nothing was signed") != CLI_OK)
		return CLI_FAIL;
	return cli_answer_take(w, id);
}

enum cli_exit
cli_answer_begin(const struct cli_args *a, struct cli_answer *w)
{
	enum cli_exit x = cli_answer_open(a, w);

	return x == CLI_OK ? cli_answer_thread(w, a->operand[0]) : x;
}

void
cli_answer_end(struct cli_answer *w)
{
	cli_parcel_done(&w->parcel);
	cli_letter_done(&w->letter);
	cli_case_free(&w->thread);
	cli_desktop_done(&w->desk);
}

enum cli_exit
cli_answer_field(struct cli_answer *w, const char *name, const char *value)
{
	enum err e = cli_letter_add(
	    &w->letter, name, (struct base_text){ value, strlen(value) });

	return e == ERR_OK ? CLI_OK : cli_fail(e, "the field %s", name);
}

enum cli_exit
cli_answer_hash(struct cli_answer *w, const char *name, size_t at)
{
	const struct sign_entry *e = w->thread->thread->entries[at].entry;
	char hash[BASE64_LEN(SIGN_HASH_LEN) + 1];

	base_base64_encode(hash, e->hash, sizeof(e->hash), BASE64_STD);
	return cli_answer_field(w, name, hash);
}

/*
 * Readers of the thread who are still enrolled and have not stepped aside; the
 * author in any case, who must be able to read what he wrote; the reporter if
 * for_reporter.
 */
static enum err
address(struct cli_answer *w, bool for_reporter)
{
	const struct sign_thread *t = w->thread->thread;
	const struct sign_triage *triage = w->thread->triage;
	struct sign_entry *e = w->letter.entry;

	if (t->report == NULL) {
		cli_error("the thread has no report that can be trusted");
		return ERR_ENTRY;
	}
	if (!t->readers[w->desk.officer.number]) {
		cli_error("you are not a reader of this thread");
		return ERR_DENIED;
	}
	for (unsigned n = 0; n <= SIGN_NUMBER_MAX; n++) {
		const struct sign_officer *o =
		    sign_roster_officer(w->roster, n);

		if (!t->readers[n] || t->left_out[n] || o == NULL ||
		    (triage->recused[n] && n != w->desk.officer.number))
			continue;
		if (w->readers_count == LIMIT_STANZA_MAX ||
		    sign_numbers_add(&e->to, n) != ERR_OK)
			return ERR_LIMIT;
		w->readers[w->readers_count++] = o->recipient;
	}
	if (for_reporter && w->readers_count < LIMIT_STANZA_MAX)
		w->readers[w->readers_count++] = t->report->reply_to;
	return ERR_OK;
}

/*
 * What the new entry follows.  Own looks that were not sent yet are left out,
 * so that one that is never sent leaves nobody with an unknown `after`.
 */
static size_t
heads(struct cli_answer *w, enum sign_kind kind,
    uint8_t out[static LIMIT_AFTER_MAX][SIGN_HASH_LEN])
{
	struct sign_thread *t = w->thread->thread;
	bool hidden[LIMIT_THREAD_MAX];
	size_t n;

	for (size_t i = 0; i < t->entry_count; i++) {
		struct sign_thread_entry *te = &t->entries[i];

		hidden[i] = te->trusted && cli_caseview_is_look(te) &&
			    cli_case_find(w->thread, te->item->id)->unsent;
		te->trusted = te->trusted && !hidden[i];
	}
	n = sign_thread_heads(t, kind, out);
	for (size_t i = 0; i < t->entry_count; i++)
		t->entries[i].trusted = t->entries[i].trusted || hidden[i];
	return n;
}

static void
fill(struct cli_answer *w, enum sign_kind kind)
{
	struct sign_entry *e = w->letter.entry;

	e->kind = kind;
	memcpy(e->thread, w->thread->handle, sizeof(e->thread));
	e->date = w->today;
	e->roster_version = w->roster->version;
	memcpy(e->roster_hash, w->roster->hash, sizeof(e->roster_hash));
	e->officer = w->number;
	e->after_count = heads(w, kind, e->after);
}

/* What the table and the reader's checks would say of it. */
static enum err
ask_first(struct cli_answer *w)
{
	struct cli_case_try t;
	enum err e;

	e = cli_case_try(w->thread, &w->desk.folder, &w->parcel.note,
	    w->parcel.payload_hash, &w->today, &t);
	if (e != ERR_OK) {
		(void)cli_fail(e, "cannot check the entry");
	} else if (t.alarms != 0) {
		cli_error("every reader would be alarmed:");
		cli_render_alarms_note(t.alarms);
		e = ERR_DENIED;
	} else if (sign_verdict_is_void(t.verdict)) {
		cli_error("it would be void: %s", sign_verdict_text(t.verdict));
		e = ERR_DENIED;
	}
	w->verdict = t.verdict;
	cli_case_try_done(&t);
	return e;
}

enum cli_exit
cli_answer_keep(struct cli_answer *w, enum sign_kind kind)
{
	bool for_reporter = kind == SIGN_KIND_REPLY;
	struct cli_folder *f = &w->desk.folder;
	enum err e;
	bool look;

	fill(w, kind);
	if (address(w, for_reporter) != ERR_OK ||
	    cli_letter_seal(&w->letter, f->host, w->author,
		&(struct cli_address){ w->readers, w->readers_count,
		    w->roster->slots, CLI_BUCKET_POSTED, 0 },
		&w->parcel) != ERR_OK)
		return CLI_FAIL;
	if (!w->unchecked && ask_first(w) != ERR_OK)
		return CLI_FAIL;
	look = sign_entry_field(w->letter.entry, "opened", 0) != NULL;
	e = cli_outbox_add_entry(f, w->thread->id, &w->parcel, for_reporter,
	    look, &w->today, w->roster->version);
	return e == ERR_OK ? CLI_OK : CLI_FAIL;
}

enum cli_exit
cli_answer_send(struct cli_answer *w)
{
	struct cli_desktop *d = &w->desk;
	uint8_t id[SEAL_ID_LEN];
	size_t sent, lost = 0;

	if (w->offline)
		return CLI_OK;
	memcpy(id, w->thread->id, sizeof(id));
	if (cli_lost_count(&d->folder, &lost) != ERR_OK ||
	    cli_outbox_send(&d->folder, &d->officer, &sent) != ERR_OK ||
	    pull(w, id) != ERR_OK)
		return CLI_FAIL;
	/* It may have said that it stored it, and not show it. */
	return cli_answer_missed(&d->folder, lost, NULL);
}

enum cli_exit
cli_answer_deliver(struct cli_answer *w, enum sign_kind kind)
{
	enum cli_exit x;

	if ((x = cli_answer_keep(w, kind)) != CLI_OK ||
	    (x = cli_answer_send(w)) != CLI_OK)
		return x;
	cli_note(w->offline ? "kept for the next sync" : "stored");
	return cli_answer_reload(w);
}
