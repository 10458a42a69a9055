/* SPDX-License-Identifier: ISC */
/* Migrations: twice, changed, doubled, failing, two at once. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "db/rig.h"

#include "store/migrate.h"
#include "store/schema.h"

static char folder[256];

/* A copy of migrations/ to change at will. */
static void
copy_folder(void)
{
	char command[1024];

	snprintf(folder, sizeof(folder), "%s/migrations-XXXXXX",
	    getenv("QF_DB_DIR"));
	assert_non_null(mkdtemp(folder));
	snprintf(command, sizeof(command), "cp '%s'/*.sql '%s'/",
	    getenv("QF_MIGRATIONS"), folder);
	assert_int_equal(system(command), 0);
}

static void
write_file(const char *name, const char *mode, const char *text)
{
	char path[512];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	f = fopen(path, mode);
	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

/* The same for the file after the newest, or further on. */
static void
write_next(unsigned int ahead, const char *tail, const char *text)
{
	char name[64];

	snprintf(name, sizeof(name), "%04u_%s.sql", STORE_SCHEMA + ahead, tail);
	write_file(name, "w", text);
}

static enum err
migrate(struct store_migrate_report *report)
{
	return store_migrate(rig_conninfo("qf_owner"), folder, report);
}

/* Each test begins with an empty database and a fresh copy. */
static int
setup(void **state)
{
	(void)state;
	copy_folder();
	rig_sql(*state, "DROP SCHEMA IF EXISTS qf CASCADE");
	return 0;
}

static void
empty_database_gets_the_known_schema(void **state)
{
	struct store_migrate_report report;
	struct rig *r = *state;

	assert_int_equal(migrate(&report), ERR_OK);
	assert_int_equal(report.before, 0);
	assert_int_equal(report.after, STORE_SCHEMA);
	assert_int_equal(
	    rig_number(r, "SELECT qf.schema_number()"), STORE_SCHEMA);
	assert_int_equal(migrate(&report), ERR_OK);
	assert_int_equal(report.before, STORE_SCHEMA);
	assert_int_equal(report.after, STORE_SCHEMA);
}

static void
changed_file_is_refused(void **state)
{
	struct store_migrate_report report;

	(void)state;
	assert_int_equal(migrate(&report), ERR_OK);
	write_file("0002_create_intake_functions.sql", "a", "\n");
	assert_int_equal(migrate(&report), ERR_SCHEMA);
	assert_int_equal(report.failed, 2);
	assert_string_not_equal(report.why, "");
}

static void
newer_database_is_refused(void **state)
{
	struct store_migrate_report report;

	write_next(1, "add_more", "CREATE TABLE qf.more (a int);");
	assert_int_equal(migrate(&report), ERR_OK);
	assert_int_equal(report.after, STORE_SCHEMA + 1);
	copy_folder();
	assert_int_equal(migrate(&report), ERR_SCHEMA);
	assert_int_equal(
	    rig_number(*state, "SELECT qf.schema_number()"), STORE_SCHEMA + 1);
}

static void
failing_file_leaves_nothing(void **state)
{
	struct store_migrate_report report;
	struct rig *r = *state;

	write_next(1, "add_more", "CREATE TABLE qf.more (a int); SELECT 1/0;");
	assert_int_equal(migrate(&report), ERR_DATABASE);
	assert_int_equal(report.failed, STORE_SCHEMA + 1);
	assert_int_equal(report.after, STORE_SCHEMA);
	assert_string_equal(report.sqlstate, "22012");
	assert_int_equal(rig_number(r, "SELECT count(*) FROM pg_class WHERE"
				       " relname = 'more'"),
	    0);
	write_next(1, "add_more", "CREATE TABLE qf.more (a int);");
	assert_int_equal(migrate(&report), ERR_OK);
	assert_int_equal(report.before, STORE_SCHEMA);
}

static void
file_that_commits_is_refused(void **state)
{
	struct store_migrate_report report;

	(void)state;
	write_next(1, "add_more", "SELECT 1; COMMIT;");
	assert_int_equal(migrate(&report), ERR_FORMAT);
	assert_int_equal(report.failed, STORE_SCHEMA + 1);
}

static void
bad_folders_are_refused(void **state)
{
	struct store_migrate_report report;

	(void)state;
	write_next(2, "gap", "SELECT 1;");
	assert_int_equal(migrate(&report), ERR_FORMAT);
	copy_folder();
	write_next(0, "twice", "SELECT 1;");
	assert_int_equal(migrate(&report), ERR_FORMAT);
	copy_folder();
	write_file("four.sql", "w", "SELECT 1;");
	assert_int_equal(migrate(&report), ERR_FORMAT);
	copy_folder();
	write_next(1, "empty", "");
	assert_int_equal(migrate(&report), ERR_FORMAT);
	snprintf(folder, sizeof(folder), "/dev/null/nothing");
	assert_int_equal(migrate(&report), ERR_IO);
	copy_folder();
	assert_int_equal(store_migrate("host=/nonexistent", folder, &report),
	    ERR_UNAVAILABLE);
}

static void
two_at_once_do_the_work_once(void **state)
{
	struct rig *r = *state;
	pid_t pids[4];
	int status;

	for (size_t i = 0; i < 4; i++) {
		pids[i] = fork();
		assert_true(pids[i] >= 0);
		if (pids[i] == 0) {
			struct store_migrate_report report;

			_exit(migrate(&report) == ERR_OK &&
				      report.after == STORE_SCHEMA
				  ? 0
				  : 1);
		}
	}
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 0);
	}
	assert_int_equal(rig_number(r, "SELECT count(*) FROM"
				       " qf.schema_migration"),
	    STORE_SCHEMA);
}

/* A superuser's connection makes objects that qf_owner owns. */
static void
superuser_migrates_as_the_owner(void **state)
{
	struct store_migrate_report report;
	struct rig *r = *state;

	assert_int_equal(
	    store_migrate(rig_conninfo("postgres"), folder, &report), ERR_OK);
	assert_int_equal(
	    rig_number(r, "SELECT count(*) FROM pg_class c JOIN"
			  " pg_namespace n ON n.oid = c.relnamespace JOIN"
			  " pg_roles o ON o.oid = c.relowner WHERE"
			  " n.nspname = 'qf' AND o.rolname <> 'qf_owner'"),
	    0);
}

static int
up(void **state)
{
	return rig_up(state);
}

/* Leave the database as prepare left it, for the tests that follow. */
static int
down(void **state)
{
	struct store_migrate_report report;

	copy_folder();
	rig_sql(*state, "DROP SCHEMA IF EXISTS qf CASCADE");
	if (migrate(&report) != ERR_OK)
		return -1;
	return rig_down(state);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup(name, setup)
		T(empty_database_gets_the_known_schema),
		T(changed_file_is_refused),
		T(newer_database_is_refused),
		T(failing_file_leaves_nothing),
		T(file_that_commits_is_refused),
		T(bad_folders_are_refused),
		T(two_at_once_do_the_work_once),
		T(superuser_migrates_as_the_owner),
#undef T
	};

	return cmocka_run_group_tests(tests, up, down);
}
