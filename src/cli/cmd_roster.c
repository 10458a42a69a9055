/* SPDX-License-Identifier: ISC */
/* qf roster: who reads what, for at most 31 days (docs/protocol.md 4). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/chainfile.h"
#include "cli/cmd.h"
#include "cli/date.h"
#include "cli/draft.h"
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
	CLI_DRAFT_DAY_OPTS,
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

static enum err
start_from(const struct cli_args *a, struct cli_draft *d)
{
	const char *prev = cli_arg(a, "prev"), *from = cli_arg(a, "from");
	enum err e;

	if (prev != NULL)
		return cli_draft_follow(d, prev);
	if (from != NULL)
		return cli_draft_take(d, from);
	if ((e = cli_rows_put(&d->rows, "version", "1", 0)) == ERR_OK)
		e = cli_rows_put(&d->rows, "prev", "-", 0);
	if (e == ERR_OK)
		e = cli_rows_put(&d->rows, "slots", "8", 0);
	if (e == ERR_OK)
		e = cli_draft_put_days(d);
	if (e != ERR_OK)
		(void)cli_fail(e, "cannot make the roster's text");
	return e;
}

/* An edited text keeps its days unless others are asked for. */
static enum err
put_dates(const struct cli_args *a, struct cli_draft *d)
{
	enum err e = ERR_OK;

	if (cli_arg(a, "not-before") != NULL)
		e = cli_rows_put(&d->rows, "not-before", d->first.text, 0);
	if (e == ERR_OK && cli_arg(a, "not-after") != NULL)
		e = cli_rows_put(&d->rows, "not-after", d->last.text, 0);
	return e;
}

static enum err
put_options(const struct cli_args *a, struct cli_draft *d)
{
	const char *line;
	size_t at = 0;
	enum err e;

	if ((e = put_dates(a, d)) != ERR_OK ||
	    (e = put_lines(a, &d->rows, "slots", 0)) != ERR_OK ||
	    (e = put_lines(a, &d->rows, "log", 0)) != ERR_OK ||
	    (e = put_lines(a, &d->rows, "officer", 1)) != ERR_OK ||
	    (e = put_lines(a, &d->rows, "class", 1)) != ERR_OK ||
	    (e = put_lines(a, &d->rows, "role", 2)) != ERR_OK)
		return e;
	if (cli_arg(a, "promise") != NULL)
		cli_rows_drop(&d->rows, "promise");
	while ((line = cli_arg_next(a, "promise", &at)) != NULL) {
		if ((e = cli_rows_add(&d->rows, "promise", line)) != ERR_OK)
			return e;
	}
	at = 0;
	while ((line = cli_arg_next(a, "revoked", &at)) != NULL) {
		struct base_text rest = { line, strlen(line) }, word;

		if (base_text_starts(rest, "revoked "))
			(void)base_text_word(&rest, &word);
		if (!base_text_word(&rest, &word))
			return ERR_ROSTER;
		if ((e = cli_rows_revoke(&d->rows, word)) != ERR_OK ||
		    (e = cli_rows_add(&d->rows, "revoked", line)) != ERR_OK)
			return e;
	}
	return ERR_OK;
}

static enum cli_exit
draft_make(const struct cli_args *a, struct cli_draft *d)
{
	const char *host = cli_arg(a, "host");
	enum cli_exit x;

	if ((x = cli_draft_days(a, d)) != CLI_OK)
		return x;
	if (start_from(a, d) != ERR_OK)
		return CLI_FAIL;
	if (host != NULL && d->host[0] != 0 && strcmp(host, d->host) != 0)
		return cli_misuse("--host is not the host of the file");
	if (host != NULL)
		(void)snprintf(d->host, sizeof(d->host), "%s", host);
	if (!sign_host_valid(d->host))
		return cli_misuse("--host is missing or not a site's name");
	return cli_draft_end(a, d, put_options(a, d));
}

static enum cli_exit
new_run(const struct cli_args *a)
{
	struct cli_draft *d = NULL;
	enum cli_exit x;

	if (cli_arg(a, "prev") != NULL && cli_arg(a, "from") != NULL)
		return cli_misuse("--prev and --from exclude each other");
	if (cli_draft_new(&d) != ERR_OK)
		return CLI_FAIL;
	x = draft_make(a, d);
	cli_draft_free(&d);
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
