/* SPDX-License-Identifier: ISC */
/*
 * What a dishonest reader of a thread can do, for the transcripts: post a
 * reply that another officer is said to have signed.
 *
 *	forge -i KEY --store DIR --as NN --with KEYFILE THREAD TEXT [FILE]
 *
 * The session and the right to the thread are those of -i, a reader; the
 * entry says `officer NN` and is signed by the officer's key in KEYFILE under
 * that number's name.
 */
#include <string.h>

#include <sodium.h>

#include "cli/answer.h"
#include "cli/file.h"
#include "cli/keyfile.h"
#include "cli/site.h"
#include "cli/term.h"

static const struct cli_opt opts[] = {
	CLI_ANSWER_OPTS,
	{ "as", 0, "NN", "officer number in the entry", false },
	{ "with", 0, "FILE", "whose key signs", false },
	{ 0 },
};

static enum cli_exit
author_make(
    const struct cli_args *a, struct cli_answer *w, struct cli_officer *author)
{
	struct cli_officer other = { 0 };
	const char *as = cli_arg(a, "as");
	unsigned number;

	if (!cli_number_parse((struct base_text){ as, strlen(as) }, &number) ||
	    cli_identity_load(cli_arg(a, "with"), CLI_FD_NONE, &other.id) !=
		ERR_OK)
		return CLI_FAIL;
	memcpy(other.host, w->desk.folder.host, sizeof(other.host));
	if (cli_officer_from(author, &other, number) != CLI_OK)
		return CLI_FAIL;
	w->author = author->entry;
	w->number = number;
	return CLI_OK;
}

static enum cli_exit
run(const struct cli_args *a)
{
	static struct cli_answer w;
	struct cli_officer author = { 0 };
	enum cli_exit x = cli_answer_begin(a, &w);

	w.unchecked = true;
	if (x == CLI_OK)
		x = author_make(a, &w, &author);
	if (x == CLI_OK && cli_letter_text(&w.letter, a->operand[1]) != ERR_OK)
		x = CLI_FAIL;
	if (x == CLI_OK && a->operand_len > 2 &&
	    cli_letter_file(&w.letter, a->operand[2]) != ERR_OK)
		x = CLI_FAIL;
	if (x == CLI_OK)
		x = cli_answer_deliver(&w, SIGN_KIND_REPLY);
	cli_officer_done(&author);
	cli_answer_end(&w);
	return x;
}

static const struct cli_cmd forge = {
	.noun = "forge",
	.operands = "THREAD TEXT [FILE]",
	.operands_min = 2,
	.operands_max = 3,
	.help = "forge a reply",
	.opts = opts,
	.example = "forge",
	.run = run,
};

int
main(int argc, char **argv)
{
	static struct cli_args a;

	if (sodium_init() < 0 ||
	    cli_args_parse(&a, &forge, argc - 1, argv + 1) != CLI_OK)
		return CLI_MISUSE;
	return run(&a);
}
