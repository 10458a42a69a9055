/* SPDX-License-Identifier: ISC */
/* qf stats: figures of what the officer's own store folder opens. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/campaigns.h"
#include "cli/cmd.h"
#include "cli/date.h"
#include "cli/json.h"
#include "cli/scan.h"
#include "cli/sheet.h"

static const struct cli_opt stats_opts[] = {
	CLI_FOLDER_OPTS,
	{ "month", 0, "YYYY-MM",
	    "of this month; the last that is over, if "
	    "nothing is said",
	    false },
	{ "quarter", 0, "YYYY-Qn", "of this quarter", false },
	{ "year", 0, "YYYY", "of this year", false },
	{ "campaign", 0, "CODE", "of all months of this campaign", false },
	{ "words", 0, "FILE", "campaigns as this site.json has them", false },
	{ "internal", 0, NULL, "with figures below five; not to be published",
	    false },
	{ "lang", 0, "LANG", "zh or en, zh if not said", false },
	{ "json", 0, NULL, "print as JSON", false },
	{ 0 },
};

/* The last month that a guarded sheet may be made of. */
static void
last_month(const struct base_date *today, struct sign_period *out)
{
	struct base_date d;
	enum err e;

	base_date_from_days(base_date_days(today) - SIGN_DATE_SLACK_DAYS, &d);
	d.text[8] = '0';
	d.text[9] = '1';
	base_date_from_days(base_date_days(&d) - 1, &d);
	e = sign_period_parse((struct base_text){ d.text, strlen("2026-11") },
	    SIGN_PERIOD_MONTH, out);
	REQUIRE(e == ERR_OK);
}

static enum cli_exit
period_of(const struct cli_args *a, const struct base_date *today,
    struct sign_period *out)
{
	static const char *const names[] = { "month", "quarter", "year" };
	size_t given = 0;

	last_month(today, out);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *text = cli_arg(a, names[i]);

		if (text == NULL)
			continue;
		if (++given > 1)
			return cli_misuse(
			    "--month, --quarter and --year exclude each other");
		if (sign_period_parse((struct base_text){ text, strlen(text) },
			(enum sign_period_kind)i, out) != ERR_OK)
			return cli_misuse(
			    "--%s is not a %s", names[i], names[i]);
	}
	return CLI_OK;
}

static enum cli_exit
language_of(const struct cli_args *a, bool *english)
{
	const char *lang = cli_arg(a, "lang");

	*english = lang != NULL && strcmp(lang, "en") == 0;
	if (lang == NULL || *english || strcmp(lang, "zh") == 0)
		return CLI_OK;
	return cli_misuse("--lang is zh or en");
}

static enum err
stats_one(void *ctx, const struct cli_case *c)
{
	return sign_stats_case(ctx, c->triage);
}

/* What is asked for. */
struct question {
	struct sign_period period;
	size_t campaign; /* its place in the list, or SIGN_CAMPAIGN_NONE */
	struct base_date today;
	bool english, json, guarded;
};

static enum cli_exit
sheet_refused(enum err e)
{
	if (e != ERR_FORMAT)
		return cli_fail(e, "cannot make the sheet");
	cli_error("the period is not over, or not for two days yet");
	cli_hint("--internal shows what there is; that is not to be published");
	return CLI_FAIL;
}

static enum cli_exit
period_show(struct sign_stats *s, const struct question *q)
{
	static struct sign_sheet sheet; /* too big for a stack */
	enum err e =
	    sign_stats_sheet(s, &q->period, &q->today, q->guarded, &sheet);

	if (e != ERR_OK)
		return sheet_refused(e);
	if (q->json)
		cli_json_print(cli_sheet_json(&sheet));
	else
		cli_sheet_print(&sheet, q->english, stdout);
	return CLI_OK;
}

static enum cli_exit
campaign_show(struct sign_stats *s, const struct question *q)
{
	static struct sign_campaign_sheet sheet;
	enum err e = sign_stats_campaign_sheet(
	    s, q->campaign, &q->today, q->guarded, &sheet);

	if (e != ERR_OK)
		return sheet_refused(e);
	if (q->json)
		cli_json_print(cli_campaign_json(&sheet));
	else
		cli_campaign_print(&sheet, q->english, stdout);
	return CLI_OK;
}

static enum cli_exit
campaign_of(const struct cli_args *a, struct cli_campaigns *c, size_t *out)
{
	const char *code = cli_arg(a, "campaign");
	const char *words = cli_arg(a, "words");
	enum cli_exit x;

	if (code == NULL && words != NULL)
		return cli_misuse("--words goes with --campaign");
	if (code != NULL &&
	    (cli_arg(a, "month") != NULL || cli_arg(a, "quarter") != NULL ||
		cli_arg(a, "year") != NULL))
		return cli_misuse("a campaign has its own months");
	if ((x = cli_campaigns_load(words, c)) != CLI_OK || code == NULL)
		return x;
	*out = sign_campaign_find(
	    &c->all, (struct base_text){ code, strlen(code) });
	if (*out != SIGN_CAMPAIGN_NONE)
		return CLI_OK;
	cli_error("there is no campaign %s", code);
	cli_hint("--words names the site.json that has it");
	return CLI_FAIL;
}

/* Half of the cases make no sheet: after a failure nothing is printed. */
static enum cli_exit
stats_run(const struct cli_args *a)
{
	struct question q = { .campaign = SIGN_CAMPAIGN_NONE,
		.json = cli_flag(a, "json"),
		.guarded = !cli_flag(a, "internal") };
	struct cli_campaigns campaigns = { .site = NULL };
	struct sign_stats *s = NULL;
	struct cli_desktop d;
	enum cli_exit x;

	cli_today(&q.today);
	if ((x = period_of(a, &q.today, &q.period)) != CLI_OK ||
	    (x = language_of(a, &q.english)) != CLI_OK ||
	    (x = campaign_of(a, &campaigns, &q.campaign)) != CLI_OK)
		goto out;
	if (sign_stats_new(&s) != ERR_OK) {
		x = cli_fail(ERR_MEMORY, "cannot count");
		goto out;
	}
	sign_stats_campaigns(s, &campaigns.all);
	if ((x = cli_desktop_open(&d, a)) == CLI_OK &&
	    (x = cli_scan(&d, stats_one, s)) == CLI_OK)
		x = q.campaign == SIGN_CAMPAIGN_NONE ? period_show(s, &q)
						     : campaign_show(s, &q);
	cli_desktop_done(&d);
out:
	sign_stats_free(&s);
	cli_campaigns_done(&campaigns);
	return x;
}

const struct cli_cmd cmd_stats = {
	.noun = "stats",
	.operands = "",
	.help = "figures of a month, quarter, year or campaign",
	.opts = stats_opts,
	.example = "qf stats -i officer-01.key --month 2026-11",
	.run = stats_run,
};
