/* SPDX-License-Identifier: ISC */
/* A sheet of the statistics as JSON and as lines for people. */
#ifndef CLI_SHEET_H
#define CLI_SHEET_H

#include <stdio.h>

#include <jansson.h>

#include "sign/stats.h"

/*
 * As assets/lib/stats-sheet.ts has it: printed with an indent of two it is the
 * same to the byte.  NULL when out of memory.
 */
json_t *cli_sheet_json(const struct sign_sheet *s);

/* Each table with its definition.  The caller looks at ferror(out). */
void cli_sheet_print(const struct sign_sheet *s, bool english, FILE *out);

/* The same of a campaign's sheet; the twin is assets/lib/stats-campaign.ts. */
json_t *cli_campaign_json(const struct sign_campaign_sheet *s);
void cli_campaign_print(
    const struct sign_campaign_sheet *s, bool english, FILE *out);

#endif
