/* SPDX-License-Identifier: ISC */
#include "store/migrate.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <libpq-fe.h>
#include <sodium.h>

#include "base/buf.h"

#define MIGRATIONS_MAX 999
#define FILE_LEN_MAX (4u * 1024u * 1024u)
#define LOCK_KEY "81270000" /* of pg_advisory_lock, ours alone */

struct migration {
	int number;
	char name[128];
	uint8_t checksum[crypto_hash_sha256_BYTES];
	uint8_t *sql; /* NUL-terminated */
};

struct migrations {
	int count;
	struct migration list[MIGRATIONS_MAX];
};

static void
fail(struct store_migrate_report *report, int number, const char *why)
{
	report->failed = number;
	snprintf(report->why, sizeof(report->why), "%s", why);
}

static void
migrations_free(struct migrations **m)
{
	if (*m == NULL)
		return;
	for (int i = 0; i < (*m)->count; i++)
		free((*m)->list[i].sql);
	free(*m);
	*m = NULL;
}

/* NNNN_verb_noun.sql: four digits, then [a-z0-9_]. */
static bool
is_migration_name(const char *name)
{
	size_t len = strlen(name);

	return len > 9 && len < sizeof(((struct migration *)0)->name) &&
	       strspn(name, "0123456789") == 4 && name[4] == '_' &&
	       strspn(name + 4, "abcdefghijklmnopqrstuvwxyz0123456789_") ==
		   len - 8 &&
	       strcmp(name + len - 4, ".sql") == 0;
}

static int
is_wanted(const struct dirent *d)
{
	size_t len = strlen(d->d_name);

	return len > 4 && strcmp(d->d_name + len - 4, ".sql") == 0;
}

static enum err
read_file(const char *folder, struct migration *m)
{
	struct base_buf buf;
	char path[4096];
	uint8_t *room;
	size_t n, len;
	FILE *f = NULL;
	enum err e;

	base_buf_init(&buf, FILE_LEN_MAX);
	e = ERR_IO;
	n = (size_t)snprintf(path, sizeof(path), "%s/%s", folder, m->name);
	if (n >= sizeof(path) || (f = fopen(path, "re")) == NULL)
		goto out;
	do {
		if ((e = base_buf_reserve(&buf, 65536, &room)) != ERR_OK)
			goto out;
		n = fread(room, 1, 65536, f);
		buf.len += n;
	} while (n > 0);
	e = ERR_IO;
	if (ferror(f))
		goto out;
	e = ERR_FORMAT;
	if (buf.len == 0 || memchr(buf.data, 0, buf.len) != NULL)
		goto out;
	crypto_hash_sha256(m->checksum, buf.data, buf.len);
	m->sql = base_buf_take(&buf, &len);
	e = m->sql == NULL ? ERR_MEMORY : ERR_OK;
out:
	if (f != NULL)
		fclose(f);
	base_buf_done(&buf);
	return e;
}

/* All files of the folder: numbered from 1 without a gap. */
static enum err
load(const char *folder, struct migrations **out,
    struct store_migrate_report *report)
{
	struct migrations *m = NULL;
	struct dirent **names = NULL;
	int n, i = 0;
	enum err e = ERR_IO;

	if ((n = scandir(folder, &names, is_wanted, alphasort)) < 0) {
		fail(report, 0, "the folder of migrations cannot be read");
		return ERR_IO;
	}
	e = ERR_MEMORY;
	if ((m = calloc(1, sizeof(*m))) == NULL)
		goto out;
	e = ERR_FORMAT;
	if (n == 0 || n > MIGRATIONS_MAX) {
		fail(report, 0, "no migration in the folder, or too many");
		goto out;
	}
	for (i = 0; i < n; i++) {
		struct migration *one = &m->list[i];

		e = ERR_FORMAT;
		if (!is_migration_name(names[i]->d_name) ||
		    strtol(names[i]->d_name, NULL, 10) != i + 1) {
			fail(report, i + 1,
			    "files are NNNN_verb_noun.sql, from 0001 on, "
			    "without a gap");
			goto out;
		}
		one->number = i + 1;
		memcpy(
		    one->name, names[i]->d_name, strlen(names[i]->d_name) + 1);
		if ((e = read_file(folder, one)) != ERR_OK) {
			fail(report, i + 1, err_text(e));
			goto out;
		}
		m->count++;
	}
	*out = m;
	m = NULL;
	e = ERR_OK;
out:
	for (i = 0; i < n; i++)
		free(names[i]);
	free(names);
	migrations_free(&m);
	return e;
}

/*
 * Run one command (or a whole file) and keep what the server said about an
 * error: its primary message names tables and columns; the detail, which may
 * name values, is left out.
 */
static enum err
run(PGconn *conn, const char *sql, struct store_migrate_report *report)
{
	PGresult *r = PQexec(conn, sql);
	ExecStatusType st = PQresultStatus(r);
	const char *state, *message;
	enum err e = ERR_OK;

	if (st != PGRES_COMMAND_OK && st != PGRES_TUPLES_OK) {
		state = PQresultErrorField(r, PG_DIAG_SQLSTATE);
		message = PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);
		snprintf(report->sqlstate, sizeof(report->sqlstate), "%s",
		    state == NULL ? "" : state);
		snprintf(report->why, sizeof(report->why), "%s",
		    message == NULL ? "the connection was lost" : message);
		e = PQstatus(conn) == CONNECTION_OK ? ERR_DATABASE
						    : ERR_UNAVAILABLE;
	}
	PQclear(r);
	return e;
}

/* What ran already: *number of migrations, all with our checksums. */
static enum err
compare(PGconn *conn, const struct migrations *m, int *number,
    struct store_migrate_report *report)
{
	PGresult *r;
	enum err e = ERR_DATABASE;
	int rows;

	*number = 0;
	r = PQexecParams(conn,
	    "SELECT to_regclass('qf.schema_migration') IS NOT NULL", 0, NULL,
	    NULL, NULL, NULL, 0);
	if (PQresultStatus(r) != PGRES_TUPLES_OK) {
		fail(report, 0, "the database's catalogue cannot be read");
		goto out;
	}
	e = ERR_OK;
	if (strcmp(PQgetvalue(r, 0, 0), "t") != 0)
		goto out;
	PQclear(r);
	r = PQexecParams(conn,
	    "SELECT number::text, encode(checksum, 'hex')"
	    " FROM qf.schema_migration ORDER BY number",
	    0, NULL, NULL, NULL, NULL, 0);
	e = ERR_DATABASE;
	if (PQresultStatus(r) != PGRES_TUPLES_OK) {
		fail(report, 0, "qf.schema_migration cannot be read");
		goto out;
	}
	e = ERR_SCHEMA;
	rows = PQntuples(r);
	if (rows > m->count) {
		fail(report, 0, "the database is newer than these migrations");
		goto out;
	}
	for (int i = 0; i < rows; i++) {
		char hex[2 * crypto_hash_sha256_BYTES + 1];

		sodium_bin2hex(hex, sizeof(hex), m->list[i].checksum,
		    sizeof(m->list[i].checksum));
		if (strtol(PQgetvalue(r, i, 0), NULL, 10) != i + 1 ||
		    strcmp(PQgetvalue(r, i, 1), hex) != 0) {
			fail(report, i + 1,
			    "this migration is not the one that ran");
			goto out;
		}
	}
	*number = rows;
	e = ERR_OK;
out:
	PQclear(r);
	return e;
}

/* One file and its row, both or neither. */
static enum err
apply(PGconn *conn, const struct migration *m,
    struct store_migrate_report *report)
{
	struct store_migrate_report later;
	char hex[2 * crypto_hash_sha256_BYTES + 1];
	char row[512];
	enum err e;

	sodium_bin2hex(hex, sizeof(hex), m->checksum, sizeof(m->checksum));
	/* Digits, [a-z0-9_.] and hex: nothing to quote. */
	snprintf(row, sizeof(row),
	    "INSERT INTO qf.schema_migration (number, name, checksum)"
	    " VALUES (%d, '%s', decode('%s', 'hex'))",
	    m->number, m->name, hex);
	if ((e = run(conn, "BEGIN", report)) != ERR_OK)
		return e;
	if ((e = run(conn, (const char *)m->sql, report)) == ERR_OK &&
	    PQtransactionStatus(conn) != PQTRANS_INTRANS) {
		snprintf(report->why, sizeof(report->why),
		    "the file ends its transaction by itself");
		e = ERR_FORMAT;
	}
	if (e == ERR_OK)
		e = run(conn, row, report);
	if (e == ERR_OK)
		e = run(conn, "COMMIT", report);
	if (e != ERR_OK) {
		report->failed = m->number;
		/* The first error is the one to tell. */
		if (run(conn, "ROLLBACK", &later) != ERR_OK)
			e = ERR_UNAVAILABLE;
	}
	return e;
}

static void
ignore_notice(void *ctx, const PGresult *notice)
{
	(void)ctx;
	(void)notice;
}

/* A superuser (a private cluster's root) becomes the owner of the schema. */
static const char become_owner[] =
    "SET client_min_messages = warning; SET search_path = '';"
    " SET ROLE qf_owner";

enum err
store_migrate(const char *conninfo, const char *folder,
    struct store_migrate_report *report)
{
	struct migrations *m = NULL;
	PGconn *conn = NULL;
	enum err e;

	memset(report, 0, sizeof(*report));
	if (sodium_init() < 0)
		return ERR_RANDOM;
	if ((e = load(folder, &m, report)) != ERR_OK)
		goto out;
	conn = PQconnectdb(conninfo);
	if (PQstatus(conn) != CONNECTION_OK) {
		fail(report, 0, "no connection to the database");
		e = ERR_UNAVAILABLE;
		goto out;
	}
	PQsetNoticeReceiver(conn, ignore_notice, NULL);
	if ((e = run(conn, become_owner, report)) != ERR_OK ||
	    (e = run(conn, "SELECT pg_advisory_lock(" LOCK_KEY ")", report)) !=
		ERR_OK ||
	    (e = compare(conn, m, &report->before, report)) != ERR_OK)
		goto out;
	report->after = report->before;
	for (int i = report->before; i < m->count; i++) {
		if ((e = apply(conn, &m->list[i], report)) != ERR_OK)
			goto out;
		report->after = i + 1;
	}
out:
	PQfinish(conn); /* and the lock goes with the session */
	migrations_free(&m);
	return e;
}
