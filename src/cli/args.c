/* SPDX-License-Identifier: ISC */
#include "cli/args.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

static const struct cli_opt help_opt = {
	.name = "help", .letter = 'h', .help = "print this and exit"
};

static const struct cli_opt *
find_long(const struct cli_cmd *cmd, const char *name, size_t len)
{
	if (len == strlen("help") && memcmp(name, "help", len) == 0)
		return &help_opt;
	for (const struct cli_opt *o = cmd->opts; o->name != NULL; o++) {
		if (strlen(o->name) == len && memcmp(o->name, name, len) == 0)
			return o;
	}
	return NULL;
}

static const struct cli_opt *
find_letter(const struct cli_cmd *cmd, char letter)
{
	if (letter == 'h')
		return &help_opt;
	for (const struct cli_opt *o = cmd->opts; o->name != NULL; o++) {
		if (o->letter == letter)
			return o;
	}
	return NULL;
}

static enum cli_exit
add_option(struct cli_args *a, const struct cli_opt *o, const char *value)
{
	if (o == &help_opt) {
		a->help = true;
		return CLI_OK;
	}
	if (!o->many) {
		for (size_t i = 0; i < a->given_len; i++) {
			if (a->given[i].opt == o)
				return cli_misuse(
				    "--%s is given twice", o->name);
		}
	}
	if (a->given_len == CLI_OPTS_MAX)
		return cli_misuse("too many options");
	a->given[a->given_len].opt = o;
	a->given[a->given_len].value = value;
	a->given_len++;
	return CLI_OK;
}

/*
 * One argument that begins with a hyphen; *i moves on when its value is the
 * next one.  An unknown option is named by position, not by text: somebody may
 * have typed a secret there.
 */
static enum cli_exit
parse_option(struct cli_args *a, int argc, char **argv, int *i)
{
	const struct cli_opt *o;
	const char *arg = argv[*i], *value = NULL, *eq;
	bool is_long = arg[1] == '-';

	if (is_long) {
		arg += 2;
		eq = strchr(arg, '=');
		o = find_long(
		    a->cmd, arg, eq == NULL ? strlen(arg) : (size_t)(eq - arg));
		value = eq == NULL ? NULL : eq + 1;
	} else {
		o = find_letter(a->cmd, arg[1]);
		value = arg[2] == 0 ? NULL : arg + 2;
	}
	if (o == NULL)
		return cli_misuse("argument %d is not an option of this "
				  "command",
		    *i + 1);
	if (o->value == NULL && value != NULL)
		return cli_misuse("--%s takes no value", o->name);
	if (o->value != NULL && value == NULL) {
		if (*i + 1 == argc)
			return cli_misuse("--%s needs %s", o->name, o->value);
		value = argv[++*i];
	}
	return add_option(a, o, value);
}

enum cli_exit
cli_args_parse(
    struct cli_args *out, const struct cli_cmd *cmd, int argc, char **argv)
{
	bool options = true;
	enum cli_exit x;

	*out = (struct cli_args){ .cmd = cmd };
	for (int i = 0; i < argc; i++) {
		if (options && strcmp(argv[i], "--") == 0) {
			options = false;
		} else if (options && argv[i][0] == '-' && argv[i][1] != 0) {
			if ((x = parse_option(out, argc, argv, &i)) != CLI_OK)
				return x;
		} else if (out->operand_len == CLI_OPERANDS_MAX) {
			return cli_misuse("too many arguments");
		} else {
			out->operand[out->operand_len++] = argv[i];
		}
	}
	if (out->help)
		return CLI_OK;
	if (out->operand_len < cmd->operands_min)
		return cli_misuse("expected %s", cmd->operands);
	if (out->operand_len > cmd->operands_max)
		return cli_misuse(cmd->operands_max == 0
				      ? "this command takes no arguments"
				      : "too many arguments");
	return CLI_OK;
}

const char *
cli_arg_next(const struct cli_args *a, const char *name, size_t *at)
{
	REQUIRE(find_long(a->cmd, name, strlen(name)) != NULL);
	for (size_t i = *at; i < a->given_len; i++) {
		if (strcmp(a->given[i].opt->name, name) == 0) {
			*at = i + 1;
			return a->given[i].value;
		}
	}
	*at = a->given_len;
	return NULL;
}

const char *
cli_arg(const struct cli_args *a, const char *name)
{
	size_t at = 0;

	return cli_arg_next(a, name, &at);
}

bool
cli_flag(const struct cli_args *a, const char *name)
{
	REQUIRE(find_long(a->cmd, name, strlen(name)) != NULL);
	for (size_t i = 0; i < a->given_len; i++) {
		if (strcmp(a->given[i].opt->name, name) == 0)
			return true;
	}
	return false;
}

enum cli_exit
cli_arg_must(const struct cli_args *a, const char *name, const char **out)
{
	if ((*out = cli_arg(a, name)) == NULL)
		return cli_misuse("--%s is missing", name);
	return CLI_OK;
}

enum cli_exit
cli_arg_number(const struct cli_args *a, const char *name, uint64_t least,
    uint64_t most, uint64_t *out)
{
	const char *s = cli_arg(a, name);
	uint64_t v;

	if (s == NULL)
		return CLI_OK;
	if (base_text_decimal((struct base_text){ s, strlen(s) }, most, &v) !=
		ERR_OK ||
	    v < least)
		return cli_misuse("--%s must be a number from %ju to %ju", name,
		    (uintmax_t)least, (uintmax_t)most);
	*out = v;
	return CLI_OK;
}

static void
usage_option(const struct cli_opt *o)
{
	char left[64];

	(void)snprintf(left, sizeof(left), "%c%c%s--%s%s%s",
	    o->letter ? '-' : ' ', o->letter ? o->letter : ' ',
	    o->letter ? ", " : "  ", o->name, o->value ? " " : "",
	    o->value ? o->value : "");
	(void)printf(
	    "  %-30s%s%s\n", left, o->help, o->many ? " (repeatable)" : "");
}

void
cli_usage(const struct cli_cmd *cmd)
{
	const struct cli_opt *o = cmd->opts;

	(void)printf("usage: qf %s%s%s%s%s%s\n\n%s\n", cmd->noun,
	    cmd->verb ? " " : "", cmd->verb ? cmd->verb : "",
	    o->name ? " [options]" : "", cmd->operands[0] ? " " : "",
	    cmd->operands, cmd->help);
	(void)printf("\noptions:\n");
	for (; o->name != NULL; o++)
		usage_option(o);
	usage_option(&help_opt);
	(void)printf("\nexample:\n  %s\n", cmd->example);
}
