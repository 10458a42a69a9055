/* SPDX-License-Identifier: ISC */
/* qf desk: the officers' console, for this machine only. */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>

#include "cli/cmd.h"
#include "cli/desk.h"
#include "cli/site.h"
#include "sign/note.h"

static const struct cli_opt opts[] = {
	{ "office", 0, "URL", "the office's address", false },
	{ "port", 0, "N", "listen on this port of 127.0.0.1, else a free one",
	    false },
	{ "host", 0, "HOST", "refuse an office that is not of this site",
	    false },
	CLI_HTTP_OPTS,
	{ 0 },
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
serve(struct cli_http *http, const char *host, uint16_t port)
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
	if ((e = cli_desk_start(&desk, http, host, port)) != ERR_OK) {
		(void)cli_fail(e, "cannot listen on 127.0.0.1");
		if (port != 0)
			cli_hint("another program may have port %u; without "
				 "--port a free one is taken",
			    (unsigned)port);
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

static enum cli_exit
run(const struct cli_args *a)
{
	struct cli_http_opts o = { .ca = cli_arg(a, "ca"),
		.proxy = cli_arg(a, "proxy") };
	const char *host = cli_arg(a, "host");
	struct cli_http *http = NULL;
	uint64_t port = 0;
	enum cli_exit x;

	if ((x = cli_arg_must(a, "office", &o.url)) != CLI_OK ||
	    (x = cli_arg_number(a, "port", 1, UINT16_MAX, &port)) != CLI_OK)
		return x;
	if (host != NULL && !sign_host_valid(host))
		return cli_misuse("--host is not the name of a site");
	if (cli_http_new(&http, &o) != ERR_OK)
		return CLI_FAIL;
	x = serve(http, host, (uint16_t)port);
	cli_http_free(&http);
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
