/* SPDX-License-Identifier: ISC */
#include "cli/date.h"

#include <string.h>
#include <time.h>

void
cli_today(struct base_date *out)
{
	base_date_at((int64_t)time(NULL), out);
}

void
cli_date_add(const struct base_date *from, int32_t days, struct base_date *out)
{
	base_date_from_days(base_date_days(from) + days, out);
}

enum cli_exit
cli_arg_date(const struct cli_args *a, const char *name, struct base_date *out)
{
	const char *s = cli_arg(a, name);

	if (s == NULL)
		return CLI_OK;
	if (base_date_parse((struct base_text){ s, strlen(s) }, out) != ERR_OK)
		return cli_misuse("--%s must be a date like 2026-11-23", name);
	return CLI_OK;
}
