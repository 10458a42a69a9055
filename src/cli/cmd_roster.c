/* SPDX-License-Identifier: ISC */
/* qf roster: who reads what, for at most 31 days (docs/protocol.md 4). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "cli/chainfile.h"
#include "cli/cmd.h"
#include "cli/date.h"
#include "cli/file.h"
#include "cli/json.h"
#include "cli/notefile.h"
#include "cli/rows.h"
#include "sign/roster.h"

static const struct cli_opt new_opts[] = {
	{ "host", 0, "HOST", "the site's name (else that of the file)", false },
	{ "prev", 0, "NOTE", "the version before: all its lines are kept",
	    false },
	{ "from", 0, "TEXT", "an edited text: check it, then apply options",
	    false },
	{ "not-before", 0, "DATE", "first day, today if not said", false },
	{ "not-after", 0, "DATE", "last day, 30 days later if not said",
	    false },
	{ "slots", 0, "N", "stanzas of every sealed object, 8 at first",
	    false },
	{ "promise", 0, "VKEY", "promise keys; replace the ones before", true },
	{ "log", 0, "VKEY", "the log's key", false },
	{ "officer", 0, "LINE", "add or replace an officer, as keygen prints",
	    true },
	{ "class", 0, "LINE", "add or replace a class: `concern 01 02 03'",
	    true },
	{ "role", 0, "LINE", "add or replace a holder: `auditor 11 VKEY'",
	    true },
	{ "revoked", 0, "LINE", "take an officer out: `00 2026-10-20 key-lost'",
	    true },
	{ "output", 'o', "FILE", "write here, not to standard output", false },
	{ 0 },
};

/* What a roster text is made from. */
struct draft {
	struct cli_rows *rows;
	char host[LIMIT_NAME_LEN + 1];
	struct base_date first, last;
};

static enum err
put_lines(const struct cli_args *a, struct cli_rows *rows, const char *kind,
    size_t words)
{
	const char *line;
	size_t at = 0;
	enum err e;

	while ((line = cli_arg_next(a, kind, &at)) != NULL) {
		if ((e = cli_rows_put(rows, kind, line, words)) != ERR_OK)
			return e;
	}
	return ERR_OK;
}

/* Version and prev follow from the roster before. */
static enum err
follow(struct draft *d, const struct cli_notefile *n)
{
	char hash[BASE64_LEN(SIGN_HASH_LEN) + 1], version[16];
	struct sign_roster *before = NULL;
	enum err e;

	if ((e = sign_roster_parse(n->host, n->text, &before)) != ERR_OK)
		return e;
	base_base64_encode(
	    hash, before->hash, sizeof(before->hash), BASE64_STD);
	(void)snprintf(
	    version, sizeof(version), "%u", (unsigned)before->version + 1);
	sign_roster_free(&before);
	if ((e = cli_rows_put(d->rows, "version", version, 0)) != ERR_OK)
		return e;
	return cli_rows_put(d->rows, "prev", hash, 0);
}

static enum err
start_from(const struct cli_args *a, struct draft *d)
{
	const char *prev = cli_arg(a, "prev"), *from = cli_arg(a, "from");
	struct cli_notefile n = { 0 };
	enum err e = ERR_OK;

	if (prev == NULL && from == NULL) {
		if ((e = cli_rows_put(d->rows, "version", "1", 0)) == ERR_OK)
			e = cli_rows_put(d->rows, "prev", "-", 0);
		return e == ERR_OK ? cli_rows_put(d->rows, "slots", "8", 0) : e;
	}
	e = cli_notefile_load(
	    prev != NULL ? prev : from, SIGN_ROSTER_FIRST_LINE, &n);
	if (e != ERR_OK)
		goto out;
	memcpy(d->host, n.host, sizeof(n.host));
	if ((e = cli_rows_read(d->rows, n.text)) == ERR_OK && prev != NULL)
		e = follow(d, &n);
	if (e != ERR_OK)
		(void)cli_fail(e, "%s", prev != NULL ? prev : from);
out:
	cli_notefile_done(&n);
	return e;
}

static enum err
put_dates(const struct cli_args *a, struct draft *d)
{
	bool fresh = cli_arg(a, "from") == NULL;
	enum err e = ERR_OK;

	if (fresh || cli_arg(a, "not-before") != NULL)
		e = cli_rows_put(d->rows, "not-before", d->first.text, 0);
	if (e == ERR_OK && (fresh || cli_arg(a, "not-after") != NULL))
		e = cli_rows_put(d->rows, "not-after", d->last.text, 0);
	return e;
}

static enum err
put_options(const struct cli_args *a, struct draft *d)
{
	const char *line;
	size_t at = 0;
	enum err e;

	if ((e = put_dates(a, d)) != ERR_OK ||
	    (e = put_lines(a, d->rows, "slots", 0)) != ERR_OK ||
	    (e = put_lines(a, d->rows, "log", 0)) != ERR_OK ||
	    (e = put_lines(a, d->rows, "officer", 1)) != ERR_OK ||
	    (e = put_lines(a, d->rows, "class", 1)) != ERR_OK ||
	    (e = put_lines(a, d->rows, "role", 2)) != ERR_OK)
		return e;
	if (cli_arg(a, "promise") != NULL)
		cli_rows_drop(d->rows, "promise");
	while ((line = cli_arg_next(a, "promise", &at)) != NULL) {
		if ((e = cli_rows_add(d->rows, "promise", line)) != ERR_OK)
			return e;
	}
	at = 0;
	while ((line = cli_arg_next(a, "revoked", &at)) != NULL) {
		struct base_text rest = { line, strlen(line) }, word;

		if (base_text_starts(rest, "revoked "))
			(void)base_text_word(&rest, &word);
		if (!base_text_word(&rest, &word))
			return ERR_ROSTER;
		if ((e = cli_rows_revoke(d->rows, word)) != ERR_OK ||
		    (e = cli_rows_add(d->rows, "revoked", line)) != ERR_OK)
			return e;
	}
	return ERR_OK;
}

/* The text, which must parse: what it would be refused for is said now. */
static enum err
draft_write(const struct draft *d, struct base_buf *text)
{
	struct sign_roster *r = NULL;
	enum err e;

	e = base_buf_addf(text, "%s%s\n", d->host, SIGN_ROSTER_FIRST_LINE);
	if (e == ERR_OK)
		e = cli_rows_write(d->rows, text);
	if (e == ERR_OK)
		e = sign_roster_parse(d->host,
		    (struct base_text){ (const char *)text->data, text->len },
		    &r);
	sign_roster_free(&r);
	return e;
}

static enum cli_exit
draft_make(const struct cli_args *a, struct draft *d)
{
	const char *host = cli_arg(a, "host");
	struct base_buf text;
	enum cli_exit x;
	enum err e;

	cli_today(&d->first);
	if ((x = cli_arg_date(a, "not-before", &d->first)) != CLI_OK)
		return x;
	cli_date_add(&d->first, SIGN_ROSTER_DAYS_MAX - 1, &d->last);
	if ((x = cli_arg_date(a, "not-after", &d->last)) != CLI_OK)
		return x;
	if (start_from(a, d) != ERR_OK)
		return CLI_FAIL;
	if (host != NULL && d->host[0] != 0 && strcmp(host, d->host) != 0)
		return cli_misuse("--host is not the host of the file");
	if (host != NULL)
		(void)snprintf(d->host, sizeof(d->host), "%s", host);
	if (!sign_host_valid(d->host))
		return cli_misuse("--host is missing or not a site's name");
	base_buf_init(&text, LIMIT_NOTE_LEN);
	x = CLI_FAIL;
	if ((e = put_options(a, d)) != ERR_OK ||
	    (e = draft_write(d, &text)) != ERR_OK) {
		(void)cli_fail(e, "cannot make the roster's text");
		cli_hint("at least one promise key; 2 to slots - 1 officers "
			 "in a class; at most %d days",
		    SIGN_ROSTER_DAYS_MAX);
	} else if (cli_write_file(cli_arg(a, "output"), text.data, text.len,
		       0644, true) == ERR_OK) {
		x = CLI_OK;
	}
	base_buf_done(&text);
	return x;
}

static enum cli_exit
new_run(const struct cli_args *a)
{
	struct draft d = { 0 };
	enum cli_exit x;

	if (cli_arg(a, "prev") != NULL && cli_arg(a, "from") != NULL)
		return cli_misuse("--prev and --from exclude each other");
	if ((d.rows = malloc(sizeof(*d.rows))) == NULL)
		return cli_fail(ERR_MEMORY, "cannot make the roster's text");
	cli_rows_init(d.rows);
	x = draft_make(a, &d);
	cli_rows_done(d.rows);
	free(d.rows);
	return x;
}

const struct cli_cmd cmd_roster_new = {
	.noun = "roster",
	.verb = "new",
	.operands = "",
	.help = "write the text of a roster",
	.opts = new_opts,
	.example = "qf roster new --prev roster-12.note --revoked "
		   "'03 2026-11-20 key-lost' -o roster-13.txt",
	.run = new_run,
};

static const struct cli_opt sign_opts[] = {
	{ "key", 'k', "FILE", "sign with this root key file", true },
	{ "passphrase-fd", 0, "N",
	    "read passphrases from descriptor N, one a line", false },
	{ "output", 'o', "FILE", "write here, not to standard output", false },
	{ 0 },
};

static enum cli_exit
sign_run(const struct cli_args *a)
{
	struct sign_roster *r = NULL;
	struct cli_notefile n;
	enum cli_exit x = CLI_FAIL;
	enum err e;

	if (cli_notefile_load(a->operand[0], SIGN_ROSTER_FIRST_LINE, &n) !=
	    ERR_OK)
		goto out;
	if ((e = sign_roster_parse(n.host, n.text, &r)) != ERR_OK) {
		(void)cli_fail(e, "%s", a->operand[0]);
		goto out;
	}
	cli_note("roster version %u, %s to %s, %zu officers",
	    (unsigned)r->version, r->not_before.text, r->not_after.text,
	    r->officer_count);
	x = cli_notefile_sign(a, &n, n.host);
out:
	sign_roster_free(&r);
	cli_notefile_done(&n);
	return x;
}

const struct cli_cmd cmd_roster_sign = {
	.noun = "roster",
	.verb = "sign",
	.operands = "FILE",
	.operands_min = 1,
	.operands_max = 1,
	.help = "sign a roster text, or add a signature to a roster",
	.opts = sign_opts,
	.example = "qf roster sign -k root-a.key -k root-b.key "
		   "-o roster.note roster.txt",
	.run = sign_run,
};

static const struct cli_opt verify_opts[] = {
	{ "root", 0, "NOTE", "a root note, generation 1 first", true },
	{ "pin", 0, "PIN", "what the poster's link has behind r1=", false },
	{ "date", 0, "DATE", "the day to judge for, today if not said", false },
	{ "json", 0, NULL, "print as JSON", false },
	{ 0 },
};

static json_t *
roster_json(const struct sign_roster *r)
{
	json_t *officers = json_array(), *classes = json_object();

	for (size_t i = 0; i < r->officer_count; i++)
		(void)json_array_append_new(
		    officers, json_pack("{s:i, s:s}", "number",
				  (int)r->officers[i].number, "office",
				  r->officers[i].office));
	for (size_t i = 0; i < r->class_count; i++) {
		json_t *list = json_array();

		for (size_t j = 0; j < r->classes[i].count; j++)
			(void)json_array_append_new(
			    list, json_integer((int)r->classes[i].numbers[j]));
		(void)json_object_set_new(classes, r->classes[i].name, list);
	}
	return json_pack("{s:I, s:s, s:s, s:I, s:o, s:o, s:o}", "version",
	    (json_int_t)r->version, "not_before", r->not_before.text,
	    "not_after", r->not_after.text, "slots", (json_int_t)r->slots,
	    "hash", cli_json_base64(r->hash, sizeof(r->hash)), "officers",
	    officers, "classes", classes);
}

static void
roster_print(const struct sign_roster *r)
{
	(void)printf("version %u\nvalid %s to %s\n", (unsigned)r->version,
	    r->not_before.text, r->not_after.text);
	for (size_t i = 0; i < r->officer_count; i++)
		(void)printf("officer %02u %s\n", r->officers[i].number,
		    r->officers[i].office);
	for (size_t i = 0; i < r->class_count; i++) {
		(void)printf("class %s", r->classes[i].name);
		for (size_t j = 0; j < r->classes[i].count; j++)
			(void)printf(" %02u", r->classes[i].numbers[j]);
		(void)putchar('\n');
	}
}

static enum cli_exit
verify_run(const struct cli_args *a)
{
	const struct sign_roster *r;
	struct cli_chain c;
	struct base_date day;
	enum cli_exit x;
	enum err e;

	cli_today(&day);
	if ((x = cli_arg_date(a, "date", &day)) != CLI_OK)
		return x;
	x = cli_chain_load(a, a->operand, a->operand_len, &c);
	if (x != CLI_OK)
		goto out;
	if ((e = sign_chain_current(c.chain, &day, &r)) != ERR_OK)
		x = cli_fail(e, "the newest roster on %s", day.text);
	else if (cli_flag(a, "json"))
		cli_json_print(roster_json(r));
	else
		roster_print(r);
out:
	cli_chain_done(&c);
	return x;
}

const struct cli_cmd cmd_roster_verify = {
	.noun = "roster",
	.verb = "verify",
	.operands = "NOTE...",
	.operands_min = 1,
	.operands_max = CLI_OPERANDS_MAX,
	.help = "verify rosters against their roots, print the newest",
	.opts = verify_opts,
	.example = "qf roster verify --root root-1.note --pin PIN roster.note",
	.run = verify_run,
};
