/* SPDX-License-Identifier: ISC */
/* qf reply, qf status: what an officer adds to a thread. */
#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "base/hex.h"
#include "cli/cmd.h"
#include "cli/date.h"
#include "cli/desktop.h"
#include "cli/letter.h"
#include "cli/pull.h"
#include "cli/site.h"
#include "cli/state.h"

#define REASON_NAME "reason"

/* One entry of an officer on its way. */
struct writing {
	struct cli_desktop desk;
	struct cli_case *thread;
	struct cli_letter letter;
	struct cli_parcel parcel;
	const struct sign_roster *roster;
	struct seal_recipient readers[LIMIT_STANZA_MAX];
	size_t readers_count;
};

/* Folder, key, session, the newest state of things, the thread. */
static enum cli_exit
begin(const struct cli_args *a, struct writing *w)
{
	struct cli_desktop *d = &w->desk;
	struct cli_pull p = { .folder = &d->folder, .officer = &d->officer };
	struct base_date today;
	enum cli_exit x;
	enum err e;

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
	return cli_desktop_case(d, a, NULL, &w->thread);
}

static void
end(struct writing *w)
{
	cli_parcel_done(&w->parcel);
	cli_letter_done(&w->letter);
	cli_case_free(&w->thread);
	cli_desktop_done(&w->desk);
}

/* Readers of the thread who are still enrolled; the reporter if for_reporter */
static enum err
address(struct writing *w, bool for_reporter)
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
fill(struct writing *w, enum sign_kind kind)
{
	struct sign_entry *e = w->letter.entry;

	e->kind = kind;
	memcpy(e->thread, w->thread->handle, sizeof(e->thread));
	cli_today(&e->date);
	e->roster_version = w->roster->version;
	memcpy(e->roster_hash, w->roster->hash, sizeof(e->roster_hash));
	e->officer = w->desk.officer.number;
	e->after_count = sign_thread_heads(w->thread->thread, kind, e->after);
}

static enum err
body_write(const struct writing *w, bool for_reporter, struct base_buf *out)
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
static enum cli_exit
deliver(struct writing *w, enum sign_kind kind)
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
	e = cli_letter_seal(&w->letter, d->folder.host, d->officer.entry,
	    w->readers, w->readers_count, w->roster->slots, &w->parcel);
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

static const struct cli_opt reply_opts[] = {
	CLI_FOLDER_OPTS,
	{ "status", 0, "P1..P8", "the public status to show", false },
	CLI_HTTP_OPTS,
	{ 0 },
};

static enum cli_exit
reply_check(const struct cli_args *a)
{
	const char *status = cli_arg(a, "status");

	if (status != NULL &&
	    (strlen(status) != 2 || status[0] != 'P' || status[1] < '1' ||
		status[1] > '8'))
		return cli_misuse("--status must be P1 to P8");
	if (status == NULL && a->operand_len < 2)
		return cli_misuse("expected TEXT or --status");
	return CLI_OK;
}

/* After the passphrase: both may come from standard input. */
static enum cli_exit
reply_words(const struct cli_args *a, struct writing *w)
{
	const char *status = cli_arg(a, "status");
	enum err e;

	if (status != NULL &&
	    (e = cli_letter_add(&w->letter, "status",
		 (struct base_text){ status, strlen(status) })) != ERR_OK)
		return cli_fail(e, "the status");
	if (a->operand_len > 1 &&
	    cli_letter_text(&w->letter, a->operand[1]) != ERR_OK)
		return CLI_FAIL;
	if (status == NULL && w->letter.entry->body.len == 0) {
		cli_error("there is nothing to say");
		return CLI_FAIL;
	}
	return CLI_OK;
}

static enum cli_exit
reply_run(const struct cli_args *a)
{
	static struct writing w = { .desk = { .folder = { .lock = -1 } } };
	enum cli_exit x;

	if ((x = reply_check(a)) != CLI_OK)
		return x;
	if ((x = begin(a, &w)) == CLI_OK && (x = reply_words(a, &w)) == CLI_OK)
		x = deliver(&w, SIGN_KIND_REPLY);
	end(&w);
	return x;
}

const struct cli_cmd cmd_reply = {
	.noun = "reply",
	.operands = "THREAD [TEXT]",
	.operands_min = 1,
	.operands_max = 2,
	.help = "answer the reporter; TEXT is a file, or - for standard input",
	.opts = reply_opts,
	.example = "qf reply -i officer-01.key --status P4 3f5a answer.txt",
	.run = reply_run,
};

static const struct cli_opt status_opts[] = {
	CLI_FOLDER_OPTS,
	{ "reason", 0, "WORDS", "why; goes into the sealed event", false },
	CLI_HTTP_OPTS,
	{ 0 },
};

static enum cli_exit
status_words(const struct cli_args *a, struct writing *w)
{
	const char *to = a->operand[1], *reason = cli_arg(a, "reason");
	char from[CLI_STATE_LEN + 1];
	enum err e;

	cli_state_of(w->thread->thread, from);
	if (!cli_state_step(from, to)) {
		cli_error("there is no step from %s to %s", from, to);
		cli_hint("from %s one can go to: %s", from,
		    cli_state_next(from)[0] ? cli_state_next(from)
					    : "nowhere, it is the end");
		return CLI_FAIL;
	}
	if ((e = cli_letter_add(&w->letter, "from",
		 (struct base_text){ from, strlen(from) })) != ERR_OK ||
	    (e = cli_letter_add(&w->letter, "to",
		 (struct base_text){ to, strlen(to) })) != ERR_OK)
		return cli_fail(e, "the event");
	if (reason != NULL &&
	    (e = cli_letter_add(&w->letter, REASON_NAME,
		 (struct base_text){ reason, strlen(reason) })) != ERR_OK)
		return cli_fail(e, "the reason");
	return CLI_OK;
}

static enum cli_exit
status_run(const struct cli_args *a)
{
	static struct writing w = { .desk = { .folder = { .lock = -1 } } };
	enum cli_exit x;

	if ((x = begin(a, &w)) == CLI_OK && (x = status_words(a, &w)) == CLI_OK)
		x = deliver(&w, SIGN_KIND_EVENT);
	end(&w);
	return x;
}

const struct cli_cmd cmd_status = {
	.noun = "status",
	.operands = "THREAD STATE",
	.operands_min = 2,
	.operands_max = 2,
	.help = "move a thread to another state by a signed event",
	.opts = status_opts,
	.example = "qf status -i officer-01.key --reason 登记 3f5a R02",
	.run = status_run,
};
