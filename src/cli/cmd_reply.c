/* SPDX-License-Identifier: ISC */
/* qf reply, qf memo: words, to the reporter or among officers. */
#include <string.h>

#include "cli/answer.h"
#include "cli/cmd.h"

static const struct cli_opt reply_opts[] = {
	CLI_ANSWER_OPTS,
	{ "status", 0, "P1..P8", "the public status to show", false },
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
	enum cli_exit x;

	if (status != NULL &&
	    (x = cli_answer_field(w, "status", status)) != CLI_OK)
		return x;
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

static const struct cli_opt memo_opts[] = {
	CLI_ANSWER_OPTS,
	{ "attach", 0, "FILE", "attach a file", true },
	{ 0 },
};

/* Art. 15: of what belongs to the superior nothing is noted down here. */
static enum cli_exit
memo_allowed(const struct cli_answer *w)
{
	if (strcmp(sign_triage_code(w->thread->triage), "R07") != 0)
		return CLI_OK;
	cli_error("the case was sealed to the superior organ: no notes");
	return CLI_FAIL;
}

static enum cli_exit
memo_words(const struct cli_args *a, struct cli_answer *w)
{
	const char *path;
	size_t at = 0;

	while ((path = cli_arg_next(a, "attach", &at)) != NULL) {
		if (cli_letter_file(&w->letter, path) != ERR_OK)
			return CLI_FAIL;
	}
	if (cli_letter_text(&w->letter, a->operand[1]) != ERR_OK)
		return CLI_FAIL;
	if (w->letter.entry->body.len == 0) {
		cli_error("there is nothing to say");
		return CLI_FAIL;
	}
	return CLI_OK;
}

static enum cli_exit
memo_run(const struct cli_args *a)
{
	static struct cli_answer w; /* too big for a stack */
	enum cli_exit x;

	if ((x = cli_answer_begin(a, &w)) == CLI_OK &&
	    (x = memo_allowed(&w)) == CLI_OK &&
	    (x = memo_words(a, &w)) == CLI_OK)
		x = cli_answer_deliver(&w, SIGN_KIND_MEMO);
	cli_answer_end(&w);
	return x;
}

const struct cli_cmd cmd_memo = {
	.noun = "memo",
	.operands = "THREAD TEXT",
	.operands_min = 2,
	.operands_max = 2,
	.help = "note something down for the thread's other readers",
	.opts = memo_opts,
	.example = "qf memo -i officer-01.key 3f5a note.txt",
	.run = memo_run,
};
