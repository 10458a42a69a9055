/* SPDX-License-Identifier: ISC */
#include "cli/campaigns.h"

#include <stdbool.h>
#include <string.h>

#include "cli/say.h"
#include "cli/words.h"

#define CODE_LEN 16
#define LINE_LEN 2000

static const char *
member(const json_t *o, const char *name)
{
	const char *s = json_string_value(json_object_get(o, name));

	return s == NULL ? "" : s;
}

static struct base_text
text(const char *s)
{
	return (struct base_text){ s, strlen(s) };
}

static bool
is_code(const char *s)
{
	size_t len = strlen(s);

	return len > 0 && len <= CODE_LEN &&
	       strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			 "abcdefghijklmnopqrstuvwxyz0123456789._-") == len;
}

/* What is printed on a terminal. */
static bool
is_line(const char *s)
{
	return *s != '\0' && strlen(s) <= LINE_LEN && strchr(s, '\n') == NULL &&
	       base_text_clean(text(s));
}

static enum sign_form
form_of(const char *word)
{
	for (int f = 0; f < SIGN_FORM_COUNT; f++) {
		if (f != SIGN_FORM_NONE &&
		    strcmp(word, sign_form_word((enum sign_form)f)) == 0)
			return (enum sign_form)f;
	}
	return SIGN_FORM_NONE;
}

static bool
take(struct cli_campaigns *c, const json_t *one)
{
	struct sign_campaign *to = &c->list[c->all.count];

	*to = (struct sign_campaign){ .code = member(one, "code"),
		.zh = member(one, "zh"),
		.en = member(one, "en"),
		.form = form_of(member(one, "form")) };
	if (!is_code(to->code) || !is_line(to->zh) || !is_line(to->en) ||
	    to->form == SIGN_FORM_NONE ||
	    base_date_parse(text(member(one, "from")), &to->from) != ERR_OK ||
	    base_date_parse(text(member(one, "to")), &to->to) != ERR_OK ||
	    strcmp(to->from.text, to->to.text) > 0 ||
	    sign_campaign_find(&c->all, text(to->code)) != SIGN_CAMPAIGN_NONE)
		return false;
	c->all.count++;
	return true;
}

static enum cli_exit
take_all(const char *path, struct cli_campaigns *c)
{
	const json_t *all = json_object_get(c->site, "campaigns"), *one;
	size_t i;

	if (!json_is_array(all) || json_array_size(all) > SIGN_CAMPAIGNS_MAX) {
		cli_error("%s: no list of at most %u campaigns", path,
		    SIGN_CAMPAIGNS_MAX);
		return CLI_FAIL;
	}
	json_array_foreach(all, i, one)
	{
		if (take(c, one))
			continue;
		cli_error("%s: campaign %zu is not as docs/site.md has it",
		    path, i + 1);
		return CLI_FAIL;
	}
	return CLI_OK;
}

enum cli_exit
cli_campaigns_load(const char *path, struct cli_campaigns *out)
{
	enum cli_exit x;

	*out = (struct cli_campaigns){ .all = sign_campaigns_built };
	if (path == NULL)
		return CLI_OK;
	out->all = (struct sign_campaigns){ out->list, 0 };
	x = cli_words_load(path, &out->site);
	return x == CLI_OK ? take_all(path, out) : x;
}

void
cli_campaigns_done(struct cli_campaigns *c)
{
	json_decref(c->site);
	*c = (struct cli_campaigns){ .site = NULL };
}
