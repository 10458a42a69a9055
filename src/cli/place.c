/* SPDX-License-Identifier: ISC */
#include "cli/place.h"

#include <string.h>

#include "base/hex.h"

void
cli_place_id(
    const struct cli_case *c, size_t at, char out[static CLI_ID_SHOWN_LEN + 1])
{
	char hex[HEX_LEN(SEAL_ID_LEN) + 1];

	base_hex_encode(hex, c->thread->entries[at].item->id, SEAL_ID_LEN);
	memcpy(out, hex, CLI_ID_SHOWN_LEN);
	out[CLI_ID_SHOWN_LEN] = 0;
}

static bool
begins(const struct cli_case *c, size_t at, const char *prefix)
{
	char hex[HEX_LEN(SEAL_ID_LEN) + 1];

	base_hex_encode(hex, c->thread->entries[at].item->id, SEAL_ID_LEN);
	return prefix == NULL || strncmp(hex, prefix, strlen(prefix)) == 0;
}

static enum cli_exit
judge(size_t found, const char *what, const char *prefix)
{
	if (found == 1)
		return CLI_OK;
	if (found == 0)
		cli_error("there is no such %s", what);
	else if (prefix == NULL)
		cli_error("there is more than one %s: say which", what);
	else
		cli_error("more than one %s begins like this", what);
	cli_hint("`qf show' lists them");
	return CLI_FAIL;
}

enum cli_exit
cli_place_proposal(const struct cli_case *c, const char *prefix,
    const struct sign_proposal **out)
{
	const struct sign_triage *t = c->triage;
	size_t found = 0;

	for (size_t i = 0; i < t->proposal_count; i++) {
		if (!t->proposals[i].open ||
		    !begins(c, t->proposals[i].event, prefix))
			continue;
		*out = &t->proposals[i];
		found++;
	}
	return judge(found, "open proposal", prefix);
}

enum cli_exit
cli_place_item(
    const struct cli_case *c, const char *prefix, const struct sign_item **out)
{
	const struct sign_triage *t = c->triage;
	size_t found = 0;

	for (size_t i = 0; i < t->item_count; i++) {
		if (!begins(c, t->items[i].event, prefix))
			continue;
		*out = &t->items[i];
		found++;
	}
	return judge(found, "rectification item", prefix);
}
