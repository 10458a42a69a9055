/* SPDX-License-Identifier: ISC */
#include "cli/desktop.h"

enum cli_exit
cli_desktop_open(struct cli_desktop *d, const struct cli_args *a)
{
	enum cli_exit x;

	*d = (struct cli_desktop){ .folder = { .lock = -1 } };
	if ((x = cli_folder_open(&d->folder, a)) != CLI_OK)
		return x;
	return cli_officer_unlock(
	    &d->officer, a, d->folder.host, d->folder.officer);
}

void
cli_desktop_done(struct cli_desktop *d)
{
	cli_officer_done(&d->officer);
	cli_folder_done(&d->folder);
}

enum cli_exit
cli_desktop_case(
    struct cli_desktop *d, const struct cli_args *a, struct cli_case **out)
{
	uint8_t id[SEAL_ID_LEN];

	if (cli_folder_find(&d->folder, a->operand[0], id) != ERR_OK ||
	    cli_case_load(out, &d->folder, &d->officer, id) != ERR_OK)
		return CLI_FAIL;
	return CLI_OK;
}
