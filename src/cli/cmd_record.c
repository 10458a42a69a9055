/* SPDX-License-Identifier: ISC */
/* qf record: what two officers sign together (docs/protocol.md section 5). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/answer.h"
#include "cli/cmd.h"
#include "cli/file.h"
#include "cli/recordfile.h"
#include "sign/record.h"

static const struct cli_opt new_opts[] = {
	CLI_FOLDER_OPTS,
	{ "kind", 0, "KIND", "classroom, answers, summary, export or campaign",
	    false },
	{ "period", 0, "PERIOD", "2026-12, 2026-Q4 or 2026", false },
	{ "field", 0, "NAME=VALUE", "a field, in order", true },
	{ "checked", 0, "WORD",
	    "names, units, dates, amounts or places: there are none any more", true },
	{ "output", 'o', "FILE", "write here, not to standard output", false },
	{ 0 },
};

static enum cli_exit
kind_arg(const struct cli_args *a, enum sign_record_kind *out)
{
	const char *word;
	enum cli_exit x = cli_arg_must(a, "kind", &word);

	for (int k = 0; x == CLI_OK && k < SIGN_RECORD_COUNT; k++) {
		if (strcmp(word, sign_record_word((enum sign_record_kind)k)) ==
		    0) {
			*out = (enum sign_record_kind)k;
			return CLI_OK;
		}
	}
	return x == CLI_OK ? cli_misuse("--kind is none of classroom, "
					"answers, summary, export, campaign")
			   : x;
}

static enum cli_exit
period_arg(const struct cli_args *a, char out[static SIGN_PERIOD_LEN + 1])
{
	const char *period = cli_arg(a, "period");

	if (period == NULL)
		period = "-";
	if (!sign_period_valid(
		(struct base_text){ period, strlen(period) }))
		return cli_misuse("--period is no month, quarter or year");
	(void)snprintf(out, SIGN_PERIOD_LEN + 1, "%s", period);
	return CLI_OK;
}

/* Fields and text, held by l. */
static enum cli_exit
words_read(const struct cli_args *a, struct cli_letter *l)
{
	const char *value;
	size_t at = 0;
	enum cli_exit x = CLI_OK;
	enum err e = ERR_OK;

	while (x == CLI_OK && (value = cli_arg_next(a, "field", &at)) != NULL)
		x = cli_letter_field(l, value);
	at = 0;
	while (x == CLI_OK && e == ERR_OK &&
	       (value = cli_arg_next(a, "checked", &at)) != NULL)
		e = cli_letter_add(l, "checked",
		    (struct base_text){ value, strlen(value) });
	if (e != ERR_OK)
		return cli_fail(e, "the fields");
	if (x == CLI_OK && a->operand_len > 0 &&
	    cli_letter_text(l, a->operand[0]) != ERR_OK)
		return CLI_FAIL;
	return x;
}

static enum cli_exit
record_fill(
    const struct cli_args *a, struct cli_answer *w, struct sign_record *r)
{
	const struct sign_entry *e = w->letter.entry;
	enum cli_exit x;

	if ((x = kind_arg(a, &r->kind)) != CLI_OK ||
	    (x = period_arg(a, r->period)) != CLI_OK ||
	    (x = words_read(a, &w->letter)) != CLI_OK)
		return x;
	r->date = w->today;
	r->roster_version = w->roster->version;
	memcpy(r->roster_hash, w->roster->hash, sizeof(r->roster_hash));
	r->field_count = e->field_count;
	memcpy(r->fields, e->fields, e->field_count * sizeof(e->fields[0]));
	r->body = e->body;
	return CLI_OK;
}

static enum cli_exit
draft_write(const struct cli_args *a, const struct cli_answer *w,
    const struct sign_record *r)
{
	const char *host = w->desk.folder.host;
	struct base_buf text, note;
	enum err e;

	base_buf_init(&text, LIMIT_NOTE_LEN);
	base_buf_init(&note, LIMIT_NOTE_LEN);
	if ((e = sign_record_write(host, r, &text)) == ERR_OK)
		e = sign_note_sign(host,
		    (struct base_text){ (const char *)text.data, text.len },
		    w->author, &note);
	if (e != ERR_OK)
		(void)cli_fail(e, "the record");
	else if ((e = cli_write_file(cli_arg(a, "output"), note.data, note.len,
		      0644, true)) == ERR_OK)
		cli_note("a draft: `qf record sign' adds the second officer");
	base_buf_done(&text);
	base_buf_done(&note);
	return e == ERR_OK ? CLI_OK : CLI_FAIL;
}

static enum cli_exit
new_run(const struct cli_args *a)
{
	struct sign_record *r = sign_record_new();
	static struct cli_answer w; /* too big for a stack */
	enum cli_exit x;

	if (r == NULL)
		return cli_fail(ERR_MEMORY, "cannot start");
	if ((x = cli_answer_home(a, &w)) == CLI_OK &&
	    (x = cli_answer_ready(&w)) == CLI_OK &&
	    cli_letter_init(&w.letter) != ERR_OK)
		x = CLI_FAIL;
	if (x == CLI_OK && (x = record_fill(a, &w, r)) == CLI_OK)
		x = draft_write(a, &w, r);
	cli_answer_end(&w);
	sign_record_free(&r);
	return x;
}

const struct cli_cmd cmd_record_new = {
	.noun = "record",
	.verb = "new",
	.operands = "[TEXT]",
	.operands_max = 1,
	.help = "write a record and sign it as its first officer",
	.opts = new_opts,
	.example = "qf record new -i officer-01.key --kind summary "
		   "--period 2026-11 --field overdue=0 -o summary.note",
	.run = new_run,
};

static const struct cli_opt sign_opts[] = {
	CLI_FOLDER_OPTS,
	{ "output", 'o', "FILE", "write here, not to standard output", false },
	{ 0 },
};

static enum cli_exit
second_write(const struct cli_args *a, const struct cli_answer *w,
    struct base_buf *note)
{
	enum err e =
	    sign_note_add(w->desk.folder.host, w->author, note);

	if (e != ERR_OK) {
		(void)cli_fail(e, "%s", a->operand[0]);
		if (e == ERR_EXISTS)
			cli_hint("another officer must sign it");
		return CLI_FAIL;
	}
	return cli_write_file(cli_arg(a, "output"), note->data, note->len,
		   0644, true) == ERR_OK
		   ? CLI_OK
		   : CLI_FAIL;
}

/*
 * A record of an old roster is not signed: its second officer may be nobody
 * in it, and readers hold it against the roster of its date.
 */
static enum cli_exit
sign_run(const struct cli_args *a)
{
	static struct cli_answer w; /* too big for a stack */
	struct sign_record *r = NULL;
	struct base_buf note;
	enum cli_exit x;
	enum err e;

	base_buf_init(&note, LIMIT_NOTE_LEN);
	if ((x = cli_answer_home(a, &w)) != CLI_OK ||
	    (x = cli_answer_ready(&w)) != CLI_OK)
		goto out;
	x = CLI_FAIL;
	if (cli_read_file(a->operand[0], &note) != ERR_OK)
		goto out;
	e = sign_record_open(w.desk.folder.host, note.data, note.len,
	    w.desk.folder.chain, &r);
	if (e != ERR_OK) {
		(void)cli_fail(e, "%s", a->operand[0]);
		goto out;
	}
	if (r->roster_version != w.roster->version) {
		cli_error("%s: its roster is not the one in force",
		    a->operand[0]);
		cli_hint("let its first officer write it anew");
		goto out;
	}
	x = second_write(a, &w, &note);
out:
	sign_record_free(&r);
	base_buf_done(&note);
	cli_answer_end(&w);
	return x;
}

const struct cli_cmd cmd_record_sign = {
	.noun = "record",
	.verb = "sign",
	.operands = "FILE",
	.operands_min = 1,
	.operands_max = 1,
	.help = "sign a record as its second officer",
	.opts = sign_opts,
	.example = "qf record sign -i officer-02.key -o summary.note "
		   "draft.note",
	.run = sign_run,
};

static const struct cli_opt verify_opts[] = {
	CLI_RECORD_OPTS,
	{ "json", 0, NULL, "print as JSON", false },
	{ 0 },
};

static enum cli_exit
verify_run(const struct cli_args *a)
{
	struct cli_recordfile f;
	enum cli_exit x;

	if ((x = cli_record_load(a, a->operand[0], &f)) != CLI_OK)
		goto out;
	if (cli_flag(a, "json"))
		cli_json_print(cli_record_json(f.record));
	else
		cli_record_print(f.record);
	if (!sign_record_is_complete(f.record)) {
		cli_error("a draft: it is signed by one officer only");
		x = CLI_FAIL;
	}
out:
	cli_record_done(&f);
	return x;
}

const struct cli_cmd cmd_record_verify = {
	.noun = "record",
	.verb = "verify",
	.operands = "NOTE",
	.operands_min = 1,
	.operands_max = 1,
	.help = "verify a record by the rosters and print it",
	.opts = verify_opts,
	.example = "qf record verify --root root-1.note --roster roster.note "
		   "--pin PIN summary.note",
	.run = verify_run,
};

static const struct cli_opt answers_opts[] = {
	CLI_RECORD_OPTS,
	{ "output", 'o', "FILE", "write here, not to standard output", false },
	{ 0 },
};

static enum cli_exit
page_write(const struct cli_args *a, json_t *doc)
{
	char *text = doc == NULL ? NULL : json_dumps(doc, JSON_COMPACT);
	enum cli_exit x = CLI_FAIL;

	if (text == NULL)
		x = cli_fail(ERR_MEMORY, "the page");
	else if (cli_write_file(cli_arg(a, "output"), text, strlen(text), 0644,
		     true) == ERR_OK)
		x = CLI_OK;
	free(text);
	json_decref(doc);
	return x;
}

static enum cli_exit
answers_run(const struct cli_args *a)
{
	json_t *list = json_array();
	struct cli_recordfile f;
	enum cli_exit x = CLI_OK;

	for (size_t i = 0; x == CLI_OK && i < a->operand_len; i++) {
		if ((x = cli_record_load(a, a->operand[i], &f)) == CLI_OK)
			x = cli_record_answers(f.record, a->operand[i], list);
		cli_record_done(&f);
	}
	if (x != CLI_OK) {
		json_decref(list);
		return x;
	}
	return page_write(a, json_pack("{s:s, s:o}", "format", "answers/1",
				 "answers", list));
}

const struct cli_cmd cmd_record_answers = {
	.noun = "record",
	.verb = "answers",
	.operands = "NOTE...",
	.operands_min = 1,
	.operands_max = CLI_OPERANDS_MAX,
	.help = "make the page of wishes and answers from signed records",
	.opts = answers_opts,
	.example = "qf record answers --root root-1.note --roster roster.note "
		   "--pin PIN -o answers.json 2026-11.note",
	.run = answers_run,
};
