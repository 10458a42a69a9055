/* SPDX-License-Identifier: ISC */
/* qf migrate: bring the database to the schema of this version. */
#include <stdio.h>

#include "cli/cmd.h"
#include "cli/json.h"
#include "store/migrate.h"

static const struct cli_opt opts[] = {
	{ "database", 0, "CONNINFO", "libpq's connection string, as qf_owner",
	    false },
	{ "migrations", 0, "DIR", "the SQL files, else those installed",
	    false },
	{ "json", 0, NULL, "print the result as JSON", false },
	{ 0 },
};

#ifndef QF_MIGRATIONS
#define QF_MIGRATIONS "/usr/local/share/qingfeng/migrations"
#endif

static enum cli_exit
run(const struct cli_args *a)
{
	struct store_migrate_report report = { 0 };
	const char *conninfo, *folder = cli_arg(a, "migrations");
	enum cli_exit x;
	enum err e;

	if ((x = cli_arg_must(a, "database", &conninfo)) != CLI_OK)
		return x;
	e = store_migrate(
	    conninfo, folder == NULL ? QF_MIGRATIONS : folder, &report);
	if (e != ERR_OK) {
		(void)cli_fail(e, "cannot migrate");
		if (report.failed > 0)
			cli_hint("migration %04d failed and left nothing%s%s",
			    report.failed,
			    report.sqlstate[0] ? ", SQLSTATE " : "",
			    report.sqlstate);
		if (report.why[0] != 0)
			cli_hint("%s", report.why);
		return CLI_FAIL;
	}
	if (cli_flag(a, "json"))
		cli_json_print(json_pack("{s:i, s:i}", "before", report.before,
		    "after", report.after));
	else
		(void)printf(
		    "schema %d, was %d\n", report.after, report.before);
	return CLI_OK;
}

const struct cli_cmd cmd_migrate = {
	.noun = "migrate",
	.operands = "",
	.help = "bring the database to this version's schema",
	.opts = opts,
	.example = "qf migrate --database 'host=/run/postgresql "
		   "dbname=qingfeng user=qf_owner'",
	.run = run,
};
