/* SPDX-License-Identifier: ISC */
/* The campaigns of a site's site.json, or those that qf was built with. */
#ifndef CLI_CAMPAIGNS_H
#define CLI_CAMPAIGNS_H

#include <jansson.h>

#include "base/err.h"
#include "cli/say.h"
#include "sign/campaign.h"

struct cli_campaigns {
	struct sign_campaigns all; /* into list, or what was built in */
	struct sign_campaign list[SIGN_CAMPAIGNS_MAX];
	json_t *site; /* owned: what list borrows from */
};

/*
 * As cli_words_load(); path NULL: those built in.  Of
 * the file, nothing but its campaigns is looked at.  Says what is wrong; ended
 * in every case.
 */
enum cli_exit
cli_campaigns_load(const char *path, struct cli_campaigns *out) MUST_USE;
void cli_campaigns_done(struct cli_campaigns *c);

#endif
