/* SPDX-License-Identifier: ISC */
/* qf completion: what a shell completes, out of the table of commands. */
#include <stdio.h>
#include <string.h>

#include "cli/cmd.h"

static const struct cli_cmd *const commands[] = {
#define X(id) &cmd_##id,
	CLI_CMD_LIST(X)
#undef X
};
#define COMMANDS_LEN (sizeof(commands) / sizeof(commands[0]))

static bool
seen_before(size_t at)
{
	for (size_t i = 0; i < at; i++) {
		if (strcmp(commands[i]->noun, commands[at]->noun) == 0)
			return true;
	}
	return false;
}

static void
nouns_print(void)
{
	for (size_t i = 0; i < COMMANDS_LEN; i++) {
		if (!seen_before(i))
			(void)printf(" %s", commands[i]->noun);
	}
}

/* One line for each noun that has verbs. */
static void
verbs_print(void)
{
	for (size_t i = 0; i < COMMANDS_LEN; i++) {
		bool any = false;

		for (size_t k = 0; !seen_before(i) && k < COMMANDS_LEN; k++) {
			if (strcmp(commands[k]->noun, commands[i]->noun) != 0 ||
			    commands[k]->verb == NULL)
				continue;
			(void)printf(any ? " %s" : "\t%s) verbs='%s",
			    any ? commands[k]->verb : commands[k]->noun,
			    commands[k]->verb);
			any = true;
		}
		if (any)
			(void)printf("' ;;\n");
	}
}

static void
options_print(void)
{
	for (size_t i = 0; i < COMMANDS_LEN; i++) {
		const struct cli_cmd *c = commands[i];

		(void)printf("\t'%s%s%s') opts='--help", c->noun,
		    c->verb == NULL ? "" : " ", c->verb == NULL ? "" : c->verb);
		for (const struct cli_opt *o = c->opts; o->name != NULL; o++)
			(void)printf(" --%s", o->name);
		(void)printf("' ;;\n");
	}
}

static enum cli_exit
run(const struct cli_args *a)
{
	if (strcmp(a->operand[0], "bash") != 0)
		return cli_misuse("only bash is known");
	(void)printf(
	    "# bash completion of qf, made by `qf completion bash'\n"
	    "_qf() {\n"
	    "\tlocal cur=${COMP_WORDS[COMP_CWORD]} noun=${COMP_WORDS[1]}"
	    " verbs= opts= cmd\n"
	    "\tif [ \"$COMP_CWORD\" -eq 1 ]; then\n"
	    "\t\tCOMPREPLY=($(compgen -W '--help --version");
	nouns_print();
	(void)printf("' -- \"$cur\"))\n\t\treturn\n\tfi\n"
		     "\tcase $noun in\n");
	verbs_print();
	(void)printf("\tesac\n"
		     "\tcmd=$noun\n"
		     "\tcase \" $verbs \" in *\" ${COMP_WORDS[2]} \"*) "
		     "[ -n \"${COMP_WORDS[2]}\" ] && "
		     "cmd=\"$noun ${COMP_WORDS[2]}\" ;; esac\n"
		     "\tif [ -n \"$verbs\" ] && [ \"$COMP_CWORD\" -eq 2 ] && "
		     "[ \"${cur#-}\" = \"$cur\" ]; then\n"
		     "\t\tCOMPREPLY=($(compgen -W \"$verbs\" -- \"$cur\"))\n"
		     "\t\treturn\n\tfi\n"
		     "\tcase $cmd in\n");
	options_print();
	(void)printf("\tesac\n"
		     "\t# Values and operands are files: the shell's own way.\n"
		     "\tcase $cur in -*) COMPREPLY=($(compgen -W \"$opts\" -- "
		     "\"$cur\")) ;; *) COMPREPLY=() ;; esac\n"
		     "}\n"
		     "complete -o default -F _qf qf\n");
	return CLI_OK;
}

static const struct cli_opt opts[] = { { 0 } };

const struct cli_cmd cmd_completion = {
	.noun = "completion",
	.operands = "SHELL",
	.operands_min = 1,
	.operands_max = 1,
	.help = "print what a shell needs to complete qf's commands",
	.opts = opts,
	.example = "qf completion bash >/etc/bash_completion.d/qf",
	.run = run,
};
