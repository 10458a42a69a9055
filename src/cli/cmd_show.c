/* SPDX-License-Identifier: ISC */
/*
 * qf show: one thread.  Who opened what is a signed, sealed event and not a
 * server's guess: what is shown for the first time is kept as such an event,
 * which the next sync sends.
 */
#include <stdio.h>
#include <string.h>

#include "base/hex.h"
#include "cli/able.h"
#include "cli/answer.h"
#include "cli/caseview.h"
#include "cli/cmd.h"
#include "cli/date.h"
#include "cli/json.h"
#include "cli/lost.h"
#include "cli/place.h"
#include "cli/render.h"

#define OPENED_MAX 64u /* in one event: conf/triage.json */

static const struct cli_opt show_opts[] = {
	CLI_FOLDER_OPTS,
	{ "extract", 0, "DIR", "write the attachments into this folder",
	    false },
	{ "opened", 0, NULL, "show who opened what too", false },
	{ "json", 0, NULL, "print as JSON", false },
	{ 0 },
};

/* ---- in words ------------------------------------------------------------- */

/* By whom, when, and by which rule; that is all that is left. */
static void
gone_print(const struct sign_retention *r)
{
	char signers[CLI_NUMBERS_LEN];

	cli_render_numbers(&r->signers, signers);
	(void)printf("destroyed on %s by officers %s, rule %s\n\n",
	    r->date.text, signers, r->rule);
}

static enum err
entry_print(const struct cli_case *c, size_t at)
{
	const struct sign_thread_entry *te = &c->thread->entries[at];
	const struct cli_case_entry *en = cli_case_find(c, te->item->id);
	enum sign_verdict verdict = c->triage->verdicts[at];
	char id[CLI_ID_SHOWN_LEN + 1];
	enum err e = ERR_OK;

	cli_place_id(c, at, id);
	(void)printf("== %s, %s on %s, %s\n", id,
	    en->unsent ? "not sent, written" : "stored", en->date.text,
	    te->entry == NULL ? "not opened"
	    : te->trusted     ? "verified"
			      : "NOT VERIFIED");
	if (en->gone && te->entry == NULL) {
		gone_print(&en->retention);
		return ERR_OK;
	}
	if (en->failed != ERR_OK)
		(void)printf("! %s\n", err_text(en->failed));
	cli_render_alarms(te->alarms, "! ");
	if (te->after_unreadable)
		(void)printf("follows an entry that is not readable by you\n");
	if (sign_verdict_is_void(verdict))
		(void)printf("! conflict: %s\n", sign_verdict_text(verdict));
	else if (verdict == SIGN_VERDICT_PENDING)
		(void)printf("%s\n", sign_verdict_text(verdict));
	if (te->entry != NULL)
		e = cli_render_entry(te->entry);
	(void)putchar('\n');
	return e;
}

static enum err
show_print(const struct cli_case *c, const struct base_date *today,
    const struct cli_able *able, bool opened)
{
	const struct sign_thread *t = c->thread;
	uint8_t state = c->triage->state;
	char hex[HEX_LEN(SEAL_ID_LEN) + 1];
	enum err e;

	base_hex_encode(hex, c->id, sizeof(c->id));
	(void)printf("thread %s\n", hex);
	if (state != SIGN_STATE_NONE)
		(void)printf("state %s %s (%s) since %s\n",
		    sign_states[state].code, sign_states[state].zh,
		    sign_states[state].en, c->triage->since.text);
	(void)printf("status P%u\nreaders", t->status == 0 ? 1 : t->status);
	for (unsigned i = 0; i <= SIGN_NUMBER_MAX; i++) {
		if (t->readers[i])
			(void)printf(" %02u", i);
	}
	(void)printf("\n");
	cli_able_print(able);
	cli_render_alarms(t->alarms, "! ");
	e = cli_caseview_print(c, today);
	(void)printf("\n");
	for (size_t i = 0; e == ERR_OK && i < t->entry_count; i++) {
		if (opened || !cli_caseview_is_look(&t->entries[i]))
			e = entry_print(c, i);
	}
	return e;
}

/* ---- as JSON -------------------------------------------------------------- */

static json_t *
entry_json(const struct cli_case *c, size_t at)
{
	const struct sign_thread_entry *te = &c->thread->entries[at];
	const struct cli_case_entry *en = cli_case_find(c, te->item->id);
	enum sign_verdict verdict = c->triage->verdicts[at];

	return json_pack("{s:o, s:s, s:b, s:b, s:b, s:b, s:s, s:o, s:s?, s:b, "
			 "s:o}",
	    "id", cli_caseview_id(c, at), "stored", en->date.text, "opened",
	    te->entry != NULL, "sent", (int)!en->unsent, "verified",
	    te->trusted, "conflict", (int)sign_verdict_is_void(verdict),
	    "verdict", sign_verdict_word(verdict), "alarms",
	    cli_render_alarms_json(te->alarms), "error",
	    en->failed == ERR_OK ? NULL : err_name(en->failed), "destroyed",
	    (int)(en->gone && te->entry == NULL), "entry",
	    te->entry == NULL ? json_null() : cli_render_entry_json(te->entry));
}

static void
show_json(const struct cli_case *c, const struct base_date *today,
    const struct cli_able *able, bool opened)
{
	const struct sign_thread *t = c->thread;
	json_t *readers = json_array(), *entries = json_array();
	char hex[HEX_LEN(SEAL_ID_LEN) + 1], status[] = "P1";

	base_hex_encode(hex, c->id, sizeof(c->id));
	if (t->status != 0)
		status[1] = (char)('0' + t->status);
	for (int i = 0; i <= SIGN_NUMBER_MAX; i++) {
		if (t->readers[i])
			(void)json_array_append_new(readers, json_integer(i));
	}
	for (size_t i = 0; i < t->entry_count; i++) {
		if (opened || !cli_caseview_is_look(&t->entries[i]))
			(void)json_array_append_new(entries, entry_json(c, i));
	}
	cli_json_print(json_pack("{s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o}",
	    "id", hex, "state", sign_triage_code(c->triage), "status", status,
	    "readers", readers, "able", cli_able_json(able), "alarms",
	    cli_render_alarms_json(t->alarms), "case",
	    cli_caseview_json(c, today), "entries", entries));
}

/* ---- what was opened ------------------------------------------------------ */

/* What others wrote and this officer has not said that he saw. */
static bool
is_news(const struct cli_case *c, size_t at, unsigned number)
{
	const struct sign_thread_entry *te = &c->thread->entries[at];

	return te->entry != NULL && te->entry->kind != SIGN_KIND_EVENT &&
	       (sign_kind_is_reporters(te->entry->kind) ||
		   te->entry->officer != number) &&
	       !sign_triage_opened(c->triage, number, at);
}

/* One event for up to 64 entries; more is said the next time. */
static enum cli_exit
record(struct cli_answer *w, const char *prefix)
{
	const struct sign_thread *t;
	enum cli_exit x;
	unsigned count = 0;

	if ((x = cli_answer_ready(w)) != CLI_OK ||
	    (x = cli_answer_thread(w, prefix)) != CLI_OK)
		return x;
	t = w->thread->thread;
	for (size_t i = 0;
	     x == CLI_OK && i < t->entry_count && count < OPENED_MAX; i++) {
		if (!is_news(w->thread, i, w->number))
			continue;
		x = cli_answer_hash(w, "opened", i);
		count++;
	}
	if (x == CLI_OK && count > 0)
		x = cli_answer_keep(w, SIGN_KIND_EVENT);
	return x;
}

/* Only a reader of the thread can say so in a way that counts. */
static bool
to_be_recorded(const struct cli_case *c, unsigned number)
{
	if (!c->thread->readers[number] || c->thread->report == NULL)
		return false;
	for (size_t i = 0; i < c->thread->entry_count; i++) {
		if (is_news(c, i, number))
			return true;
	}
	return false;
}

static enum cli_exit
show_run(const struct cli_args *a)
{
	static struct cli_answer w; /* too big for a stack */
	const char *dir = cli_arg(a, "extract");
	char hex[HEX_LEN(SEAL_ID_LEN) + 1];
	struct cli_case *c = NULL;
	struct cli_able able;
	enum cli_exit x;
	size_t lost;
	enum err e;

	if ((x = cli_answer_home(a, &w)) != CLI_OK ||
	    (x = cli_desktop_case(&w.desk, a, &c)) != CLI_OK)
		goto out;
	if (cli_able(c, &w.desk.folder,
		cli_able_roster(&w.desk.folder, &w.today), &able) != ERR_OK) {
		x = CLI_FAIL;
		goto out;
	}
	base_hex_encode(hex, c->id, sizeof(c->id));
	if (to_be_recorded(c, w.desk.officer.number) &&
	    record(&w, hex) != CLI_OK)
		cli_warn("that you opened this is not written down");
	if (cli_lost_say(&w.desk.folder, hex, &lost) != ERR_OK)
		x = CLI_FAIL;
	if (cli_flag(a, "json"))
		show_json(c, &w.today, &able, cli_flag(a, "opened"));
	else if ((e = show_print(c, &w.today, &able, cli_flag(a, "opened"))) !=
		 ERR_OK)
		x = cli_fail(e, "cannot show the thread");
	if (x == CLI_OK && dir != NULL &&
	    cli_case_extract(c, &w.desk.folder, &w.desk.officer, dir) != ERR_OK)
		x = CLI_FAIL;
out:
	cli_case_free(&c);
	cli_answer_end(&w);
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
