/* SPDX-License-Identifier: ISC */
/* prepare CONNINFO FOLDER: migrate; what `qf migrate` does, for the tests. */
#include <stdio.h>

#include "store/migrate.h"
#include "store/schema.h"

int
main(int argc, char **argv)
{
	struct store_migrate_report report;
	enum err e;

	if (argc != 3)
		return 2;
	e = store_migrate(argv[1], argv[2], &report);
	if (e != ERR_OK)
		fprintf(stderr, "prepare: %s: migration %d: %s %s\n",
		    err_text(e), report.failed, report.sqlstate, report.why);
	return e == ERR_OK && report.after == STORE_SCHEMA ? 0 : 1;
}
