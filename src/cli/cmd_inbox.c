/* SPDX-License-Identifier: ISC */
/* qf inbox, qf show: what the store folder holds, opened and checked. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "cli/cmd.h"
#include "cli/desktop.h"
#include "cli/json.h"
#include "cli/render.h"

static const struct cli_opt inbox_opts[] = {
	CLI_FOLDER_OPTS,
	{ "json", 0, NULL, "print as JSON", false },
	{ 0 },
};

static unsigned
count_bits(uint32_t v)
{
	unsigned n = 0;

	for (; v != 0; v &= v - 1)
		n++;
	return n;
}

static void
line_print(const struct cli_case *c, const char *hex)
{
	const char *state = sign_triage_code(c->triage);
	const struct sign_thread *t = c->thread;
	unsigned alarms = count_bits(t->all);

	(void)printf("%.*s  %s  %-9s  %-3s  P%u  %zu entries", CLI_ID_SHOWN_LEN,
	    hex, t->report == NULL ? "----------" : t->report->date.text,
	    t->report == NULL ? "?" : sign_form_word(t->report->form), state,
	    t->status == 0 ? 1 : t->status, t->entry_count);
	if (alarms > 0)
		(void)printf("  ! %u alarm%s", alarms, alarms == 1 ? "" : "s");
	(void)putchar('\n');
}

static json_t *
line_json(const struct cli_case *c, const char *hex)
{
	const struct sign_thread *t = c->thread;
	char status[] = "P1";

	if (t->status != 0)
		status[1] = (char)('0' + t->status);
	return json_pack("{s:s, s:s?, s:s?, s:s, s:s, s:I, s:I, s:o}", "id",
	    hex, "date", t->report == NULL ? NULL : t->report->date.text,
	    "form", t->report == NULL ? NULL : sign_form_word(t->report->form),
	    "state", sign_triage_code(c->triage), "status", status, "entries",
	    (json_int_t)t->entry_count, "unopened",
	    (json_int_t)t->unopened_count, "alarms",
	    cli_render_alarms_json(t->all));
}

/* One thread; what this key no longer opens is counted, not shown. */
static enum err
inbox_one(
    struct cli_desktop *d, const uint8_t *id, json_t *list, size_t *closed)
{
	char hex[HEX_LEN(SEAL_ID_LEN) + 1];
	uint8_t open[SEAL_OPEN_LEN];
	struct cli_case *c = NULL;
	enum err e;

	if (cli_case_open_value(&d->folder, &d->officer, id, open) != ERR_OK) {
		(*closed)++;
		return ERR_OK;
	}
	e = cli_case_load(&c, &d->folder, &d->officer, id);
	if (e == ERR_OK) {
		base_hex_encode(hex, id, SEAL_ID_LEN);
		if (list == NULL)
			line_print(c, hex);
		else
			(void)json_array_append_new(list, line_json(c, hex));
	}
	cli_case_free(&c);
	return e;
}

static enum cli_exit
inbox_run(const struct cli_args *a)
{
	struct cli_desktop d;
	struct cli_ids ids = { 0 };
	json_t *list = cli_flag(a, "json") ? json_array() : NULL;
	size_t closed = 0;
	enum cli_exit x;

	if ((x = cli_desktop_open(&d, a)) != CLI_OK)
		goto out;
	if (cli_folder_threads(&d.folder, &ids) != ERR_OK)
		x = CLI_FAIL;
	for (size_t i = 0; i < ids.count; i++) {
		/* One that cannot be read does not hide the others. */
		if (inbox_one(&d, ids.list[i], list, &closed) != ERR_OK)
			x = CLI_FAIL;
	}
	if (closed > 0)
		cli_warn("%zu threads in the folder do not open with this key",
		    closed);
	if (list != NULL) {
		cli_json_print(list);
		list = NULL;
	}
out:
	json_decref(list);
	cli_ids_done(&ids);
	cli_desktop_done(&d);
	return x;
}

const struct cli_cmd cmd_inbox = {
	.noun = "inbox",
	.operands = "",
	.help = "list the threads of the store folder",
	.opts = inbox_opts,
	.example = "qf inbox -i officer-01.key",
	.run = inbox_run,
};

static const struct cli_opt show_opts[] = {
	CLI_FOLDER_OPTS,
	{ "extract", 0, "DIR", "write the attachments into this folder",
	    false },
	{ "json", 0, NULL, "print as JSON", false },
	{ 0 },
};

static enum err
entry_print(const struct cli_case *c, const struct sign_thread_entry *te)
{
	const struct cli_case_entry *en = cli_case_find(c, te->item->id);
	char hex[HEX_LEN(SEAL_ID_LEN) + 1];
	enum sign_verdict verdict;
	enum err e = ERR_OK;

	base_hex_encode(hex, en->id, sizeof(en->id));
	(void)printf("== %.*s, stored on %s, %s\n", CLI_ID_SHOWN_LEN, hex,
	    en->date.text,
	    te->entry == NULL ? "not opened"
	    : te->trusted     ? "verified"
			      : "NOT VERIFIED");
	if (en->failed != ERR_OK)
		(void)printf("! %s\n", err_text(en->failed));
	cli_render_alarms(te->alarms, "! ");
	if (te->after_unreadable)
		(void)printf("follows an entry that is not readable by you\n");
	verdict = c->triage->verdicts[te - c->thread->entries];
	if (sign_verdict_is_void(verdict))
		(void)printf("! conflict: %s\n", sign_verdict_text(verdict));
	if (te->entry != NULL)
		e = cli_render_entry(te->entry);
	(void)putchar('\n');
	return e;
}

static enum err
show_print(const struct cli_case *c, const char *hex)
{
	const struct sign_thread *t = c->thread;
	enum err e = ERR_OK;

	(void)printf("thread %s\nstate %s\nstatus P%u\nreaders", hex,
	    sign_triage_code(c->triage), t->status == 0 ? 1 : t->status);
	for (unsigned i = 0; i <= SIGN_NUMBER_MAX; i++) {
		if (t->readers[i])
			(void)printf(" %02u", i);
	}
	(void)printf("\n");
	cli_render_alarms(t->alarms, "! ");
	(void)printf("\n");
	for (size_t i = 0; e == ERR_OK && i < t->entry_count; i++)
		e = entry_print(c, &t->entries[i]);
	return e;
}

static json_t *
entry_json(const struct cli_case *c, const struct sign_thread_entry *te)
{
	const struct cli_case_entry *en = cli_case_find(c, te->item->id);
	char hex[HEX_LEN(SEAL_ID_LEN) + 1];

	base_hex_encode(hex, en->id, sizeof(en->id));
	return json_pack("{s:s, s:s, s:b, s:b, s:b, s:o, s:s?, s:o}", "id", hex,
	    "stored", en->date.text, "opened", te->entry != NULL, "verified",
	    te->trusted, "conflict",
	    sign_verdict_is_void(c->triage->verdicts[te - c->thread->entries]),
	    "alarms", cli_render_alarms_json(te->alarms), "error",
	    en->failed == ERR_OK ? NULL : err_name(en->failed), "entry",
	    te->entry == NULL ? json_null() : cli_render_entry_json(te->entry));
}

static void
show_json(const struct cli_case *c, const char *hex)
{
	const struct sign_thread *t = c->thread;
	json_t *readers = json_array(), *entries = json_array();
	char status[] = "P1";

	if (t->status != 0)
		status[1] = (char)('0' + t->status);
	for (int i = 0; i <= SIGN_NUMBER_MAX; i++) {
		if (t->readers[i])
			(void)json_array_append_new(readers, json_integer(i));
	}
	for (size_t i = 0; i < t->entry_count; i++)
		(void)json_array_append_new(
		    entries, entry_json(c, &t->entries[i]));
	cli_json_print(json_pack("{s:s, s:s, s:s, s:o, s:o, s:o}", "id", hex,
	    "state", sign_triage_code(c->triage), "status", status, "readers",
	    readers, "alarms", cli_render_alarms_json(t->alarms), "entries",
	    entries));
}

static enum cli_exit
show_run(const struct cli_args *a)
{
	char hex[HEX_LEN(SEAL_ID_LEN) + 1];
	struct cli_desktop d;
	struct cli_case *c = NULL;
	const char *dir;
	enum cli_exit x;
	enum err e;

	if ((x = cli_desktop_open(&d, a)) != CLI_OK ||
	    (x = cli_desktop_case(&d, a, &c)) != CLI_OK)
		goto out;
	dir = cli_arg(a, "extract");
	base_hex_encode(hex, c->id, sizeof(c->id));
	if (cli_flag(a, "json"))
		show_json(c, hex);
	else if ((e = show_print(c, hex)) != ERR_OK)
		x = cli_fail(e, "cannot show the thread");
	if (x == CLI_OK && dir != NULL &&
	    cli_case_extract(c, &d.folder, &d.officer, dir) != ERR_OK)
		x = CLI_FAIL;
out:
	cli_case_free(&c);
	cli_desktop_done(&d);
	return x;
}

const struct cli_cmd cmd_show = {
	.noun = "show",
	.operands = "THREAD",
	.operands_min = 1,
	.operands_max = 1,
	.help = "show a thread, with every check that failed",
	.opts = show_opts,
	.example = "qf show -i officer-01.key 3f5a",
	.run = show_run,
};
