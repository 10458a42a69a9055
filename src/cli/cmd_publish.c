/* SPDX-License-Identifier: ISC */
/*
 * qf root publish, qf roster publish: verified notes to where the services
 * find them; by the office, or straight to the database while there is no
 * officer yet who could log in.
 */
#include <stdio.h>
#include <string.h>

#include "cli/cmd.h"
#include "cli/database.h"
#include "cli/notefile.h"
#include "cli/site.h"
#include "sign/chain.h"

/* clang-format off */
#define PUBLISH_OPTS \
	{ "database", 0, "CONNINFO", \
	    "straight to the database, as qf_office or qf_owner", false }, \
	{ "office", 0, "URL", "by the office", false }
/* clang-format on */

static const struct cli_opt root_opts[] = {
	PUBLISH_OPTS,
	CLI_HTTP_OPTS,
	{ 0 },
};

static const struct cli_opt roster_opts[] = {
	{ "root", 0, "NOTE", "publish this root note before", true },
	PUBLISH_OPTS,
	CLI_HTTP_OPTS,
	{ 0 },
};

/* Where the notes go, and the chain that they must continue. */
struct target {
	struct cli_database database;
	struct cli_http *http;
	bool by_office;
	struct sign_chain *chain;
	char host[LIMIT_NAME_LEN + 1];
};

static enum err
chain_add(
    struct target *t, enum store_note_kind kind, const void *note, size_t len)
{
	enum err e = ERR_OK;

	if (t->chain == NULL)
		e = sign_chain_new(&t->chain, t->host);
	if (e != ERR_OK)
		return e;
	return kind == STORE_ROOT
		   ? sign_chain_add_root(t->chain, note, len, NULL)
		   : sign_chain_add_roster(t->chain, note, len);
}

/* What is published already, which the services hang on. */
static enum err
database_begin(struct target *t, const char *conninfo)
{
	struct cli_notes notes = { 0 };
	enum err e;

	if ((e = cli_database_open(&t->database, conninfo)) != ERR_OK)
		return e;
	if ((e = cli_database_notes(&t->database, &notes)) != ERR_OK) {
		(void)cli_fail(e, "cannot read the database");
		if (e == ERR_SCHEMA)
			cli_hint("run `qf migrate' first");
	}
	for (size_t i = 0; e == ERR_OK && i < notes.count; i++) {
		e = chain_add(t, notes.list[i].kind, notes.list[i].data.data,
		    notes.list[i].data.len);
		if (e != ERR_OK)
			(void)cli_fail(e, "the notes in the database");
	}
	cli_notes_done(&notes);
	return e;
}

/* The version a note says it is of; nothing is verified. */
static enum err
version_of(const struct target *t, enum store_note_kind kind,
    const struct cli_notefile *n, uint32_t *version)
{
	struct sign_roster *roster = NULL;
	struct sign_root *root = NULL;
	enum err e;

	if (kind == STORE_ROOT) {
		e = sign_root_parse(t->host, n->text, &root);
		if (e == ERR_OK)
			*version = root->generation;
	} else {
		e = sign_roster_parse(t->host, n->text, &roster);
		if (e == ERR_OK)
			*version = roster->version;
	}
	sign_root_free(&root);
	sign_roster_free(&roster);
	return e;
}

/* True when the chain is past this version: then the database has its own. */
static bool
is_past(const struct target *t, enum store_note_kind kind, uint32_t version)
{
	const struct sign_root *root;
	const struct sign_roster *roster;

	if (t->chain == NULL)
		return false;
	root = sign_chain_root(t->chain);
	roster = sign_chain_newest(t->chain);
	return kind == STORE_ROOT
		   ? root != NULL && version <= root->generation
		   : roster != NULL && version <= roster->version;
}

/* Published before: fine if it is the same note, else an error. */
static enum err
database_compare(struct target *t, enum store_note_kind kind, uint32_t version,
    const struct cli_notefile *n, const char *path)
{
	struct base_buf stored;
	enum err e;

	base_buf_init(&stored, LIMIT_NOTE_LEN);
	e = cli_database_note(&t->database, kind, version, &stored);
	if (e != ERR_OK) {
		(void)cli_fail(e, "cannot compare %s", path);
	} else if (stored.len != n->file.len ||
		   memcmp(stored.data, n->file.data, stored.len) != 0) {
		cli_error(
		    "%s: another note of this version is published", path);
		e = ERR_CONFLICT;
	} else {
		cli_note("%s: published before", path);
	}
	base_buf_done(&stored);
	return e;
}

static enum err
database_add(struct target *t, const struct store_note *note, const char *path)
{
	enum store_outcome outcome = STORE_OUTCOMES;
	enum err e;

	e = chain_add(t, note->kind, note->data, note->len);
	if (e != ERR_OK) {
		(void)cli_fail(e, "%s", path);
		return e;
	}
	e = cli_database_publish(&t->database, note,
	    note->kind == STORE_ROOT ? sign_chain_root(t->chain)->hash
				     : sign_chain_newest(t->chain)->hash,
	    &outcome);
	if (e == ERR_OK && outcome != STORE_CREATED && outcome != STORE_SAME)
		e = ERR_CONFLICT;
	if (e != ERR_OK)
		(void)cli_fail(e, "cannot publish %s", path);
	else
		cli_note("%s: published", path);
	return e;
}

static enum err
database_put(struct target *t, enum store_note_kind kind,
    const struct cli_notefile *n, const char *path)
{
	struct store_note note = {
		.kind = kind, .data = n->file.data, .len = n->file.len
	};
	enum err e;

	if ((e = version_of(t, kind, n, &note.version)) != ERR_OK) {
		(void)cli_fail(e, "%s", path);
		return e;
	}
	return is_past(t, kind, note.version)
		   ? database_compare(t, kind, note.version, n, path)
		   : database_add(t, &note, path);
}

static enum err
office_put(struct target *t, enum store_note_kind kind,
    const struct cli_notefile *n, const char *path)
{
	struct cli_http_req req = { .method = "POST",
		.path = kind == STORE_ROOT ? "/v1/roots" : "/v1/roster",
		.type = "text/plain",
		.body = n->file.data,
		.body_len = n->file.len,
		.reply_max = 4096 };
	struct cli_http_reply r;
	enum err e;

	/* No session is asked for: what counts are the root keys. */
	e = cli_http_call(t->http, &req, &r);
	if (e != ERR_OK || (e = cli_http_status(&r)) != ERR_OK) {
		cli_http_say(
		    t->http, r.status == 0 ? e : ERR_OK, &r, "the office");
		cli_error("%s: not published", path);
	} else {
		cli_note("%s: %s", path,
		    r.status == 201 ? "published" : "published before");
	}
	cli_http_reply_done(&r);
	return e;
}

static enum err
publish_one(struct target *t, enum store_note_kind kind, const char *path)
{
	struct cli_notefile n;
	enum err e;

	e = cli_notefile_load(path,
	    kind == STORE_ROOT ? SIGN_ROOT_FIRST_LINE : SIGN_ROSTER_FIRST_LINE,
	    &n);
	if (e == ERR_OK && !n.is_note) {
		e = ERR_NOTE;
		(void)cli_fail(e, "%s", path);
	}
	if (e == ERR_OK && t->host[0] == 0)
		(void)memcpy(t->host, n.host, sizeof(t->host));
	if (e == ERR_OK && strcmp(t->host, n.host) != 0) {
		cli_error("%s: is of another site", path);
		e = ERR_CHAIN;
	}
	if (e == ERR_OK)
		e = t->by_office ? office_put(t, kind, &n, path)
				 : database_put(t, kind, &n, path);
	cli_notefile_done(&n);
	return e;
}

/* HOST of the notes, which the database's must be of too. */
static enum err
host_of(struct target *t, enum store_note_kind kind, const char *path)
{
	struct cli_notefile n;
	enum err e;

	e = cli_notefile_load(path,
	    kind == STORE_ROOT ? SIGN_ROOT_FIRST_LINE : SIGN_ROSTER_FIRST_LINE,
	    &n);
	if (e == ERR_OK)
		(void)memcpy(t->host, n.host, sizeof(t->host));
	cli_notefile_done(&n);
	return e;
}

static enum cli_exit
publish(const struct cli_args *a, enum store_note_kind kind)
{
	const char *conninfo = cli_arg(a, "database");
	struct target t = { .by_office = cli_arg(a, "office") != NULL };
	const char *root;
	size_t at = 0;
	enum cli_exit x = CLI_OK;

	if ((conninfo != NULL) == t.by_office)
		return cli_misuse("expected --database or --office");
	if (host_of(&t, kind, a->operand[0]) != ERR_OK)
		return CLI_FAIL;
	if (t.by_office)
		x = cli_http_from_args(
			a, cli_arg(a, "office"), NULL, &t.http) == ERR_OK
			? CLI_OK
			: CLI_FAIL;
	else if (database_begin(&t, conninfo) != ERR_OK)
		x = CLI_FAIL;
	while (x == CLI_OK && kind == STORE_ROSTER &&
	       (root = cli_arg_next(a, "root", &at)) != NULL) {
		if (publish_one(&t, STORE_ROOT, root) != ERR_OK)
			x = CLI_FAIL;
	}
	for (size_t i = 0; x == CLI_OK && i < a->operand_len; i++) {
		if (publish_one(&t, kind, a->operand[i]) != ERR_OK)
			x = CLI_FAIL;
	}
	if (t.by_office)
		cli_http_free(&t.http);
	else
		cli_database_done(&t.database);
	sign_chain_free(&t.chain);
	return x;
}

static enum cli_exit
root_run(const struct cli_args *a)
{
	return publish(a, STORE_ROOT);
}

static enum cli_exit
roster_run(const struct cli_args *a)
{
	return publish(a, STORE_ROSTER);
}

const struct cli_cmd cmd_root_publish = {
	.noun = "root",
	.verb = "publish",
	.operands = "NOTE...",
	.operands_min = 1,
	.operands_max = CLI_OPERANDS_MAX,
	.help = "verify root notes and put them where services find them",
	.opts = root_opts,
	.example = "qf root publish --database 'host=/run/postgresql "
		   "dbname=qingfeng user=qf_office' root-1.note",
	.run = root_run,
};

const struct cli_cmd cmd_roster_publish = {
	.noun = "roster",
	.verb = "publish",
	.operands = "NOTE...",
	.operands_min = 1,
	.operands_max = CLI_OPERANDS_MAX,
	.help = "verify rosters and put them where services find them",
	.opts = roster_opts,
	.example = "qf roster publish --office https://office.example.org "
		   "roster-13.note",
	.run = roster_run,
};
