/* SPDX-License-Identifier: ISC */
/* qf seal, qf open: plain age files, both ways, streamed. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/secret.h"
#include "cli/cmd.h"
#include "cli/file.h"
#include "cli/keyfile.h"
#include "cli/term.h"
#include "seal/age.h"

#define RECIPIENTS_MAX LIMIT_STANZA_MAX
#define IDENTITY_FILES_MAX 16

/* What to open with, gathered from several files. */
struct keyring {
	struct seal_identities file[IDENTITY_FILES_MAX];
	size_t files;
	struct base_secret *passphrase;
};

/* One stream through the sealing room. */
struct pipe {
	int in;
	struct cli_out out;
};

static enum cli_exit
pipe_open(struct pipe *p, const struct cli_args *a, bool binary)
{
	const char *in = a->operand_len > 0 ? a->operand[0] : "-";
	const char *path = cli_arg(a, "output");

	p->out.fd = -1;
	if ((p->in = cli_open_input(in)) < 0)
		return CLI_FAIL;
	if (cli_out_open(&p->out, path, 0600, true) != ERR_OK) {
		cli_error("cannot write %s: %s", path, strerror(errno));
		return CLI_FAIL;
	}
	if (binary && !cli_out_binary_ok(&p->out))
		return CLI_FAIL;
	return CLI_OK;
}

static void
pipe_done(struct pipe *p)
{
	cli_close_input(p->in);
	cli_out_done(&p->out);
}

static enum cli_exit
pipe_finish(struct pipe *p, enum err e, const char *doing)
{
	if (e == ERR_OK)
		e = cli_out_commit(&p->out);
	if (e == ERR_OK)
		return CLI_OK;
	if (e == ERR_IO)
		cli_error("%s: %s", doing, strerror(errno));
	else
		(void)cli_fail(e, "%s", doing);
	return CLI_FAIL;
}

static const struct cli_opt seal_opts[] = {
	{ "recipient", 'r', "AGE1", "seal to this recipient", true },
	{ "passphrase", 'p', NULL, "seal with a passphrase instead", false },
	{ "passphrase-fd", 0, "N", "read the passphrase from descriptor N",
	    false },
	{ "slots", 0, "N", "fill up to N stanzas with throw-away ones", false },
	{ "output", 'o', "FILE", "write here, not to standard output", false },
	{ 0 },
};

static enum cli_exit
recipients_parse(
    const struct cli_args *a, struct seal_recipient *list, size_t *count)
{
	const char *text;
	size_t at = 0;

	for (*count = 0; (text = cli_arg_next(a, "recipient", &at)) != NULL;
	     (*count)++) {
		if (*count == RECIPIENTS_MAX)
			return cli_misuse(
			    "more than %u recipients", RECIPIENTS_MAX);
		if (seal_recipient_parse(text, strlen(text), &list[*count]) !=
		    ERR_OK)
			return cli_misuse("%s is not an age recipient", text);
	}
	return CLI_OK;
}

static enum cli_exit
seal_run(const struct cli_args *a)
{
	struct seal_recipient list[RECIPIENTS_MAX];
	struct base_secret *pass = NULL;
	struct pipe p = { .in = -1 };
	struct seal_source src = { cli_fd_read, &p.in };
	struct seal_sink dst = { cli_fd_write, &p.out.fd };
	uint64_t slots;
	size_t count;
	enum cli_exit x;
	enum err e;
	int fd;

	if ((x = recipients_parse(a, list, &count)) != CLI_OK ||
	    (x = cli_arg_fd(a, "passphrase-fd", &fd)) != CLI_OK)
		return x;
	if ((count > 0) == cli_flag(a, "passphrase"))
		return cli_misuse("expected recipients or --passphrase");
	slots = count;
	if ((x = cli_arg_number(a, "slots", count, LIMIT_STANZA_MAX, &slots)) !=
	    CLI_OK)
		return x;
	x = CLI_FAIL;
	if (count == 0 &&
	    cli_secret_read(&pass, fd, "new passphrase", true) != ERR_OK)
		goto out;
	if ((x = pipe_open(&p, a, true)) != CLI_OK)
		goto out;
	e = count > 0
		? seal_age_encrypt(&src, list, count, (size_t)slots,
		      &seal_random_system, &dst)
		: seal_age_encrypt_passphrase(&src, (const char *)pass->data,
		      pass->len, &seal_random_system, &dst);
	x = pipe_finish(&p, e, "cannot seal");
out:
	pipe_done(&p);
	base_secret_free(&pass);
	return x;
}

const struct cli_cmd cmd_seal = {
	.noun = "seal",
	.operands = "[IN]",
	.operands_max = 1,
	.help = "seal a file: the result is a plain age file",
	.opts = seal_opts,
	.example = "qf seal -r age1... -o letter.age letter.txt",
	.run = seal_run,
};

static const struct cli_opt open_opts[] = {
	{ "identity", 'i', "FILE", "open with the keys in this file", true },
	{ "passphrase", 'p', NULL, "open with a passphrase instead", false },
	{ "passphrase-fd", 0, "N",
	    "read passphrases from descriptor N, one a line", false },
	{ "output", 'o', "FILE", "write here, not to standard output", false },
	{ 0 },
};

static enum cli_exit
keyring_load(const struct cli_args *a, struct keyring *k)
{
	const char *path;
	enum cli_exit x;
	size_t at = 0;
	int fd;

	if ((x = cli_arg_fd(a, "passphrase-fd", &fd)) != CLI_OK)
		return x;
	if ((cli_arg(a, "identity") != NULL) == cli_flag(a, "passphrase"))
		return cli_misuse("expected --identity or --passphrase");
	while ((path = cli_arg_next(a, "identity", &at)) != NULL) {
		if (k->files == IDENTITY_FILES_MAX)
			return cli_misuse(
			    "more than %d identity files", IDENTITY_FILES_MAX);
		if (cli_identities_load(path, fd, &k->file[k->files]) != ERR_OK)
			return CLI_FAIL;
		k->files++;
	}
	if (k->files == 0 &&
	    cli_secret_read(&k->passphrase, fd, "passphrase", false) != ERR_OK)
		return CLI_FAIL;
	return CLI_OK;
}

/* All keys of all files in one list, which the caller wipes by _done. */
static enum err
keyring_join(const struct keyring *k, struct seal_identities *all)
{
	size_t count = 0;

	for (size_t i = 0; i < k->files; i++)
		count += k->file[i].count;
	if (count == 0)
		return ERR_OK;
	if ((all->list = sodium_allocarray(count, sizeof(*all->list))) == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < k->files; i++) {
		for (size_t j = 0; j < k->file[i].count; j++)
			all->list[all->count++] = k->file[i].list[j];
	}
	return ERR_OK;
}

static enum cli_exit
open_run(const struct cli_args *a)
{
	struct keyring k = { 0 };
	struct seal_identities all = { 0 };
	struct seal_age_keys keys = { 0 };
	struct pipe p = { .in = -1 };
	struct seal_source src = { cli_fd_read, &p.in };
	struct seal_sink dst = { cli_fd_write, &p.out.fd };
	enum cli_exit x;
	enum err e;

	p.out.fd = -1;
	if ((x = keyring_load(a, &k)) != CLI_OK)
		goto out;
	if ((e = keyring_join(&k, &all)) != ERR_OK) {
		x = cli_fail(e, "cannot open");
		goto out;
	}
	keys.ids = all.list;
	keys.ids_count = all.count;
	if (k.passphrase != NULL) {
		keys.passphrase = (const char *)k.passphrase->data;
		keys.passphrase_len = k.passphrase->len;
	}
	if ((x = pipe_open(&p, a, false)) != CLI_OK)
		goto out;
	e = seal_age_decrypt(&src, SEAL_ARMOR_AUTO, &keys, &dst);
	if (e == ERR_AGE_NO_MATCH && k.passphrase != NULL)
		e = ERR_PASSPHRASE;
	x = pipe_finish(&p, e, "cannot open");
out:
	pipe_done(&p);
	seal_identities_done(&all);
	for (size_t i = 0; i < k.files; i++)
		seal_identities_done(&k.file[i]);
	base_secret_free(&k.passphrase);
	return x;
}

const struct cli_cmd cmd_open = {
	.noun = "open",
	.operands = "[IN]",
	.operands_max = 1,
	.help = "open an age file",
	.opts = open_opts,
	.example = "qf open -i officer-01.key -o letter.txt letter.age",
	.run = open_run,
};
