/* SPDX-License-Identifier: ISC */
/* qf item, qf items: what is to be put right, by whom, until when. */
#include <stdio.h>
#include <string.h>

#include "base/hex.h"
#include "cli/answer.h"
#include "cli/caseview.h"
#include "cli/cmd.h"
#include "cli/date.h"
#include "cli/json.h"
#include "cli/place.h"
#include "cli/render.h"
#include "cli/scan.h"

typedef enum cli_exit (*words_fn)(
    const struct cli_args *a, struct cli_answer *w);

static enum cli_exit
maybe_reason(const struct cli_args *a, struct cli_answer *w)
{
	const char *value = cli_arg(a, "reason");

	return value == NULL ? CLI_OK : cli_answer_field(w, "reason", value);
}

static enum cli_exit
act_run(const struct cli_args *a, words_fn words)
{
	static struct cli_answer w; /* too big for a stack */
	enum cli_exit x;

	if ((x = cli_answer_begin(a, &w)) == CLI_OK &&
	    (x = words(a, &w)) == CLI_OK && (x = maybe_reason(a, &w)) == CLI_OK)
		x = cli_answer_deliver(&w, SIGN_KIND_EVENT);
	cli_answer_end(&w);
	return x;
}

/* The item that the second operand names, as a HASH field. */
static enum cli_exit
item_field(const struct cli_args *a, struct cli_answer *w, const char *name)
{
	const struct sign_item *item;
	enum cli_exit x = cli_place_item(w->thread, a->operand[1], &item);

	return x == CLI_OK ? cli_answer_hash(w, name, item->event) : x;
}

/* ---- opening -------------------------------------------------------------- */

static const struct cli_opt open_opts[] = {
	CLI_ANSWER_OPTS,
	{ "owner", 0, "UNIT", "the unit that puts it right", false },
	{ "due", 0, "DATE", "until when", false },
	{ "reason", 0, "WORDS", "why", false },
	{ 0 },
};

static enum cli_exit
open_words(const struct cli_args *a, struct cli_answer *w)
{
	enum cli_exit x;

	if ((x = cli_answer_field(w, "item", a->operand[1])) != CLI_OK ||
	    (x = cli_answer_field(w, "owner", cli_arg(a, "owner"))) != CLI_OK)
		return x;
	return cli_answer_field(w, "due", cli_arg(a, "due"));
}

static enum cli_exit
open_run(const struct cli_args *a)
{
	const char *owner, *due;
	struct base_date date;
	enum cli_exit x;

	if ((x = cli_arg_must(a, "owner", &owner)) != CLI_OK ||
	    (x = cli_arg_must(a, "due", &due)) != CLI_OK ||
	    (x = cli_arg_date(a, "due", &date)) != CLI_OK)
		return x;
	return act_run(a, open_words);
}

const struct cli_cmd cmd_item_open = {
	.noun = "item",
	.verb = "open",
	.operands = "THREAD WORDS",
	.operands_min = 2,
	.operands_max = 2,
	.help = "open a rectification item",
	.opts = open_opts,
	.example = "qf item open -i officer-01.key --owner 办公室 "
		   "--due 2026-12-31 3f5a 补报销制度",
	.run = open_run,
};

/* ---- another day, evidence, check, drop ----------------------------------- */

static const struct cli_opt due_opts[] = {
	CLI_ANSWER_OPTS,
	{ "reason", 0, "WORDS", "why; must be given", false },
	{ 0 },
};

static enum cli_exit
due_words(const struct cli_args *a, struct cli_answer *w)
{
	enum cli_exit x = item_field(a, w, "of");

	return x == CLI_OK ? cli_answer_field(w, "due", a->operand[2]) : x;
}

static enum cli_exit
due_run(const struct cli_args *a)
{
	const char *reason;
	enum cli_exit x = cli_arg_must(a, "reason", &reason);

	return x == CLI_OK ? act_run(a, due_words) : x;
}

const struct cli_cmd cmd_item_due = {
	.noun = "item",
	.verb = "due",
	.operands = "THREAD ITEM DATE",
	.operands_min = 3,
	.operands_max = 3,
	.help = "set another day for a rectification item",
	.opts = due_opts,
	.example = "qf item due -i officer-01.key --reason 资金待批 3f5a 81c2 "
		   "2027-01-31",
	.run = due_run,
};

static const struct cli_opt evidence_opts[] = {
	CLI_ANSWER_OPTS,
	{ "reason", 0, "WORDS", "why", false },
	{ "attach", 0, "FILE", "attach a file", true },
	{ 0 },
};

static enum cli_exit
evidence_words(const struct cli_args *a, struct cli_answer *w)
{
	const char *path;
	size_t at = 0;
	enum cli_exit x;

	if ((x = item_field(a, w, "of")) != CLI_OK ||
	    (x = cli_answer_field(w, "evidence", a->operand[2])) != CLI_OK)
		return x;
	while ((path = cli_arg_next(a, "attach", &at)) != NULL) {
		if (cli_letter_file(&w->letter, path) != ERR_OK)
			return CLI_FAIL;
	}
	return CLI_OK;
}

static enum cli_exit
evidence_run(const struct cli_args *a)
{
	return act_run(a, evidence_words);
}

const struct cli_cmd cmd_item_evidence = {
	.noun = "item",
	.verb = "evidence",
	.operands = "THREAD ITEM WORDS",
	.operands_min = 3,
	.operands_max = 3,
	.help = "give evidence that an item was put right",
	.opts = evidence_opts,
	.example = "qf item evidence -i officer-01.key --attach rule.pdf 3f5a "
		   "81c2 新制度已印发",
	.run = evidence_run,
};

static const struct cli_opt check_opts[] = {
	CLI_ANSWER_OPTS,
	{ "reason", 0, "WORDS", "what was looked at", false },
	{ 0 },
};

static enum cli_exit
check_words(const struct cli_args *a, struct cli_answer *w)
{
	const struct sign_item *item;
	enum cli_exit x = cli_place_item(w->thread, a->operand[1], &item);

	if (x != CLI_OK)
		return x;
	if (item->evidence == SIGN_NOWHERE) {
		cli_error("there is no evidence for this item yet");
		cli_hint("`qf item evidence' gives it");
		return CLI_FAIL;
	}
	return cli_answer_hash(w, "checked", item->evidence);
}

static enum cli_exit
check_run(const struct cli_args *a)
{
	return act_run(a, check_words);
}

const struct cli_cmd cmd_item_check = {
	.noun = "item",
	.verb = "check",
	.operands = "THREAD ITEM",
	.operands_min = 2,
	.operands_max = 2,
	.help = "say that another officer's evidence was checked",
	.opts = check_opts,
	.example = "qf item check -i officer-02.key 3f5a 81c2",
	.run = check_run,
};

static const struct cli_opt drop_opts[] = {
	CLI_ANSWER_OPTS,
	{ "reason", 0, "WORDS", "why; must be given", false },
	{ 0 },
};

static enum cli_exit
drop_words(const struct cli_args *a, struct cli_answer *w)
{
	return item_field(a, w, "drop");
}

static enum cli_exit
drop_run(const struct cli_args *a)
{
	const char *reason;
	enum cli_exit x = cli_arg_must(a, "reason", &reason);

	return x == CLI_OK ? act_run(a, drop_words) : x;
}

const struct cli_cmd cmd_item_drop = {
	.noun = "item",
	.verb = "drop",
	.operands = "THREAD ITEM",
	.operands_min = 2,
	.operands_max = 2,
	.help = "drop an item that another officer opened",
	.opts = drop_opts,
	.example = "qf item drop -i officer-02.key --reason 重复 3f5a 81c2",
	.run = drop_run,
};

/* ---- the list ------------------------------------------------------------- */

static const struct cli_opt items_opts[] = {
	CLI_FOLDER_OPTS,
	{ "all", 0, NULL, "closed items too", false },
	{ "json", 0, NULL, "print as JSON", false },
	{ 0 },
};

struct items {
	struct base_date today;
	bool all;
	json_t *list; /* NULL: print lines */
};

static enum err
item_print(const struct items *ctx, const struct cli_case *c,
    const struct sign_item *item)
{
	static const char *const words[] = { "open", "checked", "dropped" };
	char thread[HEX_LEN(SEAL_ID_LEN) + 1], id[CLI_ID_SHOWN_LEN + 1];
	bool late = item->state == SIGN_ITEM_OPEN &&
		    strcmp(item->due.text, ctx->today.text) < 0;
	enum err e;

	base_hex_encode(thread, c->id, sizeof(c->id));
	cli_place_id(c, item->event, id);
	(void)printf("%.*s  %s  %s  %-7s%s  ", CLI_ID_SHOWN_LEN, thread, id,
	    item->due.text, words[item->state],
	    late                             ? "!"
	    : item->evidence != SIGN_NOWHERE ? "+"
					     : " ");
	if ((e = cli_render_value(item->owner)) != ERR_OK)
		return e;
	(void)printf(": ");
	e = cli_render_value(item->what);
	(void)putchar('\n');
	return e;
}

static enum err
items_one(void *ctx, const struct cli_case *c)
{
	const struct items *it = ctx;
	enum err e = ERR_OK;

	for (size_t i = 0; e == ERR_OK && i < c->triage->item_count; i++) {
		const struct sign_item *item = &c->triage->items[i];
		char thread[HEX_LEN(SEAL_ID_LEN) + 1];
		json_t *o;

		if (!it->all && item->state != SIGN_ITEM_OPEN)
			continue;
		if (it->list == NULL) {
			e = item_print(it, c, item);
			continue;
		}
		base_hex_encode(thread, c->id, sizeof(c->id));
		o = cli_caseview_item(c, item);
		(void)json_object_set_new(o, "thread", json_string(thread));
		(void)json_array_append_new(it->list, o);
	}
	return e;
}

static enum cli_exit
items_run(const struct cli_args *a)
{
	struct items ctx = { .all = cli_flag(a, "all") };
	struct cli_case *c = NULL;
	struct cli_desktop d;
	enum cli_exit x;

	cli_today(&ctx.today);
	ctx.list = cli_flag(a, "json") ? json_array() : NULL;
	if ((x = cli_desktop_open(&d, a)) != CLI_OK)
		goto out;
	if (a->operand_len == 0)
		x = cli_scan(&d, items_one, &ctx);
	else if ((x = cli_desktop_case(&d, a, &c)) == CLI_OK &&
		 items_one(&ctx, c) != ERR_OK)
		x = CLI_FAIL;
	if (x == CLI_OK && ctx.list != NULL) {
		cli_json_print(ctx.list);
		ctx.list = NULL;
	}
out:
	json_decref(ctx.list);
	cli_case_free(&c);
	cli_desktop_done(&d);
	return x;
}

const struct cli_cmd cmd_items = {
	.noun = "items",
	.operands = "[THREAD]",
	.operands_max = 1,
	.help = "list rectification items",
	.opts = items_opts,
	.example = "qf items -i officer-01.key",
	.run = items_run,
};
