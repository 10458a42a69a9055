/* SPDX-License-Identifier: ISC */
/*
 * Commands and their options.  One table per command gives its options; the
 * parser, the usage text and the comparison with the man pages are all made
 * from it, so they cannot drift apart.
 */
#ifndef CLI_ARGS_H
#define CLI_ARGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cli/say.h"

#define CLI_OPTS_MAX 128 /* options given in one call */
#define CLI_OPERANDS_MAX 64

struct cli_args;

struct cli_opt {
	const char *name;  /* long name, without the two hyphens */
	char letter;       /* short name, 0 if there is none */
	const char *value; /* what the usage calls the value; NULL: a flag */
	const char *help;
	bool many; /* may be given more than once */
};

struct cli_cmd {
	const char *noun;
	const char *verb;     /* NULL: the noun is the command */
	const char *operands; /* as the usage shows them, "" if none */
	size_t operands_min, operands_max;
	const char *help;           /* one line */
	const struct cli_opt *opts; /* ends with a NULL name */
	const char *example;
	enum cli_exit (*run)(const struct cli_args *);
};

/* What was given: pointers into argv. */
struct cli_args {
	const struct cli_cmd *cmd;
	struct {
		const struct cli_opt *opt;
		const char *value;
	} given[CLI_OPTS_MAX];
	size_t given_len;
	const char *operand[CLI_OPERANDS_MAX];
	size_t operand_len;
	bool help; /* -h or --help was given: print the usage, do nothing */
};

/*
 * Parse argv (behind noun and verb).  Says what is wrong and returns
 * CLI_MISUSE, else CLI_OK.
 */
enum cli_exit cli_args_parse(struct cli_args *out, const struct cli_cmd *cmd,
    int argc, char **argv) MUST_USE;

/* The option's value, NULL if it was not given.  name must be declared. */
const char *cli_arg(const struct cli_args *a, const char *name);
bool cli_flag(const struct cli_args *a, const char *name);

/*
 * The values of an option that may be given more than once: start with *at 0;
 * NULL after the last.
 */
const char *
cli_arg_next(const struct cli_args *a, const char *name, size_t *at);

/* A value that must be given: says so and returns CLI_MISUSE without it. */
enum cli_exit cli_arg_must(
    const struct cli_args *a, const char *name, const char **out) MUST_USE;

/*
 * A decimal option from least to most; absent keeps *out.  Says what is wrong
 * and returns CLI_MISUSE.
 */
enum cli_exit cli_arg_number(const struct cli_args *a, const char *name,
    uint64_t least, uint64_t most, uint64_t *out) MUST_USE;

/* The command's usage, on standard output. */
void cli_usage(const struct cli_cmd *cmd);

#endif
