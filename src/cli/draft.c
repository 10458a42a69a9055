/* SPDX-License-Identifier: ISC */
#include "cli/draft.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "cli/date.h"
#include "cli/file.h"
#include "cli/notefile.h"

enum err
cli_draft_new(struct cli_draft **out)
{
	struct cli_draft *d = calloc(1, sizeof(*d));

	if (d == NULL) {
		(void)cli_fail(ERR_MEMORY, "cannot make the roster's text");
		return ERR_MEMORY;
	}
	cli_rows_init(&d->rows);
	*out = d;
	return ERR_OK;
}

void
cli_draft_free(struct cli_draft **d)
{
	if (d == NULL || *d == NULL)
		return;
	cli_rows_done(&(*d)->rows);
	sign_roster_free(&(*d)->before);
	free(*d);
	*d = NULL;
}

enum cli_exit
cli_draft_days(const struct cli_args *a, struct cli_draft *d)
{
	enum cli_exit x;

	cli_today(&d->first);
	if ((x = cli_arg_date(a, "not-before", &d->first)) != CLI_OK)
		return x;
	cli_date_add(&d->first, SIGN_ROSTER_DAYS_MAX - 1, &d->last);
	return cli_arg_date(a, "not-after", &d->last);
}

/* Version and prev follow from the roster before. */
static enum err
follow(struct cli_draft *d, const struct cli_notefile *n)
{
	char hash[BASE64_LEN(SIGN_HASH_LEN) + 1], version[16];
	enum err e;

	if ((e = sign_roster_parse(n->host, n->text, &d->before)) != ERR_OK)
		return e;
	base_base64_encode(
	    hash, d->before->hash, sizeof(d->before->hash), BASE64_STD);
	(void)snprintf(
	    version, sizeof(version), "%u", (unsigned)d->before->version + 1);
	if ((e = cli_rows_put(&d->rows, "version", version, 0)) != ERR_OK ||
	    (e = cli_rows_put(&d->rows, "prev", hash, 0)) != ERR_OK)
		return e;
	return cli_draft_put_days(d);
}

static enum err
take(struct cli_draft *d, const char *path, bool is_before)
{
	struct cli_notefile n = { 0 };
	enum err e;

	e = cli_notefile_load(path, SIGN_ROSTER_FIRST_LINE, &n);
	if (e != ERR_OK)
		goto out;
	memcpy(d->host, n.host, sizeof(n.host));
	if ((e = cli_rows_read(&d->rows, n.text)) == ERR_OK && is_before)
		e = follow(d, &n);
	if (e != ERR_OK)
		(void)cli_fail(e, "%s", path);
out:
	cli_notefile_done(&n);
	return e;
}

enum err
cli_draft_take(struct cli_draft *d, const char *path)
{
	return take(d, path, false);
}

enum err
cli_draft_follow(struct cli_draft *d, const char *path)
{
	return take(d, path, true);
}

enum err
cli_draft_put_days(struct cli_draft *d)
{
	enum err e = cli_rows_put(&d->rows, "not-before", d->first.text, 0);

	return e == ERR_OK
		   ? cli_rows_put(&d->rows, "not-after", d->last.text, 0)
		   : e;
}

static enum err
text_make(const struct cli_draft *d, struct base_buf *text)
{
	struct sign_roster *r = NULL;
	enum err e;

	e = base_buf_addf(text, "%s%s\n", d->host, SIGN_ROSTER_FIRST_LINE);
	if (e == ERR_OK)
		e = cli_rows_write(&d->rows, text);
	if (e == ERR_OK)
		e = sign_roster_parse(d->host,
		    (struct base_text){ (const char *)text->data, text->len },
		    &r);
	sign_roster_free(&r);
	return e;
}

enum cli_exit
cli_draft_end(const struct cli_args *a, const struct cli_draft *d, enum err e)
{
	enum cli_exit x = CLI_FAIL;
	struct base_buf text;

	base_buf_init(&text, LIMIT_NOTE_LEN);
	if (e == ERR_OK)
		e = text_make(d, &text);
	if (e != ERR_OK) {
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
