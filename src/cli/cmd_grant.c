/* SPDX-License-Identifier: ISC */
/*
 * qf grant: another officer becomes a reader.  The event comes first, then a
 * new header for each entry (cli/handing.h).  What was granted before is not
 * done again; a run that was broken off is gone on with (cli/granting.h).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "cli/cmd.h"
#include "cli/granting.h"
#include "cli/grantlist.h"
#include "cli/handing.h"
#include "cli/json.h"
#include "cli/outbox.h"
#include "cli/pull.h"

#define CHUNK_MAX 256u /* threads of one lookup */

static const struct cli_opt opts[] = {
	CLI_ANSWER_OPTS,
	{ "all", 0, NULL, "every thread that you read", false },
	{ "again", 0, NULL, "write new headers also where it was granted",
	    false },
	{ "reason", 0, "WORDS", "why; must be given", false },
	{ "dry-run", 0, NULL, "say what would be handed on, and do nothing",
	    false },
	{ "list", 0, NULL, "list what was handed over, and do nothing", false },
	{ "json", 0, NULL, "print as JSON", false },
	{ 0 },
};

struct grant {
	struct cli_answer w;
	unsigned number;
	const struct sign_officer *officer;
	const char *reason;
	bool again, dry;
	bool bulk; /* threads are fetched by the caller, many at once */
	size_t threads, headers, closed, before;
	json_t *rows; /* NULL: print lines */
};

/* What came of one thread, for --json. */
static void
row_add(struct grant *g, const char *result, const char *why, size_t headers,
    size_t closed)
{
	char hex[HEX_LEN(SEAL_ID_LEN) + 1];

	if (g->rows == NULL)
		return;
	base_hex_encode(hex, g->w.thread->id, SEAL_ID_LEN);
	(void)json_array_append_new(
	    g->rows, json_pack("{s:s, s:s, s:s?, s:I, s:I}", "thread", hex,
			 "result", result, "why", why, "headers",
			 (json_int_t)headers, "closed", (json_int_t)closed));
}

/* The headers of an earlier run, or new ones; into the outbox with them. */
static enum err
headers(struct grant *g, size_t *added, size_t *closed)
{
	struct cli_folder *f = &g->w.desk.folder;
	const uint8_t *id = g->w.thread->id;
	struct base_buf all;
	enum err e;

	base_buf_init(&all, CLI_GRANTING_LEN);
	e = cli_granting_load(f, id, g->number, &all);
	if (e == ERR_OK && all.len == 0)
		e = cli_handing_make(&g->w, g->officer, &all, closed);
	if (e == ERR_OK)
		e = cli_granting_end(f, id, g->number, &all, added);
	base_buf_done(&all);
	return e;
}

static enum cli_exit
event(struct grant *g)
{
	char value[16];
	enum cli_exit x;

	(void)snprintf(value, sizeof(value), "%02u all", g->number % 100);
	if ((x = cli_answer_field(&g->w, "grant", value)) != CLI_OK)
		return x;
	if ((x = cli_answer_field(&g->w, "reason", g->reason)) == CLI_OK)
		x = cli_answer_keep(&g->w, SIGN_KIND_EVENT);
	return x;
}

/* Many at once are fetched again by the caller. */
static enum cli_exit
sent(struct grant *g)
{
	struct cli_desktop *d = &g->w.desk;
	size_t count;

	if (!g->bulk || g->w.offline)
		return cli_answer_send(&g->w);
	return cli_outbox_send(&d->folder, &d->officer, &count) == ERR_OK
		   ? CLI_OK
		   : CLI_FAIL;
}

static enum cli_exit
hand(struct grant *g, size_t *added, size_t *closed)
{
	struct cli_answer *w = &g->w;
	enum cli_exit x;

	if (cli_granting_begin(&w->desk.folder, w->thread->id, g->number) !=
	    ERR_OK)
		return CLI_FAIL;
	if (!w->thread->thread->readers[g->number] && (x = event(g)) != CLI_OK)
		return x;
	/* With the event among its entries. */
	if ((x = cli_answer_reload(w)) != CLI_OK)
		return x;
	return headers(g, added, closed) == ERR_OK ? sent(g) : CLI_FAIL;
}

static const char *
refusal(const struct grant *g)
{
	const struct cli_case *c = g->w.thread;
	char hex[HEX_LEN(SEAL_ID_LEN) + 1];

	base_hex_encode(hex, c->id, SEAL_ID_LEN);
	if (c->thread->report == NULL) {
		cli_error(
		    "thread %.12s has no report that can be trusted", hex);
		return "no-report";
	}
	if (c->thread->left_out[g->number]) {
		cli_error("the reporter left officer %02u out of thread %.12s",
		    g->number, hex);
		return "left-out";
	}
	if (c->triage->recused[g->number]) {
		cli_error("officer %02u has stepped aside from thread %.12s",
		    g->number, hex);
		return "recused";
	}
	return NULL;
}

static void
would(struct grant *g)
{
	const struct cli_case *c = g->w.thread;
	size_t closed = cli_case_closed_count(c);
	size_t n = cli_handing_count(&g->w, g->number);
	char hex[HEX_LEN(SEAL_ID_LEN) + 1];

	/* The event is not there yet, and will be handed on as well. */
	n += !c->thread->readers[g->number];
	base_hex_encode(hex, c->id, SEAL_ID_LEN);
	if (g->rows == NULL)
		(void)printf("%.12s  %zu headers%s\n", hex, n,
		    c->thread->readers[g->number] ? ", no event" : "");
	row_add(g, "would", NULL, n, closed);
	g->headers += n;
	g->closed += closed;
	g->threads++;
}

/* The thread that is taken up. */
static enum cli_exit
thread_grant(struct grant *g)
{
	const struct cli_case *c = g->w.thread;
	size_t added = 0, closed = 0;
	const char *why = refusal(g);
	enum cli_exit x;

	if (why != NULL) {
		row_add(g, "refused", why, 0, 0);
		return CLI_FAIL;
	}
	if (c->thread->readers[g->number] && !g->again &&
	    !cli_granting_is(&g->w.desk.folder, c->id, g->number)) {
		g->before++;
		row_add(g, "before", NULL, 0, 0);
		return CLI_OK;
	}
	if (g->dry) {
		would(g);
		return CLI_OK;
	}
	x = hand(g, &added, &closed);
	row_add(g, x == CLI_OK ? "handed" : "failed", NULL, added, closed);
	g->threads += x == CLI_OK;
	g->headers += added;
	g->closed += closed;
	return x;
}

static enum cli_exit
prefix_grant(struct grant *g, const char *prefix)
{
	enum cli_exit x = cli_answer_thread(&g->w, prefix);

	return x == CLI_OK ? thread_grant(g) : x;
}

static enum err
pull(struct grant *g, const uint8_t (*ids)[SEAL_ID_LEN], size_t count)
{
	struct cli_pull p = { .folder = &g->w.desk.folder,
		.officer = &g->w.desk.officer };

	return g->w.offline ? ERR_OK : cli_pull_these(&p, ids, count);
}

/*
 * As many as one lookup takes: what others wrote meanwhile would not be handed
 * on, so they are not all looked up before the first one.
 */
static enum cli_exit
chunk_grant(struct grant *g, const uint8_t (*ids)[SEAL_ID_LEN], size_t count)
{
	const struct cli_folder *f = &g->w.desk.folder;
	size_t threads = g->threads, lost = 0;
	enum cli_exit x = CLI_OK;

	if (cli_lost_count(f, &lost) != ERR_OK || pull(g, ids, count) != ERR_OK)
		return CLI_FAIL;
	/* Nobody hands on what he has not looked at. */
	if (cli_answer_missed(f, lost, "nothing was signed") != CLI_OK)
		return CLI_FAIL;
	for (size_t i = 0; i < count; i++) {
		/* One that may not be granted does not stop the others. */
		if (cli_answer_take(&g->w, ids[i]) != CLI_OK ||
		    thread_grant(g) != CLI_OK)
			x = CLI_FAIL;
	}
	if (!g->dry && g->threads > threads &&
	    (pull(g, ids, count) != ERR_OK ||
		cli_answer_missed(f, lost, NULL) != CLI_OK))
		x = CLI_FAIL;
	return x;
}

static enum cli_exit
all_threads(struct grant *g)
{
	enum cli_exit x = CLI_OK;
	struct cli_ids ids;

	if (cli_folder_threads(&g->w.desk.folder, &ids) != ERR_OK)
		return CLI_FAIL;
	g->bulk = true;
	for (size_t i = 0; i < ids.count; i += CHUNK_MAX) {
		size_t left = ids.count - i;
		size_t count = left < CHUNK_MAX ? left : CHUNK_MAX;

		if (ids.count > 1)
			cli_note("threads %zu to %zu of %zu", i + 1, i + count,
			    ids.count);
		if (chunk_grant(g, (const uint8_t(*)[SEAL_ID_LEN])ids.list + i,
			count) != CLI_OK)
			x = CLI_FAIL;
	}
	cli_ids_done(&ids);
	return x;
}

static enum cli_exit
number_take(const struct cli_args *a, struct grant *g)
{
	const char *nn = a->operand_len > 0 ? a->operand[0] : "";

	if (!cli_number_parse((struct base_text){ nn, strlen(nn) }, &g->number))
		return cli_misuse("an officer's number has two digits");
	if (cli_flag(a, "all") == (a->operand_len > 1))
		return cli_misuse("expected THREAD or --all");
	return g->dry ? CLI_OK : cli_arg_must(a, "reason", &g->reason);
}

static void
end_print(struct grant *g)
{
	if (g->rows != NULL) {
		cli_json_print(
		    json_pack("{s:i, s:b, s:b, s:I, s:I, s:I, s:I, s:O}",
			"officer", (int)g->number, "dry_run", (int)g->dry,
			"offline", (int)g->w.offline, "handed",
			(json_int_t)g->threads, "headers",
			(json_int_t)g->headers, "before", (json_int_t)g->before,
			"closed", (json_int_t)g->closed, "threads", g->rows));
		return;
	}
	(void)printf("%zu threads %shanded to officer %02u, %zu headers%s; "
		     "%zu were before\n",
	    g->threads, g->dry ? "would be " : "", g->number, g->headers,
	    g->w.offline && !g->dry ? " kept for the next sync" : "",
	    g->before);
	if (g->closed > 0)
		cli_warn("%zu entries that you cannot open %s handed on",
		    g->closed, g->dry ? "would not be" : "were not");
}

static enum cli_exit
grant_run(const struct cli_args *a, struct grant *g)
{
	enum cli_exit x;

	g->again = cli_flag(a, "again");
	if ((x = cli_answer_open(a, &g->w)) != CLI_OK)
		return x;
	g->officer = sign_roster_officer(g->w.roster, g->number);
	if (g->officer == NULL) {
		cli_error("officer %02u is not in the roster", g->number);
		return CLI_FAIL;
	}
	if (cli_flag(a, "json"))
		g->rows = json_array();
	if (cli_flag(a, "all"))
		x = all_threads(g);
	for (size_t i = 1; x == CLI_OK && i < a->operand_len; i++)
		x = prefix_grant(g, a->operand[i]);
	end_print(g);
	return x;
}

static enum cli_exit
run(const struct cli_args *a)
{
	struct grant *g;
	enum cli_exit x;

	if (cli_flag(a, "list"))
		return cli_grantlist(a);
	if ((g = calloc(1, sizeof(*g))) == NULL)
		return cli_fail(ERR_MEMORY, "cannot grant");
	g->dry = cli_flag(a, "dry-run");
	if ((x = number_take(a, g)) == CLI_OK) {
		x = grant_run(a, g);
		json_decref(g->rows);
		cli_answer_end(&g->w);
	}
	free(g);
	return x;
}

const struct cli_cmd cmd_grant = {
	.noun = "grant",
	.operands = "[NN [THREAD ...]]",
	.operands_min = 0,
	.operands_max = CLI_OPERANDS_MAX,
	.help = "make another officer a reader of threads",
	.opts = opts,
	.example = "qf grant -i officer-01.key --reason 接替 04 3f5a",
	.run = run,
};
