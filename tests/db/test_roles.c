/* SPDX-License-Identifier: ISC */
/* What a taken-over service could do: its own functions and nothing else. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db/rig.h"

#include "store/statement.h"

static PGconn *
connect_as(const char *role)
{
	PGconn *c = PQconnectdb(rig_conninfo(role));

	assert_int_equal(PQstatus(c), CONNECTION_OK);
	return c;
}

/* The SQLSTATE of a statement; "" when it went through. */
static const char *
state_of(PGconn *c, const char *sql)
{
	static char state[6];
	PGresult *res = PQexec(c, sql);
	const char *s = PQresultErrorField(res, PG_DIAG_SQLSTATE);

	snprintf(state, sizeof(state), "%s", s == NULL ? "" : s);
	PQclear(res);
	return state;
}

static void
assert_denied(PGconn *c, const char *sql)
{
	const char *state = state_of(c, sql);

	if (strcmp(state, "42501") != 0)
		print_error("%s: \"%s\"\n", sql, state);
	assert_string_equal(state, "42501");
}

/* Every table, every verb, whatever a later migration adds. */
static void
services_have_no_right_on_any_table(void **state)
{
	static const char *const verbs[] = { "SELECT * FROM %s",
		"INSERT INTO %s DEFAULT VALUES", "DELETE FROM %s",
		"TRUNCATE %s", "SELECT 1 FROM %s FOR UPDATE",
		"COPY %s TO STDOUT", "ALTER TABLE %s ADD x integer",
		"DROP TABLE %s" };
	static const char *const roles[] = { "qf_intake", "qf_office" };
	struct rig *r = *state;
	PGresult *tables;
	char sql[256];

	tables = PQexec(r->owner,
	    "SELECT 'qf.' || c.relname FROM pg_class c JOIN pg_namespace n"
	    " ON n.oid = c.relnamespace WHERE n.nspname = 'qf'"
	    " AND c.relkind IN ('r', 'v', 'm', 'p', 'f')");
	assert_true(PQntuples(tables) >= 11);
	for (size_t i = 0; i < 2; i++) {
		PGconn *c = connect_as(roles[i]);

		for (int t = 0; t < PQntuples(tables); t++) {
			for (size_t v = 0; v < sizeof(verbs) / sizeof(*verbs);
			     v++) {
				snprintf(sql, sizeof(sql), verbs[v],
				    PQgetvalue(tables, t, 0));
				assert_denied(c, sql);
			}
		}
		PQfinish(c);
	}
	PQclear(tables);
}

/* The functions a role may execute are those its statements call, exactly. */
static void
services_execute_exactly_their_statements(void **state)
{
	static const struct {
		const char *name;
		unsigned int role;
	} roles[] = { { "qf_intake", STORE_ROLE_INTAKE },
		{ "qf_office", STORE_ROLE_OFFICE } };
	struct rig *r = *state;
	char sql[512];
	PGresult *res;

	for (size_t i = 0; i < 2; i++) {
		long expected = 0;

		snprintf(sql, sizeof(sql),
		    "SELECT p.proname FROM pg_proc p JOIN pg_namespace n"
		    " ON n.oid = p.pronamespace WHERE n.nspname = 'qf' AND"
		    " has_function_privilege('%s', p.oid, 'EXECUTE')",
		    roles[i].name);
		res = PQexec(r->owner, sql);
		for (int f = 0; f < PQntuples(res); f++) {
			char call[80];
			bool used = false;

			snprintf(call, sizeof(call), "qf.%s(",
			    PQgetvalue(res, f, 0));
			for (size_t s = 0; s < STORE_STATEMENTS; s++) {
				used =
				    used || ((store_statements[s].roles &
						 roles[i].role) != 0 &&
						strstr(store_statements[s].sql,
						    call) != NULL);
			}
			if (!used)
				print_error(
				    "%s may call %s\n", roles[i].name, call);
			assert_true(used);
		}
		for (size_t s = 0; s < STORE_STATEMENTS; s++)
			expected +=
			    (store_statements[s].roles & roles[i].role) != 0;
		assert_int_equal(PQntuples(res), expected);
		PQclear(res);
	}
}

static void
services_cannot_leave_their_role(void **state)
{
	static const char *const roles[] = { "qf_intake", "qf_office" };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		PGconn *c = connect_as(roles[i]);

		assert_denied(c, "SET ROLE qf_owner");
		assert_denied(c, "SET ROLE postgres");
		assert_denied(c, "CREATE TABLE qf.x (a integer)");
		assert_denied(c, "CREATE TABLE public.x (a integer)");
		assert_denied(c, "CREATE TEMPORARY TABLE x (a integer)");
		assert_denied(c, "CREATE SCHEMA x");
		assert_denied(c, "DO $$ BEGIN END $$");
		/* A held lock would stop every release and every audit. */
		assert_denied(c, "SELECT pg_advisory_lock(81270001)");
		assert_denied(c, "SELECT pg_try_advisory_lock(81270001)");
		assert_denied(c, "SELECT pg_advisory_xact_lock_shared(1, 2)");
		assert_denied(c, "SELECT pg_advisory_unlock_all()");
		assert_denied(c, "SELECT lo_create(0)");
		assert_denied(c, "SELECT lo_from_bytea(0, 'x')");
		assert_denied(c, "COPY (SELECT 1) TO '/tmp/qf-x'");
		assert_denied(c, "COPY (SELECT 1) TO PROGRAM 'true'");
		assert_denied(c, "SELECT pg_read_file('postgresql.conf')");
		assert_denied(c, "SELECT qf.entry_put('a', true, 'reporter',"
				 " 'office', 'a', 'a', 'a', 'a', 'a')");
		assert_denied(c, "SELECT qf.payload_slice('a', 0, 1)");
		PQfinish(c);
	}
}

static void
intake_cannot_call_the_office(void **state)
{
	PGconn *c = connect_as("qf_intake");

	(void)state;
	assert_denied(c, "SELECT * FROM qf.reports_after(0, 10, 10)");
	assert_denied(c, "SELECT qf.release_due(true)");
	assert_denied(c, "SELECT * FROM qf.threads_lookup('{}', '{}')");
	assert_denied(c, "SELECT * FROM qf.session_use('a')");
	assert_denied(c, "SELECT * FROM qf.note_add('root', 1, 'a', 'a')");
	PQfinish(c);
	c = connect_as("qf_office");
	assert_denied(c, "SELECT * FROM qf.box_list('a')");
	assert_denied(c, "SELECT * FROM qf.thread_create('a', 'a', 'a', 'a',"
			 " 'a', 'a', 'a', 'a')");
	PQfinish(c);
}

/* A definer's function must not be led elsewhere by the caller's path. */
static void
definer_functions_fix_their_path(void **state)
{
	struct rig *r = *state;

	assert_int_equal(
	    rig_number(r, "SELECT count(*) FROM pg_proc p JOIN"
			  " pg_namespace n ON n.oid = p.pronamespace WHERE"
			  " n.nspname = 'qf' AND p.prosecdef AND NOT"
			  " coalesce(p.proconfig @> ARRAY['search_path="
			  "pg_catalog, pg_temp'], false)"),
	    0);
	assert_int_equal(
	    rig_number(r, "SELECT count(*) FROM pg_proc p JOIN"
			  " pg_namespace n ON n.oid = p.pronamespace JOIN"
			  " pg_roles o ON o.oid = p.proowner WHERE"
			  " n.nspname = 'qf' AND o.rolname <> 'qf_owner'"),
	    0);
}

/* Only officers' sessions have times of day, and those are not logged. */
static void
no_time_of_day_is_kept(void **state)
{
	struct rig *r = *state;

	assert_int_equal(
	    rig_number(r, "SELECT count(*) FROM information_schema.columns"
			  " WHERE table_schema = 'qf' AND data_type ~ 'time'"
			  " AND table_name NOT IN ('session', 'challenge')"),
	    0);
	assert_int_equal(
	    rig_number(r, "SELECT count(*) FROM pg_class c JOIN"
			  " pg_namespace n ON n.oid = c.relnamespace WHERE"
			  " n.nspname = 'qf' AND c.relname IN ('session',"
			  " 'challenge') AND c.relpersistence = 'u'"),
	    2);
	assert_int_equal(
	    rig_number(r, "SELECT count(*) FROM pg_settings WHERE name ="
			  " 'track_commit_timestamp' AND setting = 'on'"),
	    0);
}

static void
checksums_are_on(void **state)
{
	assert_int_equal(rig_number(*state,
			     "SELECT count(*) FROM pg_settings WHERE (name,"
			     " setting) IN (('data_checksums', 'on'), ('fsync',"
			     " 'on'), ('synchronous_commit', 'on'),"
			     " ('full_page_writes', 'on'),"
			     " ('listen_addresses', ''))"),
	    5);
}

/* Errors, refused rows and all: the server's log has no value of any. */
static void
log_holds_no_value(void **state)
{
	static const char canary[] = "canary-7f3a";
	static const char canary_hex[] = "63616e6172792d37663361";
	struct rig *r = *state;
	const char *values[] = { canary };
	PGconn *c = connect_as("qf_intake");
	char path[512], line[4096];
	FILE *f;

	PQclear(PQexecParams(c, "SELECT * FROM qf.box_list($1::bytea)", 1, NULL,
	    values, NULL, NULL, 0));
	PQclear(PQexecParams(
	    c, "SELECT $1::integer", 1, NULL, values, NULL, NULL, 0));
	PQclear(PQexecParams(c,
	    "SELECT qf.thread_create($1::bytea, 'a', 'a', 'a', 'a', 'a', 'a',"
	    " 'a')",
	    1, NULL, values, NULL, NULL, 0));
	PQfinish(c);
	PQclear(PQexecParams(r->owner,
	    "INSERT INTO qf.note SELECT 'root', 1, sha256(''), now(),"
	    " $1::bytea FROM generate_series(1, 2)",
	    1, NULL, values, NULL, NULL, 0));
	PQclear(PQexecParams(r->owner,
	    "INSERT INTO qf.audit SELECT 1, $1::bytea, now(), 'a', 'a', 'a',"
	    " 'a'",
	    1, NULL, values, NULL, NULL, 0));
	snprintf(path, sizeof(path), "%s/log", getenv("QF_DB_DIR"));
	f = fopen(path, "re");
	assert_non_null(f);
	while (fgets(line, sizeof(line), f) != NULL) {
		assert_null(strstr(line, canary));
		assert_null(strstr(line, canary_hex));
		assert_null(strstr(line, "SELECT"));
		assert_null(strstr(line, "INSERT"));
	}
	fclose(f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup(name, rig_empty)
		T(services_have_no_right_on_any_table),
		T(services_execute_exactly_their_statements),
		T(services_cannot_leave_their_role),
		T(intake_cannot_call_the_office),
		T(definer_functions_fix_their_path),
		T(no_time_of_day_is_kept),
		T(checksums_are_on),
		T(log_holds_no_value),
#undef T
	};

	return cmocka_run_group_tests(tests, rig_up, rig_down);
}
