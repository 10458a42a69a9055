/* SPDX-License-Identifier: ISC */
/* qf desk: the officers' console, for this machine only. */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>

#include "cli/chainfile.h"
#include "cli/cmd.h"
#include "cli/desk.h"
#include "cli/folder.h"
#include "cli/site.h"
#include "cli/words.h"
#include "sign/note.h"

static const struct cli_opt opts[] = {
	{ "office", 0, "URL", "the office's address", false },
	{ "port", 0, "N", "listen on this port of 127.0.0.1, else a free one",
	    false },
	{ "host", 0, "HOST", "refuse an office that is not of this site",
	    false },
	{ "offline", 0, NULL, "read and write in the store folder, no network",
	    false },
	{ "store", 0, "DIR", "store folder, else below $XDG_DATA_HOME", false },
	{ "cache", 0, "DIR",
	    "keep the sealed cache here, else below $XDG_CACHE_HOME", false },
	{ "words", 0, "FILE",
	    "labels and lists of this site.json, not of the build", false },
	{ "no-cache", 0, NULL, "keep nothing between two unlocks", false },
	CLI_HTTP_OPTS,
	{ 0 },
};

/* What the console is told besides. */
struct ask {
	json_t *words; /* owned by run() */
	uint16_t port;
};

/*
 * Until Ctrl-C or a request to end; all threads have these blocked.  A second
 * one does not wait for an answer that office still owes.
 */
static void
wait_for_end(const sigset_t *end)
{
	int which;

	(void)sigwait(end, &which);
	(void)pthread_sigmask(SIG_UNBLOCK, end, NULL);
}

static enum cli_exit
serve(struct cli_http *http, struct cli_desk_box *box,
    struct cli_desk_cache *cache, const char *host, const struct ask *ask)
{
	struct cli_desk *desk = NULL;
	sigset_t end;
	enum err e;

	(void)sigemptyset(&end);
	(void)sigaddset(&end, SIGINT);
	(void)sigaddset(&end, SIGTERM);
	(void)sigaddset(&end, SIGHUP);
	if (pthread_sigmask(SIG_BLOCK, &end, NULL) != 0)
		return cli_fail(ERR_MEMORY, "cannot start");
	e = cli_desk_start(
	    &desk, http, box, cache, host, ask->words, ask->port);
	if (e != ERR_OK) {
		(void)cli_fail(e, "cannot listen on 127.0.0.1");
		if (ask->port != 0)
			cli_hint("another program may have port %u; without "
				 "--port a free one is taken",
			    (unsigned)ask->port);
		return CLI_FAIL;
	}
	/* The address holds the token: it goes nowhere but to the terminal. */
	(void)printf("%s\n", cli_desk_url(desk));
	if (fflush(stdout) == 0) {
		cli_note("open this address in a browser on this computer; "
			 "Ctrl-C ends it");
		wait_for_end(&end);
	}
	cli_desk_stop(&desk);
	return CLI_OK;
}

/* The folder answers; its office is named and never asked. */
static enum cli_exit
run_offline(const struct cli_args *a, const struct ask *ask)
{
	struct cli_folder f = { .lock = -1 };
	struct cli_desk_box *box = NULL;
	struct cli_http *name = NULL;
	enum cli_exit x;

	if ((x = cli_folder_open(&f, a)) != CLI_OK)
		goto out;
	x = CLI_FAIL;
	if (cli_folder_lock(&f) != ERR_OK ||
	    cli_http_new(&name, &(struct cli_http_opts){ .url = f.office }) !=
		ERR_OK ||
	    cli_desk_box_new(&box, &f) != ERR_OK)
		goto out;
	if (!f.pinned)
		cli_warn_unpinned();
	x = serve(name, box, NULL, f.host, ask);
	if (f.outbox.count > 0)
		cli_note("%zu wait to be sent: `qf sync' or `qf export'",
		    f.outbox.count);
out:
	cli_desk_box_free(&box);
	cli_http_free(&name);
	cli_folder_done(&f);
	return x;
}

/* Without a place for it the console works as without a cache. */
static enum cli_exit
run_online(
    const struct cli_args *a, struct cli_http *http, const struct ask *ask)
{
	struct cli_desk_cache *cache = NULL;
	enum cli_exit x;
	enum err e;

	if (!cli_flag(a, "no-cache") &&
	    (e = cli_desk_cache_new(&cache, cli_arg(a, "cache"))) != ERR_OK &&
	    e != ERR_NOT_FOUND)
		return cli_fail(e, "cannot start");
	x = serve(http, NULL, cache, cli_arg(a, "host"), ask);
	cli_desk_cache_free(&cache);
	return x;
}

static enum cli_exit
run_asked(const struct cli_args *a, const struct ask *ask)
{
	struct cli_http_opts o = { .ca = cli_arg(a, "ca"),
		.proxy = cli_arg(a, "proxy") };
	const char *host = cli_arg(a, "host");
	struct cli_http *http = NULL;
	enum cli_exit x;

	if (host != NULL && !sign_host_valid(host))
		return cli_misuse("--host is not the name of a site");
	if (cli_arg(a, "cache") != NULL &&
	    (cli_flag(a, "no-cache") || cli_flag(a, "offline")))
		return cli_misuse("--cache goes with neither --no-cache nor "
				  "--offline");
	if (cli_flag(a, "offline")) {
		if (cli_arg(a, "office") != NULL)
			return cli_misuse("--offline asks no --office");
		return run_offline(a, ask);
	}
	if (cli_arg(a, "store") != NULL)
		return cli_misuse("--store goes with --offline");
	if ((x = cli_arg_must(a, "office", &o.url)) != CLI_OK)
		return x;
	if (cli_http_new(&http, &o) != ERR_OK)
		return CLI_FAIL;
	x = run_online(a, http, ask);
	cli_http_free(&http);
	return x;
}

static enum cli_exit
run(const struct cli_args *a)
{
	struct ask ask = { .words = NULL };
	const char *words = cli_arg(a, "words");
	uint64_t port = 0;
	enum cli_exit x;

	if ((x = cli_arg_number(a, "port", 1, UINT16_MAX, &port)) != CLI_OK)
		return x;
	ask.port = (uint16_t)port;
	if (words != NULL)
		x = cli_words_load(words, &ask.words);
	if (x == CLI_OK)
		x = run_asked(a, &ask);
	json_decref(ask.words);
	return x;
}

const struct cli_cmd cmd_desk = {
	.noun = "desk",
	.verb = NULL,
	.operands = "",
	.help = "serve the officers' console to a browser on this machine",
	.opts = opts,
	.example = "qf desk --office https://office.example.org",
	.run = run,
};
