/* SPDX-License-Identifier: ISC */
/* qf inbox, qf due: what the store folder holds, opened and checked. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "cli/able.h"
#include "cli/caseview.h"
#include "cli/cmd.h"
#include "cli/date.h"
#include "cli/json.h"
#include "cli/lost.h"
#include "cli/place.h"
#include "cli/render.h"
#include "cli/scan.h"

static const struct cli_opt inbox_opts[] = {
	CLI_FOLDER_OPTS,
	{ "state", 0, "STATE", "only threads in this state", true },
	{ "form", 0, "FORM", "only threads of this form", false },
	{ "label", 0, "LABEL", "only threads with this label", true },
	{ "mine", 0, NULL, "only what you are in charge of, or to take over",
	    false },
	{ "overdue", 0, NULL, "only what is overdue", false },
	{ "unanswered", 0, NULL, "only what waits for an answer", false },
	{ "waiting", 0, NULL, "only what waits for your approval", false },
	{ "major", 0, NULL, "only major matters", false },
	{ "one-reader", 0, NULL, "only what one officer alone can still open",
	    false },
	{ "seen", 0, NULL, "you looked at what the office withheld", false },
	{ "json", 0, NULL, "print as JSON", false },
	{ 0 },
};

/* One scan for the list: what is asked for, and where it goes. */
struct inbox {
	const struct cli_args *args;
	struct base_date today;
	unsigned number; /* the officer */
	const struct cli_folder *folder;
	const struct sign_roster *roster; /* in force, or NULL */
	bool failed;  /* not all could be read that is said of a thread */
	json_t *list; /* NULL: print lines */
};

/* What the clocks of one case come to. */
struct summary {
	struct base_date first; /* .text[0] is 0 when none runs */
	const char *id;
	bool overdue, today;
	struct cli_able able; /* in the list only */
};

static enum err
summary_of(const struct cli_case *c, const struct base_date *today,
    struct summary *out)
{
	struct sign_clock *list;
	size_t count;
	enum err e;

	*out = (struct summary){ .id = "" };
	e = sign_triage_clocks(c->triage, today, &list, &count);
	if (e == ERR_OK && count > 0) {
		out->first = list[0].due;
		out->id = list[0].id;
	}
	for (size_t i = 0; e == ERR_OK && i < count; i++) {
		out->overdue |= list[i].overdue;
		out->today |= list[i].today;
	}
	free(list);
	return e;
}

static bool
given(const struct cli_args *a, const char *name, struct base_text value)
{
	const char *want;
	size_t at = 0;

	while ((want = cli_arg_next(a, name, &at)) != NULL) {
		if (base_text_is(value, want))
			return true;
	}
	return false;
}

static bool
wants_label(const struct cli_args *a, const struct sign_triage *t)
{
	if (cli_arg(a, "label") == NULL)
		return true;
	for (size_t i = 0; i < t->label_count; i++) {
		if (given(a, "label", t->labels[i]))
			return true;
	}
	return false;
}

static bool
wants_form(const struct cli_args *a, const struct cli_case *c)
{
	const char *want = cli_arg(a, "form");
	const char *form = c->thread->report == NULL
			       ? ""
			       : sign_form_word(c->thread->report->form);

	return want == NULL || strcmp(want, form) == 0 ||
	       (strchr(want, '/') == NULL &&
		   strncmp(form, want, strlen(want)) == 0 &&
		   form[strlen(want)] == '/');
}

/* In charge; or the second, and the first has let a day pass. */
static bool
is_mine(const struct inbox *in, const struct sign_triage *t, bool overdue)
{
	return t->charge == (int)in->number ||
	       (t->second == (int)in->number && overdue);
}

static bool
waits_for(const struct inbox *in, const struct cli_case *c)
{
	for (size_t i = 0; i < c->triage->proposal_count; i++) {
		const struct sign_proposal *p = &c->triage->proposals[i];

		if (p->open && !sign_numbers_have(&p->approved, in->number) &&
		    c->thread->entries[p->event].entry->officer != in->number &&
		    !c->triage->recused[in->number])
			return true;
	}
	return false;
}

static bool
wanted(
    const struct inbox *in, const struct cli_case *c, const struct summary *s)
{
	const struct cli_args *a = in->args;
	const struct sign_triage *t = c->triage;
	const char *code = sign_triage_code(t);

	return (cli_arg(a, "state") == NULL ||
		   given(
		       a, "state", (struct base_text){ code, strlen(code) })) &&
	       wants_form(a, c) && wants_label(a, t) &&
	       (!cli_flag(a, "mine") || is_mine(in, t, s->overdue)) &&
	       (!cli_flag(a, "overdue") || s->overdue) &&
	       (!cli_flag(a, "unanswered") || t->unanswered) &&
	       (!cli_flag(a, "waiting") || waits_for(in, c)) &&
	       (!cli_flag(a, "major") || t->bases != 0) &&
	       (!cli_flag(a, "one-reader") || cli_able_is_few(&s->able));
}

static unsigned
count_bits(uint32_t v)
{
	unsigned n = 0;

	for (; v != 0; v &= v - 1)
		n++;
	return n;
}

static void
line_print(
    const struct inbox *in, const struct cli_case *c, const struct summary *s)
{
	const struct sign_thread *t = c->thread;
	unsigned alarms = count_bits(t->all);
	char hex[HEX_LEN(SEAL_ID_LEN) + 1];

	base_hex_encode(hex, c->id, sizeof(c->id));
	(void)printf("%.*s  %s  %-9s  %-3s  P%u  %zu entries", CLI_ID_SHOWN_LEN,
	    hex, t->report == NULL ? "----------" : t->report->date.text,
	    t->report == NULL ? "?" : sign_form_word(t->report->form),
	    sign_triage_code(c->triage), t->status == 0 ? 1 : t->status,
	    cli_caseview_count(c));
	if (s->first.text[0] != 0)
		(void)printf("  %s %s %s",
		    s->overdue ? "! overdue"
		    : s->today ? "today"
			       : "by",
		    s->first.text, s->id);
	if (c->triage->bases != 0 && !c->triage->reported)
		(void)printf("  ! major");
	if (cli_able_is_few(&s->able))
		(void)printf(
		    s->able.count == 1 ? "  ! one reader" : "  ! no reader");
	if (waits_for(in, c))
		(void)printf("  your approval");
	if (c->triage->conflict_count > 0)
		(void)printf("  %zu void", c->triage->conflict_count);
	if (alarms > 0)
		(void)printf("  ! %u alarm%s", alarms, alarms == 1 ? "" : "s");
	(void)putchar('\n');
}

static json_t *
line_json(const struct cli_case *c, const struct base_date *today,
    const struct cli_able *able)
{
	const struct sign_thread *t = c->thread;
	char hex[HEX_LEN(SEAL_ID_LEN) + 1], status[] = "P1";
	json_t *o;

	base_hex_encode(hex, c->id, sizeof(c->id));
	if (t->status != 0)
		status[1] = (char)('0' + t->status);
	o = json_pack("{s:s, s:s?, s:s?, s:s, s:s, s:I, s:I, s:o}", "id", hex,
	    "date", t->report == NULL ? NULL : t->report->date.text, "form",
	    t->report == NULL ? NULL : sign_form_word(t->report->form), "state",
	    sign_triage_code(c->triage), "status", status, "entries",
	    (json_int_t)cli_caseview_count(c), "unopened",
	    (json_int_t)cli_case_closed_count(c), "alarms",
	    cli_render_alarms_json(t->all));
	(void)json_object_set_new(o, "able", cli_able_json(able));
	(void)json_object_set_new(o, "case", cli_caseview_json(c, today));
	return o;
}

static enum err
inbox_one(void *ctx, const struct cli_case *c)
{
	struct inbox *in = ctx;
	struct summary s;
	enum err e = summary_of(c, &in->today, &s);

	if (e != ERR_OK)
		return e;
	/* It is said, and does not hide the others. */
	if (cli_able(c, in->folder, in->roster, &s.able) != ERR_OK)
		in->failed = true;
	if (!wanted(in, c, &s))
		return ERR_OK;
	if (in->list == NULL)
		line_print(in, c, &s);
	else
		(void)json_array_append_new(
		    in->list, line_json(c, &in->today, &s.able));
	return ERR_OK;
}

/* What the office withheld, until somebody says that he has looked at it. */
static enum cli_exit
withheld(struct cli_folder *f, bool seen)
{
	size_t count;

	if (cli_lost_say(f, NULL, &count) != ERR_OK)
		return CLI_FAIL;
	if (seen &&
	    (cli_folder_lock(f) != ERR_OK || cli_lost_seen(f) != ERR_OK))
		return CLI_FAIL;
	return CLI_OK;
}

static enum cli_exit
inbox_run(const struct cli_args *a)
{
	struct inbox in = { .args = a };
	struct cli_desktop d;
	enum cli_exit x;

	in.list = cli_flag(a, "json") ? json_array() : NULL;
	cli_today(&in.today);
	if ((x = cli_desktop_open(&d, a)) == CLI_OK) {
		in.number = d.officer.number;
		in.folder = &d.folder;
		in.roster = cli_able_roster(&d.folder, &in.today);
		x = cli_scan(&d, inbox_one, &in);
		if (in.failed)
			x = CLI_FAIL;
		if (withheld(&d.folder, cli_flag(a, "seen")) != CLI_OK)
			x = CLI_FAIL;
		if (in.list != NULL)
			cli_json_print(json_incref(in.list));
	}
	json_decref(in.list);
	cli_desktop_done(&d);
	return x;
}

const struct cli_cmd cmd_inbox = {
	.noun = "inbox",
	.operands = "",
	.help = "list the threads of the store folder",
	.opts = inbox_opts,
	.example = "qf inbox -i officer-01.key --mine --overdue",
	.run = inbox_run,
};

#define DAYS_MAX 3660

/* ---- qf due --------------------------------------------------------------- */

static const struct cli_opt due_opts[] = {
	CLI_FOLDER_OPTS,
	{ "days", 0, "N", "up to so many days ahead, 0 if not said", false },
	{ "mine", 0, NULL, "only what you are in charge of, or to take over",
	    false },
	{ "json", 0, NULL, "print as JSON", false },
	{ 0 },
};

static json_t *
due_json(const struct cli_case *c, const struct sign_clock *k)
{
	char hex[HEX_LEN(SEAL_ID_LEN) + 1];
	json_t *o = cli_caseview_clock(c, k);

	base_hex_encode(hex, c->id, sizeof(c->id));
	(void)json_object_set_new(o, "thread", json_string(hex));
	(void)json_object_set_new(
	    o, "state", json_string(sign_triage_code(c->triage)));
	return o;
}

static enum err
due_one(void *ctx, const struct cli_case *c)
{
	struct inbox *in = ctx;
	struct sign_clock *list;
	uint64_t days = 0;
	struct summary s;
	size_t count;
	enum err e;

	if ((e = summary_of(c, &in->today, &s)) != ERR_OK ||
	    (cli_flag(in->args, "mine") && !is_mine(in, c->triage, s.overdue)))
		return e;
	/* Checked before the scan began. */
	REQUIRE(cli_arg_number(in->args, "days", 0, DAYS_MAX, &days) == CLI_OK);
	e = sign_triage_clocks(c->triage, &in->today, &list, &count);
	for (size_t i = 0; e == ERR_OK && i < count; i++) {
		if (base_date_days(&list[i].due) - base_date_days(&in->today) <=
		    (int32_t)days)
			(void)json_array_append_new(
			    in->list, due_json(c, &list[i]));
	}
	free(list);
	return e;
}

static const char *
word(const json_t *o, const char *name)
{
	return json_string_value(json_object_get(o, name));
}

/* By day, then by thread and clock, so that a list does not jump about. */
static int
due_compare(const void *a, const void *b)
{
	const json_t *const *x = a, *const *y = b;
	int c = strcmp(word(*x, "due"), word(*y, "due"));

	if (c == 0)
		c = strcmp(word(*x, "thread"), word(*y, "thread"));
	return c != 0 ? c : strcmp(word(*x, "id"), word(*y, "id"));
}

static void
due_print(const json_t *o)
{
	(void)printf("%s  %.*s  %-3s  %s  %s (%s)%s\n", word(o, "due"),
	    CLI_ID_SHOWN_LEN, word(o, "thread"), word(o, "state"),
	    json_is_true(json_object_get(o, "overdue")) ? "! overdue"
	    : json_is_true(json_object_get(o, "today")) ? "today    "
							: "coming   ",
	    word(o, "zh"), word(o, "en"),
	    json_is_true(json_object_get(o, "weekends_only"))
		? "; holidays of that year not known"
		: "");
}

static enum cli_exit
due_list(const json_t *list, bool as_json)
{
	size_t n = json_array_size(list);
	json_t **rows = calloc(n + 1, sizeof(json_t *));
	json_t *sorted = json_array();

	if (rows == NULL)
		return cli_fail(ERR_MEMORY, "the list");
	for (size_t i = 0; i < n; i++)
		rows[i] = json_array_get(list, i);
	qsort(rows, n, sizeof(json_t *), due_compare);
	for (size_t i = 0; i < n; i++) {
		if (as_json)
			(void)json_array_append(sorted, rows[i]);
		else
			due_print(rows[i]);
	}
	if (as_json)
		cli_json_print(json_incref(sorted));
	json_decref(sorted);
	free(rows);
	return CLI_OK;
}

static enum cli_exit
due_run(const struct cli_args *a)
{
	struct inbox in = { .args = a };
	uint64_t days = 0;
	struct cli_desktop d;
	enum cli_exit x, y;

	if ((x = cli_arg_number(a, "days", 0, DAYS_MAX, &days)) != CLI_OK)
		return x;
	in.list = json_array();
	cli_today(&in.today);
	if ((x = cli_desktop_open(&d, a)) == CLI_OK) {
		in.number = d.officer.number;
		x = cli_scan(&d, due_one, &in);
		y = due_list(in.list, cli_flag(a, "json"));
		x = x == CLI_OK ? y : x;
	}
	json_decref(in.list);
	cli_desktop_done(&d);
	return x;
}

const struct cli_cmd cmd_due = {
	.noun = "due",
	.operands = "",
	.help = "list what is due today, overdue, or soon",
	.opts = due_opts,
	.example = "qf due -i officer-01.key --days 7",
	.run = due_run,
};
