/* SPDX-License-Identifier: ISC */
/* qf note: signed notes of any kind. */
#include <stdio.h>
#include <string.h>

#include "cli/cmd.h"
#include "cli/file.h"
#include "cli/notefile.h"

#define VKEYS_MAX SIGN_NOTE_KEYS_MAX

static const struct cli_opt sign_opts[] = {
	{ "key", 'k', "FILE", "sign with this key file", true },
	{ "passphrase-fd", 0, "N",
	    "read passphrases from descriptor N, one a line", false },
	{ "output", 'o', "FILE", "write here, not to standard output", false },
	{ 0 },
};

static enum cli_exit
sign_run(const struct cli_args *a)
{
	struct cli_notefile n;
	enum cli_exit x = CLI_FAIL;

	if (cli_notefile_load(a->operand[0], NULL, &n) == ERR_OK)
		x = cli_notefile_sign(a, &n, NULL);
	cli_notefile_done(&n);
	return x;
}

const struct cli_cmd cmd_note_sign = {
	.noun = "note",
	.verb = "sign",
	.operands = "FILE",
	.operands_min = 1,
	.operands_max = 1,
	.help = "sign a text, or add a signature to a note",
	.opts = sign_opts,
	.example = "qf note sign -k root-a.key -o roster.note roster.txt",
	.run = sign_run,
};

static const struct cli_opt verify_opts[] = {
	{ "key", 'k', "VKEY|FILE",
	    "a verifier key, or a file with one on each line", true },
	{ 0 },
};

/* A vkey, or a file of them in which `#` begins a comment line. */
static enum cli_exit
vkeys_add(const char *arg, struct sign_vkey *list, size_t *count)
{
	struct base_text rest, line;
	struct base_buf file;
	enum cli_exit x = CLI_OK;

	if (*count < VKEYS_MAX &&
	    sign_vkey_parse((struct base_text){ arg, strlen(arg) },
		&list[*count]) == ERR_OK) {
		(*count)++;
		return CLI_OK;
	}
	base_buf_init(&file, LIMIT_NOTE_LEN);
	if (cli_read_file(arg, &file) != ERR_OK)
		x = CLI_FAIL;
	rest = (struct base_text){ (const char *)file.data, file.len };
	while (x == CLI_OK && base_text_line(&rest, &line)) {
		if (line.len == 0 || line.data[0] == '#')
			continue;
		if (*count == VKEYS_MAX)
			x = cli_misuse("more than %d keys", VKEYS_MAX);
		else if (sign_vkey_parse(line, &list[*count]) == ERR_OK)
			(*count)++;
		else
			x = cli_fail(ERR_FORMAT, "a key in %s", arg);
	}
	if (x == CLI_OK && rest.len > 0)
		x = cli_fail(ERR_FORMAT, "the end of %s", arg);
	base_buf_done(&file);
	return x;
}

/*
 * Keys of ours are held to the table of what they may sign; a foreign note's
 * keys have no such table.
 */
static const char *
table_host(const struct sign_vkey *k, char host[static LIMIT_NAME_LEN + 1])
{
	size_t len = strcspn(k->name, "/");

	memcpy(host, k->name, len);
	host[len] = 0;
	return sign_name_read(host, k->name, NULL, NULL) ? host : NULL;
}

static enum cli_exit
verify_run(const struct cli_args *a)
{
	static struct sign_vkey list[VKEYS_MAX];
	char host[LIMIT_NAME_LEN + 1];
	struct cli_notefile n = { 0 };
	const char *arg;
	uint64_t signers;
	size_t at = 0, count = 0;
	enum cli_exit x = CLI_OK;
	enum err e;

	while (x == CLI_OK && (arg = cli_arg_next(a, "key", &at)) != NULL)
		x = vkeys_add(arg, list, &count);
	if (x == CLI_OK && count == 0)
		x = cli_misuse("--key is missing");
	if (x != CLI_OK)
		return x;
	x = CLI_FAIL;
	if (cli_notefile_load(a->operand[0], NULL, &n) != ERR_OK)
		goto out;
	e = !n.is_note ? ERR_NOTE
		       : sign_note_verify(table_host(&list[0], host), &n.note,
			     list, count, &signers);
	if (e != ERR_OK) {
		(void)cli_fail(e, "%s", a->operand[0]);
		goto out;
	}
	for (size_t i = 0; i < count; i++) {
		if (signers & (UINT64_C(1) << i))
			cli_note("signed by %s", list[i].name);
	}
	(void)fwrite(n.text.data, 1, n.text.len, stdout);
	x = CLI_OK;
out:
	cli_notefile_done(&n);
	return x;
}

const struct cli_cmd cmd_note_verify = {
	.noun = "note",
	.verb = "verify",
	.operands = "NOTE",
	.operands_min = 1,
	.operands_max = 1,
	.help = "verify a signed note and print its text",
	.opts = verify_opts,
	.example = "qf note verify -k promise.vkey promise.note",
	.run = verify_run,
};
