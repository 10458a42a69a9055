/* SPDX-License-Identifier: ISC */
/*
 * qf manifest check: fetch the page that a site serves, each file in every
 * coding that a browser may ask for, and compare.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "cli/cmd.h"
#include "cli/page.h"
#include "cli/site.h"

static const struct cli_opt opts[] = {
	{ "site", 0, "URL", "the site, https://box.example.org", false },
	{ "key", 'k', "VKEY|FILE", "the release key, or a file with it",
	    false },
	{ "manifest", 0, "FILE", "compare with this list, not the site's",
	    false },
	{ "agent", 0, "TEXT", "the User-Agent to send, as some phone has it",
	    false },
	CLI_HTTP_OPTS,
	{ 0 },
};

/* A browser asks for brotli, an old one for gzip, curl for neither. */
static const char *const codings[] = { NULL, "gzip", "br" };
#define CODINGS (sizeof(codings) / sizeof(codings[0]))

static enum err
fetch(struct cli_http *http, const struct cli_args *a, const char *path,
    const char *coding, size_t max, struct cli_http_reply *reply)
{
	const struct cli_http_req req = {
		.method = "GET",
		.path = path,
		.coding = coding,
		.agent = cli_arg(a, "agent"),
		.reply_max = max,
	};

	return cli_http_call(http, &req, reply);
}

/* Fetch the site's own manifest note and verify it by the key. */
static enum err
manifest_fetch(struct cli_http *http, const struct cli_args *a,
    const struct sign_vkey *key, struct sign_manifest *m)
{
	struct cli_http_reply r;
	char host[LIMIT_NAME_LEN + 1];
	size_t len = strcspn(key->name, "/");
	enum err e;

	memcpy(host, key->name, len);
	host[len] = '\0';
	e = fetch(http, a, "/v1/manifest", NULL, LIMIT_NOTE_LEN, &r);
	if (e != ERR_OK || (e = cli_http_status(&r)) != ERR_OK) {
		cli_http_say(http, r.status == 0 ? e : ERR_OK, &r,
		    "the site's manifest");
	} else if ((e = sign_manifest_verify(
			host, r.body.data, r.body.len, key, m)) != ERR_OK) {
		(void)cli_fail(e, "the site's manifest");
		cli_hint("it is not signed by this key, or not for this site");
	}
	cli_http_reply_done(&r);
	return e;
}

/* One file in one coding: true when it is the one listed. */
static bool
file_same(struct cli_http *http, const struct cli_args *a,
    const struct sign_manifest_file *f, const char *coding)
{
	const char *as = coding == NULL ? "as it is" : coding;
	uint8_t hash[SIGN_HASH_LEN];
	struct cli_http_reply r;
	char what[LIMIT_PAGE_NAME_LEN + 32];
	bool same = false;
	enum err e;

	(void)snprintf(what, sizeof(what), "%s (%s)", f->path, as);
	e = fetch(http, a, f->path, coding, LIMIT_PAGE_FILE_LEN, &r);
	if (e != ERR_OK || cli_http_status(&r) != ERR_OK) {
		cli_http_say(http, e, &r, what);
		goto out;
	}
	(void)crypto_hash_sha256(hash, r.body.data, r.body.len);
	same = r.body.len == f->len && memcmp(hash, f->hash, sizeof(hash)) == 0;
	if (!same)
		cli_error("%s is not the file in the manifest", what);
out:
	cli_http_reply_done(&r);
	return same;
}

static enum cli_exit
compare(struct cli_http *http, const struct cli_args *a,
    const struct sign_manifest *m)
{
	size_t wrong = 0;

	for (size_t i = 0; i < m->count; i++) {
		bool same = true;

		for (size_t c = 0; c < CODINGS; c++)
			same &= file_same(http, a, &m->files[i], codings[c]);
		if (same)
			(void)printf("ok %s\n", m->files[i].path);
		wrong += !same;
	}
	if (wrong == 0) {
		cli_note("the page is that of release %s, %s", m->release,
		    m->date.text);
		return CLI_OK;
	}
	cli_hint("tell others before you use this site: %zu of %zu files are "
		 "not what was published",
	    wrong, m->count);
	return CLI_FAIL;
}

static enum cli_exit
manifest_get(
    struct cli_http *http, const struct cli_args *a, struct sign_manifest *m)
{
	const char *path = cli_arg(a, "manifest");
	struct cli_notefile n = { 0 };
	struct sign_vkey key;
	enum cli_exit x;
	bool given;

	if (path == NULL) {
		if ((x = cli_page_key(a, &key, &given)) != CLI_OK)
			return x;
		return manifest_fetch(http, a, &key, m) == ERR_OK ? CLI_OK
								  : CLI_FAIL;
	}
	x = cli_page_manifest(a, path, &n, m);
	cli_notefile_done(&n);
	if (x == CLI_OK && cli_arg(a, "key") == NULL)
		cli_warn("%s was not verified: no key was given", path);
	return x;
}

static enum cli_exit
run(const struct cli_args *a)
{
	struct sign_manifest *m = NULL;
	struct cli_http *http = NULL;
	const char *url;
	enum cli_exit x;

	if ((x = cli_arg_must(a, "site", &url)) != CLI_OK)
		return x;
	if (cli_arg(a, "key") == NULL && cli_arg(a, "manifest") == NULL)
		return cli_misuse("expected --key or --manifest");
	if ((m = malloc(sizeof(*m))) == NULL)
		return cli_fail(ERR_MEMORY, "cannot start");
	x = CLI_FAIL;
	if (cli_http_from_args(a, url, NULL, &http) == ERR_OK &&
	    (x = manifest_get(http, a, m)) == CLI_OK)
		x = compare(http, a, m);
	cli_http_free(&http);
	free(m);
	return x;
}

const struct cli_cmd cmd_manifest_check = {
	.noun = "manifest",
	.verb = "check",
	.operands = "",
	.help = "compare the page that a site serves",
	.opts = opts,
	.example = "qf manifest check --site https://box.example.org "
		   "-k release.vkey",
	.run = run,
};
