/* SPDX-License-Identifier: ISC */
/* qf root: the keys that say who the officers are (docs/protocol.md 4). */
#include <stdio.h>
#include <string.h>

#include "base/base64.h"
#include "cli/cmd.h"
#include "cli/date.h"
#include "cli/file.h"
#include "cli/notefile.h"
#include "sign/root.h"

#define ROOT_DAYS_DEFAULT 365

static const struct cli_opt new_opts[] = {
	{ "host", 0, "HOST", "the site's name (else that of --prev)", false },
	{ "prev", 0, "NOTE", "the generation before this one", false },
	{ "key", 'k', "VKEY", "a root key of this generation", true },
	{ "threshold", 0, "N", "how many of them must sign", false },
	{ "not-after", 0, "DATE", "the last day it holds, else in 365 days",
	    false },
	{ "output", 'o', "FILE", "write here, not to standard output", false },
	{ 0 },
};

static enum cli_exit
fill_keys(const struct cli_args *a, struct sign_root *r)
{
	const char *text;
	uint64_t threshold = 0;
	size_t at = 0;
	enum cli_exit x;

	while ((text = cli_arg_next(a, "key", &at)) != NULL) {
		if (r->key_count == LIMIT_ROOT_KEYS_MAX)
			return cli_misuse(
			    "more than %u root keys", LIMIT_ROOT_KEYS_MAX);
		if (sign_vkey_parse((struct base_text){ text, strlen(text) },
			&r->keys[r->key_count++]) != ERR_OK)
			return cli_misuse("%s is not a verifier key", text);
	}
	if (r->key_count == 0)
		return cli_misuse("--key is missing");
	if (cli_arg(a, "threshold") == NULL)
		return cli_misuse("--threshold is missing");
	x = cli_arg_number(a, "threshold", 1, r->key_count, &threshold);
	r->threshold = (uint32_t)threshold;
	return x;
}

/* Generation, prev and host follow from the generation before. */
static enum cli_exit
fill_prev(
    const char *path, char host[static LIMIT_NAME_LEN + 1], struct sign_root *r)
{
	struct sign_root *before = NULL;
	struct cli_notefile n;
	enum cli_exit x = CLI_FAIL;
	enum err e;

	if (cli_notefile_load(path, SIGN_ROOT_FIRST_LINE, &n) != ERR_OK)
		goto out;
	if ((e = sign_root_parse(n.host, n.text, &before)) != ERR_OK) {
		(void)cli_fail(e, "%s", path);
		goto out;
	}
	memcpy(host, n.host, sizeof(n.host));
	r->generation = before->generation + 1;
	memcpy(r->prev, before->hash, sizeof(r->prev));
	x = CLI_OK;
out:
	sign_root_free(&before);
	cli_notefile_done(&n);
	return x;
}

static enum cli_exit
new_run(const struct cli_args *a)
{
	const char *prev = cli_arg(a, "prev"), *given = cli_arg(a, "host");
	char host[LIMIT_NAME_LEN + 1] = "";
	struct sign_root *r = sign_root_new();
	struct base_buf text;
	enum cli_exit x = CLI_FAIL;
	enum err e;

	base_buf_init(&text, LIMIT_NOTE_LEN);
	if (r == NULL) {
		(void)cli_fail(ERR_MEMORY, "cannot make the root text");
		goto out;
	}
	r->generation = 1;
	cli_today(&r->not_after);
	cli_date_add(&r->not_after, ROOT_DAYS_DEFAULT, &r->not_after);
	if ((x = cli_arg_date(a, "not-after", &r->not_after)) != CLI_OK ||
	    (x = fill_keys(a, r)) != CLI_OK ||
	    (prev != NULL && (x = fill_prev(prev, host, r)) != CLI_OK))
		goto out;
	if (given != NULL && host[0] != 0 && strcmp(given, host) != 0) {
		x = cli_misuse("--host is not the host of --prev");
		goto out;
	}
	if (given != NULL)
		(void)snprintf(host, sizeof(host), "%s", given);
	if (!sign_host_valid(host)) {
		x = cli_misuse("--host is missing or not a site's name");
		goto out;
	}
	x = CLI_FAIL;
	if ((e = sign_root_write(host, r, &text)) != ERR_OK) {
		(void)cli_fail(e, "cannot make the root text");
		cli_hint(
		    "each key is named %s/root/LABEL and given once", host);
	} else if (cli_write_file(cli_arg(a, "output"), text.data, text.len,
		       0644, true) == ERR_OK) {
		x = CLI_OK;
	}
out:
	base_buf_done(&text);
	sign_root_free(&r);
	return x;
}

const struct cli_cmd cmd_root_new = {
	.noun = "root",
	.verb = "new",
	.operands = "",
	.help = "write the text of a root note",
	.opts = new_opts,
	.example = "qf root new --host box.example.org --threshold 2 "
		   "-k VKEY -k VKEY -k VKEY -o root.txt",
	.run = new_run,
};

static const struct cli_opt sign_opts[] = {
	{ "key", 'k', "FILE", "sign with this root key file", true },
	{ "passphrase-fd", 0, "N",
	    "read passphrases from descriptor N, one a line", false },
	{ "output", 'o', "FILE", "write here, not to standard output", false },
	{ 0 },
};

static void
say_root(const struct sign_root *r)
{
	char digits[SIGN_PIN_DIGITS_LEN + 1];

	cli_note("root generation %u, %u of %zu keys, until %s",
	    (unsigned)r->generation, (unsigned)r->threshold, r->key_count,
	    r->not_after.text);
	if (r->generation == 1) {
		sign_pin_digits(r->hash, digits);
		cli_note("pin %s", digits);
	}
}

static enum cli_exit
sign_run(const struct cli_args *a)
{
	struct sign_root *r = NULL;
	struct cli_notefile n;
	enum cli_exit x = CLI_FAIL;
	enum err e;

	if (cli_notefile_load(a->operand[0], SIGN_ROOT_FIRST_LINE, &n) !=
	    ERR_OK)
		goto out;
	if ((e = sign_root_parse(n.host, n.text, &r)) != ERR_OK) {
		(void)cli_fail(e, "%s", a->operand[0]);
		goto out;
	}
	say_root(r);
	x = cli_notefile_sign(a, &n, n.host);
out:
	sign_root_free(&r);
	cli_notefile_done(&n);
	return x;
}

const struct cli_cmd cmd_root_sign = {
	.noun = "root",
	.verb = "sign",
	.operands = "FILE",
	.operands_min = 1,
	.operands_max = 1,
	.help = "sign a root text, or add a signature to a root note",
	.opts = sign_opts,
	.example = "qf root sign -k root-a.key -o root.note root.txt",
	.run = sign_run,
};

static const struct cli_opt pin_opts[] = {
	{ "digits", 0, NULL, "the 20 digits that the poster prints", false },
	{ 0 },
};

static enum cli_exit
pin_run(const struct cli_args *a)
{
	char text[BASE64_LEN(SIGN_HASH_LEN) + 1];
	struct sign_root *r = NULL;
	struct cli_notefile n;
	enum cli_exit x = CLI_FAIL;
	enum err e;

	if (cli_notefile_load(a->operand[0], SIGN_ROOT_FIRST_LINE, &n) !=
	    ERR_OK)
		goto out;
	if ((e = sign_root_parse(n.host, n.text, &r)) != ERR_OK) {
		(void)cli_fail(e, "%s", a->operand[0]);
		goto out;
	}
	if (r->generation != 1) {
		cli_error("%s: the pin is that of generation 1", a->operand[0]);
		goto out;
	}
	if (cli_flag(a, "digits"))
		sign_pin_digits(r->hash, text);
	else
		base_base64_encode(
		    text, r->hash, sizeof(r->hash), BASE64_URL_RAW);
	(void)printf("%s\n", text);
	x = CLI_OK;
out:
	sign_root_free(&r);
	cli_notefile_done(&n);
	return x;
}

const struct cli_cmd cmd_root_pin = {
	.noun = "root",
	.verb = "pin",
	.operands = "NOTE",
	.operands_min = 1,
	.operands_max = 1,
	.help = "print the pin that posters carry",
	.opts = pin_opts,
	.example = "qf root pin root-1.note",
	.run = pin_run,
};
