/* SPDX-License-Identifier: ISC */
/*
 * qf doctor: what is likely to go wrong soon, in plain lines.  It looks at what
 * it is pointed at, changes nothing and needs no secret.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/timex.h>

#include "base/limits.h"
#include "cli/chainfile.h"
#include "cli/cmd.h"
#include "cli/database.h"
#include "cli/date.h"
#include "cli/file.h"
#include "cli/json.h"
#include "cli/site.h"
#include "seal/locked.h"
#include "sign/note.h"

#define ROSTER_DAYS_WARN 7
#define ROOT_DAYS_WARN 30
#define FREE_PERCENT_WARN 15
#define FREE_PERCENT_FAIL 5

static const struct cli_opt opts[] = {
	{ "database", 0, "CONNINFO", "check schema, roots and roster", false },
	{ "site", 0, "URL", "check an intake as reporters meet it", false },
	{ "office", 0, "URL", "check an office as officers meet it", false },
	{ "pin", 0, "PIN", "what the posters' link has behind r1=", false },
	{ "key", 'k', "FILE", "check a key file's permissions", true },
	{ "disk", 0, "DIR", "check the free space there", true },
	CLI_HTTP_OPTS,
	{ "json", 0, NULL, "print as JSON", false },
	{ 0 },
};

enum verdict { WELL, WARN, FAIL };

/* The report while it is made. */
struct report {
	json_t *list; /* NULL: print lines */
	enum verdict worst;
};

static void __attribute__((format(printf, 4, 5)))
tell(struct report *r, enum verdict v, const char *what, const char *fmt, ...)
{
	static const char *const words[] = { "ok", "warn", "fail" };
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (v > r->worst)
		r->worst = v;
	if (r->list == NULL)
		(void)printf("%-5s %s: %s\n", words[v], what, text);
	else
		(void)json_array_append_new(
		    r->list, json_pack("{s:s, s:s, s:s}", "verdict", words[v],
				 "what", what, "text", text));
}

/* Will these keys still hold next week? */
static void
check_chain(struct report *r, const char *what, const struct sign_chain *c)
{
	const struct sign_roster *newest = sign_chain_newest(c), *now;
	const struct sign_root *root = sign_chain_root(c);
	struct base_date today;
	int32_t left;
	enum err e;

	cli_today(&today);
	if (root == NULL || newest == NULL) {
		tell(r, FAIL, what, "no %s is published",
		    root == NULL ? "root" : "roster");
		return;
	}
	if ((e = sign_chain_current(c, &today, &now)) != ERR_OK) {
		tell(r, FAIL, what, "roster %u, %s to %s: %s",
		    (unsigned)newest->version, newest->not_before.text,
		    newest->not_after.text, err_text(e));
		return;
	}
	left = base_date_days(&now->not_after) - base_date_days(&today);
	tell(r, left < ROSTER_DAYS_WARN ? WARN : WELL, what,
	    "roster %u holds %d more days, until %s", (unsigned)now->version,
	    (int)left, now->not_after.text);
	left = base_date_days(&root->not_after) - base_date_days(&today);
	tell(r, left < ROOT_DAYS_WARN ? WARN : WELL, what,
	    "root %u holds %d more days, until %s", (unsigned)root->generation,
	    (int)left, root->not_after.text);
}

/* HOST of generation 1, which the database does not say otherwise. */
static bool
notes_host(const struct cli_notes *n, char host[static LIMIT_NAME_LEN + 1])
{
	size_t tail = strlen(SIGN_ROOT_FIRST_LINE);
	struct sign_note note;

	if (n->count == 0 || n->list[0].kind != STORE_ROOT ||
	    sign_note_parse(n->list[0].data.data, n->list[0].data.len, &note) !=
		ERR_OK ||
	    note.first_line.len <= tail ||
	    note.first_line.len - tail > LIMIT_NAME_LEN)
		return false;
	memcpy(host, note.first_line.data, note.first_line.len - tail);
	host[note.first_line.len - tail] = 0;
	return sign_host_valid(host);
}

static void
check_notes(struct report *r, const struct cli_notes *n)
{
	char host[LIMIT_NAME_LEN + 1];
	struct sign_chain *c = NULL;
	enum err e;

	if (!notes_host(n, host)) {
		tell(r, FAIL, "database", "no root is published");
		return;
	}
	e = sign_chain_new(&c, host);
	for (size_t i = 0; e == ERR_OK && i < n->count; i++) {
		const struct base_buf *b = &n->list[i].data;

		e = n->list[i].kind == STORE_ROOT
			? sign_chain_add_root(c, b->data, b->len, NULL)
			: sign_chain_add_roster(c, b->data, b->len);
	}
	if (e != ERR_OK)
		tell(r, FAIL, "database", "roots and roster: %s", err_text(e));
	else
		check_chain(r, "database", c);
	sign_chain_free(&c);
}

static void
check_database(struct report *r, const char *conninfo)
{
	struct cli_database d;
	struct cli_notes notes = { 0 };
	enum err e;

	if (cli_database_open(&d, conninfo) != ERR_OK) {
		tell(r, FAIL, "database", "the connection string is no good");
	} else if ((e = cli_database_schema(&d)) != ERR_OK) {
		tell(r, FAIL, "database", "%s", err_text(e));
	} else {
		tell(r, WELL, "database", "it answers and has our schema");
		if ((e = cli_database_notes(&d, &notes)) != ERR_OK)
			tell(r, FAIL, "database", "%s", err_text(e));
		else
			check_notes(r, &notes);
	}
	cli_notes_done(&notes);
	cli_database_done(&d);
}

static enum cli_exit
check_site(struct report *r, const struct cli_args *a)
{
	uint8_t pin[SIGN_HASH_LEN];
	struct cli_site s = { 0 };
	enum cli_exit x;
	bool pinned;

	if ((x = cli_arg_pin(a, "pin", pin, &pinned)) != CLI_OK)
		return x;
	/* What is wrong is said on standard error as it is found. */
	if (cli_site_connect(a, &s) != CLI_OK) {
		tell(r, FAIL, "site", "it does not answer as a site does");
	} else if (cli_site_chain(&s, pinned ? pin : NULL, 0) != ERR_OK) {
		tell(r, FAIL, "site", "its keys do not verify");
	} else {
		tell(r, pinned ? WELL : WARN, "site", "%s answers, keys %s",
		    s.host,
		    pinned ? "fit the pin" : "not checked: no --pin given");
		check_chain(r, "site", s.chain);
	}
	cli_site_done(&s);
	return CLI_OK;
}

static void
check_office(struct report *r, const struct cli_args *a, const char *url)
{
	struct cli_http_req req = { .method = "GET",
		.path = "/v1/roster",
		.reply_max = LIMIT_NOTE_LEN };
	struct cli_http *http = NULL;
	struct cli_http_reply reply;
	enum err e;

	if (cli_http_from_args(a, url, NULL, &http) != ERR_OK) {
		tell(r, FAIL, "office", "its address is no good");
		return;
	}
	e = cli_http_call(http, &req, &reply);
	if (e != ERR_OK || cli_http_status(&reply) != ERR_OK) {
		cli_http_say(http, e, &reply, "the office");
		tell(r, FAIL, "office", "it does not answer with a roster");
	} else {
		tell(r, WELL, "office", "it answers");
	}
	cli_http_reply_done(&reply);
	cli_http_free(&http);
}

static void
check_key(struct report *r, const char *path)
{
	struct base_buf file;
	struct stat st;

	base_buf_init(&file, LIMIT_IDENTITY_FILE_LEN);
	if (stat(path, &st) != 0) {
		tell(r, FAIL, path, "%s", strerror(errno));
	} else if (!S_ISREG(st.st_mode) || (st.st_mode & 077) != 0) {
		tell(r, FAIL, path, "others may read it: mode %03o",
		    (unsigned)(st.st_mode & 0777));
	} else if (cli_read_file(path, &file) != ERR_OK) {
		tell(r, FAIL, path, "it cannot be read");
	} else if (seal_locked_is(file.data, file.len)) {
		tell(r, WELL, path, "its owner's alone, locked");
	} else {
		tell(r, WARN, path,
		    "its owner's alone, not locked with a "
		    "passphrase");
	}
	base_buf_done(&file);
}

static void
check_disk(struct report *r, const char *path)
{
	struct statvfs v;
	unsigned percent, files;

	if (statvfs(path, &v) != 0 || v.f_blocks == 0) {
		tell(r, FAIL, path, "%s", strerror(errno));
		return;
	}
	percent = (unsigned)(v.f_bavail * 100 / v.f_blocks);
	files = v.f_files == 0 ? 100 : (unsigned)(v.f_favail * 100 / v.f_files);
	if (files < percent)
		percent = files;
	tell(r,
	    percent < FREE_PERCENT_FAIL   ? FAIL
	    : percent < FREE_PERCENT_WARN ? WARN
					  : WELL,
	    path, "%u %% of space and files are free", percent);
}

/* Dates are signed: a clock that nobody sets makes alarms at the readers'. */
static void
check_clock(struct report *r)
{
	struct timex t = { .modes = 0 };
	struct base_date today;

	cli_today(&today);
	if (adjtimex(&t) < 0 || (t.status & STA_UNSYNC) != 0)
		tell(r, WARN, "clock", "today is %s; nothing keeps it right",
		    today.text);
	else
		tell(r, WELL, "clock", "today is %s, kept right", today.text);
}

static enum cli_exit
run(const struct cli_args *a)
{
	struct report r = { .list = cli_flag(a, "json") ? json_array() : NULL };
	const char *path;
	size_t at = 0;
	enum cli_exit x = CLI_OK;

	check_clock(&r);
	if (cli_arg(a, "database") != NULL)
		check_database(&r, cli_arg(a, "database"));
	if (cli_arg(a, "site") != NULL)
		x = check_site(&r, a);
	if (cli_arg(a, "office") != NULL)
		check_office(&r, a, cli_arg(a, "office"));
	while ((path = cli_arg_next(a, "key", &at)) != NULL)
		check_key(&r, path);
	for (at = 0; (path = cli_arg_next(a, "disk", &at)) != NULL;)
		check_disk(&r, path);
	if (r.list != NULL)
		cli_json_print(r.list);
	if (x != CLI_OK)
		return x;
	return r.worst == FAIL ? CLI_FAIL : CLI_OK;
}

const struct cli_cmd cmd_doctor = {
	.noun = "doctor",
	.operands = "",
	.help = "check database, services, key files, clock and disks",
	.opts = opts,
	.example = "qf doctor --site https://box.example.org --pin PIN "
		   "-k promise.key --disk /var/lib/postgresql",
	.run = run,
};
