/* SPDX-License-Identifier: ISC */
/*
 * qf grant: another officer becomes a reader.  The event comes first, then a
 * new header for each entry, same file key, for all who read it so far and the
 * new one (docs/protocol.md section 5).  What was granted and sent before is
 * not done again, so that a run that ended in the middle is run again.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "cli/answer.h"
#include "cli/cmd.h"
#include "cli/file.h"
#include "cli/scan.h"
#include "seal/header.h"

static const struct cli_opt opts[] = {
	CLI_ANSWER_OPTS,
	{ "all", 0, NULL, "every thread that you read", false },
	{ "again", 0, NULL, "write new headers also where it was granted",
	    false },
	{ "reason", 0, "WORDS", "why; must be given", false },
	{ 0 },
};

struct grant {
	struct cli_answer w;
	unsigned number;
	const struct sign_officer *officer;
	const char *reason;
	bool again;
	size_t threads, headers, closed, before;
};

/*
 * Who reads an entry from now on: whom it was addressed to and who was granted
 * it, as far as they are still enrolled, and the new one; of a reply the
 * reporter too, who tries headers from the newest on.
 */
static size_t
recipients(const struct grant *g, const struct sign_thread_entry *te,
    struct seal_recipient list[static LIMIT_STANZA_MAX])
{
	const struct sign_thread *t = g->w.thread->thread;
	size_t n = 0;

	list[n++] = g->officer->recipient;
	if (te->entry->kind == SIGN_KIND_REPLY)
		list[n++] = t->report->reply_to;
	for (unsigned i = 0; i <= SIGN_NUMBER_MAX; i++) {
		const struct sign_officer *o =
		    sign_roster_officer(g->w.roster, i);

		if (o == NULL || i == g->number || n == LIMIT_STANZA_MAX ||
		    t->left_out[i] || !sign_thread_may_read(t, te, i))
			continue;
		list[n++] = o->recipient;
	}
	return n;
}

/* The newest header that gives this officer the payload's key, made anew. */
static enum err
rewrap(struct grant *g, const char *thread, const struct sign_thread_entry *te)
{
	struct cli_answer *w = &g->w;
	struct seal_recipient list[LIMIT_STANZA_MAX];
	char hex[HEX_LEN(SEAL_ID_LEN) + 1];
	size_t count = recipients(g, te, list);
	struct base_buf header, fresh;
	struct seal_header h;
	enum err e;

	if (count > w->roster->slots)
		return ERR_LIMIT;
	base_buf_init(&header, LIMIT_HEADER_LEN);
	base_buf_init(&fresh, LIMIT_HEADER_LEN);
	base_hex_encode(hex, te->item->id, SEAL_ID_LEN);
	e = cli_case_header(
	    &w->desk.folder, &w->desk.officer, thread, hex, &header);
	if (e == ERR_OK)
		e = seal_header_parse(header.data, header.len, &h);
	if (e == ERR_OK)
		e = seal_header_rewrap(&h, &w->desk.officer.id, 1, list, count,
		    w->roster->slots, &seal_random_system, &fresh);
	if (e == ERR_OK)
		e = cli_outbox_add_header(
		    &w->desk.folder, w->thread->id, te->item->id, &fresh);
	if (e == ERR_OK)
		g->headers++;
	base_buf_done(&header);
	base_buf_done(&fresh);
	return e;
}

/*
 * Every entry that opens, the grant's own event among them: the new reader
 * must see who made him one.
 */
static enum err
rewrap_all(struct grant *g)
{
	const struct sign_thread *t = g->w.thread->thread;
	char thread[HEX_LEN(SEAL_ID_LEN) + 1];
	enum err e = ERR_OK;

	base_hex_encode(thread, g->w.thread->id, SEAL_ID_LEN);
	for (size_t i = 0; e == ERR_OK && i < t->entry_count; i++) {
		const struct sign_thread_entry *te = &t->entries[i];

		if (te->entry == NULL)
			continue;
		/* Sealed to him from the start, or not ours to hand on. */
		if (sign_numbers_have(&te->entry->to, g->number) ||
		    !sign_thread_may_read(t, te, g->w.desk.officer.number))
			continue;
		e = rewrap(g, thread, te);
		if (e == ERR_AGE_NO_MATCH) {
			g->closed++;
			e = ERR_OK;
		}
	}
	if (e != ERR_OK)
		(void)cli_fail(e, "thread %s", thread);
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

static enum cli_exit
thread_grant(struct grant *g, const char *prefix)
{
	struct cli_answer *w = &g->w;
	char hex[HEX_LEN(SEAL_ID_LEN) + 1];
	enum cli_exit x;

	if ((x = cli_answer_thread(w, prefix)) != CLI_OK)
		return x;
	base_hex_encode(hex, w->thread->id, SEAL_ID_LEN);
	if (w->thread->thread->left_out[g->number]) {
		cli_error("the reporter left officer %02u out of thread %.12s",
		    g->number, hex);
		return CLI_FAIL;
	}
	if (w->thread->triage->recused[g->number]) {
		cli_error("officer %02u has stepped aside from thread %.12s",
		    g->number, hex);
		return CLI_FAIL;
	}
	if (w->thread->thread->readers[g->number] && !g->again) {
		g->before++;
		return CLI_OK;
	}
	if (!w->thread->thread->readers[g->number] && (x = event(g)) != CLI_OK)
		return x;
	/* With the event among its entries. */
	if ((x = cli_answer_reload(w)) != CLI_OK)
		return x;
	if (rewrap_all(g) != ERR_OK)
		return CLI_FAIL;
	g->threads++;
	return cli_answer_send(w);
}

static enum cli_exit
all_threads(struct grant *g)
{
	char hex[HEX_LEN(SEAL_ID_LEN) + 1];
	enum cli_exit x = CLI_OK;
	struct cli_ids ids;

	if (cli_folder_threads(&g->w.desk.folder, &ids) != ERR_OK)
		return CLI_FAIL;
	for (size_t i = 0; x != CLI_MISUSE && i < ids.count; i++) {
		base_hex_encode(hex, ids.list[i], SEAL_ID_LEN);
		if (ids.count > 1)
			cli_note(
			    "thread %zu of %zu: %.12s", i + 1, ids.count, hex);
		/* One that may not be granted does not stop the others. */
		if (thread_grant(g, hex) != CLI_OK)
			x = CLI_FAIL;
	}
	cli_ids_done(&ids);
	return x;
}

static enum cli_exit
number_take(const struct cli_args *a, struct grant *g)
{
	const char *nn = a->operand[0];

	if (!cli_number_parse((struct base_text){ nn, strlen(nn) }, &g->number))
		return cli_misuse("an officer's number has two digits");
	if (cli_flag(a, "all") == (a->operand_len > 1))
		return cli_misuse("expected THREAD or --all");
	return cli_arg_must(a, "reason", &g->reason);
}

static enum cli_exit
run(const struct cli_args *a)
{
	struct grant *g = calloc(1, sizeof(*g));
	enum cli_exit x = CLI_FAIL;

	if (g == NULL)
		return cli_fail(ERR_MEMORY, "cannot grant");
	if ((x = number_take(a, g)) != CLI_OK) {
		free(g);
		return x;
	}
	g->again = cli_flag(a, "again");
	if ((x = cli_answer_open(a, &g->w)) != CLI_OK)
		goto out;
	g->officer = sign_roster_officer(g->w.roster, g->number);
	if (g->officer == NULL) {
		cli_error("officer %02u is not in the roster", g->number);
		x = CLI_FAIL;
		goto out;
	}
	if (cli_flag(a, "all"))
		x = all_threads(g);
	for (size_t i = 1; x == CLI_OK && i < a->operand_len; i++)
		x = thread_grant(g, a->operand[i]);
	(void)printf("%zu threads handed to officer %02u, %zu headers%s; "
		     "%zu were before\n",
	    g->threads, g->number, g->headers,
	    g->w.offline ? " kept for the next sync" : "", g->before);
	if (g->closed > 0)
		cli_warn("%zu entries that you cannot open were not handed on",
		    g->closed);
out:
	cli_answer_end(&g->w);
	free(g);
	return x;
}

const struct cli_cmd cmd_grant = {
	.noun = "grant",
	.operands = "NN [THREAD ...]",
	.operands_min = 1,
	.operands_max = CLI_OPERANDS_MAX,
	.help = "make another officer a reader of threads",
	.opts = opts,
	.example = "qf grant -i officer-01.key --reason 接替 04 3f5a",
	.run = run,
};
