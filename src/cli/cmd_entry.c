/* SPDX-License-Identifier: ISC */
/* qf entry show: one sealed entry from a file, without any service. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/chainfile.h"
#include "cli/cmd.h"
#include "cli/file.h"
#include "cli/json.h"
#include "cli/keyfile.h"
#include "cli/notefile.h"
#include "cli/object.h"
#include "cli/render.h"
#include "cli/term.h"

#define ROSTERS_MAX CLI_OPERANDS_MAX

static const struct cli_opt opts[] = {
	{ "identity", 'i', "FILE", "open with this key file", false },
	{ "passphrase-fd", 0, "N", "read the passphrase from descriptor N",
	    false },
	{ "root", 0, "NOTE", "a root note, generation 1 first", true },
	{ "roster", 0, "NOTE", "rosters, to verify an officer's entry", true },
	{ "pin", 0, "PIN", "what the poster's link has behind r1=", false },
	{ "extract", 0, "DIR", "write the attachments into this folder",
	    false },
	{ "json", 0, NULL, "print as JSON", false },
	{ 0 },
};

/* What is to be shown; its attachments are written once it is verified. */
struct showing {
	const struct cli_args *args;
	struct sign_entry *entry; /* owned */
	char host[LIMIT_NAME_LEN + 1];
	const char *said; /* of the signature */
	bool refused;     /* and that is said */
};

/* The author's key: in the entry itself, or in the roster that it names. */
static enum err
verify(const struct cli_args *a, const char *host, const struct sign_entry *e,
    const char **said)
{
	const char *rosters[ROSTERS_MAX], *path;
	const struct sign_officer *officer = NULL;
	const struct sign_roster *r;
	struct cli_chain c = { 0 };
	size_t at = 0, count = 0;
	enum err err = ERR_OK;

	*said = "verified";
	if (e->kind == SIGN_KIND_REPORT || e->kind == SIGN_KIND_FOLLOWUP)
		return sign_entry_verify(host, e, &e->key);
	*said = "not checked";
	if (e->kind == SIGN_KIND_CONTACT || cli_arg(a, "roster") == NULL)
		return ERR_OK;
	while (count < ROSTERS_MAX &&
	       (path = cli_arg_next(a, "roster", &at)) != NULL)
		rosters[count++] = path;
	if (cli_chain_load(a, rosters, count, &c) != CLI_OK) {
		err = ERR_CHAIN;
		goto out;
	}
	r = sign_chain_find(c.chain, e->roster_version, e->roster_hash);
	if (r != NULL)
		officer = sign_roster_officer(r, e->officer);
	err = officer == NULL || strcmp(c.host, host) != 0
		  ? ERR_ENTRY_SIGNATURE
		  : sign_entry_verify(host, e, &officer->entry);
	*said = "verified";
out:
	cli_chain_done(&c);
	return err;
}

/* An object's judge: is it an entry, and whose? */
static enum err
judge(void *ctx, const struct cli_object *o)
{
	struct base_text rest = { (const char *)o->note.data, o->note.len };
	struct showing *s = ctx;
	struct base_text first;
	enum err e = ERR_ENTRY;

	if (base_text_line(&rest, &first) &&
	    cli_line_host(first, SIGN_ENTRY_FIRST_LINE, s->host) &&
	    (e = sign_entry_read(
		 s->host, o->note.data, o->note.len, &s->entry)) == ERR_OK &&
	    (e = sign_entry_members(s->entry, o->members, o->member_count)) ==
		ERR_OK)
		e = verify(s->args, s->host, s->entry, &s->said);
	s->refused = e != ERR_OK;
	if (s->refused)
		(void)cli_fail(e, "%s", s->args->operand[0]);
	return e;
}

static enum err
open_file(
    struct showing *s, const struct seal_identities *ids, struct cli_object *o)
{
	const struct cli_args *a = s->args;
	const char *path = a->operand[0], *dir = cli_arg(a, "extract");
	struct seal_source src;
	char *prefix = NULL;
	struct base_buf buf;
	struct seal_header h;
	enum err e;
	int fd;

	if (dir != NULL && asprintf(&prefix, "%s/", dir) < 0) {
		(void)cli_fail(ERR_MEMORY, "%s", path);
		return ERR_MEMORY;
	}
	o->judge = judge;
	o->judge_ctx = s;
	base_buf_init(&buf, LIMIT_HEADER_LEN);
	if ((fd = cli_open_input(path)) < 0) {
		free(prefix);
		return ERR_IO;
	}
	src = (struct seal_source){ cli_fd_read, &fd };
	if ((e = cli_header_take(&src, &buf, &h)) == ERR_OK)
		e = cli_object_open(o, &h, ids->list, ids->count, &src, prefix);
	if (e != ERR_OK && !s->refused)
		(void)cli_fail(e, "cannot open %s", path);
	cli_close_input(fd);
	base_buf_done(&buf);
	free(prefix);
	return e;
}

static enum err
show(const struct showing *s)
{
	json_t *doc;
	enum err e = ERR_OK;

	if (cli_flag(s->args, "json")) {
		if ((doc = cli_render_entry_json(s->entry)) == NULL) {
			e = ERR_MEMORY;
		} else {
			(void)json_object_set_new(
			    doc, "signature", json_string(s->said));
			cli_json_print(doc);
		}
	} else {
		(void)printf("host: %s\nsignature: %s\n", s->host, s->said);
		e = cli_render_entry(s->entry);
	}
	if (e != ERR_OK)
		(void)cli_fail(e, "%s", s->args->operand[0]);
	return e;
}

static enum cli_exit
run(const struct cli_args *a)
{
	struct seal_identities ids = { 0 };
	struct showing s = { .args = a };
	struct cli_object o;
	const char *key;
	enum cli_exit x;
	int fd;

	if ((x = cli_arg_must(a, "identity", &key)) != CLI_OK ||
	    (x = cli_arg_fd(a, "passphrase-fd", &fd)) != CLI_OK)
		return x;
	cli_object_init(&o);
	x = CLI_FAIL;
	if (cli_identities_load(key, fd, &ids) == ERR_OK &&
	    open_file(&s, &ids, &o) == ERR_OK && show(&s) == ERR_OK)
		x = CLI_OK;
	sign_entry_free(&s.entry);
	cli_object_done(&o);
	seal_identities_done(&ids);
	return x;
}

const struct cli_cmd cmd_entry_show = {
	.noun = "entry",
	.verb = "show",
	.operands = "SEALED",
	.operands_min = 1,
	.operands_max = 1,
	.help = "open a sealed entry and show what it says",
	.opts = opts,
	.example = "qf entry show -i officer-01.key --extract . report.age",
	.run = run,
};
