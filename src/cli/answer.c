/* SPDX-License-Identifier: ISC */
#include "cli/answer.h"

#include <string.h>

#include <sodium.h>

#include "base/base64.h"
#include "base/hex.h"
#include "cli/date.h"
#include "cli/pull.h"
#include "cli/site.h"

/* Folder, key, session, the newest state of things, the thread. */
enum cli_exit
cli_answer_begin(const struct cli_args *a, struct cli_answer *w)
{
	struct cli_desktop *d = &w->desk;
	struct cli_pull p = { .folder = &d->folder, .officer = &d->officer };
	struct base_date today;
	enum cli_exit x;
	enum err e;

	*w = (struct cli_answer){ .desk = { .folder = { .lock = -1 } } };
	if (cli_letter_init(&w->letter) != ERR_OK)
		return CLI_FAIL;
	if ((x = cli_desktop_open(d, a)) != CLI_OK)
		return x;
	if (cli_folder_lock(&d->folder) != ERR_OK ||
	    cli_officer_login(&d->officer, a, d->folder.office, d->folder.ca) !=
		ERR_OK ||
	    cli_pull_notes(&d->folder, d->officer.http) != ERR_OK ||
	    cli_pull_threads(&p) != ERR_OK)
		return CLI_FAIL;
	cli_today(&today);
	e = sign_chain_current(d->folder.chain, &today, &w->roster);
	if (e != ERR_OK)
		return cli_fail(e, "the roster");
	w->author = d->officer.entry;
	w->number = d->officer.number;
	return cli_desktop_case(d, a, &w->thread);
}

void
cli_answer_end(struct cli_answer *w)
{
	cli_parcel_done(&w->parcel);
	cli_letter_done(&w->letter);
	cli_case_free(&w->thread);
	cli_desktop_done(&w->desk);
}

/* Readers of the thread who are still enrolled; the reporter if for_reporter */
static enum err
address(struct cli_answer *w, bool for_reporter)
{
	const struct sign_thread *t = w->thread->thread;
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

		if (!t->readers[n] || t->left_out[n] || o == NULL)
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

static void
fill(struct cli_answer *w, enum sign_kind kind)
{
	struct sign_entry *e = w->letter.entry;

	e->kind = kind;
	memcpy(e->thread, w->thread->handle, sizeof(e->thread));
	cli_today(&e->date);
	e->roster_version = w->roster->version;
	memcpy(e->roster_hash, w->roster->hash, sizeof(e->roster_hash));
	e->officer = w->number;
	e->after_count = sign_thread_heads(w->thread->thread, kind, e->after);
}

static enum err
body_write(const struct cli_answer *w, bool for_reporter, struct base_buf *out)
{
	char report[HEX_LEN(SEAL_ID_LEN) + 1];
	char right[BASE64_LEN(SEAL_OPEN_LEN) + 1];
	char hash[BASE64_LEN(SEAL_HASH_LEN) + 1];
	const struct cli_parcel *p = &w->parcel;
	enum err e;

	base_hex_encode(report, w->thread->id, sizeof(w->thread->id));
	base_base64_encode(
	    right, w->thread->open, sizeof(w->thread->open), BASE64_URL_RAW);
	base_base64_encode(
	    hash, p->open_hash, sizeof(p->open_hash), BASE64_URL_RAW);
	e = base_buf_addf(out,
	    "report %s\nreport-open %s\naudience %s\nopen %s\n\n", report,
	    right, for_reporter ? "reporter" : "office", hash);
	sodium_memzero(right, sizeof(right));
	if (e == ERR_OK)
		e = base_buf_add(out, p->header.data, p->header.len);
	if (e == ERR_OK)
		e = base_buf_add(out, p->payload.data, p->payload.len);
	return e;
}

/* Seal, post, and fetch what is then in the thread. */
enum cli_exit
cli_answer_deliver(struct cli_answer *w, enum sign_kind kind)
{
	bool for_reporter = kind == SIGN_KIND_REPLY;
	struct cli_desktop *d = &w->desk;
	struct cli_pull p = { .folder = &d->folder, .officer = &d->officer };
	struct cli_http_reply r = { 0 };
	struct base_buf body;
	enum err e;

	base_buf_init(&body, LIMIT_BODY_LEN + LIMIT_PREAMBLE_LEN);
	fill(w, kind);
	if ((e = address(w, for_reporter)) != ERR_OK)
		goto out;
	e = cli_letter_seal(&w->letter, d->folder.host, w->author,
	    &(struct cli_address){ w->readers, w->readers_count,
		w->roster->slots, CLI_BUCKET_POSTED },
	    &w->parcel);
	if (e != ERR_OK)
		goto out;
	if ((e = body_write(w, for_reporter, &body)) != ERR_OK) {
		(void)cli_fail(e, "cannot write the entry");
		goto out;
	}
	e = cli_officer_send(&d->officer, "/v1/entries", CLI_ENTRY_TYPE,
	    body.data, body.len, 4096, &r);
	if (e == ERR_NOT_FOUND)
		cli_error("the office no longer has this thread");
	if (e == ERR_OK) {
		cli_note("stored");
		e = cli_pull_threads(&p);
	}
out:
	cli_http_reply_done(&r);
	base_buf_done(&body);
	return e == ERR_OK ? CLI_OK : CLI_FAIL;
}
