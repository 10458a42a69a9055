/* SPDX-License-Identifier: ISC */
/* qf sync: fetch what opens, sealed as it is, into the store folder. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "cli/chainfile.h"
#include "cli/cmd.h"
#include "cli/date.h"
#include "cli/folder.h"
#include "cli/json.h"
#include "cli/notefile.h"
#include "cli/officer.h"
#include "cli/pull.h"
#include "cli/site.h"

static const struct cli_opt opts[] = {
	{ "office", 0, "URL", "the office's address; remembered", false },
	{ "identity", 'i', "FILE", "the officer's key file", false },
	{ "passphrase-fd", 0, "N", "read the passphrase from descriptor N",
	    false },
	{ "store", 0, "DIR", "store folder, else below $XDG_DATA_HOME", false },
	{ "host", 0, "HOST", "the site, when there are several folders",
	    false },
	{ "pin", 0, "PIN", "what the posters' link has behind r1=", false },
	{ "drop-old", 0, NULL, "forget what was written too long ago", false },
	{ "all", 0, NULL, "read the listing of reports from its start", false },
	CLI_HTTP_OPTS,
	{ "json", 0, NULL, "print the counts as JSON", false },
	{ 0 },
};

/* The site's name, from the office's first root note. */
static enum err
host_ask(struct cli_http *http, char host[static LIMIT_NAME_LEN + 1])
{
	struct cli_http_req req = { .method = "GET",
		.path = "/v1/roots/1",
		.reply_max = LIMIT_NOTE_LEN };
	struct sign_note note;
	struct cli_http_reply r;
	enum err e;

	e = cli_http_call(http, &req, &r);
	if (e != ERR_OK || cli_http_status(&r) != ERR_OK) {
		cli_http_say(http, e, &r, "cannot reach the office");
		e = e == ERR_OK ? cli_http_status(&r) : e;
	} else if ((e = sign_note_parse(r.body.data, r.body.len, &note)) !=
		       ERR_OK ||
		   !cli_line_host(
		       note.first_line, SIGN_ROOT_FIRST_LINE, host)) {
		e = e == ERR_OK ? ERR_ROOT : e;
		(void)cli_fail(e, "the office's first root note");
	}
	cli_http_reply_done(&r);
	return e;
}

/* The pin of the first sync stays; another one later is an error. */
static enum cli_exit
pin_take(struct cli_folder *f, const struct cli_args *a)
{
	uint8_t pin[SIGN_HASH_LEN], first[SIGN_HASH_LEN];
	enum cli_exit x;
	bool given;

	if ((x = cli_arg_pin(a, "pin", pin, &given)) != CLI_OK || !given)
		return x;
	if (f->pinned && memcmp(f->pin, pin, sizeof(pin)) != 0) {
		cli_error("--pin is not the pin of the store folder");
		return CLI_FAIL;
	}
	if (!f->pinned && f->roots > 0 &&
	    (cli_pull_first_root(f, first) != ERR_OK ||
		memcmp(first, pin, sizeof(pin)) != 0)) {
		cli_error("the roots in the store folder do not fit --pin");
		return CLI_FAIL;
	}
	memcpy(f->pin, pin, sizeof(pin));
	f->pinned = true;
	return CLI_OK;
}

/* Who is this key in the newest roster? */
static enum cli_exit
number_find(struct cli_folder *f, const struct seal_identity *id)
{
	const struct sign_roster *r = sign_chain_newest(f->chain);

	for (size_t i = 0; r != NULL && i < r->officer_count; i++) {
		const struct sign_officer *o = &r->officers[i];

		if (memcmp(o->recipient.key, id->recipient.key,
			sizeof(id->recipient.key)) != 0)
			continue;
		if (!f->is_new && o->number != f->officer) {
			cli_error("%s is the store folder of officer %02u, "
				  "the key is that of officer %02u",
			    f->dir, f->officer, o->number);
			cli_hint("give each officer a folder with --store");
			return CLI_FAIL;
		}
		f->officer = o->number;
		return CLI_OK;
	}
	cli_error("this key is not in the newest roster");
	cli_hint("was the officer revoked, or the key replaced?");
	return CLI_FAIL;
}

static void
print_counts(const struct cli_pull *p, bool as_json)
{
	if (as_json)
		cli_json_print(json_pack("{s:I, s:I, s:I}", "threads",
		    (json_int_t)p->threads, "new_threads",
		    (json_int_t)p->new_threads, "new_entries",
		    (json_int_t)p->new_entries));
	else
		(void)printf("%zu threads, %zu of them new; %zu new entries\n",
		    p->threads, p->new_threads, p->new_entries);
}

/* What came before something failed is kept. */
static enum err
pull(struct cli_pull *p, bool from_start)
{
	enum err e, kept;

	if ((e = cli_folder_batch_begin(p->folder)) != ERR_OK)
		return e;
	if ((e = cli_pull_reports(p, from_start)) == ERR_OK)
		e = cli_pull_threads(p);
	kept = cli_folder_batch_end(p->folder);
	if (e == ERR_OK && (e = kept) == ERR_OK)
		e = cli_folder_save(p->folder);
	return e;
}

static enum cli_exit
work(const struct cli_args *a, struct cli_folder *f, struct cli_http *public,
    const char *url)
{
	struct cli_officer me = { 0 }, unnamed = { 0 };
	struct cli_pull p = { .folder = f, .officer = &me };
	enum cli_exit x;
	size_t sent = 0, dropped = 0, lost = 0;
	bool unsent;

	/* The number comes from the roster, the keys' names from the number. */
	x = cli_officer_unlock(&unnamed, a, f->host, 0);
	if (x == CLI_OK && cli_pull_notes(f, public) != ERR_OK)
		x = CLI_FAIL;
	if (x == CLI_OK)
		x = number_find(f, &unnamed.id);
	if (x == CLI_OK)
		x = cli_officer_from(&me, &unnamed, f->officer);
	if (x == CLI_OK)
		cli_keys_load(&me.keys, f->dir, f->host, &me.id);
	if (x == CLI_OK && f->is_new && cli_folder_save(f) != ERR_OK)
		x = CLI_FAIL;
	if (x == CLI_OK && cli_officer_login(&me, a, url, f->ca) != ERR_OK)
		x = CLI_FAIL;
	if (x == CLI_OK && cli_flag(a, "drop-old")) {
		if (cli_outbox_drop_old(f, &dropped) != ERR_OK)
			x = CLI_FAIL;
		cli_note("%zu forgotten", dropped);
	}
	/* What cannot be sent does not keep the rest from being fetched. */
	unsent = x == CLI_OK && cli_outbox_send(f, &me, &sent) != ERR_OK;
	if (x == CLI_OK && pull(&p, cli_flag(a, "all")) != ERR_OK)
		x = CLI_FAIL;
	if (sent > 0)
		cli_note("%zu sent", sent);
	if (x == CLI_OK)
		print_counts(&p, cli_flag(a, "json"));
	if (x == CLI_OK)
		cli_keys_save(me.keys);
	if (unsent)
		x = CLI_FAIL;
	if (cli_lost_say(f, NULL, &lost) != ERR_OK)
		x = CLI_FAIL;
	if (lost > 0) {
		cli_error("the office withholds what it had or lists");
		x = CLI_FAIL;
	}
	cli_officer_done(&me);
	cli_officer_done(&unnamed);
	return x;
}

/* Without --office the folder knows where it is, and its CA. */
static enum cli_exit
run(const struct cli_args *a)
{
	const char *url = cli_arg(a, "office"), *ca = cli_arg(a, "ca"), *key;
	struct cli_folder f = { .lock = -1 }, known = { .lock = -1 };
	struct cli_http *http = NULL;
	char host[LIMIT_NAME_LEN + 1];
	enum cli_exit x = CLI_FAIL;

	if ((x = cli_arg_must(a, "identity", &key)) != CLI_OK)
		goto out;
	if (url == NULL) {
		if ((x = cli_folder_open(&known, a)) != CLI_OK)
			goto out;
		url = known.office;
		ca = ca == NULL ? known.ca : ca;
	}
	x = CLI_FAIL;
	if (cli_http_from_args(a, url, ca, &http) != ERR_OK ||
	    host_ask(http, host) != ERR_OK ||
	    (x = cli_folder_begin(&f, a, host)) != CLI_OK ||
	    (x = pin_take(&f, a)) != CLI_OK)
		goto out;
	x = CLI_FAIL;
	if (cli_folder_remember(&f, url, ca) != ERR_OK)
		goto out;
	if (!f.pinned)
		cli_warn_unpinned();
	x = work(a, &f, http, url);
out:
	cli_http_free(&http);
	cli_folder_done(&known);
	cli_folder_done(&f);
	return x;
}

const struct cli_cmd cmd_sync = {
	.noun = "sync",
	.operands = "",
	.help = "fetch the threads that the officer's key opens",
	.opts = opts,
	.example = "qf sync --office https://office.example.org "
		   "-i officer-01.key --pin PIN",
	.run = run,
};
