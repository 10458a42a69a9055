/* SPDX-License-Identifier: ISC */
/*
 * Campaigns (专项) of a site, as far as the statistics look at them: which one
 * a case is of (docs/statistics.md).  The twin is campaignOf() of
 * assets/lib/stats.ts.
 */
#ifndef SIGN_CAMPAIGN_H
#define SIGN_CAMPAIGN_H

#include <stddef.h>

#include "base/text.h"
#include "sign/entry.h"
#include "sign/triage.h"

#define SIGN_CAMPAIGNS_MAX 20u
#define SIGN_CAMPAIGN_NONE SIZE_MAX
#define SIGN_CAMPAIGN_LABEL "campaign:" /* before a code: an officer's label */

/* Everything is borrowed from whoever made the list. */
struct sign_campaign {
	const char *code;
	const char *zh, *en;
	enum sign_form form;
	struct base_date from, to; /* first and last day */
};

struct sign_campaigns {
	const struct sign_campaign *list;
	size_t count; /* at most SIGN_CAMPAIGNS_MAX */
};

/* Those of conf/site.json as it was when this was built. */
extern const struct sign_campaigns sign_campaigns_built;

/* The place of a code in the list, or SIGN_CAMPAIGN_NONE. */
size_t
sign_campaign_find(const struct sign_campaigns *all, struct base_text code);

/*
 * The campaign that the report names; else the one that the case had by its
 * labels at the end of the first month at whose end it had one, unless that
 * campaign's last month was over by then.  Its place, or SIGN_CAMPAIGN_NONE.
 */
size_t
sign_campaign_of(const struct sign_triage *t, const struct sign_campaigns *all);

#endif
