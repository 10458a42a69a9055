/* SPDX-License-Identifier: ISC */
/* qf manifest: the signed list of the page's files (docs/protocol.md 2). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"
#include "cli/date.h"
#include "cli/file.h"
#include "cli/page.h"

static const struct cli_opt new_opts[] = {
	{ "host", 0, "HOST", "the site's name", false },
	{ "release", 0, "VERSION", "the version, this program's if not said",
	    false },
	{ "date", 0, "DATE", "the day it was built, today if not said", false },
	{ "output", 'o', "FILE", "write here, not to standard output", false },
	{ 0 },
};

static enum cli_exit
new_fill(const struct cli_args *a, struct sign_manifest *m)
{
	const char *release = cli_arg(a, "release");

	if (release == NULL)
		release = QF_VERSION;
	if (!sign_release_valid((struct base_text){ release, strlen(release) }))
		return cli_misuse("--release is not a version");
	(void)snprintf(m->release, sizeof(m->release), "%s", release);
	cli_today(&m->date);
	return cli_arg_date(a, "date", &m->date);
}

static enum cli_exit
new_run(const struct cli_args *a)
{
	struct sign_manifest *m = calloc(1, sizeof(*m));
	struct base_buf text;
	const char *host;
	enum cli_exit x;
	enum err e;

	base_buf_init(&text, LIMIT_NOTE_LEN);
	if (m == NULL)
		return cli_fail(ERR_MEMORY, "cannot start");
	if ((x = cli_arg_must(a, "host", &host)) != CLI_OK ||
	    (x = new_fill(a, m)) != CLI_OK)
		goto out;
	x = CLI_MISUSE;
	if (!sign_host_valid(host)) {
		(void)cli_misuse("--host is not a site's name");
		goto out;
	}
	x = CLI_FAIL;
	if (cli_page_list(a->operand[0], m) != ERR_OK)
		goto out;
	if ((e = sign_manifest_write(host, m, &text)) != ERR_OK) {
		(void)cli_fail(e, "%s: not the files of a page", a->operand[0]);
		cli_hint("build/assets/reporter is the folder that `make "
			 "assets` fills");
		goto out;
	}
	if (cli_write_file(cli_arg(a, "output"), text.data, text.len, 0644,
		true) == ERR_OK)
		x = CLI_OK;
out:
	base_buf_done(&text);
	free(m);
	return x;
}

const struct cli_cmd cmd_manifest_new = {
	.noun = "manifest",
	.verb = "new",
	.operands = "FOLDER",
	.operands_min = 1,
	.operands_max = 1,
	.help = "list the files of a built page",
	.opts = new_opts,
	.example = "qf manifest new --host box.example.org -o manifest.txt "
		   "build/assets/reporter",
	.run = new_run,
};

static const struct cli_opt sign_opts[] = {
	{ "key", 'k', "FILE", "sign with this release key file", true },
	{ "passphrase-fd", 0, "N",
	    "read passphrases from descriptor N, one a line", false },
	{ "output", 'o', "FILE", "write here, not to standard output", false },
	{ 0 },
};

static enum cli_exit
sign_run(const struct cli_args *a)
{
	struct sign_manifest *m = malloc(sizeof(*m));
	struct cli_notefile n = { 0 };
	enum cli_exit x = CLI_FAIL;
	enum err e;

	if (m == NULL)
		return cli_fail(ERR_MEMORY, "cannot start");
	if (cli_notefile_load(a->operand[0], SIGN_MANIFEST_FIRST_LINE, &n) !=
	    ERR_OK)
		goto out;
	if ((e = sign_manifest_parse(n.host, n.text, m)) != ERR_OK)
		(void)cli_fail(e, "%s", a->operand[0]);
	else
		x = cli_notefile_sign(a, &n, n.host);
out:
	cli_notefile_done(&n);
	free(m);
	return x;
}

const struct cli_cmd cmd_manifest_sign = {
	.noun = "manifest",
	.verb = "sign",
	.operands = "FILE",
	.operands_min = 1,
	.operands_max = 1,
	.help = "sign a page's list with the release key",
	.opts = sign_opts,
	.example = "qf manifest sign -k release.key -o manifest.note "
		   "manifest.txt",
	.run = sign_run,
};

static const struct cli_opt verify_opts[] = {
	{ "key", 'k', "VKEY|FILE", "the release key, or a file with it",
	    false },
	{ "files", 0, "FOLDER", "also compare the files of this folder",
	    false },
	{ 0 },
};

static enum cli_exit
files_check(const char *folder, const struct sign_manifest *m)
{
	struct sign_manifest *files = calloc(1, sizeof(*files));
	enum cli_exit x = CLI_FAIL;

	if (files == NULL)
		return cli_fail(ERR_MEMORY, "cannot start");
	if (cli_page_list(folder, files) == ERR_OK &&
	    cli_page_same(m, files, folder))
		x = CLI_OK;
	free(files);
	return x;
}

static enum cli_exit
verify_run(const struct cli_args *a)
{
	struct sign_manifest *m = malloc(sizeof(*m));
	struct cli_notefile n = { 0 };
	const char *key, *folder = cli_arg(a, "files");
	enum cli_exit x;

	if (m == NULL)
		return cli_fail(ERR_MEMORY, "cannot start");
	if ((x = cli_arg_must(a, "key", &key)) != CLI_OK ||
	    (x = cli_page_manifest(a, a->operand[0], &n, m)) != CLI_OK)
		goto out;
	if (folder != NULL)
		x = files_check(folder, m);
	if (x == CLI_OK)
		(void)fwrite(n.text.data, 1, n.text.len, stdout);
out:
	cli_notefile_done(&n);
	free(m);
	return x;
}

const struct cli_cmd cmd_manifest_verify = {
	.noun = "manifest",
	.verb = "verify",
	.operands = "NOTE",
	.operands_min = 1,
	.operands_max = 1,
	.help = "verify a page's signed list and print it",
	.opts = verify_opts,
	.example = "qf manifest verify -k release.vkey --files "
		   "build/assets/reporter manifest.note",
	.run = verify_run,
};
