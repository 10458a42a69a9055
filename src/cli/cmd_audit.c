/* SPDX-License-Identifier: ISC */
/*
 * qf audit, qf audit verify: what officers and administrators did, for the
 * auditor.  Each row's chain is SHA-256(prev, date LF actor LF action LF), so
 * that a row can neither be changed nor taken out of the middle; what is cut
 * off at the end is noticed by what was seen before (--seen).
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "base/base64.h"
#include "cli/cmd.h"
#include "cli/file.h"
#include "cli/json.h"
#include "cli/letter.h"
#include "cli/officer.h"
#include "cli/site.h"

#define CHAIN_LEN 32u
#define ROWS_MAX 1000u
#define PAGE_MAX (4u * 1024u * 1024u)
#define SEEN_MAX 128u
#define PAGES_MAX 4096u /* of rows, in one go */

/* clang-format off */
#define AUDIT_OPTS                                                            \
	{ "office", 0, "URL", "the office's address; must be given", false }, \
	{ "host", 0, "HOST", "the site's name; must be given", false },       \
	{ "number", 0, "NN", "the auditor's number; must be given", false },  \
	{ "identity", 'i', "FILE", "the auditor's key file", false },         \
	{ "passphrase-fd", 0, "N", "read the passphrase from descriptor N",   \
	    false }
/* clang-format on */

static const struct cli_opt audit_opts[] = {
	AUDIT_OPTS,
	{ "after", 0, "N", "only rows behind number N", false },
	CLI_HTTP_OPTS,
	{ "json", 0, NULL, "print as JSON", false },
	{ 0 },
};

static const struct cli_opt verify_opts[] = {
	AUDIT_OPTS,
	{ "seen", 0, "FILE", "what was seen before; written anew", false },
	CLI_HTTP_OPTS,
	{ 0 },
};

struct row {
	uint64_t number;
	const char *date, *actor, *action;
	uint8_t prev[CHAIN_LEN], chain[CHAIN_LEN];
};

/* Called for each row, in the order of the answer. */
typedef enum err (*row_fn)(void *ctx, const struct row *row, json_t *json);

/* Fit for a terminal: an office could write anything. */
static bool
is_clean(const char *text)
{
	return base_text_clean((struct base_text){ text, strlen(text) }) &&
	       strchr(text, '\n') == NULL;
}

static enum err
row_read(json_t *o, struct row *r)
{
	enum err e;

	if ((e = cli_json_number(o, "number", INT64_MAX, &r->number)) !=
		ERR_OK ||
	    (e = cli_json_text(o, "date", &r->date)) != ERR_OK ||
	    (e = cli_json_text(o, "actor", &r->actor)) != ERR_OK ||
	    (e = cli_json_text(o, "action", &r->action)) != ERR_OK ||
	    (e = cli_json_bytes(o, "prev", r->prev, sizeof(r->prev))) != ERR_OK)
		return e;
	if (!is_clean(r->date) || !is_clean(r->actor) || !is_clean(r->action))
		return ERR_PROTOCOL;
	return cli_json_bytes(o, "chain", r->chain, sizeof(r->chain));
}

/* One page of rows; *next is the number of the last of them. */
static enum err
page_read(struct cli_officer *o, uint64_t after, row_fn fn, void *ctx,
    uint64_t *next, size_t *count)
{
	struct cli_http_reply r = { 0 };
	json_t *doc = NULL, *list = NULL;
	char path[64];
	enum err e;

	*count = 0;
	(void)snprintf(path, sizeof(path), "/v1/audit?after=%" PRIu64, after);
	if ((e = cli_officer_get(o, path, PAGE_MAX, &r)) != ERR_OK)
		goto out;
	if ((e = cli_json_parse(&r.body, &doc)) == ERR_OK)
		e = cli_json_list(doc, "rows", ROWS_MAX, &list);
	for (size_t i = 0; e == ERR_OK && i < json_array_size(list); i++) {
		json_t *one = json_array_get(list, i);
		struct row row;

		if ((e = row_read(one, &row)) == ERR_OK && row.number <= *next)
			e = ERR_PROTOCOL;
		if (e == ERR_OK) {
			*next = row.number;
			e = fn(ctx, &row, one);
		}
		(*count)++;
	}
	if (e == ERR_PROTOCOL)
		(void)cli_fail(e, "the office's audit");
out:
	json_decref(doc);
	cli_http_reply_done(&r);
	return e;
}

static enum cli_exit
audit_read(const struct cli_args *a, uint64_t after, row_fn fn, void *ctx)
{
	const char *url, *host, *nn;
	struct cli_officer o = { 0 };
	uint64_t next = after;
	size_t count = 1, pages = 0;
	unsigned number;
	enum cli_exit x;
	enum err e;

	if ((x = cli_arg_must(a, "office", &url)) != CLI_OK ||
	    (x = cli_arg_must(a, "host", &host)) != CLI_OK ||
	    (x = cli_arg_must(a, "number", &nn)) != CLI_OK)
		return x;
	if (!cli_number_parse((struct base_text){ nn, strlen(nn) }, &number))
		return cli_misuse("an auditor's number has two digits");
	if ((x = cli_officer_unlock(&o, a, host, number)) != CLI_OK)
		goto out;
	o.role = "auditor";
	e = cli_officer_login(&o, a, url, NULL);
	while (e == ERR_OK && count > 0) {
		e = page_read(&o, next, fn, ctx, &next, &count);
		/* One without an end would be read for ever. */
		if (e == ERR_OK && count > 0 && ++pages == PAGES_MAX)
			(void)cli_fail(e = ERR_LIMIT, "the office's audit");
	}
	if (e == ERR_NOT_FOUND)
		cli_error("the office has no audit");
	x = e == ERR_OK ? CLI_OK : CLI_FAIL;
out:
	cli_officer_done(&o);
	return x;
}

/* ---- qf audit ------------------------------------------------------------- */

static enum err
row_show(void *ctx, const struct row *row, json_t *json)
{
	json_t *list = ctx;

	if (list != NULL)
		return json_array_append(list, json) == 0 ? ERR_OK : ERR_MEMORY;
	(void)printf("%" PRIu64 "  %s  %s: %s\n", row->number, row->date,
	    row->actor, row->action);
	return ERR_OK;
}

static enum cli_exit
audit_run(const struct cli_args *a)
{
	json_t *list = cli_flag(a, "json") ? json_array() : NULL;
	uint64_t after = 0;
	enum cli_exit x;

	x = cli_arg_number(a, "after", 0, INT64_MAX, &after);
	if (x == CLI_OK)
		x = audit_read(a, after, row_show, list);
	if (x == CLI_OK && list != NULL)
		cli_json_print(json_incref(list));
	json_decref(list);
	return x;
}

const struct cli_cmd cmd_audit = {
	.noun = "audit",
	.operands = "",
	.help = "show what officers and administrators did (auditor)",
	.opts = audit_opts,
	.example = "qf audit --office https://office.example.org "
		   "--host box.example.org --number 11 -i auditor-11.key",
	.run = audit_run,
};

/* ---- qf audit verify ------------------------------------------------------ */

struct verify {
	uint64_t number; /* of the last row */
	uint8_t chain[CHAIN_LEN];
	/* What was seen before: number 0 for nothing. */
	uint64_t seen_number;
	uint8_t seen_chain[CHAIN_LEN];
	bool seen;
};

static enum err
row_verify(void *ctx, const struct row *row, json_t *json)
{
	crypto_hash_sha256_state st;
	uint8_t chain[CHAIN_LEN];
	struct verify *v = ctx;
	const char *const parts[] = { row->date, row->actor, row->action };

	(void)json;
	crypto_hash_sha256_init(&st);
	crypto_hash_sha256_update(&st, row->prev, sizeof(row->prev));
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		crypto_hash_sha256_update(
		    &st, (const uint8_t *)parts[i], strlen(parts[i]));
		crypto_hash_sha256_update(&st, (const uint8_t *)"\n", 1);
	}
	crypto_hash_sha256_final(&st, chain);
	if (row->number != v->number + 1 ||
	    memcmp(row->prev, v->chain, sizeof(v->chain)) != 0 ||
	    memcmp(row->chain, chain, sizeof(chain)) != 0) {
		cli_error("row %" PRIu64 " does not chain to the one before it",
		    row->number);
		return ERR_CHAIN;
	}
	v->number = row->number;
	memcpy(v->chain, row->chain, sizeof(v->chain));
	if (row->number == v->seen_number)
		v->seen = memcmp(chain, v->seen_chain, sizeof(chain)) == 0;
	return ERR_OK;
}

/* "NUMBER BASE64\n"; a file that is not there was never written. */
static enum cli_exit
seen_load(const char *path, struct verify *v)
{
	struct base_text rest, line, number, chain;
	struct base_buf file;
	enum err e;

	if (path == NULL || access(path, F_OK) != 0)
		return CLI_OK;
	base_buf_init(&file, SEEN_MAX);
	if ((e = cli_read_file(path, &file)) == ERR_OK) {
		rest = (struct base_text){ (const char *)file.data, file.len };
		if (!base_text_line(&rest, &line) || rest.len != 0 ||
		    !base_text_word(&line, &number) ||
		    !base_text_word(&line, &chain) || line.len != 0 ||
		    base_text_decimal(number, INT64_MAX, &v->seen_number) !=
			ERR_OK ||
		    base_base64_decode_exact(v->seen_chain,
			sizeof(v->seen_chain), chain.data, chain.len,
			BASE64_STD) != ERR_OK)
			(void)cli_fail(e = ERR_FORMAT, "%s", path);
	}
	base_buf_done(&file);
	return e == ERR_OK ? CLI_OK : CLI_FAIL;
}

static enum cli_exit
seen_save(const char *path, const struct verify *v)
{
	char text[SEEN_MAX], chain[BASE64_LEN(CHAIN_LEN) + 1];
	int n;

	base_base64_encode(chain, v->chain, sizeof(v->chain), BASE64_STD);
	n = snprintf(text, sizeof(text), "%" PRIu64 " %s\n", v->number, chain);
	return cli_write_file(path, text, (size_t)n, 0600, true) == ERR_OK
		   ? CLI_OK
		   : CLI_FAIL;
}

static enum cli_exit
verify_run(const struct cli_args *a)
{
	const char *seen = cli_arg(a, "seen");
	struct verify v = { 0 };
	enum cli_exit x;

	if ((x = seen_load(seen, &v)) != CLI_OK ||
	    (x = audit_read(a, 0, row_verify, &v)) != CLI_OK)
		return x;
	if (v.seen_number > 0 && !v.seen) {
		cli_error("row %" PRIu64 " is not the one seen before: the "
			  "audit was cut off or written anew",
		    v.seen_number);
		return CLI_FAIL;
	}
	if (seen == NULL)
		cli_warn("without --seen an audit that was cut off at its end, "
			 "or written anew as a whole, is not noticed");
	(void)printf(
	    "%" PRIu64 " rows, each chained to the one before it\n", v.number);
	return seen == NULL ? CLI_OK : seen_save(seen, &v);
}

const struct cli_cmd cmd_audit_verify = {
	.noun = "audit",
	.verb = "verify",
	.operands = "",
	.help = "verify the chain of the audit (auditor)",
	.opts = verify_opts,
	.example = "qf audit verify --office https://office.example.org "
		   "--host box.example.org --number 11 -i auditor-11.key "
		   "--seen audit.seen",
	.run = verify_run,
};
