/* SPDX-License-Identifier: ISC */
/* qf: finds the command, parses its options, and is the only one to exit. */
#include <errno.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "cli/cmd.h"
#include "cli/file.h"
#include "cli/json.h"

static const struct cli_cmd *const commands[] = {
#define X(id) &cmd_##id,
	CLI_CMD_LIST(X)
#undef X
};
#define COMMANDS_LEN (sizeof(commands) / sizeof(commands[0]))

static void
overview(void)
{
	(void)printf("usage: qf COMMAND [options] [arguments]\n\n"
		     "The command line tool of Qingfeng, an anonymous letter "
		     "box.\n\ncommands:\n");
	for (size_t i = 0; i < COMMANDS_LEN; i++) {
		const struct cli_cmd *c = commands[i];
		char name[32];

		(void)snprintf(name, sizeof(name), "%s%s%s", c->noun,
		    c->verb ? " " : "", c->verb ? c->verb : "");
		(void)printf("  %-18s%s\n", name, c->help);
	}
	(void)printf("\n`qf COMMAND --help` tells a command's options.\n"
		     "\nexample:\n  qf keygen -o officer-01.key --officer 01 "
		     "--host box.example.org\n");
}

/* Find the command; *used is how many words of argv name it. */
static const struct cli_cmd *
find(int argc, char **argv, int *used)
{
	for (size_t i = 0; i < COMMANDS_LEN; i++) {
		const struct cli_cmd *c = commands[i];

		if (strcmp(c->noun, argv[1]) != 0)
			continue;
		if (c->verb == NULL) {
			*used = 2;
			return c;
		}
		if (argc > 2 && strcmp(c->verb, argv[2]) == 0) {
			*used = 3;
			return c;
		}
	}
	return NULL;
}

/* Nouns whose verb is missing or unknown name their verbs. */
static enum cli_exit
unknown(char **argv)
{
	bool noun = false;

	for (size_t i = 0; i < COMMANDS_LEN; i++) {
		if (strcmp(commands[i]->noun, argv[1]) == 0)
			noun = true;
	}
	if (noun) {
		cli_error("%s needs one of its verbs", argv[1]);
		for (size_t i = 0; i < COMMANDS_LEN; i++) {
			if (strcmp(commands[i]->noun, argv[1]) == 0)
				cli_hint(
				    "qf %s %s", argv[1], commands[i]->verb);
		}
		return CLI_MISUSE;
	}
	cli_error("there is no such command");
	cli_hint("`qf --help` lists the commands");
	return CLI_MISUSE;
}

static bool
wants_help(int argc, char **argv, int at)
{
	return argc > at &&
	       (strcmp(argv[at], "-h") == 0 || strcmp(argv[at], "--help") == 0);
}

static enum cli_exit
dispatch(int argc, char **argv)
{
	const struct cli_cmd *c;
	struct cli_args *a;
	enum cli_exit x;
	int used = 0;

	if (argc < 2) {
		cli_error("a command is missing");
		cli_hint("`qf --help` lists the commands");
		return CLI_MISUSE;
	}
	if (wants_help(argc, argv, 1) || strcmp(argv[1], "help") == 0) {
		overview();
		return CLI_OK;
	}
	if (strcmp(argv[1], "--version") == 0) {
		(void)printf("qf %s\n", QF_VERSION);
		return CLI_OK;
	}
	if ((c = find(argc, argv, &used)) == NULL) {
		if (wants_help(argc, argv, 2)) {
			overview();
			return CLI_OK;
		}
		return unknown(argv);
	}
	if ((a = malloc(sizeof(*a))) == NULL)
		return cli_fail(ERR_MEMORY, "cannot start");
	x = cli_args_parse(a, c, argc - used, argv + used);
	if (x == CLI_OK) {
		if (a->help)
			cli_usage(c);
		else
			x = c->run(a);
	}
	if (x == CLI_MISUSE)
		cli_hint("`qf %s%s%s --help` tells how to use it", c->noun,
		    c->verb ? " " : "", c->verb ? c->verb : "");
	free(a);
	return x;
}

/*
 * What reads one entry after the other needs the same large blocks each time,
 * and a list for --json keeps small ones between them: glibc cuts the small
 * ones out of the large, which then fit nowhere and are asked for anew.  22,000
 * threads took 8 GB so.  Blocks of this size go back to the system instead.
 */
#define LARGE_BLOCK_LEN (128 * 1024)

int
main(int argc, char **argv)
{
	enum cli_exit x;

#ifdef M_MMAP_THRESHOLD
	(void)mallopt(M_MMAP_THRESHOLD, LARGE_BLOCK_LEN);
#endif
	if (sodium_init() < 0)
		return cli_fail(ERR_RANDOM, "cannot start");
	cli_out_guard_signals();
	cli_json_init();
	x = dispatch(argc, argv);
	if (x == CLI_OK && !cli_json_whole())
		x = cli_fail(ERR_MEMORY, "cannot print all of it");
	if (fflush(stdout) != 0 || ferror(stdout)) {
		cli_error(
		    "cannot write to standard output: %s", strerror(errno));
		x = CLI_FAIL;
	}
	return x;
}
