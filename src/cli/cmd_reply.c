/* SPDX-License-Identifier: ISC */
/* qf reply, qf status: what an officer adds to a thread. */
#include <stdio.h>
#include <string.h>

#include "cli/answer.h"
#include "cli/cmd.h"
#include "cli/site.h"

#define REASON_NAME "reason"

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

	if (status != NULL && (strlen(status) != 2 || status[0] != 'P' ||
				  status[1] < '1' || status[1] > '8'))
		return cli_misuse("--status must be P1 to P8");
	if (status == NULL && a->operand_len < 2)
		return cli_misuse("expected TEXT or --status");
	return CLI_OK;
}

/* After the passphrase: both may come from standard input. */
static enum cli_exit
reply_words(const struct cli_args *a, struct cli_answer *w)
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
	for (size_t i = 2; i < a->operand_len; i++) {
		if (cli_letter_file(&w->letter, a->operand[i]) != ERR_OK)
			return CLI_FAIL;
	}
	if (status == NULL && w->letter.entry->body.len == 0) {
		cli_error("there is nothing to say");
		return CLI_FAIL;
	}
	return CLI_OK;
}

static enum cli_exit
reply_run(const struct cli_args *a)
{
	static struct cli_answer w; /* too big for a stack */
	enum cli_exit x;

	if ((x = reply_check(a)) != CLI_OK)
		return x;
	if ((x = cli_answer_begin(a, &w)) == CLI_OK &&
	    (x = reply_words(a, &w)) == CLI_OK)
		x = cli_answer_deliver(&w, SIGN_KIND_REPLY);
	cli_answer_end(&w);
	return x;
}

const struct cli_cmd cmd_reply = {
	.noun = "reply",
	.operands = "THREAD [TEXT [FILE...]]",
	.operands_min = 1,
	.operands_max = 2 + LIMIT_ATTACHMENTS_MAX,
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

/* Where one can go from here, in one hint. */
static void
hint_steps(uint8_t from)
{
	char list[128] = "";
	size_t at = 0;

	for (size_t i = 0; i < sign_step_count; i++) {
		if (sign_steps[i].from == from)
			at += (size_t)snprintf(list + at, sizeof(list) - at,
			    " %s", sign_states[sign_steps[i].to].code);
	}
	cli_hint("from %s one can go to:%s", sign_states[from].code,
	    at > 0 ? list : " nowhere, it is the end");
}

static enum cli_exit
status_words(const struct cli_args *a, struct cli_answer *w)
{
	const struct sign_triage *t = w->thread->triage;
	const char *from = sign_triage_code(t), *to = a->operand[1];
	const char *reason = cli_arg(a, "reason");
	uint8_t target = sign_state_find((struct base_text){ to, strlen(to) });
	enum err e;

	if (t->state != SIGN_STATE_NONE &&
	    sign_step_find(t->state, target) == NULL) {
		cli_error("there is no step from %s to %s", from, to);
		hint_steps(t->state);
		return CLI_FAIL;
	}
	if ((e = cli_letter_add(&w->letter, "from",
		 (struct base_text){ from, strlen(from) })) != ERR_OK ||
	    (e = cli_letter_add(&w->letter, "to",
		 (struct base_text){ to, strlen(to) })) != ERR_OK ||
	    (e = cli_letter_add(&w->letter, REASON_NAME,
		 (struct base_text){ reason, strlen(reason) })) != ERR_OK)
		return cli_fail(e, "the event");
	return CLI_OK;
}

static enum cli_exit
status_run(const struct cli_args *a)
{
	static struct cli_answer w; /* too big for a stack */
	const char *reason;
	enum cli_exit x;

	if ((x = cli_arg_must(a, "reason", &reason)) != CLI_OK)
		return x;
	if ((x = cli_answer_begin(a, &w)) == CLI_OK &&
	    (x = status_words(a, &w)) == CLI_OK)
		x = cli_answer_deliver(&w, SIGN_KIND_EVENT);
	cli_answer_end(&w);
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
