/* SPDX-License-Identifier: ISC */
#include "sign/campaign.h"

#include <string.h>

#include "sign/stats_work.h"

#define MONTH_LEN 7 /* "2026-11" */
#define LABEL_LEN (sizeof(SIGN_CAMPAIGN_LABEL) - 1)

/* Dates of a file that intake checks are dates. */
static const struct sign_campaign built[] = {
#define STATS_CAMPAIGN(code, zh, en, form, from, to) \
	{ code, zh, en, SIGN_FORM_##form, { from }, { to } },
#include "sign/stats_table.inc"
	{ .code = NULL },
};
const struct sign_campaigns sign_campaigns_built = {
	built,
	sizeof(built) / sizeof(built[0]) - 1,
};

size_t
sign_campaign_find(const struct sign_campaigns *all, struct base_text code)
{
	for (size_t i = 0; i < all->count; i++) {
		if (base_text_is(code, all->list[i].code))
			return i;
	}
	return SIGN_CAMPAIGN_NONE;
}

/* Of a label, without the sign that takes it away. */
static size_t
of_label(const struct sign_campaigns *all, struct base_text l)
{
	if (!base_text_starts(l, SIGN_CAMPAIGN_LABEL))
		return SIGN_CAMPAIGN_NONE;
	return sign_campaign_find(
	    all, (struct base_text){ l.data + LABEL_LEN, l.len - LABEL_LEN });
}

/* What the labels that were given by the end of the month say. */
static size_t
by_end_of(const struct sign_triage *t, const struct sign_campaigns *all,
    const struct base_date *month)
{
	size_t found = SIGN_CAMPAIGN_NONE;

	for (size_t i = 0; i < t->thread->entry_count; i++) {
		const struct sign_entry *e = t->thread->entries[i].entry;
		const struct sign_field *f;

		if (!sign_stats_is_label(t, i) ||
		    strncmp(e->date.text, month->text, MONTH_LEN) > 0)
			continue;
		for (size_t n = 0;
		     (f = sign_entry_field(e, "label", n)) != NULL; n++) {
			struct base_text l = f->value;
			bool removes = l.len > 0 && l.data[0] == '-';
			size_t one;

			if (removes) {
				l.data++;
				l.len--;
			}
			one = of_label(all, l);
			if (one != SIGN_CAMPAIGN_NONE && !removes)
				found = one;
			else if (one != SIGN_CAMPAIGN_NONE && one == found)
				found = SIGN_CAMPAIGN_NONE;
		}
	}
	return found;
}

size_t
sign_campaign_of(const struct sign_triage *t, const struct sign_campaigns *all)
{
	const struct base_date *month = NULL;
	size_t found;

	if (t->thread->report == NULL)
		return SIGN_CAMPAIGN_NONE;
	found = sign_campaign_find(
	    all, sign_stats_value(t->thread->report, "campaign"));
	if (found != SIGN_CAMPAIGN_NONE || all->count == 0)
		return found;
	while ((month = sign_stats_next_month(t, month)) != NULL) {
		found = by_end_of(t, all, month);
		if (found != SIGN_CAMPAIGN_NONE)
			return strncmp(month->text, all->list[found].to.text,
				   MONTH_LEN) <= 0
				   ? found
				   : SIGN_CAMPAIGN_NONE;
	}
	return SIGN_CAMPAIGN_NONE;
}
